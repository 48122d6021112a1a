"""Which lines of a file made for people are voters, and what the lines around them say of all of them.

Forms have a title above, a row of column numbers, the headings again on each page, sums and signatures below.
None of that is an error and none of it is a voter; but where the table has no column for kelurahan or TPS,
the title says which (Model A-Daftar Pemilih is one sheet for one TPS).
"""

import re
from collections.abc import Iterator
from itertools import chain, islice
from operator import itemgetter
from typing import NamedTuple

from pemilu.pemilih.importers.codes import JENIS_KELAMIN
from pemilu.pemilih.importers.columns import AT, COLUMNS, REQUIRED, Column, column_of
from pemilu.pemilih.importers.header import HEADER_WITHIN, MIN_KNOWN, TITLED, find_header, title_of
from pemilu.pemilih.importers.problems import Masalah
from pemilu.pemilih.importers.records import Record, Table
from pemilu.pemilih.importers.refusal import FileRefused, Refusal

_MAX_DECORATION = 3
_MAX_FOOTER = 5
_MIN_NUMBER = 8
_NIK_DIGITS = 16
_NKK, _NIK, _NAMA, _KELAMIN = (
    AT[column] for column in (Column.NKK, Column.NIK, Column.NAMA, Column.JENIS_KELAMIN)
)
_OWN = slice(0, AT[Column.KELURAHAN])
"""The cells of a voter; the place is the same for many and says nothing of a line."""
_FOOTER = re.compile(
    r"\W*(?:sub ?)?(?:jumlah|total|rekap\w*|mengetahui|ketua|anggota|sekretaris|halaman|hal\.|page|catatan|"
    r"dicetak|ditetapkan|disahkan|dibuat|petugas|pantarlih|panitia|ttd|keterangan ?:)\b",
    re.IGNORECASE,
)
_COLUMN_NUMBER = re.compile(r"\(?[0-9]{1,2}\)?")


class RawRow(NamedTuple):
    """A line that should be a voter: its cells in the order of `COLUMNS`, "" where the file has no column."""

    line: int
    cells: tuple[str, ...]
    fault: Masalah | None


class Rows:
    """The voters of a table; iterate once. `missing` are the columns that neither headings nor title give,
    `decorations` counts the lines passed over as titles, sums and so on.

    Raises FileRefused when there are no headings, or a required column is missing.
    """

    def __init__(self, table: Table) -> None:
        records = (record for record in table.records if any(record.cells))
        first = list(islice(records, HEADER_WITHIN))
        self._header = find_header(first)
        self._titles = dict.fromkeys(TITLED, "")
        for record in first:
            if record.line < self._header.line:
                self._titles.update(title_of(record.cells))
        told = {column for column, title in self._titles.items() if title}
        self.missing = tuple(column for column in self._header.missing if column not in told)
        if lacking := [column for column in self.missing if column in REQUIRED]:
            raise FileRefused(Refusal.KOLOM_KURANG, kolom=lacking, baris=[self._header.line])
        self.decorations = 0
        below = (record for record in first if record.line > self._header.line)
        self._records: Iterator[Record] = chain(below, records)
        self._ragged = table.ragged

    def __iter__(self) -> Iterator[RawRow]:
        width = self._header.width
        pick = itemgetter(*self._positions())
        places = [AT[column] for column in TITLED if column not in self._header.missing]
        for line, cells, fault in self._records:
            extra = cells[width:]
            cells[width:] = [""] * (width - len(cells))
            cells += ["", *self._titles.values()]
            picked = pick(cells)
            if fault is None and _is_decoration(picked, places):
                self.decorations += 1
                self._titles.update(title_of([*cells[:width], *extra]))
            elif extra and self._ragged and fault is None and any(map(str.strip, extra)):
                yield RawRow(line, picked, Masalah.BARIS_LEBIH)
            else:
                yield RawRow(line, picked, fault)

    def _positions(self) -> list[int]:
        """Where to pick each column: behind the cells of a line come a blank and what the title says."""
        behind = {column: self._header.width + at for at, column in enumerate(TITLED, start=1)}
        return [
            at if at >= 0 else behind.get(column, self._header.width)
            for column, at in zip(COLUMNS, self._header.positions, strict=True)
        ]


def _is_decoration(cells: tuple[str, ...], places: list[int]) -> bool:
    """Whether a line is no voter; `places` are the cells for kelurahan and TPS that the table has itself."""
    nik = cells[_NIK]
    if len(nik) == _NIK_DIGITS and nik.isdecimal():
        return False
    if max(_digits(nik), _digits(cells[_NKK])) >= _MIN_NUMBER:
        return False
    filled = [cell.strip() for cell in cells[_OWN] if cell.strip()]
    few = len(filled) <= _MAX_DECORATION or (len(filled) <= _MAX_FOOTER and bool(_FOOTER.match(filled[0])))
    return (
        (few and not _is_somebody(cells, places))
        or all(map(_COLUMN_NUMBER.fullmatch, filled))
        or sum(column_of(cell) is column for cell, column in zip(cells, COLUMNS, strict=True)) >= MIN_KNOWN
    )


def _is_somebody(cells: tuple[str, ...], places: list[int]) -> bool:
    """A name beside a sex or a place: a voter of whom little is known, whatever else is blank."""
    named = any(map(str.isalpha, cells[_NAMA]))
    return named and (
        cells[_KELAMIN].strip().upper() in JENIS_KELAMIN or any(cells[at].strip() for at in places)
    )


def _digits(text: str) -> int:
    return sum(sign.isdecimal() for sign in text)
