"""The table of committees: every wrong row is told with its line, the others are read."""

from datetime import date
from pathlib import Path

import pytest

from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.load import LENGTHS, read_panitia
from pemilu.wilayah.csvrows import BadRow, UnreadableCsv

HEAD = "tingkat,wilayah,mulai,sampai,alamat,telepon,jam\n"
WRONG = [
    ("kpps,1371031004,,,,,", "kolom tingkat"),
    (",1371031004,,,,,", "kolom tingkat"),
    ("pps,137103,,,,,", "pps memerlukan kode kelurahan"),
    ("ppk,1371031004,,,,,", "ppk memerlukan kode kecamatan"),
    ("kpu-kabko,13,,,,,", "kpu-kabko memerlukan kode kabupaten"),
    ("pps,1371.031.004,,,,,", "bukan kode wilayah"),
    ("pps,1399991708900001,,,,,", "bukan kode wilayah"),
    ("pps,,,,,,", "bukan kode wilayah"),
    ("pps,1371031004,26-05-2024,,,,", "kolom mulai"),
    ("pps,1371031004,,2024-02-30,,,", "kolom sampai"),
    ("pps,1371031004,besok,,,,", "kolom mulai"),
    ("pps,1371031004,2024-06-01,2024-05-01,,,", "kolom sampai"),
]


def read(folder: Path, *rows: str, head: str = HEAD) -> list[dict[str, object] | BadRow]:
    file = folder / "panitia.csv"
    file.write_text(head + "\n".join(rows) + "\n")
    return list(read_panitia(file))


@pytest.mark.parametrize(("row", "reason"), WRONG)
def test_a_wrong_row_is_told_with_its_line_and_the_next_one_is_read(
    tmp_path: Path, row: str, reason: str
) -> None:
    bad, good = read(tmp_path, row, "pps,1371031004,,,,,")
    assert isinstance(bad, BadRow)
    assert (bad.line, reason in bad.reason) == (2, True), bad.reason
    assert isinstance(good, dict)


def test_a_number_typed_in_the_wrong_column_is_not_repeated(tmp_path: Path) -> None:
    (bad,) = read(tmp_path, "pps,1399991708900001,,,,,")
    assert isinstance(bad, BadRow)
    assert "1399991708900001" not in bad.reason


@pytest.mark.parametrize("head", ["", "tingkat\n", "wilayah,mulai\n", "tingkat,wilayah,gaji\n"])
def test_another_table_is_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises(UnreadableCsv):
        read(tmp_path, "pps,1371031004", head=head)


def test_a_row_is_read_as_it_will_be_stored(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "PPS,13.71.03.1004,2024-05-26,2025-01-27,Kantor Lurah,0751-1,08.00-16.00")
    assert row == {
        "line": 2,
        "tingkat": TingkatPanitia.PPS,
        "wilayah": "1371031004",
        "mulai": date(2024, 5, 26),
        "sampai": date(2025, 1, 27),
        "alamat": "Kantor Lurah",
        "telepon": "0751-1",
        "jam": "08.00-16.00",
    }


def test_what_nobody_entered_is_not_known(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "kpu-kabko,1371", head="tingkat,wilayah\n")
    assert isinstance(row, dict)
    assert {row[name] for name in ("mulai", "sampai", "alamat", "telepon", "jam")} == {None}


def test_a_text_longer_than_its_column_is_cut(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "pps,1371031004,,,{0},{0},{0}".format("x" * 500))
    assert isinstance(row, dict)
    assert {name: len(str(row[name])) for name in LENGTHS} == LENGTHS
