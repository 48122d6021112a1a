"""Joining reports of the same kind about the same voter, so that one answer reaches all; reversible."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from pemilu.infra.errors import DomainError
from pemilu.laporan.act import NoSuchLaporan, find, lock, must_hold, perform
from pemilu.laporan.joined import lock_family, lock_joined, set_apart
from pemilu.laporan.models import Laporan
from pemilu.laporan.office import Office
from pemilu.laporan.status import OPEN, Act, Status, after
from pemilu.laporan.visible import visible_to
from pemilu.petugas.officer import Officer


class CannotJoin(DomainError):
    """These two reports do not belong together. `args[0]` is a JoinFault."""


class JoinFault(StrEnum):
    DIRI_SENDIRI = "diri-sendiri"
    TIDAK_ADA = "tidak-ada"
    """No such report within the officer's wilayah."""
    BEDA_JENIS = "beda-jenis"
    BEDA_PEMILIH = "beda-pemilih"
    """About another voter, or one of them names no NIK."""
    BEDA_RISIKO = "beda-risiko"
    """Only one of them could strike the voter: their reasons and safeguards differ."""
    SUDAH_SELESAI = "sudah-selesai"


def link(
    session: Session, by: Officer, nomor: str, *, induk: str, versi: int, office: Office, now: datetime
) -> None:
    """Join the report to the one with the number `induk`: it closes and waits for that one's answer.

    Joined to a report that is itself joined it hangs on the first; what hung on it moves along.

    Raises:
        NotPermitted, NoSuchLaporan, StaleLaporan, NotHolder, ForbiddenTransition: as every act.
        CannotJoin.
    """
    root = _root(session, by, induk)
    if root.nomor == nomor:
        raise CannotJoin(JoinFault.DIRI_SENDIRI)
    lock_family(session, nomor, root.nomor)
    session.refresh(root)
    laporan = lock(session, by, nomor, versi=versi)
    must_hold(by, laporan)
    if fault := _fault(laporan, root):
        raise CannotJoin(fault)
    below = lock_joined(session, laporan)
    after(laporan.status, Act.MERGE)
    for each in (laporan, *below):
        each.induk_id = root.id
    laporan.petugas_id = None
    # Who decides the other one should know that this hangs on it.
    flag_modified(root, "status")
    perform(session, laporan, Act.MERGE, by=by, office=office, now=now, induk=root.nomor)


def unlink(session: Session, by: Officer, nomor: str, *, versi: int, office: Office, now: datetime) -> None:
    """Set a joined report apart again: it is verified on its own, by who held it before, if they still may.

    Raises:
        NotPermitted, NoSuchLaporan, StaleLaporan, NotHolder, ForbiddenTransition: as every act.
    """
    laporan = lock(session, by, nomor, versi=versi)
    must_hold(by, laporan)
    after(laporan.status, Act.UNMERGE)
    set_apart(session, laporan, now=now)
    perform(session, laporan, Act.UNMERGE, by=by, office=office, now=now)


def joinable(session: Session, by: Officer, laporan: Laporan) -> Sequence[str]:
    """The numbers of open reports within the officer's wilayah that it could be joined to, oldest first."""
    if laporan.target_idx is None:
        return ()
    about = (Laporan.target_idx == laporan.target_idx) & (Laporan.jenis == laporan.jenis)
    same = about & (Laporan.berisiko == laporan.berisiko)
    query = select(Laporan.nomor).where(
        same, Laporan.id != laporan.id, Laporan.status.in_(OPEN), visible_to(by)
    )
    return session.scalars(query.order_by(Laporan.id).limit(20)).all()


def _root(session: Session, by: Officer, nomor: str) -> Laporan:
    """What that number means: the report, or the one that it is joined to, if the officer may know of it."""
    try:
        found = find(session, by, nomor)
    except NoSuchLaporan as unknown:
        raise CannotJoin(JoinFault.TIDAK_ADA) from unknown
    if found.status is not Status.DIGABUNG or found.induk_id is None:
        return found
    first = select(Laporan).where(Laporan.id == found.induk_id, visible_to(by))
    root = session.scalars(first).one_or_none()
    if root is None:
        raise CannotJoin(JoinFault.TIDAK_ADA)
    return root


def _fault(laporan: Laporan, root: Laporan) -> JoinFault | None:
    if laporan.jenis is not root.jenis:
        return JoinFault.BEDA_JENIS
    if laporan.target_idx is None or laporan.target_idx != root.target_idx:
        return JoinFault.BEDA_PEMILIH
    if laporan.berisiko != root.berisiko:
        return JoinFault.BEDA_RISIKO
    return JoinFault.SUDAH_SELESAI if root.status not in OPEN else None
