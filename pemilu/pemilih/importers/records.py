"""What every kind of file is read into first: numbered lines of cells, before columns are known."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from pemilu.pemilih.importers.problems import Masalah

SHEET = 2**32
"""In a workbook with several lists a line is numbered `sheet * SHEET + line`, sheets from 1 as shown."""

MAX_CELL = 10_000
"""Characters of one cell; longer ones make the row unusable."""


class Record(NamedTuple):
    """One line of a table. One that could not be cut into cells has a `fault` and its beginning as cell."""

    line: int
    cells: list[str]
    fault: Masalah | None = None


def shown_line(line: int) -> str:
    """A line as people find it: `15`, or `Lembar2:15` where several sheets were read."""
    sheet, line = divmod(line, SHEET)
    return f"Lembar{sheet}:{line}" if sheet else str(line)


class Table(NamedTuple):
    """Lines as they come, and how far reading is: `done()` of `total` bytes.

    `ragged` says that a cell too many may have shifted the others (CSV); in a workbook each has its place.
    """

    records: Iterator[Record]
    total: int
    done: Callable[[], int]
    ragged: bool
