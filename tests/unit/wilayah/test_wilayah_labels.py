import pytest

from pemilu.wilayah.kode import KodeWilayah, Tingkat
from pemilu.wilayah.labels import BrokenLabels, Jenis, jenis_of, label, load_labels

BROKEN = {
    "no TOML": "[desa",
    "an unknown heading": '[nagari]\n"13" = "nagari"',
    "a word outside any heading": 'desa = "nagari"',
    "no code": '[desa]\n"1" = "nagari"',
    "an empty word": '[desa]\n"13" = " "',
    "a word that is a number": '[desa]\n"13" = 5',
}

WORDS = {
    "13": "provinsi",
    "1306": "kabupaten",
    "1371": "kota",
    "3101": "kabupaten administrasi",
    "3174": "kota administrasi",
    "130601": "kecamatan",
    "340105": "kapanewon",
    "347101": "kemantren",
    "910301": "distrik",
    "927101": "distrik",
    "957101": "distrik",
    "967101": "distrik",
    "1101012001": "gampong",
    "1306012001": "nagari",
    "1371031004": "kelurahan",
    "1309012001": "desa",
    "1373012001": "desa",
    "1377012001": "desa",
    "1377011001": "kelurahan",
    "1804042001": "pekon",
    "1801042001": "desa",
    "3402012001": "kalurahan",
    "3471011001": "kelurahan",
    "3204052001": "desa",
    "7318012001": "lembang",
    "9103012001": "kampung",
    "9601012001": "kampung",
    "9671011001": "kelurahan",
    "9103013007": "desa adat",
}


@pytest.mark.parametrize("table", BROKEN.values(), ids=BROKEN.keys())
def test_a_table_that_is_not_understood_is_refused(tmp_path, table):
    path = tmp_path / "own.toml"
    path.write_text(table, "utf-8")
    with pytest.raises(BrokenLabels):
        load_labels(path)


def test_a_table_that_is_not_there_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_labels(tmp_path / "none.toml")


@pytest.mark.parametrize(("digits", "word"), WORDS.items())
def test_a_region_is_called_as_its_province_calls_it(digits, word):
    assert label(KodeWilayah(digits)) == word


def test_an_own_table_lies_over_the_packaged_one(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('[desa]\n"1812" = "tiyuh"\n"13" = "kampuang"\n', "utf-8")
    own = load_labels(path)
    assert own.label(KodeWilayah("1812012001")) == "tiyuh"
    assert own.label(KodeWilayah("1306012001")) == "kampuang"
    assert own.label(KodeWilayah("1309012001")) == "desa"
    assert own.label(KodeWilayah("130601")) == "kecamatan"
    assert label(KodeWilayah("1306012001")) == "nagari"


@pytest.mark.parametrize(
    ("digits", "nama", "title"),
    [
        ("13", "Sumatera Barat", "Provinsi Sumatera Barat"),
        ("1306", "Kabupaten Agam", "Kabupaten Agam"),
        ("3174", "Kota Administrasi Jakarta Selatan", "Kota Administrasi Jakarta Selatan"),
        ("180601", "Kota Agung", "Kecamatan Kota Agung"),
        ("1306012001", "Matua Hilia", "Nagari Matua Hilia"),
        ("9103013007", "Desa Adat Ayapo", "Desa Adat Ayapo"),
        ("1371031004", "Kelurahanan", "Kelurahan Kelurahanan"),
    ],
)
def test_a_title_says_the_word_once(digits, nama, title):
    assert load_labels().titled(KodeWilayah(digits), nama) == title


def test_the_digits_tell_kota_from_kabupaten_in_the_whole_country(packaged):
    for row in packaged:
        if row.kode.tingkat is Tingkat.KABUPATEN:
            assert (jenis_of(row.kode) is Jenis.KOTA) == row.nama.startswith("Kota "), row


def test_only_the_desa_adat_of_papua_have_the_digit_for_it(packaged):
    adat = [row for row in packaged if jenis_of(row.kode) is Jenis.DESA_ADAT]
    assert len(adat) == 14
    assert all(row.nama.startswith("Desa Adat ") for row in adat)
