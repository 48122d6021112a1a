"""What happened to a report, as the staff see it: who did it, what the citizen was told, what was noted."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from pemilu.infra.crypto import BoxDoesNotOpen
from pemilu.laporan.act import note_context
from pemilu.laporan.claim import TERTUTUP
from pemilu.laporan.kinds import HasilKunjungan
from pemilu.laporan.models import Kunjungan, Laporan, Riwayat
from pemilu.laporan.office import Office
from pemilu.laporan.status import Act, Status
from pemilu.laporan.submit import objection_context
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer

UNREADABLE = ""
"""Stands for a seal that does not open."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history. `petugas` is None for citizens, programs, and staff of another wilayah.

    `catatan` is None where nobody noted anything, TERTUTUP unless opened, UNREADABLE when it does not open.
    Of a second objection it is the reason.
    """

    waktu: datetime
    peristiwa: Act | None
    status: Status
    oleh: str
    petugas: str | None
    alasan: str | None
    jawaban: str | None
    catatan: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """A field visit and what it found."""

    tanggal: date
    hasil: HasilKunjungan
    petugas: str | None


def history(
    session: Session, by: Officer, laporan: Laporan, *, office: Office, opened: bool
) -> tuple[Event, ...]:
    """Every line, oldest first; names of colleagues within that officer's wilayah. One statement."""
    colleague = and_(Petugas.id == Riwayat.petugas_id, by.scope.where(func.coalesce(Petugas.wilayah, "")))
    query = select(Riwayat, Petugas.nama).join(Petugas, colleague, isouter=True)
    return tuple(
        Event(
            waktu=row.waktu,
            peristiwa=row.peristiwa,
            status=row.status,
            oleh=row.oleh,
            petugas=nama,
            alasan=row.alasan,
            jawaban=row.jawaban,
            catatan=_unsealed(row.catatan, _bound_to(row, laporan), office, opened=opened),
        )
        for row, nama in session.execute(query.where(Riwayat.laporan_id == laporan.id).order_by(Riwayat.id))
    )


def visits(session: Session, by: Officer, laporan: Laporan) -> tuple[Visit, ...]:
    """Every visit, oldest first. One statement."""
    colleague = and_(Petugas.id == Kunjungan.petugas_id, by.scope.where(func.coalesce(Petugas.wilayah, "")))
    query = select(Kunjungan.tanggal, Kunjungan.hasil, Petugas.nama)
    query = query.select_from(Kunjungan).join(Petugas, colleague, isouter=True)
    rows = session.execute(query.where(Kunjungan.laporan_id == laporan.id).order_by(Kunjungan.id))
    return tuple(Visit(row.tanggal, row.hasil, row.nama) for row in rows)


def objection(laporan: Laporan, office: Office, *, opened: bool) -> str | None:
    """Why the citizen objected to the first rejection; marked as `Event.catatan` is."""
    return _unsealed(laporan.keberatan, objection_context(laporan.nomor), office, opened=opened)


def _bound_to(row: Riwayat, laporan: Laporan) -> bytes:
    """What the sealed text of that line is bound to: a note of staff, or the reason of a second objection."""
    return (objection_context if row.peristiwa is Act.OBJECT else note_context)(laporan.nomor)


def _unsealed(box: bytes | None, context: bytes, office: Office, *, opened: bool) -> str | None:
    if box is None:
        return None
    if not opened:
        return TERTUTUP
    try:
        return office.opener.open(box, context).decode()
    except BoxDoesNotOpen:
        return UNREADABLE
