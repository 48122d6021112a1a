"""Signing in: password and second factor together, and one answer whatever was wrong."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event

from pemilu.audit.kinds import Tindakan
from pemilu.petugas import login, password
from pemilu.petugas.factor import Given
from pemilu.petugas.kinds import Peran
from pemilu.petugas.login import Attempt, sign_in
from pemilu.petugas.models import Petugas
from pemilu.petugas.totp import SECONDS
from tests.integration.admin.accounts import LAIN, SANDI, employ, knock, opened, quick_hashes, row_of
from tests.integration.admin.room import COOKIE, Room

__all__ = ["quick_hashes"]


def test_a_password_alone_opens_nothing(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    client = sqlite_room.app.test_client()
    for kode in ("", "000000", person.wrong_code(), "abc", person.wrong_code() * 2):
        assert knock(client, person.akun, SANDI, kode).status_code == 422
    assert client.get_cookie(COOKIE) is None
    assert client.get("/antrean").status_code == 303


def test_a_code_alone_opens_nothing(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    for sandi in ("", SANDI.upper(), f"{SANDI} ", f" {SANDI}", SANDI[:-1], SANDI + "x" * 103):
        assert person.sign_in(sandi=sandi).status_code == 422


def test_whatever_is_wrong_the_answer_is_the_same(sqlite_room: Room) -> None:
    person, off = employ(sqlite_room), employ(sqlite_room, aktif=False)
    unset = sqlite_room.hire(Peran.PPS)
    client = sqlite_room.app.test_client()
    tries = [
        (person.akun, "bukan kata sandinya", person.code()),
        (person.akun, SANDI, person.wrong_code()),
        (off.akun, SANDI, off.code()),
        (unset.akun, SANDI, "123456"),
        ("tidak.ada", SANDI, "123456"),
    ]
    answers = [knock(client, *typed) for typed in tries]
    assert {answer.status_code for answer in answers} == {422}
    pages = {answer.text.replace(typed[0], "AKUN") for answer, typed in zip(answers, tries, strict=True)}
    assert len({re.sub(r'name="tiket" value="[^"]*"|data-opsi="[^"]*"', "", page) for page in pages}) == 1


def test_an_account_that_does_not_exist_costs_the_same_hash(
    sqlite_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, compared = employ(sqlite_room), []
    monkeypatch.setattr(
        login, "verify_sandi", lambda *given: compared.append(given) or password.verify_sandi(*given)
    )
    client = sqlite_room.app.test_client()
    knock(client, person.akun, LAIN, person.wrong_code())
    knock(client, "tidak.ada", LAIN, person.wrong_code())
    assert [stored is None for _, stored in compared] == [False, True]


def test_whatever_was_wrong_costs_the_same_statements(room: Room) -> None:
    person, off, unset = employ(room), employ(room), room.hire(Peran.PPS)
    with room.database.transaction() as session:
        session.get_one(Petugas, off.officer.id).aktif = False
    asked: list[str] = []
    event.listen(room.staff.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    tries = [("tidak.ada", LAIN), *((akun, LAIN) for akun in (person.akun, off.akun, unset.akun))]
    costs = []
    for akun, sandi in (*tries, (person.akun, SANDI)):
        asked.clear()
        knock(room.app.test_client(), akun, sandi, person.wrong_code())
        costs.append([re.sub(r"SET gagal=.* WHERE", "SET gagal WHERE", statement) for statement in asked])
    assert costs == [costs[0]] * len(costs)
    assert any(statement.startswith("INSERT INTO audit ") for statement in costs[0])


def test_the_right_password_and_code_open_the_queue(room: Room) -> None:
    person = employ(room)
    client = room.app.test_client()
    answer = person.sign_in(client, kembali="/antrean?status=diterima")
    assert (answer.status_code, answer.location) == (303, "/antrean?status=diterima")
    assert client.get("/antrean").status_code == 200
    assert [row.tindakan for row in room.audit()] == [Tindakan.MASUK]


def test_the_account_may_be_typed_in_capital_letters_with_spaces_around(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    assert person.sign_in(akun=f" {person.akun.upper()} ").status_code == 303


def test_a_code_works_once(room: Room) -> None:
    person = employ(room)
    kode = person.code()
    assert person.sign_in(kode=kode).status_code == 303
    assert person.sign_in(kode=kode).status_code == 422
    assert person.sign_in().status_code == 303


def test_of_four_at_once_with_one_code_one_gets_in(postgres_room: Room) -> None:
    person, gate = employ(postgres_room), postgres_room.staff.gate
    attempt, now = Attempt(person.akun, SANDI, Given(person.code())), postgres_room.clock.now()

    def enter(_number: int) -> bool:
        return sign_in(gate, attempt, peramban="uji", permintaan="uji", now=now) is not None

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(enter, range(4))) == [False, False, False, True]


def test_a_code_of_a_minute_ago_is_too_old(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    kode = person.code()
    sqlite_room.clock.advance(seconds=2 * SECONDS)
    assert knock(sqlite_room.app.test_client(), person.akun, SANDI, kode).status_code == 422


def test_a_phone_half_a_minute_wrong_still_signs_in(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    kode = person.code()
    sqlite_room.clock.advance(seconds=SECONDS)
    assert knock(sqlite_room.app.test_client(), person.akun, SANDI, kode).status_code == 303


def test_a_recovery_code_works_once_however_it_is_typed(room: Room) -> None:
    person = employ(room)
    kode = person.codes[3].lower().replace("-", " ")
    assert person.sign_in(kode=kode).status_code == 303
    assert person.sign_in(kode=person.codes[3]).status_code == 422
    assert person.sign_in(kode=person.codes[4]).status_code == 303
    assert [row.rincian.get("faktor") for row in room.audit()] == ["pemulihan", None, "pemulihan"]


def test_the_recovery_code_of_somebody_else_opens_nothing(sqlite_room: Room) -> None:
    person, other = employ(sqlite_room), employ(sqlite_room)
    assert person.sign_in(kode=other.codes[0]).status_code == 422
    assert other.sign_in(kode=other.codes[0]).status_code == 303


def test_a_failure_is_recorded_without_what_was_typed(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    client = sqlite_room.app.test_client()
    knock(client, person.akun, "rahasia yang salah ketik", person.wrong_code())
    knock(client, "rahasia.terketik.di.akun", SANDI, person.wrong_code())
    known, unknown = sqlite_room.audit()
    assert known.tindakan is unknown.tindakan is Tindakan.MASUK_GAGAL
    assert (known.objek, known.rincian) == (person.akun, {"sebab": "sandi"})
    assert (unknown.objek, unknown.pelaku, unknown.rantai) == ("(tidak dikenal)", "(tidak dikenal)", "ID")
    assert unknown.rincian == {"sebab": "akun"}


def test_the_session_that_was_there_before_ends(sqlite_room: Room) -> None:
    person, other = employ(sqlite_room), employ(sqlite_room)
    client = sqlite_room.app.test_client()
    other.sign_in(client)
    before = opened(client).token
    person.sign_in(client)
    after = opened(client).token
    assert before != after
    client.set_cookie(COOKIE, before)
    assert client.get("/antrean").status_code == 303


def test_a_cookie_that_somebody_planted_is_not_the_one_that_gets_in(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    client = sqlite_room.app.test_client()
    client.set_cookie(COOKIE, "A" * 43)
    person.sign_in(client)
    assert opened(client).token != "A" * 43


def test_a_sign_in_form_from_another_site_is_refused(sqlite_room: Room) -> None:
    answer = sqlite_room.app.test_client().post("/masuk", data={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("kembali", ["//jahat.id", "https://jahat.id/", "/\\jahat.id", "antrean"])
def test_nobody_is_sent_to_another_site_from_the_form(sqlite_room: Room, kembali: str) -> None:
    assert employ(sqlite_room).sign_in(kembali=kembali).location == "/antrean"


def test_who_reads_no_reports_starts_at_their_own_account(sqlite_room: Room) -> None:
    assert employ(sqlite_room, Peran.OPERATOR).sign_in().location == "/akun"


def test_an_old_hash_is_made_anew_when_its_owner_signs_in(
    sqlite_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = employ(sqlite_room)
    before = row_of(sqlite_room, person.akun).sandi
    dearer = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    monkeypatch.setattr(password, "HASHER", dearer)
    assert person.sign_in().status_code == 303
    after = row_of(sqlite_room, person.akun).sandi
    assert before != after
    assert after is not None
    assert "t=2" in after
    assert person.sign_in().status_code == 303


def test_a_password_of_two_years_still_works(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    sqlite_room.clock.advance(days=730)
    assert person.sign_in().status_code == 303


def test_the_cookies_are_out_of_reach_of_scripts_and_of_other_sites(sqlite_room: Room) -> None:
    for cookie in employ(sqlite_room).sign_in().headers.getlist("Set-Cookie"):
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))


def test_the_secret_of_the_authenticator_lies_sealed(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    row = row_of(sqlite_room, person.akun)
    assert row.totp is not None
    assert person.secret.encode() not in row.totp
    assert row.sandi is not None
    assert row.sandi.startswith("$argon2id$v=19$")
