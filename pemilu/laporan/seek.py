"""Searching the queue for a person by NIK. Names are sealed and cannot be searched."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.laporan.models import Laporan
from pemilu.laporan.office import Office
from pemilu.laporan.queue import Item, items
from pemilu.laporan.saringan import about
from pemilu.pemilih.nik import Nik
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission

MOST_FOUND = 50
SUBJECT = "nik"


def seek(session: Session, by: Officer, nik: Nik, *, office: Office, now: datetime) -> Sequence[Item]:
    """Reports about that person or filed by them, open or closed, within the officer's wilayah; at most 50.

    That somebody searched is recorded, not for whom. Raises NotPermitted.
    """
    by.must(Permission.READ_REPORTS)
    wanted = and_(by.scope.where(Laporan.kelurahan), about(office.index.of(nik.value)))
    found = items(session, by, wanted, most=MOST_FOUND, now=now)
    office.note(
        session, by, Tindakan.PENCARIAN, SUBJECT, wilayah=by.wilayah or "", now=now, ditemukan=len(found)
    )
    return found
