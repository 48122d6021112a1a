"""Single cells: what is refused, what only warns, what is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pemilu.pemilih.importers.codes import (
    STATUS_KAWIN,
    STATUS_KTP,
    UnknownEdition,
    disabilitas_codes,
    keterangan_codes,
)
from pemilu.pemilih.importers.problems import Masalah
from pemilu.pemilih.importers.tidy import tidy
from pemilu.pemilih.importers.values import (
    read_code,
    read_keterangan,
    read_nama,
    read_nik,
    read_nkk,
    read_rt,
    read_sex,
    read_tps,
)
from pemilu.pemilih.kinds import Disabilitas, JenisKelamin, Keterangan, StatusKawin, StatusKtp
from pemilu.pemilih.nama import normalise
from pemilu.pemilih.nik import Nik
from tests.voter_files import KELURAHAN, REGION

NKK = "1399990101100001"


@pytest.mark.parametrize("text", ["0", "1A", "V", "1000", "-1", "TPS", "5/6", "٥", "5.5"])
def test_a_tps_that_is_no_number_from_1_to_999_is_refused(text: str) -> None:
    assert read_tps(text) == (None, Masalah.TPS_TAK_SAH)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5),
        ("001", 1),
        ("TPS 5", 5),
        ("tps no. 005", 5),
        ("TPS005", 5),
        ("5.0", 5),
        ("901", 901),
        ("999", 999),
    ],
)
def test_a_tps_is_a_number_in_many_writings(text: str, number: int) -> None:
    assert read_tps(text) == (number, None)


@pytest.mark.parametrize("text", ["X", "LP", "3", "LAKI PEREMPUAN"])
def test_a_sex_that_is_not_known_is_refused(text: str) -> None:
    assert read_sex(text) == (None, Masalah.KELAMIN_TAK_DIKENAL)
    assert read_sex("") == (None, Masalah.KELAMIN_KOSONG)


@pytest.mark.parametrize(
    ("text", "sex"),
    [("l", "L"), ("Laki-Laki", "L"), ("PRIA", "L"), ("1", "L"), ("p", "P"), ("Wanita", "P"), ("2", "P")],
)
def test_sex_has_many_words(text: str, sex: str) -> None:
    assert read_sex(text) == (JenisKelamin(sex), None)


@pytest.mark.parametrize(
    ("text", "masalah"),
    [
        ("", Masalah.NAMA_KOSONG),
        ("-", Masalah.NAMA_KOSONG),
        ("12345", Masalah.NAMA_KOSONG),
        ("´", Masalah.NAMA_KOSONG),
        ("A" * 101, Masalah.NAMA_PANJANG),
        ('=HYPERLINK("http://x","y")', Masalah.NAMA_RUMUS),
        ("+1-1 A", Masalah.NAMA_RUMUS),
        ("＝A1", Masalah.NAMA_RUMUS),
        ("@SUM(A1)", Masalah.NAMA_RUMUS),
    ],
)
def test_what_is_no_name_is_refused(text: str, masalah: Masalah) -> None:
    assert read_nama(text) == (None, masalah)


@pytest.mark.parametrize("text", ["N", "SLAMET", "MA'RUF", "NULL", "None", "M. YUSUF, S.Pd.", "É", "A" * 100])
def test_unusual_names_are_names(text: str) -> None:
    assert read_nama(text) == ((text, normalise(text)), None)


@given(st.text(alphabet=" ABCZ", min_size=1, max_size=30))
def test_plain_capitals_are_their_own_normal_form(text: str) -> None:
    (cleaned,), _ = tidy([text])
    cleaned = cleaned.strip()
    if cleaned:
        assert read_nama(cleaned)[0] == (cleaned, normalise(cleaned))


@pytest.mark.parametrize("text", ["", "-", "0", "0000000000000000", "NULL"])
def test_a_missing_family_number_only_warns(text: str) -> None:
    assert read_nkk(text) == (None, Masalah.NKK_KOSONG)


@pytest.mark.parametrize(
    "text", ["139999010110000", NKK + "1", "1.39999E+15", "1" * 16, NKK[:12] + "0000", "ABC"]
)
def test_a_wrong_family_number_only_warns(text: str) -> None:
    assert read_nkk(text) == (None, Masalah.NKK_TAK_SAH)


@pytest.mark.parametrize("text", [NKK, f"'{NKK}", '="1399990101100001"', "1399 9901 0110 0001"])
def test_a_family_number_may_be_wrapped(text: str) -> None:
    assert read_nkk(text) == (NKK, None)


@pytest.mark.parametrize("text", ["", "-", "NULL", "0"])
def test_a_person_known_by_name_only_is_kept(text: str) -> None:
    assert read_nik(text) == (None, Masalah.NIK_KOSONG)


@pytest.mark.parametrize(
    ("text", "masalah"),
    [
        ("1.39999E+15", Masalah.NIK_EXCEL),
        ("139999170845000", Masalah.NIK_KURANG),
        ("13999917084500011", Masalah.NIK_LEBIH),
        ("1399991708450000", Masalah.NIK_SERI),
        ("1399993208450001", Masalah.NIK_TANGGAL),
    ],
)
def test_a_wrong_nik_is_refused_by_what_is_wrong(text: str, masalah: Masalah) -> None:
    assert read_nik(text) == (None, masalah)


def test_a_nik_comes_as_a_value_that_does_not_print_itself() -> None:
    nik, masalah = read_nik("1399 9917 0845 0001")
    assert (nik, masalah) == (Nik("1399991708450001"), None)
    assert "1399" not in repr(nik)


@pytest.mark.parametrize("text", ["3/1", "III", "1000", "-1"])
def test_an_rt_that_is_no_number_only_warns(text: str) -> None:
    assert read_rt(text) == (None, Masalah.NOMOR_TAK_SAH)


@pytest.mark.parametrize(
    ("text", "number"), [("", None), ("-", None), ("000", None), ("001", 1), ("RT 12", 12), ("3.0", 3)]
)
def test_an_rt_is_a_number_or_nothing(text: str, number: int | None) -> None:
    assert read_rt(text) == (number, None)


def test_letters_mean_what_their_column_says() -> None:
    assert read_code("B", codes=STATUS_KAWIN, blank=None) == (StatusKawin.BELUM, None)
    assert read_code("s", codes=STATUS_KAWIN, blank=None) == (StatusKawin.SUDAH, None)
    assert read_code("Cerai Mati", codes=STATUS_KAWIN, blank=None) == (StatusKawin.PERNAH, None)
    assert read_code("B", codes=STATUS_KTP, blank=None) == (StatusKtp.BELUM, None)
    assert read_code("S", codes=STATUS_KTP, blank=None) == (StatusKtp.SUDAH, None)
    assert read_keterangan("B", codes=keterangan_codes("2024")) == (Keterangan.BARU, None)


def test_an_unknown_code_is_loaded_as_not_known_and_warns() -> None:
    assert read_code("Q", codes=STATUS_KAWIN, blank=None) == (None, Masalah.KODE_TAK_DIKENAL)
    assert read_keterangan("9", codes=keterangan_codes("2024")) == (
        Keterangan.SESUAI,
        Masalah.KODE_TAK_DIKENAL,
    )
    assert read_keterangan("TMS", codes=keterangan_codes("2024")) == (
        Keterangan.SESUAI,
        Masalah.KODE_TAK_DIKENAL,
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [("", "tidak"), ("0", "tidak"), ("1", "fisik"), ("6", "sensorik-netra"), ("Rungu", "sensorik-rungu")],
)
def test_disability_by_code_or_word(text: str, kind: str) -> None:
    found = read_code(text, codes=disabilitas_codes("2024"), blank=Disabilitas.TIDAK)
    assert found == (Disabilitas(kind), None)


@pytest.mark.parametrize("text", ["", "-", "✓", "√", "v", "ü", "Sesuai"])
def test_a_tick_or_nothing_is_sesuai(text: str) -> None:
    assert read_keterangan(text, codes=keterangan_codes("2024")) == (Keterangan.SESUAI, None)


@pytest.mark.parametrize("text", ["1", "TMS 1", "tms-1", "Meninggal"])
def test_a_tms_mark_is_kept_as_a_mark(text: str) -> None:
    assert read_keterangan(text, codes=keterangan_codes("2024")) == (Keterangan.MENINGGAL, None)


def test_code_5_means_what_its_edition_says() -> None:
    assert read_keterangan("5", codes=keterangan_codes("2023"))[0] is Keterangan.TIDAK_DIKENAL
    assert read_keterangan("5", codes=keterangan_codes("2024"))[0] is Keterangan.WNA
    with pytest.raises(UnknownEdition):
        keterangan_codes("1955")


@pytest.mark.parametrize(
    ("text", "masalah"),
    [
        ("", Masalah.KELURAHAN_KOSONG),
        ("Bukit Lawang", Masalah.KELURAHAN_TAK_DIKENAL),
        ("1371", Masalah.KELURAHAN_TAK_DIKENAL),
        ("13.71.03", Masalah.KELURAHAN_TAK_DIKENAL),
        ("1371039999", Masalah.KELURAHAN_TAK_DIKENAL),
        ("137103100", Masalah.KELURAHAN_TAK_DIKENAL),
        ("1171011001", Masalah.KELURAHAN_LUAR),
        ("11.71.01.1001", Masalah.KELURAHAN_LUAR),
        ("Koto Tuo", Masalah.KELURAHAN_RAGU),
        ("Nagari Koto Tuo", Masalah.KELURAHAN_RAGU),
    ],
)
def test_a_kelurahan_that_cannot_be_told_is_refused(text: str, masalah: Masalah) -> None:
    assert REGION.find(text) == (None, masalah)


@pytest.mark.parametrize(
    "text", [KELURAHAN, "13.71.03.1004", "LOLONG BELANTI", "Kelurahan Lolong Belanti", "lolong  belanti"]
)
def test_a_kelurahan_is_found_by_code_or_by_a_name_of_its_own(text: str) -> None:
    assert REGION.find(text) == (KELURAHAN, None)


def test_a_name_that_begins_like_a_title_is_still_a_name() -> None:
    assert REGION.find("Kampung Jao") == ("1371031008", None)


@pytest.mark.parametrize(
    ("cells", "tidied"),
    [
        ([" A ", "B  C"], ["A", "B C"]),
        (["'1399", '="1399"', '"X"'], ["1399", "1399", "X"]),
        (["\u200b\ufeffA\xa0B\u202e", "A\nB\tC"], ["A B", "A B C"]),
        (["MA'RUF"], ["MA'RUF"]),
        (["A\0B"], ["A\0B"]),
    ],
)
def test_cells_lose_what_nobody_meant_to_write(cells: list[str], tidied: list[str]) -> None:
    assert list(tidy(cells)[0]) == tidied
