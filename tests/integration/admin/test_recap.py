"""Rekap: the numbers of a region, by the regions below it and by kind."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select

from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.models import Kasus, Laporan
from pemilu.laporan.recap import Hitungan, Kurun, Rekap, recap
from pemilu.laporan.status import CLOSED, OPEN, Status
from pemilu.petugas.kinds import Peran
from pemilu.petugas.officer import NotPermitted, Officer
from pemilu.wilayah.kode import KodeWilayah
from tests.factories import KELURAHAN, NOW
from tests.integration.admin.room import Room

NEIGHBOUR, FAR, FOREIGN = "1371031005", "1371041001", "1372011001"
REGIONS = {
    NEIGHBOUR: "Ulak Karang",
    "137104": "Kuranji",
    FAR: "Pasar Ambacang",
    "1372": "Kota Solok",
    "137201": "Lubuk Sikarah",
    FOREIGN: "Tanah Garam",
}
DAY = timedelta(days=1)
J, S = JenisLaporan, Status


@pytest.fixture
def wide(room: Room) -> Room:
    """A room with more regions than one."""
    room.office.add_regions(REGIONS)
    return room


def filed(room: Room, kelurahan: str = KELURAHAN, *, days: float | None = None, **values: Any) -> None:
    """One report; with `days` it was answered after so many."""
    receipt = room.office.file(kelurahan=KodeWilayah(kelurahan), jenis=values.pop("jenis", J.PERBAIKAN_DATA))
    if days is not None:
        values = {"status": S.DISETUJUI, "ditutup": NOW + days * DAY} | values
    if values:
        room.office.set(receipt, **values)


def numbers(
    room: Room, by: Officer, wilayah: str | None = None, *, kurun: Kurun | None = None, now: datetime = NOW
) -> Rekap:
    kode = KodeWilayah(wilayah) if wilayah else by.wilayah
    with room.staff.reading(by) as session:
        return recap(session, by, kode, kurun=kurun or Kurun(), now=now)


def test_who_may_not_see_the_dashboard_sees_no_number(sqlite_room: Room) -> None:
    operator = sqlite_room.hire(Peran.OPERATOR)
    with pytest.raises(NotPermitted):
        numbers(sqlite_room, operator)
    assert sqlite_room.sign_in(operator).get("/rekap").status_code == 403


def test_every_report_is_open_answered_joined_or_taken_back(wide: Room) -> None:
    for status in Status:
        filed(wide, status=status, ditutup=NOW + DAY if status in CLOSED else None)
    total = numbers(wide, wide.hire(Peran.PPS)).total
    assert total.diterima == len(Status)
    assert (total.terbuka, total.dijawab) == (len(OPEN), 2)
    assert (total.disetujui, total.ditolak) == (1, 1)


def test_late_is_what_is_open_past_its_date_and_in_time_what_was_answered_by_it(wide: Room) -> None:
    due = NOW + 2 * DAY
    for closed in (due - timedelta(seconds=1), due, due + timedelta(seconds=1)):
        filed(wide, status=S.DITOLAK, ditutup=closed, tenggat=due)
    filed(wide, tenggat=due)
    filed(wide, tenggat=due + DAY)
    pps = wide.hire(Peran.PPS)
    total = numbers(wide, pps, now=due + timedelta(hours=1)).total
    assert (total.dijawab, total.tepat, total.dijawab_terlambat, total.persen_tepat) == (3, 2, 1, 67)
    assert (total.terbuka, total.terlambat, total.terbuka_tepat) == (2, 1, 1)
    assert numbers(wide, pps, now=due - DAY).total.terlambat == 0


@pytest.mark.parametrize(
    ("days", "median"),
    [([], None), ([3], 3), ([1, 4], 2.5), ([5, 1, 2], 2), ([1, 2, 3, 10], 2.5), ([0.5, 0.5, 0.5], 0.5)],
)
def test_the_median_halves_the_answers(room: Room, days: Sequence[float], median: float | None) -> None:
    filed(room)
    filed(room, status=S.DIBATALKAN, ditutup=NOW + 9 * DAY)
    for each in days:
        filed(room, days=each)
    found = numbers(room, room.hire(Peran.PPS))
    assert found.median == (median and pytest.approx(median))
    assert found.wilayah[0].median == found.median


def test_each_region_below_has_its_own_numbers(wide: Room) -> None:
    for kelurahan, days in ((KELURAHAN, 1), (KELURAHAN, 3), (NEIGHBOUR, 4), (FAR, 6)):
        filed(wide, kelurahan, days=days)
    found = numbers(wide, wide.hire(Peran.KPU_KABKO))
    assert [(one.kode, one.nama, one.hitungan.diterima, one.median) for one in found.wilayah] == [
        ("137104", "Kecamatan Kuranji", 1, 6),
        ("137103", "Kecamatan Padang Utara", 3, 3),
    ]
    assert (found.total.diterima, found.median) == (4, 3.5)


@pytest.mark.parametrize(
    ("wilayah", "regions"),
    [
        (None, ["13"]),
        ("13", ["1371", "1372"]),
        ("1371", ["137103", "137104"]),
        ("137103", [KELURAHAN, NEIGHBOUR]),
        (NEIGHBOUR, [NEIGHBOUR]),
    ],
)
def test_one_drills_down_level_by_level(wide: Room, wilayah: str | None, regions: list[str]) -> None:
    for kelurahan in (KELURAHAN, NEIGHBOUR, FAR, FOREIGN):
        filed(wide, kelurahan)
    found = numbers(wide, wide.hire(Peran.KPU_RI), wilayah)
    assert sorted(one.kode for one in found.wilayah) == regions


@pytest.mark.parametrize("wilayah", [FAR, "137104", "1372", FOREIGN, "13", "1371"])
def test_outside_ones_scope_there_is_no_page_and_no_number(wide: Room, wilayah: str) -> None:
    for kelurahan in (KELURAHAN, FAR, FOREIGN):
        filed(wide, kelurahan)
    ppk = wide.hire(Peran.PPK)
    assert wide.sign_in(ppk).get(f"/rekap/{wilayah}").status_code == 404
    assert numbers(wide, ppk, wilayah).total.diterima == (1 if KELURAHAN.startswith(wilayah) else 0)


@pytest.mark.parametrize("kode", ["137199", "99", "abc", "1", "1371031999", "1371 03", "½"])
def test_a_region_that_is_none_has_no_page(sqlite_room: Room, kode: str) -> None:
    assert sqlite_room.sign_in(sqlite_room.hire(Peran.KPU_RI)).get(f"/rekap/{kode}").status_code == 404


def test_outcomes_are_told_by_kind_and_decisions_that_strike_by_region(wide: Room) -> None:
    tms = J.TIDAK_MEMENUHI_SYARAT
    filed(wide, jenis=tms, status=S.DISETUJUI, ditutup=NOW)
    filed(wide, jenis=tms, status=S.DITOLAK, ditutup=NOW)
    filed(wide, NEIGHBOUR, jenis=tms, status=S.DITOLAK, ditutup=NOW)
    filed(wide, jenis=J.SALAH_TPS, status=S.DISETUJUI, ditutup=NOW)
    found = numbers(wide, wide.hire(Peran.PENGAWAS), "137103")
    assert {jenis: (h.diterima, h.disetujui, h.ditolak) for jenis, h in found.jenis.items()} == {
        tms: (3, 1, 2),
        J.SALAH_TPS: (1, 1, 0),
    }
    strikes = {one.kode: (one.hitungan.tms_disetujui, one.hitungan.tms_ditolak) for one in found.wilayah}
    assert strikes == {KELURAHAN: (1, 1), NEIGHBOUR: (0, 1)}


def test_campaigns_are_told_to_who_oversees_within_the_region(wide: Room) -> None:
    wide.office.add(
        Kasus(id=1, kelurahan=KELURAHAN, tanggal=NOW.date(), dibuka=NOW),
        Kasus(id=2, kelurahan=FAR, tanggal=NOW.date(), dibuka=NOW, ditutup=NOW),
    )
    filed(wide, kasus_id=1)
    filed(wide, kasus_id=1)
    pengawas = wide.hire(Peran.PENGAWAS)
    assert sorted(one.jumlah for one in numbers(wide, pengawas).kasus) == [0, 2]
    assert [one.kelurahan for one in numbers(wide, pengawas, KELURAHAN).kasus] == ["Kelurahan Lolong Belanti"]
    assert [one.jumlah for one in numbers(wide, wide.hire(Peran.PPK)).kasus] == [2]
    assert not numbers(wide, wide.hire(Peran.PPS)).kasus
    page = wide.sign_in(pengawas).get("/rekap").text
    assert "Dugaan kampanye" in page
    assert "2 laporan · belum ditutup" in page


def test_a_time_bounds_what_was_filed(room: Room) -> None:
    for day in (-3, -1, 0):
        filed(room, diajukan=NOW + day * DAY)
    pps = room.hire(Peran.PPS)
    assert numbers(room, pps, kurun=Kurun(NOW - DAY)).total.diterima == 2
    assert numbers(room, pps, kurun=Kurun(NOW - DAY, NOW)).total.diterima == 1
    assert numbers(room, pps, kurun=Kurun(None, NOW)).total.diterima == 2


def test_the_page_offers_the_stage_a_week_and_all(room: Room) -> None:
    for day in (-30, -5, -1):
        filed(room, diajukan=NOW + day * DAY)
    browser = room.sign_in(room.hire(Peran.PPS))
    received = {
        kurun: browser.get(f"/rekap?kurun={kurun}").text.partition("<dt>Diterima</dt><dd>")[2][:1]
        for kurun in ("tahap", "7-hari", "semua", "lain")
    }
    # The stage began three days ago.
    assert received == {"tahap": "1", "7-hari": "2", "semua": "3", "lain": "3"}


def test_a_page_without_reports_says_so(sqlite_room: Room) -> None:
    assert (
        "Tidak ada laporan dalam kurun ini."
        in sqlite_room.sign_in(sqlite_room.hire(Peran.PPS)).get("/rekap").text
    )


def test_the_chart_says_in_words_what_it_shows(wide: Room) -> None:
    for kelurahan in (KELURAHAN, KELURAHAN, NEIGHBOUR):
        filed(wide, kelurahan)
    wide.clock.advance(hours=1)
    page = wide.sign_in(wide.hire(Peran.PPK)).get("/rekap").text
    for told in (
        '<svg class="grafik" role="img" aria-labelledby="grafik-judul grafik-uraian"',
        '<title id="grafik-judul">Laporan menurut wilayah</title>',
        '<desc id="grafik-uraian">',
        "Kelurahan Lolong Belanti: 2",
        f'<a href="/rekap/{NEIGHBOUR}?kurun=semua">Kelurahan Ulak Karang</a>',
    ):
        assert told in page
    assert "style=" not in page


def test_the_number_of_statements_does_not_grow_with_the_reports(room: Room) -> None:
    room.office.add_regions(REGIONS)
    kpu = room.hire(Peran.KPU_PROV)
    filed(room, days=1)
    few = _statements(room, kpu)
    _copy_reports(room, 1_999)
    assert _statements(room, kpu) == few
    found = numbers(room, kpu)
    assert (found.total.diterima, found.median) == (2_000, 1)
    assert few <= 8


def test_a_count_of_nothing_has_no_share() -> None:
    assert Hitungan().persen_tepat is None


def _statements(room: Room, by: Officer) -> int:
    asked: list[str] = []

    def note(*args: Any) -> None:
        asked.append(args[2])

    engine = room.staff.database.engine
    event.listen(engine, "before_cursor_execute", note)
    numbers(room, by)
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def _copy_reports(room: Room, number: int) -> None:
    """Reports like the one that is there, spread over the regions."""
    with room.database.transaction() as session:
        one = session.execute(select(*Laporan.__table__.c)).one()._asdict()
        del one["id"]
        places = (KELURAHAN, NEIGHBOUR, FAR, FOREIGN)
        rows = [
            one | {"nomor": f"LP-{at:06}", "kelurahan": places[at % 4], "kabupaten": places[at % 4][:4]}
            for at in range(number)
        ]
        session.execute(insert(Laporan.__table__), rows)
