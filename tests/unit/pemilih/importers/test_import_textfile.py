"""Text files in every shape that offices save them in."""

from pathlib import Path

import pytest

from pemilu.pemilih.importers.problems import Masalah
from pemilu.pemilih.importers.refusal import FileRefused, Refusal
from pemilu.pemilih.importers.textfile import MAX_LINE
from tests.voter_files import HEADINGS, cell, lines, read_all, reading, voter, voters, write_text


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "daftar.csv"


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"", Refusal.KOSONG),
        (b"\n\n \n", Refusal.KOSONG),
        (b"\0" * 5_000, Refusal.KOSONG),
        (b"%PDF-1.7 x", Refusal.PDF),
        (b"\x1f\x8b\x08\x00", Refusal.TERKOMPRESI),
        (b"7z\xbc\xaf\x27\x1c", Refusal.TERKOMPRESI),
        (b"PK\x05\x06" + b"\0" * 18, Refusal.TERKOMPRESI),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Refusal.EXCEL_LAMA),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Refusal.TERSANDI),
        (b"<html><table><tr><td>NIK", Refusal.HTML),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", Refusal.HTML),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, Refusal.BUKAN_TABEL),
        (b"NAMA,ALAMAT\nBUDI,PADANG\n", Refusal.TANPA_JUDUL),
        ("NAMA;NIK;TPS;KELURAHAN;L/P\n".encode("cp500"), Refusal.TANPA_JUDUL),
    ],
)
def test_what_is_no_list_is_refused_by_what_it_is(path: Path, start: bytes, kind: Refusal) -> None:
    path.write_bytes(start)
    with pytest.raises(FileRefused) as refused:
        read_all(path)
    assert refused.value.kind is kind


def test_a_file_that_grows_while_it_is_read_is_refused(path: Path) -> None:
    write_text(path, lines(voters(3)))

    def grow() -> None:
        with reading(path) as rows, path.open("a") as file:
            next(rows)
            file.write("\n")

    with pytest.raises(FileRefused) as refused:
        grow()
    assert refused.value.kind is Refusal.BERUBAH


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_usual_encoding_and_delimiter_is_read(path: Path, encoding: str, delimiter: str) -> None:
    write_text(path, lines([voter(nama="RENÉ D’AMOUR")], delimiter=delimiter), encoding=encoding)
    rows = read_all(path)
    assert [cell(row, "nama") for row in rows] == ["RENÉ D’AMOUR"]
    assert cell(rows[0], "tps") == "005"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(path: Path, newline: str) -> None:
    write_text(path, lines(voters(3)), newline=newline)
    assert [row.line for row in read_all(path)] == [2, 3, 4]


def test_the_last_line_needs_no_end_and_ctrl_z_is_nothing(path: Path) -> None:
    path.write_bytes("\n".join(lines(voters(2))).encode() + b"\n\x1a")
    assert len(read_all(path)) == 2


def test_excels_own_delimiter_line_is_obeyed(path: Path) -> None:
    write_text(path, ["sep=|", *lines(voters(1), delimiter="|")])
    assert read_all(path)[0].line == 3


def test_a_delimiter_inside_quotes_is_part_of_the_cell(path: Path) -> None:
    write_text(path, lines([voter(alamat='"KOMPLEK INDAH; BLOK ""C"""')]))
    assert cell(read_all(path)[0], "alamat") == 'KOMPLEK INDAH; BLOK "C"'


def test_a_quoted_cell_may_run_over_lines(path: Path) -> None:
    write_text(path, lines([voter(1, alamat='"JL. MAWAR\nNO. 1"'), voter(2)]))
    rows = read_all(path)
    assert [row.line for row in rows] == [2, 4]
    assert cell(rows[0], "alamat") == "JL. MAWAR\nNO. 1"


def test_a_quote_left_open_costs_one_row_and_swallows_no_other(path: Path) -> None:
    write_text(path, lines([voter(1), voter(2, alamat='"JL. MAWAR'), *voters(8)]))
    rows = read_all(path)
    assert [row.line for row in rows if row.fault] == [3]
    assert rows[1].fault is Masalah.BARIS_KUTIP
    assert len(rows) == 10


def test_two_open_quotes_do_not_make_one_row_of_two(path: Path) -> None:
    open_quotes = [voter(n, alamat='"JL. MAWAR') for n in (2, 3)]
    write_text(path, lines([voter(1), *open_quotes, voter(4)]))
    assert [(row.line, row.fault) for row in read_all(path)] == [
        (2, None),
        (3, Masalah.BARIS_KUTIP),
        (4, Masalah.BARIS_KUTIP),
        (5, None),
    ]


def test_a_quote_inside_a_cell_is_a_sign_like_any_other(path: Path) -> None:
    write_text(path, lines([voter(1, nama='BUDI "UCOK"'), voter(2, alamat='GANG 5" UTARA'), voter(3)]))
    rows = read_all(path)
    assert cell(rows[0], "nama") == 'BUDI "UCOK"'
    assert cell(rows[1], "alamat") == 'GANG 5" UTARA'
    assert not any(row.fault for row in rows)


def test_a_cell_too_long_costs_its_row_only(path: Path) -> None:
    write_text(path, lines([voter(1, alamat="A" * 10_001), voter(2)]))
    assert [row.fault for row in read_all(path)] == [Masalah.BARIS_PANJANG, None]


def test_a_line_without_end_is_never_held_in_memory(path: Path) -> None:
    write_text(path, lines([voter(1, alamat="A" * (50 * MAX_LINE)), voter(2)]))
    rows = read_all(path)
    assert [(row.line, row.fault) for row in rows] == [(2, Masalah.BARIS_PANJANG), (3, None)]
    assert max(map(len, rows[0].cells)) <= MAX_LINE


def test_a_bad_byte_costs_its_row_only(path: Path) -> None:
    good, bad = voter(1), voter(2, nama="BU?DI")
    text = "\n".join(lines([good, bad])).encode("utf-8-sig").replace(b"?", b"\xff")
    path.write_bytes(text)
    assert [cell(row, "nama") for row in read_all(path)] == ["BUDI SANTOSO", "BU\ufffdDI"]


def test_sixty_headings_are_enough_and_more_are_refused(path: Path) -> None:
    for more, refused in ((45, False), (46, True)):
        extra = [f"CATATAN {n}" for n in range(more)]
        write_text(
            path, [";".join([*HEADINGS, *extra]), ";".join([*voter().values(), *("x" for _ in extra)])]
        )
        if refused:
            with pytest.raises(FileRefused) as caught:
                read_all(path)
            assert caught.value.kind is Refusal.TERLALU_BESAR
        else:
            assert len(read_all(path)) == 1


def test_ten_thousand_cells_in_a_row_cost_that_row(path: Path) -> None:
    write_text(path, [*lines([voter(1)]), ";".join(["x"] * 10_000), ";".join(voter(2).values())])
    assert [row.fault for row in read_all(path)] == [None, Masalah.BARIS_LEBIH, None]
