"""Reads of the lookup: one kept connection per thread, or a published file."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Executable, Row, create_engine
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from pemilu.infra.db import open_database


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
        try:
            return self._connection().execute(statement, parameters).all()
        except DBAPIError as error:
            self._drop()
            if not error.connection_invalidated:
                raise
            return self._connection().execute(statement, parameters).all()

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

    def _file_number(self) -> int:
        """Which file lies at the path. While none does, the one that is open goes on answering."""
        try:
            return self._file.stat().st_ino if self._file else 0
        except FileNotFoundError:
            return getattr(self._kept, "seen", 0)

    def _drop(self) -> None:
        kept: Connection | None = getattr(self._kept, "connection", None)
        self._kept.connection = None
        if kept is not None:
            kept.invalidate()
            kept.close()


def open_reader(url: str | URL, *, published_file: bool) -> "KeptReader":
    """A reader for lookups.

    A published SQLite file is opened immutable (no locks, no journal: it is replaced, never changed) and
    opened anew when another file has taken its place.
    """
    parsed = make_url(url)
    if not published_file:
        return KeptReader(open_database(parsed, pool_size=0))
    path = Path(parsed.database or "")
    query = {"mode": "ro", "immutable": "1", "uri": "true"}
    immutable = parsed.set(database=path.absolute().as_uri(), query=query)
    arguments = {"check_same_thread": False}
    engine = create_engine(immutable, poolclass=NullPool, connect_args=arguments, hide_parameters=True)
    return KeptReader(engine, file=path)
