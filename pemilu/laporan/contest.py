"""A voter whom somebody else reported learns it at the lookup, and keeps their right by saying so.

No document is asked: in doubt the voter stays (docs/threats.md, "false reports").
"""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pemilu.laporan.joined import undecided
from pemilu.laporan.models import Laporan, Riwayat
from pemilu.laporan.route import lift_from_pps
from pemilu.laporan.status import OPEN, Act, after
from pemilu.tahapan.day import local_date


def reported(session: Session, target: bytes) -> bool:
    """Whether an undecided report could strike the voter with that address. Ask only after the name check."""
    return session.scalar(_against(target).limit(1)) is not None


def contest(session: Session, target: bytes, *, now: datetime) -> int:
    """Contest every undecided report that could strike this voter; how many there were.

    Each is marked as contested and goes up to PPK, away from who might have an interest in it. One that is
    joined to another stays so, and is contested all the same: it may be set apart again.
    """
    rows = list(session.scalars(_against(target).order_by(Laporan.id).with_for_update()))
    for laporan in rows:
        laporan.disanggah = True
        if laporan.status in OPEN:
            laporan.status = after(laporan.status, Act.CONTEST)
        lift_from_pps(session, laporan, on=local_date(now, laporan.zona))
        session.add(
            Riwayat(
                laporan_id=laporan.id, waktu=now, peristiwa=Act.CONTEST, status=laporan.status, oleh="pemilih"
            )
        )
    return len(rows)


def _against(target: bytes) -> Select[Laporan]:
    return select(Laporan).where(
        Laporan.target_idx == target, Laporan.berisiko, undecided(), Laporan.disanggah.is_(False)
    )
