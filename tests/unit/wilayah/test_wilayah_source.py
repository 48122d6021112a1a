import tracemalloc
from itertools import islice

import pytest

from pemilu.wilayah.csvrows import BadRow
from pemilu.wilayah.kode import KodeWilayah, Tingkat
from pemilu.wilayah.source import MAX_LISTED, WilayahRow, check_wilayah, read_wilayah


@pytest.fixture
def write(tmp_path):
    def write(*lines, header="kode,nama"):
        path = tmp_path / "wilayah.csv"
        path.write_text("\n".join([header, *lines, ""]), "utf-8")
        return path

    return write


BAD = {
    "a BPS kecamatan": ("1371030,Padang Barat", "BPS"),
    "a lost zero": ("137103100,Purus", "nol di depan"),
    "a TPS": ("1371031004001,TPS 1", "kode TPS"),
    "text": ("Padang,1371", "bukan kode wilayah"),
    "an empty code": (",Padang", "kode “” bukan kode wilayah"),
    "an empty name": ("1371,", "nama kosong untuk kode 13.71"),
    "a long name": ("1371," + "x" * 101, "lebih panjang dari 100 huruf"),
}


@pytest.mark.parametrize(("line", "reason"), BAD.values(), ids=BAD.keys())
def test_a_wrong_region_is_refused_with_a_reason(write, line, reason):
    (row,) = read_wilayah(write(line))
    assert isinstance(row, BadRow)
    assert row.line == 2
    assert reason in row.reason


def test_a_nik_offered_as_kode_is_not_repeated(write):
    (row,) = read_wilayah(write("1399990101010001,Fulan"))
    assert "139999" not in row.reason


def test_a_name_of_100_letters_is_taken(write):
    assert check_wilayah(read_wilayah(write("13," + "x" * 100))).ok


OUTSIDE_TREE = {
    "no parent": (["13,Sumbar", "137103,Padang Barat"], [(3, "13.71 tidak ada")]),
    "a grandparent is not enough": (
        ["13,Sumbar", "1371,Padang", "1371031004,Purus"],
        [(4, "13.71.03 tidak ada")],
    ),
    "a code twice": (["13,Sumbar", "13,Sumatera Barat"], [(3, "sudah ada di baris 2")]),
    "a code twice, once with dots": (["13,Sumbar", "13.71,Padang", "1371,Padang"], [(4, "baris 3")]),
    "a provinsi nobody knows": (["41,Negeri Baru"], [(2, "zona waktunya")]),
    "no region at all": ([], [(1, "tidak memuat satu wilayah pun")]),
    "a bad row among them": (["13,Sumbar", "131,x"], [(3, "bukan kode wilayah")]),
    "in the order of the file": (["137103,x", "13,Sumbar", "13,Sumbar"], [(2, "13.71"), (4, "baris 3")]),
}


@pytest.mark.parametrize(("lines", "expected"), OUTSIDE_TREE.values(), ids=OUTSIDE_TREE.keys())
def test_regions_that_form_no_tree_are_refused(write, lines, expected):
    check = check_wilayah(read_wilayah(write(*lines)))
    assert not check.ok
    assert check.bad_total == len(expected)
    for row, (line, reason) in zip(check.bad, expected, strict=True):
        assert row.line == line
        assert reason in row.reason


def test_many_bad_rows_are_counted_and_not_all_listed(write):
    check = check_wilayah(read_wilayah(write(*["x,y"] * (MAX_LISTED + 5))))
    assert (len(check.bad), check.bad_total) == (MAX_LISTED, MAX_LISTED + 5)


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("kode,nama", "13.71,Kota Padang"),
        ("kode;nama", "1371;Kota Padang"),
        ("code,province_code,name", "13.71,13,Kota Padang"),
        ("name,code", "Kota Padang,1371"),
    ],
)
def test_files_of_the_same_shape_are_read(write, header, line):
    assert list(read_wilayah(write(line, header=header))) == [
        WilayahRow(KodeWilayah("1371"), "Kota Padang", 2)
    ]


def test_a_parent_may_stand_below_its_children(write):
    check = check_wilayah(read_wilayah(write("1371,Padang", "13,Sumbar")))
    assert check.ok
    assert check.counts[Tingkat.KABUPATEN] == 1
    assert check.counts[Tingkat.KELURAHAN] == 0


def test_reading_keeps_one_row_in_memory():
    tracemalloc.start()
    try:
        assert sum(1 for _ in islice(read_wilayah(), 20_000)) == 20_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
