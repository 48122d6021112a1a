"""What a citizen sees. Holds no staff code and no key that opens an identity."""

from pathlib import Path

from flask import Flask

from pemilu.infra.clock import Clock
from pemilu.infra.config import Settings
from pemilu.infra.db import Database, open_database
from pemilu.infra.files import SealedFiles
from pemilu.infra.keyring import Keyring, Purpose
from pemilu.infra.reader import open_reader
from pemilu.laporan.evidence import Cleaner
from pemilu.laporan.intake import Intake
from pemilu.laporan.submit import Desk
from pemilu.pemilih.lookup import Lookup
from pemilu.tahapan.holidays import load_holidays
from pemilu.web import receipt_facts, uploads, words
from pemilu.web.app import build_app
from pemilu.web.i18n import front_page
from pemilu.web.services import EXTENSION, Reported, Services, Situations, services
from pemilu.web.titipan import Titipan
from pemilu.wilayah.choose import RegionChooser
from pemilu.wilayah.tree import Places
from pemilu.wilayah.zona import zona_of
from portal import api, cek, health, lacak, lapor, pages, receipt, tps
from portal.galat import GALAT


def create_app(settings: Settings, keyring: Keyring, clock: Clock) -> Flask:
    """The public app over the given settings, keys and clock."""
    app, limiter = build_app(
        "portal",
        settings,
        clock,
        base_url=settings.public_base_url,
        source_index=lambda: services().source_index,
        folder=Path(__file__).parent,
        galat=GALAT,
    )
    app.request_class = uploads.InMemoryRequest
    app.extensions[EXTENSION] = _services(settings, keyring, clock)
    surfaces = (cek, api, lapor, lacak, health)
    for bp in (*(surface.build(limiter) for surface in surfaces), receipt.bp, tps.bp, pages.bp):
        app.register_blueprint(bp)
    app.context_processor(_common_words)
    app.jinja_env.globals.update(zona_of=zona_of, nama_tahapan=words.NAMA_TAHAPAN.__getitem__, kata=words)
    app.jinja_env.globals.update(mengapa=receipt_facts.mengapa, batas=receipt_facts.closing)
    return app


def _common_words() -> dict[str, object]:
    """What every page needs, error pages too, so it asks no database."""
    situasi = services().situations.known()
    contoh = bool(situasi and situasi.pemilihan and situasi.pemilihan.contoh)
    return {"beranda": front_page(), "contoh": contoh}


def _services(settings: Settings, keyring: Keyring, clock: Clock) -> Services:
    reader = open_reader(settings.lookup_database_url, published_file=settings.lookup_is_file)
    places = Places(reader)
    intake = _intake(settings, keyring)
    return Services(
        settings=settings,
        clock=clock,
        reader=reader,
        places=places,
        lookup=Lookup(reader, places, keyring.nik_index(), keyring.name_hash()),
        situations=Situations(reader, keyring.nik_check()),
        chooser=RegionChooser(reader, places),
        intake=intake,
        reported=Reported(intake.reported),
        titipan=Titipan(keyring.box(Purpose.TITIPAN)),
        source_index=keyring.index(Purpose.SUMBER),
    )


def _intake(settings: Settings, keyring: Keyring) -> Intake:
    """What takes reports in: a database to write, a folder for sealed files, a key that only seals."""
    return Intake(
        database=Database(open_database(settings.database_url)),
        files=SealedFiles(settings.files_dir),
        cleaner=Cleaner(),
        desk=Desk(
            sealer=keyring.report_sealer(),
            index=keyring.index(Purpose.INDEKS_LAPORAN),
            code_key=keyring.active(Purpose.RESI),
            libur=load_holidays(),
        ),
    )
