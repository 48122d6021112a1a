"""The partitions of the living roll on PostgreSQL: one for each imported kabupaten, one for the rest.

They lie in a schema of their own; everybody reads and writes the roll as a whole. SQLite has none.
"""

from collections.abc import Callable, Sequence
from typing import cast

from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import OperationalError

from pemilu.infra.turn import wait_turn
from pemilu.pemilih.models import Pemilih
from pemilu.pemilih.publish import PUBLISH_LOCK

# Table names and codes of kabupaten in the statements below are made of four digits each.
SCHEMA = "bagian"
REST = f"{SCHEMA}.pemilih_lain"
_ROLL = cast(Table, Pemilih.__table__)
_LOCK_NOT_AVAILABLE = "55P03"


def begin_beside(connection: Connection, kabupaten: str) -> str | None:
    """An empty table for the voters of a kabupaten that has no partition yet; None when it has one.

    Nobody sees the table before `attach`, in the same transaction. One import at a time comes here.
    """
    table = _table(kabupaten)
    if connection.scalar(text("SELECT to_regclass(:table)"), {"table": table}) is not None:
        return None
    connection.execute(text(f"CREATE TABLE {table} (LIKE pemilih INCLUDING DEFAULTS)"))
    return table


def index(connection: Connection, kabupaten: str) -> None:
    """Give the table the key and the indexes of the roll; nobody waits for it."""
    table = _table(kabupaten)
    for columns in sorted([column.name for column in one.columns] for one in _ROLL.indexes):
        connection.execute(text(f"CREATE INDEX ON {table} ({', '.join(columns)})"))
    connection.execute(text(f"ALTER TABLE {table} ADD PRIMARY KEY (id, kelurahan)"))
    connection.execute(text(f"ANALYZE {table}"))


def attach(connection: Connection, fresh: Sequence[str], *, waiting: Callable[[], None]) -> None:
    """Make the tables the partitions of their kabupaten; their foreign keys are checked by that.

    From then to the end of the transaction readers of the whole roll wait, those of one kabupaten do not. A
    publication reads the whole roll for minutes, and whoever comes while we wait for it would wait as well:
    so it ends first, and none begins. Others who read for long (a dump) are asked again each second; between
    two tries everybody passes. `waiting` is called whenever it takes time.
    """
    while not _attached(connection, fresh, waiting):
        waiting()
        connection.execute(text("SELECT pg_sleep(1)"))


def _attached(connection: Connection, fresh: Sequence[str], waiting: Callable[[], None]) -> bool:
    """Attach all of them; False when somebody is in the way, and no lock is held then."""
    try:
        with connection.begin_nested():
            wait_turn(connection, PUBLISH_LOCK, waiting=waiting)
            connection.execute(text("SET LOCAL lock_timeout = '500ms'"))
            # Before rows are moved out of it: what comes in afterwards would not fit beside the new ones.
            connection.execute(text(f"LOCK TABLE {REST} IN ACCESS EXCLUSIVE MODE"))
            for kabupaten in fresh:
                _attach(connection, kabupaten)
            connection.execute(text("SET LOCAL lock_timeout = 0"))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


def _attach(connection: Connection, kabupaten: str) -> None:
    """Voters that came before without an import (who had reported that they were missing) move in."""
    table, (first, beyond) = _table(kabupaten), _bounds(kabupaten)
    moved = f"DELETE FROM {REST} WHERE kelurahan >= '{first}' AND kelurahan < '{beyond}' RETURNING *"  # noqa: S608 - as above
    connection.execute(text(f"WITH moved AS ({moved}) INSERT INTO {table} SELECT * FROM moved"))  # noqa: S608
    # With foreign keys of its own, attaching would lock out readers of `tps` and `pemilihan`: every lookup.
    bounds = f"FROM ('{first}') TO ('{beyond}')"
    connection.execute(text(f"ALTER TABLE pemilih ATTACH PARTITION {table} FOR VALUES {bounds}"))


def _table(kabupaten: str) -> str:
    return f"{SCHEMA}.pemilih_{int(kabupaten):04}"


def _bounds(kabupaten: str) -> tuple[str, str]:
    """The first code of a kelurahan in it, and the first beyond."""
    return f"{int(kabupaten):04}", f"{int(kabupaten) + 1:04}"
