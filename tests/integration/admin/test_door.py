"""The staff app is closed by default: no session, no page; no hidden field, no change."""

import pytest
from flask import Flask

from admin.door import access_of
from pemilu.petugas.kinds import JenisSesi, Peran
from tests.integration.admin.room import COOKIE, Room


def test_without_a_session_every_closed_page_leads_to_the_sign_in(sqlite_room: Room) -> None:
    answer = sqlite_room.app.test_client().get("/antrean?status=diterima")
    assert answer.status_code == 303
    assert answer.location == "/masuk?kembali=/antrean?status%3Dditerima"


def test_a_view_without_a_mark_is_closed_to_everybody(sqlite_room: Room) -> None:
    room = sqlite_room
    room.app.add_url_rule("/lupa-ditandai", view_func=lambda: "terbuka", endpoint="lupa")
    assert room.sign_in(room.hire(Peran.KPU_RI)).get("/lupa-ditandai").status_code == 404


def test_every_view_is_marked(sqlite_room: Room) -> None:
    app: Flask = sqlite_room.app
    assert not [name for name, view in app.view_functions.items() if access_of(view) is None]


def test_a_session_ends_after_thirty_idle_minutes(sqlite_room: Room) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    sqlite_room.clock.advance(minutes=29)
    assert browser.get("/antrean").status_code == 200
    sqlite_room.clock.advance(minutes=29)
    assert browser.get("/antrean").status_code == 200
    sqlite_room.clock.advance(minutes=31)
    assert browser.get("/antrean").status_code == 303


def test_a_session_in_steady_use_ends_after_eight_hours(sqlite_room: Room) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    for _ in range(24):
        sqlite_room.clock.advance(minutes=20)
        assert browser.get("/antrean").status_code == 200
    sqlite_room.clock.advance(minutes=1)
    assert browser.get("/antrean").status_code == 303


def test_a_token_that_was_left_opens_nothing(sqlite_room: Room) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    assert browser.post("/keluar").status_code == 303
    browser.client.set_cookie(COOKIE, browser.token)
    assert browser.get("/antrean").status_code == 303


def test_a_form_without_the_hidden_field_changes_nothing(sqlite_room: Room) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    assert browser.client.post("/keluar").status_code == 403
    assert browser.client.post("/keluar", data={"csrf": "0" * 64}).status_code == 403
    assert browser.get("/antrean").status_code == 200


def test_a_form_from_another_site_is_refused(sqlite_room: Room) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    assert browser.post("/keluar", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_role_without_the_permission_is_told_so(sqlite_room: Room) -> None:
    answer = sqlite_room.sign_in(sqlite_room.hire(Peran.OPERATOR)).get("/antrean")
    assert answer.status_code == 403
    assert "Peran Anda tidak mencakup ini" in answer.text


def test_an_account_that_was_switched_off_is_out_at_once(sqlite_room: Room) -> None:
    officer = sqlite_room.hire(Peran.PPS, aktif=False)
    assert sqlite_room.sign_in(officer).get("/antrean").status_code == 303


def test_the_fourth_session_ends_the_first(sqlite_room: Room) -> None:
    officer = sqlite_room.hire(Peran.PPS)
    browsers = []
    for _ in range(4):
        browsers.append(sqlite_room.sign_in(officer))
        sqlite_room.clock.advance(seconds=1)
    assert [browser.get("/antrean").status_code for browser in browsers] == [303, 200, 200, 200]


@pytest.mark.parametrize(
    "path",
    [
        "//jahat.id",
        "https://jahat.id",
        "/\\jahat.id",
        "javascript:alert(1)",
        "\\\\jahat.id",
        "/a\nb",
        "jahat",
    ],
)
def test_nobody_is_sent_to_another_site_after_signing_in(sqlite_room: Room, path: str) -> None:
    answer = sqlite_room.app.test_client().get("/masuk", query_string={"kembali": path})
    assert answer.status_code == 200
    assert "jahat" not in answer.text


def test_a_kiosk_opens_no_staff_page(sqlite_room: Room) -> None:
    officer = sqlite_room.hire(Peran.PPS)
    kiosk = sqlite_room.sign_in(officer, jenis=JenisSesi.KIOS)
    assert kiosk.get("/antrean").status_code == 303


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/laporan/LP-%00", 404),
        ("/antrean?nomor=%00", 400),
        ("/antrean?tps=1&tps=%00", 400),
        ("/antrean/borongan/2147483648", 404),
        ("/templat/2147483648", 404),
    ],
)
def test_what_no_database_takes_is_refused_at_the_door(postgres_room: Room, path: str, code: int) -> None:
    assert postgres_room.sign_in(postgres_room.hire(Peran.KPU_KABKO)).get(path).status_code == code


def test_a_form_with_a_nul_is_refused_at_the_door(postgres_room: Room) -> None:
    browser = postgres_room.sign_in(postgres_room.hire(Peran.KPU_KABKO))
    for path in ("/antrean/cari", "/antrean/tampilan", "/laporan/LP-7K3M9Q/putuskan", "/meja/ganda"):
        assert browser.post(path, {"cari": "a\0", "nama": "a\0"}).status_code == 400
    unknown = postgres_room.app.test_client().post("/masuk", data={"akun": "a\0", "sandi": "b", "kode": "1"})
    assert unknown.status_code == 400
    assert browser.post("/antrean/tampilan/2147483648/hapus").status_code == 404
