"""Counts in Redis: one round trip, no address in it; without it each process counts at a tenth."""

import ipaddress
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from limits import parse

from pemilu.infra import limits
from pemilu.infra.clock import SystemClock
from pemilu.infra.db import Database
from tests.factories import NAMA, TERDAFTAR, Roll, published_roll
from tests.servers.redis import Redis, running_redis

NewVisitor = Callable[..., FlaskClient]
ADDRESS = "203.0.113.77"
PAGES = parse(limits.degraded(limits.PAGE)).amount
DEGRADED = parse(limits.degraded(limits.LOOKUP_IPV4)).amount


@pytest.fixture
def roll(sqlite_database: Database) -> Roll:
    return published_roll(sqlite_database, clock=SystemClock())


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[Redis]:
    with running_redis(tmp_path) as server:
        yield server


@pytest.fixture
def app(roll: Roll, own_redis: Redis) -> Flask:
    return roll.portal(REDIS_URL=own_redis.url)


def statuses(client: FlaskClient, number: int) -> list[int]:
    return [client.post("/api/v1/cek", json={"nik": TERDAFTAR}).status_code for _ in range(number)]


@contextmanager
def everything_sent(url: str) -> Iterator[list[str]]:
    """The commands that reach Redis meanwhile, without those that its own scripts run."""
    sent: list[str] = []
    with redis.Redis.from_url(url) as client, redis.Redis.from_url(url) as watcher:
        client.ping()
        with watcher.monitor() as monitor:
            yield sent
            client.echo("selesai")
            for command in monitor.listen():
                if "selesai" in command["command"]:
                    return
                if command["client_type"] != "lua":
                    sent.append(command["command"].split()[0])


def test_a_lookup_is_one_round_trip_to_redis(roll: Roll, redis_url: str, new_visitor: NewVisitor) -> None:
    client = new_visitor(roll.portal(REDIS_URL=redis_url))
    client.post("/cek", data={"nik": TERDAFTAR})
    with everything_sent(redis_url) as sent:
        for _ in range(5):
            client.post("/cek", data={"nik": TERDAFTAR})
        client.post("/cek", data={"nik": TERDAFTAR, "nama": NAMA})
        client.post("/cek", data={"nik": "123"})
        client.post("/api/v1/cek", json={"nik": TERDAFTAR})
    assert sent == ["EVALSHA"] * 8


def test_all_processes_count_together(roll: Roll, redis_url: str, new_visitor: NewVisitor) -> None:
    allowed = parse(limits.LOOKUP_IPV4).amount
    first, second = (new_visitor(roll.portal(REDIS_URL=redis_url), ADDRESS) for _ in range(2))
    asked = [
        client.post("/api/v1/cek").status_code for _ in range(allowed // 2) for client in (first, second)
    ]
    assert asked == [415] * allowed
    refused = second.post("/api/v1/cek")
    assert refused.status_code == 429
    assert 3500 < int(refused.headers["Retry-After"]) <= 3601


def test_no_address_and_no_nik_can_be_read_in_redis(
    roll: Roll, redis_url: str, new_visitor: NewVisitor
) -> None:
    app = roll.portal(REDIS_URL=redis_url)
    addresses = [ADDRESS, "2001:db8:0:7::1"]
    for address in addresses:
        client = new_visitor(app, address)
        client.post("/cek", data={"nik": TERDAFTAR, "nama": NAMA})
        client.get("/")
    packed = [ipaddress.ip_address(address).packed for address in addresses]
    readable = [
        *(a.encode() for a in addresses),
        *packed,
        *(p[:8].hex().encode() for p in packed),
        b"2001:db8",
    ]
    with redis.Redis.from_url(redis_url) as client:
        keys = client.keys()
        stored = b"\n".join([*keys, *(client.get(key) for key in keys)])
        assert len(keys) == 4
        assert all(0 < client.ttl(key) <= 3600 for key in keys)
    assert not [text for text in (*readable, TERDAFTAR.encode(), b"BUDI") if text in stored]


def test_two_sites_do_not_know_each_others_sources(
    sqlite_database: Database, redis_url: str, new_visitor: NewVisitor
) -> None:
    """The hash of an address is keyed: it cannot be looked up in a table of all addresses."""
    for kode in ("satu", "dua"):
        roll = Roll(sqlite_database, kode=kode, aktif=False)
        new_visitor(roll.portal(REDIS_URL=redis_url), ADDRESS).get("/healthz")
        new_visitor(roll.portal(REDIS_URL=redis_url), ADDRESS).post("/api/v1/cek")
    with redis.Redis.from_url(redis_url) as client:
        assert len(client.keys()) == 2


def stop(server: Redis) -> None:
    server.stop()


def hang(server: Redis) -> None:
    assert server._process
    server._process.send_signal(signal.SIGSTOP)


def fill(server: Redis) -> None:
    with redis.Redis.from_url(server.url) as client:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", "1")


def recover(server: Redis) -> None:
    if server._process is None:
        server.start()
    server._process.send_signal(signal.SIGCONT)
    with redis.Redis.from_url(server.url) as client:
        client.config_set("maxmemory", "0")


@pytest.mark.parametrize("lose", [stop, hang, fill])
def test_without_redis_each_process_counts_tightly_and_with_it_all_are_counted_again(
    app: Flask,
    own_redis: Redis,
    new_visitor: NewVisitor,
    monkeypatch: pytest.MonkeyPatch,
    lose: Callable[[Redis], None],
) -> None:
    client = new_visitor(app, ADDRESS)
    assert statuses(client, 1) == [200]
    lose(own_redis)
    try:
        assert statuses(client, DEGRADED + 2) == [200] * DEGRADED + [429] * 2
        assert statuses(new_visitor(app), 1) == [200]
    finally:
        recover(own_redis)
    later = time.time() + 600
    monkeypatch.setattr(time, "time", lambda: later)
    assert statuses(client, 3) == [200] * 3
    with redis.Redis.from_url(own_redis.url) as counts:
        assert counts.keys()


def test_what_timed_out_in_redis_is_not_counted_there_once_more(
    app: Flask, new_visitor: NewVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (limiter,) = app.extensions["limiter"]
    tried: list[str] = []

    def times_out(*_arguments: object, **_named: object) -> bool:
        tried.append("hit")
        raise redis.TimeoutError

    client = new_visitor(app, ADDRESS)
    assert statuses(client, 1) == [200]
    monkeypatch.setattr(limiter._limiter, "hit", times_out)
    monkeypatch.setattr(limiter._storage, "check", lambda: False)
    assert statuses(client, DEGRADED + 1) == [200] * DEGRADED + [429]
    assert tried == ["hit"]


def test_a_portal_that_starts_without_its_redis_serves_and_limits(
    app: Flask, own_redis: Redis, new_visitor: NewVisitor
) -> None:
    own_redis.stop()
    assert statuses(new_visitor(app, ADDRESS), DEGRADED + 1) == [200] * DEGRADED + [429]


@pytest.mark.parametrize(
    ("address", "requests", "allowed"),
    [
        (ADDRESS, [("/cek", "POST"), ("/api/v1/cek", "POST")], 30),
        ("2001:db8:0:7::1", [("/cek", "POST"), ("/api/v1/cek", "POST")], 15),
        (ADDRESS, [("/lacak", "POST")], 6),
        ("2001:db8:0:7::1", [("/lacak", "POST")], 2),
        (ADDRESS, [("/cek/sanggah", "POST")], 6),
        ("2001:db8:0:7::1", [("/cek/sanggah", "POST")], 2),
        (ADDRESS, [("/bantuan", "GET")], 120),
    ],
)
def test_without_redis_every_limit_is_a_tenth_of_itself_and_shared_ones_stay_shared(
    app: Flask,
    own_redis: Redis,
    new_visitor: NewVisitor,
    address: str,
    requests: list[tuple[str, str]],
    allowed: int,
) -> None:
    own_redis.stop()
    client = new_visitor(app, address)
    asked = [
        client.open(path, method=method).status_code
        for path, method in islice(cycle(requests), allowed + len(requests))
    ]
    assert 429 not in asked[:allowed]
    assert asked[allowed:] == [429] * len(requests)


def test_probes_are_not_limited_while_redis_is_gone(
    app: Flask, own_redis: Redis, new_visitor: NewVisitor
) -> None:
    own_redis.stop()
    client = new_visitor(app, ADDRESS)
    statuses(client, 1)
    for path in ("/healthz", "/readyz"):
        assert {client.get(path).status_code for _ in range(PAGES + 5)} == {200}
