"""Lists of voters as files, for the tests of the import: a lawful row to differ from, and writers."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import xlsxwriter

from pemilu.infra import keyring
from pemilu.pemilih.importers.columns import COLUMNS
from pemilu.pemilih.importers.region import Region
from pemilu.pemilih.importers.rows import RawRow
from pemilu.pemilih.importers.source import fingerprint, open_source
from pemilu.pemilih.importers.voter import Rules

KELURAHAN = "1371031004"
LAIN = "1371031005"
KEMBAR = ("1371031006", "1371041007")
HEADINGS = (
    "NO. KK",
    "NIK",
    "NAMA",
    "TEMPAT LAHIR",
    "TANGGAL LAHIR",
    "STATUS PERKAWINAN (B/S/P)",
    "JENIS KELAMIN (L/P)",
    "ALAMAT JALAN/DUKUH",
    "RT",
    "RW",
    "DISABILITAS",
    "STATUS KEPEMILIKAN KTP-EL",
    "KETERANGAN",
    "KELURAHAN/DESA",
    "TPS",
)
REGION = Region.of(
    "13",
    [
        (KELURAHAN, "Lolong Belanti"),
        (LAIN, "Ulak Karang Utara"),
        (KEMBAR[0], "Koto Tuo"),
        (KEMBAR[1], "Koto Tuo"),
        ("1371031008", "Kampung Jao"),
    ],
)
KEYS = keyring.generate()
RULES = Rules(REGION, "2024", date(2024, 11, 27), KEYS)

Voter = dict[str, str]


def voter(number: int = 1, **differing: str) -> Voter:
    """A lawful row; `number` makes NIK and NKK its own."""
    values = (
        f"139999010110{number:04}",
        f"139999170845{number:04}",
        "BUDI SANTOSO",
        "PADANG",
        "17-08-1945",
        "S",
        "L",
        "JL. MAWAR NO. 1",
        "001",
        "002",
        "0",
        "S",
        "",
        KELURAHAN,
        "005",
    )
    return dict(zip(map(str, COLUMNS), values, strict=True)) | differing


def voters(count: int, **differing: str) -> list[Voter]:
    return [voter(number, **differing) for number in range(1, count + 1)]


def lines(
    rows: Iterable[Voter], *, delimiter: str = ";", headings: Sequence[str] = HEADINGS
) -> Iterator[str]:
    yield delimiter.join(headings)
    yield from (delimiter.join(row.values()) for row in rows)


def write_text(path: Path, text: Iterable[str], *, encoding: str = "utf-8", newline: str = "\n") -> Path:
    path.write_bytes(newline.join([*text, ""]).encode(encoding))
    return path


def write_book(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    """A workbook with one sheet; numbers stay numbers, dates become dates."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"}) as book:
        sheet = book.add_worksheet()
        for at, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                _write_cell(sheet, at, column, cell)
    return path


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: object) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    else:
        sheet.write(row, column, cell)


@contextmanager
def reading(path: Path) -> Iterator[Iterator[RawRow]]:
    """The rows of a file as the import sees them."""
    with open_source(path, is_utf8=fingerprint(path).is_utf8) as source:
        yield iter(source)


def read_all(path: Path) -> list[RawRow]:
    with reading(path) as rows:
        return list(rows)


def cell(row: RawRow, column: str) -> str:
    return row.cells[[str(c) for c in COLUMNS].index(column)]
