"""A room of staff on each backend."""

from pathlib import Path

import pytest

from pemilu.infra.db import Database
from tests.integration.admin.room import Room
from tests.integration.laporan.office import open_office


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return Room(open_office(database, tmp_path / "berkas"))


@pytest.fixture
def sqlite_room(sqlite_database: Database, tmp_path: Path) -> Room:
    """For what does not depend on the database."""
    return Room(open_office(sqlite_database, tmp_path / "berkas"))


@pytest.fixture
def postgres_room(postgres_database: Database, tmp_path: Path) -> Room:
    """For what only a database with many writers, or row-level security, can get wrong."""
    return Room(open_office(postgres_database, tmp_path / "berkas"))
