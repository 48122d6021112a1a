"""Reports that could strike a voter: who may file how many, and when a burst is held together as one case.

Nothing here refuses and nothing tells: the reporter gets the same receipt whatever is decided, so the page
cannot be used to find out who is on the list (docs/threats.md, "false reports").
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, union
from sqlalchemy.orm import Session

from pemilu.infra.db import insert_missing
from pemilu.laporan.joined import undecided
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.models import Kasus, Laporan
from pemilu.laporan.route import lift_from_pps
from pemilu.laporan.status import OPEN

REPORTER_DAYS = 30
REPORTER_REPORTS = 2
BURST_HOURS = 24
TPS_REPORTS = 3
KELURAHAN_REPORTS = 10
# A campaign that keeps below the share of every day is no smaller for it.
WEEK_DAYS = 7
KELURAHAN_WEEKLY = 20


STRIKES = frozenset({JenisLaporan.TIDAK_MEMENUHI_SYARAT, JenisLaporan.TIDAK_BERDOMISILI, JenisLaporan.GANDA})
STRANGERS = frozenset({Pelapor.WARGA, Pelapor.PENGAWAS, Pelapor.PESERTA_PEMILIHAN})


def could_strike(jenis: JenisLaporan, pelapor: Pelapor) -> bool:
    """Whether such a report, if believed, would end or change somebody's entry against their will.

    Who says to be the voter is not believed for that: anybody can say so (design of 2.3).
    """
    return jenis in STRIKES or (jenis is not JenisLaporan.BELUM_TERDAFTAR and pelapor in STRANGERS)


def hold_if_campaign(session: Session, laporan: Laporan, *, today: date, now: datetime) -> bool:
    """Put a risky report that breaks a cap, with its fellows, into the case of its kelurahan and local day.

    All stay open with their due dates; only who looks at them changes (PPK and Bawaslu, as one case). One
    held for its own fault counts toward no burst, so junk cannot drag honest reports away from their PPS.
    """
    if not laporan.berisiko:
        return False
    caps = list(_repeats(laporan, now))
    laporan.held_alone = _own_fault(session, laporan) or _any_broken(session, laporan, caps)
    if not laporan.held_alone:
        caps = list(_bursts(laporan, now))
    broken = [which for which, most in caps if _already(session, laporan, which, most)]
    if not broken and not laporan.held_alone:
        return False
    held = [*_not_yet_held(session, laporan, broken), laporan]
    cases = _cases(session, {each.kelurahan for each in held}, today, now)
    for each in held:
        each.kasus_id = cases[each.kelurahan].id
        lift_from_pps(session, each, on=today)
    return True


Cap = tuple[ColumnElement[bool], int]


def _repeats(laporan: Laporan, now: datetime) -> Iterator[Cap]:
    """Reports of the same reporter, and of the same telephone or mailbox."""
    lately = Laporan.diajukan > now - timedelta(days=REPORTER_DAYS)
    yield and_(Laporan.pelapor_idx == laporan.pelapor_idx, lately), REPORTER_REPORTS
    if laporan.kontak_idx is not None:
        yield and_(Laporan.kontak_idx == laporan.kontak_idx, lately), REPORTER_REPORTS


def _bursts(laporan: Laporan, now: datetime) -> Iterator[Cap]:
    """Reports of a day and a week in the same kelurahan, of a day at the same TPS (as the list has it)."""
    counted = Laporan.held_alone.is_(False)
    recent = and_(Laporan.diajukan > now - timedelta(hours=BURST_HOURS), counted)
    weekly = and_(Laporan.diajukan > now - timedelta(days=WEEK_DAYS), counted)
    yield and_(Laporan.kelurahan == laporan.kelurahan, recent), KELURAHAN_REPORTS
    yield and_(Laporan.kelurahan == laporan.kelurahan, weekly), KELURAHAN_WEEKLY
    if laporan.tps_nomor is not None:
        same = and_(Laporan.tps_kelurahan == laporan.tps_kelurahan, Laporan.tps_nomor == laporan.tps_nomor)
        yield and_(same, recent), TPS_REPORTS


def _own_fault(session: Session, laporan: Laporan) -> bool:
    """Whether the report cannot stand alone: who reports, or whom, is not what the list says."""
    if not laporan.pelapor_cocok or laporan.target_idx is None:
        return True
    if laporan.jenis is JenisLaporan.TIDAK_MEMENUHI_SYARAT and laporan.pelapor is Pelapor.PEMILIH:
        return True
    if laporan.tps_kelurahan not in {None, laporan.kelurahan}:
        return True
    same = and_(Laporan.target_idx == laporan.target_idx, Laporan.status.in_(OPEN))
    return _already(session, laporan, same, 1)


def _any_broken(session: Session, laporan: Laporan, caps: Sequence[Cap]) -> bool:
    return any(_already(session, laporan, which, most) for which, most in caps)


def _already(session: Session, laporan: Laporan, which: ColumnElement[bool], most: int) -> bool:
    """Whether `most` such risky reports stand besides this one; reads no more rows than that."""
    others = select(Laporan.id).where(which, Laporan.berisiko, Laporan.id != laporan.id)
    return session.scalar(others.offset(most - 1).limit(1)) is not None


def _not_yet_held(
    session: Session, laporan: Laporan, broken: Sequence[ColumnElement[bool]]
) -> Sequence[Laporan]:
    """The fellows, joined ones too, that no case holds yet; locked oldest first, as everybody locks them."""
    if not broken:
        return ()
    # One search for each cap, so that each uses its index.
    fellows = union(
        *(
            select(Laporan.id).where(which, Laporan.berisiko, Laporan.kasus_id.is_(None), undecided())
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
