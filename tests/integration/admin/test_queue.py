"""The queue of an officer: what is due first stands first, of their own wilayah only."""

import re
from datetime import timedelta
from typing import Any

import pytest

from pemilu.audit.kinds import Tindakan
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.models import Laporan
from pemilu.laporan.queue import PAGE, Page, items_of, page
from pemilu.laporan.queue_counts import counts
from pemilu.laporan.saringan import Keadaan, Saringan
from pemilu.laporan.status import Status
from pemilu.laporan.submit import Receipt
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.officer import NotPermitted
from pemilu.tahapan.deadline import Urgency
from pemilu.wilayah.kode import KodeWilayah
from tests.factories import KELURAHAN, TERDAFTAR
from tests.integration.admin.room import Room
from tests.integration.laporan.office import nik_of

NEIGHBOUR, BEYOND = "1371031005", "1372011001"
ALL_PAGES = 40


def neighbours(room: Room) -> None:
    room.office.add_regions(
        {NEIGHBOUR: "Gunung Pangilun", "1372": "Kota Solok", "137201": "Lubuk", BEYOND: "Tanah Garam"}
    )


def queue(room: Room, peran: Peran = Peran.PPS, *, sesudah: str | None = None, **narrowing: Any) -> Page:
    by = room.hire(peran)
    with room.database.reading(within=by.scope.limit) as session:
        return page(session, by, Saringan(**narrowing), sesudah=sesudah, now=room.clock.now())


def numbers(found: Page) -> list[str]:
    return [item.nomor for item in found.items]


def shown(text: str) -> list[str]:
    """The numbers of the list, in its order."""
    return re.findall(r'/laporan/(LP-\w{6})"', text)


def file_due(room: Room, *days: int) -> list[Receipt]:
    """Reports that are due so many days from now."""
    filed = [room.office.file(target=nik_of(n)) for n, _days in enumerate(days)]
    for receipt, due in zip(filed, days, strict=True):
        room.office.set(receipt, tenggat=room.clock.now() + timedelta(days=due))
    return filed


def test_who_may_not_read_reports_gets_no_queue(room: Room) -> None:
    with pytest.raises(NotPermitted):
        queue(room, Peran.OPERATOR)


@pytest.mark.parametrize(
    ("peran", "seen"),
    [
        (Peran.PPS, {KELURAHAN}),
        (Peran.PPK, {KELURAHAN, NEIGHBOUR}),
        (Peran.KPU_KABKO, {KELURAHAN, NEIGHBOUR}),
        (Peran.KPU_PROV, {KELURAHAN, NEIGHBOUR, BEYOND}),
        (Peran.KPU_RI, {KELURAHAN, NEIGHBOUR, BEYOND}),
        (Peran.PENGAWAS, {KELURAHAN, NEIGHBOUR}),
    ],
)
def test_everybody_sees_their_own_wilayah_and_nothing_beside_it(
    room: Room, peran: Peran, seen: set[str]
) -> None:
    neighbours(room)
    filed = {
        kode: room.office.file(kelurahan=KodeWilayah(kode)).nomor for kode in (KELURAHAN, NEIGHBOUR, BEYOND)
    }
    assert set(numbers(queue(room, peran))) == {filed[kode] for kode in seen}


def test_a_filter_on_a_foreign_wilayah_shows_nothing(room: Room) -> None:
    neighbours(room)
    room.office.file(kelurahan=KodeWilayah(NEIGHBOUR))
    assert numbers(queue(room, wilayah=KodeWilayah(NEIGHBOUR))) == []
    browser = room.sign_in(room.hire(Peran.PPS))
    assert browser.get("/antrean", query_string={"wilayah": NEIGHBOUR}).status_code == 404


def test_what_is_due_first_stands_first(room: Room) -> None:
    later, latest, first = file_due(room, 3, 5, -1)
    assert numbers(queue(room)) == [first.nomor, later.nomor, latest.nomor]


def test_pages_hold_every_report_once_also_where_many_are_due_together(room: Room) -> None:
    filed = {room.office.file(target=nik_of(n)).nomor for n in range(2 * PAGE + 3)}
    found: list[str] = []
    sesudah = None
    for _ in range(ALL_PAGES):
        this = queue(room, sesudah=sesudah)
        found += numbers(this)
        if (sesudah := this.sesudah) is None:
            break
    assert len(found) == len(set(found)) == len(filed)
    assert set(found) == filed


def test_a_full_last_page_has_no_next_one(room: Room) -> None:
    for n in range(PAGE):
        room.office.file(target=nik_of(n))
    assert queue(room).sesudah is None


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%",
        "LTE",
        "MS4x",
        "8J-YgA",
        "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OS4x",
        "MC4tOTk5OTk5OTk5OTk5OTk5",
        "." * 500,
    ],
)
def test_a_made_up_cursor_breaks_nothing(room: Room, cursor: str) -> None:
    room.office.file()
    assert (
        room.sign_in(room.hire(Peran.PPS)).get("/antrean", query_string={"sesudah": cursor}).status_code
        == 200
    )


def test_what_is_closed_is_not_in_the_queue_but_can_be_asked_for(room: Room) -> None:
    open_one, closed = room.office.file(), room.office.file(target=nik_of(1))
    room.office.set(closed, status=Status.DISETUJUI)
    assert numbers(queue(room)) == [open_one.nomor]
    assert numbers(queue(room, status=Status.DISETUJUI)) == [closed.nomor]
    assert queue(room, status=Status.DISETUJUI).items[0].urgency is None


@pytest.mark.parametrize(
    ("hours_left", "whole", "urgency"),
    [
        (100, 120, Urgency.LAPANG),
        (60, 120, Urgency.PERHATIAN),
        (24, 120, Urgency.MENDESAK),
        (25, 120, Urgency.PERHATIAN),
        (0, 120, Urgency.LEWAT),
        (-5, 120, Urgency.LEWAT),
    ],
)
def test_light_and_filter_agree_on_how_urgent_a_report_is(
    room: Room, hours_left: int, whole: int, urgency: Urgency
) -> None:
    due = room.clock.now() + timedelta(hours=hours_left)
    room.office.set(room.office.file(), tenggat=due, diajukan=due - timedelta(hours=whole))
    [item] = queue(room).items
    assert item.urgency is urgency
    assert bool(queue(room, keadaan=Keadaan.MENDESAK).items) is (urgency is Urgency.MENDESAK)
    assert bool(queue(room, keadaan=Keadaan.TERLAMBAT).items) is (urgency is Urgency.LEWAT)


def test_a_line_tells_what_staff_must_know_at_a_glance(room: Room) -> None:
    twin, receipt = room.office.file(jenis=JenisLaporan.GANDA), room.office.file(jenis=JenisLaporan.GANDA)
    colleague = room.hire(Peran.PPS, nama="Siti Rahma")
    room.office.set(
        receipt, disanggah=True, diingatkan=100, petugas_id=colleague.id, berisiko=True, kasus_id=None
    )
    item = next(item for item in queue(room, Peran.PPK, nomor=receipt.nomor[3:]).items)
    assert (item.berisiko, item.disanggah, item.kembar, item.naik) == (True, True, True, True)
    assert (item.petugas, item.saya, item.tps) == ("Siti Rahma", False, 4)
    assert (item.kelurahan, item.kecamatan) == ("Kelurahan Lolong Belanti", "Kecamatan Padang Utara")
    assert twin.nomor != receipt.nomor


def test_the_name_of_an_officer_elsewhere_is_not_told(room: Room) -> None:
    receipt = room.office.file()
    room.office.set(receipt, petugas_id=room.hire(Peran.KPU_KABKO, nama="Orang Kota").id)
    assert queue(room).items[0].petugas == ""
    assert queue(room, Peran.KPU_KABKO).items[0].petugas == "Orang Kota"


@pytest.mark.parametrize(
    ("narrowing", "finds"),
    [
        ({"jenis": JenisLaporan.GANDA}, False),
        ({"jenis": JenisLaporan.PERBAIKAN_DATA}, True),
        ({"status": Status.DITERIMA}, True),
        ({"status": Status.KEBERATAN}, False),
        ({"tps": 4}, True),
        ({"tps": 5}, False),
        ({"wilayah": KodeWilayah(KELURAHAN)}, True),
        ({"wilayah": KodeWilayah("1371")}, True),
        ({"saya": True}, False),
        ({"panitia": True}, True),
        ({"kasus": 1}, False),
    ],
)
def test_each_filter_narrows(room: Room, narrowing: dict[str, Any], finds: bool) -> None:
    room.office.file()
    assert bool(queue(room, **narrowing).items) is finds


@pytest.mark.parametrize("peran", [Peran.KPU_PROV, Peran.KPU_RI, Peran.PENGAWAS])
def test_who_sits_on_no_committee_holds_nothing(room: Room, peran: Peran) -> None:
    room.office.file()
    assert queue(room, peran, panitia=True).items == []


def test_counts_tell_late_urgent_mine_and_held(room: Room) -> None:
    late, urgent, _calm = file_due(room, -1, 1, 5)
    by = room.hire(Peran.PPK)
    room.office.set(urgent, diajukan=room.clock.now() - timedelta(days=9), petugas_id=by.id)
    room.office.set(late, pemegang_tingkat=TingkatPanitia.PPK, pemegang_wilayah=KELURAHAN[:6])
    with room.database.reading(within=by.scope.limit) as session:
        found = counts(session, by, Saringan(tps=4, saya=True), now=room.clock.now())
    assert (found.semua, found.terlambat, found.mendesak) == (3, 1, 1)
    assert (found.saya, found.panitia, found.cocok) == (1, 1, 1)


def test_counts_of_what_a_committee_holds_leave_out_what_is_late_elsewhere(sqlite_room: Room) -> None:
    late, _urgent, _calm = file_due(sqlite_room, -1, 1, 5)
    sqlite_room.office.set(late, pemegang_tingkat=TingkatPanitia.PPK, pemegang_wilayah=KELURAHAN[:6])
    by = sqlite_room.hire(Peran.PPS)
    with sqlite_room.database.reading() as session:
        found = counts(session, by, Saringan(panitia=True), now=sqlite_room.clock.now())
    assert (found.semua, found.terlambat, found.panitia, found.cocok) == (3, 0, 2, 2)


@pytest.mark.parametrize(
    ("facts", "can"),
    [
        ({"berisiko": True}, {Peran.PPS, Peran.PPK, Peran.KPU_KABKO}),
        (
            {"pemegang_tingkat": TingkatPanitia.PPK, "pemegang_wilayah": KELURAHAN[:6]},
            {Peran.PPK, Peran.KPU_KABKO},
        ),
        ({"status": Status.DITOLAK}, set()),
    ],
    ids=["own", "held above", "closed"],
)
def test_a_line_says_whether_the_officer_can_act_on_it(
    sqlite_room: Room, facts: dict[str, Any], can: set[Peran]
) -> None:
    receipt = sqlite_room.office.file()
    sqlite_room.office.set(receipt, **facts)
    roles = (Peran.PPS, Peran.PPK, Peran.KPU_KABKO, Peran.PENGAWAS)
    found = {peran for peran in roles if queue(sqlite_room, peran, nomor=receipt.nomor[3:]).items[0].dapat}
    assert found == can


def test_lines_by_number_are_of_the_own_wilayah_only(sqlite_room: Room) -> None:
    neighbours(sqlite_room)
    here = sqlite_room.office.file().nomor
    there = sqlite_room.office.file(kelurahan=KodeWilayah(NEIGHBOUR)).nomor
    by = sqlite_room.hire(Peran.PPS)
    with sqlite_room.database.reading() as session:
        assert list(items_of(session, by, [there, here], now=sqlite_room.clock.now())) == [here]


def test_the_beginning_of_a_number_finds_it_open_or_closed(room: Room) -> None:
    receipt = room.office.file()
    room.office.set(receipt, nomor="LP-7KABCD", status=Status.DITOLAK)
    room.office.set(room.office.file(target=nik_of(1)), nomor="LP-7LABCD")
    assert numbers(queue(room, nomor="7K")) == ["LP-7KABCD"]
    assert numbers(queue(room, nomor="7KABCD")) == ["LP-7KABCD"]
    assert numbers(queue(room, nomor="KA")) == []


def test_a_campaign_is_one_line_and_its_reports_stand_on_its_page(room: Room) -> None:
    for n in range(5):
        room.office.file(jenis=JenisLaporan.TIDAK_MEMENUHI_SYARAT, pelapor=Pelapor.WARGA, target=nik_of(n))
    honest = room.office.file(target=nik_of(90))
    with room.database.reading() as session:
        kasus = {row.nomor: row.kasus_id for row in session.query(Laporan)}
    held = {nomor for nomor, kasus_id in kasus.items() if kasus_id}
    assert len(held) == 5
    browser = room.sign_in(room.hire(Peran.PPK))
    listed = browser.get("/antrean?dipegang=wilayah").text
    assert "5 laporan terbuka" in listed
    assert shown(listed) == [honest.nomor]
    of_case = browser.get("/antrean", query_string={"kasus": max(filter(None, kasus.values()))}).text
    assert set(shown(of_case)) == held
    assert "Dugaan kampanye di Kelurahan Lolong Belanti" in of_case


def test_a_nik_is_found_among_those_reported_and_reporting_and_never_written_down(room: Room) -> None:
    about = room.office.file()
    room.office.set(about, status=Status.DITOLAK)
    room.office.file(target=nik_of(7), pelapor_nik=nik_of(7))
    browser = room.sign_in(room.hire(Peran.PPS))
    answer = browser.post("/antrean/cari", {"cari": TERDAFTAR})
    assert answer.status_code == 200
    assert shown(answer.text) == [about.nomor]
    assert TERDAFTAR not in answer.text
    [line] = [row for row in room.audit() if row.tindakan is Tindakan.PENCARIAN]
    assert (line.objek, line.rincian["ditemukan"]) == ("nik", 1)
    assert TERDAFTAR not in repr((line.objek, line.alasan, line.rincian))


def test_a_nik_of_another_wilayah_is_not_found(room: Room) -> None:
    neighbours(room)
    room.office.file(kelurahan=KodeWilayah(NEIGHBOUR))
    answer = room.sign_in(room.hire(Peran.PPS)).post("/antrean/cari", {"cari": TERDAFTAR})
    assert "Tidak ada laporan tentang atau dari NIK itu" in answer.text


@pytest.mark.parametrize("typed", ["LP-7KABCD", "lp 7kabcd", "7KABCD", "LP-7K", "lp7k"])
def test_a_number_is_searched_through_the_address(sqlite_room: Room, typed: str) -> None:
    answer = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS)).post("/antrean/cari", {"cari": typed})
    assert answer.status_code == 303
    assert answer.location in {"/antrean?nomor=LP-7KABCD", "/antrean?nomor=LP-7K"}


@pytest.mark.parametrize("typed", ["SITI", "rahmat", "Budi Santoso", "Hj. Aminah"])
def test_a_name_is_not_taken_for_a_number(sqlite_room: Room, typed: str) -> None:
    answer = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS)).post("/antrean/cari", {"cari": typed})
    assert answer.status_code == 422
    assert "Nama tidak dapat dicari" in answer.text
    assert typed not in answer.text


@pytest.mark.parametrize("typed", ["", "Budi Santoso", "1399991708", "13999917089000011", "LP-7KABCDE"])
def test_what_is_neither_number_nor_nik_is_told_so(sqlite_room: Room, typed: str) -> None:
    answer = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS)).post("/antrean/cari", {"cari": typed})
    assert answer.status_code == 422
    assert "16 angka NIK" in answer.text
