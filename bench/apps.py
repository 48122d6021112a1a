"""What the portal is compared with: a bare Flask+Jinja page of our answer's size, and a bare WSGI page."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, render_template
from jinja2 import DictLoader

SIZE = 8192
PARAGRAPH = "Anda terdaftar sebagai pemilih. "
PAGE = """<!doctype html><html lang="id"><head><title>{{ judul }}</title></head><body>
{% for baris in isi %}<p>{{ loop.index }} {{ baris }}</p>
{% endfor %}</body></html>"""


def page() -> Flask:
    """A POST that renders a template with forty escaped values; no check, no limit, no database."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"cek.html": PAGE})
    rows = [PARAGRAPH * 6] * 40

    @app.post("/cek")
    def cek() -> str:
        return render_template("cek.html", judul="Cek", isi=rows)[:SIZE]

    return app


def wsgi() -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """The same bytes with no framework at all."""
    body = (PARAGRAPH.encode() * 300)[:SIZE]
    head = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"].read()
        start_response("200 OK", head)
        return [body]

    return app
