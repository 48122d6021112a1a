"""Prepared answers: offices word their own, the nearest holds, nobody edits another's."""

import pytest

from pemilu.audit.kinds import Tindakan
from pemilu.laporan.answers import prepared
from pemilu.laporan.kinds import JenisLaporan, Putusan
from pemilu.laporan.models import Templat
from pemilu.petugas.kinds import Peran
from tests.factories import KELURAHAN
from tests.integration.admin.case import TOLAK, Case, rows
from tests.integration.admin.room import Browser, Room

FORM = {"guna": "tolak:tidak-terbukti", "jenis": "", "teks": "Belum terbukti menurut kami."}
CODE = "tidak-terbukti"


@pytest.fixture
def kpu(room: Room) -> Browser:
    return room.sign_in(room.hire(Peran.KPU_KABKO))


def text_for(room: Room, jenis: JenisLaporan = JenisLaporan.PERBAIKAN_DATA) -> str:
    with room.database.reading() as session:
        found = prepared(session, jenis, Putusan.TOLAK, kelurahan=KELURAHAN, berisiko=False)
    return found.teks[CODE]


@pytest.mark.parametrize("peran", [Peran.PPS, Peran.PPK, Peran.PENGAWAS, Peran.OPERATOR])
def test_only_kpu_words_answers(sqlite_room: Room, peran: Peran) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(peran))
    assert browser.get("/templat").status_code == 403
    assert browser.post("/templat/tambah", FORM).status_code == 403
    assert rows(sqlite_room, Templat) == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"guna": ""}, "Pilih satu yang tersedia."),
        ({"guna": "tolak"}, "Pilih satu yang tersedia."),
        ({"guna": "entah:tidak-terbukti"}, "Pilih satu yang tersedia."),
        ({"guna": "setuju:tidak-terbukti"}, "tidak dipakai untuk jenis laporan ini"),
        ({"guna": "tolak:kk"}, "tidak dipakai untuk jenis laporan ini"),
        ({"jenis": "ganda", "guna": "tolak:sudah-terdaftar"}, "tidak dipakai untuk jenis laporan ini"),
        ({"jenis": "semua"}, "Pilih satu yang tersedia."),
        ({"teks": "  "}, "Tulis"),
        ({"teks": "a" * 1001}, "terlalu panjang"),
        ({"teks": "Telepon 0751 1234567"}, "Hapus nomor yang panjang"),
    ],
)
def test_an_unfit_text_is_refused_and_kept(sqlite_room: Room, said: dict[str, str], told: str) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.KPU_KABKO))
    answer = browser.post("/templat/tambah", FORM | said)
    assert answer.status_code == 422
    assert told in answer.text
    assert (said.get("teks") or FORM["teks"]).strip() in answer.text
    assert rows(sqlite_room, Templat) == []


def test_the_nearest_office_holds_and_the_kind_before_all_kinds(room: Room) -> None:
    ours = text_for(room)
    for peran, text in ((Peran.KPU_RI, "RI"), (Peran.KPU_KABKO, "Kota"), (Peran.KPU_PROV, "Provinsi")):
        browser = room.sign_in(room.hire(peran))
        assert browser.post("/templat/tambah", FORM | {"teks": text}).status_code == 303
    assert text_for(room) == "Kota" != ours
    kpu = room.sign_in(room.hire(Peran.KPU_KABKO))
    kpu.post("/templat/tambah", FORM | {"jenis": "perbaikan-data", "teks": "Kota, data"})
    assert text_for(room) == "Kota, data"
    assert text_for(room, JenisLaporan.BELUM_TERDAFTAR) == "Kota"


def test_the_text_reaches_the_citizen(room: Room, kpu: Browser) -> None:
    kpu.post("/templat/tambah", FORM)
    case, pps = Case(room), room.hire(Peran.PPS)
    case.take(pps)
    case.recommend(pps, TOLAK, alasan=CODE)
    case.decide(room.hire(Peran.KPU_KABKO), TOLAK, alasan=CODE)
    assert room.office.tracked(case.receipt).steps[-1].jawaban == FORM["teks"]


def test_a_text_is_changed_and_done_without(room: Room, kpu: Browser) -> None:
    ours = text_for(room)
    kpu.post("/templat/tambah", FORM)
    [row] = rows(room, Templat)
    assert FORM["teks"] in kpu.get("/templat").text
    assert FORM["teks"] in kpu.get(f"/templat/{row.id}").text
    assert kpu.post(f"/templat/{row.id}", FORM | {"teks": "Lain."}).status_code == 303
    assert text_for(room) == "Lain."
    assert kpu.post(f"/templat/{row.id}/hapus").status_code == 303
    assert text_for(room) == ours
    acts = [line.rincian["hapus"] for line in room.audit() if line.tindakan is Tindakan.TEMPLAT_DIUBAH]
    assert acts == [False, False, True]


def test_adding_what_is_there_already_changes_it(sqlite_room: Room) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.KPU_KABKO))
    for text in ("Satu.", "Dua."):
        browser.post("/templat/tambah", FORM | {"teks": text})
    assert [row.teks for row in rows(sqlite_room, Templat)] == ["Dua."]


def test_the_text_of_another_office_is_not_found(room: Room, kpu: Browser) -> None:
    room.office.add_regions({"1372": "Kota Solok"})
    kpu.post("/templat/tambah", FORM)
    [row] = rows(room, Templat)
    for peran, wilayah in ((Peran.KPU_KABKO, "1372"), (Peran.KPU_PROV, None), (Peran.KPU_RI, None)):
        other = room.sign_in(room.hire(peran, wilayah))
        assert other.get(f"/templat/{row.id}").status_code == 404
        assert other.post(f"/templat/{row.id}", FORM).status_code == 404
        assert other.post(f"/templat/{row.id}/hapus").status_code == 404
    assert [each.teks for each in rows(room, Templat)] == [FORM["teks"]]


def test_what_holds_until_now_is_the_start_of_an_own_version(sqlite_room: Room) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.KPU_KABKO))
    assert text_for(sqlite_room) in browser.get("/templat").text
    page = browser.get("/templat/tambah", query_string={"guna": FORM["guna"]}).text
    assert text_for(sqlite_room) in page
    assert 'value="tolak:tidak-terbukti" selected' in page
