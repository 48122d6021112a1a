"""Moves a database to a revision of `migrations/`. The one door to it for start-up, CLI and tests."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from pemilu.infra.db import open_database

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision` ("head" is the newest); nothing happens if it is there.

    All steps of one call happen in one transaction, behind a lock: either all of them or none, and two
    processes that start together do not get in each other's way.
    """
    command.upgrade(alembic_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database back to `revision` ("base" is empty). Rows in what is removed are lost."""
    command.downgrade(alembic_config(url), revision)


def revisions(url: str) -> tuple[str | None, str | None]:
    """The revision of the database at `url` (None: no schema yet) and the newest there is."""
    engine = open_database(url)
    try:
        with engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return present, ScriptDirectory.from_config(alembic_config(url)).get_current_head()


def alembic_config(url: str) -> Config:
    """Alembic's settings for one database. The URL is an attribute: in an option, its `%` would be read."""
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
