"""Searching the queue for a person by NIK. Names are sealed and cannot be searched."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.laporan.office import Office
from pemilu.laporan.queue import Item, items
from pemilu.laporan.saringan import about
from pemilu.laporan.visible import visible_to
from pemilu.pemilih.nik import Nik
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission

MOST_FOUND = 50
SUBJECT = "nik"


def seek(session: Session, by: Officer, nik: Nik, *, office: Office, now: datetime) -> Sequence[Item]:
    """Reports about that person or filed by them, open or closed, within the officer's wilayah; at most 50.

    That somebody searched is recorded, and for whom only as a keyed address. Raises NotPermitted.
    """
    by.must(Permission.READ_REPORTS)
    address = office.index.of(nik.value)
    wanted = and_(visible_to(by), about(address))
    found = items(session, by, wanted, most=MOST_FOUND, now=now)
    told: dict[str, Any] = {"ditemukan": len(found), "alamat": address.hex()}
    office.note(session, by, Tindakan.PENCARIAN, SUBJECT, wilayah=by.wilayah or "", now=now, **told)
    return found
