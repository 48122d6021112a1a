"""What no browser of ours would send: every odd request gets a clean refusal, never a trace or a version."""

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pemilu.pemilih.lookup import Lookup
from tests.factories import KELURAHAN, TERDAFTAR
from tests.integration.portal.refusals import assert_clean

METHODS = ["TRACE", "CONNECT", "PROPFIND", "PUT", "DELETE", "PATCH", "LINK"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("path", "allowed"), [("/", {"GET"}), ("/cek", {"GET", "POST"}), ("/api/v1/cek", {"POST"})]
)
def test_a_method_that_is_not_served_is_refused_with_those_that_are(
    visitor: FlaskClient, path: str, allowed: set[str], method: str
) -> None:
    response = visitor.open("/", environ_overrides={"PATH_INFO": path, "REQUEST_METHOD": method})
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) - {"HEAD", "OPTIONS"} == allowed
    assert_clean(response, api=path.startswith("/api/"))


def test_a_method_cannot_be_overridden_by_a_header(visitor: FlaskClient) -> None:
    headers = {"X-HTTP-Method-Override": "DELETE", "X-Method-Override": "POST"}
    assert visitor.get("/", headers=headers).status_code == 200
    assert visitor.post("/", headers=headers).status_code == 405


UNKNOWN_PATHS = [
    "/./",
    "/../",
    "/../../etc/passwd",
    "/%2e%2e/",
    "/;/",
    "/cek;x=1",
    "/%2f",
    "/\0",
    "/\xff\xfe",
    "/%zz",
    "/CEK",
    "/cek/",
    "/cek.",
    "/cek/x.css",
    "/cek.css",
    "/cek/..;/x.js",
    "/hasil/x.css",
    "/api/v1/cek/x.jpg",
    "/index.html",
    "/index.php",
    "/admin",
    "/console",
    "/metrics",
    "/.env",
    "/.git/config",
    "/wsgi.py",
    "/server-status",
    "/static/",
    "/static/cek.css",
    "/static/../app.py",
    "/static/..%2fapp.py",
    "/static/NOTICE.md",
    "/static/cek.css.map",
    "/cek\r\nSet-Cookie: a=b",
    "/\u202e",
    "/" + "a" * 8192,
    "/" + "a/" * 4096,
    "/lapor/" + "x" * 4096,
    "/lapor/../../etc/passwd",
    "//evil.example/x",
    "/\\evil.example",
    "/https://evil.example",
]


@pytest.mark.parametrize("path", UNKNOWN_PATHS, ids=lambda path: ascii(path)[:40])
def test_an_unknown_path_is_not_found_and_not_cached(visitor: FlaskClient, path: str) -> None:
    raw = path.encode().decode("latin-1")
    response = visitor.open("/", environ_overrides={"PATH_INFO": raw})
    assert response.status_code in {404, 308}
    assert response.headers["Cache-Control"] == "no-store"
    assert "evil" not in response.text
    assert "\n" not in response.headers.get("Location", "")
    assert not re.match(r"https?://(?!localhost/)|//|\\", response.headers.get("Location", "/"))
    assert_clean(response, api=path.startswith("/api/"))


NO_TPS = [
    "9" * 30,
    f"{KELURAHAN}-{'9' * 30}",
    f"{KELURAHAN}--1",
    f"{KELURAHAN}-1e3",
    f"{KELURAHAN}-1.0",
    f"{KELURAHAN}-٣",
    f"{KELURAHAN}-000",
    f"{KELURAHAN}-4 ",
    f"{KELURAHAN}-+4",
    f"{KELURAHAN}-0x4",
    f"{KELURAHAN}-005",
    f"{KELURAHAN}",
    f"{KELURAHAN}-",
    "137103-004",
    "13.71.03.1004-004",
    "1371031004\0-004",
    "１３７１０３１００４-004",
    "-".join(["1371031004-004"] * 2),
    "{c0ffee00-0000-0000-0000-000000000000}",
    "' OR 1=1--",
]


@pytest.mark.parametrize("suffix", ["", ".ics"])
@pytest.mark.parametrize("kode", NO_TPS, ids=ascii)
def test_a_tps_that_cannot_be_is_not_found(visitor: FlaskClient, kode: str, suffix: str) -> None:
    path = f"/tps/{kode}{suffix}".encode().decode("latin-1")
    response = visitor.open("/", environ_overrides={"PATH_INFO": path})
    assert response.status_code == 404
    assert_clean(response)


QUERIES = [
    "&".join(f"p{n}=1" for n in range(10_000)),
    "bahasa[]=en&bahasa.x=en&bahasa[0]=en",
    "bahasa=en&bahasa=id",
    "bahasa=<script>alert(1)</script>",
    "bahasa=%00&x=%ff%fe&y=%zz",
    "__proto__=1&constructor=2&__class__=3",
    "=&&&==",
    "a" * 8192,
]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:30])
def test_an_odd_query_changes_nothing(visitor: FlaskClient, query: str) -> None:
    response = visitor.get("/", query_string=query)
    assert response.status_code == 200
    assert "alert(1)" not in response.text


HEADERS = [
    {"Accept-Language": "x-" + "a" * 8192},
    {"Accept-Language": ",".join(f"x{n};q=0.{n}" for n in range(2000))},
    {"Accept-Language": "en;q=abc, ;;;, *;q=-1, \xff"},
    {"Cookie": "; ".join(f"k{n}=v" for n in range(100))},
    {"Cookie": "terima=" + "a" * 4096},
    {"Cookie": "a=\xff\xfe; =; ;;"},
    {"If-None-Match": '"' + "a" * 100_000 + '"'},
    {"If-Modified-Since": "kemarin"},
    {"Range": "bytes=" + ",".join(f"{n}-" for n in range(1000))},
    {"Expect": "100-continue"},
    {"Accept": "*/*;q=0"},
    {"Authorization": "Basic %%%"},
    {"Content-Encoding": "gzip"},
]


@pytest.mark.parametrize("path", ["/", "/lapor/tanda-terima"])
@pytest.mark.parametrize("headers", HEADERS, ids="+".join)
def test_an_odd_header_changes_nothing(visitor: FlaskClient, headers: dict[str, str], path: str) -> None:
    assert visitor.get(path, headers=headers).status_code == 200


def test_a_websocket_is_refused(visitor: FlaskClient) -> None:
    response = visitor.get("/", headers={"Upgrade": "websocket", "Connection": "Upgrade"})
    assert response.status_code == 400
    assert_clean(response)


HOSTS = [
    "evil.example",
    "a@b",
    "",
    " ",
    "127.0.0.1 evil.example",
    "localhost:x",
    "localhost/evil",
    "évil",
    "[::1",
]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/", "/cek", "/nope", "/api/v1/cek", "/?bahasa=en"])
def test_a_foreign_host_is_refused_and_never_repeated(visitor: FlaskClient, host: str, path: str) -> None:
    environ = {"HTTP_HOST": host.encode().decode("latin-1")}
    response = visitor.get(path, environ_overrides=environ)
    assert response.status_code == 400
    assert "evil" not in response.text + str(response.headers)
    assert_clean(response, api=path.startswith("/api/"))


def test_forwarded_headers_do_not_change_the_host(visitor: FlaskClient) -> None:
    forwarded = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/evil",
        "Forwarded": "host=evil.example",
    }
    for path in ("/", "/cek", "/nope", f"/tps/{KELURAHAN}-004"):
        response = visitor.get(path, headers=forwarded)
        assert "evil" not in response.text + str(response.headers)


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": ""},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:8001"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://["},
    {"Origin": "\xff"},
]
OWN = [
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Origin": "http://localhost"},
    {"Origin": "http://127.0.0.1:8000"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_form_of_another_site_is_refused(visitor: FlaskClient, headers: dict[str, str]) -> None:
    response = visitor.post("/cek", data={"nik": TERDAFTAR}, headers=headers)
    assert response.status_code == 403
    assert_clean(response)


@pytest.mark.parametrize("headers", OWN, ids=str)
def test_our_own_form_is_taken_also_from_browsers_that_say_little(
    visitor: FlaskClient, headers: dict[str, str]
) -> None:
    assert visitor.post("/cek", data={"nik": TERDAFTAR}, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/cek", "/api/v1/cek"])
def test_a_fault_of_ours_is_told_with_a_number_and_no_detail(
    standing_app: Flask, new_visitor: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("rahasia")

    monkeypatch.setattr(Lookup, "find", fail)
    data = {"data": json.dumps({"nik": TERDAFTAR}), "content_type": "application/json"}
    response = new_visitor(standing_app).post(
        path, **(data if "api" in path else {"data": {"nik": TERDAFTAR}})
    )
    assert response.status_code == 500
    assert re.search(r"\b[0-9a-f]{8}\b", response.text)
    assert "rahasia" not in response.text
    assert_clean(response, api="api" in path)
