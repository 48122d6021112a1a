"""Reports about somebody else: who may file how many, and when a burst is held together as one case.

Nothing here refuses and nothing tells: the reporter gets the same receipt whatever is decided, so the page
cannot be used to find out who is on the list (docs/threats.md, "false reports").
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, not_, select, union
from sqlalchemy.orm import Session

from pemilu.infra.db import insert_missing
from pemilu.infra.turn import hold_names
from pemilu.laporan.joined import undecided
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.models import Kasus, Laporan
from pemilu.laporan.route import lift_from_pps
from pemilu.laporan.status import OPEN, Status

REPORTER_DAYS = 30
REPORTER_REPORTS = 2
# Families are split over TPS, and one of them files for all.
HOUSEHOLD_REPORTS = 6
BURST_HOURS = 24
TPS_REPORTS = 3
KELURAHAN_REPORTS = 10
# A campaign that keeps below the share of every day is no smaller for it.
WEEK_DAYS = 7
KELURAHAN_WEEKLY = 20


_UNDECIDED = frozenset({*OPEN, Status.DIGABUNG})
STRIKES = frozenset({JenisLaporan.TIDAK_MEMENUHI_SYARAT, JenisLaporan.TIDAK_BERDOMISILI, JenisLaporan.GANDA})
MENDS = frozenset({JenisLaporan.PERBAIKAN_DATA, JenisLaporan.SALAH_TPS})


def could_strike(jenis: JenisLaporan, pelapor: Pelapor) -> bool:
    """Whether such a report, if believed, would end or change somebody's entry against their will.

    Who says to be the voter is not believed where an entry would end, and who says to be family nowhere:
    anybody can say so (design of 2.3).
    """
    about_another = jenis is not JenisLaporan.BELUM_TERDAFTAR and not pelapor.reports_about_self
    return jenis in STRIKES or about_another


def of_household(jenis: JenisLaporan, pelapor: Pelapor) -> bool:
    """Whether family asks for what ends no entry: it has caps of its own, and its own bursts."""
    return jenis in MENDS and pelapor is Pelapor.KELUARGA


def take_turn(session: Session, laporan: Laporan) -> None:
    """Let reports that a cap counts together be judged one by one: two at once would not see each other.

    For a report that is not in the database yet, before its transaction locks any row.
    """
    if laporan.berisiko:
        people = (laporan.pelapor_idx, laporan.kontak_idx, laporan.target_idx)
        hold_names(session.connection(), filter(None, (*people, laporan.kelurahan.encode())))


def hold_if_campaign(session: Session, laporan: Laporan, *, today: date, now: datetime) -> bool:
    """Put a risky report that breaks a cap, with its fellows, into the case of its kelurahan and local day.

    All stay open with their due dates; only who looks at them changes (PPK and Bawaslu, as one case). One
    held for its own fault counts toward no share and no burst, so junk cannot drag honest reports away
    from their PPS, whosever NIK or telephone it names.
    """
    if not laporan.berisiko:
        return False
    at_fault = _own_fault(session, laporan)
    # Nor does it take along what others filed, whose names it may have borrowed.
    broken = [] if at_fault else _broken(session, laporan, _repeats(laporan, now))
    alone = at_fault or bool(broken)
    if not alone:
        broken = _broken(session, laporan, _bursts(laporan, now))
    if not broken and not alone:
        return False
    held = [*_not_yet_held(session, laporan, broken), laporan]
    cases = _cases(session, {each.kelurahan for each in held}, today, now)
    # Set last, all of a row together: each question to the database writes first what was set before it.
    for each in held:
        lift_from_pps(session, each, on=today)
        each.kasus_id = cases[each.kelurahan].id
    laporan.held_alone = alone
    return True


_HOUSEHOLDS = and_(Laporan.pelapor == Pelapor.KELUARGA, Laporan.jenis.in_(sorted(MENDS)))


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many of these reports; with `reporters` of so many people, however many each has filed."""

    which: ColumnElement[bool]
    most: int
    reporters: bool = False


def _pool(laporan: Laporan) -> ColumnElement[bool]:
    """The reports that are counted and held together with this one: a household's apart from all others."""
    same = _HOUSEHOLDS if of_household(laporan.jenis, laporan.pelapor) else not_(_HOUSEHOLDS)
    return and_(Laporan.berisiko, same)


def _since(start: datetime) -> ColumnElement[bool]:
    return and_(Laporan.diajukan > start, Laporan.held_alone.is_(False))


def _repeats(laporan: Laporan, now: datetime) -> Iterator[Cap]:
    """Reports of the same reporter, and of the same telephone or mailbox."""
    lately = _since(now - timedelta(days=REPORTER_DAYS))
    most = HOUSEHOLD_REPORTS if of_household(laporan.jenis, laporan.pelapor) else REPORTER_REPORTS
    yield Cap(and_(Laporan.pelapor_idx == laporan.pelapor_idx, lately), most)
    if laporan.kontak_idx is not None:
        yield Cap(and_(Laporan.kontak_idx == laporan.kontak_idx, lately), most)


def _bursts(laporan: Laporan, now: datetime) -> Iterator[Cap]:
    """Reports of a day and a week in the same kelurahan, of a day at the same TPS (as the list has it)."""
    recent, weekly = _since(now - timedelta(hours=BURST_HOURS)), _since(now - timedelta(days=WEEK_DAYS))
    here, reporters = Laporan.kelurahan == laporan.kelurahan, of_household(laporan.jenis, laporan.pelapor)
    yield Cap(and_(here, recent), KELURAHAN_REPORTS, reporters)
    yield Cap(and_(here, weekly), KELURAHAN_WEEKLY, reporters)
    if laporan.tps_nomor is not None:
        same = and_(Laporan.tps_kelurahan == laporan.tps_kelurahan, Laporan.tps_nomor == laporan.tps_nomor)
        yield Cap(and_(same, recent), TPS_REPORTS, reporters)


def _own_fault(session: Session, laporan: Laporan) -> bool:
    """Whether the report cannot stand alone: who reports, or whom, is not what the list says."""
    if not laporan.pelapor_cocok or laporan.target_idx is None:
        return True
    if laporan.jenis is JenisLaporan.TIDAK_MEMENUHI_SYARAT and laporan.pelapor.reports_about_self:
        return True
    # Else everybody's own NIK and name would be a new reporter against them.
    if laporan.pelapor_idx == laporan.target_idx and not laporan.pelapor.reports_about_self:
        return True
    if laporan.tps_kelurahan not in {None, laporan.kelurahan}:
        return True
    same = and_(Laporan.target_idx == laporan.target_idx, Laporan.status.in_(OPEN))
    return _reached(session, laporan, Cap(same, 1))


def _broken(session: Session, laporan: Laporan, caps: Iterable[Cap]) -> list[ColumnElement[bool]]:
    return [cap.which for cap in caps if _reached(session, laporan, cap)]


def _reached(session: Session, laporan: Laporan, cap: Cap) -> bool:
    """Whether there is as much besides this report; reads no more rows than it takes to know."""
    others = and_(cap.which, _pool(laporan))
    found = select(Laporan.id).where(others, Laporan.id != laporan.id)
    if cap.reporters:
        # Of nobody do more than a household's reports count.
        by_others = select(Laporan.pelapor_idx).where(others, Laporan.pelapor_idx != laporan.pelapor_idx)
        rows = by_others.limit(cap.most * HOUSEHOLD_REPORTS).subquery()
        found = select(rows.c.pelapor_idx).distinct()
    return session.scalar(found.offset(cap.most - 1).limit(1)) is not None


def _not_yet_held(
    session: Session, laporan: Laporan, broken: Sequence[ColumnElement[bool]]
) -> Sequence[Laporan]:
    """The fellows, joined ones too, that no case holds yet; locked oldest first, as everybody locks them."""
    if not broken:
        return ()
    # One search for each cap, so that each uses its index.
    fellows = union(
        *(
            select(Laporan.id).where(which, _pool(laporan), Laporan.kasus_id.is_(None), undecided())
            for which in broken
        )
    )
    statement = select(Laporan).where(Laporan.id.in_(fellows), Laporan.id != laporan.id)
    locked = session.scalars(statement.order_by(Laporan.id).with_for_update())
    # Who was waited for may have decided it, or put it into a case.
    return [each for each in locked if each.kasus_id is None and each.status in _UNDECIDED]


def _cases(session: Session, kelurahan: Iterable[str], today: date, now: datetime) -> dict[str, Kasus]:
    """The case of each kelurahan for that day; made in one order, so that two reports at once share them."""
    codes = sorted(kelurahan)
    of_today = select(Kasus).where(Kasus.kelurahan.in_(codes), Kasus.tanggal == today)
    found = {kasus.kelurahan: kasus for kasus in session.scalars(of_today)}
    if len(found) == len(codes):
        return found
    for kode in codes:
        insert_missing(session, Kasus, {"kelurahan": kode, "tanggal": today, "dibuka": now})
    return {kasus.kelurahan: kasus for kasus in session.scalars(of_today)}
