"""COPY into PostgreSQL. A kabupaten that comes for the first time gets a partition, filled beside the roll.

Beside means: a table without indexes and foreign keys, which take most of the time of loading row by row.
They are made at once when all rows are in, and then the table is attached. What others do with the roll
waits for that last step only.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from struct import pack
from typing import Any

from psycopg import Cursor
from sqlalchemy.orm import Session

from pemilu.pemilih import parts
from pemilu.pemilih.importers.packing import PLACES

_KABUPATEN = PLACES * 10**6
"""A place divided by this is the code of its kabupaten."""
_BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"

Done = Callable[[int], None]
Waiting = Callable[[], None]
Chunk = list[tuple[int, bytes]]


def copy_voters(
    session: Session,
    chunks: Iterator[Chunk],
    heads: Mapping[int, tuple[int, ...]],
    *,
    columns: tuple[str, ...],
    done: Done,
    waiting: Waiting,
) -> None:
    """Load voters, each packed with its place; `heads` are the values before, for each place.

    `waiting` is called when others have to finish first (`pemilu.pemilih.parts.attach`).
    """
    connection = session.connection()
    packed = {place: _head(values, len(columns)) for place, values in heads.items()}
    beside: dict[str, str | None] = {}
    total = 0
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        for kabupaten, run in groupby(_by_kabupaten(chunks), key=itemgetter(0)):
            if kabupaten not in beside:
                beside[kabupaten] = parts.begin_beside(connection, kabupaten)
            table = beside[kabupaten] or "pemilih"
            for count in _copied(cursor, f"COPY {table} ({', '.join(columns)})", packed, run):
                total += count
                done(total)
    fresh = [kabupaten for kabupaten, table in beside.items() if table]
    for kabupaten in fresh:
        parts.index(connection, kabupaten)
    if fresh:
        parts.attach(connection, fresh, waiting=waiting)


def _by_kabupaten(chunks: Iterator[Chunk]) -> Iterator[tuple[str, Chunk]]:
    """Each chunk parted by kabupaten; most lists come in the order of their places anyway."""
    for chunk in chunks:
        found = defaultdict(list)
        for place, voter in chunk:
            found[place // _KABUPATEN].append((place, voter))
        for kabupaten, part in sorted(found.items()):
            yield f"{kabupaten:04}", part


def _copied(
    cursor: Cursor[Any], copy_into: str, heads: Mapping[int, bytes], run: Iterator[tuple[str, Chunk]]
) -> Iterator[int]:
    """Copy a run of chunks with one statement; yields how many rows went with each."""
    with cursor.copy(f"{copy_into} FROM STDIN (FORMAT BINARY)".encode()) as copy:
        copy.write(_BEGIN)
        for _, chunk in run:
            copy.write(b"".join([part for place, voter in chunk for part in (heads[place], voter)]))
            yield len(chunk)
        copy.write(_END)


def _head(values: tuple[int, ...], fields: int) -> bytes:
    """The count of fields of a row and its first ones, as binary COPY writes them."""
    return pack(">h", fields) + b"".join(pack(">ii", 4, value) for value in values)
