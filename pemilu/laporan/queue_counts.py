"""How much waits, counted no further than a page needs: the time does not grow with the queue."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, and_, func, select
from sqlalchemy.orm import Session

from pemilu.laporan.models import Kasus, Laporan
from pemilu.laporan.saringan import Keadaan, Saringan, conditions, is_open, urgent
from pemilu.laporan.visible import sees_cases
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.labels import load_labels
from pemilu.wilayah.models import Wilayah

MOST, MOST_FITTING = 1_000, 200
"""Nobody works through more, or does more at once; what is beyond is told as "more than"."""
CASES = 10


@dataclass(frozen=True, slots=True)
class Counts:
    """Open reports of the officer's wilayah, each count at most MOST + 1.

    `panitia`: held by one's own committee; where the filter asks for these, so are `terlambat`, `mendesak`.
    `mendesak` looks at the MOST + 1 reports that are due next. `cocok` fit the filter, counted to
    MOST_FITTING + 1; of a queue as a whole all do, counted to MOST + 1.
    """

    semua: int
    terlambat: int
    mendesak: int
    saya: int
    panitia: int
    cocok: int


@dataclass(frozen=True, slots=True)
class Case:
    """A suspected campaign: how many open reports it holds (at most MOST + 1), when the first is due."""

    id: int
    kelurahan: str
    tanggal: date
    jumlah: int
    tenggat: datetime


def counts(session: Session, by: Officer, saringan: Saringan, *, now: datetime) -> Counts:
    """All counts in one statement. Raises NotPermitted."""
    by.must(Permission.READ_REPORTS)
    waiting = Saringan(panitia=saringan.panitia)
    each = {
        "semua": Saringan(),
        "terlambat": replace(waiting, keadaan=Keadaan.TERLAMBAT),
        "saya": Saringan(saya=True),
    }
    if by.peran.tingkat is not None:
        each["panitia"] = Saringan(panitia=True)
    counted = [
        _counted(conditions(session, by, which, now=now), MOST).label(name) for name, which in each.items()
    ]
    if not saringan.whole:
        fitting = conditions(session, by, saringan, now=now)
        counted.append(_counted(fitting, MOST_FITTING).label("cocok"))
    soon = _urgent_among_next(session, by, waiting, now).label("mendesak")
    found: dict[str, int] = {"panitia": 0} | session.execute(select(*counted, soon)).one()._asdict()
    return Counts(**{"cocok": found["panitia" if saringan.panitia else "semua"]} | found)


def _counted(wanted: ColumnElement[bool], most: int) -> ScalarSelect[int]:
    few = select(Laporan.id).where(wanted).limit(most + 1).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


def _urgent_among_next(session: Session, by: Officer, waiting: Saringan, now: datetime) -> ScalarSelect[int]:
    """Urgent reports stand first among those that are not late, so nobody has to read on to the last."""
    waits = and_(conditions(session, by, waiting, now=now), Laporan.tenggat > now)
    is_urgent = urgent(session, now).label("mendesak")
    following = select(is_urgent).where(waits).order_by(Laporan.tenggat, Laporan.id).limit(MOST + 1)
    few = following.subquery()
    return select(func.count()).select_from(few).where(few.c.mendesak).scalar_subquery()


def cases(session: Session, by: Officer, *, only: int | None = None) -> Sequence[Case]:
    """The oldest open cases of the officer's wilayah, at most CASES, each as one line; one statement."""
    if not sees_cases(by):
        return ()
    members = _members()
    waiting = select(func.count()).select_from(members).scalar_subquery().label("jumlah")
    first_due = select(func.min(members.c.tenggat)).scalar_subquery().label("tenggat")
    query = (
        select(Kasus.id, Kasus.kelurahan, Kasus.tanggal, Wilayah.nama, waiting, first_due)
        # From the few cases to their names: an inner join might go through all names.
        .join(Wilayah, Wilayah.kode == Kasus.kelurahan, isouter=True)
        .where(by.scope.where(Kasus.kelurahan), Kasus.ditutup.is_(None))
        .order_by(Kasus.tanggal, Kasus.id)
        .limit(CASES)
    )
    if only is not None:
        query = query.where(Kasus.id == only)
    return [
        Case(row.id, _titled(row.kelurahan, row.nama), row.tanggal, row.jumlah, row.tenggat)
        for row in session.execute(query)
        if row.jumlah
    ]


def _members() -> Subquery:
    member = and_(Laporan.kasus_id == Kasus.id, is_open())
    few = select(Laporan.tenggat).where(member).order_by(Laporan.tenggat, Laporan.id).limit(MOST + 1)
    return few.correlate(Kasus).subquery()


def _titled(kode: str, nama: str) -> str:
    return load_labels().titled(KodeWilayah(kode), nama)
