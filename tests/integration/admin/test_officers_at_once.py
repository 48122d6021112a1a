"""Fifty officers at once: no update lost, nothing decided twice, one change for each approval."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from sqlalchemy.exc import DBAPIError

from pemilu.infra.db import Database, open_database
from pemilu.infra.errors import DomainError
from pemilu.laporan.act import StaleLaporan
from pemilu.laporan.models import Kunjungan, Riwayat
from pemilu.laporan.status import Act, Status
from pemilu.laporan.visit import AlreadyVisited
from pemilu.pemilih.models import Perubahan
from pemilu.petugas.kinds import Peran
from tests.integration.admin.case import SETUJU, TOLAK, Case, recommended, rows
from tests.integration.admin.room import Room
from tests.integration.admin.test_decide import roll_digest

OFFICERS = 50
REPORTS = 10


@pytest.fixture
def crowded(postgres_room: Room) -> Iterator[Room]:
    """A room whose database takes fifty officers at once, as many workers together would.

    Nobody gives up waiting: how long it takes is no claim of these tests.
    """
    engine = open_database(postgres_room.office.roll.url, pool_size=OFFICERS, patient=True)
    with ExitStack() as stack:  # they stay in the pool: a busy machine takes its time to make fifty
        for _ in range(OFFICERS):
            stack.enter_context(engine.connect())
    postgres_room.staff.__dict__["database"] = Database(engine)
    yield postgres_room
    engine.dispose()


def at_once(deeds: Sequence[Callable[[], None]]) -> Counter[str]:
    """Run all at the same time; how many ended how: "done", or the name of the refusal."""
    with ThreadPoolExecutor(len(deeds)) as pool:
        return Counter(pool.map(_outcome, deeds))


def _outcome(deed: Callable[[], None]) -> str:
    try:
        deed()
    except (DomainError, DBAPIError) as refused:
        return type(refused).__name__
    return "done"


def deed(act: Callable[..., None], *said: object, **more: object) -> Callable[[], None]:
    return lambda: act(*said, **more)


def test_of_fifty_who_take_one_report_one_has_it(crowded: Room) -> None:
    officers = [crowded.hire(Peran.PPS) for _ in range(OFFICERS)]
    case = Case(crowded)
    outcome = at_once([deed(case.take, by, versi=1) for by in officers])
    assert outcome == {"done": 1, "StaleLaporan": OFFICERS - 1}
    row = case.row
    assert (row.status, row.versi) == (Status.DIVERIFIKASI, 2)
    [taken] = [line for line in rows(crowded, Riwayat) if line.peristiwa is Act.TAKE]
    assert taken.petugas_id == row.petugas_id


def test_of_fifty_decisions_on_one_report_one_counts(crowded: Room) -> None:
    """Half of them approve, half reject."""
    case = recommended(crowded, crowded.hire(Peran.PPS), berisiko=True)
    officers = [crowded.hire(Peran.KPU_KABKO) for _ in range(OFFICERS)]
    crowded.clock.advance(minutes=10)
    before, versi, reason = roll_digest(crowded), case.row.versi, case.reason
    said = [(by, putusan) for by, putusan in zip(officers, [SETUJU, TOLAK] * 25, strict=True)]
    reasons = {putusan: reason(putusan) for putusan in (SETUJU, TOLAK)}
    deeds = [deed(case.decide, by, what, versi=versi, alasan=reasons[what]) for by, what in said]
    outcome = at_once(deeds)
    assert outcome == {"done": 1, "StaleLaporan": OFFICERS - 1}
    _as_decided(crowded, [case])
    assert roll_digest(crowded) == before


def test_fifty_officers_on_ten_reports_lose_nothing(crowded: Room) -> None:
    """Five officers for each report, all at once; every report ends decided by exactly one of them."""
    pps = crowded.hire(Peran.PPS)
    cases = [recommended(crowded, pps, berisiko=True) for _ in range(REPORTS)]
    officers = [crowded.hire(Peran.KPU_KABKO) for _ in range(OFFICERS)]
    crowded.clock.advance(minutes=10)
    before = roll_digest(crowded)
    seen = [(case, case.row.versi, case.reason(SETUJU)) for case in cases]
    deeds = [
        deed(case.decide, by, versi=versi, alasan=alasan)
        for number, by in enumerate(officers)
        for case, versi, alasan in [seen[number % REPORTS]]
    ]
    assert at_once(deeds) == {"done": REPORTS, "StaleLaporan": OFFICERS - REPORTS}
    _as_decided(crowded, cases)
    assert len(rows(crowded, Perubahan)) == REPORTS
    assert roll_digest(crowded) == before


def test_one_officer_in_many_sessions_still_approves_twenty_an_hour(crowded: Room) -> None:
    pps, kpu = crowded.hire(Peran.PPS), crowded.hire(Peran.KPU_KABKO)
    cases = [recommended(crowded, pps, berisiko=True) for _ in range(24)]
    crowded.clock.advance(minutes=10)
    seen = [(case, case.row.versi, case.reason(SETUJU)) for case in cases]
    outcome = at_once([deed(case.decide, kpu, versi=versi, alasan=why) for case, versi, why in seen])
    assert outcome == {"done": 20, "TooMany": 4}
    assert len(rows(crowded, Perubahan)) == 20


def test_reports_joined_crosswise_at_once_make_no_ring(crowded: Room) -> None:
    ppk = crowded.hire(Peran.PPK)
    cases = [Case(crowded) for _ in range(6)]
    for case in cases:
        case.take(ppk)
    pairs = [(a, b) for a in cases for b in cases if a is not b]
    seen = {case.nomor: case.row.versi for case in cases}
    outcome = at_once([deed(a.link, ppk, b.nomor, versi=seen[a.nomor]) for a, b in pairs])
    assert set(outcome) <= {"done", "StaleLaporan", "CannotJoin", "ForbiddenTransition", "RowChanged"}
    standing = {case.row.id: case.row for case in cases}
    joined = [row for row in standing.values() if row.status is Status.DIGABUNG]
    assert len(joined) == outcome["done"] > 0
    assert all(standing[row.induk_id].status is Status.DIVERIFIKASI for row in joined)


def test_the_same_visit_sent_by_many_fingers_is_one_visit(crowded: Room) -> None:
    pps = crowded.hire(Peran.PPS)
    case = Case(crowded)
    case.take(pps)
    versi = case.row.versi
    outcome = at_once([deed(case.visit, pps, versi=versi) for _ in range(10)])
    assert outcome["done"] == 1
    assert set(outcome) <= {"done", StaleLaporan.__name__, AlreadyVisited.__name__}
    assert len(rows(crowded, Kunjungan)) == 1


def _as_decided(room: Room, cases: list[Case]) -> None:
    """Each report has one decision in its history, by who stands on it, and a change just when approved."""
    changes = Counter(change.laporan_id for change in rows(room, Perubahan))
    history = rows(room, Riwayat)
    for case in cases:
        row = case.row
        [decision] = [
            line
            for line in history
            if line.laporan_id == row.id and line.peristiwa in {Act.APPROVE, Act.REJECT}
        ]
        assert decision.status is row.status
        assert decision.petugas_id == row.diputus_oleh
        assert changes[row.id] == (1 if row.status is Status.DISETUJUI else 0)
