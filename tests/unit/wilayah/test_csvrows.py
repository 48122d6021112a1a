import gzip

import pytest

from pemilu.wilayah.csvrows import BadRow, Columns, RawRow, UnreadableCsv, read_rows, shown

COLUMNS = Columns(
    required=frozenset({"kode", "nama"}), optional=frozenset({"alamat"}), aliases={"code": "kode"}
)
NIK = "1399990101010001"


@pytest.fixture
def rows(tmp_path):
    def read(content, *, name="berkas.csv", columns=COLUMNS):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(read_rows(path, columns))

    return read


UNREADABLE = {
    "an empty file": (b"", "kode, nama tidak ada"),
    "a blank first line": (b"\nkode,nama\n", "kode, nama tidak ada"),
    "no header": (b"13,Sumatera Barat\n", "kode, nama tidak ada"),
    "one column missing": (b"kode,alamat\n13,x\n", "nama tidak ada"),
    "a column twice": (b"kode,nama,nama\n13,x,y\n", "nama ada dua kali"),
    "a column twice by another spelling": (b"kode,code,nama\n13,13,x\n", "kode ada dua kali"),
    "an unknown column": (b"kode,nama,alamt\n13,x,y\n", "“alamt” tidak dikenal"),
    "a column without a name": (b"kode,nama,\n13,x,y\n", "“” tidak dikenal"),
    "a broken quote in the header": (b'kode,"nama\n13,x\n', "kutip"),
    "UTF-16": ("kode,nama\n13,x\n".encode("utf-16"), "UTF-8"),
    "Latin-1": (b"kode,nama\n13,caf\xe9\n", "UTF-8"),
    "a workbook": (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xff\xff", "UTF-8"),
    "a line without end": (b"kode,nama\n13," + b"x" * 20_000, "lebih panjang dari 10000"),
}


@pytest.mark.parametrize(("content", "reason"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_that_is_no_such_table_is_refused(rows, content, reason):
    with pytest.raises(UnreadableCsv) as refusal:
        rows(content)
    assert reason in refusal.value.reason


@pytest.mark.parametrize(
    "content",
    [b"no gzip", gzip.compress(b"kode,nama\n" + b"13,x\n" * 9)[:-12], gzip.compress(b"kode")[:9]],
    ids=["no gzip", "without its end", "only its head"],
)
def test_a_broken_gz_is_refused(rows, content):
    with pytest.raises(UnreadableCsv, match="rusak"):
        rows(content, name="berkas.csv.gz")


def test_no_file_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        list(read_rows(tmp_path / "none.csv", COLUMNS))


def test_a_refusal_for_wrong_bytes_does_not_carry_them_along(rows):
    with pytest.raises(UnreadableCsv) as refusal:
        rows(f"kode,nama\n13,{NIK}\n".encode() + b"\xff")
    assert refusal.value.__suppress_context__
    assert NIK not in str(refusal.value)


BAD = {
    "too many cells": ("13,Solok, Selatan", "Ada 3 kolom, seharusnya 2"),
    "too few cells": ("13", "Ada 1 kolom"),
    "a quote in the middle": ('13,"Ra"as', "kutip"),
    "a NUL": ("13,So\x00lok", "nama memuat karakter tak terlihat"),
    "a zero-width space": ("13,So\u200blok", "nama memuat karakter tak terlihat"),
    "text turned around": ("13,\u202eSolok", "nama memuat karakter tak terlihat"),
}


@pytest.mark.parametrize(("line", "reason"), BAD.values(), ids=BAD.keys())
def test_a_bad_row_is_reported_with_its_line_and_reading_goes_on(rows, line, reason):
    first, bad, last = rows(f"kode,nama\n11,Aceh\n{line}\n14,Riau\n")
    assert isinstance(bad, BadRow)
    assert bad.line == 3
    assert reason in bad.reason
    assert (first, last) == (
        RawRow(2, {"kode": "11", "nama": "Aceh"}),
        RawRow(4, {"kode": "14", "nama": "Riau"}),
    )


def test_a_quote_that_is_never_closed_ends_in_one_bad_row(rows):
    found = rows('kode,nama\n11,Aceh\n13,"Solok\n14,Riau\n')
    assert [type(row) for row in found] == [RawRow, BadRow]
    assert found[1].line == 3


def test_an_unclosed_quote_in_a_long_file_swallows_a_bounded_part_of_it(rows):
    found = rows('kode,nama\n11,"Aceh\n' + "14,Riau\n" * 40_000)
    assert isinstance(found[0], BadRow)
    assert len(found) > 20_000
    assert found[-1] == RawRow(40_002, {"kode": "14", "nama": "Riau"})


@pytest.mark.parametrize(
    "content",
    [
        "kode,nama\n13,Lubuk Alung\n",
        "kode;nama\n13;Lubuk Alung\n",
        "\ufeffkode,nama\r\n13,Lubuk Alung\r\n",
        "kode,nama\r13,Lubuk Alung\r",
        " KODE , Nama \n 13 ,  Lubuk \u00a0Alung \n",
        'code,nama\n"13","Lubuk\nAlung"',
        "kode,nama\n,\n\n , \n13,Lubuk Alung",
    ],
)
def test_files_as_people_save_them_are_read(rows, content):
    (row,) = rows(content)
    assert row.cells == {"kode": "13", "nama": "Lubuk Alung"}


def test_a_gz_is_unpacked_while_reading(rows):
    assert len(rows(gzip.compress(b"kode,nama\n13,Solok\n"), name="berkas.csv.gz")) == 1


def test_a_comma_may_stand_in_a_file_with_semicolons(rows):
    assert rows("kode;nama\n13;Lubuk Pakam I,II\n")[0].cells["nama"] == "Lubuk Pakam I,II"


def test_lines_are_counted_as_an_editor_counts_them(rows):
    found = rows('kode,nama\n11,"Aceh\nBesar"\n\n14,Riau\n')
    assert [row.line for row in found] == [2, 5]


def test_other_columns_are_passed_over_where_that_is_said(rows):
    lenient = Columns(required=frozenset({"kode"}), others_ignored=True)
    assert rows("kode,apa saja\n13,x\n", columns=lenient)[0].cells["kode"] == "13"


@pytest.mark.parametrize(
    "number", [NIK, "13.9999.010101.0001", "13 99 99 01 01 01 00 01", "139999-010101-0001"]
)
def test_a_number_as_long_as_a_nik_is_never_shown(number):
    assert not any(digits in shown(f"x {number} y") for digits in (number, number[:8], number[-6:]))


def test_a_long_value_is_shown_in_part():
    assert shown("a" * 500) == "“" + "a" * 40 + "…”"
    assert shown("13.71.03.1004") == "“13.71.03.1004”"
