"""Tables for Excel and LibreOffice, written so that no cell can become a formula.

Our own words are safe; a name, a note or a file name that somebody typed may begin with `=`.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO, Protocol

import xlsxwriter  # type: ignore[import-untyped]  # it has none

# What Excel and LibreOffice take for the beginning of a formula, with the wide forms that they fold.
FORMULA_SIGNS = "=+-@＝＋－＠"
LONGEST = 32_000
"""Characters in a cell; Excel itself takes 32,767."""
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
WIDTH = 18

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
# Excel splits a file at its country's separator, and forgets our quotes when that is another one.
_AFTER_SEPARATOR = re.compile(rf"([;,|][\s\"']*)(?=[{re.escape(FORMULA_SIGNS)}])")

Cell = str | int | None


class Writer(Protocol):
    """Writes a table: the headings, then its rows as they come. Nothing is kept in memory."""

    def __call__(
        self, target: BinaryIO, note: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]
    ) -> int:
        """Write `note` above the table; how many rows there were."""


def safe(text: str) -> str:
    """The text as a cell that stays text: no control characters, and `'` before what begins a formula."""
    plain = _CONTROL.sub(" ", text).strip()[:LONGEST]
    plain = _AFTER_SEPARATOR.sub(r"\1'", plain)
    return f"'{plain}" if plain.startswith(tuple(FORMULA_SIGNS)) else plain


def write_csv(target: BinaryIO, note: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """UTF-8 with a BOM, by which Excel knows it; every text is quoted."""
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    text.write(BOM)
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    count = 0
    for count, row in enumerate(_table(note, heads, rows), start=-1):  # noqa: B007 - counted to the end
        writer.writerow(row)
    text.flush()
    text.detach()
    return count


def write_xlsx(target: BinaryIO, note: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """One sheet; texts are written as texts, whatever they look like."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        sheet.set_column(0, len(heads) - 1, WIDTH)
        sheet.freeze_panes(2, 0)
        for count, row in enumerate(_table(note, heads, rows), start=-1):
            for column, cell in enumerate(row):
                write = sheet.write_number if isinstance(cell, int) else sheet.write_string
                write(count + 1, column, cell)
    return count


def _table(note: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterable[Sequence[str | int]]:
    yield [safe(note)]
    yield [safe(head) for head in heads]
    for row in rows:
        yield [_cell(cell) for cell in row]


def _cell(cell: Cell) -> str | int:
    if cell is None:
        return ""
    return cell if isinstance(cell, int) else safe(cell)
