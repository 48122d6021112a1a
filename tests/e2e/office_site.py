"""Portal and staff app side by side over one database, as two processes with two keyrings and one clock."""

import secrets
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pyotp
from playwright.sync_api import Page

from pemilu.infra import keyring
from pemilu.infra.db import Database, open_database
from pemilu.infra.keyring import Purpose
from pemilu.laporan.watch import watch_deadlines
from pemilu.petugas.enrol import Enrolled, put_totp
from pemilu.petugas.kinds import Peran
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer
from pemilu.petugas.password import hash_sandi
from pemilu.petugas.totp import new_secret
from tests.e2e.site import PROGRAMS, ROOT, build_files
from tests.integration.admin.room import Room
from tests.integration.laporan.office import open_office
from tests.servers.process import Server, dying_with_us, free_port

SANDI = "sirsak kelapa muda 47"
STEP = timedelta(minutes=2)


class Surface(Server):
    """One app under gunicorn."""

    END = signal.SIGTERM

    def __init__(self, home: Path, name: str, url: str, environment: dict[str, str]) -> None:
        self.url = url
        command = [
            *dying_with_us(),
            "env",
            *(f"{key}={value}" for key, value in environment.items()),
            str(PROGRAMS / "gunicorn"),
            *("--config", str(ROOT / "deploy" / "gunicorn.conf.py")),
            *("--chdir", str(ROOT)),
            *("--bind", url.removeprefix("http://")),
            f"tests.e2e.served:{name}()",
        ]
        super().__init__(command, log=home / f"{name}.log", answers=self._answers)

    def _answers(self) -> bool:
        try:
            return urllib.request.urlopen(f"{self.url}/healthz", timeout=2).status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


class OfficeSite:
    """A published list with its committees and their people, who sign in with password and code."""

    def __init__(self, home: Path, database: Database) -> None:
        self.room = Room(open_office(database, home / "berkas"))
        self.office = self.room.office
        self._sandi = hash_sandi(SANDI)
        self._secrets: dict[int, str] = {}
        self._clock_file = home / "jam"
        self._tell_time()
        portal, admin = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
        common = {
            "DATABASE_URL": self.office.roll.url,
            "FILES_DIR": str(home / "berkas"),
            "KABAR_DIR": str(home / "kabar"),
            "PUBLIC_BASE_URL": portal,
            "ADMIN_BASE_URL": admin,
            "TRUSTED_PROXIES": "1",
            "WEB_CONCURRENCY": "1",
            "CLOCK_FILE": str(self._clock_file),
        }
        keys = self.office.roll.keyring
        keyring.write(keys, home / "admin.json")
        keyring.write(keys.only(keyring.PORTAL_PURPOSES), home / "portal.json")
        self.portal = Surface(home, "portal", portal, common | {"KEYRING_FILE": str(home / "portal.json")})
        self.admin = Surface(home, "admin", admin, common | {"KEYRING_FILE": str(home / "admin.json")})

    def pass_time(self, **amount: float) -> None:
        self.room.clock.advance(**amount)
        self._tell_time()

    def hire(self, peran: Peran, wilayah: str | None = None) -> Officer:
        """Somebody with a password and an authenticator."""
        officer = self.room.hire(peran, wilayah, akun=f"{peran.value}-{secrets.token_hex(3)}")
        secret = self._secrets[officer.id] = new_secret()
        with self.room.database.transaction() as session:
            petugas = session.get_one(Petugas, officer.id)
            petugas.sandi = self._sandi
            put_totp(petugas, Enrolled(secret, 0), self.office.roll.keyring.box(Purpose.PETUGAS))
        return officer

    def sign_in(self, page: Page, officer: Officer) -> None:
        """Through the page, with a code that was not used before."""
        self.pass_time(seconds=STEP.total_seconds())
        page.context.clear_cookies()
        page.goto(f"{self.admin.url}/masuk")
        page.fill("#akun", officer.akun)
        page.fill("input[name=sandi]", SANDI)
        page.fill("input[name=kode]", pyotp.TOTP(self._secrets[officer.id]).at(self.room.clock.now()))
        page.click("main form button:not([type=button])")
        page.wait_for_url(f"{self.admin.url}/antrean")

    def watch(self) -> None:
        """What the worker does at each turn."""
        with self.room.database.transaction() as session:
            watch_deadlines(session, office=self.room.staff.office, now=self.room.clock.now())

    def _tell_time(self) -> None:
        self._clock_file.write_text(self.room.clock.now().isoformat())


@contextmanager
def running_office(home: Path, url: str) -> Iterator[OfficeSite]:
    build_files()
    database = Database(open_database(url))
    site = OfficeSite(home, database)
    try:
        site.portal.start()
        site.admin.start()
        yield site
    finally:
        site.portal.stop()
        site.admin.stop()
        database.engine.dispose()
