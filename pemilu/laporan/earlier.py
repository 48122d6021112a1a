"""Earlier reports of the same kind about the same voter, and whom their numbers may be told to."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from pemilu.laporan.joined import undecided
from pemilu.laporan.kinds import Pelapor
from pemilu.laporan.models import Kunci, Laporan
from pemilu.laporan.status import OPEN


def oldest_open(session: Session, laporan: Laporan) -> int | None:
    """The oldest open report of the same kind about the same voter: one answer will do for both."""
    if laporan.target_idx is None:
        return None
    query = select(Laporan.id).where(_same(laporan), Laporan.status.in_(OPEN))
    return session.scalar(query.order_by(Laporan.id).limit(1))


def told_earlier(session: Session, laporan: Laporan, *, held: Collection[bytes] = ()) -> str | None:
    """The number of such an earlier report, if whoever filed this one may know of it; else None.

    A voter whom the list knows may. So may who filed that one too: their browser holds its receipt (`held`,
    the stored keys of those forms), or both name the same telephone or mailbox. Anybody can type somebody's
    telephone, so that is never enough where it would tell who reported a voter.
    """
    if laporan.mirip_id is None:
        return None
    # Where one is risky and the other is not, they are answered apart (`pemilu.laporan.link`).
    alike = Laporan.berisiko == laporan.berisiko
    before = and_(_same(laporan), Laporan.id < laporan.id, undecided(), alike)
    known_voter = laporan.pelapor is Pelapor.PEMILIH and laporan.pelapor_cocok
    query = select(Laporan.nomor).where(before, *(() if known_voter else (_own(laporan, held),)))
    return session.scalar(query.order_by(Laporan.id).limit(1))


def _same(laporan: Laporan) -> ColumnElement[bool]:
    return and_(Laporan.target_idx == laporan.target_idx, Laporan.jenis == laporan.jenis)


def _own(laporan: Laporan, held: Collection[bytes]) -> ColumnElement[bool]:
    own = Laporan.id.in_(select(Kunci.laporan_id).where(Kunci.kunci.in_(held)))
    if laporan.kontak_idx is None or laporan.berisiko:
        return own
    return or_(own, and_(Laporan.kontak_idx == laporan.kontak_idx, Laporan.berisiko.is_(False)))
