"""Lookups are limited by source, which no client can choose; a village passes."""

import re
import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import parse

from pemilu.infra import limits
from pemilu.infra.clock import SystemClock
from pemilu.infra.db import Database
from tests.factories import NAMA, TERDAFTAR, Roll, published_roll
from tests.integration.portal.refusals import assert_clean

NewVisitor = Callable[..., FlaskClient]
IPV4, IPV6 = parse(limits.LOOKUP_IPV4).amount, parse(limits.LOOKUP_IPV6).amount
FEW = "3 per hour"


@pytest.fixture
def roll(sqlite_database: Database) -> Roll:
    """The limits count by the real clock, so Retry-After is told by it too."""
    return published_roll(sqlite_database, clock=SystemClock())


@pytest.fixture
def few(roll: Roll, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Flask]:
    """A portal that allows three lookups an hour: `few(TRUSTED_PROXIES="1")`."""
    monkeypatch.setattr(limits, "LOOKUP_IPV4", FEW)
    monkeypatch.setattr(limits, "LOOKUP_IPV6", FEW)
    return roll.portal


def statuses(client: FlaskClient, number: int, **options: object) -> list[int]:
    """So many lookups, as cheap as can be: they count before they are read."""
    return [client.post("/api/v1/cek", **options).status_code for _ in range(number)]


def test_an_ipv4_address_has_300_lookups_an_hour_and_not_one_more(
    roll: Roll, new_visitor: NewVisitor
) -> None:
    app = roll.portal()
    client = new_visitor(app, "203.0.113.7")
    assert statuses(client, IPV4) == [415] * 300
    assert statuses(client, 2) == [429, 429]
    assert new_visitor(app, "203.0.113.8").post("/cek", data={"nik": TERDAFTAR}).status_code == 200


def test_an_ipv6_network_has_150_lookups_an_hour_whatever_address_in_it_asks(
    roll: Roll, new_visitor: NewVisitor
) -> None:
    app = roll.portal()
    asked = [statuses(new_visitor(app, f"2001:db8:0:7::{n:x}"), 1)[0] for n in range(1, IPV6 + 3)]
    assert asked == [415] * 150 + [429, 429]
    assert statuses(new_visitor(app, "2001:db8:0:7:ffff:ffff:ffff:ffff"), 1) == [429]
    assert statuses(new_visitor(app, "2001:db8:0:8::1"), 1) == [415]


def test_page_and_api_share_one_limit(few: Callable[..., Flask], new_visitor: NewVisitor) -> None:
    client = new_visitor(few())
    for path in ("/cek", "/api/v1/cek", "/cek"):
        assert client.post(path, data={"nik": TERDAFTAR}).status_code in {200, 415}
    assert client.post("/cek", data={"nik": TERDAFTAR}).status_code == 429
    assert client.post("/api/v1/cek", json={"nik": TERDAFTAR}).status_code == 429


@pytest.mark.parametrize("path", ["/cek", "/api/v1/cek"])
def test_a_refusal_says_until_when(few: Callable[..., Flask], new_visitor: NewVisitor, path: str) -> None:
    client = new_visitor(few())
    statuses(client, 3)
    response = client.post(path, data={"nik": TERDAFTAR})
    assert response.status_code == 429
    assert 3500 < int(response.headers["Retry-After"]) <= 3601
    assert response.headers["RateLimit-Policy"] == '"sumber";q=3;w=3600'
    seconds = re.fullmatch(r'"sumber";r=0;t=(\d+)', response.headers["RateLimit"])
    assert seconds
    assert seconds[1] == response.headers["Retry-After"]
    assert_clean(response, api="api" in path)


def test_a_refusal_is_the_same_page_whoever_is_asked_for(
    few: Callable[..., Flask], new_visitor: NewVisitor
) -> None:
    client = new_visitor(few())
    statuses(client, 3)
    asked = (
        {"nik": TERDAFTAR},
        {"nik": TERDAFTAR, "nama": NAMA},
        {"nik": "1399991708900009"},
        {"nik": "123"},
    )
    assert len({client.post("/cek", data=fields).data for fields in asked}) == 1


def test_who_was_refused_may_ask_again_an_hour_later(
    few: Callable[..., Flask], new_visitor: NewVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = new_visitor(few())
    assert statuses(client, 4)[-1] == 429
    later = time.time() + 3601
    monkeypatch.setattr(time, "time", lambda: later)
    assert statuses(client, 1) == [415]


def test_a_village_hall_passes_in_one_evening_on_one_ipv4(roll: Roll, new_visitor: NewVisitor) -> None:
    client = new_visitor(roll.portal(), "203.0.113.9")
    assert statuses(client, 250, json={"nik": TERDAFTAR}) == [200] * 250


def test_a_village_hall_passes_in_one_evening_on_one_ipv6_network(
    roll: Roll, new_visitor: NewVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, start = roll.portal(), time.time()
    for n in range(250):
        now = start + n * 2 * 3600 / 250
        monkeypatch.setattr(time, "time", lambda now=now: now)
        assert statuses(new_visitor(app, f"2001:db8:0:9::{n:x}"), 1) == [415]


ONE_SOURCE = [
    ("no-address", ["", None, "unix:", "bukan alamat", "unix:/run/x"]),
    ("mapped", ["203.0.113.7", "::ffff:203.0.113.7", "::ffff:cb00:7107", "203.0.113.7"]),
    ("spelled", ["2001:db8::1", "2001:0DB8:0:0:0::2", "2001:db8::3%eth0", "2001:db8:0:0:ffff::"]),
]


@pytest.mark.parametrize("addresses", [row[1] for row in ONE_SOURCE], ids=[row[0] for row in ONE_SOURCE])
def test_addresses_that_are_one_source_share_one_limit(
    few: Callable[..., Flask], new_visitor: NewVisitor, addresses: list[str | None]
) -> None:
    app = few()
    asked = []
    for address in addresses[:4]:
        client = new_visitor(app, address or "")
        if address is None:
            del client.environ_base["REMOTE_ADDR"]
        asked += statuses(client, 1)
    assert asked == [415, 415, 415, 429]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "limited"),
    [
        # No proxy of ours: whatever the header says, the socket counts.
        ("0", "{n}.1.1.1", True),
        ("0", "2001:db8:{n}::1", True),
        # One proxy appends what it saw: only the last entry counts.
        ("1", "{n}.1.1.1, 198.51.100.1", True),
        ("1", "{n}.1.1.1,{n}.2.2.2, 198.51.100.1", True),
        ("1", "{n}.1.1.1, kacau{n}", True),
        ("1", "198.51.100.{n}", False),
        # Two proxies: the one before the last.
        ("2", "{n}.1.1.1, 198.51.100.1, 198.51.100.2", True),
        ("2", "{n}.1.1.1", True),
        ("2", "198.51.100.{n}, 198.51.100.2", False),
    ],
)
def test_a_client_cannot_choose_its_address(
    few: Callable[..., Flask], new_visitor: NewVisitor, proxies: str, forwarded: str, limited: bool
) -> None:
    client = new_visitor(few(TRUSTED_PROXIES=proxies), "198.51.100.200")
    others = {"X-Real-IP": "9.9.9.9", "Forwarded": "for=9.9.9.9", "X-Client-IP": "9.9.9.9"}
    asked = [
        client.post("/api/v1/cek", headers=others | {"X-Forwarded-For": forwarded.format(n=n)}).status_code
        for n in range(1, 6)
    ]
    assert (429 in asked) is limited


def test_other_pages_are_limited_too(
    roll: Roll, new_visitor: NewVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAGE", FEW)
    client = new_visitor(roll.portal())
    assert [client.get("/bantuan").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_probes_are_never_limited(
    roll: Roll, new_visitor: NewVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAGE", FEW)
    client = new_visitor(roll.portal())
    for path in ("/healthz", "/readyz"):
        assert [client.get(path).status_code for _ in range(6)] == [200] * 6
