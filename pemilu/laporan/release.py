"""Letting a file of reports out: alone a thousand rows a day, beyond that after a second officer said yes.

What one account can carry away is so bounded by what two people find right (security.md 2.2, rows 26 and 44).
Files taken one after the other count together, so that nobody gets around it by narrowing the filter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from pemilu.audit.kinds import Tindakan
from pemilu.audit.models import Audit
from pemilu.infra.errors import DomainError
from pemilu.laporan.office import Office
from pemilu.laporan.opened import Reason, day_of
from pemilu.petugas.kinds import Peran
from pemilu.petugas.models import PermintaanEkspor, Petugas
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission

ALONE = 1_000
"""Rows that an officer takes out within a local day without anybody else."""
VALID = timedelta(hours=24)
"""So long a wish waits for its approval, and so long an approval for its file."""
# Who stands above whom here. The supervisors of a region have theirs in the regions around it.
ABOVE = {
    Peran.PPK: Peran.KPU_KABKO,
    Peran.KPU_KABKO: Peran.KPU_PROV,
    Peran.KPU_PROV: Peran.KPU_RI,
    Peran.PENGAWAS: Peran.PENGAWAS,
}
LISTED = 20


class KeadaanEkspor(StrEnum):
    """How far a wish has come."""

    MENUNGGU = "menunggu"
    DISETUJUI = "disetujui"
    DIAMBIL = "diambil"
    LEWAT = "lewat"


class NeedsSecond(DomainError):
    """With these rows the officer would take more out today than alone they may. Nothing must leave."""


class NoSuchRequest(DomainError):
    """There is no such wish, or it is not the officer's to answer or to take."""


class RequestSpent(DomainError):
    """The wish was answered, its file was taken, or its time is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A wish to take reports out. `saringan` is the query of their filter; `sampai` the end of its state."""

    id: int
    akun: str
    nama: str
    saringan: str
    semua: bool
    jumlah: int
    alasan: str = field(repr=False)
    dibuat: datetime
    keadaan: KeadaanEkspor
    sampai: datetime
    penyetuju: str | None


def left_alone(session: Session, by: Officer, *, now: datetime) -> int:
    """How many rows more that officer may take out today without a second one; below zero is too many."""
    today = select(Audit.rincian).where(
        Audit.pelaku == by.akun, Audit.waktu >= day_of(by, now), Audit.tindakan == Tindakan.DIEKSPOR
    )
    return ALONE - sum(_rows_alone(told) for told in session.scalars(today))


def _rows_alone(told: dict[str, object]) -> int:
    rows = told.get("jumlah")
    return rows if isinstance(rows, int) and "permintaan" not in told else 0


def has_second(session: Session, by: Officer) -> bool:
    """Whether there is anybody who could approve. The session must not be bound to the officer's wilayah:
    who stands above them works outside of it.
    """
    above = [str(kode) for kode in by.wilayah.ancestors()[:-1]] if by.wilayah else []
    there = or_(Petugas.wilayah.in_(above), Petugas.wilayah.is_(None))
    office = Petugas.wilayah == str(by.wilayah) if by.wilayah else Petugas.wilayah.is_(None)
    fit = or_(and_(Petugas.peran == by.peran, office), and_(Petugas.peran == ABOVE.get(by.peran), there))
    usable = and_(Petugas.aktif, Petugas.sandi.is_not(None), Petugas.id != by.id)
    return session.scalar(select(Petugas.id).where(usable, fit).limit(1)) is not None


def ask(
    session: Session,
    by: Officer,
    *,
    saringan: str,
    semua: bool,
    jumlah: int,
    reason: Reason,
    office: Office,
    now: datetime,
) -> None:
    """Put down that the officer wants these reports, and why. Raises NotPermitted."""
    by.must(Permission.EXPORT)
    what: dict[str, object] = {"saringan": saringan, "semua": semua, "jumlah": jumlah}
    wilayah = str(by.wilayah) if by.wilayah else None
    row = PermintaanEkspor(petugas_id=by.id, wilayah=wilayah, alasan=reason.keterangan, dibuat=now, **what)
    session.add(row)
    session.flush()
    objek, said = f"ekspor:{row.id}", reason.keterangan
    wished = Tindakan.EKSPOR_DIMINTA
    office.note(session, by, wished, objek, wilayah=wilayah or "", now=now, alasan=said, **what)


def approve(session: Session, by: Officer, permintaan: int, *, office: Office, now: datetime) -> None:
    """Let a colleague, or somebody of the level below, take out what they asked for.

    Raises:
        NotPermitted.
        NoSuchRequest: also when it is their own.
        RequestSpent.
    """
    by.must(Permission.EXPORT)
    row = _locked(session, and_(PermintaanEkspor.id == permintaan, _answerable(by)))
    if keadaan(row, now) is not KeadaanEkspor.MENUNGGU:
        raise RequestSpent
    row.disetujui_oleh, row.disetujui = by.id, now
    done, objek = Tindakan.EKSPOR_DISETUJUI, f"ekspor:{row.id}"
    office.note(session, by, done, objek, wilayah=row.wilayah or "", now=now, jumlah=row.jumlah)


def record(
    session: Session,
    by: Officer,
    objek: str,
    *,
    jumlah: int,
    permintaan: int | None,
    office: Office,
    now: datetime,
    **rincian: object,
) -> None:
    """Record that a file goes out to that officer; only once this is durable may a byte of it leave.

    Raises:
        NotPermitted.
        NeedsSecond: alone (`permintaan` None) it is too much for today.
        NoSuchRequest, RequestSpent.
    """
    by.must(Permission.EXPORT)
    alasan = None
    if permintaan is not None:
        approved = ready(session, by, permintaan, now=now)
        approved.diambil, alasan = now, approved.alasan
        rincian |= {"permintaan": permintaan, "disetujui_oleh": approved.disetujui_oleh}
    where, done = str(by.wilayah or ""), Tindakan.DIEKSPOR
    # Recorded first: others of this account wait here, so that two files at once count each other.
    office.note(session, by, done, objek, wilayah=where, now=now, alasan=alasan, jumlah=jumlah, **rincian)
    if permintaan is None and left_alone(session, by, now=now) < 0:
        raise NeedsSecond


def ready(session: Session, by: Officer, permintaan: int, *, now: datetime) -> PermintaanEkspor:
    """The officer's own wish, locked, approved and not yet taken. Raises NoSuchRequest, RequestSpent."""
    here = PermintaanEkspor.wilayah == str(by.wilayah) if by.wilayah else PermintaanEkspor.wilayah.is_(None)
    own = and_(PermintaanEkspor.id == permintaan, PermintaanEkspor.petugas_id == by.id, here)
    row = _locked(session, own)
    if keadaan(row, now) is not KeadaanEkspor.DISETUJUI:
        raise RequestSpent
    return row


def keadaan(row: PermintaanEkspor, now: datetime) -> KeadaanEkspor:
    if row.diambil is not None:
        return KeadaanEkspor.DIAMBIL
    if now >= _ends(row):
        return KeadaanEkspor.LEWAT
    return KeadaanEkspor.DISETUJUI if row.disetujui is not None else KeadaanEkspor.MENUNGGU


def own_requests(session: Session, by: Officer, *, now: datetime) -> Sequence[Asked]:
    """What the officer asked for lately, the newest first."""
    return list(_asked(session, PermintaanEkspor.petugas_id == by.id, now))


def to_answer(session: Session, by: Officer, *, now: datetime) -> Sequence[Asked]:
    """What waits for a yes that this officer can give."""
    unanswered = and_(PermintaanEkspor.disetujui.is_(None), PermintaanEkspor.dibuat > now - VALID)
    return list(_asked(session, and_(unanswered, _answerable(by)), now))


def _answerable(by: Officer) -> ColumnElement[bool]:
    """Wishes of others of the same committee, and of the level below within the officer's wilayah."""
    place = PermintaanEkspor.wilayah
    here = place == str(by.wilayah) if by.wilayah else place.is_(None)
    lower = [below for below, above in ABOVE.items() if above is by.peran]
    under = and_(place.is_not(None), ~here, by.scope.where(func.coalesce(place, "")))
    asker = select(Petugas.peran).where(Petugas.id == PermintaanEkspor.petugas_id).scalar_subquery()
    fit = or_(and_(asker == by.peran, here), and_(asker.in_(lower), under))
    return and_(PermintaanEkspor.petugas_id != by.id, fit)


def _locked(session: Session, which: ColumnElement[bool]) -> PermintaanEkspor:
    query = select(PermintaanEkspor).where(which).with_for_update(of=PermintaanEkspor)
    row = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NoSuchRequest
    return row


def _asked(session: Session, which: ColumnElement[bool], now: datetime) -> Iterator[Asked]:
    asker, other = aliased(Petugas), aliased(Petugas)
    query = (
        select(PermintaanEkspor, asker.akun, asker.nama, other.nama.label("penyetuju"))
        .join(asker, asker.id == PermintaanEkspor.petugas_id)
        .outerjoin(other, other.id == PermintaanEkspor.disetujui_oleh)
        .where(which)
    )
    for row, akun, nama, penyetuju in session.execute(
        query.order_by(PermintaanEkspor.id.desc()).limit(LISTED)
    ):
        yield Asked(
            id=row.id,
            akun=akun,
            nama=nama,
            saringan=row.saringan,
            semua=row.semua,
            jumlah=row.jumlah,
            alasan=row.alasan,
            dibuat=row.dibuat,
            keadaan=keadaan(row, now),
            sampai=_ends(row),
            penyetuju=penyetuju,
        )


def _ends(row: PermintaanEkspor) -> datetime:
    return (row.disetujui or row.dibuat) + VALID
