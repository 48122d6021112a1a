"""What gunicorn serves in these tests: the real portal and staff app, under a clock that tests can set.

Two addresses are added that fail on purpose, to see what a citizen sees when we are at fault.
"""

import os
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import OperationalError

import admin as admin_surface
import portal as portal_surface
from pemilu.infra import keyring, log
from pemilu.infra.config import from_env


class FileClock:
    """Tells the moment that stands in a file (ISO 8601, aware)."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return datetime.fromisoformat(self._file.read_text())


def portal() -> Flask:
    log.configure()
    settings = from_env(os.environ, keyring="portal")  # noqa: TID251 - the door of the tests
    clock = FileClock(Path(os.environ["CLOCK_FILE"]))  # noqa: TID251
    app = portal_surface.create_app(settings, keyring.read(settings.keyring_file), clock)
    app.add_url_rule("/uji/rusak", view_func=_break)
    app.add_url_rule("/uji/basis-data-mati", view_func=_lose_database)
    return app


def admin() -> Flask:
    log.configure()
    settings = from_env(os.environ, keyring="admin")  # noqa: TID251
    return admin_surface.create_app(settings, FileClock(Path(os.environ["CLOCK_FILE"])))  # noqa: TID251


def _break() -> str:
    raise RuntimeError("on purpose")


def _lose_database() -> str:
    raise OperationalError("", {}, ConnectionError("on purpose"))
