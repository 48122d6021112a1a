"""The forms of the acts: what is unfit comes back with every word that was typed."""

import re

import pytest

from pemilu.laporan.status import Status
from pemilu.petugas.kinds import Peran, TingkatPanitia
from tests.factories import GANDA, KELURAHAN
from tests.integration.admin.case import ISI, Case, recommended, stranger
from tests.integration.admin.room import Browser, Room
from tests.integration.laporan.office import KABUPATEN, KECAMATAN, person

TYPED = "Tetangga membenarkan datanya."


@pytest.fixture
def pps(sqlite_room: Room) -> Browser:
    return sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))


@pytest.fixture
def case(sqlite_room: Room, pps: Browser) -> Case:
    case = Case(sqlite_room)
    assert pps.post(f"/laporan/{case.nomor}/ambil", {"versi": 1}).status_code == 303
    return case


@pytest.mark.parametrize(
    ("aksi", "said", "told"),
    [
        ("minta-dokumen", {"alasan": ""}, "Pilih satu yang tersedia."),
        ("minta-dokumen", {"alasan": "dokumen-sesuai"}, "Alasan itu bukan untuk pilihan di atas"),
        ("minta-dokumen", {"alasan": "kk", "jawaban": "NIK 1399 9917 0890 0001"}, "Hapus nomor yang panjang"),
        ("minta-dokumen", {"alasan": "kk", "jawaban": "a" * 1001}, "terlalu panjang"),
        ("kunjungan", {"tanggal": "2024-09-23", "hasil": "sesuai-laporan"}, "Tanggal kunjungan harus antara"),
        ("kunjungan", {"tanggal": "2024-09-21", "hasil": "sesuai-laporan"}, "Tanggal kunjungan harus antara"),
        ("kunjungan", {"tanggal": "kemarin", "hasil": "sesuai-laporan"}, "Tanggal itu tidak ada"),
        ("kunjungan", {"tanggal": "2024-09-22", "hasil": "biasa"}, "Pilih satu yang tersedia."),
        ("rekomendasi", {"putusan": "setuju", "alasan": "dokumen-sesuai", "catatan": " "}, "Tulis catatan"),
        ("rekomendasi", {"putusan": "", "alasan": "dokumen-sesuai"}, "Pilih satu yang tersedia."),
        ("rekomendasi", {"putusan": "tolak", "alasan": "dokumen-sesuai"}, "Alasan itu bukan untuk pilihan"),
        ("alihkan", {"tujuan": "", "alasan": "perlu-tingkat-lain"}, "Pilih satu yang tersedia."),
        ("alihkan", {"tujuan": f"pps:{KELURAHAN}", "alasan": "perlu-tingkat-lain"}, "sudah dipegang"),
        ("alihkan", {"tujuan": "kpu-kabko:1372", "alasan": "perlu-tingkat-lain"}, "di dalam kabupaten"),
        ("alihkan", {"kelurahan_lain": "Atlantis", "alasan": "alamat-di-sana"}, "di dalam kabupaten"),
        ("gabung", {"induk": ""}, "Isi nomor laporan tujuan."),
        ("gabung", {"induk": "LP-222222"}, "tidak ada di wilayah Anda"),
        ("tugaskan", {"kepada": "999999"}, "bukan rekan sepanitia"),
    ],
)
def test_an_unfit_form_changes_nothing_and_keeps_what_was_typed(
    pps: Browser, case: Case, aksi: str, said: dict[str, str], told: str
) -> None:
    before = case.row.versi
    answer = pps.post(f"/laporan/{case.nomor}/{aksi}", {"versi": before, "catatan": TYPED} | said)
    assert answer.status_code == 422
    assert told in answer.text
    if "catatan" not in said and 'name="catatan"' in answer.text:
        assert TYPED in answer.text
    assert case.row.versi == before


@pytest.mark.parametrize("versi", ["", "0", "-1", "satu", "9" * 30])
def test_a_form_without_a_version_changes_nothing(pps: Browser, case: Case, versi: str) -> None:
    said = {"versi": versi, "alasan": "kk"}
    assert pps.post(f"/laporan/{case.nomor}/minta-dokumen", said).status_code in {409, 422}
    assert case.row.status is Status.DIVERIFIKASI


@pytest.mark.parametrize("number", ["2147483648", "9" * 30, "-5"])
@pytest.mark.parametrize("path", ["tugaskan", "putuskan"])
def test_no_row_has_a_number_like_that(
    sqlite_room: Room, pps: Browser, case: Case, path: str, number: str
) -> None:
    said = {
        "versi": case.row.versi,
        "kepada": number,
        "tps": number,
        "putusan": "setuju",
        "alasan": "dokumen-sesuai",
    }
    assert pps.post(f"/laporan/{case.nomor}/{path}", said).status_code == 422
    assert pps.get("/pemberitahuan", query_string={"sebelum": number}).status_code == 200


def test_who_comes_second_is_told_and_keeps_what_they_typed(
    sqlite_room: Room, pps: Browser, case: Case
) -> None:
    seen = case.row.versi
    case.visit(sqlite_room.hire(Peran.PPS))
    said = {"versi": seen, "putusan": "setuju", "alasan": "dokumen-sesuai", "catatan": TYPED}
    answer = pps.post(f"/laporan/{case.nomor}/rekomendasi", said)
    assert answer.status_code == 409
    assert "baru saja diubah petugas lain" in answer.text
    assert TYPED in answer.text
    assert f'name="versi" value="{case.row.versi}"' in answer.text
    assert case.row.status is Status.DIVERIFIKASI


def test_an_unfit_form_of_an_older_version_also_tells_of_the_change(
    sqlite_room: Room, pps: Browser, case: Case
) -> None:
    seen = case.row.versi
    case.visit(sqlite_room.hire(Peran.PPS))
    said = {"versi": seen, "putusan": "", "alasan": "dokumen-sesuai", "catatan": TYPED}
    answer = pps.post(f"/laporan/{case.nomor}/rekomendasi", said)
    assert answer.status_code == 409
    for told in ("baru saja diubah petugas lain", "Pilih satu yang tersedia.", TYPED):
        assert told in answer.text
    fresh = pps.post(f"/laporan/{case.nomor}/rekomendasi", said | {"versi": case.row.versi})
    assert fresh.status_code == 422
    assert "baru saja diubah" not in fresh.text


def test_words_can_be_saved_when_the_act_is_over(sqlite_room: Room, pps: Browser, case: Case) -> None:
    seen = case.row.versi
    case.recommend(sqlite_room.hire(Peran.PPS))
    said = {"versi": seen, "putusan": "tolak", "alasan": "tidak-terbukti", "catatan": TYPED}
    answer = pps.post(f"/laporan/{case.nomor}/rekomendasi", said)
    assert answer.status_code == 409
    assert TYPED in answer.text
    assert "tidak dapat lagi dilakukan" in answer.text
    assert "readonly" in answer.text


def test_the_same_form_sent_twice_acts_once(pps: Browser, case: Case) -> None:
    said = {"versi": case.row.versi, "tanggal": "2024-09-22", "hasil": "rumah-kosong"}
    answers = [pps.post(f"/laporan/{case.nomor}/kunjungan", said).status_code for _ in range(2)]
    assert answers == [303, 409]


def test_an_empty_message_takes_the_prepared_text(sqlite_room: Room, pps: Browser, case: Case) -> None:
    said = {"versi": case.row.versi, "alasan": "kk", "jawaban": "  "}
    assert pps.post(f"/laporan/{case.nomor}/minta-dokumen", said).status_code == 303
    step = sqlite_room.office.tracked(case.receipt).steps[-1]
    assert (step.alasan, step.jawaban and step.jawaban[:20]) == ("kk", "Dokumen yang ada bel")


def test_after_an_act_the_officer_is_back_at_the_report(pps: Browser, case: Case) -> None:
    said = {"versi": case.row.versi, "alasan": "kk"}
    answer = pps.post(f"/laporan/{case.nomor}/minta-dokumen", said)
    assert answer.location.startswith(f"/laporan/{case.nomor}?")
    assert "Tersimpan: Dokumen diminta dari pelapor." in pps.get(answer.location).text


def test_a_report_sent_sideways_leads_back_to_the_queue(sqlite_room: Room, pps: Browser, case: Case) -> None:
    _second_village(sqlite_room)
    said = {"versi": case.row.versi, "kelurahan_lain": "Ulak Karang", "alasan": "alamat-di-sana"}
    answer = pps.post(f"/laporan/{case.nomor}/alihkan", said)
    assert answer.status_code == 303
    assert answer.location.startswith("/antrean")
    assert "Tersimpan: " in pps.get(answer.location).text
    assert (case.row.kelurahan, case.row.pemegang_wilayah) == ("1371031005", "1371031005")
    assert pps.get(f"/laporan/{case.nomor}").status_code == 404


@pytest.mark.parametrize(
    ("said", "field", "told"),
    [
        ({"kelurahan_lain": "Atlantis"}, "kelurahan_lain", "di dalam kabupaten"),
        ({"kelurahan_lain": "Gunung"}, "kelurahan_lain", "Ada beberapa kelurahan"),
        ({"kelurahan_lain": "Gunung Sarik"}, "kelurahan_lain", "sedang tidak bertugas"),
        ({"tujuan": "kpu-kabko:1372"}, "tujuan", "di dalam kabupaten"),
        ({"kelurahan_lain": "Ulak Karang", "alasan": "pembagian-tugas"}, "alasan", "alamat pemilih memang"),
        (
            {"tujuan": f"ppk:{KECAMATAN}", "kelurahan_lain": "Ulak Karang"},
            "kelurahan_lain",
            "Anda memilih PPK (Kecamatan Padang Utara), tetapi mengetik PPS (Kelurahan Ulak Karang).",
        ),
        (
            {"tujuan": "ppk:999999", "kelurahan_lain": "Atlantis"},
            "kelurahan_lain",
            "Anda memilih PPK (999999), tetapi mengetik Atlantis.",
        ),
    ],
)
def test_a_refused_aim_is_told_at_the_field_that_it_is_about(
    sqlite_room: Room, pps: Browser, case: Case, said: dict[str, str], field: str, told: str
) -> None:
    _second_village(sqlite_room)
    sqlite_room.office.add_regions({"1371031006": "Gunung Sarik", "1371031007": "Gunung Pangilun"})
    form = {"versi": case.row.versi, "alasan": "alamat-di-sana"} | said
    answer = pps.post(f"/laporan/{case.nomor}/alihkan", form)
    assert answer.status_code == 422
    [message] = re.findall(
        r'<p class="pesan-salah"[^>]*>.*?</p>\s*<(?:input|select)[^>]*', answer.text, re.DOTALL
    )
    assert told in message
    assert f'name="{field}"' in message
    assert case.row.pemegang_wilayah == KELURAHAN


@pytest.mark.parametrize("typed", ["Ulak Karang", "1371031005", "Ulak"])
def test_choosing_and_typing_the_same_is_no_contradiction(
    sqlite_room: Room, pps: Browser, case: Case, typed: str
) -> None:
    _second_village(sqlite_room)
    sqlite_room.office.add_regions({"1371031006": "Ulak Karang Utara"})
    said = {"versi": case.row.versi, "alasan": "alamat-di-sana", "kelurahan_lain": typed}
    answer = pps.post(f"/laporan/{case.nomor}/alihkan", said | {"tujuan": "pps:1371031005"})
    assert answer.status_code == 303
    assert case.row.pemegang_wilayah == "1371031005"


def test_committees_are_offered_by_name(sqlite_room: Room, pps: Browser, case: Case) -> None:
    _second_village(sqlite_room)
    page = pps.get(f"/laporan/{case.nomor}").text
    for target in (f"ppk:{KECAMATAN}", f"kpu-kabko:{KABUPATEN}", "pps:1371031005"):
        assert f'value="{target}"' in page
    assert f'value="pps:{KELURAHAN}"' not in page
    assert "Ulak Karang" in page


def test_kpu_is_told_why_it_cannot_decide_yet(sqlite_room: Room) -> None:
    room = sqlite_room
    case = recommended(room, room.hire(Peran.PPS), **stranger())
    kpu = room.sign_in(room.hire(Peran.KPU_KABKO))
    page = kpu.get(f"/laporan/{case.nomor}").text
    assert "menunggu 10 menit" in page
    assert "/putuskan" not in page
    room.clock.advance(minutes=10)
    assert "/putuskan" in kpu.get(f"/laporan/{case.nomor}").text


def test_who_recommended_is_told_that_another_must_decide(sqlite_room: Room) -> None:
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    case = Case(room, **stranger())
    case.take(kpu)
    case.recommend(kpu)
    room.clock.advance(minutes=10)
    assert "petugas lain harus memutuskan" in room.sign_in(kpu).get(f"/laporan/{case.nomor}").text


def test_a_contested_report_offers_only_its_rejection(sqlite_room: Room) -> None:
    room = sqlite_room
    case = recommended(room, room.hire(Peran.PPS), **stranger())
    room.office.set(case.receipt, disanggah=True)
    room.clock.advance(minutes=10)
    page = room.sign_in(room.hire(Peran.KPU_KABKO)).get(f"/laporan/{case.nomor}").text
    assert 'name="putusan" value="tolak"' in page
    assert 'name="putusan" value="setuju"' not in page


def test_rows_and_tps_are_offered_to_choose_from(sqlite_room: Room) -> None:
    room = sqlite_room
    twin = recommended(room, room.hire(Peran.PPS), jenis="ganda", target=person(GANDA), isi={"nik": GANDA})
    move = recommended(room, room.hire(Peran.PPS), jenis="salah-tps")
    room.clock.advance(minutes=10)
    kpu = room.sign_in(room.hire(Peran.KPU_KABKO))
    assert kpu.get(f"/laporan/{twin.nomor}").text.count('name="baris"') == 2
    page = kpu.get(f"/laporan/{move.nomor}").text
    assert "TPS 004" in page
    assert "SDN 05 Contoh" in page


def test_no_form_shows_a_whole_nik(sqlite_room: Room, pps: Browser, case: Case) -> None:
    pages = [pps.get(f"/laporan/{case.nomor}").text]
    pages.append(pps.post(f"/laporan/{case.nomor}/rekomendasi", {"versi": case.row.versi}).text)
    for page in pages:
        assert ISI["nik"] not in page
        assert "0812" not in page


def _second_village(room: Room) -> None:
    room.office.add_regions({"1371031005": "Ulak Karang"})
    room.office.seat(TingkatPanitia.PPS, "1371031005")
