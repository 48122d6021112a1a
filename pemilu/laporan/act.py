"""What every act of staff on a report has in common: scope, who may, one officer at a time, and its trace."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.infra.errors import DomainError
from pemilu.laporan.models import Laporan, Riwayat
from pemilu.laporan.office import Office
from pemilu.laporan.status import Act, after
from pemilu.laporan.visible import visible_to
from pemilu.petugas.active import LEVELS
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission

# A committee that is given a late report has a quarter of its whole time, in a Pilkada 30 to 36 hours: a
# working day for it, and KPU Kab/Kota still has it within three days of the date of law.
QUARTER = 4
# Where the time was short from the start (the last day of a stage), nobody is passed over in their sleep.
LEAST_STEP = timedelta(hours=12)
_RANK = {tingkat: rank for rank, (tingkat, _level) in enumerate(LEVELS)}


class NoSuchLaporan(DomainError):
    """No report with that number may be known to that officer (told alike: it may lie elsewhere)."""


class StaleLaporan(DomainError):
    """Somebody changed the report since the page was opened. `args[0]` is its number."""


class NotHolder(DomainError):
    """Another committee holds the report; take it over first, or leave it to them."""


def find(session: Session, by: Officer, nomor: str) -> Laporan:
    """The report with that number within the officer's wilayah. Raises NoSuchLaporan."""
    query = select(Laporan).where(Laporan.nomor == nomor, visible_to(by))
    laporan = session.scalars(query).one_or_none()
    if laporan is None:
        raise NoSuchLaporan(nomor)
    return laporan


def lock(session: Session, by: Officer, nomor: str, *, versi: int) -> Laporan:
    """The report, kept from others until this transaction ends. `versi` is the one that the officer saw.

    Raises:
        NotPermitted, NoSuchLaporan.
        StaleLaporan: it has been changed since.
    """
    by.must(Permission.WORK_ON_REPORTS)
    query = select(Laporan).where(Laporan.nomor == nomor, visible_to(by))
    laporan = session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if laporan is None:
        raise NoSuchLaporan(nomor)
    if laporan.versi != versi:
        raise StaleLaporan(nomor)
    return laporan


def holds(by: Officer, laporan: Laporan) -> bool:
    """Whether the officer's own committee holds the report."""
    return by.peran.tingkat is laporan.pemegang_tingkat and by.wilayah == laporan.pemegang_wilayah


def may_take_over(by: Officer, laporan: Laporan) -> bool:
    """Whether the officer sits on the holding committee or on one above it."""
    tingkat = by.peran.tingkat
    return tingkat is not None and _RANK[tingkat] >= _RANK[laporan.pemegang_tingkat]


def must_hold(by: Officer, laporan: Laporan) -> None:
    """Raises NotHolder."""
    if not holds(by, laporan):
        raise NotHolder(laporan.nomor)


def hand_to(laporan: Laporan, tingkat: TingkatPanitia, wilayah: str, *, now: datetime) -> None:
    """Another committee holds it from now on; nobody there works on it yet.

    Where it is late already, the clock leaves it with them for their part of the time (`late_step`).
    """
    laporan.pemegang_tingkat, laporan.pemegang_wilayah, laporan.petugas_id = tingkat, wilayah, None
    if now >= laporan.tenggat:
        laporan.pantau = now + late_step(laporan)


def late_step(laporan: Laporan) -> timedelta:
    """How long one committee has for a late report: a quarter of its time, at least half a day."""
    return max((laporan.tenggat - laporan.diajukan) / QUARTER, LEAST_STEP)


def perform(
    session: Session,
    laporan: Laporan,
    act: Act,
    *,
    by: Officer,
    office: Office,
    now: datetime,
    alasan: str | None = None,
    jawaban: str | None = None,
    catatan: str | None = None,
    wilayah: str | None = None,
    **rincian: object,
) -> None:
    """Move the report by that act; write its history and the audit record.

    `alasan` is a public reason code, `jawaban` the public answer, `catatan` a note among staff (sealed).
    `wilayah` is where it was done, when the report lies elsewhere by now.

    Whatever else the act changes of the row is changed before: writing the record flushes it, and PostgreSQL,
    asked to update a row twice in one transaction, checks and locks all rows that it points to.

    Raises:
        ForbiddenTransition: the act is not possible from where the report stands.
    """
    before = laporan.status
    laporan.status = after(before, act)
    session.add(
        Riwayat(
            laporan_id=laporan.id,
            waktu=now,
            peristiwa=act,
            status=laporan.status,
            oleh=by.peran.value,
            alasan=alasan,
            jawaban=jawaban,
            petugas_id=by.id,
            catatan=_sealed(catatan, laporan, office),
        )
    )
    rincian |= {"perbuatan": act.value, "dari": before.value, "ke": laporan.status.value}
    where, done = wilayah or laporan.kelurahan, Tindakan.LAPORAN_DITINDAK
    office.note(session, by, done, laporan.nomor, wilayah=where, now=now, alasan=alasan, **rincian)


def _sealed(catatan: str | None, laporan: Laporan, office: Office) -> bytes | None:
    return office.sealer.seal(catatan.encode(), note_context(laporan.nomor)) if catatan else None


def note_context(nomor: str) -> bytes:
    """What a sealed note of staff is bound to."""
    return b"riwayat.catatan:" + nomor.encode()
