"""Every answer carries the same guard headers, whatever its route and status; nothing dynamic is kept."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pemilu.infra.db import Database
from pemilu.web.headers import HEADERS
from tests.factories import ABSEN, KELURAHAN, TERDAFTAR, published_roll

EXAMPLES = {"kode": f"{KELURAHAN}-004", "jenis": "belum-terdaftar"}
KEPT = {"/api/v1/openapi.json": "public, max-age=3600"}
INLINE = re.compile(
    r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:|<base|<iframe|<object", re.IGNORECASE
)
HTTPS = {"PUBLIC_BASE_URL": "https://cek.example"}


def address(rule: str) -> str:
    return re.sub(r"<(\w+)>", lambda found: EXAMPLES[found[1]], rule)


def every_answer(app: Flask, client: FlaskClient) -> Iterator[tuple[str, str, TestResponse]]:
    """Each route with each of its methods, then each kind of refusal."""
    for rule in app.url_map.iter_rules():
        for method in rule.methods or ():
            path = address(rule.rule)
            yield method, path, client.open(path, method=method)
    yield "POST", "found", client.post("/cek", data={"nik": TERDAFTAR})
    yield "POST", "absent", client.post("/api/v1/cek", json={"nik": ABSEN})
    yield "POST", "422", client.post("/cek", data={"nik": "1"})
    yield "POST", "413", client.post("/cek", data="x" * 100_000)
    yield "POST", "415", client.post("/api/v1/cek", data="x")
    yield "POST", "403", client.post("/cek", headers={"Sec-Fetch-Site": "cross-site"})
    yield "GET", "404", client.get("/tidak-ada")
    yield "GET", "405", client.delete("/api/v1/cek")
    yield "GET", "400", client.get("/", headers={"Host": "evil.example"})
    yield "GET", "kept", client.get("/", headers={"If-None-Match": "*"})


@pytest.fixture(scope="module")
def answers(standing_app: Flask) -> list[tuple[str, str, TestResponse]]:
    return list(every_answer(standing_app, standing_app.test_client()))


def test_every_answer_has_every_guard_header(answers: list[tuple[str, str, TestResponse]]) -> None:
    lacking = [
        (method, path, name)
        for method, path, response in answers
        for name, value in HEADERS.items()
        if response.headers.getlist(name) != [value]
    ]
    assert not lacking
    assert {response.status_code for _method, _path, response in answers} > {
        200,
        303,
        400,
        403,
        404,
        405,
        413,
    }


def test_nothing_dynamic_may_be_kept_by_anybody(answers: list[tuple[str, str, TestResponse]]) -> None:
    for method, path, response in answers:
        expected = KEPT.get(path, "no-store") if method in {"GET", "HEAD"} else "no-store"
        assert response.headers["Cache-Control"] == expected, (method, path)
        assert not {"ETag", "Last-Modified", "Expires"} & set(response.headers.keys()), (method, path)
        assert "Accept-Language" in response.headers["Vary"], (method, path)


def test_no_answer_sets_a_cookie(answers: list[tuple[str, str, TestResponse]]) -> None:
    """Only a report that was taken in sets one, for its receipt."""
    setting = [(method, path) for method, path, response in answers if "Set-Cookie" in response.headers]
    assert setting in ([], [("POST", "/lapor/tanda-terima/simpan")])


def test_without_https_nobody_is_bound_to_https(answers: list[tuple[str, str, TestResponse]]) -> None:
    assert not [path for _, path, response in answers if "Strict-Transport-Security" in response.headers]


def test_with_https_every_answer_binds_to_https(
    sqlite_database: Database, new_visitor: Callable[..., FlaskClient]
) -> None:
    app = published_roll(sqlite_database).portal(**HTTPS)
    client = new_visitor(app)
    client.environ_base["HTTP_HOST"] = "cek.example"
    for path in ("/", "/healthz", "/tidak-ada", *static_files(client)):
        binding = client.get(path, buffered=True).headers["Strict-Transport-Security"]
        assert int(re.search(r"max-age=(\d+)", binding)[1]) >= 31_536_000
        assert "includeSubDomains" in binding


def test_the_policy_allows_nothing_inline_and_nobody_else() -> None:
    policy = {
        name: sources.split()
        for name, _space, sources in (
            part.strip().partition(" ") for part in HEADERS["Content-Security-Policy"].split(";")
        )
    }
    allowed = {source for sources in policy.values() for source in sources}
    assert allowed == {"'none'", "'self'", "'script'"}
    for name in ("default-src", "base-uri", "object-src", "frame-ancestors", "trusted-types"):
        assert policy[name] == ["'none'"]
    assert policy["require-trusted-types-for"] == ["'script'"]
    assert {name for name, sources in policy.items() if sources == ["'self'"]} >= {
        "form-action",
        "script-src",
    }


def test_no_page_needs_what_the_policy_forbids(answers: list[tuple[str, str, TestResponse]]) -> None:
    pages = [(path, answer) for _method, path, answer in answers if answer.mimetype == "text/html"]
    assert len(pages) > 20
    for path, page in pages:
        assert not INLINE.search(page.text), path
        loaded = re.findall(r'<(?:script|img|source|link)[^>]*\s(?:src|href)="([^"]*)"', page.text)
        assert all(url.startswith("/static/") for url in loaded), path


def static_files(client: FlaskClient) -> list[str]:
    return sorted(set(re.findall(r'"(/static/[^"]+)"', client.get("/").text)))


def test_a_static_file_is_kept_for_ever_under_the_name_of_its_content(visitor: FlaskClient) -> None:
    files = static_files(visitor)
    assert {file.rpartition(".")[2] for file in files} == {"css", "js", "svg"}
    for file in files:
        response = visitor.get(file, buffered=True)
        assert response.status_code == 200
        assert re.search(r"\.[0-9a-f]{10}\.\w+$", file)
        assert {"immutable", "public"} <= set(response.headers["Cache-Control"].split(", "))
        assert {name: response.headers[name] for name in HEADERS} == HEADERS
        assert not {"Set-Cookie", "Access-Control-Allow-Origin"} & set(response.headers.keys())


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE"])
def test_a_static_file_is_only_read(visitor: FlaskClient, method: str) -> None:
    response = visitor.open(static_files(visitor)[0], method=method)
    assert response.status_code == 405


@pytest.mark.parametrize("wanted", ["bytes=0-0", "bytes=-1", "bytes=9999999-", "bytes=2-1", "bytes=x", "l=1"])
def test_an_odd_range_of_a_static_file_breaks_nothing(visitor: FlaskClient, wanted: str) -> None:
    response = visitor.get(static_files(visitor)[0], headers={"Range": wanted}, buffered=True)
    assert response.status_code in {200, 206, 416}


def test_a_changed_name_of_a_static_file_is_not_found(visitor: FlaskClient) -> None:
    file = static_files(visitor)[0]
    for other in (
        file.upper(),
        file + ".br",
        file + ".gz",
        file + "/",
        re.sub(r"[0-9a-f]{10}", "0" * 10, file),
    ):
        assert visitor.get(other).status_code == 404
