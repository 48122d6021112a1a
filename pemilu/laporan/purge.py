"""What nobody needs any more: files that no report came to point to, and form keys whose day is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from pemilu.infra.db import Database
from pemilu.infra.files import SealedFiles
from pemilu.laporan.models import Bukti, Kunci

KEY_AGE = timedelta(hours=24)
"""So long a form sent again shows its receipt; the receipt's cookie lives no longer either."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many orphan files and form keys were removed."""

    berkas: int
    kunci: int


def purge(database: Database, files: SealedFiles, *, now: datetime) -> Purged:
    """Remove orphan files and form keys that are older than a day. Reports and their evidence stay.

    A database without any evidence is more likely the wrong one than a folder full of orphans: no file goes.
    """
    with database.reading() as session:
        known = {file_id for row in session.execute(select(Bukti.berkas, Bukti.kecil)) for file_id in row}
    berkas = files.sweep(known, now=now) if known else 0
    with database.transaction() as session:
        gone = session.scalars(delete(Kunci).where(Kunci.dibuat < now - KEY_AGE).returning(Kunci.laporan_id))
        return Purged(berkas, len(gone.all()))
