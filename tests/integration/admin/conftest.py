"""A room of staff on each backend."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from pemilu.infra.db import Database
from pemilu.laporan import code
from tests.integration.admin.room import Room
from tests.integration.laporan.office import open_office


@pytest.fixture(autouse=True)
def quick_receipts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the hash of a receipt's code costs is tested where citizens file."""
    monkeypatch.setattr(code, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


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
