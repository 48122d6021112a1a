"""Static files are named by their content and go out in the smallest form the browser reads."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from pemilu.web.assets import serve_assets

TEXT = b"body { color: #123 }\n" * 500


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gaya.css").write_bytes(TEXT)
    (tmp_path / "gaya.css.gz").write_bytes(gzip.compress(TEXT))
    (tmp_path / "gaya.css.br").write_bytes(brotli.compress(TEXT))
    (tmp_path / "polos.js").write_bytes(b"1")
    (tmp_path / "dalam").mkdir()
    (tmp_path / "dalam" / "rahasia.txt").write_bytes(b"rahasia")
    return tmp_path


def served(folder: Path) -> tuple[Flask, FlaskClient]:
    app = Flask(__name__, static_folder=None)
    serve_assets(app, folder, headers={"X-Content-Type-Options": "nosniff"})
    return app, app.test_client()


def address(app: Flask, name: str) -> str:
    return str(app.jinja_env.globals["asset"](name))


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("identity", None),
        ("", None),
        ("identity;q=0, *;q=0", None),
        ("zstd", None),
    ],
)
def test_the_browser_gets_the_smallest_form_that_it_reads(
    folder: Path, accepted: str, encoding: str | None
) -> None:
    app, client = served(folder)
    response = client.get(address(app, "gaya.css"), headers={"Accept-Encoding": accepted}, buffered=True)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert response.headers.get("Content-Encoding") == encoding
    assert unpack(response.data) == TEXT
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_changed_file_gets_another_address_and_an_equal_one_the_same(folder: Path) -> None:
    before = address(served(folder)[0], "polos.js")
    assert address(served(folder)[0], "polos.js") == before
    (folder / "polos.js").write_bytes(b"2")
    after = address(served(folder)[0], "polos.js")
    assert re.fullmatch(r"/static/polos\.[0-9a-f]{10}\.js", after)
    assert after != before


@pytest.mark.parametrize(
    "path",
    [
        "/static/gaya.css",
        "/static/polos.0000000000.js",
        "/static/dalam/rahasia.txt",
        "/static/../dalam/rahasia.txt",
        "/static/%2e%2e/rahasia.txt",
        "/static//etc/passwd",
        "/static/",
    ],
)
def test_nothing_else_of_the_folder_is_served(folder: Path, path: str) -> None:
    assert served(folder)[1].get(path).status_code == 404


def test_a_template_that_names_no_file_fails_at_once(folder: Path) -> None:
    app, _client = served(folder)
    with pytest.raises(KeyError):
        address(app, "tidak-ada.css")


def test_a_file_that_has_not_changed_is_not_sent_again(folder: Path) -> None:
    app, client = served(folder)
    tag = client.get(address(app, "polos.js"), buffered=True).headers["ETag"]
    response = client.get(address(app, "polos.js"), headers={"If-None-Match": tag}, buffered=True)
    assert (response.status_code, response.data) == (304, b"")
