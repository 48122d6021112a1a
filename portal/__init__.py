"""What a citizen sees. Holds no staff code and no key that opens an identity."""

from pathlib import Path

from flask import Flask, url_for

from pemilu.infra.clock import Clock
from pemilu.infra.config import Settings
from pemilu.infra.db import open_reader
from pemilu.infra.keyring import Keyring, Purpose
from pemilu.pemilih.lookup import Lookup
from pemilu.web.app import build_app
from pemilu.web.services import EXTENSION, Services, Situations, services
from pemilu.wilayah.tree import Places
from pemilu.wilayah.zona import zona_of
from portal import api, cek, health, pages, tps
from portal.words import NAMA_TAHAPAN


def create_app(settings: Settings, keyring: Keyring, clock: Clock) -> Flask:
    """The public app over the given settings, keys and clock."""
    app, limiter = build_app("portal", settings, folder=Path(__file__).parent)
    app.extensions[EXTENSION] = _services(settings, keyring, clock)
    for bp in (cek.build(limiter), api.build(limiter), tps.bp, pages.bp, health.build(limiter)):
        app.register_blueprint(bp)
    app.context_processor(_common_words)
    app.jinja_env.globals.update(zona_of=zona_of, nama_tahapan=NAMA_TAHAPAN.__getitem__)
    return app


def _common_words() -> dict[str, object]:
    """What every page needs, error pages too, so it asks no database."""
    situasi = services().situations.known()
    contoh = bool(situasi and situasi.pemilihan and situasi.pemilihan.contoh)
    return {"beranda": url_for("cek.show_form"), "contoh": contoh}


def _services(settings: Settings, keyring: Keyring, clock: Clock) -> Services:
    reader = open_reader(settings.lookup_database_url, published_file=settings.lookup_is_file)
    places = Places(reader)
    return Services(
        settings=settings,
        clock=clock,
        reader=reader,
        places=places,
        lookup=Lookup(reader, places, keyring.nik_index(), keyring.name_hash()),
        situations=Situations(reader),
        source_index=keyring.index(Purpose.SUMBER),
    )
