"""Lacak: what a citizen sees of a report with its number and secret code, and what they may do to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.infra.errors import DomainError
from pemilu.laporan.code import normalise_number, normalise_secret, verify_secret
from pemilu.laporan.joined import lock_family, release_joined
from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.models import Bukti, Kunci, Laporan, Riwayat
from pemilu.laporan.status import OPEN, TRANSITIONS, Act, Status, after, possible
from pemilu.laporan.store import StoredPage
from pemilu.laporan.undone import happened
from pemilu.petugas.active import Holder, holder_for
from pemilu.tahapan.day import local_date
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.zona import Zona

MORE_DOCUMENTS = 5
MOST_PAGES = 50
# What goes on among staff; the citizen's report does not move by it.
AMONG_STAFF = frozenset({Act.ASSIGN, Act.WARN})
# The acts whose reason and answer are meant for the citizen. A recommendation's is not: it is not decided.
ANSWERS = frozenset({Act.ASK_DOCUMENT, Act.TRANSFER, Act.APPROVE, Act.REJECT})


class AlreadyAdded(DomainError):
    """The same documents were added a moment ago."""


class TooManyDocuments(DomainError):
    """As many documents were added to a report as may be; more are brought to the office."""


class TooManyPages(DomainError):
    """The documents of a report have as many pages together as they may; more are brought to the office."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline; `alasan` is a public reason code, `jawaban` what the office answered."""

    waktu: datetime
    peristiwa: Act | None
    status: Status
    alasan: str | None
    jawaban: str | None = None


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
    pemegang: Holder
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
    steps = _steps(session, laporan)
    return Tracked(
        nomor=laporan.nomor,
        jenis=laporan.jenis,
        status=_status(laporan, steps),
        diajukan=laporan.diajukan,
        tenggat=laporan.tenggat,
        tenggat_tanggal=laporan.tenggat_tanggal,
        zona=laporan.zona,
        alasan_tenggat=laporan.tenggat_alasan,
        pemegang=_holder(session, laporan),
        steps=steps,
        may_add_document=laporan.status in OPEN,
        may_withdraw=possible(laporan.status, Act.WITHDRAW),
        object_until=object_until(laporan, now),
    )


def add_documents(session: Session, nomor: str, pages: Sequence[StoredPage], *, now: datetime) -> None:
    """Hang more evidence on an open report; one that was waiting for it goes back to verification.

    Raises:
        ForbiddenTransition: the report is closed.
        AlreadyAdded: the very same pages came within a day before; a finger tapped twice.
        TooManyDocuments, TooManyPages: the report holds as many as it may.
    """
    laporan = locked(session, nomor)
    _note_pages(session, laporan, pages, now)
    _refuse_too_many(session, laporan, pages)
    if laporan.status is Status.BUTUH_DOKUMEN or laporan.status not in OPEN:
        laporan.status = after(laporan.status, Act.ADD_DOCUMENT)
    session.add_all(page.as_row(laporan.id, now) for page in pages)
    note(session, laporan, Act.ADD_DOCUMENT, now=now)


def _note_pages(session: Session, laporan: Laporan, pages: Sequence[StoredPage], now: datetime) -> None:
    """Keep for a day which pages came together, as for a form that is sent twice."""
    seen = sha256(f"tambah-dokumen:{laporan.nomor}".encode())
    for page in pages:
        seen.update(page.jenis.encode() + page.sidik)
    if session.get(Kunci, seen.digest()) is not None:
        raise AlreadyAdded
    session.add(Kunci(kunci=seen.digest(), sidik=seen.digest(), laporan_id=laporan.id, dibuat=now))


def _refuse_too_many(session: Session, laporan: Laporan, pages: Sequence[StoredPage]) -> None:
    query = select(Bukti.ditambah, Bukti.urutan).where(Bukti.laporan_id == laporan.id)
    held = session.execute(query).all()
    added = {(row.ditambah, row.urutan) for row in held if row.ditambah > laporan.diajukan}
    if len(added) + len({page.urutan for page in pages}) > MORE_DOCUMENTS:
        raise TooManyDocuments
    if len(held) + len(pages) > MOST_PAGES:
        raise TooManyPages


def withdraw(session: Session, nomor: str, *, now: datetime) -> None:
    """Take an open report back; those joined to it stand alone again. Nothing is deleted.

    Raises ForbiddenTransition.
    """
    lock_family(session, nomor)
    laporan = locked(session, nomor)
    laporan.status = after(laporan.status, Act.WITHDRAW)
    laporan.ditutup = now
    release_joined(session, laporan, now=now)
    note(session, laporan, Act.WITHDRAW, now=now)


def _steps(session: Session, laporan: Laporan) -> tuple[Step, ...]:
    """The timeline without what is hidden (`_is_hidden`), as if that had not happened."""
    steps: list[Step] = []
    hidden = False
    for row in happened(session, laporan):
        if _is_hidden(row, laporan):
            hidden = True
            continue
        act, status = row.peristiwa, row.status
        if hidden and steps and act:
            act = _retaken(steps[-1].status) if act is Act.TAKE else act
            status = _as_if_unmoved(act, steps[-1].status)
        if act not in AMONG_STAFF:
            steps.append(_step(row, act, status))
    return tuple(steps)


def _is_hidden(row: Riwayat, laporan: Laporan) -> bool:
    """Who reports somebody else is told neither that the voter answered nor that the clock raised the report.

    The latter for all of them alike: some lie above PPS from the start, for what must not show.
    """
    return row.peristiwa is Act.CONTEST or (row.peristiwa is Act.ESCALATE and laporan.berisiko)


def _step(row: Riwayat, act: Act | None, status: Status) -> Step:
    told = act in ANSWERS
    return Step(row.waktu, act, status, row.alasan if told else None, row.jawaban if told else None)


def _retaken(before: Status) -> Act:
    """What taking a report up again looks like to who is not told that it was moved."""
    if before is Status.DIREKOMENDASIKAN:
        return Act.RETURN
    return Act.ASSIGN if before in {Status.DIVERIFIKASI, Status.BUTUH_DOKUMEN} else Act.TAKE


def _as_if_unmoved(act: Act, before: Status) -> Status:
    """Where that act would have led had nothing hidden happened before it."""
    if act is Act.ADD_DOCUMENT and not possible(before, act):
        return before
    return TRANSITIONS[act][1] or before


def _status(laporan: Laporan, steps: Sequence[Step]) -> Status:
    """Where it stands; after a hidden move, where it stood before that."""
    moved = {Status.KEBERATAN, Status.DIALIHKAN, Status.DIVERIFIKASI}
    hidden = laporan.berisiko and laporan.status in moved
    return steps[-1].status if hidden and steps else laporan.status


def _holder(session: Session, laporan: Laporan) -> Holder:
    """Who holds it; for every report that could strike a voter whom the receipt named.

    Some of those lie with PPK for what must not show: a case, a voter's answer. How to reach them is told as
    of the day of the report in either case, so that nothing gives one away.
    """
    filed, kelurahan = local_date(laporan.diajukan, laporan.zona), KodeWilayah(laporan.kelurahan)
    if laporan.berisiko:
        return holder_for(session, kelurahan, on=filed)
    stored = Holder(laporan.pemegang_tingkat, KodeWilayah(laporan.pemegang_wilayah))
    found = holder_for(session, kelurahan, on=filed, lowest=stored.tingkat)
    return found if (found.tingkat, found.wilayah) == (stored.tingkat, stored.wilayah) else stored


def object_until(laporan: Laporan, now: datetime) -> datetime | None:
    """Until when its reporter may object to the rejection; None: there is none, or no longer."""
    until = laporan.keberatan_sampai
    return until if laporan.status is Status.DITOLAK and until and now <= until else None


def _find(session: Session, nomor: str) -> Laporan | None:
    return session.scalars(select(Laporan).where(Laporan.nomor == nomor)).one_or_none()


def locked(session: Session, nomor: str) -> Laporan:
    """The report with that number, kept from others until this transaction ends."""
    return session.scalars(select(Laporan).where(Laporan.nomor == nomor).with_for_update()).one()


def note(session: Session, laporan: Laporan, act: Act, *, now: datetime) -> Riwayat:
    """Write to its history that its reporter did so; the line."""
    line = Riwayat(laporan_id=laporan.id, waktu=now, peristiwa=act, status=laporan.status, oleh="warga")
    session.add(line)
    return line
