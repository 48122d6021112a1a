"""Reports that staff joined to another one: they wait for its answer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from pemilu.laporan.models import Laporan, Riwayat
from pemilu.laporan.status import Act, Status, after


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


def release_joined(session: Session, laporan: Laporan, *, now: datetime) -> None:
    """The report was taken back by who filed it: those joined to it stand for themselves again."""
    for joined in lock_joined(session, laporan):
        joined.status, joined.induk_id = after(joined.status, Act.UNMERGE), None
        session.add(
            Riwayat(
                laporan_id=joined.id, waktu=now, peristiwa=Act.UNMERGE, status=joined.status, oleh="sistem"
            )
        )
