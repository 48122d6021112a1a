import tracemalloc

import pytest

from pemilu.wilayah.csvrows import BadRow, UnreadableCsv
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.models import Tps
from pemilu.wilayah.tps_source import TpsRow, read_tps

GOOD = {"kelurahan": "13.71.03.1004", "nomor": "1"}


@pytest.fixture
def read(tmp_path):
    def read(*rows, delimiter=","):
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines = [delimiter.join(columns)]
        lines += [delimiter.join(f'"{row.get(column, "")}"' for column in columns) for row in rows]
        path = tmp_path / "tps.csv"
        path.write_text("\n".join(lines), "utf-8")
        return list(read_tps(path))

    return read


BAD = {
    "kelurahan empty": ({"kelurahan": ""}, "kelurahan “” bukan kode wilayah"),
    "kelurahan is a kecamatan": ({"kelurahan": "13.71.03"}, "kelurahan 13.71.03 adalah kecamatan"),
    "kelurahan is the code of a TPS": ({"kelurahan": "1371031004001"}, "kode TPS"),
    "nomor empty": ({"nomor": ""}, "nomor “” bukan nomor TPS"),
    "nomor zero": ({"nomor": "000"}, "1 sampai 999"),
    "nomor above 999": ({"nomor": "1000"}, "nomor “1000”"),
    "nomor negative": ({"nomor": "-1"}, "nomor “-1”"),
    "nomor as a decimal": ({"nomor": "1.0"}, "nomor “1.0”"),
    "nomor in other digits": ({"nomor": "٣"}, "nomor"),
    "nama too long": ({"nama": "x" * 101}, "nama “xxx"),
    "tempat too long": ({"tempat": "x" * 151}, "lebih panjang dari 150"),
    "alamat too long": ({"alamat": "x" * 201}, "lebih panjang dari 200"),
    "only lintang": ({"lintang": "-0.9", "bujur": ""}, "harus diisi keduanya"),
    "only bujur": ({"bujur": "100.3"}, "harus diisi keduanya"),
    "swapped": ({"lintang": "100.3", "bujur": "-0.9"}, "tertukar"),
    "off Africa": ({"lintang": "0", "bujur": "0"}, "di luar Indonesia. Lintang"),
    "too far south": ({"lintang": "-11.51", "bujur": "120"}, "di luar Indonesia"),
    "too far north": ({"lintang": "6.51", "bujur": "120"}, "di luar Indonesia"),
    "too far west": ({"lintang": "0", "bujur": "94.49"}, "di luar Indonesia"),
    "too far east": ({"lintang": "0", "bujur": "141.51"}, "di luar Indonesia"),
    "not a number": ({"lintang": "nan", "bujur": "100.3"}, "lintang “nan” bukan derajat"),
    "degrees and minutes": ({"lintang": "0°56'", "bujur": "100.3"}, "lintang"),
    "a point lost": ({"lintang": "-947083", "bujur": "100.3"}, "lintang “-947083” bukan derajat"),
    "exponent": ({"lintang": "-9e-1", "bujur": "100.3"}, "bukan derajat"),
    "buka is no hour": ({"buka": "pagi"}, "buka “pagi” bukan jam"),
    "buka at 24": ({"buka": "24:00"}, "buka “24:00”"),
    "tutup with minute 60": ({"tutup": "12:60"}, "tutup “12:60”"),
    "closed before open": ({"buka": "13:00", "tutup": "07:00"}, "tutup 07:00 tidak sesudah buka 13:00"),
    "never open": ({"buka": "07:00", "tutup": "7.00"}, "tidak sesudah"),
    "opens after the usual closing": ({"buka": "14:00"}, "tutup 13:00 tidak sesudah buka 14:00"),
    "khusus maybe": ({"khusus": "mungkin"}, "khusus “mungkin” tidak dikenal. Tulis ya atau tidak"),
    "kursi_roda 1": ({"kursi_roda": "1"}, "kursi_roda “1”"),
    "tanpa_tangga x": ({"tanpa_tangga": "x"}, "tanpa_tangga “x”"),
    "pintu_lebar yes": ({"pintu_lebar": "yes"}, "pintu_lebar “yes”"),
    "toilet_akses -": ({"toilet_akses": "-"}, "toilet_akses “-”"),
}


@pytest.mark.parametrize(("change", "reason"), BAD.values(), ids=BAD.keys())
def test_a_wrong_cell_is_refused_by_column_value_and_fix(read, change, reason):
    (row,) = read(GOOD | change)
    assert isinstance(row, BadRow)
    assert row.line == 2
    assert reason in row.reason


def test_all_faults_of_a_row_are_told_at_once(read):
    (row,) = read({"kelurahan": "13", "nomor": "0", "buka": "x", "kursi_roda": "?"})
    assert [column for column in ("kelurahan", "nomor", "buka", "kursi_roda") if column in row.reason] == [
        "kelurahan",
        "nomor",
        "buka",
        "kursi_roda",
    ]


@pytest.mark.parametrize(
    "column", ["kelurahan", "nomor", "lintang", "bujur", "buka", "khusus", "pintu_lebar"]
)
def test_a_nik_in_the_wrong_column_is_not_repeated(read, column):
    (row,) = read(GOOD | {"lintang": "0", "bujur": "100", column: "1399990101010001"})
    assert isinstance(row, BadRow)
    assert "139999" not in row.reason


def test_a_misspelt_column_refuses_the_file(read):
    with pytest.raises(UnreadableCsv, match="kursiroda"):
        read(GOOD | {"kursiroda": "ya"})


def test_the_same_number_twice_in_a_kelurahan_is_refused(read):
    other = {"kelurahan": "1371031005", "nomor": "1"}
    rows = read(GOOD, other, {"kelurahan": "1371031004", "nomor": "TPS 001"}, GOOD | {"nomor": "2"})
    assert [type(row) for row in rows] == [TpsRow, TpsRow, BadRow, TpsRow]
    assert "TPS 1 di kelurahan 13.71.03.1004 sudah ada" in rows[2].reason


def test_a_refused_row_does_not_take_the_number(read):
    rows = read(GOOD | {"khusus": "?"}, GOOD | {"khusus": "ya"})
    assert [type(row) for row in rows] == [BadRow, TpsRow]


def test_what_is_left_empty_is_unknown_and_hours_are_the_usual_ones(read):
    (row,) = read(GOOD)
    assert row == TpsRow(
        kelurahan=KodeWilayah("1371031004"),
        nomor=1,
        khusus=False,
        nama=None,
        tempat=None,
        alamat=None,
        lintang=None,
        bujur=None,
        buka="07:00",
        tutup="13:00",
        kursi_roda=None,
        tanpa_tangga=None,
        pintu_lebar=None,
        toilet_akses=None,
        line=2,
    )


def test_a_full_row_is_read(read):
    facts = {"kursi_roda": "ya", "tanpa_tangga": "TIDAK", "pintu_lebar": "Ya", "toilet_akses": ""}
    place = {"khusus": "ya", "nama": "Lapas Kelas IIA", "tempat": "Aula", "alamat": "Jl. Purus, 1"}
    where = {"lintang": "-0.947083", "bujur": "100.351722", "buka": "7:30", "tutup": "13.00"}
    (row,) = read(GOOD | place | where | facts)
    assert (row.khusus, row.nama, row.tempat, row.alamat) == (True, "Lapas Kelas IIA", "Aula", "Jl. Purus, 1")
    assert (row.lintang, row.bujur, row.buka, row.tutup) == (-0.947083, 100.351722, "07:30", "13:00")
    assert (row.kursi_roda, row.tanpa_tangga, row.pintu_lebar, row.toilet_akses) == (True, False, True, None)


@pytest.mark.parametrize(
    ("written", "nomor"), [("1", 1), ("001", 1), ("TPS 12", 12), ("tps 003", 3), ("999", 999)]
)
def test_the_number_is_read_as_people_write_it(read, written, nomor):
    assert read(GOOD | {"nomor": written})[0].nomor == nomor


@pytest.mark.parametrize(("lintang", "bujur"), [("-11.5", "94.5"), ("6.5", "141.5"), ("0", "100")])
def test_the_bounds_of_the_country_are_inside(read, lintang, bujur):
    assert read(GOOD | {"lintang": lintang, "bujur": bujur})[0].lintang == float(lintang)


def test_a_spreadsheet_with_decimal_commas_and_seconds_is_read(read):
    (row,) = read(GOOD | {"lintang": "-0,947", "bujur": "100,35", "buka": "07:00:00"}, delimiter=";")
    assert (row.lintang, row.bujur, row.buka) == (-0.947, 100.35, "07:00")


def test_every_field_has_a_column_that_holds_it():
    columns = Tps.__table__.columns
    fields = set(TpsRow.__dataclass_fields__) - {"line"}
    assert fields == set(columns.keys()) - {"id", "pemilihan_id"}


def test_memory_grows_with_kelurahan_and_not_with_tps(tmp_path):
    path = tmp_path / "tps.csv"
    with path.open("w") as file:
        file.write("kelurahan,nomor,tempat\n")
        for kelurahan in range(1001, 1006):
            file.writelines(f"137103{kelurahan},{nomor},Balai {nomor}\n" for nomor in range(1, 1_000))
    tracemalloc.start()
    try:
        assert sum(isinstance(row, TpsRow) for row in read_tps(path)) == 5 * 999
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 500_000
