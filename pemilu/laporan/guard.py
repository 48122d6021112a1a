"""Reports that could strike a voter: who may file how many, and when a burst is held together as one case.

Nothing here refuses and nothing tells: the reporter gets the same receipt whatever is decided, so the page
cannot be used to find out who is on the list (docs/threats.md, "false reports").
"""

from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from pemilu.infra.db import insert_missing
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.models import Kasus, Laporan
from pemilu.laporan.status import OPEN

REPORTER_DAYS = 30
REPORTER_REPORTS = 2
TPS_HOURS = 24
TPS_REPORTS = 3
KELURAHAN_HOURS = 24
KELURAHAN_REPORTS = 10


def could_strike(jenis: JenisLaporan, pelapor: Pelapor) -> bool:
    """Whether such a report, if believed, would take somebody off the list (UU 7/2017; design of 2.3)."""
    if jenis is JenisLaporan.TIDAK_MEMENUHI_SYARAT:
        return True
    return jenis in {JenisLaporan.TIDAK_BERDOMISILI, JenisLaporan.GANDA} and pelapor is not Pelapor.PEMILIH


def hold_if_campaign(session: Session, laporan: Laporan, *, today: date, now: datetime) -> Kasus | None:
    """Put a risky report that breaks a cap, with its fellows of the burst, into the case of its kelurahan.

    The report stays open with its due date; only who looks at it changes (PPK and Bawaslu, as one case).
    """
    if not laporan.berisiko:
        return None
    fellows = _burst(session, laporan, now)
    if not fellows and not _alone_too_much(session, laporan, now):
        return None
    kasus = _case(session, laporan.kelurahan, today, now)
    laporan.kasus_id = kasus.id
    session.execute(
        update(Laporan)
        .where(Laporan.id.in_(fellows), Laporan.kasus_id.is_(None), Laporan.status.in_(OPEN))
        .values(kasus_id=kasus.id)
        .execution_options(synchronize_session=False)
    )
    return kasus


def _alone_too_much(session: Session, laporan: Laporan, now: datetime) -> bool:
    """A reporter who is not on the list or has used up their share, or a target reported already."""
    mine = _risky().where(
        Laporan.pelapor_idx == laporan.pelapor_idx, Laporan.diajukan > now - timedelta(days=REPORTER_DAYS)
    )
    same = _risky().where(Laporan.target_idx == laporan.target_idx, Laporan.status.in_(OPEN))
    return (
        not laporan.pelapor_cocok
        or _count(session, mine, laporan) >= REPORTER_REPORTS
        or (laporan.target_idx is not None and _count(session, same, laporan) > 0)
    )


def _burst(session: Session, laporan: Laporan, now: datetime) -> list[int]:
    """The other reports of the same TPS or kelurahan when together they are too many for one day."""
    near = _risky().where(
        Laporan.kelurahan == laporan.kelurahan, Laporan.diajukan > now - timedelta(hours=KELURAHAN_HOURS)
    )
    around = list(session.scalars(near.where(Laporan.id != laporan.id).limit(KELURAHAN_REPORTS + 1)))
    if len(around) >= KELURAHAN_REPORTS:
        return around
    if laporan.tps_nomor is None:
        return []
    at_tps = list(
        session.scalars(near.where(Laporan.tps_nomor == laporan.tps_nomor, Laporan.id != laporan.id))
    )
    return at_tps if len(at_tps) >= TPS_REPORTS else []


def _case(session: Session, kelurahan: str, today: date, now: datetime) -> Kasus:
    """The case of that kelurahan and local day; two reports at the same moment share one."""
    insert_missing(session, Kasus, {"kelurahan": kelurahan, "tanggal": today, "dibuka": now})
    return session.scalars(select(Kasus).where(Kasus.kelurahan == kelurahan, Kasus.tanggal == today)).one()


def _risky() -> Select[int]:
    return select(Laporan.id).where(Laporan.berisiko)


def _count(session: Session, statement: Select[int], laporan: Laporan) -> int:
    others = statement.where(Laporan.id != laporan.id).limit(REPORTER_REPORTS + 1).subquery()
    return session.scalar(select(func.count()).select_from(others)) or 0
