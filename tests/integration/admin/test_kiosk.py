"""Kiosk: lookups on the village phone, for the officer's own region, and nothing else."""

from collections.abc import Sequence

import pytest

from pemilu.audit.kinds import Tindakan
from pemilu.audit.models import Audit
from pemilu.infra import limits
from pemilu.petugas.kinds import JenisSesi, Peran
from pemilu.petugas.officer import Officer
from tests.factories import ABSEN, GANDA, KHUSUS, TERDAFTAR
from tests.integration.admin.room import COOKIE, Browser, Room

ELSEWHERE = "1371031005"
NOWHERE = "Tidak ada di wilayah kios ini"


@pytest.fixture
def kiosk(room: Room) -> Browser:
    return room.sign_in(room.hire(Peran.PPS), jenis=JenisSesi.KIOS)


def acts(room: Room, tindakan: Tindakan) -> Sequence[Audit]:
    return [row for row in room.audit() if row.tindakan is tindakan]


def elsewhere(room: Room) -> Officer:
    room.office.add_regions({ELSEWHERE: "Ulak Karang"})
    return room.hire(Peran.PPS, ELSEWHERE)


@pytest.mark.parametrize("peran", [Peran.KPU_PROV, Peran.KPU_RI, Peran.PENGAWAS, Peran.OPERATOR])
def test_who_answers_no_reports_opens_no_kiosk(sqlite_room: Room, peran: Peran) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(peran))
    assert browser.get("/kios/buka").status_code == 403
    assert browser.post("/kios/buka").status_code == 403


def test_opening_asks_who_one_is_once_more(sqlite_room: Room) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    sqlite_room.clock.advance(minutes=6)
    assert browser.get("/kios/buka").location == "/masuk/lagi?kembali=/kios/buka"
    assert browser.post("/kios/buka").location.startswith("/masuk/lagi")
    assert not acts(sqlite_room, Tindakan.KIOS_DIBUKA)


def test_an_officers_own_session_answers_no_kiosk(sqlite_room: Room) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    assert browser.post("/kios", {"nik": TERDAFTAR}).location == "/antrean"
    assert not acts(sqlite_room, Tindakan.KIOS_MENCARI)


def test_opening_leaves_ones_own_session_behind(room: Room) -> None:
    officer = room.hire(Peran.PPS)
    browser = room.sign_in(officer)
    assert "8 jam" in browser.get("/kios/buka").text
    opened = browser.post("/kios/buka")
    assert (opened.status_code, opened.location) == (303, "/kios")
    cookie = browser.client.get_cookie(COOKIE)
    assert cookie is not None
    assert cookie.value != browser.token
    assert browser.get("/kios").status_code == 200
    for path in ("/antrean", "/rekap", "/akun", "/ekspor", "/kios/buka"):
        assert browser.get(path).location == "/kios", path
    browser.client.set_cookie(COOKIE, browser.token)  # what was the officer's own
    assert browser.get("/antrean").location.startswith("/masuk")
    (line,) = acts(room, Tindakan.KIOS_DIBUKA)
    assert (line.pelaku, line.wilayah) == (officer.akun, officer.wilayah)


def test_a_voter_of_the_region_learns_the_place_and_no_more(kiosk: Browser) -> None:
    page = kiosk.post("/kios", {"nik": TERDAFTAR}).text
    for told in ("Anda terdaftar sebagai pemilih", "SDN 05 Contoh", "004", "B*** S******", "berakhir 0001"):
        assert told in page
    assert TERDAFTAR not in page
    assert "BUDI" not in page.upper()


def test_a_special_tps_and_a_voter_listed_twice_are_told(kiosk: Browser) -> None:
    assert "TPS lokasi khusus" in kiosk.post("/kios", {"nik": KHUSUS}).text
    page = kiosk.post("/kios", {"nik": GANDA}).text
    assert "NIK ini tercatat lebih dari satu kali" in page
    assert "901" in page


def test_a_voter_elsewhere_and_nobody_are_answered_alike(room: Room) -> None:
    kiosk = room.sign_in(elsewhere(room), jenis=JenisSesi.KIOS)
    there, nowhere = (kiosk.post("/kios", {"nik": nik}) for nik in (TERDAFTAR, ABSEN))
    assert NOWHERE in there.text
    assert there.text.replace("0001", "0009") == nowhere.text
    assert there.status_code == nowhere.status_code == 200
    assert {row.rincian["hasil"] for row in acts(room, Tindakan.KIOS_MENCARI)} == {"tidak-ada"}


def test_a_wider_region_answers_for_all_in_it(sqlite_room: Room) -> None:
    kiosk = sqlite_room.sign_in(sqlite_room.hire(Peran.PPK), jenis=JenisSesi.KIOS)
    assert "SDN 05 Contoh" in kiosk.post("/kios", {"nik": TERDAFTAR}).text


@pytest.mark.parametrize(
    ("nik", "sentence"),
    [("", "Isi NIK"), ("123", "NIK harus 16 angka"), ("139999170890000A", "NIK hanya angka")],
)
def test_what_is_no_nik_is_told_so_and_not_looked_up(sqlite_room: Room, nik: str, sentence: str) -> None:
    kiosk = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS), jenis=JenisSesi.KIOS)
    answer = kiosk.post("/kios", {"nik": nik})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not acts(sqlite_room, Tindakan.KIOS_MENCARI)


def test_a_search_is_recorded_with_its_result_and_without_the_nik(room: Room, kiosk: Browser) -> None:
    kiosk.post("/kios", {"nik": TERDAFTAR})
    kiosk.post("/kios", {"nik": ABSEN})
    lines = acts(room, Tindakan.KIOS_MENCARI)
    assert [line.rincian for line in lines] == [{"hasil": "ada"}, {"hasil": "tidak-ada"}]
    recorded = " ".join(str(vars(line)) for line in lines)
    assert TERDAFTAR not in recorded
    assert TERDAFTAR[-4:] not in recorded.replace(str(lines[0].waktu), "")


def test_a_form_without_the_hidden_field_is_refused(sqlite_room: Room) -> None:
    kiosk = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS), jenis=JenisSesi.KIOS)
    assert kiosk.client.post("/kios", data={"nik": TERDAFTAR}).status_code == 403


def test_the_next_visitor_finds_an_empty_form_and_nothing_is_kept(sqlite_room: Room) -> None:
    kiosk = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS), jenis=JenisSesi.KIOS)
    answer = kiosk.post("/kios", {"nik": TERDAFTAR})
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'href="/kios" data-selesai' in answer.text
    fresh = kiosk.get("/kios")
    assert fresh.headers["Clear-Site-Data"] == '"cache"'
    assert TERDAFTAR[-4:] not in fresh.text


def test_a_kiosk_stands_idle_for_hours_and_ends_after_eight(sqlite_room: Room) -> None:
    kiosk = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS), jenis=JenisSesi.KIOS)
    sqlite_room.clock.advance(hours=7, minutes=59)
    assert kiosk.get("/kios").status_code == 200
    sqlite_room.clock.advance(minutes=2)
    assert kiosk.get("/kios").location.startswith("/masuk")


def test_closing_needs_no_password_and_leads_to_the_sign_in(room: Room, kiosk: Browser) -> None:
    closed = kiosk.post("/kios/tutup")
    assert (closed.status_code, closed.location) == (303, "/masuk")
    kiosk.client.set_cookie(COOKIE, kiosk.token)
    assert kiosk.get("/kios").location.startswith("/masuk")
    assert len(acts(room, Tindakan.KIOS_DITUTUP)) == 1


def test_a_kiosk_of_an_account_that_was_switched_off_is_closed(sqlite_room: Room) -> None:
    officer = sqlite_room.hire(Peran.PPS, aktif=False)
    assert sqlite_room.sign_in(officer, jenis=JenisSesi.KIOS).get("/kios").location.startswith("/masuk")


def test_the_limit_is_of_the_officer_not_of_the_network_nor_of_one_kiosk(
    sqlite_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "KIOSK", "3 per hour")
    room = Room(sqlite_room.office)
    officer = room.hire(Peran.PPS)
    one, again = (room.sign_in(officer, jenis=JenisSesi.KIOS) for _ in range(2))
    other = room.sign_in(room.hire(Peran.PPS), jenis=JenisSesi.KIOS)
    assert [one.post("/kios", {"nik": ABSEN}).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert again.post("/kios", {"nik": ABSEN}).status_code == 429
    assert other.post("/kios", {"nik": ABSEN}).status_code == 200
