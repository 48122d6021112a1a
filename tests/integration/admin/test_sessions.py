"""One's own account: what it shows, what changes it, and what that ends."""

import re

import pyotp
import pytest

from pemilu.audit.kinds import Tindakan
from pemilu.petugas.kinds import JenisSesi
from tests.integration.admin.accounts import (
    LAIN,
    SANDI,
    employ,
    hidden,
    knock,
    opened,
    quick_hashes,
    row_of,
    secret_on,
)
from tests.integration.admin.room import Browser, Room

__all__ = ["quick_hashes"]

STRONG = ["/akun/sandi", "/akun/faktor", "/akun/pemulihan", "/akun/passkey"]


def change_sandi(browser: Browser, new: str, *, old: str = SANDI) -> int:
    return browser.post("/akun/sandi", {"sandi_lama": old, "sandi": new}).status_code


@pytest.mark.parametrize("path", STRONG)
def test_what_changes_the_way_in_asks_first_who_it_is(sqlite_room: Room, path: str) -> None:
    browser = employ(sqlite_room).browser()
    assert browser.get(path).status_code == 200
    sqlite_room.clock.advance(minutes=5, seconds=1)
    assert browser.get(path).location == f"/masuk/lagi?kembali={path}"
    assert browser.post(path, {"sandi_lama": SANDI, "sandi": LAIN}).status_code == 303
    assert [row.tindakan for row in sqlite_room.audit()] == [Tindakan.MASUK]


def test_the_step_up_takes_both_proofs_and_gives_a_new_token(room: Room) -> None:
    person = employ(room)
    browser = person.browser()
    room.clock.advance(minutes=6)
    form = {"kembali": "/akun/sandi"}
    for sandi, kode in ((LAIN, person.code()), (SANDI, person.wrong_code()), ("", ""), (SANDI, "")):
        assert browser.post("/masuk/lagi", form | {"sandi": sandi, "kode": kode}).status_code == 422
    assert browser.get("/akun/sandi").status_code == 303
    right = browser.post("/masuk/lagi", form | {"sandi": SANDI, "kode": person.code()})
    assert (right.status_code, right.location) == (303, "/akun/sandi")
    renewed = opened(browser.client)
    assert renewed.token != browser.token
    assert renewed.get("/akun/sandi").status_code == 200
    browser.client.set_cookie("sesi", browser.token)
    assert browser.get("/antrean").status_code == 303, "the old token is worth nothing"


def test_a_stolen_session_guesses_ten_codes_an_hour(sqlite_room: Room) -> None:
    browser = employ(sqlite_room).browser()
    answers = [
        browser.post("/masuk/lagi", {"sandi": SANDI, "kode": f"{n:06}"}).status_code for n in range(15)
    ]
    assert answers == [422] * 10 + [429] * 5


def test_the_step_up_does_not_make_the_session_longer(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    browser = person.browser()
    for _ in range(20):
        sqlite_room.clock.advance(minutes=24)
        browser = opened(browser.client)
        if browser.get("/antrean").status_code != 200:
            break
        browser.post("/masuk/lagi", {"sandi": SANDI, "kode": person.code()})
    assert opened(browser.client).get("/antrean").status_code == 303


@pytest.mark.parametrize("old", ["", LAIN, SANDI.upper()])
def test_the_password_is_not_changed_without_the_old_one(sqlite_room: Room, old: str) -> None:
    person = employ(sqlite_room)
    assert change_sandi(person.browser(), LAIN, old=old) == 422
    assert person.sign_in().status_code == 303


@pytest.mark.parametrize("new", ["empat belas kk", "pemilu2029pemilu", "Lolong Belanti 2029", "kuda " * 30])
def test_a_weak_new_password_is_refused(sqlite_room: Room, new: str) -> None:
    person = employ(sqlite_room)
    assert change_sandi(person.browser(), new) == 422
    assert person.sign_in().status_code == 303


def test_a_new_password_works_at_once_and_ends_other_sessions(room: Room) -> None:
    person = employ(room)
    other, browser = person.browser(), person.browser()
    assert change_sandi(browser, LAIN) == 200
    assert browser.get("/antrean").status_code == 200
    assert other.get("/antrean").status_code == 303
    assert person.sign_in().status_code == 422
    assert person.sign_in(sandi=LAIN).status_code == 303
    assert Tindakan.SANDI_DIGANTI in [row.tindakan for row in room.audit()]


def test_the_same_characters_of_another_keyboard_are_the_same_password(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    assert change_sandi(person.browser(), "café di tepi danau biru") == 200
    assert person.sign_in(sandi="cafe\u0301 di tepi danau biru").status_code == 303


def test_a_new_authenticator_counts_once_its_code_is_shown(room: Room) -> None:
    person = employ(room)
    other, browser = person.browser(), person.browser()
    page = browser.get("/akun/faktor").text
    secret, sealed = secret_on(page), hidden(page, "rahasia")
    assert browser.post("/akun/faktor", {"kode": "000000", "rahasia": sealed}).status_code == 422
    assert person.sign_in().status_code == 303, "until then the old one counts"
    kode = pyotp.TOTP(secret).at(room.clock.now())
    assert browser.post("/akun/faktor", {"kode": kode, "rahasia": sealed}).status_code == 200
    assert other.get("/antrean").status_code == 303
    assert person.sign_in().status_code == 422
    person.secret = secret
    assert person.sign_in().status_code == 303


def test_new_recovery_codes_end_the_old_ones(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    browser = person.browser()
    page = browser.post("/akun/pemulihan").text
    codes = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", page)
    assert len(set(codes)) == 10
    assert person.sign_in(kode=person.codes[0]).status_code == 422
    assert person.sign_in(kode=codes[0]).status_code == 303
    assert "9 dari 10" in browser.get("/akun").text
    assert codes[1] not in browser.get("/akun").text


def test_everybody_sees_and_ends_their_own_sessions(room: Room) -> None:
    person = employ(room)
    client = room.app.test_client()
    android = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    form = {"akun": person.akun, "sandi": SANDI, "kode": person.code()}
    client.post("/masuk", data=form, headers={"User-Agent": android})
    phone, mine = opened(client), person.browser()
    page = mine.get("/akun").text
    assert "Chrome, Android" in page
    assert "perangkat ini" in page
    mine.post("/akun/sesi", {"sesi": hidden(page, "sesi")})
    assert phone.get("/antrean").status_code == 303
    assert mine.get("/antrean").status_code == 200


def test_all_others_are_ended_at_once_and_kiosks_with_them(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    kiosk = sqlite_room.sign_in(person.officer, jenis=JenisSesi.KIOS)
    other, mine = person.browser(), person.browser()
    assert "Kios" in mine.get("/akun").text
    mine.post("/akun/sesi")
    assert [browser.get("/akun").status_code for browser in (kiosk, other, mine)] == [303, 303, 200]
    assert kiosk.get("/akun").location.startswith("/masuk")


def test_nobody_ends_the_session_of_somebody_else(sqlite_room: Room) -> None:
    person, other = employ(sqlite_room), employ(sqlite_room)
    theirs, second, mine = other.browser(), other.browser(), person.browser()
    names = re.findall(r'name="sesi" value="([0-9a-f]+)"', second.get("/akun").text)
    for name in (*names, "", "x", "'"):
        mine.post("/akun/sesi", {"sesi": name})
    assert theirs.get("/antrean").status_code == 200


def test_the_name_of_a_session_opens_nothing(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    other, mine = person.browser(), person.browser()
    client = sqlite_room.app.test_client()
    client.set_cookie("sesi", hidden(mine.get("/akun").text, "sesi"))
    assert client.get("/antrean").status_code == 303
    assert other.get("/antrean").status_code == 200


def test_a_browser_that_calls_itself_something_odd_is_not_quoted(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    client = sqlite_room.app.test_client()
    form = {"akun": person.akun, "sandi": SANDI, "kode": person.code()}
    client.post("/masuk", data=form, headers={"User-Agent": "<b>1399990101900001</b>"})
    page = opened(client).get("/akun").text
    assert "1399990101900001" not in page
    assert "Peramban tak dikenal" in page


def test_leaving_clears_what_the_browser_kept(sqlite_room: Room) -> None:
    answer = employ(sqlite_room).browser().post("/keluar")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_fresh_installation_has_no_account(sqlite_room: Room) -> None:
    client = sqlite_room.app.test_client()
    for akun in ("admin", "operator", "root", "kpu", "demo"):
        assert knock(client, akun, akun, "000000").status_code == 422


def test_nobody_reads_a_secret_off_a_page_of_their_account(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    browser = person.browser()
    row = row_of(sqlite_room, person.akun)
    for path in ("/akun", *STRONG):
        page = browser.get(path).text
        assert person.secret not in page.replace(" ", "")
        assert str(row.sandi) not in page
