"""What the portal is compared with: answers of its size without checks, without a lookup, without Flask."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask, render_template, request
from jinja2 import DictLoader
from sqlalchemy import select

from pemilu.infra import keyring
from pemilu.infra.db import Database, open_database
from pemilu.infra.reader import open_reader
from pemilu.pemilih.lookup import Lookup
from pemilu.pemilih.models import Terbit
from pemilu.pemilih.nik import Nik
from pemilu.wilayah.models import Tps
from pemilu.wilayah.tree import Places

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


def unguarded() -> Flask:
    """The portal's own lookup in a minimal view: no limit, no check of the form, no kept page."""
    keys = keyring.read(Path(os.environ["KEYRING_FILE"]))
    reader = open_reader(os.environ["LOOKUP_DATABASE_URL"], published_file=False)
    lookup = Lookup(reader, Places(reader), keys.nik_index(), keys.name_hash())
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"cek.html": PAGE})

    @app.post("/cek")
    def cek() -> str:
        found = lookup.find(Nik(request.form["nik"]), None)
        said = f"{found.placements[0].nama_samar} TPS" if found.placements else "tidak terdaftar"
        return render_template("cek.html", judul=said, isi=[PARAGRAPH * 6] * 40)[:SIZE]

    return app


def naive() -> Flask:
    """The lookup as anybody would write it first: no guard either, and a session of the ORM each time."""
    keys = keyring.read(Path(os.environ["KEYRING_FILE"]))
    index, database = keys.nik_index(), Database(open_database(os.environ["LOOKUP_DATABASE_URL"]))
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"cek.html": PAGE})

    @app.post("/cek")
    def cek() -> str:
        address = index.of(request.form["nik"])
        with database.reading() as session:
            row = session.execute(
                select(Terbit.nama_samar, Tps.nomor, Tps.kelurahan)
                .join(Tps, Tps.id == Terbit.tps_id)
                .where(Terbit.nik_idx == address)
            ).first()
        found = f"{row.nama_samar} TPS {row.nomor}" if row else "tidak terdaftar"
        return render_template("cek.html", judul=found, isi=[PARAGRAPH * 6] * 40)[:SIZE]

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
