"""What every kind of file is read into first: numbered lines of cells, before columns are known."""

from collections.abc import Callable, Iterator
from itertools import islice
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


class Uncut(NamedTuple):
    """Lines that follow each other, of lawful length and without a quote: any process can cut them."""

    first: int
    texts: list[str]
    delimiter: str


Block = list[Record] | Uncut


class Table(NamedTuple):
    """Lines as they come, and how far reading is: `done()` of `total` bytes.

    `blocks(n)` are those that `records` has not given yet, about n at a time. `ragged` says that a cell too
    many may have shifted the others (CSV); in a workbook each has its place.
    """

    records: Iterator[Record]
    total: int
    done: Callable[[], int]
    ragged: bool
    blocks: Callable[[int], Iterator[Block]]


def in_blocks(records: Iterator[Record], size: int) -> Iterator[Block]:
    """Records that are cut already, `size` at a time."""
    while block := list(islice(records, size)):
        yield block
