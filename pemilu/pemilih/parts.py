"""The partitions of the living roll on PostgreSQL: one for each imported kabupaten, one for the rest.

They lie in a schema of their own; everybody reads and writes the roll as a whole. SQLite has none.
"""

from typing import cast

from sqlalchemy import Connection, Table, text

from pemilu.pemilih.models import Pemilih

# Table names and codes of kabupaten in the statements below are made of four digits each.
SCHEMA = "bagian"
REST = f"{SCHEMA}.pemilih_lain"
_ROLL = cast(Table, Pemilih.__table__)
_LOCK = 1_399_990_003
"""Any fixed number: who makes partitions of the roll holds the lock of this number and the kabupaten."""


def begin_beside(connection: Connection, kabupaten: str) -> str | None:
    """An empty table for the voters of a kabupaten that has no partition yet; None when it has one.

    Nobody sees the table before `attach`, in the same transaction.
    """
    connection.execute(
        text("SELECT pg_advisory_xact_lock(:lock + :kode)"), {"lock": _LOCK, "kode": int(kabupaten)}
    )
    table = _table(kabupaten)
    if connection.scalar(text("SELECT to_regclass(:table)"), {"table": table}) is not None:
        return None
    connection.execute(text(f"CREATE TABLE {table} (LIKE pemilih INCLUDING DEFAULTS)"))
    return table


def index(connection: Connection, kabupaten: str) -> None:
    """Give the table the key and the indexes of the roll; nobody waits for it.

    Voters that came before without an import (who had reported that they were missing) move in with them.
    """
    table, (first, beyond) = _table(kabupaten), _bounds(kabupaten)
    moved = f"DELETE FROM {REST} WHERE kelurahan >= '{first}' AND kelurahan < '{beyond}' RETURNING *"  # noqa: S608 - as above
    connection.execute(text(f"WITH moved AS ({moved}) INSERT INTO {table} SELECT * FROM moved"))  # noqa: S608
    for columns in sorted([column.name for column in one.columns] for one in _ROLL.indexes):
        connection.execute(text(f"CREATE INDEX ON {table} ({', '.join(columns)})"))
    connection.execute(text(f"ALTER TABLE {table} ADD PRIMARY KEY (id, kelurahan)"))
    connection.execute(text(f"ANALYZE {table}"))


def attach(connection: Connection, kabupaten: str) -> None:
    """Make the table the partition of its kabupaten; its foreign keys are checked by that.

    From now to the end of the transaction readers of the whole roll wait, those of one kabupaten do not.
    """
    # With foreign keys of its own, attaching would lock out readers of `tps` and `pemilihan`: every lookup.
    first, beyond = _bounds(kabupaten)
    bounds = f"FROM ('{first}') TO ('{beyond}')"
    connection.execute(text(f"ALTER TABLE pemilih ATTACH PARTITION {_table(kabupaten)} FOR VALUES {bounds}"))


def _table(kabupaten: str) -> str:
    return f"{SCHEMA}.pemilih_{int(kabupaten):04}"


def _bounds(kabupaten: str) -> tuple[str, str]:
    """The first code of a kelurahan in it, and the first beyond."""
    return f"{int(kabupaten):04}", f"{int(kabupaten) + 1:04}"
