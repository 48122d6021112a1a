"""Reports that could strike a voter: who may file how many, and when a burst is held together as one case.

Nothing here refuses and nothing tells: the reporter gets the same receipt whatever is decided, so the page
cannot be used to find out who is on the list (docs/threats.md, "false reports").
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, union
from sqlalchemy.orm import Session

from pemilu.infra.db import insert_missing
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.models import Kasus, Laporan
from pemilu.laporan.route import lift_from_pps
from pemilu.laporan.status import OPEN

REPORTER_DAYS = 30
REPORTER_REPORTS = 2
BURST_HOURS = 24
TPS_REPORTS = 3
KELURAHAN_REPORTS = 10


def could_strike(jenis: JenisLaporan, pelapor: Pelapor) -> bool:
    """Whether such a report, if believed, would take somebody off the list (UU 7/2017; design of 2.3)."""
    if jenis is JenisLaporan.TIDAK_MEMENUHI_SYARAT:
        return True
    return jenis in {JenisLaporan.TIDAK_BERDOMISILI, JenisLaporan.GANDA} and pelapor is not Pelapor.PEMILIH


def hold_if_campaign(session: Session, laporan: Laporan, *, today: date, now: datetime) -> bool:
    """Put a risky report that breaks a cap, with its fellows, into the case of its kelurahan and local day.

    All stay open with their due dates; only who looks at them changes (PPK and Bawaslu, as one case).
    """
    if not laporan.berisiko:
        return False
    broken = [which for which, most in _caps(laporan, now) if _already(session, laporan, which, most)]
    if not broken and not _alone_too_much(session, laporan):
        return False
    held = [*_not_yet_held(session, laporan, broken), laporan]
    cases = _cases(session, {each.kelurahan for each in held}, today, now)
    for each in held:
        each.kasus_id = cases[each.kelurahan].id
        lift_from_pps(session, each, on=today)
    return True


def _caps(laporan: Laporan, now: datetime) -> Iterator[tuple[ColumnElement[bool], int]]:
    """Which risky reports count together with this one, and how many of them are still no campaign."""
    yield (
        and_(
            Laporan.pelapor_idx == laporan.pelapor_idx,
            Laporan.diajukan > now - timedelta(days=REPORTER_DAYS),
        ),
        REPORTER_REPORTS,
    )
    near = and_(Laporan.kelurahan == laporan.kelurahan, Laporan.diajukan > now - timedelta(hours=BURST_HOURS))
    yield near, KELURAHAN_REPORTS
    if laporan.tps_nomor is not None:
        yield and_(near, Laporan.tps_nomor == laporan.tps_nomor), TPS_REPORTS


def _alone_too_much(session: Session, laporan: Laporan) -> bool:
    """A reporter who is not on the list, or a target with an open report already."""
    if not laporan.pelapor_cocok:
        return True
    same = and_(Laporan.target_idx == laporan.target_idx, Laporan.status.in_(OPEN))
    return laporan.target_idx is not None and _already(session, laporan, same, 1)


def _already(session: Session, laporan: Laporan, which: ColumnElement[bool], most: int) -> bool:
    """Whether `most` such risky reports stand besides this one; reads no more rows than that."""
    others = select(Laporan.id).where(which, Laporan.berisiko, Laporan.id != laporan.id)
    return session.scalar(others.offset(most - 1).limit(1)) is not None


def _not_yet_held(
    session: Session, laporan: Laporan, broken: Sequence[ColumnElement[bool]]
) -> Sequence[Laporan]:
    """The fellows that no case holds yet, locked oldest first, as everybody does who locks several."""
    if not broken:
        return ()
    # One search for each cap, so that each uses its index.
    fellows = union(
        *(
            select(Laporan.id).where(
                which, Laporan.berisiko, Laporan.kasus_id.is_(None), Laporan.status.in_(OPEN)
            )
            for which in broken
        )
    )
    statement = select(Laporan).where(Laporan.id.in_(fellows), Laporan.id != laporan.id)
    locked = session.scalars(statement.order_by(Laporan.id).with_for_update())
    return [each for each in locked if each.kasus_id is None]


def _cases(session: Session, kelurahan: Iterable[str], today: date, now: datetime) -> dict[str, Kasus]:
    """The case of each kelurahan for that day; made in one order, so that two reports at once share them."""
    codes = sorted(kelurahan)
    for kode in codes:
        insert_missing(session, Kasus, {"kelurahan": kode, "tanggal": today, "dibuka": now})
    found = session.scalars(select(Kasus).where(Kasus.kelurahan.in_(codes), Kasus.tanggal == today))
    return {kasus.kelurahan: kasus for kasus in found}
