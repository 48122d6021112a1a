"""A field visit (verifikasi faktual): what an officer found at the address."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from pemilu.infra.errors import DomainError
from pemilu.laporan.act import lock, must_hold, perform
from pemilu.laporan.kinds import HasilKunjungan
from pemilu.laporan.models import Kunjungan, Laporan
from pemilu.laporan.office import Office
from pemilu.laporan.status import Act
from pemilu.petugas.officer import Officer
from pemilu.tahapan.day import local_date

NOTE = 500


class VisitDayUnfit(DomainError):
    """The visit lies in the future, or before the report was filed. `args[0]` is the first day possible."""


class AlreadyVisited(DomainError):
    """The same officer has entered the same result of that day before."""


class NoteTooLong(DomainError):
    """A note among staff is longer than it may be."""


def visit(
    session: Session,
    by: Officer,
    nomor: str,
    *,
    tanggal: date,
    hasil: HasilKunjungan,
    catatan: str | None,
    versi: int,
    office: Office,
    now: datetime,
) -> None:
    """Record a visit; the report stays where it stands. `catatan` is for staff (sealed).

    Raises:
        NotPermitted, NoSuchLaporan, StaleLaporan, NotHolder, ForbiddenTransition: as every act.
        VisitDayUnfit, AlreadyVisited, NoteTooLong.
    """
    laporan = lock(session, by, nomor, versi=versi)
    must_hold(by, laporan)
    _refuse_day(laporan, tanggal, now)
    if catatan and len(catatan) > NOTE:
        raise NoteTooLong
    _refuse_again(session, by, laporan, tanggal, hasil)
    # The row itself does not change, but what an officer should know about it does.
    flag_modified(laporan, "status")
    perform(session, laporan, Act.VISIT, by=by, office=office, now=now, catatan=catatan, hasil=hasil.value)
    session.add(
        Kunjungan(
            laporan_id=laporan.id,
            petugas_id=by.id,
            tanggal=tanggal,
            hasil=hasil,
            catatan=office.sealer.seal(catatan.encode(), visit_context(nomor)) if catatan else None,
            dicatat=now,
        )
    )


def visit_context(nomor: str) -> bytes:
    """What the sealed note of a visit is bound to."""
    return b"kunjungan.catatan:" + nomor.encode()


def _refuse_day(laporan: Laporan, tanggal: date, now: datetime) -> None:
    filed = local_date(laporan.diajukan, laporan.zona)
    if not filed <= tanggal <= local_date(now, laporan.zona):
        raise VisitDayUnfit(filed)


def _refuse_again(
    session: Session, by: Officer, laporan: Laporan, tanggal: date, hasil: HasilKunjungan
) -> None:
    same = select(Kunjungan.id).filter_by(
        laporan_id=laporan.id, petugas_id=by.id, tanggal=tanggal, hasil=hasil
    )
    if session.scalar(same.limit(1)) is not None:
        raise AlreadyVisited(laporan.nomor)
