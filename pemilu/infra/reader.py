"""Reads of the lookup: one kept connection per thread, or a published file."""

import threading
from collections import namedtuple
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Row, Select, create_engine, event
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from pemilu.infra.db import open_database

_ONE_PLAN = "SET plan_cache_mode = force_generic_plan; SET enable_hashjoin = off; SET enable_mergejoin = off"
Read = Callable[[dict[str, object]], Sequence[Any]]
Rows = TypeVar("Rows")
NO_FILE = (0, 0)


class KeptReader:
    """Autocommit reads on one kept connection per thread: one statement, one round trip, no BEGIN.

    The lookup runs on it; `bench/` shows that pool check-outs and transactions cost it twice its time.
    A connection that died is replaced and the read tried once more.
    """

    def __init__(self, engine: Engine, file: Path | None = None) -> None:
        """`file` is watched: when another has been renamed over it, the next read sees the new one."""
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._file = file
        self._kept = threading.local()

    def all(self, statement: Executable, parameters: dict[str, object]) -> Sequence[Row[Any]]:
        return self._twice(lambda kept: kept.execute(statement, parameters).all())

    def _twice(self, ask: Callable[[Connection], Rows]) -> Rows:
        try:
            return ask(self._connection())
        except DBAPIError as error:
            self._drop()
            if not error.connection_invalidated:
                raise
            return ask(self._connection())

    def prepare(self, statement: Select[Any]) -> Read:
        """The statement as a function of its parameters, given to the driver as it is: a quarter of the cost.

        Its rows hold values as the driver gives them, so on SQLite a boolean is 0 or 1.
        """
        compiled = statement.compile(dialect=self._engine.dialect)
        text, positions = str(compiled), compiled.positiontup
        names = [str(column.key) for column in statement.selected_columns]
        baris = namedtuple("baris", names)  # type: ignore[misc]  # noqa: PYI024 - the columns are not known before

        def read(parameters: dict[str, object]) -> Sequence[Any]:
            given = compiled.construct_params(parameters)
            values = tuple(given[name] for name in positions) if positions else given
            return [
                baris._make(row) for row in self._twice(lambda kept: self._ask_driver(kept, text, values))
            ]

        return read

    def _ask_driver(self, kept: Connection, text: str, values: Any) -> Sequence[Sequence[object]]:
        """Raises DBAPIError as SQLAlchemy would, without the values."""
        dialect, pooled = self._engine.dialect, kept.connection
        cursor = pooled.cursor()
        try:
            cursor.execute(text, values)
            return cursor.fetchall()
        except dialect.loaded_dbapi.Error as error:
            lost = dialect.is_disconnect(error, pooled, cursor)
            kinds = dialect.loaded_dbapi.Error
            raise DBAPIError.instance(
                text, None, error, kinds, hide_parameters=True, connection_invalidated=lost, dialect=dialect
            ) from error
        finally:
            cursor.close()

    def close(self) -> None:
        """Close what this thread has open. Another read opens it anew."""
        self._drop()
        self._engine.dispose()

    def _connection(self) -> Connection:
        seen = self._file_number()
        kept: Connection | None = getattr(self._kept, "connection", None)
        if kept is not None and self._kept.seen != seen:
            self._drop()
            kept = None
        if kept is None:
            kept = self._kept.connection = self._engine.connect()
            self._kept.seen = seen
        return kept

    def _file_number(self) -> tuple[int, int]:
        """Which file lies at the path. While none does, the one that is open goes on answering.

        With its time, for the number of a file that is gone is given out again.
        """
        try:
            found = self._file.stat() if self._file else None
        except FileNotFoundError:
            return getattr(self._kept, "seen", NO_FILE)
        return (found.st_ino, found.st_mtime_ns) if found else NO_FILE

    def _drop(self) -> None:
        kept: Connection | None = getattr(self._kept, "connection", None)
        self._kept.connection = None
        if kept is not None:
            kept.invalidate()
            kept.close()


def _plan_once(connection: Any, _record: object) -> None:
    # Its guess for a partitioned table makes PostgreSQL plan every lookup anew, at five times its cost.
    connection.execute(_ONE_PLAN)
    connection.commit()


def open_reader(url: str | URL, *, published_file: bool) -> "KeptReader":
    """A reader for lookups.

    A published SQLite file is opened immutable (no locks, no journal: it is replaced, never changed) and
    opened anew when another file has taken its place.
    """
    parsed = make_url(url)
    if not published_file:
        engine = open_database(parsed, pool_size=0)
        if engine.dialect.name == "postgresql":
            event.listen(engine, "connect", _plan_once)
        return KeptReader(engine)
    path = Path(parsed.database or "")
    query = {"mode": "ro", "immutable": "1", "uri": "true"}
    immutable = parsed.set(database=path.absolute().as_uri(), query=query)
    arguments = {"check_same_thread": False}
    engine = create_engine(immutable, poolclass=NullPool, connect_args=arguments, hide_parameters=True)
    return KeptReader(engine, file=path)
