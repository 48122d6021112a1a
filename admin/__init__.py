"""What staff see, and the operators' commands. Every door is closed until a view says who may enter."""

from contextlib import suppress
from pathlib import Path

from flask import Flask, redirect, url_for

from admin import (
    akun,
    antrean,
    audit,
    borongan,
    bukti,
    ekspor,
    health,
    kabar,
    kios,
    kunjungan,
    laporan,
    masuk,
    meja,
    meja_resi,
    persetujuan,
    petugas,
    rekap,
    templat,
    tindakan,
    undangan,
)
from admin.door import anyone, close_by_default
from admin.galat import GALAT, tell_refusals
from admin.menu import MENU
from admin.staff import EXTENSION, Staff, staff
from pemilu.cli.groups import register
from pemilu.infra.clock import Clock
from pemilu.infra.config import Settings
from pemilu.infra.db import UNREACHABLE
from pemilu.infra.keyring import Keyring, Purpose
from pemilu.web import uploads, words
from pemilu.web.app import build_app
from pemilu.wilayah.zona import zona_of

SURFACES = (
    masuk,
    antrean,
    borongan,
    audit,
    rekap,
    ekspor,
    persetujuan,
    kios,
    laporan,
    bukti,
    petugas,
    akun,
    undangan,
    tindakan,
    kabar,
    meja,
    meja_resi,
    kunjungan,
    templat,
    health,
)


def _common_words() -> dict[str, object]:
    """What every page says, error pages too: so a database that is gone costs it no more than a word."""
    with suppress(*UNREACHABLE):
        return {"beranda": "/", "contoh": staff().is_demo}
    return {"beranda": "/", "contoh": False}


def create_app(settings: Settings, clock: Clock, keyring: Keyring | None = None) -> Flask:
    """The staff app over the given settings and clock. Without `keyring` its file is read at first use."""
    app, limiter = build_app(
        "admin",
        settings,
        clock,
        base_url=settings.admin_base_url,
        source_index=lambda: staff().keyring.index(Purpose.SUMBER),
        folder=Path(__file__).parent,
        galat=GALAT,
    )
    app.request_class = uploads.InMemoryRequest
    app.extensions[EXTENSION] = Staff(settings, clock, keyring)
    close_by_default(app)
    tell_refusals(app)
    for surface in SURFACES:
        app.register_blueprint(surface.build(limiter))
    app.context_processor(_common_words)
    app.jinja_env.globals.update(zona_of=zona_of, kata=words, menu=MENU)
    app.add_url_rule("/", "beranda", anyone(lambda: redirect(url_for("antrean.show"), 303)))
    register(app, settings, clock)
    return app
