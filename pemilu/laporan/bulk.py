"""One act on many reports at once: shown first, done in one transaction, undone for a while (`undo`).

Only who works on a report is settled in bulk, never what becomes of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.infra.errors import DomainError
from pemilu.laporan.act import holds, may_take_over
from pemilu.laporan.answers import AlasanAlih
from pemilu.laporan.models import Borongan, Laporan
from pemilu.laporan.office import Office
from pemilu.laporan.saringan import Saringan, conditions
from pemilu.laporan.status import OPEN, Act, possible
from pemilu.laporan.take import Rekan, assign_locked, is_taken_by, take_locked
from pemilu.laporan.transfer import TargetFault, TargetUnfit, transfer
from pemilu.laporan.visible import visible_to
from pemilu.petugas.active import LEVELS
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.wilayah.kode import KodeWilayah

MOST = 200
_DIGITS = {tingkat: level.digits for tingkat, level in LEVELS}


class TooManyAtOnce(DomainError):
    """More than MOST reports were chosen."""


class Dilewati(StrEnum):
    """Why a report is left as it is."""

    BERUBAH = "berubah"
    """Somebody changed it since it was seen."""
    TIDAK_ADA = "tidak-ada"
    SELESAI = "selesai"
    PANITIA_LAIN = "panitia-lain"
    SUDAH = "sudah"
    TIDAK_DAPAT = "tidak-dapat"
    TUJUAN = "tujuan"
    """That committee cannot get it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A report as the officer saw it."""

    nomor: str
    versi: int


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens, or happened, to one report; `dilewati` None: it is done."""

    seen: Seen
    dilewati: Dilewati | None


@dataclass(frozen=True, slots=True)
class Take:
    """Work on them oneself, also on those of a committee below."""

    act = Act.TAKE


@dataclass(frozen=True, slots=True)
class Assign:
    """Give them to a colleague; for a preview nobody need be named."""

    kepada: Rekan | None = None
    act = Act.ASSIGN


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand each to the committee of that level on its own branch; for a preview none need be named."""

    ke: TingkatPanitia | None = None
    alasan: AlasanAlih = AlasanAlih.PEMBAGIAN_TUGAS
    act = Act.TRANSFER


Task = Take | Assign | Transfer


def matching(session: Session, by: Officer, saringan: Saringan, *, now: datetime) -> Sequence[Seen]:
    """The first MOST reports, in due order, that fit the filter."""
    query = select(Laporan.nomor, Laporan.versi).where(conditions(session, by, saringan, now=now))
    rows = session.execute(query.order_by(Laporan.tenggat, Laporan.id).limit(MOST))
    return [Seen(row.nomor, row.versi) for row in rows]


def preview(session: Session, by: Officer, chosen: Sequence[Seen], task: Task) -> Sequence[Fate]:
    """What would happen to each, in the order of choosing; nothing is changed.

    Raises:
        NotPermitted, TooManyAtOnce.
    """
    _must(by, chosen)
    found = _found(session, by, chosen, locked=False)
    return [_fate(by, found.get(seen.nomor), seen, task) for seen in chosen]


def do_many(
    session: Session, by: Officer, chosen: Sequence[Seen], task: Task, *, office: Office, now: datetime
) -> int:
    """Do it to every report that allows it and stands as it was seen; the number of the Borongan.

    For a transfer the session must not be bound to the officer's wilayah (`transfer`).

    Raises:
        NotPermitted, TooManyAtOnce.
    """
    _must(by, chosen)
    found = _found(session, by, chosen, locked=True)
    each = [_done(session, by, found.get(seen.nomor), seen, task, office=office, now=now) for seen in chosen]
    row = Borongan(petugas_id=by.id, waktu=now, tindakan=task.act, sebelum=each)
    session.add(row)
    session.flush()
    changed = sum("sesudah" in one for one in each)
    facts: dict[str, Any] = {"perbuatan": task.act.value, "jumlah": changed, "dilewati": len(each) - changed}
    what, where = f"borongan:{row.id}", by.wilayah or ""
    office.note(session, by, Tindakan.BORONGAN, what, wilayah=where, now=now, **facts)
    return row.id


def _must(by: Officer, chosen: Sequence[Seen]) -> None:
    by.must(Permission.WORK_ON_REPORTS)
    if len(chosen) > MOST:
        raise TooManyAtOnce(len(chosen))


def _found(session: Session, by: Officer, chosen: Sequence[Seen], *, locked: bool) -> Mapping[str, Laporan]:
    """The reports within the officer's wilayah; locked oldest first, as everybody does who locks several."""
    numbers = [seen.nomor for seen in chosen]
    query = select(Laporan).where(Laporan.nomor.in_(numbers), visible_to(by))
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return {laporan.nomor: laporan for laporan in session.scalars(query.order_by(Laporan.id))}


def _fate(by: Officer, laporan: Laporan | None, seen: Seen, task: Task) -> Fate:
    if laporan is None:
        return Fate(seen, Dilewati.TIDAK_ADA)
    if laporan.versi != seen.versi:
        return Fate(seen, Dilewati.BERUBAH)
    if laporan.status not in OPEN:
        return Fate(seen, Dilewati.SELESAI)
    return Fate(seen, _hindrance(by, laporan, task))


def _hindrance(by: Officer, laporan: Laporan, task: Task) -> Dilewati | None:
    match task:
        case Take():
            return None if may_take_over(by, laporan) and not is_taken_by(by, laporan) else _why(by, laporan)
        case _ if not holds(by, laporan):
            return Dilewati.PANITIA_LAIN
        case Transfer():
            return None if possible(laporan.status, Act.TRANSFER) else Dilewati.TIDAK_DAPAT
        case Assign(kepada):
            return Dilewati.SUDAH if kepada and laporan.petugas_id == kepada.id else None


def _why(by: Officer, laporan: Laporan) -> Dilewati:
    return Dilewati.SUDAH if is_taken_by(by, laporan) else Dilewati.PANITIA_LAIN


def _done(
    session: Session,
    by: Officer,
    laporan: Laporan | None,
    seen: Seen,
    task: Task,
    *,
    office: Office,
    now: datetime,
) -> dict[str, Any]:
    """Do it to one, and what is kept of it: what it was before and its version after, or why it was left."""
    skipped = _fate(by, laporan, seen, task).dilewati
    if laporan is None or skipped:
        return {"nomor": seen.nomor, "dilewati": skipped}
    before = _standing(laporan)
    if skipped := _do(session, by, laporan, task, office=office, now=now):
        return {"nomor": seen.nomor, "dilewati": skipped}
    session.flush()
    return before | {"sesudah": laporan.versi}


def _standing(laporan: Laporan) -> dict[str, Any]:
    return {
        "nomor": laporan.nomor,
        "status": laporan.status,
        "pemegang_tingkat": laporan.pemegang_tingkat,
        "pemegang_wilayah": laporan.pemegang_wilayah,
        "petugas_id": laporan.petugas_id,
        "pantau": laporan.pantau.isoformat(),
    }


def _do(
    session: Session, by: Officer, laporan: Laporan, task: Task, *, office: Office, now: datetime
) -> Dilewati | None:
    match task:
        case Take():
            take_locked(session, laporan, by=by, office=office, now=now)
        case Assign(Rekan() as rekan):
            assign_locked(session, laporan, rekan, by=by, office=office, now=now)
        case Transfer(TingkatPanitia() as ke, alasan):
            return _send(session, by, laporan, ke, alasan, office=office, now=now)
    return None


def _send(
    session: Session,
    by: Officer,
    laporan: Laporan,
    ke: TingkatPanitia,
    alasan: AlasanAlih,
    *,
    office: Office,
    now: datetime,
) -> Dilewati | None:
    """A transfer that is refused has changed nothing yet."""
    try:
        transfer(
            session,
            by,
            laporan.nomor,
            ke=ke,
            wilayah=KodeWilayah(laporan.kelurahan[: _DIGITS[ke]]),
            alasan=alasan,
            catatan=None,
            versi=laporan.versi,
            office=office,
            now=now,
        )
    except TargetUnfit as unfit:
        return Dilewati.SUDAH if unfit.args[0] is TargetFault.SUDAH_DI_SANA else Dilewati.TUJUAN
    return None
