"""The staff app over a folder of its own, and a shortcut to run its commands."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

import admin
from pemilu.cli.operator import EXTENSION, Operator
from pemilu.infra.clock import FrozenClock
from pemilu.infra.config import from_env
from tests.factories import NOW

Run = Callable[..., Result]


class Office:
    """`home` holds keys and files; the database is the one at `url`. `run("daftar list")` runs a command."""

    def __init__(self, home: Path, url: str) -> None:
        self.home = home
        self.keys = home / "keys" / "admin.json"
        environment = {
            "DATABASE_URL": url,
            "KEYRING_FILE": str(self.keys),
            "FILES_DIR": str(home / "berkas"),
            "KABAR_DIR": str(home / "kabar"),
        }
        self.clock = FrozenClock(NOW)
        self._app = admin.create_app(from_env(environment, keyring="admin"), self.clock)

    @property
    def operator(self) -> Operator:
        operator = self._app.extensions[EXTENSION]
        assert isinstance(operator, Operator)
        return operator

    def run(self, command: str, *arguments: object) -> Result:
        return self._app.test_cli_runner().invoke(args=[*command.split(), *map(str, arguments)])

    def done(self, command: str, *arguments: object) -> str:
        """The output of a command that must succeed."""
        result = self.run(command, *arguments)
        assert result.exit_code == 0, (command, result.output)
        return result.output

    def refused(self, command: str, *arguments: object) -> str:
        """The sentence of a command that must refuse in words."""
        result = self.run(command, *arguments)
        assert result.exit_code == 1, (command, result.output)
        assert isinstance(result.exception, SystemExit), result.exception
        assert "Error: " in result.output
        return result.output

    def close(self) -> None:
        if "database" in vars(self.operator):
            self.operator.database.engine.dispose()


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """Over a migrated, empty database."""
    office = Office(tmp_path, sqlite_url)
    yield office
    office.close()


@pytest.fixture
def new_office(empty_database_url: str, tmp_path: Path) -> Iterator[Office]:
    """Over a database without any table, once on each backend."""
    office = Office(tmp_path, empty_database_url)
    yield office
    office.close()
