"""The portal under gunicorn as in production (deploy/gunicorn.conf.py), one process, on a free port."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from pemilu.infra import keyring
from pemilu.laporan.submit import Receipt
from tests.e2e import small_roll
from tests.factories import NOW
from tests.servers.process import Server, dying_with_us, free_port

ROOT = Path(__file__).resolve().parents[2]
MOST_LOOKUPS = 500
PROGRAMS = Path(sys.executable).parent


class Site(Server):
    """A running portal. `set_clock` says what time it is there; `receipts` open the reports filed there."""

    END = signal.SIGTERM

    def __init__(self, home: Path, database: Path, keyring_file: Path) -> None:
        self.receipts: Mapping[str, Receipt] = {}
        self._clock = home / f"{database.stem}.clock"
        self.url = f"http://127.0.0.1:{free_port()}"
        environment = {
            "DATABASE_URL": f"sqlite:///{database}",
            "KEYRING_FILE": str(keyring_file),
            "FILES_DIR": str(home / "berkas"),
            "KABAR_DIR": str(home / "kabar"),
            "PUBLIC_BASE_URL": self.url,
            "TRUSTED_PROXIES": "1",
            "WEB_CONCURRENCY": "1",
            "CLOCK_FILE": str(self._clock),
        }
        command = [
            *dying_with_us(),
            "env",
            *(f"{name}={value}" for name, value in environment.items()),
            str(PROGRAMS / "gunicorn"),
            *("--config", str(ROOT / "deploy" / "gunicorn.conf.py")),
            *("--chdir", str(ROOT)),
            *("--bind", self.url.removeprefix("http://")),
            "tests.e2e.served:portal()",
        ]
        super().__init__(command, log=home / f"{database.stem}.log", answers=self._answers)

    def set_clock(self, moment: datetime) -> None:
        self._clock.write_text(moment.isoformat())

    def exhaust(self, source: str) -> None:
        """Look up from this address until the portal has had enough."""
        headers = {"X-Forwarded-For": source}
        for _ in range(MOST_LOOKUPS):
            request = urllib.request.Request(f"{self.url}/cek", data=b"nik=1", headers=headers)
            try:
                urllib.request.urlopen(request, timeout=5).close()
            except urllib.error.HTTPError as refused:
                refused.close()
                if refused.code == HTTPStatus.TOO_MANY_REQUESTS:
                    return
        raise AssertionError("there is no limit")

    def _answers(self) -> bool:
        try:
            return urllib.request.urlopen(f"{self.url}/healthz", timeout=2).status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


@contextmanager
def running_sites(home: Path) -> Iterator[dict[str, Site]]:
    """Two portals: "terbit" with a published list, "kosong" with nothing at all."""
    build_files()
    keys = keyring.generate()
    keyring.write(keys.only(keyring.PORTAL_PURPOSES), home / "keys.json")
    receipts = small_roll.make_published(home / "terbit.db", keys)
    small_roll.make_empty(home / "kosong.db")
    sites = {name: Site(home, home / f"{name}.db", home / "keys.json") for name in ("terbit", "kosong")}
    sites["terbit"].receipts = receipts
    try:
        for site in sites.values():
            site.set_clock(NOW)
            site.start()
        yield sites
    finally:
        for site in sites.values():
            site.stop()


def build_files() -> None:
    """Compile the catalogue and compress the static files, as `make run` does, unless they are fresh."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # noqa: TID251
    command = ["make", "--quiet", f"BIN={PROGRAMS}", "built"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=environment)
