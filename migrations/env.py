"""How Alembic reaches the database: one migrating process at a time, one transaction, short waits."""

import sys
from sqlite3 import Connection as SqliteConnection

from alembic import context
from sqlalchemy import Connection, make_url

from pemilu.infra.db import open_database
from pemilu.tables import metadata

# Any fixed number: whoever migrates this database holds the advisory lock of this number.
MIGRATION_LOCK = 1_399_990_001
# Waiting for another migration may take minutes, and the work itself as long as it needs. Waiting for a table
# may not: everybody who comes after us in the queue for that table waits as well.
TURN_LIMITS = "SET LOCAL statement_timeout = '10min'; SET LOCAL lock_timeout = '10min'"
WORK_LIMITS = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '3s'"


def database_url() -> str:
    """The URL given by `pemilu.infra.migrate`, or by hand with `alembic -x url=...`."""
    url = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True).get("url")
    if not url:
        sys.exit("alembic: name the database with -x url=sqlite:///... or -x url=postgresql://...")
    return str(url)


def run_migrations() -> None:
    engine = open_database(make_url(database_url()))
    try:
        with engine.connect() as connection:
            _migrate(connection)
    finally:
        engine.dispose()


def _migrate(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        _foreign_keys(connection, on=False)
    context.configure(
        connection=connection,
        target_metadata=metadata,
        # SQLite cannot alter a column: the table is made anew and the rows copied.
        render_as_batch=sqlite,
        # True for SQLite as well, because open_database says BEGIN before the first statement.
        transactional_ddl=True,
    )
    with connection.begin():
        if not sqlite:
            _take_turn(connection)
        with context.begin_transaction():
            context.run_migrations()
        if sqlite:
            _refuse_broken_references(connection)
    if sqlite:
        _foreign_keys(connection, on=True)


def _take_turn(connection: Connection) -> None:
    connection.exec_driver_sql(TURN_LIMITS)
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
    connection.exec_driver_sql(WORK_LIMITS)


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    """Remaking a table drops the old one, which would delete what refers to it. Only works outside BEGIN."""
    driver = connection.connection.dbapi_connection
    if isinstance(driver, SqliteConnection):
        driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _refuse_broken_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = sorted({str(row[0]) for row in broken})
        raise RuntimeError(f"{len(broken)} rows refer to nothing, in: {', '.join(tables)}")


run_migrations()
