"""Passkeys: a second factor that answers to this site only, and to each challenge once."""

import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pemilu.petugas.kinds import Peran
from tests.integration.admin.accounts import LAIN, SANDI, Person, employ, hidden, knock, opened, quick_hashes
from tests.integration.admin.authenticator import Authenticator
from tests.integration.admin.room import Browser, Room

__all__ = ["quick_hashes"]

ORIGIN, SITE = "http://localhost:8001", "localhost"
FORM = "/akun/passkey"


@pytest.fixture
def site(sqlite_room: Room) -> Room:
    """A staff app with a name: browsers allow no passkeys for a bare address."""
    return Room(sqlite_room.office, ADMIN_BASE_URL=ORIGIN)


def options(page: str) -> str:
    found = re.search(r'data-opsi="([^"]*)"', page)
    assert found
    return unescape(found[1])


def add(browser: Browser, key: Authenticator, *, nama: str = "ponsel saya") -> TestResponse:
    page = browser.get(FORM).text
    answer = key.create(options(page))
    return browser.post(FORM, {"kredensial": answer, "tiket": hidden(page, "tiket"), "nama": nama})


def present(
    client: FlaskClient, person: Person, key: Authenticator, *, sandi: str = SANDI, akun: str | None = None
) -> TestResponse:
    """Sign in with password and passkey."""
    page = client.get("/masuk").text
    answer, ticket = key.get(options(page)), hidden(page, "tiket")
    return knock(client, akun or person.akun, sandi, "", kredensial=answer, tiket=ticket)


def owner(site: Room, *, counts: bool = True) -> tuple[Person, Authenticator]:
    person, key = employ(site), Authenticator(ORIGIN, SITE, counts=counts)
    assert add(person.browser(), key).status_code == 303
    return person, key


def test_a_passkey_takes_the_place_of_the_code(site: Room) -> None:
    person, key = owner(site)
    client = site.app.test_client()
    assert present(client, person, key).status_code == 303
    assert client.get("/antrean").status_code == 200
    assert site.audit()[-1].rincian["faktor"] == "passkey"


def test_a_passkey_without_the_password_opens_nothing(site: Room) -> None:
    person, key = owner(site)
    assert present(site.app.test_client(), person, key, sandi=LAIN).status_code == 422


def test_a_passkey_opens_no_account_but_its_own(site: Room) -> None:
    person, key = owner(site)
    other = employ(site)
    assert present(site.app.test_client(), person, key, akun=other.akun).status_code == 422


@pytest.mark.parametrize("counts", [True, False])
def test_an_answer_works_once(site: Room, *, counts: bool) -> None:
    person, key = owner(site, counts=counts)
    page = site.app.test_client().get("/masuk").text
    form = {"kredensial": key.get(options(page)), "tiket": hidden(page, "tiket")}
    answers = [knock(site.app.test_client(), person.akun, SANDI, "", **form).status_code for _ in range(2)]
    assert answers == [303, 422]


def test_an_answer_is_worth_nothing_after_ten_minutes(site: Room) -> None:
    person, key = owner(site)
    page = site.app.test_client().get("/masuk").text
    form = {"kredensial": key.get(options(page)), "tiket": hidden(page, "tiket")}
    site.clock.advance(minutes=10, seconds=1)
    assert knock(site.app.test_client(), person.akun, SANDI, "", **form).status_code == 422


@pytest.mark.parametrize(
    ("origin", "rp_id"), [("https://petugas-kpu.example", SITE), (ORIGIN, "petugas-kpu.example")]
)
def test_what_a_look_alike_site_got_is_refused(site: Room, origin: str, rp_id: str) -> None:
    person, key = owner(site)
    key.origin, key.rp_id = origin, rp_id
    assert present(site.app.test_client(), person, key).status_code == 422
    assert add(person.browser(), Authenticator(origin, rp_id)).status_code == 422


def test_a_copied_key_whose_counter_goes_back_is_refused(site: Room) -> None:
    person, key = owner(site)
    present(site.app.test_client(), person, key)
    site.clock.advance(seconds=1)
    key._uses -= 1
    assert present(site.app.test_client(), person, key).status_code == 422


def test_a_ticket_for_another_account_or_use_is_refused(site: Room) -> None:
    person, other = employ(site), employ(site)
    mine, theirs, key = person.browser(), other.browser(), Authenticator(ORIGIN, SITE)
    page, foreign = mine.get(FORM).text, theirs.get(FORM).text
    door = site.app.test_client().get("/masuk").text
    for source in (foreign, door):
        answer = key.create(options(source))
        assert mine.post(FORM, {"kredensial": answer, "tiket": hidden(source, "tiket")}).status_code == 422
    assert add(mine, key).status_code == 303
    assert page


def test_the_same_key_is_not_added_twice(site: Room) -> None:
    person = employ(site)
    browser, key = person.browser(), Authenticator(ORIGIN, SITE)
    assert add(browser, key).status_code == 303
    assert add(browser, key).status_code == 422


def test_five_passkeys_are_enough(site: Room) -> None:
    browser = employ(site).browser()
    answers = [add(browser, Authenticator(ORIGIN, SITE)).status_code for _ in range(6)]
    assert answers == [303] * 5 + [422]


def test_a_removed_passkey_opens_nothing_and_nobody_removes_anothers(site: Room) -> None:
    person, key = owner(site)
    stranger = employ(site).browser()
    stranger.post(f"{FORM}/1/hapus")
    assert present(site.app.test_client(), person, key).status_code == 303
    assert person.browser().post(f"{FORM}/1/hapus").status_code == 303
    assert present(site.app.test_client(), person, key).status_code == 422


def test_adding_one_needs_fresh_proof_and_ends_other_sessions(site: Room) -> None:
    person = employ(site)
    first, second = person.browser(), person.browser()
    assert add(second, Authenticator(ORIGIN, SITE)).status_code == 303
    assert first.get("/antrean").status_code == 303
    site.clock.advance(minutes=6)
    assert second.get(FORM).location.startswith("/masuk/lagi")


def test_a_passkey_proves_again_who_one_is(site: Room) -> None:
    person, key = owner(site)
    browser = person.browser()
    site.clock.advance(minutes=6)
    page = browser.get("/masuk/lagi?kembali=/akun/sandi").text
    form = {"sandi": SANDI, "kembali": "/akun/sandi", "tiket": hidden(page, "tiket")}
    answer = browser.post("/masuk/lagi", form | {"kredensial": key.get(options(page))})
    assert (answer.status_code, answer.location) == (303, "/akun/sandi")
    assert opened(browser.client).get("/akun/sandi").status_code == 200


GARBAGE = [
    "{", "[]", "null", '"x"', "{}", "[" * 3_000, '{"id": 5}', '{"id": "é"}', '{"id": "QQ"}', '{"id": null}',
    json.dumps({"id": "QQ", "rawId": "QQ", "type": "public-key", "response": {}}),
    json.dumps({"id": "QQ", "rawId": "Qg", "type": "x", "response": []}),
]  # fmt: skip


@pytest.mark.parametrize("kredensial", GARBAGE)
def test_garbage_is_refused_and_never_an_error(site: Room, kredensial: str) -> None:
    person, _key = owner(site)
    client = site.app.test_client()
    ticket = hidden(client.get("/masuk").text, "tiket")
    assert knock(client, person.akun, SANDI, "", kredensial=kredensial, tiket=ticket).status_code == 422
    browser = person.browser()
    form = {"kredensial": kredensial, "tiket": hidden(browser.get(FORM).text, "tiket"), "nama": "x"}
    assert browser.post(FORM, form).status_code == 422


PARTS = ["clientDataJSON", "authenticatorData", "signature", "attestationObject"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("value", ["", "AA", "é", "bnVsbA", "W10", "eyJ0eXBlIjpbXX0", "oA", "_____w"])
def test_a_damaged_answer_is_refused_and_never_an_error(site: Room, part: str, value: str) -> None:
    person, key = owner(site)
    client, browser = site.app.test_client(), person.browser()
    door, page = client.get("/masuk").text, browser.get(FORM).text
    got, made = json.loads(key.get(options(door))), json.loads(key.create(options(page)))
    for answer in (got, made):
        answer["response"][part] = value
    extra = {"kredensial": json.dumps(got), "tiket": hidden(door, "tiket")}
    refused = knock(client, person.akun, SANDI, "", **extra).status_code
    assert refused == (303 if part == "attestationObject" else 422)
    form = {"kredensial": json.dumps(made), "tiket": hidden(page, "tiket"), "nama": "x"}
    assert browser.post(FORM, form).status_code == 422


def test_a_site_with_a_bare_address_offers_none(sqlite_room: Room) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    assert "data-opsi" not in browser.get("/masuk/lagi").text
    assert "memerlukan alamat situs bernama" in browser.get(FORM).text
    assert browser.post(FORM, {"kredensial": "{}", "tiket": "x", "nama": "x"}).status_code == 422


def test_the_challenge_names_no_account(site: Room) -> None:
    owner(site)
    asked = json.loads(options(site.app.test_client().get("/masuk").text))
    assert asked["allowCredentials"] == []
    assert asked["rpId"] == SITE
