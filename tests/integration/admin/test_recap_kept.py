"""Rekap of wide regions as the job has counted it: the same numbers, of a moment that the page tells."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from pemilu.laporan.kinds import JenisLaporan, MasaRekap
from pemilu.laporan.models import RekapTersimpan
from pemilu.laporan.recap import WEEK, Kurun, Rekap, recap
from pemilu.laporan.recap_kept import Kept, count_all, keep, kept_recap
from pemilu.laporan.status import Status
from pemilu.petugas.kinds import Peran
from pemilu.petugas.officer import NotPermitted, Officer
from pemilu.tahapan.calendar import active_in
from pemilu.tahapan.stage import closes_at, masa_at, opens_at
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.zona import Zona
from tests.factories import KELURAHAN, NOW
from tests.integration.admin.room import Room
from tests.integration.admin.test_recap import FAR, FOREIGN, NEIGHBOUR, REGIONS, filed

DAY, HALF_AN_HOUR = timedelta(days=1), 1 / 48
PLACES = (KELURAHAN, NEIGHBOUR, FAR, FOREIGN)


@pytest.fixture
def busy(room: Room) -> Room:
    """Reports of three weeks in four kelurahan of two kabupaten, of all states, some answered late."""
    room.office.add_regions(REGIONS)
    jenis = list(JenisLaporan)
    for n, (place, status) in enumerate(product(PLACES, Status)):
        then = NOW - n % 21 * DAY
        closed = then + timedelta(hours=5 * n + 1) if status in {Status.DISETUJUI, Status.DITOLAK} else None
        due = then + 2 * DAY
        kind = jenis[n % len(jenis)]
        filed(room, place, jenis=kind, status=status, diajukan=then, ditutup=closed, tenggat=due)
    return room


def count(room: Room) -> None:
    with room.database.reading() as session:
        active = active_in(session)
        rows = count_all(session, active.jadwal if active else None, now=room.clock.now())
    with room.database.transaction() as session:
        keep(session, rows)


def kept(
    room: Room, by: Officer, wilayah: str | None = None, masa: MasaRekap = MasaRekap.SEMUA
) -> Kept | None:
    with room.staff.reading(by) as session:
        return kept_recap(session, by, KodeWilayah(wilayah) if wilayah else by.wilayah, masa=masa)


def live(room: Room, by: Officer, wilayah: str | None, kurun: Kurun) -> Rekap:
    kode = KodeWilayah(wilayah) if wilayah else None
    with room.staff.reading(by) as session:
        return recap(session, by, kode, kurun=kurun, now=room.clock.now())


def times(room: Room) -> Iterator[tuple[MasaRekap, Kurun]]:
    with room.database.reading() as session:
        active = active_in(session)
    assert active
    stage = masa_at(active.jadwal, room.clock.now(), zona=Zona.WIB).tanggapan
    assert stage
    ends = closes_at(stage, Zona.WIB) + timedelta(seconds=1)
    yield MasaRekap.SEMUA, Kurun()
    yield MasaRekap.MINGGU, Kurun(room.clock.now() - WEEK)
    yield MasaRekap.TAHAP, Kurun(opens_at(stage, Zona.WIB), ends)


def facts(rekap: Rekap) -> object:
    return rekap.total, dict(rekap.jenis), [(one.kode, one.nama, one.hitungan) for one in rekap.wilayah]


def medians(rekap: Rekap) -> list[float]:
    return [found or 0 for found in (rekap.median, *(one.median for one in rekap.wilayah))]


def test_who_may_not_see_the_dashboard_gets_nothing_kept(sqlite_room: Room) -> None:
    count(sqlite_room)
    with pytest.raises(NotPermitted):
        kept(sqlite_room, sqlite_room.hire(Peran.OPERATOR))


def test_what_is_kept_is_what_would_be_counted_now(busy: Room) -> None:
    count(busy)
    by, seen = busy.hire(Peran.KPU_RI), []
    for (masa, kurun), wilayah in product(times(busy), (None, "13", "1371", "1372")):
        found, counted = kept(busy, by, wilayah, masa), live(busy, by, wilayah, kurun)
        assert found
        assert facts(found.rekap) == facts(counted)
        assert medians(found.rekap) == pytest.approx(medians(counted), abs=HALF_AN_HOUR + 1e-9)
        seen.append(found.rekap.total.diterima)
    assert len(set(seen)) > 4  # the times differ, and the regions


def test_below_kabupaten_and_before_the_first_count_nothing_is_kept(busy: Room) -> None:
    by = busy.hire(Peran.KPU_RI)
    assert kept(busy, by) is None
    count(busy)
    assert kept(busy, by)
    assert [kept(busy, by, wilayah) for wilayah in ("137103", KELURAHAN)] == [None, None]
    assert kept(busy, busy.hire(Peran.PPK)) is None


def test_nobody_reads_what_is_kept_of_others(busy: Room) -> None:
    count(busy)
    kpu = busy.hire(Peran.KPU_KABKO)
    assert kept(busy, kpu)
    assert [kept(busy, kpu, wilayah) for wilayah in ("1372", "13")] == [None, None]
    if busy.database.engine.dialect.name == "postgresql":  # which refuses it by itself
        with busy.staff.reading(kpu) as session:
            assert set(session.scalars(select(RekapTersimpan.kode))) == {"1371"}
        with busy.staff.reading(busy.hire(Peran.KPU_PROV)) as session:
            assert set(session.scalars(select(RekapTersimpan.kode))) == {"13", "1371", "1372"}


def test_a_new_count_leaves_nothing_of_the_old_one(sqlite_room: Room) -> None:
    room, by = sqlite_room, sqlite_room.hire(Peran.KPU_RI)
    filed(room)
    count(room)
    room.clock.advance(days=8)
    count(room)
    found, of_week = kept(room, by), kept(room, by, masa=MasaRekap.MINGGU)
    assert found
    assert of_week
    assert (found.rekap.total.diterima, of_week.rekap.total.diterima) == (1, 0)
    assert found.dihitung == room.clock.now()


def test_the_page_tells_of_which_moment_its_numbers_are(sqlite_room: Room) -> None:
    room = sqlite_room
    filed(room)
    count(room)
    room.clock.advance(minutes=7)
    filed(room)
    near, wide = (room.sign_in(room.hire(peran)).get("/rekap").text for peran in (Peran.PPS, Peran.KPU_KABKO))
    assert "<dt>Diterima</dt><dd>2<" in near
    assert "<dt>Diterima</dt><dd>1<" in wide
    again, then = "Dihitung ulang tiap 15 menit.", "menurut keadaan 22 September 2024 10.00 WIB."
    assert (again in near, again in wide) == (False, True)
    assert (then in near, then in wide) == (False, True)
    count(room)
    assert "<dt>Diterima</dt><dd>2<" in room.sign_in(room.hire(Peran.KPU_KABKO)).get("/rekap").text


def test_numbers_that_were_not_counted_for_an_hour_say_so(sqlite_room: Room) -> None:
    filed(sqlite_room)
    count(sqlite_room)
    old = "seharusnya dihitung ulang tiap 15 menit, tetapi terakhir 22 September 2024 10.00 WIB."
    for minutes, told in ((60, False), (1, True)):
        sqlite_room.clock.advance(minutes=minutes)
        assert (old in sqlite_room.sign_in(sqlite_room.hire(Peran.KPU_KABKO)).get("/rekap").text) is told
    assert "seharusnya" not in sqlite_room.sign_in(sqlite_room.hire(Peran.PPS)).get("/rekap").text
