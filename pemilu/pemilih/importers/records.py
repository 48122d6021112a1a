"""What every kind of file is read into first: numbered lines of cells, before columns are known."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from pemilu.pemilih.importers.problems import Masalah

MAX_CELL = 10_000
"""Characters of one cell; longer ones make the row unusable."""


class Record(NamedTuple):
    """One line of a table. One that could not be cut into cells has a `fault` and its beginning as cell."""

    line: int
    cells: list[str]
    fault: Masalah | None = None


class Table(NamedTuple):
    """Lines as they come, and how far reading is: `done()` of `total` bytes.

    `ragged` says that a cell too many may have shifted the others (CSV); in a workbook each has its place.
    """

    records: Iterator[Record]
    total: int
    done: Callable[[], int]
    ragged: bool
