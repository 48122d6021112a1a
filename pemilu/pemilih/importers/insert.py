"""Staged rows into the roll, past the ORM: COPY into PostgreSQL, executemany into SQLite."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from pemilu.pemilih.importers.copying import Waiting, copy_voters
from pemilu.pemilih.importers.packing import COPIED, COPIED_CODES, PLACES
from pemilu.pemilih.importers.places import known_places
from pemilu.pemilih.importers.staging import Staging
from pemilu.pemilih.models import Impor, Pemilih
from pemilu.wilayah.models import Tps

COLUMNS = ("pemilihan_id", "impor_id", "tps_id", *COPIED, *COPIED_CODES)

_INSERT = f"INSERT INTO pemilih ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608

Done = Callable[[int], None]
Chunks = Iterator[list[tuple[int, Any]]]


def insert_voters(session: Session, staging: Staging, impor: Impor, *, done: Done, waiting: Waiting) -> None:
    """Insert all kept rows as part of `impor`, with the TPS they need; `done` hears how many are in."""
    tps = _places(session, staging, impor)
    heads = {place: (impor.pemilihan_id, impor.id, key) for place, key in tps.items()}
    if session.get_bind().dialect.name == "postgresql":
        copy_voters(session, staging.kept(), heads, columns=COLUMNS, done=done, waiting=waiting)
    else:
        _insert_voters(session, staging.kept(), heads, done=done)


def _places(session: Session, staging: Staging, impor: Impor) -> dict[int, int]:
    """The id of each place that the rows name; TPS that nobody has entered yet are made, number only."""
    known = known_places(session, impor.pemilihan_id)
    named = {place for rows in staging.ask("SELECT DISTINCT tempat FROM kept") for (place,) in rows}
    if not (new := sorted(named - known.keys())):
        return known
    rows = [
        {"pemilihan_id": impor.pemilihan_id, "kelurahan": f"{kelurahan:010}", "nomor": nomor}
        for kelurahan, nomor in (divmod(place, PLACES) for place in new)
    ]
    session.execute(insert(Tps), rows)
    return known_places(session, impor.pemilihan_id)


def _insert_voters(
    session: Session, chunks: Chunks, heads: Mapping[int, tuple[int, ...]], *, done: Done
) -> None:
    """One statement for each chunk. Into an empty roll the indexes come last: a tenth of the time."""
    connection = session.connection()
    empty = session.scalar(select(Pemilih.id).limit(1)) is None
    indexes = (
        sorted(cast(Table, Pemilih.__table__).indexes, key=lambda index: str(index.name)) if empty else []
    )
    for index in indexes:
        index.drop(connection)
    total = 0
    for voters in chunks:
        if voters:
            connection.exec_driver_sql(_INSERT, [(*heads[place], *fields) for place, fields in voters])
            total += len(voters)
            done(total)
    for index in indexes:
        index.create(connection)
