"""Rows that a mark proposes to remove (TMS). They stay until somebody decides; who publishes is told."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pemilu.infra.db import Database
from pemilu.infra.errors import DomainError
from pemilu.pemilih.kinds import Keterangan
from pemilu.pemilih.models import Pemilih

TMS = tuple(kind for kind in Keterangan if kind.value.startswith("tms-"))


class MarkedRows(DomainError):
    """Rows that are marked TMS would stand in a final list; `jumlah` counts them."""

    def __init__(self, jumlah: int) -> None:
        super().__init__(jumlah)
        self.jumlah = jumlah


def count_marked(session: Session, pemilihan_id: int) -> dict[Keterangan, int]:
    """Rows of the roll that are marked TMS, by mark; the commonest first."""
    counted = func.count()
    statement = (
        select(Pemilih.keterangan, counted)
        .where(Pemilih.pemilihan_id == pemilihan_id, Pemilih.keterangan.in_(TMS))
        .group_by(Pemilih.keterangan)
        .order_by(counted.desc())
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def refuse_marked(database: Database, pemilihan_id: int) -> None:
    """Raises MarkedRows when the roll holds any."""
    with database.reading() as session:
        marked = count_marked(session, pemilihan_id)
    if marked:
        raise MarkedRows(sum(marked.values()))
