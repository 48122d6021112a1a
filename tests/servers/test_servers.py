"""The ground under the other tests: what a fixture promises, it keeps."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis
from playwright.sync_api import Page
from sqlalchemy import inspect, select, text

from pemilu.infra.db import Database
from pemilu.wilayah.models import Wilayah
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.process import Server, ServerDidNotStart
from tests.servers.redis import running_redis


def test_a_server_that_ends_at_once_is_reported_with_its_log(tmp_path: Path) -> None:
    server = Server(["sh", "-c", "echo no such flag; exit 1"], log=tmp_path / "log", answers=lambda: False)
    with pytest.raises(ServerDidNotStart, match="no such flag"):
        server.start()


def test_a_database_has_every_table_and_no_row(database: Database) -> None:
    assert {"wilayah", "pemilih", "terbit"} <= set(inspect(database.engine).get_table_names())
    with database.reading() as session:
        assert session.scalars(select(Wilayah)).all() == []


@pytest.mark.parametrize("turn", [1, 2])
def test_no_test_sees_the_rows_of_another(database: Database, turn: int) -> None:
    with database.transaction() as session:
        session.add(Wilayah(kode="13", nama="Sumatera Barat"))
    with database.reading() as session:
        assert len(session.scalars(select(Wilayah)).all()) == 1


def test_a_test_may_ask_for_one_backend(sqlite_database: Database, postgres_database: Database) -> None:
    assert sqlite_database.engine.dialect.name == "sqlite"
    assert postgres_database.engine.dialect.name == "postgresql"


def test_postgres_keeps_utc_and_listens_on_loopback_only(postgres_database: Database) -> None:
    with postgres_database.reading() as session:
        assert session.scalar(text("SHOW timezone")) == "UTC"
        assert session.scalar(text("SHOW listen_addresses")) == "127.0.0.1"


def test_a_forgotten_connection_does_not_hold_up_the_next_test(postgres_server: Postgres) -> None:
    postgres_server.create("terlupa")
    forgotten = psycopg.connect(postgres_server.url("terlupa"))
    postgres_server.drop("terlupa")
    forgotten.close()


def test_a_killed_postgres_comes_back_with_what_it_acknowledged() -> None:
    with running_postgres(fsync="on", synchronous_commit="on", full_page_writes="on") as server:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE catatan AS SELECT 1 AS n")
        server.kill()
        server.start()
        with psycopg.connect(server.url("postgres")) as connection:
            assert connection.execute("SELECT n FROM catatan").fetchone() == (1,)


@pytest.mark.parametrize("turn", [1, 2])
def test_redis_remembers_nothing_of_the_test_before(redis_url: str, turn: int) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.incr("hitung") == 1


def test_a_stopped_redis_can_be_started_again(tmp_path: Path) -> None:
    with running_redis(tmp_path) as server, redis.Redis.from_url(server.url, retry=None) as client:
        server.stop()
        with pytest.raises(redis.ConnectionError):
            client.ping()
        server.start()
        assert client.ping()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_page_has_the_asked_size_and_scripts_only_when_asked(
    browser_page: Callable[..., Page], javascript: bool
) -> None:
    page = browser_page(viewport=(320, 640), javascript=javascript)
    page.set_content("<p id=a>diam</p><script>document.getElementById('a').textContent = 'jalan'</script>")
    assert page.viewport_size == {"width": 320, "height": 640}
    assert page.locator("#a").text_content() == ("jalan" if javascript else "diam")
