"""Who works on a report: an officer takes it, also from a committee below, or gives it to a colleague."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from pemilu.infra.db import insert_missing
from pemilu.infra.errors import DomainError
from pemilu.laporan.act import NotHolder, hand_to, holds, lock, may_take_over, must_hold, perform
from pemilu.laporan.kinds import JenisPemberitahuan
from pemilu.laporan.models import Laporan, Pemberitahuan
from pemilu.laporan.office import Office
from pemilu.laporan.status import OPEN, Act, ForbiddenTransition, possible
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer


class NotColleague(DomainError):
    """Nobody with that number sits, with an account in use, on the officer's own committee."""


@dataclass(frozen=True, slots=True)
class Rekan:
    """Somebody of one's own committee, oneself included."""

    id: int
    nama: str


def colleagues(session: Session, by: Officer) -> Sequence[Rekan]:
    """Who may be given a report by that officer: their own committee with accounts in use, by name."""
    query = select(Petugas.id, Petugas.nama).where(*_on_committee_of(by)).order_by(Petugas.nama, Petugas.id)
    return [Rekan(row.id, row.nama) for row in session.execute(query)]


def take(session: Session, by: Officer, nomor: str, *, versi: int, office: Office, now: datetime) -> Laporan:
    """Work on the report oneself. One that a committee below holds goes over to the officer's own.

    What waits to be taken up is then being verified; anything else open stays where it stands. Taking what
    one works on already changes nothing.

    Raises:
        NotPermitted, NoSuchLaporan, StaleLaporan.
        NotHolder: a committee above, or beside, holds it.
        ForbiddenTransition: it is closed.
    """
    laporan = lock(session, by, nomor, versi=versi)
    take_locked(session, laporan, by=by, office=office, now=now)
    return laporan


def take_locked(session: Session, laporan: Laporan, *, by: Officer, office: Office, now: datetime) -> None:
    """`take` for a report that this transaction has locked already."""
    if laporan.status not in OPEN:
        raise ForbiddenTransition(laporan.status, Act.TAKE)
    if not may_take_over(by, laporan):
        raise NotHolder(laporan.nomor)
    if is_taken_by(by, laporan):
        return
    over = _take_over(laporan, by, now)
    laporan.petugas_id = by.id
    act = Act.TAKE if possible(laporan.status, Act.TAKE) else Act.ASSIGN
    perform(session, laporan, act, by=by, office=office, now=now, **over)


def is_taken_by(by: Officer, laporan: Laporan) -> bool:
    """Whether there is nothing left to take: the officer's committee holds it and they work on it."""
    return holds(by, laporan) and laporan.petugas_id == by.id and not possible(laporan.status, Act.TAKE)


def assign(
    session: Session,
    by: Officer,
    nomor: str,
    *,
    kepada: int,
    versi: int,
    office: Office,
    now: datetime,
) -> Laporan:
    """Give a report of one's own committee to the colleague with that number; they are told.

    Raises:
        NotPermitted, NoSuchLaporan, StaleLaporan.
        NotHolder: another committee holds it.
        NotColleague: nobody with that number sits on the committee.
        ForbiddenTransition: it is closed.
    """
    laporan = lock(session, by, nomor, versi=versi)
    rekan = colleague(session, by, kepada)
    assign_locked(session, laporan, rekan, by=by, office=office, now=now)
    return laporan


def assign_locked(
    session: Session, laporan: Laporan, rekan: Rekan, *, by: Officer, office: Office, now: datetime
) -> None:
    """`assign` for a report that this transaction has locked already."""
    must_hold(by, laporan)
    if laporan.status not in OPEN:
        raise ForbiddenTransition(laporan.status, Act.ASSIGN)
    if laporan.petugas_id == rekan.id:
        return
    laporan.petugas_id = rekan.id
    perform(session, laporan, Act.ASSIGN, by=by, office=office, now=now, kepada=rekan.id)
    if rekan.id != by.id:
        _tell(session, laporan, rekan, now)


def colleague(session: Session, by: Officer, kepada: int) -> Rekan:
    """Raises NotColleague."""
    query = select(Petugas.id, Petugas.nama).where(Petugas.id == kepada, *_on_committee_of(by))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotColleague
    return Rekan(row.id, row.nama)


def _on_committee_of(by: Officer) -> tuple[ColumnElement[bool], ...]:
    return Petugas.peran == by.peran, Petugas.wilayah == by.wilayah, Petugas.aktif.is_(True)


def _take_over(laporan: Laporan, by: Officer, now: datetime) -> dict[str, str]:
    """Bring it to the officer's own committee; for the record, from which one it came."""
    tingkat = by.peran.tingkat
    if holds(by, laporan) or tingkat is None or by.wilayah is None:
        return {}
    before = f"{laporan.pemegang_tingkat.value}:{laporan.pemegang_wilayah}"
    hand_to(laporan, tingkat, by.wilayah, now=now)
    return {"dari_panitia": before}


def _tell(session: Session, laporan: Laporan, rekan: Rekan, now: datetime) -> None:
    """Told once for each report, however often it goes to and fro."""
    news = JenisPemberitahuan.DITUGASKAN
    told = {"petugas_id": rekan.id, "laporan_id": laporan.id, "jenis": news, "dibuat": now}
    insert_missing(session, Pemberitahuan, told)
