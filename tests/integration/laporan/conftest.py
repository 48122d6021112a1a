"""An office that takes reports in, on each backend, and people who write to it."""

import ipaddress
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from pemilu.infra.db import Database, open_database
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


@pytest.fixture(scope="session")
def standing_office(_sqlite_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for the many visits that need none of their own. Each comes from another address."""
    home = tmp_path_factory.mktemp("lapor")
    database = Database(open_database(f"sqlite:///{shutil.copy(_sqlite_model, home / 'pemilu.db')}"))
    office = open_office(database, home / "berkas")
    office.add_regions({"1371031005": "Ulak Karang"})
    yield office
    database.engine.dispose()


@pytest.fixture
def visit() -> Callable[[Office], FlaskClient]:
    """`visit(office)` is a browser at an address that nobody had before."""

    def open_browser(office: Office) -> FlaskClient:
        client = office.app.test_client()
        client.environ_base["HTTP_X_FORWARDED_FOR"] = str(next(_addresses))
        return client

    return open_browser
