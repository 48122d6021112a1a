"""Reports about somebody else: caps and cases, and nothing of them to be seen from outside."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from threading import Barrier, Thread
from time import sleep
from typing import Any

import pytest
from sqlalchemy import ColumnElement, event, func, select, update

from pemilu.laporan import submit
from pemilu.laporan.contest import contest, reported
from pemilu.laporan.guard import (
    HOUSEHOLD_REPORTS,
    KELURAHAN_REPORTS,
    KELURAHAN_WEEKLY,
    REPORTER_REPORTS,
    TPS_REPORTS,
)
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.models import Kasus, Laporan
from pemilu.laporan.status import Status
from pemilu.laporan.submit import NewLaporan, Receipt
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.models import Panitia
from pemilu.wilayah.kode import KodeWilayah
from tests.factories import KELURAHAN, NOW
from tests.integration.laporan.office import KABUPATEN, KECAMATAN, TMS, Office, days, new_report, nik_of

OTHER = "1371031005"
FAMILY = {"jenis": JenisLaporan.SALAH_TPS, "pelapor": Pelapor.KELUARGA}
SHARES = pytest.mark.parametrize(("about", "share"), [({}, REPORTER_REPORTS), (FAMILY, HOUSEHOLD_REPORTS)])
_tps_numbers = count(1_000)


def accusation(**differing: object) -> NewLaporan:
    """Somebody known to the list reports somebody else; each call other people at another TPS."""
    number = next(_tps_numbers)
    values: dict[str, object] = {"jenis": TMS, "pelapor": Pelapor.WARGA, "tps_nomor": number}
    return new_report(**values | {"target": nik_of(100_000 + number)} | differing)


def accuse(office: Office, **differing: object) -> Receipt:
    now = differing.pop("now", None)
    return office.refile(accusation(**differing), documents=(), now=now)


def _case_of(office: Office, receipt: Receipt) -> Kasus:
    with office.database.reading() as session:
        return session.get_one(Kasus, office.laporan(receipt).kasus_id)


def held(office: Office, *receipts: Receipt) -> list[bool]:
    return [office.laporan(receipt).kasus_id is not None for receipt in receipts]


def test_the_first_accusation_of_a_known_reporter_goes_to_pps_like_any_other(office: Office) -> None:
    laporan = office.laporan(accuse(office))
    assert laporan.berisiko
    assert laporan.kasus_id is None
    assert (laporan.pemegang_tingkat, laporan.pemegang_wilayah) == (TingkatPanitia.PPS, KELURAHAN)


def test_a_reporter_who_is_not_on_the_list_is_held_at_once(office: Office) -> None:
    assert held(office, accuse(office, pelapor_cocok=False)) == [True]


def test_a_target_with_an_open_report_is_held_and_the_first_report_is_not(office: Office) -> None:
    target = nik_of(7)
    first, second = accuse(office, target=target), accuse(office, target=target)
    assert held(office, first, second) == [False, True]


def test_a_target_whose_report_was_closed_may_be_reported_again(office: Office) -> None:
    target = nik_of(7)
    office.set(accuse(office, target=target), status=Status.DITOLAK)
    assert held(office, accuse(office, target=target)) == [False]


def test_an_accusation_that_names_nobody_is_held_at_once(office: Office) -> None:
    assert held(office, accuse(office, target=None)) == [True]


def test_who_accuses_in_the_voters_own_name_is_held_at_once(office: Office) -> None:
    assert held(office, accuse(office, pelapor=Pelapor.PEMILIH)) == [True]


@pytest.mark.parametrize("about", [{}, FAMILY])
def test_whoever_names_the_voter_as_the_reporter_is_held_at_once(
    sqlite_office: Office, about: dict[str, object]
) -> None:
    target = nik_of(7)
    assert held(sqlite_office, accuse(sqlite_office, target=target, pelapor_nik=target, **about)) == [True]


def test_the_voters_own_report_names_them_twice_and_is_not_held(sqlite_office: Office) -> None:
    own = {"jenis": JenisLaporan.GANDA, "pelapor": Pelapor.PEMILIH}
    assert held(sqlite_office, accuse(sqlite_office, **own, target=nik_of(7), pelapor_nik=nik_of(7))) == [
        False
    ]


def test_an_accusation_with_another_kelurahan_than_the_list_has_is_held_at_once(office: Office) -> None:
    office.add_regions({OTHER: "Ulak Karang"})
    assert held(office, accuse(office, tps_kelurahan=KodeWilayah(OTHER))) == [True]


def test_junk_does_not_drag_an_honest_report_away_from_its_pps(office: Office) -> None:
    honest = accuse(office, tps_nomor=4)
    for _ in range(KELURAHAN_REPORTS + 1):
        accuse(office, tps_nomor=4, pelapor_cocok=False)
    assert held(office, honest, accuse(office, tps_nomor=4)) == [False, False]
    assert office.laporan(honest).pemegang_tingkat is TingkatPanitia.PPS


@pytest.mark.parametrize("junk", [{"pelapor_cocok": False}, {"target": None}], ids=["named", "aimed"])
def test_junk_in_the_name_of_a_neighbour_leaves_the_report_of_that_neighbour_alone(
    sqlite_office: Office, junk: dict[str, object]
) -> None:
    neighbour = {"pelapor_nik": nik_of(1), "kontak": Kontak(telepon="+6281234567890")}
    wrong = [accuse(sqlite_office, **neighbour | junk) for _ in range(REPORTER_REPORTS)]
    real = [accuse(sqlite_office, **neighbour) for _ in range(REPORTER_REPORTS)]
    wrong.append(accuse(sqlite_office, **neighbour | junk))
    assert held(sqlite_office, *wrong) == [True] * len(wrong)
    assert held(sqlite_office, *real) == [False] * len(real)
    assert sqlite_office.laporan(real[0]).pemegang_tingkat is TingkatPanitia.PPS


@SHARES
def test_one_telephone_has_one_share_whatever_niks_it_types(
    sqlite_office: Office, about: dict[str, object], share: int
) -> None:
    kontak = Kontak(telepon="+6281234567890")
    early = [accuse(sqlite_office, kontak=kontak, **about) for _ in range(share)]
    assert held(sqlite_office, *early) == [False] * share
    assert held(sqlite_office, accuse(sqlite_office, kontak=kontak, **about), *early) == [True] * (share + 1)


def test_a_voter_who_reports_the_same_again_is_told_the_number_and_a_stranger_is_not(office: Office) -> None:
    target = nik_of(3)
    own = {"jenis": JenisLaporan.PERBAIKAN_DATA, "pelapor": Pelapor.PEMILIH, "target": target}
    first = accuse(office, **own)
    assert accuse(office, **own).mirip == first.nomor
    assert accuse(office, **own, pelapor_cocok=False).mirip is None


@SHARES
def test_a_reporter_past_their_share_is_held_with_all_that_they_filed(
    office: Office, about: dict[str, object], share: int
) -> None:
    office.add_regions({OTHER: "Ulak Karang"})
    by = {"pelapor_nik": nik_of(1)} | about
    elsewhere = accuse(office, **by, kelurahan=KodeWilayah(OTHER))
    here = [accuse(office, **by) for _ in range(share - 1)]
    assert held(office, elsewhere, *here) == [False] * share
    last = accuse(office, **by)
    assert held(office, elsewhere, *here, last) == [True] * (share + 1)
    assert office.count(Kasus) == 2
    assert _case_of(office, elsewhere).kelurahan == OTHER


def test_a_share_is_for_thirty_days(office: Office) -> None:
    reporter = nik_of(1)
    early = [accuse(office, pelapor_nik=reporter) for _ in range(REPORTER_REPORTS)]
    for receipt in early:
        office.set(receipt, diajukan=NOW - timedelta(days=30))
    assert held(office, accuse(office, pelapor_nik=reporter)) == [False]


@pytest.mark.parametrize(("most", "where"), [(TPS_REPORTS, {"tps_nomor": 4}), (KELURAHAN_REPORTS, {})])
def test_a_burst_is_held_with_the_first_ones(office: Office, most: int, where: dict[str, object]) -> None:
    early = [accuse(office, **where) for _ in range(most)]
    assert held(office, *early) == [False] * most
    last = accuse(office, **where)
    assert held(office, *early, last) == [True] * (most + 1)
    assert office.count(Kasus) == 1
    holders = {
        (office.laporan(r).pemegang_tingkat, office.laporan(r).pemegang_wilayah) for r in (*early, last)
    }
    assert holders == {(TingkatPanitia.PPK, KECAMATAN)}


@pytest.mark.parametrize(("most", "where"), [(TPS_REPORTS, {"tps_nomor": 4}), (KELURAHAN_REPORTS, {})])
def test_a_burst_of_families_is_one_of_people_however_many_each_files_for(
    office: Office, most: int, where: dict[str, object]
) -> None:
    """Each files for two, one of them for a whole household; the last is one family too many."""
    families = [FAMILY | where | {"pelapor_nik": nik_of(number)} for number in range(most + 1)]
    whole = [accuse(office, **families[0]) for _ in range(HOUSEHOLD_REPORTS)]
    early = whole + [accuse(office, **family) for family in families[1:-1] for _ in range(2)]
    assert held(office, *early) == [False] * len(early)
    last = accuse(office, **families[-1])
    assert held(office, *early, last) == [True] * (len(early) + 1)
    assert office.count(Kasus) == 1


@pytest.mark.parametrize(("burst", "other"), [({}, FAMILY), (FAMILY, {})], ids=["accused", "families"])
def test_families_and_accusations_are_no_burst_together_and_drag_each_other_nowhere(
    sqlite_office: Office, burst: dict[str, object], other: dict[str, object]
) -> None:
    target, where = nik_of(7), {"tps_nomor": 4}
    apart = accuse(sqlite_office, **where, **other, target=target, pelapor_nik=nik_of(1))
    early = [accuse(sqlite_office, **where, **burst, target=target, pelapor_nik=nik_of(1))]
    early += [accuse(sqlite_office, **where, **burst) for _ in range(TPS_REPORTS - 1)]
    assert held(sqlite_office, *early) == [False] * TPS_REPORTS
    last = accuse(sqlite_office, **where, **burst)
    assert held(sqlite_office, *early, last) == [True] * (TPS_REPORTS + 1)
    assert held(sqlite_office, apart, accuse(sqlite_office, **where, **other)) == [False, False]


def test_the_voter_whose_data_family_would_change_is_told_and_may_contest_it(sqlite_office: Office) -> None:
    target = nik_of(7)
    laporan = sqlite_office.laporan(accuse(sqlite_office, **FAMILY, target=target))
    address = laporan.target_idx
    assert address is not None
    with sqlite_office.database.transaction() as session:
        assert reported(session, address)
        assert contest(session, address, now=NOW) == 1
    with sqlite_office.database.reading() as session:
        now_at = session.get_one(Laporan, laporan.id)
        assert (now_at.status, now_at.pemegang_tingkat) == (Status.KEBERATAN, TingkatPanitia.PPK)


def test_a_burst_spread_over_days_is_none(office: Office) -> None:
    receipts = [accuse(office, tps_nomor=4, now=NOW + timedelta(hours=12 * n)) for n in range(6)]
    assert held(office, *receipts) == [False] * 6


def test_a_flood_that_keeps_below_the_share_of_each_day_is_held_within_the_week(office: Office) -> None:
    moments = [days(-2) + timedelta(hours=7 * n) for n in range(KELURAHAN_WEEKLY + 1)]
    early = [accuse(office, now=now) for now in moments[:-1]]
    assert held(office, *early) == [False] * KELURAHAN_WEEKLY
    last = accuse(office, now=moments[-1])
    assert held(office, *early, last) == [True] * (KELURAHAN_WEEKLY + 1)


def test_bursts_of_two_days_are_two_cases(office: Office) -> None:
    for now in (NOW, days(1)):
        for _ in range(TPS_REPORTS + 1):
            accuse(office, tps_nomor=4, now=now)
    assert office.count(Kasus) == 2


def test_reports_that_strike_nobody_are_neither_counted_nor_held(office: Office) -> None:
    receipts = [office.file(tps_nomor=4, documents=()) for _ in range(KELURAHAN_REPORTS + 2)]
    assert held(office, *receipts, accuse(office, tps_nomor=4)) == [False] * (KELURAHAN_REPORTS + 3)


def test_a_held_report_keeps_status_and_due_date(office: Office) -> None:
    free, caught = accuse(office), accuse(office, pelapor_cocok=False)
    rows = [office.laporan(receipt) for receipt in (free, caught)]
    assert rows[0].status is rows[1].status is Status.DITERIMA
    assert (rows[0].tenggat, rows[0].tenggat_alasan) == (rows[1].tenggat, rows[1].tenggat_alasan)


def test_a_decided_report_is_not_drawn_into_a_case(office: Office) -> None:
    early = [accuse(office, tps_nomor=4) for _ in range(TPS_REPORTS)]
    office.set(early[0], status=Status.DISETUJUI)
    accuse(office, tps_nomor=4)
    assert held(office, *early) == [False, True, True]


def test_where_no_ppk_stands_a_held_report_goes_to_the_kpu(office: Office) -> None:
    with office.database.transaction() as session:
        session.execute(
            update(Panitia).where(Panitia.tingkat == TingkatPanitia.PPK).values(sampai=NOW.date())
        )
    laporan = office.laporan(accuse(office, pelapor_cocok=False, now=days(1)))
    assert (laporan.pemegang_tingkat, laporan.pemegang_wilayah) == (TingkatPanitia.KPU_KABKO, KABUPATEN)


def test_receipt_and_lacak_of_a_held_report_look_like_those_of_any_other(office: Office) -> None:
    free, caught = accuse(office), accuse(office, pelapor_cocok=False)
    assert replace(caught, nomor="", kode="") == replace(free, nomor="", kode="")
    followed = [office.tracked(receipt) for receipt in (free, caught)]
    assert followed[0].pemegang.tingkat is followed[1].pemegang.tingkat is TingkatPanitia.PPS
    assert followed[0].pemegang.wilayah == followed[1].pemegang.wilayah == KELURAHAN


@pytest.mark.parametrize("about", [{}, FAMILY])
def test_the_caps_read_few_rows_through_an_index(sqlite_office: Office, about: dict[str, object]) -> None:
    statements: list[tuple[str, object]] = []
    engine = sqlite_office.intake.database.engine
    for _ in range(TPS_REPORTS):
        accuse(sqlite_office, tps_nomor=4, **about)
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append((call[2], call[3])))
    accuse(sqlite_office, tps_nomor=4, **about)
    searches = [call for call in statements if call[0].startswith("SELECT") and "FROM laporan" in call[0]]
    with engine.connect() as connection:
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values) for sql, values in searches]
        steps = [row[3] for plan in plans for row in plan]
    assert len(searches) > TPS_REPORTS
    assert not [step for step in steps if "SCAN laporan" in step or "ix_laporan_kasus_id" in step]


@pytest.mark.parametrize("same", ["kelurahan", "target"])
def test_reports_at_the_same_moment_neither_fail_nor_make_two_cases(
    postgres_office: Office, same: str
) -> None:
    """Whoever locks several does so in one order, so that none waits for another in a circle."""
    together = {"target": nik_of(3)} if same == "target" else {}
    batches = [[accusation(tps_nomor=4, **together) for _ in range(12)] for _ in range(4)]
    failures = list(_file_at_once(postgres_office, batches))
    assert not failures
    assert postgres_office.count(Laporan) == 48
    assert postgres_office.count(Kasus) == 1
    assert _counted(postgres_office, Laporan.kasus_id.is_(None)) == (same == "target")


@pytest.fixture
def slow_storing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between judging a report and storing it passes so much time that others could be judged meanwhile."""
    store = submit.queue_notice

    def late(*args: Any, **kwargs: Any) -> None:
        sleep(0.05)
        store(*args, **kwargs)

    monkeypatch.setattr(submit, "queue_notice", late)


@pytest.mark.parametrize(
    ("same", "most"),
    [
        ({"pelapor_nik": nik_of(3)}, REPORTER_REPORTS),
        ({"kontak": Kontak(telepon="+628120000000")}, REPORTER_REPORTS),
        ({"target": nik_of(3)}, 1),
    ],
    ids=["reporter", "telephone", "target"],
)
@pytest.mark.usefixtures("slow_storing")
def test_those_who_file_at_the_same_moment_pass_no_cap(
    postgres_office: Office, same: dict[str, object], most: int
) -> None:
    places = {f"13710310{number}": f"Kelurahan {number}" for number in range(10, 16)}
    postgres_office.add_regions(places)
    for _ in range(most - 1):
        accuse(postgres_office, **same)
    batches = [[accusation(kelurahan=KodeWilayah(place), **same)] for place in places]
    assert list(_file_at_once(postgres_office, batches)) == []
    assert _counted(postgres_office, Laporan.held_alone.is_(False)) == most


@pytest.mark.usefixtures("slow_storing")
def test_a_burst_of_the_same_moment_is_held_whole(postgres_office: Office) -> None:
    batches = [[accusation(tps_nomor=4)] for _ in range(TPS_REPORTS + 3)]
    assert list(_file_at_once(postgres_office, batches)) == []
    assert _counted(postgres_office, Laporan.kasus_id.is_(None)) == 0


def _counted(office: Office, which: ColumnElement[bool]) -> int:
    with office.database.reading() as session:
        return session.scalar(select(func.count(Laporan.id)).where(which)) or 0


def _file_at_once(office: Office, batches: list[list[NewLaporan]]) -> Iterator[Exception]:
    failures: list[Exception] = []
    jadwal, ready = office.jadwal, Barrier(len(batches))

    def work(batch: list[NewLaporan]) -> None:
        ready.wait()
        for new in batch:
            try:
                office.intake.file(new, (), jadwal=jadwal, now=NOW)
            except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
                failures.append(error)

    threads = [Thread(target=work, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    yield from failures
