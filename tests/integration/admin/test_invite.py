"""The one-time link: whoever holds it sets up one account, once, within 72 hours."""

import secrets
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from pemilu.audit.kinds import Tindakan
from pemilu.petugas import manage
from pemilu.petugas.enrol import offer
from pemilu.petugas.invite import InvitationSpent, Setup, accept, issue
from pemilu.petugas.kinds import GunaUndangan, Peran
from pemilu.petugas.models import KodePemulihan, Petugas, Undangan
from pemilu.petugas.officer import Officer
from tests.integration.admin.accounts import (
    LAIN,
    SANDI,
    Person,
    employ,
    hidden,
    quick_hashes,
    row_of,
    secret_on,
)
from tests.integration.admin.room import Room

__all__ = ["quick_hashes"]


def link_for(room: Room, officer: Officer) -> str:
    with room.database.transaction() as session:
        row = session.scalars(select(Petugas).where(Petugas.id == officer.id)).one()
        kind = GunaUndangan.AKUN_BARU
        token = issue(session, room.staff.gate.vault, row, kind, by=officer, now=room.clock.now())
    return f"/undangan/{token}"


def fill(room: Room, link: str, *, sandi: str = SANDI, kode: str | None = None) -> TestResponse:
    """Open the link and send its form, as somebody does who has the authenticator at hand."""
    client = room.app.test_client()
    page = client.get(link).text
    shown = pyotp.TOTP(secret_on(page)).at(room.clock.now())
    form = {"sandi": sandi, "kode": kode or shown, "rahasia": hidden(page, "rahasia")}
    return client.post(link, data=form)


def test_a_link_that_nobody_made_opens_nothing(sqlite_room: Room) -> None:
    client = sqlite_room.app.test_client()
    for token in ("x", secrets.token_urlsafe(32), "a" * 300, "%00"):
        assert client.get(f"/undangan/{token}").status_code == 404
        assert client.post(f"/undangan/{token}", data={"sandi": SANDI}).status_code == 404


def test_a_link_works_once(room: Room) -> None:
    officer = room.hire(Peran.PPS)
    link = link_for(room, officer)
    assert fill(room, link).status_code == 200
    second = room.app.test_client().get(link)
    assert second.status_code == 410
    assert "hanya dapat dipakai sekali" in second.text
    assert room.app.test_client().post(link, data={"sandi": LAIN}).status_code == 410


def test_of_four_at_once_one_sets_up_the_account(postgres_room: Room) -> None:
    room = postgres_room
    officer = room.hire(Peran.PPS)
    token = link_for(room, officer).rpartition("/")[2]
    uid, box, now = row_of(room, officer.akun).uid, room.staff.accounts, room.clock.now()

    def set_up(_number: int) -> bool:
        made = offer(uid, officer.akun, box, issuer="uji")
        kode = pyotp.TOTP(made.secret).at(now)
        try:
            setup = Setup(SANDI, kode, made.sealed, about=())
            accept(room.database, room.staff.gate.vault, token, setup, permintaan="uji", now=now)
        except InvitationSpent:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(set_up, range(4))) == [False, False, False, True]
    assert room.office.count(KodePemulihan) == 10


def test_looking_at_the_form_does_not_use_the_link_up(sqlite_room: Room) -> None:
    link = link_for(sqlite_room, sqlite_room.hire(Peran.PPS))
    client = sqlite_room.app.test_client()
    assert [client.get(link).status_code for _ in range(3)] == [200, 200, 200]
    assert client.head(link).status_code == 200
    assert fill(sqlite_room, link).status_code == 200


def test_whoever_opened_the_link_first_knows_nothing_of_what_is_set_later(sqlite_room: Room) -> None:
    link = link_for(sqlite_room, sqlite_room.hire(Peran.PPS))
    client = sqlite_room.app.test_client()
    assert secret_on(client.get(link).text) != secret_on(client.get(link).text)


def test_a_link_runs_out_after_72_hours(sqlite_room: Room) -> None:
    link = link_for(sqlite_room, sqlite_room.hire(Peran.PPS))
    sqlite_room.clock.advance(hours=71, minutes=59)
    assert sqlite_room.app.test_client().get(link).status_code == 200
    sqlite_room.clock.advance(minutes=1)
    assert sqlite_room.app.test_client().get(link).status_code == 410


def test_a_newer_link_ends_the_older_one(sqlite_room: Room) -> None:
    officer = sqlite_room.hire(Peran.PPS)
    older, newer = link_for(sqlite_room, officer), link_for(sqlite_room, officer)
    assert sqlite_room.app.test_client().get(older).status_code == 410
    assert fill(sqlite_room, newer).status_code == 200


def test_the_link_of_an_account_that_was_switched_off_is_spent(sqlite_room: Room) -> None:
    officer = sqlite_room.hire(Peran.PPS, aktif=False)
    assert sqlite_room.app.test_client().get(link_for(sqlite_room, officer)).status_code == 410


def test_only_a_hash_of_the_link_is_kept(sqlite_room: Room) -> None:
    link = link_for(sqlite_room, sqlite_room.hire(Peran.PPS))
    with sqlite_room.database.reading() as session:
        (row,) = session.scalars(select(Undangan))
    assert row.token.hex() not in link
    assert len(row.token) == 32


@pytest.mark.parametrize(
    ("sandi", "told"),
    [
        ("empat belas kk", "Terlalu pendek"),
        ("x" * 64 + "kuda di sawah " * 5, "Terlalu panjang"),
        ("pemilu2029pemilu", "Terlalu mudah ditebak"),
        ("Lolong-Belanti-2029", "nama wilayah Anda"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(sqlite_room: Room, sandi: str, told: str) -> None:
    officer = sqlite_room.hire(Peran.PPS)
    answer = fill(sqlite_room, link_for(sqlite_room, officer), sandi=sandi)
    assert answer.status_code == 422
    assert told in answer.text
    assert row_of(sqlite_room, officer.akun).sandi is None


def test_a_wrong_code_keeps_the_secret_that_the_phone_has_by_now(sqlite_room: Room) -> None:
    link = link_for(sqlite_room, sqlite_room.hire(Peran.PPS))
    client = sqlite_room.app.test_client()
    page = client.get(link).text
    form = {"sandi": SANDI, "kode": "000000", "rahasia": hidden(page, "rahasia")}
    again = client.post(link, data=form)
    assert again.status_code == 422
    assert "Kode ini tidak cocok" in again.text
    assert secret_on(again.text) == secret_on(page)


def test_a_secret_that_we_did_not_offer_is_refused(sqlite_room: Room) -> None:
    room = sqlite_room
    link, other = link_for(room, room.hire(Peran.PPS)), link_for(room, room.hire(Peran.PPS))
    client = room.app.test_client()
    foreign = client.get(other).text
    kode = pyotp.TOTP(secret_on(foreign)).at(room.clock.now())
    for sealed in (hidden(foreign, "rahasia"), "A" * 90, "", "é"):
        answer = client.post(link, data={"sandi": SANDI, "kode": kode, "rahasia": sealed})
        assert answer.status_code == 422


def test_setting_up_signs_nobody_in_but_what_was_set_does(room: Room) -> None:
    officer = room.hire(Peran.PPS)
    link = link_for(room, officer)
    client = room.app.test_client()
    page = client.get(link).text
    secret = secret_on(page)
    kode = pyotp.TOTP(secret).at(room.clock.now())
    done = client.post(link, data={"sandi": SANDI, "kode": kode, "rahasia": hidden(page, "rahasia")})
    assert client.get("/antrean").status_code == 303
    codes = tuple(done.text.split("<code>")[n].split("<")[0] for n in range(1, 11))
    person = Person(room, officer, secret, codes)
    assert person.sign_in(kode=kode).status_code == 422, "the code of the form is used up"
    assert person.sign_in().status_code == 303
    assert person.sign_in(kode=codes[0]).status_code == 303


def test_recovery_codes_are_kept_as_hashes_only(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    with sqlite_room.database.reading() as session:
        hashes = list(session.scalars(select(KodePemulihan.hash)))
    assert len(hashes) == len(set(person.codes)) == 10
    assert all(kept.startswith("$argon2id$") for kept in hashes)


def test_making_and_using_a_link_is_recorded(sqlite_room: Room) -> None:
    officer = sqlite_room.hire(Peran.PPS)
    fill(sqlite_room, link_for(sqlite_room, officer))
    acts = [(row.tindakan, row.objek) for row in sqlite_room.audit()]
    assert acts == [(Tindakan.UNDANGAN_DIBUAT, officer.akun), (Tindakan.UNDANGAN_DIPAKAI, officer.akun)]


def test_a_reset_ends_what_was_there_at_once(room: Room) -> None:
    above, person = room.hire(Peran.PPK), employ(room)
    browser = person.browser()
    with room.database.transaction() as session:
        token = manage.reset(session, room.staff.gate.vault, above, person.akun, now=room.clock.now())
    assert browser.get("/antrean").status_code == 303
    assert person.sign_in().status_code == 422
    assert person.sign_in(kode=person.codes[0]).status_code == 422
    assert fill(room, f"/undangan/{token}", sandi=LAIN).status_code == 200
