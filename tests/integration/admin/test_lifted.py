"""What was lifted away from PPS is not shown to PPS: not who contested, not which cases there are."""

from collections.abc import Callable
from typing import Any

import pytest

from pemilu.audit.kinds import Tindakan
from pemilu.laporan.act import NoSuchLaporan
from pemilu.laporan.bulk import Seen, Take, preview
from pemilu.laporan.contest import contest
from pemilu.laporan.kinds import JenisPemberitahuan
from pemilu.laporan.link import joinable
from pemilu.laporan.models import Kasus, Pemberitahuan
from pemilu.laporan.queue_counts import cases, counts
from pemilu.laporan.recap import Kurun, recap
from pemilu.laporan.saringan import Saringan
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.wilayah.kode import KodeWilayah
from tests.factories import KELURAHAN, NOW, TERDAFTAR
from tests.integration.admin.case import Case, stranger
from tests.integration.admin.room import Room
from tests.integration.admin.sealed_report import pages_of
from tests.integration.laporan.office import KECAMATAN

ABOVE = {"pemegang_tingkat": TingkatPanitia.PPK, "pemegang_wilayah": KECAMATAN}
HERE = {"pemegang_tingkat": TingkatPanitia.PPS, "pemegang_wilayah": KELURAHAN}


def contested(room: Room) -> Case:
    case = Case(room, **stranger())
    target = case.row.target_idx
    assert target is not None
    with room.database.transaction() as session:
        assert contest(session, target, now=room.clock.now()) == 1
    return case


def of_a_case(room: Room) -> Case:
    case = Case(room, **stranger())
    room.office.add(Kasus(id=7, kelurahan=KELURAHAN, tanggal=NOW.date(), dibuka=NOW))
    room.office.set(case.receipt, kasus_id=7, **ABOVE)
    return case


LIFTED = pytest.mark.parametrize("lifted", [contested, of_a_case])


@LIFTED
def test_pps_finds_no_lifted_report_by_page_number_or_nik(
    sqlite_room: Room, lifted: Callable[[Room], Case]
) -> None:
    case = lifted(sqlite_room)
    for peran, found in ((Peran.PPS, False), (Peran.PPK, True)):
        browser = sqlite_room.sign_in(sqlite_room.hire(peran))
        assert browser.get(f"/laporan/{case.nomor}").status_code == (200 if found else 404)
        by_number = browser.get("/antrean", query_string={"nomor": case.nomor}).text
        by_nik = browser.post("/antrean/cari", {"cari": TERDAFTAR}).text
        assert [f"/laporan/{case.nomor}" in text for text in (by_number, by_nik)] == [found, found]


@LIFTED
def test_pps_can_do_nothing_to_a_lifted_report(sqlite_room: Room, lifted: Callable[[Room], Case]) -> None:
    case = lifted(sqlite_room)
    pps = sqlite_room.hire(Peran.PPS)
    with pytest.raises(NoSuchLaporan):
        case.take(pps)
    with sqlite_room.database.reading() as session:
        [fate] = preview(session, pps, [Seen(case.nomor, case.row.versi)], Take())
    assert fate.dilewati is not None
    assert fate.dilewati.value == "tidak-ada"


@LIFTED
def test_pps_opens_no_evidence_of_a_lifted_report(sqlite_room: Room, lifted: Callable[[Room], Case]) -> None:
    case = lifted(sqlite_room)
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    said: dict[str, object] = {"alasan": "mencocokkan", "lembar": pages_of(sqlite_room, case.receipt)[0]}
    assert browser.post(f"/laporan/{case.nomor}/bukti", said).status_code == 404
    assert Tindakan.BUKTI_DIBUKA not in {line.tindakan for line in sqlite_room.audit()}


@LIFTED
def test_another_report_does_not_name_the_lifted_one_to_pps(
    sqlite_room: Room, lifted: Callable[[Room], Case]
) -> None:
    case = lifted(sqlite_room)
    other = Case(sqlite_room, **stranger())
    sqlite_room.office.set(other.receipt, mirip_id=case.row.id, induk_id=case.row.id, kasus_id=None, **HERE)
    for peran, named in ((Peran.PPS, False), (Peran.PPK, True)):
        officer = sqlite_room.hire(peran)
        text = sqlite_room.sign_in(officer).get(f"/laporan/{other.nomor}").text
        with sqlite_room.database.reading() as session:
            numbers = joinable(session, officer, other.row)
        assert (case.nomor in text, case.nomor in numbers) == (named, named)


@LIFTED
def test_the_numbers_of_pps_do_not_count_the_lifted_one(
    sqlite_room: Room, lifted: Callable[[Room], Case]
) -> None:
    lifted(sqlite_room)
    for peran, counted in ((Peran.PPS, 0), (Peran.PPK, 1)):
        officer = sqlite_room.hire(peran)
        with sqlite_room.staff.reading(officer) as session:
            found = recap(session, officer, KodeWilayah(KELURAHAN), kurun=Kurun(), now=NOW)
        assert found.total.diterima == counted


@LIFTED
def test_old_news_of_a_lifted_report_is_not_shown_to_pps(
    sqlite_room: Room, lifted: Callable[[Room], Case]
) -> None:
    case = lifted(sqlite_room)
    pps = sqlite_room.hire(Peran.PPS)
    sqlite_room.office.add(
        Pemberitahuan(
            petugas_id=pps.id, laporan_id=case.row.id, jenis=next(iter(JenisPemberitahuan)), dibuat=NOW
        )
    )
    assert case.nomor not in sqlite_room.sign_in(pps).get("/pemberitahuan").text


def test_counts_of_pps_leave_out_what_was_lifted(sqlite_room: Room) -> None:
    contested(sqlite_room)
    for peran, waiting in ((Peran.PPS, 0), (Peran.PPK, 1)):
        officer = sqlite_room.hire(peran)
        with sqlite_room.database.reading() as session:
            assert counts(session, officer, Saringan(), now=sqlite_room.clock.now()).semua == waiting


def test_pps_learns_of_no_case(sqlite_room: Room) -> None:
    of_a_case(sqlite_room)
    for peran, code in ((Peran.PPS, 404), (Peran.PPK, 200)):
        officer = sqlite_room.hire(peran)
        browser = sqlite_room.sign_in(officer)
        assert browser.get("/antrean", query_string={"kasus": 7}).status_code == code
        assert ("Dugaan kampanye" in browser.get("/antrean").text) is (code == 200)
        with sqlite_room.database.reading() as session:
            assert bool(cases(session, officer)) is (code == 200)


@pytest.mark.parametrize(
    "facts", [ABOVE, HERE, HERE | {"disanggah": True}], ids=["late", "ordinary", "handed-back"]
)
def test_pps_sees_what_was_lifted_for_lateness_and_what_its_committee_holds(
    sqlite_room: Room, facts: dict[str, Any]
) -> None:
    case = Case(sqlite_room)
    sqlite_room.office.set(case.receipt, **facts)
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    assert browser.get(f"/laporan/{case.nomor}").status_code == 200
    assert f"/laporan/{case.nomor}" in browser.get("/antrean?dipegang=wilayah").text


def test_the_change_of_a_lifted_report_hangs_on_no_number_for_pps(sqlite_room: Room) -> None:
    room = sqlite_room
    pps, kpu = room.hire(Peran.PPS), room.hire(Peran.KPU_KABKO)
    first, joined = Case(room), Case(room)
    for case in (first, joined):
        case.take(pps)
    joined.link(pps, first.nomor)
    first.recommend(pps)
    first.decide(kpu)
    room.office.add(Kasus(id=7, kelurahan=KELURAHAN, tanggal=NOW.date(), dibuka=NOW))
    room.office.set(first.receipt, kasus_id=7)
    for officer, named in ((pps, False), (kpu, True)):
        text = room.sign_in(officer).get(f"/laporan/{joined.nomor}").text
        assert ("Perubahan daftar" in text, first.nomor in text) == (True, named)


def test_nothing_is_joined_by_way_of_another_to_what_one_may_not_know_of(room: Room) -> None:
    pps = room.hire(Peran.PPS)
    first, joined, third = Case(room), Case(room), Case(room)
    for case in (joined, third):
        case.take(pps)
    joined.link(pps, first.nomor)
    room.office.add_regions({"1371031777": "Seberang"})
    room.office.set(first.receipt, kelurahan="1371031777", pemegang_wilayah="1371031777")
    form = {"versi": third.row.versi, "induk": joined.nomor}
    answer = room.sign_in(pps).post(f"/laporan/{third.nomor}/gabung", form)
    assert answer.status_code == 422
    assert "Nomor itu tidak ada di wilayah Anda." in answer.text
    assert third.row.induk_id is None
