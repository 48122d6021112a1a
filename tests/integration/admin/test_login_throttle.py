"""Guessing is slow from everywhere, and nobody who guesses can keep the owner out."""

from collections import Counter

import pytest
from flask.testing import FlaskClient

from pemilu.petugas import login, password
from pemilu.petugas.login import SUSPICIOUS
from tests.integration.admin.accounts import LAIN, SANDI, Person, employ, knock, quick_hashes, row_of
from tests.integration.admin.room import Room

__all__ = ["quick_hashes"]

ATTACKER, HOME = "203.0.113.7", "198.51.100.20"


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One entry for each password that was looked at."""
    seen: list[object] = []
    monkeypatch.setattr(
        login, "verify_sandi", lambda *given: seen.append(given) or password.verify_sandi(*given)
    )
    return seen


def client_of(room: Room) -> FlaskClient:
    return room.app.test_client()


def guess(room: Room, person: Person, times: int, *, sandi: str = LAIN, networks: int = 1) -> Counter[int]:
    """Wrong tries from so many networks in turn, and how they were answered."""
    client, kode = client_of(room), person.wrong_code()
    sources = [f"203.{number // 250}.{number % 250}.9" for number in range(networks)]
    return Counter(
        knock(client, person.akun, sandi, kode, source=sources[number % networks]).status_code
        for number in range(times)
    )


def test_of_a_thousand_tries_on_one_account_ten_are_looked_at(
    sqlite_room: Room, compared: list[object]
) -> None:
    answers = guess(sqlite_room, employ(sqlite_room), 1_000)
    assert answers == {422: 10, 429: 990}
    assert len(compared) == 10


def test_the_limits_hold_for_all_processes_together(
    sqlite_room: Room, redis_url: str, compared: list[object]
) -> None:
    person = employ(sqlite_room)
    for _process in range(3):
        room = Room(sqlite_room.office, REDIS_URL=redis_url)
        assert set(guess(room, person, 20)) <= {422, 429}
    assert len(compared) == 10


def test_without_redis_guessing_stays_slow_and_the_owner_comes_in(
    sqlite_room: Room, compared: list[object]
) -> None:
    room = Room(sqlite_room.office, REDIS_URL="redis://127.0.0.1:1/0")
    person = employ(room)
    assert set(guess(room, person, 100)) == {422, 429}
    assert len(compared) <= 10
    assert person.sign_in(source=HOME).status_code == 303


def test_other_addresses_of_the_same_network_add_no_tries(sqlite_room: Room, compared: list[object]) -> None:
    person, client = employ(sqlite_room), client_of(sqlite_room)
    for host in range(1, 101):
        knock(client, person.akun, LAIN, "111111", source=f"203.0.113.{host}")
        knock(client, person.akun, LAIN, "111111", source=f"2001:db8:7:{host:x}::1")
    assert len(compared) == 20


def test_one_password_sprayed_over_a_thousand_accounts_is_looked_at_twenty_times(
    sqlite_room: Room, compared: list[object]
) -> None:
    client = client_of(sqlite_room)
    answers = Counter(
        knock(client, f"pps.{number}", LAIN, "111111", source=ATTACKER).status_code for number in range(1_000)
    )
    assert answers == {422: 20, 429: 980}
    assert len(compared) == 20


def test_many_networks_get_five_tries_each_once_there_are_many(
    sqlite_room: Room, compared: list[object]
) -> None:
    guess(sqlite_room, employ(sqlite_room), 800, networks=40)
    assert len(compared) <= 20 + 5 * 40


@pytest.mark.timeout(300)
def test_after_ten_thousand_failures_the_owner_comes_in_from_elsewhere(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    guess(sqlite_room, person, 10_000)
    assert person.sign_in(source=HOME).status_code == 303


def test_after_failures_from_five_hundred_networks_the_owner_comes_in(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    guess(sqlite_room, person, 1_500, networks=500)
    assert person.sign_in(source=HOME).status_code == 303


def test_a_known_browser_comes_in_from_the_very_network_of_the_attacker(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    known = person.browser().client
    guess(sqlite_room, person, 200)
    assert person.sign_in(source="203.0.0.9").status_code == 429
    assert person.sign_in(known, source="203.0.0.9").status_code == 303


def test_a_browser_known_for_one_account_is_a_stranger_to_another(sqlite_room: Room) -> None:
    person, other = employ(sqlite_room), employ(sqlite_room)
    known = other.browser().client
    guess(sqlite_room, person, 50)
    assert person.sign_in(known, source="203.0.0.9").status_code == 429


def test_a_made_up_cookie_makes_no_known_browser(sqlite_room: Room) -> None:
    person, client = employ(sqlite_room), client_of(sqlite_room)
    guess(sqlite_room, person, 50)
    client.set_cookie("kenal", "AQGrubbish" * 9)
    assert person.sign_in(client, source="203.0.0.9").status_code == 429


def test_signing_in_well_uses_up_no_tries_of_the_office(sqlite_room: Room) -> None:
    people = [employ(sqlite_room) for _ in range(25)]
    assert {person.sign_in(source=HOME).status_code for person in people} == {303}


def test_who_has_the_password_and_guesses_codes_must_soon_give_two(room: Room) -> None:
    person = employ(room)
    guess(room, person, SUSPICIOUS, sandi=SANDI, networks=SUSPICIOUS)
    assert row_of(room, person.akun).gagal == SUSPICIOUS
    assert person.sign_in(source=HOME).status_code == 422
    pair = f"{person.code()} {person.code()}"
    assert person.sign_in(source=HOME, kode=pair).status_code == 303
    assert row_of(room, person.akun).gagal == 0
    assert person.sign_in(source=HOME).status_code == 303, "one is enough again"


def test_two_codes_that_do_not_follow_one_another_are_wrong(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    guess(sqlite_room, person, SUSPICIOUS, sandi=SANDI, networks=SUSPICIOUS)
    kode = person.code()
    assert person.sign_in(source=HOME, kode=kode + kode).status_code == 422
    assert person.sign_in(source=HOME, kode=person.wrong_code() + person.code()).status_code == 422


def test_a_known_browser_and_a_recovery_code_need_no_second_code(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    known = person.browser().client
    guess(sqlite_room, person, SUSPICIOUS, sandi=SANDI, networks=SUSPICIOUS)
    assert person.sign_in(known, source=HOME).status_code == 303
    guess(sqlite_room, person, SUSPICIOUS, sandi=SANDI, networks=2 * SUSPICIOUS)
    assert person.sign_in(source=HOME, kode=person.codes[0]).status_code == 303


def test_wrong_passwords_never_ask_the_owner_for_more(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    guess(sqlite_room, person, 200, networks=100)
    assert row_of(sqlite_room, person.akun).gagal == 0


def test_the_twentieth_wrong_code_is_forgotten_after_a_day(sqlite_room: Room) -> None:
    person = employ(sqlite_room)
    guess(sqlite_room, person, SUSPICIOUS, sandi=SANDI, networks=SUSPICIOUS)
    sqlite_room.clock.advance(days=1, seconds=1)
    assert person.sign_in(source=HOME).status_code == 303
