"""Undoing one act on many reports, where nobody has changed a report since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.infra.errors import DomainError
from pemilu.laporan.act import perform
from pemilu.laporan.bulk import Dilewati
from pemilu.laporan.models import Borongan, Kabar, Laporan, Pemberitahuan
from pemilu.laporan.office import Office
from pemilu.laporan.status import Act, Status
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission

UNDO = timedelta(minutes=10)


class NoSuchBorongan(DomainError):
    """The officer has done nothing in bulk under that number."""


class UndoneAlready(DomainError):
    """It was undone before; whoever presses twice is shown the same."""


class TooLateToUndo(DomainError):
    """More than UNDO has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """What was done in bulk: the numbers that were changed, and why the others were left.

    `sampai` is the last instant to undo it; `dibatalkan` when it was undone, and `tetap` are then the numbers
    that somebody had changed meanwhile and that stay as they are.
    """

    id: int
    act: Act
    waktu: datetime
    sampai: datetime
    dibatalkan: datetime | None
    berubah: Sequence[str]
    dilewati: Mapping[str, Dilewati]
    tetap: Sequence[str]


def done_in_bulk(session: Session, by: Officer, borongan_id: int) -> Bulk:
    """What the officer did under that number. Raises NoSuchBorongan."""
    row = session.get(Borongan, borongan_id)
    if row is None or row.petugas_id != by.id:
        raise NoSuchBorongan(borongan_id)
    done = [each["nomor"] for each in row.sebelum if "sesudah" in each]
    left = {each["nomor"]: Dilewati(each["dilewati"]) for each in row.sebelum if "dilewati" in each}
    stays = [each["nomor"] for each in row.sebelum if each.get("tetap")]
    until = row.waktu + UNDO
    return Bulk(
        id=row.id,
        act=row.tindakan,
        waktu=row.waktu,
        sampai=until,
        dibatalkan=row.dibatalkan,
        berubah=done,
        dilewati=left,
        tetap=stays,
    )


def undo(session: Session, by: Officer, borongan_id: int, *, office: Office, now: datetime) -> None:
    """Put every report back to what it was before; one that somebody changed since stays.

    The history and the audit record keep both the act and its undoing; messages that have not left yet are
    taken back. The session must not be bound to the officer's wilayah, as for `transfer`.

    Raises:
        NotPermitted, NoSuchBorongan, UndoneAlready, TooLateToUndo.
    """
    by.must(Permission.WORK_ON_REPORTS)
    row = session.get(Borongan, borongan_id, with_for_update=True, populate_existing=True)
    if row is None or row.petugas_id != by.id:
        raise NoSuchBorongan(borongan_id)
    if row.dibatalkan is not None:
        raise UndoneAlready
    if now > row.waktu + UNDO:
        raise TooLateToUndo
    back = _put_back(session, by, row, office=office, now=now)
    facts: dict[str, Any] = {"perbuatan": row.tindakan.value, "jumlah": len(back)}
    where, what = by.wilayah or "", f"borongan:{row.id}"
    office.note(session, by, Tindakan.BORONGAN_DIBATALKAN, what, wilayah=where, now=now, **facts)


def _put_back(
    session: Session, by: Officer, row: Borongan, *, office: Office, now: datetime
) -> Sequence[Laporan]:
    numbers = [each["nomor"] for each in row.sebelum if "sesudah" in each]
    query = select(Laporan).where(Laporan.nomor.in_(numbers)).order_by(Laporan.id).with_for_update()
    locked = session.scalars(query.execution_options(populate_existing=True))
    found = {laporan.nomor: laporan for laporan in locked}
    back, kept = [], []
    for each in row.sebelum:
        laporan = found.get(each["nomor"])
        same = laporan is not None and laporan.versi == each.get("sesudah")
        kept.append(each if same or "sesudah" not in each else each | {"tetap": True})
        if laporan is not None and same:
            _restore(laporan, each)
            back.append(laporan)
            perform(session, laporan, Act.UNDO, by=by, office=office, now=now, borongan=row.id)
    row.sebelum, row.dibatalkan = kept, now
    _forget(session, [laporan.id for laporan in back], row)
    return back


def _restore(laporan: Laporan, before: Mapping[str, Any]) -> None:
    laporan.status = Status(before["status"])
    laporan.pemegang_tingkat = TingkatPanitia(before["pemegang_tingkat"])
    laporan.pemegang_wilayah, laporan.petugas_id = before["pemegang_wilayah"], before["petugas_id"]
    if "pantau" in before:  # Acts of an earlier version did not keep it.
        laporan.pantau = datetime.fromisoformat(before["pantau"])


def _forget(session: Session, reports: Sequence[int], row: Borongan) -> None:
    """Take back the messages of the act that nobody has got yet."""
    news = (Pemberitahuan.dibuat == row.waktu) & Pemberitahuan.dikirim.is_(None)
    notices = (Kabar.dibuat == row.waktu) & Kabar.dikirim.is_(None)
    for model, written in ((Pemberitahuan, news), (Kabar, notices)):
        session.execute(delete(model).where(model.laporan_id.in_(reports), written))
