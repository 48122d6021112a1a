"""The kept connection to Redis: what is late is not taken for the next answer, what has died is made anew."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from redis import Redis as Client
from redis import exceptions as refusals

from pemilu.infra import redis_link as module
from pemilu.infra.redis_link import redis_link
from tests.servers.redis import Redis, running_redis

# Long enough for a busy machine; how short it is in production is no matter here.
PATIENCE = 2.0


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """A server of our own: it is stopped and held still here."""
    with running_redis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def client(redis_server: Redis, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(module, "PATIENCE", PATIENCE)
    with Client(connection_pool=redis_link(redis_server.url)) as client:
        yield client


@pytest.fixture
def admin(redis_server: Redis) -> Iterator[Client]:
    """Somebody else at the same server."""
    with Client.from_url(redis_server.url) as client:
        yield client


@contextmanager
def held_still(server: Redis) -> Iterator[None]:
    """It answers nobody until then, and answers all of it afterwards."""
    assert server._process is not None
    server._process.send_signal(signal.SIGSTOP)
    yield
    server._process.send_signal(signal.SIGCONT)


def test_an_answer_that_came_too_late_is_not_taken_for_the_next_one(
    client: Client, redis_server: Redis
) -> None:
    client.set("a", "old")
    with held_still(redis_server), pytest.raises(refusals.TimeoutError):
        client.get("a")
    assert client.echo("new") == b"new"


def test_what_timed_out_is_not_counted_twice(client: Client, admin: Client, redis_server: Redis) -> None:
    client.set("count", 0)
    with held_still(redis_server), pytest.raises(refusals.TimeoutError):
        client.incr("count")
    assert int(admin.get("count") or 0) <= 1


def test_a_connection_that_the_server_closed_is_made_anew_without_a_word(
    client: Client, admin: Client
) -> None:
    mine = client.client_id()
    assert admin.client_kill_filter(_id=str(mine)) == 1
    assert client.echo("still here") == b"still here"
    assert client.client_id() != mine


def test_after_a_restart_the_next_command_is_answered(client: Client, redis_server: Redis) -> None:
    client.ping()
    redis_server.stop()
    with pytest.raises(refusals.ConnectionError):
        client.ping()
    redis_server.start()
    assert client.ping()


def test_a_thread_keeps_its_connection_and_shares_it_with_nobody(client: Client) -> None:
    others: list[int] = []
    threads = [Thread(target=lambda: others.extend(client.client_id() for _ in range(3))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.client_id() == client.client_id()
    assert len({client.client_id(), *others}) == 3
