"""A canary voter goes through every journey; its NIK and name are then looked for where they must not be."""

import logging
import re
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from pemilu.infra import limits, log
from pemilu.infra.db import Database
from pemilu.infra.reader import KeptReader
from pemilu.pemilih.export import export
from pemilu.pemilih.models import Terbit
from tests.factories import Roll, published_roll, silent

NIK = "1399994506720417"
NAMA = "Zainuddin Kesturiawan"
WRONG = "Wirayudha Kesturiawan"
WORDS = {word.lower() for word in f"{NAMA} {WRONG}".split()}
SPELLED = [NIK, "1399 9945 0672 0417", "1399.9945.0672.0417", "'" + NIK, "NIK: 13-99-99-450672-0417"]
NewVisitor = Callable[..., FlaskClient]


def found_in(said: str) -> list[str]:
    """The canary in some text, however it is spelled."""
    digits = ["NIK"] if NIK in re.sub(r"[^0-9]", "", said) else []
    return digits + [word for word in WORDS if word in said.lower()]


def shown(response: TestResponse) -> str:
    """All that the client gets, without what a form gives back to be mended."""
    body = re.sub(r'value="[^"]*"', "", response.text) if response.status_code == 422 else response.text
    return f"{response.status} {response.headers} {body}"


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Logging as in production, but of everything; gives what was written so far."""
    written = StringIO()
    root, sql = logging.getLogger(), logging.getLogger("sqlalchemy")
    monkeypatch.setattr(sys, "stderr", written)
    log.configure()
    root.setLevel(logging.DEBUG)
    sql.setLevel(logging.DEBUG)
    return written.getvalue


@pytest.fixture
def canary(database: Database) -> Roll:
    roll = published_roll(database)
    roll.pemilih(roll.tps(7), NIK, nama=NAMA)
    roll.publish()
    return roll


def lookups(client: FlaskClient) -> Iterator[TestResponse]:
    for nik in SPELLED:
        for nama in ("", NAMA, NAMA.upper(), WRONG):
            yield client.post("/cek", data={"nik": nik, "nama": nama})
            yield client.post("/api/v1/cek", json={"nik": nik, "nama": nama})


def refused(client: FlaskClient) -> Iterator[TestResponse]:
    """Each way to be refused, with the canary in it."""
    right = {"nik": NIK, "nama": NAMA}
    for nik in (NIK + "1", NIK + NIK, NIK[:-4] + "0000", "O" + NIK[1:], f"{NIK},{NIK}"):
        yield client.post("/cek", data={"nik": nik, "nama": NAMA})
        yield client.post("/api/v1/cek", json={"nik": nik, "nama": NAMA})
    yield client.post("/cek", data=right | {"nama": NAMA * 20})
    yield client.post("/cek", data={"nik": [NIK, NIK]})
    yield client.post("/cek", data=right, headers={"Sec-Fetch-Site": "cross-site"})
    yield client.post("/cek", data={"nik": (NIK + " ") * 5000, "nama": NAMA})
    yield client.post("/api/v1/cek", json={"nik": int(NIK), "nama": NAMA})
    yield client.post("/api/v1/cek", json=right | {NAMA: NIK})
    yield client.post(
        "/api/v1/cek", data=f'{{"nik": "{NIK}", "nama": "{NAMA}', content_type="application/json"
    )
    yield client.post("/api/v1/cek", data=right)
    for path in (f"/{NIK}", f"/cek/{NIK}/{NAMA}", f"/tps/{NIK}", f"/api/v1/cek/{NIK}", f"/lapor/{NIK}"):
        yield client.get(path)
        yield client.post(path, data=right)
    for path in ("/", "/cek", "/tidak-ada", "/lacak", "/lapor/tanda-terima"):
        yield client.get(
            path, query_string=right, headers={"Referer": f"http://localhost/?{NIK}", "Cookie": NAMA}
        )
    yield client.get("/", headers={"Host": f"{NIK}.example"})
    yield client.post("/lapor/belum-terdaftar", data=right | {"aksi": "kirim"})
    yield client.post("/lacak", data={"nomor": NIK, "kode": NAMA})


def test_no_answer_shows_more_than_the_masked_name_and_four_digits(
    canary: Roll, new_visitor: NewVisitor
) -> None:
    client = new_visitor(canary.portal())
    for response in (*lookups(client), *refused(client)):
        assert found_in(shown(response)) == [], response.request.path
    page = client.post("/cek", data={"nik": NIK, "nama": NAMA}).text
    assert "Z******* K*******" in page
    assert NIK[-4:] in page
    assert client.post("/api/v1/cek", json={"nik": NIK}).json["nik"].endswith(NIK[-4:])


def test_no_answer_tells_it_in_a_header(canary: Roll, new_visitor: NewVisitor) -> None:
    client = new_visitor(canary.portal())
    for response in (*lookups(client), *refused(client)):
        assert found_in(str(response.headers)) == []
        assert NIK[-4:] not in re.sub(r"[a-f0-9]{10}\.", "", str(response.headers))
        assert "Set-Cookie" not in response.headers


def test_no_log_line_tells_it(canary: Roll, new_visitor: NewVisitor, logged: Callable[[], str]) -> None:
    client = new_visitor(canary.portal())
    assert {response.status_code for response in (*lookups(client), *refused(client))} >= {
        200,
        400,
        403,
        404,
        422,
    }
    said = logged()
    assert said.count("\n") > 100
    assert found_in(said) == []


def _raise_with_everything(*_arguments: object) -> None:
    raise RuntimeError(f"{NIK} {NAMA}")


def _raise_database_error(*_arguments: object) -> None:
    raise OperationalError(f"SELECT '{NIK}'", {"nama": NAMA}, Exception(f"{NIK} {NAMA}"))


@pytest.mark.parametrize(("fail", "status"), [(_raise_with_everything, 500), (_raise_database_error, 503)])
def test_an_error_that_carries_it_is_logged_and_answered_without_it(
    standing_app: Flask,
    new_visitor: NewVisitor,
    logged: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
    fail: Callable[..., None],
    status: int,
) -> None:
    client = new_visitor(standing_app)
    client.get("/")
    monkeypatch.setattr(KeptReader, "_twice", fail)
    answers = list(lookups(client))
    assert {response.status_code for response in answers} == {status}
    assert [found_in(shown(response)) for response in answers] == [[]] * len(answers)
    said = logged()
    assert said.count('"galat": ') == len(answers)
    assert found_in(said) == []


def test_an_error_of_the_database_itself_does_not_tell_it(
    canary: Roll, new_visitor: NewVisitor, logged: Callable[[], str]
) -> None:
    client = new_visitor(canary.portal())
    client.get("/")
    with canary.database.transaction() as session:
        session.execute(text("DROP TABLE terbit"))
    answers = list(lookups(client))
    assert {response.status_code for response in answers} == {503}
    assert [found_in(shown(response)) for response in answers] == [[]] * len(answers)
    assert found_in(logged()) == []


def test_a_refusal_for_too_many_does_not_tell_it(
    canary: Roll, new_visitor: NewVisitor, logged: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LOOKUP_IPV4", "1 per hour")
    client = new_visitor(canary.portal())
    answers = list(lookups(client))
    assert [response.status_code for response in answers].count(429) == len(answers) - 1
    assert [found_in(shown(response)) for response in answers] == [[]] * len(answers)
    assert found_in(logged()) == []


def test_redis_does_not_hold_it(canary: Roll, redis_url: str, new_visitor: NewVisitor) -> None:
    client = new_visitor(canary.portal(REDIS_URL=redis_url))
    assert len([*lookups(client), *refused(client)]) > 60
    with redis.Redis.from_url(redis_url) as store:
        keys = store.keys()
        held = b"\n".join([*keys, *(store.get(key) or b"" for key in keys)])
    assert keys
    assert found_in(held.decode("latin-1")) == []


def test_what_is_published_does_not_hold_it(canary: Roll, tmp_path: Path) -> None:
    file = tmp_path / "terbit.sqlite"
    export(canary.database, file, progress=silent)
    with canary.database.reading() as session:
        rows = session.execute(select(Terbit.__table__)).all()
    assert len(rows) == 9
    assert found_in(repr(rows)) == []
    assert found_in(file.read_bytes().decode("latin-1")) == []
    held = {bytes(part) for row in rows for part in row if isinstance(part, bytes | memoryview)}
    assert not [one for one in held if NIK.encode() in one or NAMA.upper().split()[0].encode() in one]
