"""Databases and files that go away: lookups say so in words, and answer again without a restart."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from pemilu.infra.db import Database, open_database
from pemilu.infra.migrate import migrate
from pemilu.pemilih.export import export
from pemilu.web import services as web_services
from pemilu.web.services import EXTENSION
from tests.factories import ABSEN, NAMA, TERDAFTAR, Roll, published_roll, silent
from tests.integration.portal.refusals import assert_clean
from tests.servers.postgres import Postgres, running_postgres

NOBODY = {"DATABASE_URL": "postgresql://u@127.0.0.1:1/db", "REDIS_URL": "redis://127.0.0.1:1/0"}
PAGES = ["/", "/tahapan", "/bantuan", "/privasi", "/aksesibilitas", "/lapor"]
NewVisitor = Callable[..., FlaskClient]


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A server that a test may stop: nobody else is on it."""
    with running_postgres() as server:
        server.create("pemilu")
        migrate(server.url("pemilu"))
        yield server


@pytest.fixture
def _situation_is_asked_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_services, "SITUATION_SECONDS", 0.0)


def look_up(client: FlaskClient, nik: str = TERDAFTAR) -> str:
    return client.post("/api/v1/cek", json={"nik": nik}).json["status"]


@pytest.mark.usefixtures("_situation_is_asked_every_time")
def test_a_dead_postgres_is_told_and_its_return_noticed_without_a_restart(
    own_postgres: Postgres, new_visitor: NewVisitor
) -> None:
    roll = published_roll(Database(open_database(own_postgres.url("pemilu"))))
    client = new_visitor(roll.portal())
    assert look_up(client) == "terdaftar"
    own_postgres.stop()
    for path, fields in (
        ("/cek", {"data": {"nik": TERDAFTAR}}),
        ("/api/v1/cek", {"json": {"nik": TERDAFTAR}}),
    ):
        for _ in range(2):
            response = client.post(path, **fields)
            assert response.status_code == 503
            assert int(response.headers["Retry-After"]) > 0
            assert_clean(response, api="api" in path)
    assert {client.get(path).status_code for path in PAGES} == {200}
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    own_postgres.start()
    assert look_up(client) == "terdaftar"
    assert client.get("/readyz").status_code == 200
    roll.database.engine.dispose()


def test_a_portal_that_starts_without_its_database_serves_once_it_is_there(
    own_postgres: Postgres, new_visitor: NewVisitor
) -> None:
    roll = published_roll(Database(open_database(own_postgres.url("pemilu"))))
    roll.database.engine.dispose()
    own_postgres.stop()
    client = new_visitor(roll.portal())
    assert {client.get(path).status_code for path in PAGES} == {503}
    own_postgres.start()
    assert {client.get(path).status_code for path in PAGES} == {200}
    roll.database.engine.dispose()


def test_a_connection_that_the_server_ended_is_replaced_unseen(
    postgres_database: Database, new_visitor: NewVisitor
) -> None:
    client = new_visitor(published_roll(postgres_database).portal())
    assert look_up(client) == "terdaftar"
    for _ in range(3):
        with postgres_database.transaction() as session:
            ended = session.scalars(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            ).all()
        assert ended
        assert look_up(client) == "terdaftar"


def test_a_statement_that_takes_too_long_is_given_up(
    postgres_database: Database, new_visitor: NewVisitor
) -> None:
    """Somebody holds the table: the citizen is told to come back, and is answered when it is free."""
    client = new_visitor(published_roll(postgres_database).portal())
    assert look_up(client) == "terdaftar"
    with postgres_database.transaction() as session:
        session.execute(text("LOCK TABLE terbit IN ACCESS EXCLUSIVE MODE"))
        response = client.post("/cek", data={"nik": TERDAFTAR})
        assert response.status_code == 503
        assert response.headers["Retry-After"]
    assert look_up(client) == "terdaftar"


def serve_file(roll: Roll, file: Path) -> Flask:
    """A portal that has nothing but the exported file: its database and its Redis are not there."""
    return roll.portal(LOOKUP_DATABASE_URL=f"sqlite:///{file}", **NOBODY)


def test_an_exported_file_serves_with_no_database_and_no_redis(
    roll: Roll, tmp_path: Path, new_visitor: NewVisitor
) -> None:
    target = tmp_path / "satu berkas #1.sqlite"
    export(roll.database, target, progress=silent)
    client = new_visitor(serve_file(roll, target))
    assert look_up(client) == "terdaftar"
    assert look_up(client, ABSEN) == "belum-terdaftar"
    assert client.post("/cek", data={"nik": TERDAFTAR, "nama": NAMA}).status_code == 200
    assert {client.get(path).status_code for path in (*PAGES, "/readyz")} == {200}


def test_a_lookup_waits_once_and_not_every_time_for_a_database_that_it_can_do_without(
    roll: Roll, tmp_path: Path, new_visitor: NewVisitor
) -> None:
    """A host that is gone without a word costs the whole connect timeout."""
    target = tmp_path / "terbit.sqlite"
    export(roll.database, target, progress=silent)
    app = serve_file(roll, target)
    tried: list[str] = []
    engine = app.extensions[EXTENSION].intake.database.engine
    event.listen(engine, "do_connect", lambda *_arguments: tried.append("connect"))
    client = new_visitor(app)
    for _ in range(5):
        assert client.post("/cek", data={"nik": TERDAFTAR, "nama": NAMA}).status_code == 200
    assert tried == ["connect"]


def test_a_new_export_is_picked_up_without_a_restart(
    roll: Roll, tmp_path: Path, new_visitor: NewVisitor
) -> None:
    target = tmp_path / "terbit.sqlite"
    export(roll.database, target, progress=silent)
    client = new_visitor(serve_file(roll, target))
    assert look_up(client, ABSEN) == "belum-terdaftar"
    roll.pemilih(roll.tps(7), ABSEN)
    for _ in range(2):
        roll.publish()
        export(roll.database, target, progress=silent)
        assert look_up(client, ABSEN) == "terdaftar"
    assert client.get("/readyz").json["versi"] == 3


def test_a_file_that_is_gone_for_a_moment_goes_on_answering(
    roll: Roll, tmp_path: Path, new_visitor: NewVisitor
) -> None:
    target = tmp_path / "terbit.sqlite"
    export(roll.database, target, progress=silent)
    client = new_visitor(serve_file(roll, target))
    assert look_up(client) == "terdaftar"
    away = target.rename(tmp_path / "sebentar")
    assert look_up(client) == "terdaftar"
    away.rename(target)
    assert look_up(client) == "terdaftar"


def test_without_its_file_a_portal_says_so_until_the_file_is_there(
    roll: Roll, tmp_path: Path, new_visitor: NewVisitor
) -> None:
    target = tmp_path / "terbit.sqlite"
    client = new_visitor(serve_file(roll, target))
    response = client.post("/cek", data={"nik": TERDAFTAR})
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert client.get("/readyz").status_code == 503
    assert not target.exists()
    export(roll.database, target, progress=silent)
    assert look_up(client) == "terdaftar"
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("content", [b"", b"bukan sqlite" * 1000])
def test_a_file_that_is_no_list_is_unreachable_and_not_a_fault(
    roll: Roll, tmp_path: Path, new_visitor: NewVisitor, content: bytes
) -> None:
    target = tmp_path / "terbit.sqlite"
    target.write_bytes(content)
    client = new_visitor(serve_file(roll, target))
    assert client.post("/cek", data={"nik": TERDAFTAR}).status_code == 503
    assert client.get("/readyz").status_code == 503


def test_a_reader_of_a_file_never_locks_or_writes_it(
    roll: Roll, tmp_path: Path, new_visitor: NewVisitor
) -> None:
    target = tmp_path / "terbit.sqlite"
    export(roll.database, target, progress=silent)
    before = target.read_bytes()
    client = new_visitor(serve_file(roll, target))
    assert look_up(client) == "terdaftar"
    assert target.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir() if "terbit" in one.name] == ["terbit.sqlite"]
