"""Engines, transactions, column types. Only this module commits or rolls back."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Enum,
    MetaData,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from pemilu.infra.errors import DomainError

BUSY_TIMEOUT_MS = 5_000
STAFF_ROLE = "pemilu_petugas"
# PostgreSQL gives up on a statement or a lock long before a citizen gives up on the page.
POSTGRES_OPTIONS = (
    "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=15000"
)
# A host that is gone without a word acknowledges nothing: the kernel would try for a quarter of an hour, and
# every thread would wait with it (docs/scale.md).
UNACKNOWLEDGED_MS = 5_000


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values going in; always gives aware UTC coming out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a stored instant needs a time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(kinds: type[StrEnum]) -> Enum:
    """A StrEnum stored by its value as text with a length to spare, so a new kind needs no migration."""
    return Enum(kinds, values_callable=lambda e: [m.value for m in e], native_enum=False, length=32)


# What a read raises when the database, or the published file, cannot be reached.
UNREACHABLE = (DBAPIError, NoFreeConnection)


class WriteInReadOnlySession(DomainError):
    """Code that only may read tried to change a row."""


class RowChanged(DomainError):
    """Somebody else changed the row between our reading and our writing of it."""


SessionScope = AbstractContextManager[Session]


class Database:
    """One database with the two ways to use it: `transaction()` to change it, `reading()` to look."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # PostgreSQL is told so too, and SQLite need not wait for the writer's turn.
        self._read_only = engine.execution_options(postgresql_readonly=True, read_only=True)

    @contextmanager
    def transaction(self, *, within: str | None = None, who: int | None = None) -> Iterator[Session]:
        """A session that commits on leaving and rolls back on an exception.

        `within` is the limit of a staff member's scope (`WilayahScope.limit`): PostgreSQL itself then shows
        and takes rows of those regions only, and of what belongs to one person that of the account `who`.

        Raises:
            RowChanged: a row with a version was changed by somebody else meanwhile.
        """
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                _limit(session, within, who)
                yield session
        except StaleDataError as error:
            raise RowChanged from error

    @contextmanager
    def reading(self, *, within: str | None = None, who: int | None = None) -> Iterator[Session]:
        """A session that refuses to write and never commits. What it has read can be used afterwards.

        `within` and `who` as for `transaction`.
        """
        with Session(self._read_only, autoflush=False) as session:
            event.listen(session, "before_flush", _refuse_flush)
            _limit(session, within, who)
            yield session
            if session.new or session.dirty or session.deleted:
                raise WriteInReadOnlySession


def _limit(session: Session, within: str | None, who: int | None) -> None:
    """For this transaction take the role of staff, whom row-level security binds (docs/adr/0008-staff.md)."""
    if within is not None and session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL ROLE {STAFF_ROLE}"))
        told = text("SELECT set_config('app.wilayah', :within, true), set_config('app.petugas', :who, true)")
        session.execute(told, {"within": within, "who": "" if who is None else str(who)})


def _refuse_flush(_session: Session, _context: object, _instances: object) -> None:
    raise WriteInReadOnlySession


def insert_missing(session: Session, model: type[Base], values: dict[str, object]) -> None:
    """Insert a row unless one with the same key stands already, also when two do it at once."""
    build = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(build(model).values(values).on_conflict_do_nothing())


def after_commit(session: Session, act: Callable[[], None]) -> None:
    """Run `act` once the transaction is durable: for what cannot be rolled back (mail, files to delete)."""
    event.listen(session, "after_commit", lambda _session: act(), once=True)


def open_database(url: str | URL, *, patient: bool = False, pool_size: int = 8) -> Engine:
    """An engine with the durability and the timeouts we promise (docs/adr/0003-databases.md).

    SQLite: WAL, synchronous=FULL (an acknowledged report survives power loss), foreign keys on.
    `patient` is for operators' commands: a statement over the whole roll may take its time.
    Parameters are hidden everywhere: the text of an error must carry no name and no NIK.
    `pool_size` 0 sets no bound: every thread gets its connection.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed, pool_size)
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=3,
        connect_args={
            "options": "" if patient else POSTGRES_OPTIONS,
            "connect_timeout": 3,
            "tcp_user_timeout": UNACKNOWLEDGED_MS,
        },
        hide_parameters=True,
    )


def _open_sqlite(url: URL, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _tune_writer)
    event.listen(engine, "begin", _begin_immediately)
    return engine


def _tune_writer(connection: sqlite3.Connection, _record: object) -> None:
    # We say BEGIN ourselves: the driver's implicit one comes too late to protect a read-then-write.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediately(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN" if options.get("read_only") else "BEGIN IMMEDIATE")
