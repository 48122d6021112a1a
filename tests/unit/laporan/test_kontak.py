"""What people type as their telephone number or e-mail address: refused with a reason, or in one spelling."""

import pytest

from pemilu.laporan.kontak import Kontak, KontakFault, parse_email, parse_telepon

F = KontakFault
NOT_A_MOBILE_NUMBER = {
    "": F.KOSONG,
    "   ": F.KOSONG,
    "-": F.KOSONG,
    "0" * 41: F.PANJANG,
    "0812-ABCD-1234": F.HURUF,
    "0812345678O": F.HURUF,
    "0812345\r\n678": F.HURUF,
    "0812345\t678": F.HURUF,
    "081234567890;ext=1": F.HURUF,
    "081234567890,089876543210": F.HURUF,
    "0812+34567890": F.HURUF,
    "+": F.HURUF,
    "٠٨١٢٣٤٥٦٧٨٩": F.HURUF,
    "+1 415 555 2671": F.ASING,
    "+6591234567": F.ASING,
    "0060123456789": F.ASING,
    "00000000000000000000": F.ASING,
    "021 5551234": F.BUKAN_SELULER,
    "+62 751 12345": F.BUKAN_SELULER,
    "080912345678": F.BUKAN_SELULER,
    "112": F.BUKAN_SELULER,
    "1399991708900001": F.BUKAN_SELULER,
    "08123": F.KURANG,
    "0062": F.KURANG,
    "8": F.KURANG,
    "081234567": F.KURANG,
    "08123456789012": F.LEBIH,
    "08123456789012345678": F.LEBIH,
}
MOBILE_NUMBERS = {
    "081234567890": "+6281234567890",
    "+62 812-3456-7890": "+6281234567890",
    "6281234567890": "+6281234567890",
    "006281234567890": "+6281234567890",
    "+62 (0)812 3456 7890": "+6281234567890",
    "(0812) 3456.7890": "+6281234567890",
    "0812/3456/7890": "+6281234567890",
    "812 3456 7890": "+6281234567890",
    " 0812\u00a03456\u20117890 ": "+6281234567890",
    "\u202a+6281234567890\u202c": "+6281234567890",
    "０８１２３４５６７８９０": "+6281234567890",
    "0811234567": "+62811234567",
    "0895123456789": "+62895123456789",
}
NOT_AN_ADDRESS = {
    "": F.KOSONG,
    " \r\n": F.KOSONG,
    "a" * 250 + "@b.id": F.PANJANG,
    "a" * 310 + "@contoh.id": F.PANJANG,
    "bü@contoh.id": F.BUKAN_ASCII,
    "budi@bücher.example": F.BUKAN_ASCII,
    "budi＠contoh.id": F.BUKAN_ASCII,
    "a@b": F.BENTUK,
    "budi": F.BENTUK,
    "budi@": F.BENTUK,
    "@contoh.id": F.BENTUK,
    "budi@@contoh.id": F.BENTUK,
    "budi@contoh..id": F.BENTUK,
    "budi@.contoh.id": F.BENTUK,
    "budi@-contoh.id": F.BENTUK,
    "budi@contoh.1d": F.BENTUK,
    "budi@127.0.0.1": F.BENTUK,
    "budi@[127.0.0.1]": F.BENTUK,
    ".budi@contoh.id": F.BENTUK,
    "budi..s@contoh.id": F.BENTUK,
    "-oQ/tmp@contoh.id": F.BENTUK,
    "a" * 65 + "@contoh.id": F.BENTUK,
    '"budi santoso"@contoh.id': F.BENTUK,
    "budi(teman)@contoh.id": F.BENTUK,
    "Budi <budi@contoh.id>": F.BENTUK,
    "budi@contoh.id, siti@contoh.id": F.BENTUK,
    "budi@contoh.id;siti@contoh.id": F.BENTUK,
    "budi@contoh.id\r\nBcc: siti@contoh.id": F.BENTUK,
    "budi@contoh.id\nsiti": F.BENTUK,
    "budi\x00@contoh.id": F.BENTUK,
    "budi @contoh.id": F.BENTUK,
}
ADDRESSES = {
    "budi@contoh.id": "budi@contoh.id",
    " Budi.S@Contoh.CO.ID\n": "budi.s@contoh.co.id",
    "budi+lapor@mail.contoh.id": "budi+lapor@mail.contoh.id",
    "b_u-d!i@contoh.id": "b_u-d!i@contoh.id",
    "budi@xn--bcher-kva.example": "budi@xn--bcher-kva.example",
    "a" * 64 + "@contoh.id": "a" * 64 + "@contoh.id",
}


@pytest.mark.parametrize(("typed", "fault"), NOT_A_MOBILE_NUMBER.items())
def test_what_gets_no_message_is_refused_with_its_reason(typed: str, fault: KontakFault) -> None:
    assert parse_telepon(typed) is fault


@pytest.mark.parametrize(("typed", "number"), MOBILE_NUMBERS.items())
def test_a_mobile_number_is_read_however_it_is_spelled(typed: str, number: str) -> None:
    assert parse_telepon(typed) == number


@pytest.mark.parametrize(("typed", "fault"), NOT_AN_ADDRESS.items())
def test_what_could_be_more_or_less_than_one_address_is_refused(typed: str, fault: KontakFault) -> None:
    assert parse_email(typed) is fault


@pytest.mark.parametrize(("typed", "address"), ADDRESSES.items())
def test_an_address_is_kept_in_one_spelling(typed: str, address: str) -> None:
    assert parse_email(typed) == address


def test_what_was_read_is_read_the_same_again() -> None:
    assert [parse_telepon(number) for number in MOBILE_NUMBERS.values()] == [*MOBILE_NUMBERS.values()]
    assert [parse_email(address) for address in ADDRESSES.values()] == [*ADDRESSES.values()]


def test_a_fault_is_no_text() -> None:
    assert not isinstance(parse_email(""), str)


def test_a_contact_shows_nothing_of_itself() -> None:
    assert repr(Kontak(telepon="+6281234567890", email="budi@contoh.id")) == "Kontak()"


@pytest.mark.parametrize(
    ("kontak", "key"),
    [
        (Kontak(), None),
        (Kontak(email="budi@contoh.id"), "budi@contoh.id"),
        (Kontak(telepon="+6281234567890", email="budi@contoh.id"), "+6281234567890"),
    ],
)
def test_a_reporter_is_counted_by_telephone_before_e_mail(kontak: Kontak, key: str | None) -> None:
    assert kontak.key == key
