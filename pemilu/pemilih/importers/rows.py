"""Which lines of a file made for people are voters, and what the lines around them say of all of them.

Forms have a title above, a row of column numbers, the headings again on each page, sums and signatures below.
None of that is an error and none of it is a voter; but where the table has no column for kelurahan or TPS,
the title says which (Model A-Daftar Pemilih is one sheet for one TPS).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter
from typing import NamedTuple

from pemilu.pemilih.importers.codes import JENIS_KELAMIN
from pemilu.pemilih.importers.columns import AT, COLUMNS, REQUIRED, Column, column_of
from pemilu.pemilih.importers.header import HEADER_WITHIN, MIN_KNOWN, TITLED, find_header, title_of
from pemilu.pemilih.importers.problems import Masalah
from pemilu.pemilih.importers.records import Block, Record, Table, Uncut
from pemilu.pemilih.importers.refusal import FileRefused, Refusal

_MAX_DECORATION = 3
_MAX_FOOTER = 5
_MIN_NUMBER = 8
_NIK_DIGITS = 16
_AT_ONCE = 1_000
_NOBODY = ("",) * len(COLUMNS)
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


class Picker(NamedTuple):
    """How a line of one table becomes a row; can be sent to other processes.

    `positions` are where each of `COLUMNS` stands among the cells, behind which come a blank and what the
    titles say. `places` are the columns for kelurahan and TPS that the table has itself.
    """

    width: int
    positions: tuple[int, ...]
    places: tuple[int, ...]
    titles: tuple[str, ...]
    ragged: bool

    def pick(self, record: Record) -> RawRow | None:
        """The row of a line, or nothing when the line is no voter."""
        line, cells, fault = record
        extra = cells[self.width :]
        filled = [*cells[: self.width], *[""] * (self.width - len(cells)), "", *self.titles]
        picked = tuple([filled[at] for at in self.positions])
        if fault is None and _is_decoration(picked, self.places):
            return None
        if fault is None and self.ragged and any(map(str.strip, extra)):
            fault = Masalah.BARIS_LEBIH
        return RawRow(line, picked, fault)

    def cut(self, lines: Uncut) -> tuple[list[RawRow], int]:
        """The rows of lines not cut yet, and how many of these are no voters."""
        behind, wanted = ["", *self.titles], itemgetter(*self.positions)
        rows, decorations = [], 0
        for line, text in enumerate(lines.texts, start=lines.first):
            cells = text.split(lines.delimiter)
            picked = wanted(cells + behind) if len(cells) == self.width else _NOBODY
            if len(nik := picked[_NIK]) == _NIK_DIGITS and nik.isdecimal():
                rows.append(RawRow(line, picked, None))
            elif row := self.pick(Record(line, cells)):
                rows.append(row)
            elif any(cells):
                decorations += 1
        return rows, decorations


class Parcel(NamedTuple):
    """Rows to be converted together: cut already, or still to be cut by `picker`."""

    rows: list[RawRow]
    uncut: Uncut | None = None
    picker: Picker | None = None

    def opened(self) -> tuple[list[RawRow], int]:
        """The rows, and how many lines among them are no voters and not counted yet."""
        return self.picker.cut(self.uncut) if self.picker and self.uncut else (self.rows, 0)


class Rows:
    """The voters of a table; iterate once. `missing` are the columns that neither headings nor title give,
    `decorations` counts the lines passed over as titles, sums and so on.

    Raises FileRefused when there are no headings, or a required column is missing.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        first = list(islice(filter(_holds_something, table.records), HEADER_WITHIN))
        self._header = header = find_header(first)
        titles = dict.fromkeys(TITLED, "")
        for record in first:
            if record.line < header.line:
                titles.update(title_of(record.cells))
        told = {column for column, title in titles.items() if title}
        self.missing = tuple(column for column in header.missing if column not in told)
        if lacking := [column for column in self.missing if column in REQUIRED]:
            raise FileRefused(Refusal.KOLOM_KURANG, kolom=lacking, baris=[header.line])
        self.decorations = 0
        self._below = [record for record in first if record.line > header.line]
        places = tuple(AT[column] for column in TITLED if column not in header.missing)
        self._titles = titles
        self._picker = Picker(header.width, self._positions(), places, tuple(titles.values()), table.ragged)

    def __iter__(self) -> Iterator[RawRow]:
        return chain.from_iterable(map(self._picked, chain([self._below], self._table.blocks(_AT_ONCE))))

    def parcels(self, size: int) -> Iterator[Parcel]:
        """All rows, those of about `size` lines together, and cut only where that takes what came before."""
        yield Parcel(self._picked(self._below))
        for block in self._table.blocks(size):
            # Where the table has no place of its own, a title between two rows says it of those below.
            if isinstance(block, Uncut) and len(self._picker.places) == len(TITLED):
                yield Parcel([], block, self._picker)
            else:
                yield Parcel(self._picked(block))

    def _picked(self, block: Block) -> list[RawRow]:
        rows = []
        for record in block if isinstance(block, list) else _cut(block):
            if not _holds_something(record):
                continue
            if row := self._picker.pick(record):
                rows.append(row)
            else:
                self.decorations += 1
                self._titles.update(title_of(record.cells))
                self._picker = self._picker._replace(titles=tuple(self._titles.values()))
        return rows

    def _positions(self) -> tuple[int, ...]:
        behind = {column: self._header.width + at for at, column in enumerate(TITLED, start=1)}
        return tuple(
            at if at >= 0 else behind.get(column, self._header.width)
            for column, at in zip(COLUMNS, self._header.positions, strict=True)
        )


def _holds_something(record: Record) -> bool:
    return any(record.cells)


def _cut(lines: Uncut) -> Iterator[Record]:
    for line, text in enumerate(lines.texts, start=lines.first):
        yield Record(line, text.split(lines.delimiter))


def _is_decoration(cells: tuple[str, ...], places: Sequence[int]) -> bool:
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


def _is_somebody(cells: tuple[str, ...], places: Sequence[int]) -> bool:
    """A name beside a sex or a place: a voter of whom little is known, whatever else is blank."""
    named = any(map(str.isalpha, cells[_NAMA]))
    return named and (
        cells[_KELAMIN].strip().upper() in JENIS_KELAMIN or any(cells[at].strip() for at in places)
    )


def _digits(text: str) -> int:
    return sum(sign.isdecimal() for sign in text)
