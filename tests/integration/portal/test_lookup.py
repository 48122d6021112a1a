"""One lookup: one statement, no transaction; found, absent and wrongly named cannot be told apart outside."""

import gc
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from pemilu.infra.db import Database
from pemilu.infra.reader import KeptReader
from pemilu.pemilih.switch import roll_back
from pemilu.web import services as web_services
from tests.factories import ABSEN, GANDA, KHUSUS, NAMA, TANGGAL_MUSTAHIL, TERDAFTAR, Roll, published_roll
from tests.servers.postgres import Postgres

LOOKUPS = [
    ("found", {"nik": TERDAFTAR}, "terdaftar"),
    ("special", {"nik": KHUSUS}, "terdaftar-tps-khusus"),
    ("twice", {"nik": GANDA}, "terdaftar-ganda"),
    ("absent", {"nik": ABSEN}, "belum-terdaftar"),
    ("absent-named", {"nik": ABSEN, "nama": NAMA}, "belum-terdaftar"),
    ("no-such-day", {"nik": TANGGAL_MUSTAHIL}, "belum-terdaftar"),
    ("wrong-name", {"nik": TERDAFTAR, "nama": "AHMAD DAHLAN"}, "nama-tidak-cocok"),
    ("wrong-name-special", {"nik": KHUSUS, "nama": "AHMAD DAHLAN"}, "nama-tidak-cocok"),
    ("right-name", {"nik": TERDAFTAR, "nama": NAMA}, "terdaftar"),
]


@pytest.fixture(autouse=True)
def _situation_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page says of the election is read every few seconds; here only the lookup counts."""
    monkeypatch.setattr(web_services, "SITUATION_SECONDS", 3600)


@contextmanager
def everything_asked() -> Iterator[list[str]]:
    """What goes to any database meanwhile: each statement, each BEGIN, COMMIT and ROLLBACK that is sent.

    The lookup hands its statement to the driver itself, past SQLAlchemy's events.
    """
    asked: list[str] = []
    ask_driver = KeptReader._ask_driver

    def overheard(reader: KeptReader, kept: Connection, text: str, values: object) -> object:
        asked.append(text)
        return ask_driver(reader, kept, text, values)

    listeners = [
        ("before_cursor_execute", lambda _c, _cursor, statement, *_rest: asked.append(statement)),
        ("begin", lambda _connection: asked.append("BEGIN")),
        ("commit", lambda _connection: asked.append("COMMIT")),
        ("rollback", lambda _connection: asked.append("ROLLBACK")),
        ("connect", lambda _connection, _record: asked.append("CONNECT")),
        ("checkout", lambda _connection, _record, _proxy: asked.append("CHECKOUT")),
    ]
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(KeptReader, "_ask_driver", overheard)
            yield asked
    finally:
        for name, listener in listeners:
            event.remove(Engine, name, listener)


def warm(client: FlaskClient) -> None:
    """The first answer of a process also reads the situation and the names of the place."""
    for nik in (TERDAFTAR, KHUSUS, GANDA):
        client.post("/cek", data={"nik": nik})


def test_a_lookup_in_the_api_is_one_statement_without_a_transaction(client: FlaskClient) -> None:
    warm(client)
    for name, fields, status in LOOKUPS:
        with everything_asked() as asked:
            assert client.post("/api/v1/cek", json=fields).json["status"] == status, name
        assert [statement.split()[0] for statement in asked] == ["SELECT"], name


def test_a_lookup_on_the_page_is_one_statement_without_a_transaction(client: FlaskClient) -> None:
    """Only who gave the right name costs more: whether somebody reported them is asked as well."""
    warm(client)
    for name, fields, _status in LOOKUPS:
        with everything_asked() as asked:
            assert client.post("/cek", data=fields).status_code == 200
        assert sum("terbit" in statement for statement in asked) == 1, name
        assert len(asked) == 1 or name == "right-name", name


def test_what_is_no_nik_asks_nobody(client: FlaskClient) -> None:
    warm(client)
    with everything_asked() as asked:
        client.post("/cek", data={"nik": "123"})
        client.post("/api/v1/cek", json={"nik": "123"})
    assert asked == []


def test_postgres_itself_sees_one_statement_for_each_lookup(
    postgres_server: Postgres, postgres_database: Database, new_visitor: Callable[..., FlaskClient]
) -> None:
    roll = published_roll(postgres_database)
    with psycopg.connect(roll.url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{connection.info.dbname}" SET log_statement = "all"'.encode())
    client = new_visitor(roll.portal())
    warm(client)
    log = postgres_server._log
    before = log.stat().st_size
    for _ in range(10):
        for nik in (TERDAFTAR, ABSEN, GANDA):
            client.post("/cek", data={"nik": nik})
    seen = re.findall(r"LOG:  (?:statement|execute [^:]*): (\w+)", log.read_bytes()[before:].decode())
    assert seen == ["SELECT"] * 30


def told_apart(response: TestResponse) -> tuple[int, dict[str, str]]:
    """What somebody who only sees the wire can compare."""
    return response.status_code, dict(response.headers)


def test_every_answer_has_the_same_status_headers_and_size(client: FlaskClient) -> None:
    for path, bodies in (("/cek", "data"), ("/api/v1/cek", "json")):
        seen = [told_apart(client.post(path, **{bodies: fields})) for _name, fields, _status in LOOKUPS]
        assert all(one == seen[0] for one in seen)


def test_the_size_is_the_same_also_with_the_longest_names(
    sqlite_database: Database, new_visitor: Callable[..., FlaskClient]
) -> None:
    roll = Roll(sqlite_database, nama="Pemilihan Gubernur dan Wakil Gubernur Serta Wali Kota " * 2)
    facts = {"kursi_roda": True, "tanpa_tangga": True, "pintu_lebar": False, "toilet_akses": False}
    longest = {"nama": "N" * 100, "tempat": "é" * 150, "alamat": "&" * 40 + "A" * 160, **facts}
    first = roll.tps(998, khusus=True, lintang=-0.94924, bujur=100.35427, **longest)
    second = roll.tps(999, khusus=True, lintang=-0.94924, bujur=100.35427, **longest)
    roll.pemilih(first, TERDAFTAR, GANDA, nama="ABDURRAHMAN " * 16)
    roll.pemilih(second, GANDA, nama="ABDURRAHMAN " * 16)
    roll.publish()
    client = new_visitor(roll.portal())
    for query in ("", "?bahasa=en"):
        sizes = {
            len(client.post(f"/cek{query}", data={"nik": nik}).data) for nik in (TERDAFTAR, GANDA, ABSEN)
        }
        assert len(sizes) == 1


def test_a_name_is_forgiven_its_spelling_but_not_its_words(client: FlaskClient) -> None:
    for nama, status in [
        ("budi  santoso", "terdaftar"),
        ("SANTOSO, Budi, S.Pd.", "terdaftar"),
        ("H. Boedi Santoso", "terdaftar"),
        ("Budi", "nama-tidak-cocok"),
        ("Budi Santoso Wijaya", "nama-tidak-cocok"),
    ]:
        assert client.post("/api/v1/cek", json={"nik": TERDAFTAR, "nama": nama}).json["status"] == status


def test_nothing_about_the_voter_is_told_to_who_gave_a_wrong_name(client: FlaskClient) -> None:
    wrong = {"nik": TERDAFTAR, "nama": "AHMAD DAHLAN"}
    assert client.post("/api/v1/cek", json=wrong).json["penempatan"] == []
    page = client.post("/cek", data=wrong).text
    assert not re.search(r"SDN 05|Jl\. Contoh|B\*{3}|>004<", page)


def test_before_anything_is_published_nothing_is_looked_up(
    database: Database, new_visitor: Callable[..., FlaskClient]
) -> None:
    roll = Roll(database)
    client = new_visitor(roll.portal())
    assert client.post("/api/v1/cek", json={"nik": TERDAFTAR}).json["status"] == "belum-terbit"
    roll.pemilih(roll.tps(1), TERDAFTAR)
    roll.publish()
    assert client.post("/api/v1/cek", json={"nik": TERDAFTAR}).json["status"] == "terdaftar"


def test_a_new_list_and_a_rollback_answer_at_once(roll: Roll, client: FlaskClient) -> None:
    def status() -> str:
        return client.post("/api/v1/cek", json={"nik": ABSEN}).json["status"]

    assert status() == "belum-terdaftar"
    roll.pemilih(roll.tps(7), ABSEN)
    assert status() == "belum-terdaftar"
    roll.publish()
    assert status() == "terdaftar"
    with roll.database.transaction() as session:
        roll_back(session)
    assert status() == "belum-terdaftar"


def test_who_moved_is_told_so(roll: Roll, new_visitor: Callable[..., FlaskClient]) -> None:
    roll.change(TERDAFTAR, tps_id=roll.tps(7))
    roll.publish()
    (placement,) = new_visitor(roll.portal()).post("/api/v1/cek", json={"nik": TERDAFTAR}).json["penempatan"]
    assert placement["pindah_tps"] is True
    assert placement["tps"]["nomor"] == 7


def test_many_threads_look_up_at_once(roll: Roll, new_visitor: Callable[..., FlaskClient]) -> None:
    """More threads than a connection pool would have had connections."""
    app: Flask = roll.portal()

    def look_up(_turn: int) -> list[int]:
        client = new_visitor(app)
        return [client.post("/cek", data={"nik": nik}).status_code for nik in (TERDAFTAR, ABSEN) * 3]

    with ThreadPoolExecutor(12) as threads:
        assert {status for seen in threads.map(look_up, range(12)) for status in seen} == {200}
    gc.collect()  # connections of threads that ended go back to the pool, which the fixture closes
