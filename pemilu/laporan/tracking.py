"""Lacak: what a citizen sees of a report with its number and secret code, and what they may do to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.infra.errors import DomainError
from pemilu.laporan.code import normalise_number, normalise_secret, verify_secret
from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.models import Laporan, Riwayat
from pemilu.laporan.status import OPEN, Act, Status, after, possible
from pemilu.laporan.store import StoredPage
from pemilu.petugas.active import Holder, holder_for
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.tahapan.day import local_date
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.zona import Zona


class ObjectionTooLate(DomainError):
    """The window to object to a rejection has passed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline; `alasan` is a public reason code, never free text about a person."""

    waktu: datetime
    peristiwa: Act | None
    status: Status
    alasan: str | None


@dataclass(frozen=True, slots=True)
class Tracked:
    """A report as its owner sees it. Nothing personal is in it: the portal could not even read it."""

    nomor: str
    jenis: JenisLaporan
    status: Status
    diajukan: datetime
    tenggat: datetime
    tenggat_tanggal: date
    zona: Zona
    alasan_tenggat: Mapping[str, Any]
    pemegang_tingkat: TingkatPanitia
    pemegang_wilayah: KodeWilayah
    steps: tuple[Step, ...]
    may_add_document: bool
    may_withdraw: bool
    object_until: datetime | None


def unlock(session: Session, nomor: str, kode: str) -> str | None:
    """The number of the report that this number and code open, or None.

    A wrong number, a wrong code and a text that is neither cost the same work and look alike.
    """
    number, secret = normalise_number(nomor), normalise_secret(kode)
    stored = session.scalar(select(Laporan.kode_hash).where(Laporan.nomor == number)) if number else None
    return number if verify_secret(secret, stored) else None


def track(session: Session, nomor: str, *, now: datetime) -> Tracked | None:
    """The report with that number, for somebody who has unlocked it."""
    laporan = _find(session, nomor)
    if laporan is None:
        return None
    steps, holder = _steps(session, laporan), _holder(session, laporan)
    return Tracked(
        nomor=laporan.nomor,
        jenis=laporan.jenis,
        status=_status(laporan, steps),
        diajukan=laporan.diajukan,
        tenggat=laporan.tenggat,
        tenggat_tanggal=laporan.tenggat_tanggal,
        zona=laporan.zona,
        alasan_tenggat=laporan.tenggat_alasan,
        pemegang_tingkat=holder.tingkat,
        pemegang_wilayah=holder.wilayah,
        steps=steps,
        may_add_document=laporan.status in OPEN,
        may_withdraw=possible(laporan.status, Act.WITHDRAW),
        object_until=_objection(laporan, now),
    )


def add_documents(session: Session, nomor: str, pages: Sequence[StoredPage], *, now: datetime) -> None:
    """Hang more evidence on an open report; one that was waiting for it goes back to verification.

    Raises:
        ForbiddenTransition: the report is closed.
    """
    laporan = _locked(session, nomor)
    if laporan.status is Status.BUTUH_DOKUMEN or laporan.status not in OPEN:
        laporan.status = after(laporan.status, Act.ADD_DOCUMENT)
    session.add_all(page.as_row(laporan.id, now) for page in pages)
    _note(session, laporan, Act.ADD_DOCUMENT, now=now)


def withdraw(session: Session, nomor: str, *, now: datetime) -> None:
    """Take an open report back. Nothing is deleted. Raises ForbiddenTransition."""
    laporan = _locked(session, nomor)
    laporan.status = after(laporan.status, Act.WITHDRAW)
    laporan.ditutup = now
    _note(session, laporan, Act.WITHDRAW, now=now)


def object_to_rejection(session: Session, nomor: str, alasan: bytes, *, now: datetime) -> None:
    """Object to a rejection inside its window; `alasan` is the reason, sealed like the report.

    Raises:
        ForbiddenTransition: the report was not rejected.
        ObjectionTooLate: the window has passed.
    """
    laporan = _locked(session, nomor)
    reopened = after(laporan.status, Act.OBJECT)
    if _objection(laporan, now) is None:
        raise ObjectionTooLate
    laporan.status, laporan.ditutup, laporan.keberatan = reopened, None, alasan
    _note(session, laporan, Act.OBJECT, now=now)


def _steps(session: Session, laporan: Laporan) -> tuple[Step, ...]:
    """The timeline, without a voter's answer: who reported somebody else is not told that they gave one."""
    steps: list[Step] = []
    hidden = laporan.disanggah
    for row in session.scalars(select(Riwayat).where(Riwayat.laporan_id == laporan.id).order_by(Riwayat.id)):
        hidden = hidden and row.peristiwa is not Act.OBJECT
        status = steps[-1].status if hidden and steps and row.status is Status.KEBERATAN else row.status
        if row.peristiwa is not Act.CONTEST:
            steps.append(Step(row.waktu, row.peristiwa, status, row.alasan))
    return tuple(steps)


def _status(laporan: Laporan, steps: Sequence[Step]) -> Status:
    """Where it stands; while a voter's answer is looked at, where it stood before."""
    hidden = laporan.disanggah and laporan.status is Status.KEBERATAN
    return steps[-1].status if hidden and steps else laporan.status


def _holder(session: Session, laporan: Laporan) -> Holder:
    """Who holds it; for what a case or a voter's answer took to PPK still whom the receipt named."""
    if laporan.kasus_id is None and not laporan.disanggah:
        return Holder(laporan.pemegang_tingkat, KodeWilayah(laporan.pemegang_wilayah))
    filed = local_date(laporan.diajukan, laporan.zona)
    return holder_for(session, KodeWilayah(laporan.kelurahan), on=filed)


def _objection(laporan: Laporan, now: datetime) -> datetime | None:
    until = laporan.keberatan_sampai
    return until if laporan.status is Status.DITOLAK and until and now <= until else None


def _find(session: Session, nomor: str) -> Laporan | None:
    return session.scalars(select(Laporan).where(Laporan.nomor == nomor)).one_or_none()


def _locked(session: Session, nomor: str) -> Laporan:
    return session.scalars(select(Laporan).where(Laporan.nomor == nomor).with_for_update()).one()


def _note(session: Session, laporan: Laporan, act: Act, *, now: datetime) -> None:
    session.add(Riwayat(laporan_id=laporan.id, waktu=now, peristiwa=act, status=laporan.status, oleh="warga"))
