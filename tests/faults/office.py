"""A place that takes reports in: a database, a folder of sealed files, and both keyrings, on disk."""

import secrets
from dataclasses import dataclass, replace
from pathlib import Path

import portal
from pemilu.infra import keyring
from pemilu.infra.clock import SystemClock
from pemilu.infra.config import from_env
from pemilu.infra.db import Database, open_database
from pemilu.infra.migrate import migrate
from pemilu.infra.reader import open_reader
from pemilu.laporan.evidence import Cleaner
from pemilu.laporan.intake import Intake
from pemilu.laporan.pages import JPEG_END, JPEG_START, CleanEvidence, CleanPage
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.models import Panitia
from pemilu.tahapan.calendar import active_pemilihan
from pemilu.tahapan.stage import Jadwal
from tests.factories import KELURAHAN, published_roll

PAGE_BYTES = 40_000


@dataclass(frozen=True, slots=True)
class Premises:
    """Where everything lies; plain enough to be handed to another process."""

    url: str
    home: Path

    @property
    def files(self) -> Path:
        return self.home / "berkas"

    @property
    def keys(self) -> Path:
        return self.home / "keys" / "portal.json"

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.url, "FILES_DIR": str(self.files), "KEYRING_FILE": str(self.keys)}

    def staff_keys(self) -> keyring.Keyring:
        return keyring.read(self.keys.with_name("admin.json"))

    def open(self) -> Database:
        return Database(open_database(self.url))

    def intake(self) -> Intake:
        """What the portal files reports with, in this process, with the cheap cleaner."""
        settings = from_env(self.environment(), keyring="portal")
        return replace(portal._intake(settings, keyring.read(self.keys)), cleaner=Copier())

    def jadwal(self) -> Jadwal:
        reader = open_reader(self.url, published_file=False)
        pemilihan = active_pemilihan(reader)
        reader.close()
        assert pemilihan is not None
        return pemilihan.jadwal


def build_premises(url: str, home: Path) -> Premises:
    """Keys, tables, a published list and a PPS; reports are open today."""
    premises = Premises(url, home)
    keys = keyring.generate()
    keyring.write(keys, premises.keys.with_name("admin.json"))
    keyring.write(keys.only(keyring.PORTAL_PURPOSES), premises.keys)
    migrate(url)
    database = premises.open()
    published_roll(database, clock=SystemClock(), keys=keys)
    with database.transaction() as session:
        session.add(Panitia(tingkat=TingkatPanitia.PPS, wilayah=KELURAHAN))
    database.engine.dispose()
    return premises


class Copier(Cleaner):
    """A page as heavy as a real one without the work: what is tried here begins after the cleaning."""

    def clean(self, _data: object) -> CleanEvidence:
        picture = JPEG_START + secrets.token_bytes(PAGE_BYTES) + JPEG_END
        return CleanEvidence((CleanPage(1_000, 700, picture, picture[:2_000] + JPEG_END),))
