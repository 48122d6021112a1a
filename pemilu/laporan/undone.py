"""The history of a report for whoever was not there when something was done and undone."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.laporan.models import Laporan, Riwayat
from pemilu.laporan.status import Act


def happened(session: Session, laporan: Laporan) -> Sequence[Riwayat]:
    """The lines, oldest first, without what an officer did to many and took back within minutes."""
    lines = select(Riwayat).where(Riwayat.laporan_id == laporan.id).order_by(Riwayat.id)
    return _without_undone(session.scalars(lines))


def _without_undone(rows: Iterable[Riwayat]) -> Sequence[Riwayat]:
    kept: list[Riwayat] = []
    for row in rows:
        if row.peristiwa is not Act.UNDO:
            kept.append(row)
            continue
        own = [at for at, done in enumerate(kept) if done.petugas_id == row.petugas_id]
        del kept[own[-1]]
    return kept
