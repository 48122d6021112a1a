"""Receipt numbers and secret codes: typed as people type, opened by nobody else."""

import re

import pytest
from argon2 import extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from pemilu.laporan.code import (
    ALPHABET,
    hash_secret,
    new_number,
    normalise_number,
    normalise_secret,
    secret_code,
    verify_secret,
)

KEY = bytes(range(32))
SYMBOLS = st.text(ALPHABET, min_size=6, max_size=6)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "LP-", "LP-12345", "LP-1234567", "12345", "LP-12345U", "LQ-123456", "LP-12345!", "LP-12345é",
        "LP-12345٣", "LP-123456\0\0x", "<script>", "LPLP-123456", "x" * 65, "LP-" + "1" * 100, "1" * 100_000,
    ],
)  # fmt: skip
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert normalise_number(typed) is None


@pytest.mark.parametrize(
    "typed", ["", "1234-5678-901", "1234-5678-90123", "LP-1234-5678-9012", "U234-5678-9012"]
)
def test_what_cannot_be_a_secret_is_none(typed: str) -> None:
    assert normalise_secret(typed) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("LP-7H2K9M", "LP-7H2K9M"),
        ("lp-7h2k9m", "LP-7H2K9M"),
        ("  lp 7h2 k9m ", "LP-7H2K9M"),
        ("LP7H2K9M", "LP-7H2K9M"),
        ("7H2K9M", "LP-7H2K9M"),
        ("LP\u20137H2K9M", "LP-7H2K9M"),
        ("LP\u2011\u200b7H2K9M\ufeff", "LP-7H2K9M"),
        ("LP-7H2K9M\r\n", "LP-7H2K9M"),
        ("ＬＰ－７Ｈ２Ｋ９Ｍ", "LP-7H2K9M"),
        ("LP-OIL0l1", "LP-011011"),
        ("ooooil", "LP-000011"),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed: str, number: str) -> None:
    assert normalise_number(typed) == number


@pytest.mark.parametrize("typed", ["abcd efgh jkmn", "ABCDEFGHJKMN", "abcd-efgh-jkmn", " Abcd—efgh—jkmn\n"])
def test_a_secret_is_read_however_it_is_typed(typed: str) -> None:
    assert normalise_secret(typed) == "ABCD-EFGH-JKMN"


@given(st.text())
def test_any_text_is_a_code_in_its_one_form_or_none(typed: str) -> None:
    number, secret = normalise_number(typed), normalise_secret(typed)
    assert number is None or normalise_number(number) == number
    assert secret is None or normalise_secret(secret) == secret


@given(SYMBOLS)
def test_every_symbol_of_the_alphabet_stands_for_itself(symbols: str) -> None:
    assert normalise_number(symbols) == f"LP-{symbols}"


def test_a_new_number_is_in_its_one_form_and_never_the_same() -> None:
    numbers = {new_number() for _ in range(500)}
    assert all(normalise_number(number) == number for number in numbers)
    assert len(numbers) == 500
    assert {symbol for number in numbers for symbol in number[3:]} == set(ALPHABET)


def test_the_alphabet_has_no_letters_that_look_like_digits_and_no_u() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_a_form_sent_again_gets_the_same_secret() -> None:
    assert secret_code(KEY, b"form", nomor="LP-7H2K9M") == secret_code(KEY, b"form", nomor="LP-7H2K9M")


def test_another_form_number_or_key_gets_another_secret() -> None:
    secrets = {
        secret_code(KEY, b"form", nomor="LP-7H2K9M"),
        secret_code(KEY, b"form2", nomor="LP-7H2K9M"),
        secret_code(KEY, b"form", nomor="LP-7H2K9N"),
        secret_code(bytes(32), b"form", nomor="LP-7H2K9M"),
    }
    assert len(secrets) == 4


def test_a_secret_has_sixty_bits_that_all_matter() -> None:
    secrets = [secret_code(KEY, n.to_bytes(2), nomor="LP-7H2K9M") for n in range(2_000)]
    assert all(re.fullmatch(rf"([{ALPHABET}]{{4}}-){{2}}[{ALPHABET}]{{4}}", secret) for secret in secrets)
    assert all({secret[at] for secret in secrets} == set(ALPHABET) for at in range(14) if at not in {4, 9})


def test_a_secret_is_known_by_its_hash_and_another_is_not() -> None:
    stored = hash_secret("ABCD-EFGH-JKMN")
    assert verify_secret("ABCD-EFGH-JKMN", stored)
    assert not verify_secret("ABCD-EFGH-JKMP", stored)
    assert not verify_secret(None, stored)


def test_a_report_that_does_not_exist_opens_with_nothing() -> None:
    assert not verify_secret("ABCD-EFGH-JKMN", None)
    assert not verify_secret(None, None)
    assert not verify_secret("", None)


def test_not_even_the_code_of_the_stand_in_opens_a_missing_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pemilu.laporan.code._decoy", lambda: hash_secret("ABCD-EFGH-JKMN"))
    assert not verify_secret("ABCD-EFGH-JKMN", None)


def test_a_missing_report_costs_as_many_hashes_as_a_wrong_code(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = hash_secret("ABCD-EFGH-JKMN")
    verify_secret(None, None)  # makes the hash that stands in for a missing one
    hashed: list[str] = []

    class Counting:
        def verify(self, hash: str, secret: str) -> bool:  # noqa: A002 - the name in argon2
            hashed.append(hash)
            return False

    monkeypatch.setattr("pemilu.laporan.code._HASHER", Counting())
    verify_secret("ABCD-EFGH-JKMP", stored)
    verify_secret("ABCD-EFGH-JKMP", None)
    verify_secret(None, stored)
    verify_secret(None, None)
    assert len(hashed) == 4
    assert len({str(extract_parameters(one)) for one in hashed}) == 1


def test_the_hash_is_argon2id_with_the_parameters_that_were_agreed() -> None:
    assert hash_secret("ABCD-EFGH-JKMN").startswith("$argon2id$v=19$m=8192,t=1,p=1$")
    assert hash_secret("ABCD-EFGH-JKMN") != hash_secret("ABCD-EFGH-JKMN")
