"""An office that takes reports in, on each backend, and people who write to it."""

import ipaddress
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from pemilu.infra.db import Database
from tests.integration.laporan.office import Office, open_office

_addresses = map(ipaddress.IPv4Address, count(int(ipaddress.IPv4Address("10.1.0.1"))))


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return open_office(database, tmp_path / "berkas")


@pytest.fixture
def sqlite_office(sqlite_database: Database, tmp_path: Path) -> Office:
    """For what does not depend on the database."""
    return open_office(sqlite_database, tmp_path / "berkas")


@pytest.fixture
def postgres_office(postgres_database: Database, tmp_path: Path) -> Office:
    """For what only a database with many writers can get wrong."""
    return open_office(postgres_database, tmp_path / "berkas")


@pytest.fixture
def visit() -> Callable[[Office], FlaskClient]:
    """`visit(office)` is a browser at an address that nobody had before."""

    def open_browser(office: Office) -> FlaskClient:
        client = office.app.test_client()
        client.environ_base["HTTP_X_FORWARDED_FOR"] = str(next(_addresses))
        return client

    return open_browser
