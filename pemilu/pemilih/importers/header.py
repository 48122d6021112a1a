"""The line of headings: found by what it names, on one line or two, in any order and under any usual name."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pemilu.pemilih.importers.columns import AT, COLUMNS, Column, column_of
from pemilu.pemilih.importers.records import Record
from pemilu.pemilih.importers.refusal import FileRefused, Refusal

HEADER_WITHIN = 30
"""The headings must stand among the first this many lines that hold anything."""
MIN_KNOWN = 4
"""A line that names fewer of our columns is not taken for headings."""
MAX_COLUMNS = 60
TITLED = (Column.KELURAHAN, Column.TPS)
"""Columns that a title may stand in for."""

_MAX_TITLE = 3
_NUMBERS = frozenset({"NO", "NOMOR"})
"""A heading that under a group still means the running number of the row, and no column of the group."""

_NIK, _NAMA = AT[Column.NIK], AT[Column.NAMA]


class Header(NamedTuple):
    """Where each column stands (-1: nowhere), how many cells have a heading, and the line of the last one."""

    positions: tuple[int, ...]
    width: int
    line: int

    @property
    def missing(self) -> tuple[Column, ...]:
        return tuple(column for column, at in zip(COLUMNS, self.positions, strict=True) if at < 0)


def find_header(records: list[Record]) -> Header:
    """The best headings among the first lines.

    Raises:
        FileRefused: none found, none that names NIK or nama, or more columns than a form can have.
    """
    header = max(_candidates(records), key=_known, default=None)
    if header is None:
        raise FileRefused(Refusal.KOSONG)
    if _known(header) < MIN_KNOWN or max(header.positions[_NIK], header.positions[_NAMA]) < 0:
        raise FileRefused(Refusal.TANPA_JUDUL, batas=HEADER_WITHIN)
    if header.width > MAX_COLUMNS:
        raise FileRefused(Refusal.TERLALU_BESAR, batas=f"{MAX_COLUMNS} kolom")
    return header


def is_list(records: list[Record]) -> bool:
    """Whether the best headings among these lines are those of a list of voters."""
    header = max(_candidates(records), key=_known, default=None)
    return (
        header is not None
        and _known(header) >= MIN_KNOWN
        and min(header.positions[_NIK], header.positions[_NAMA]) >= 0
    )


def likeness(records: list[Record]) -> int:
    """How many of our columns the best headings among these lines name: chooses a delimiter, a sheet."""
    return max(map(_known, _candidates(records)), default=0)


def title_of(cells: Sequence[str]) -> dict[Column, str]:
    """What a line above a table says of all its rows: `TPS : 005`, `DESA/KELURAHAN | : | Koto Baru`."""
    parts: list[str] = []
    for cell in filter(None, map(str.strip, cells)):
        if cell.startswith(":") and parts:
            parts[-1] += cell
        else:
            parts.append(cell)
    found = {}
    for part, after in zip(parts, [*parts, ""][1:], strict=True):
        heading, colon, value = part.partition(":")
        value = value.strip() or ("" if ":" in after or column_of(after) else after)
        column = column_of(heading)
        if column in TITLED and value and (colon or len(parts) <= _MAX_TITLE):
            found[column] = value
    return found


def _known(header: Header) -> int:
    return len(COLUMNS) - header.positions.count(-1)


def _candidates(records: list[Record]) -> Iterator[Header]:
    for record in records:
        yield _header([column_of(cell) for cell in record.cells], _width(record), record.line)
    for upper, lower in pairwise(records):
        if not title_of(upper.cells):
            found = _merged(upper.cells, lower.cells)
            yield _header(found, max(_width(upper), _width(lower)), lower.line)


def _merged(upper: list[str], lower: list[str]) -> list[Column | None]:
    """Two rows of headings as one: a group spans the blanks to its right ("ALAMAT" over JALAN, RT, RW)."""
    size = max(len(upper), len(lower))
    upper, lower = (row + [""] * (size - len(row)) for row in (upper, lower))
    found: list[Column | None] = []
    group = ""
    for above, below in zip(upper, lower, strict=True):
        group = above.strip() or group
        grouped = None if below.strip(" .").upper() in _NUMBERS else column_of(f"{group} {below}")
        found.append((column_of(below) or grouped) if below.strip() else column_of(above))
    return found


def _width(record: Record) -> int:
    return max((at for at, cell in enumerate(record.cells, start=1) if cell.strip()), default=0)


def _header(found: list[Column | None], width: int, line: int) -> Header:
    positions = tuple(found.index(column) if column in found else -1 for column in COLUMNS)
    return Header(positions, width, line)
