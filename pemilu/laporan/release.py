"""Letting a file of reports out: alone a thousand rows a day, beyond that after a second officer said yes.

What one account can carry away is so bounded by what two people find right (security.md 2.2, rows 26 and 44).
Files taken one after the other count together, so that nobody gets around it by narrowing the filter.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.audit.models import Audit
from pemilu.infra.errors import DomainError
from pemilu.laporan.office import Office
from pemilu.laporan.opened import Reason, day_of
from pemilu.laporan.wishes import KeadaanEkspor, answerable, keadaan
from pemilu.petugas.manage import of_one_hand
from pemilu.petugas.models import PermintaanEkspor
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission

ALONE = 1_000
"""Rows that an officer takes out within a local day without anybody else."""


class NeedsSecond(DomainError):
    """With these rows the officer would take more out today than alone they may. Nothing must leave."""


class NoSuchRequest(DomainError):
    """There is no such wish, or it is not the officer's to answer or to take."""


class RequestSpent(DomainError):
    """The wish was answered, its file was taken, or its time is over."""


class OneHand(DomainError):
    """One of the two accounts was set up through a link that the other made: both may be one person's."""


def left_alone(session: Session, by: Officer, *, now: datetime) -> int:
    """How many rows more that officer may take out today without a second one; below zero is too many."""
    today = select(Audit.rincian).where(
        Audit.pelaku == by.akun, Audit.waktu >= day_of(by, now), Audit.tindakan == Tindakan.DIEKSPOR
    )
    return ALONE - sum(_rows_alone(told) for told in session.scalars(today))


def _rows_alone(told: dict[str, object]) -> int:
    rows, approved = (told.get(name, 0) for name in ("jumlah", "disetujui"))
    return max(0, rows - approved) if isinstance(rows, int) and isinstance(approved, int) else 0


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
        OneHand: nobody says yes to themselves with another account either.
        RequestSpent.
    """
    by.must(Permission.EXPORT)
    row = _locked(session, and_(PermintaanEkspor.id == permintaan, answerable(by)))
    if of_one_hand(session, by.id, row.petugas_id):
        raise OneHand
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
        NeedsSecond: what nobody approved is too much for today. With a `permintaan` these are the rows beyond
            those that there were when it was asked for.
        NoSuchRequest, RequestSpent.
    """
    by.must(Permission.EXPORT)
    alasan = None
    if permintaan is not None:
        approved = ready(session, by, permintaan, now=now)
        approved.diambil, alasan = now, approved.alasan
        rincian |= {"permintaan": permintaan, "disetujui": approved.jumlah}
        rincian |= {"disetujui_oleh": approved.disetujui_oleh}
    where, done = str(by.wilayah or ""), Tindakan.DIEKSPOR
    # Recorded first: others of this account wait here, so that two files at once count each other.
    office.note(session, by, done, objek, wilayah=where, now=now, alasan=alasan, jumlah=jumlah, **rincian)
    if left_alone(session, by, now=now) < 0:
        raise NeedsSecond


def ready(session: Session, by: Officer, permintaan: int, *, now: datetime) -> PermintaanEkspor:
    """The officer's own wish, locked, approved and not yet taken. Raises NoSuchRequest, RequestSpent."""
    here = PermintaanEkspor.wilayah == str(by.wilayah) if by.wilayah else PermintaanEkspor.wilayah.is_(None)
    own = and_(PermintaanEkspor.id == permintaan, PermintaanEkspor.petugas_id == by.id, here)
    row = _locked(session, own)
    if keadaan(row, now) is not KeadaanEkspor.DISETUJUI:
        raise RequestSpent
    return row


def _locked(session: Session, which: ColumnElement[bool]) -> PermintaanEkspor:
    query = select(PermintaanEkspor).where(which).with_for_update(of=PermintaanEkspor)
    row = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NoSuchRequest
    return row
