"""Reports that staff joined to another one: they wait for its answer."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from pemilu.laporan.models import Laporan, Riwayat
from pemilu.laporan.route import lift_from_pps
from pemilu.laporan.status import OPEN, Act, Status, after
from pemilu.tahapan.day import local_date


def could_strike(together: Sequence[Laporan]) -> bool:
    """Whether any of the reports that get one answer could strike a voter."""
    return any(each.berisiko for each in together)


@cache
def undecided() -> ColumnElement[bool]:
    """Reports that may still be approved: open ones, and those joined to an open one."""
    roots = aliased(Laporan)
    waits = select(roots.id).where(roots.id == Laporan.induk_id, roots.status.in_(OPEN)).exists()
    return or_(Laporan.status.in_(OPEN), and_(Laporan.status == Status.DIGABUNG, waits))


def lock_family(session: Session, *numbers: str) -> None:
    """Keep these reports, and all that are joined to them, from others: oldest first, as everybody does who
    locks several, so that nobody waits in a ring.
    """
    of_these = Laporan.nomor.in_(numbers)
    roots = aliased(Laporan)
    below = Laporan.induk_id.in_(select(roots.id).where(roots.nomor.in_(numbers)))
    query = select(Laporan.id).where(or_(of_these, below)).order_by(Laporan.id)
    session.execute(query.with_for_update(of=Laporan)).all()


def lock_joined(session: Session, laporan: Laporan) -> Sequence[Laporan]:
    """The reports joined to this one that still wait, oldest first, kept from others.

    Before anything is recorded: whoever records holds the chain of the whole kabupaten.
    """
    waiting = (Laporan.induk_id == laporan.id) & (Laporan.status == Status.DIGABUNG)
    query = select(Laporan).where(waiting).order_by(Laporan.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()


def joined_to(session: Session, laporan: Laporan) -> Sequence[Laporan]:
    """The reports joined to this one that still wait, oldest first, as they stand now."""
    waiting = (Laporan.induk_id == laporan.id) & (Laporan.status == Status.DIGABUNG)
    return session.scalars(select(Laporan).where(waiting).order_by(Laporan.id)).all()


def set_apart(session: Session, joined: Laporan, *, now: datetime) -> None:
    """It hangs on nothing any more, and keeps what held for both: the voter's contest, a campaign's case.

    Else joining and separating would undo them. A case holds reports of its own kelurahan only.
    """
    root = None if joined.induk_id is None else session.get(Laporan, joined.induk_id)
    joined.induk_id = None
    # None: the root has moved out of the officer's wilayah.
    if root is not None and joined.berisiko:
        joined.disanggah = joined.disanggah or root.disanggah
        if joined.kasus_id is None and joined.kelurahan == root.kelurahan:
            joined.kasus_id = root.kasus_id
    if joined.disanggah or joined.kasus_id is not None:
        lift_from_pps(session, joined, on=local_date(now, joined.zona))


def release_joined(session: Session, laporan: Laporan, *, now: datetime) -> None:
    """The report was taken back by who filed it: those joined to it stand for themselves again."""
    for joined in lock_joined(session, laporan):
        joined.status = after(joined.status, Act.UNMERGE)
        set_apart(session, joined, now=now)
        session.add(
            Riwayat(
                laporan_id=joined.id, waktu=now, peristiwa=Act.UNMERGE, status=joined.status, oleh="sistem"
            )
        )
