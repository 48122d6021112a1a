"""The desk: an officer files a report for a citizen who came; guards, dates and receipt are the portal's."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from pemilu.audit.kinds import Tindakan
from pemilu.laporan.act import note_context
from pemilu.laporan.desk import OutsideWilayah, Seen, take_in
from pemilu.laporan.inform import content_of
from pemilu.laporan.kinds import JenisBukti, JenisLaporan, Pelapor
from pemilu.laporan.models import Bukti, Laporan, Riwayat
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.officer import NotPermitted
from pemilu.wilayah.kode import KodeWilayah
from tests.factories import ABSEN, KELURAHAN, NAMA, TERDAFTAR
from tests.integration.admin.room import Browser, Room
from tests.integration.laporan.forms import CODE, NUMBER, Page, attached, filled, required
from tests.integration.laporan.office import Photocopier, new_report

J, T = JenisLaporan, TingkatPanitia
RECEIPT = "/meja/tanda-terima"
SEEN = {"dilihat_ktp-el": "y", "catatan_meja": "map PPS nomor 12"}
"""Papers that were looked at, and where their copies are."""


@pytest.fixture
def desk(sqlite_room: Room) -> Browser:
    return sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))


def photocopy(room: Room) -> None:
    """Whatever is uploaded is a page: cleaning is not what these tests are about."""
    room.staff.intake = replace(room.staff.intake, cleaner=Photocopier())


def form(jenis: JenisLaporan, by: Pelapor = Pelapor.PEMILIH, **differing: Any) -> dict[str, Any]:
    fields = filled(jenis, by) | differing
    return {name: value for name, value in fields.items() if value is not None}


def send(desk: Browser, jenis: JenisLaporan = J.PERBAIKAN_DATA, **differing: Any) -> TestResponse:
    return desk.post(f"/meja/{jenis}", form(jenis, **(SEEN | differing)))


def filed(room: Room) -> list[Laporan]:
    with room.database.reading() as session:
        return list(session.scalars(select(Laporan).order_by(Laporan.id)))


def test_without_papers_uploaded_or_seen_nothing_is_filed(sqlite_room: Room, desk: Browser) -> None:
    answer = send(desk, **{"dilihat_ktp-el": None, "catatan_meja": None})
    assert answer.status_code == 422
    assert "Lampirkan salah satu" in answer.text
    assert filed(sqlite_room) == []


def test_papers_seen_need_a_word_on_where_their_copies_are(sqlite_room: Room, desk: Browser) -> None:
    answer = send(desk, catatan_meja=" ")
    assert answer.status_code == 422
    page = Page(answer)
    assert page.invalid == {"catatan_meja"}
    assert page.values["dilihat_ktp-el"] == "y"
    assert filed(sqlite_room) == []


def test_the_statement_must_be_read_out_and_ticked(sqlite_room: Room, desk: Browser) -> None:
    assert Page(send(desk, benar=None)).invalid == {"benar"}
    assert filed(sqlite_room) == []


@pytest.mark.parametrize("peran", [Peran.KPU_PROV, Peran.KPU_RI, Peran.PENGAWAS, Peran.OPERATOR])
def test_who_only_reads_takes_nothing_in(sqlite_room: Room, peran: Peran) -> None:
    room = sqlite_room
    browser = room.sign_in(room.hire(peran))
    assert browser.get("/meja").status_code == 403
    assert send(browser).status_code == 403
    assert filed(room) == []


def test_a_form_without_the_hidden_field_or_from_another_site_files_nothing(
    sqlite_room: Room, desk: Browser
) -> None:
    fields = form(J.PERBAIKAN_DATA, **SEEN)
    assert desk.client.post("/meja/perbaikan-data", data=fields).status_code == 403
    foreign = desk.post("/meja/perbaikan-data", fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert filed(sqlite_room) == []


def test_an_address_outside_the_officers_wilayah_is_not_taken_in(sqlite_room: Room) -> None:
    room = sqlite_room
    room.office.add_regions({"1371031005": "Ulak Karang", "137104": "Nanggalo", "1371041001": "Surau Gadang"})
    ppk = room.sign_in(room.hire(Peran.PPK))
    answer = send(ppk, tempat="1371041001")
    assert answer.status_code == 422
    assert "Pilih desa atau kelurahan dahulu" in answer.text
    assert send(ppk, tempat="1371031005").status_code == 303
    pps = room.sign_in(room.hire(Peran.PPS))
    assert send(pps, tempat="1371031005").status_code == 303
    assert [laporan.kelurahan for laporan in filed(room)] == ["1371031005", KELURAHAN]


def test_the_domain_refuses_who_may_not_and_where_they_may_not(sqlite_room: Room) -> None:
    room = sqlite_room
    s, reads, pps = room.staff, room.hire(Peran.KPU_PROV), room.hire(Peran.PPS)
    rest: dict[str, Any] = {
        "seen": Seen(), "office": s.office, "jadwal": room.office.jadwal, "now": room.clock.now()
    }  # fmt: skip
    with pytest.raises(NotPermitted):
        take_in(s.intake, reads, new_report(), (), **rest)
    with pytest.raises(OutsideWilayah):
        take_in(s.intake, pps, new_report(kelurahan=KodeWilayah("1371041001")), (), **rest)
    assert filed(room) == []


@pytest.mark.parametrize("jenis", list(J))
def test_every_kind_is_filed_and_its_receipt_shown(
    sqlite_room: Room, desk: Browser, jenis: JenisLaporan
) -> None:
    by = Pelapor.KELUARGA if jenis is J.TIDAK_MEMENUHI_SYARAT else Pelapor.PEMILIH
    seen = {f"dilihat_{bukti.value}": "y" for bukti in required(jenis, by)}
    answer = desk.post(f"/meja/{jenis}", form(jenis, by, **seen, catatan_meja="map 12"))
    assert (answer.status_code, answer.location) == (303, RECEIPT)
    [laporan] = filed(sqlite_room)
    page = desk.get(RECEIPT).text
    assert NUMBER.findall(page)[0] == laporan.nomor
    assert len(set(CODE.findall(page))) == 1
    assert "Posko PPS" in page
    assert "23.59 WIB" in page


def test_who_took_it_in_and_what_they_saw_stands_on_the_report_and_in_the_record(room: Room) -> None:
    pps = room.hire(Peran.PPS)
    assert send(room.sign_in(pps), telepon="0812 3456 7890").status_code == 303
    [laporan] = filed(room)
    assert (laporan.penerima_id, laporan.pelapor_cocok) == (pps.id, True)
    assert (laporan.pemegang_tingkat, laporan.pemegang_wilayah) == (T.PPS, KELURAHAN)
    with room.database.reading() as session:
        [line] = session.scalars(select(Riwayat))
        assert session.scalars(select(Bukti)).all() == []
    assert (line.peristiwa, line.oleh, line.petugas_id) == (None, "warga", pps.id)
    note = room.staff.office.opener.open(line.catatan or b"", note_context(laporan.nomor)).decode()
    assert note == "Diterima di meja. Dokumen dilihat: ktp-el. Salinan: map PPS nomor 12"
    [entry] = room.audit()
    assert (entry.tindakan, entry.pelaku) == (Tindakan.LAPORAN_DITERIMA_DI_MEJA, pps.akun)
    assert (entry.objek, entry.wilayah) == (laporan.nomor, KELURAHAN)
    assert entry.rincian == {"jenis": "perbaikan-data", "dilihat": ["ktp-el"], "berkas": 0}
    assert content_of(laporan, room.staff.office)["telepon"] == "0812 3456 7890"
    assert TERDAFTAR.encode() not in laporan.isi
    assert TERDAFTAR not in str(entry.rincian)


def test_photos_are_taken_at_the_desk_too(sqlite_room: Room, desk: Browser) -> None:
    photocopy(sqlite_room)
    files = attached([JenisBukti.KTP_EL], b"x" * 100_000)
    sent = form(J.PERBAIKAN_DATA, **files)
    answer = desk.post("/meja/perbaikan-data", sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    with sqlite_room.database.reading() as session:
        assert [row.jenis for row in session.scalars(select(Bukti))] == [JenisBukti.KTP_EL]


def test_whoever_finds_every_turn_taken_is_told_before_anything_is_read(
    sqlite_room: Room, desk: Browser
) -> None:
    turns = sqlite_room.staff.upload_turns
    files = attached([JenisBukti.KTP_EL], b"x" * 100_000)
    with turns, turns:
        sent = form(J.PERBAIKAN_DATA, **files)
        answer = desk.post("/meja/perbaikan-data", sent, content_type="multipart/form-data")
        assert answer.status_code == 503
        assert send(desk).status_code == 303


def test_a_reporter_who_is_not_on_the_list_is_no_known_reporter_here_either(
    sqlite_room: Room, desk: Browser
) -> None:
    assert send(desk, nik=ABSEN, nama=NAMA).status_code == 303
    assert [laporan.pelapor_cocok for laporan in filed(sqlite_room)] == [False]


def test_an_accusation_at_the_desk_counts_like_any_other(sqlite_room: Room, desk: Browser) -> None:
    tms = J.TIDAK_MEMENUHI_SYARAT
    seen = {"dilihat_surat-kematian": "y", "dilihat_identitas-pelapor": "y", "catatan_meja": "map 12"}
    assert desk.post(f"/meja/{tms}", form(tms, Pelapor.WARGA, **seen)).status_code == 303
    [laporan] = filed(sqlite_room)
    assert laporan.berisiko
    # The reporter of these forms is not on the list, so it is held as one of a case, above PPS.
    assert laporan.kasus_id is not None
    assert laporan.pemegang_tingkat is T.PPK
    assert "Posko PPS" in desk.get(RECEIPT).text


def test_the_same_form_sent_twice_is_one_report_and_changed_it_is_asked_about(
    sqlite_room: Room, desk: Browser
) -> None:
    fields = form(J.PERBAIKAN_DATA, **SEEN)
    assert desk.post("/meja/perbaikan-data", fields).status_code == 303
    assert desk.post("/meja/perbaikan-data", fields).status_code == 303
    changed = desk.post("/meja/perbaikan-data", fields | {"keterangan": "Lain."})
    assert changed.status_code == 422
    assert "sudah terkirim dengan isian lain" in changed.text
    assert len(filed(sqlite_room)) == 1
    assert len(sqlite_room.audit()) == 1


@pytest.mark.parametrize("peran", [Peran.PPS, Peran.PPK, Peran.KPU_KABKO])
def test_the_region_is_chosen_within_the_officers_own(sqlite_room: Room, peran: Peran) -> None:
    page = sqlite_room.sign_in(sqlite_room.hire(peran)).get("/meja/ganda").text
    assert ("Ketik nama desa" in page) is (peran is not Peran.PPS)
    assert ("Lolong Belanti" in page) is (peran is not Peran.KPU_KABKO)


def test_what_was_typed_survives_the_choice_of_another_region(sqlite_room: Room) -> None:
    ppk = sqlite_room.sign_in(sqlite_room.hire(Peran.PPK))
    kept = Page(ppk.post("/meja/ganda", form(J.GANDA, aksi="ganti", **SEEN))).values
    assert (kept["nama"], kept["catatan_meja"], kept["dilihat_ktp-el"]) == (NAMA, "map PPS nomor 12", "y")


def test_an_unknown_kind_is_no_page(desk: Browser) -> None:
    assert desk.get("/meja/surat-cinta").status_code == 404
    assert desk.post("/meja/surat-cinta").status_code == 404


@pytest.mark.parametrize(("days", "words"), [(-10, "dibuka pada"), (8, "KPU Kabupaten/Kota sekarang juga")])
def test_outside_the_response_period_the_desk_says_what_to_do_instead(
    sqlite_room: Room, days: int, words: str
) -> None:
    room = sqlite_room
    room.clock.advance(days=days)
    browser = room.sign_in(room.hire(Peran.PPS))
    for path in ("/meja", "/meja/ganda"):
        assert words in browser.get(path).text
    answer = send(browser)
    assert answer.status_code == 409
    assert filed(room) == []
