"""Staged rows into the roll, in batches and past the ORM: COPY into PostgreSQL, executemany into SQLite."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from pemilu.pemilih.importers.places import known_places
from pemilu.pemilih.importers.staging import Staging
from pemilu.pemilih.models import Impor
from pemilu.wilayah.models import Tps

# In the order of the rows made below, with PostgreSQL's type for each.
_COLUMNS = {
    "pemilihan_id": "int4",
    "impor_id": "int4",
    "row_uid": "bytea",
    "nik_idx": "bytea",
    "nkk_idx": "bytea",
    "identitas": "bytea",
    "nama": "varchar",
    "nama_cari": "varchar",
    "jenis_kelamin": "varchar",
    "kelompok_umur": "varchar",
    "kelurahan": "varchar",
    "rt": "int2",
    "rw": "int2",
    "tps_id": "int4",
    "keterangan": "varchar",
}
_INSERT = """
    INSERT INTO pemilih (pemilihan_id, impor_id, row_uid, nik_idx, nkk_idx, identitas, nama, nama_cari,
        jenis_kelamin, kelompok_umur, kelurahan, rt, rw, tps_id, keterangan)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_COPY = f"COPY pemilih ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT BINARY)"

_Row = tuple[Any, ...]


def insert_voters(session: Session, staging: Staging, impor: Impor, *, done: Callable[[int], None]) -> None:
    """Insert all kept rows as part of `impor`, with the TPS they need; `done` hears how many are in."""
    tps = _places(session, staging, impor)
    write = _copy if session.get_bind().dialect.name == "postgresql" else _insert
    total = 0
    whose = (impor.pemilihan_id, impor.id)
    for voters in staging.kept():
        write(session, [(*whose, *fields, tps[place], mark) for *fields, place, mark in voters])
        total += len(voters)
        done(total)


def _places(session: Session, staging: Staging, impor: Impor) -> dict[int, int]:
    """The id of each place that the rows name; TPS that nobody has entered yet are made, number only."""
    known = known_places(session, impor.pemilihan_id)
    rows = [row for rows in staging.ask("SELECT DISTINCT kelurahan, tps, tempat FROM kept") for row in rows]
    new = [
        {"pemilihan_id": impor.pemilihan_id, "kelurahan": kelurahan, "nomor": nomor}
        for kelurahan, nomor, place in sorted(rows)
        if place not in known
    ]
    if not new:
        return known
    session.execute(insert(Tps), new)
    return known_places(session, impor.pemilihan_id)


def _insert(session: Session, rows: list[_Row]) -> None:
    session.connection().exec_driver_sql(_INSERT, rows)


def _copy(session: Session, rows: list[_Row]) -> None:
    driver: Any = session.connection().connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(list(_COLUMNS.values()))
        for row in rows:
            copy.write_row(row)
