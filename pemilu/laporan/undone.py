"""The history as it counts for whoever was not there when something was done and undone."""

from collections.abc import Iterable, Sequence

from pemilu.laporan.models import Riwayat
from pemilu.laporan.status import Act


def without_undone(rows: Iterable[Riwayat]) -> Sequence[Riwayat]:
    """The lines, oldest first, without what an officer did to many and took back within minutes."""
    kept: list[Riwayat] = []
    for row in rows:
        if row.peristiwa is not Act.UNDO:
            kept.append(row)
            continue
        own = [at for at, done in enumerate(kept) if done.petugas_id == row.petugas_id]
        del kept[own[-1]]
    return kept
