"""One process at a time. The lock goes with the process, however it ends: nothing is left to clear away."""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, text

from pemilu.infra.db import Database
from pemilu.infra.errors import DomainError


class AnotherIsRunning(DomainError):
    """The same work is being done by another process (or thread) on this database."""


@contextmanager
def alone(database: Database, lock: int) -> Iterator[None]:
    """Hold the advisory lock of this number on the database; never waits for it.

    SQLite has none, so a file beside the database is locked instead.

    Raises:
        AnotherIsRunning: somebody else holds it.
    """
    url = database.engine.url
    if url.get_backend_name() == "sqlite":
        with file_locked(f"{url.database}.{lock}.lock"):
            yield
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": lock}):
            raise AnotherIsRunning
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": lock})


def wait_turn(connection: Connection, lock: int, *, waiting: Callable[[], None]) -> None:
    """Hold the advisory lock of this number on PostgreSQL until the transaction ends.

    Unlike `alone` it waits; `waiting` is called when it has to.
    """
    number = {"lock": lock}
    if not connection.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), number):
        waiting()
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), number)


def hold_names(connection: Connection, names: Iterable[bytes]) -> None:
    """Wait on PostgreSQL until no other transaction holds one of these names; hold them until this one ends.

    SQLite has one writer anyway. Ask for all of them at once, and before any row is locked: they are taken in
    one order, so that two never wait for each other.
    """
    if connection.dialect.name != "postgresql":
        return
    locks = sorted({int.from_bytes(sha256(name).digest()[:8], signed=True) for name in names})
    taking = text("SELECT pg_advisory_xact_lock(each) FROM unnest(CAST(:locks AS bigint[])) AS each")
    connection.execute(taking, {"locks": locks})


@contextmanager
def file_locked(path: str | Path) -> Iterator[None]:
    """Hold the lock of this file, which is made if need be; never waits for it.

    Raises:
        AnotherIsRunning: somebody else holds it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherIsRunning from error
        yield
    finally:
        os.close(descriptor)
