"""Migrations are numbered, in one line, and lead to exactly the tables that the models describe."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from pemilu.infra.db import Base, open_database
from pemilu.infra.migrate import MIGRATIONS, alembic_config, downgrade, migrate
from pemilu.tables import metadata

# The column in which Alembic writes a revision is this wide.
REVISION_CHARACTERS = 32
APPLICATION = re.compile(r"^(pemilu|portal|admin|wsgi)\b")
# A key of a partitioned table of PostgreSQL holds the column it is parted by, which no model needs.
PARTED_BY = {"pemilih": "kelurahan"}
Schema = dict[str, dict[str, object]]


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    opened = open_database(empty_database_url, pool_size=2)
    yield opened
    opened.dispose()


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [path.stem[:4] for path in _files()] == [f"{n:04}" for n in range(1, len(_files()) + 1)]
    assert not [path.name for path in _files() if not re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", path.name)]


def test_a_revision_bears_the_name_of_its_file() -> None:
    scripts = ScriptDirectory.from_config(alembic_config("sqlite://")).walk_revisions()
    assert sorted(script.revision for script in scripts) == [path.stem for path in _files()]
    assert not [path.name for path in _files() if len(path.stem) > REVISION_CHARACTERS]


def test_there_is_one_head_and_the_head_file_names_it() -> None:
    heads = ScriptDirectory.from_config(alembic_config("sqlite://")).get_heads()
    assert heads == [(MIGRATIONS / ".current-head").read_text().strip()]


def test_no_migration_imports_the_application() -> None:
    imported = [(path.name, name) for path in _files() for name in _imports(ast.parse(path.read_text()))]
    assert not [(file, name) for file, name in imported if APPLICATION.match(name)]


def test_the_head_is_what_the_models_describe(engine: Engine, empty_database_url: str) -> None:
    migrate(empty_database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrated_schema_equals_the_created_one(engine: Engine, empty_database_url: str) -> None:
    """Sees what Alembic's own comparison does not: keys, checks, and the names of all of them."""
    migrate(empty_database_url)
    migrated = _schema(engine)
    downgrade(empty_database_url, "base")
    Base.metadata.create_all(engine)
    assert migrated == _schema(engine)


def test_up_down_up_leads_to_the_same_schema(engine: Engine, empty_database_url: str) -> None:
    migrate(empty_database_url)
    first = _schema(engine)
    downgrade(empty_database_url, "base")
    assert _schema(engine) == {}
    migrate(empty_database_url)
    assert _schema(engine) == first


def test_each_single_step_can_be_taken_back(engine: Engine, empty_database_url: str) -> None:
    for before, after in zip(["base", *_revisions()], _revisions(), strict=False):
        schema = _schema(engine)
        migrate(empty_database_url, after)
        downgrade(empty_database_url, before)
        assert _schema(engine) == schema
        migrate(empty_database_url, after)


def test_migrating_twice_changes_nothing(engine: Engine, empty_database_url: str) -> None:
    migrate(empty_database_url)
    first = _schema(engine)
    migrate(empty_database_url)
    assert _schema(engine) == first


def test_a_failing_step_leaves_nothing_behind(engine: Engine, empty_database_url: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE terbit (a INTEGER)"))
    with pytest.raises(Exception, match="terbit"):
        migrate(empty_database_url)
    assert set(_schema(engine)) == {"terbit"}


def test_two_processes_that_start_together_both_find_a_migrated_database(
    engine: Engine, empty_database_url: str
) -> None:
    program = "import sys; from pemilu.infra.migrate import migrate; migrate(sys.argv[1])"
    command = [sys.executable, "-c", program, empty_database_url]
    processes = [subprocess.Popen(command, cwd=MIGRATIONS.parent) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert "terbit" in _schema(engine)


def test_terbit_is_one_tree_in_sqlite(empty_sqlite_url: str) -> None:
    """A published list is read by key only; a table of its own beside the key would double the way."""
    migrate(empty_sqlite_url)
    engine = open_database(empty_sqlite_url)
    with engine.connect() as connection:
        statement = _sqlite_statements(connection)["terbit"]
    engine.dispose()
    assert statement.rstrip().endswith("WITHOUT ROWID")


def _files() -> list[Path]:
    return sorted((MIGRATIONS / "versions").glob("*.py"))


def _revisions() -> list[str]:
    return [path.stem for path in _files()]


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _schema(engine: Engine) -> Schema:
    """Everything the database itself says about our tables, in an order that does not depend on it."""
    with engine.connect() as connection:
        inspector = inspect(connection)
        tables = [name for name in inspector.get_table_names() if name != "alembic_version"]
        return {
            table: {
                "columns": {c["name"]: _column(c) for c in inspector.get_columns(table)},
                "primary key": _own_key(table, inspector.get_pk_constraint(table)),
                "foreign keys": _by_name(inspector.get_foreign_keys(table)),
                "unique": _by_name(inspector.get_unique_constraints(table)),
                "checks": _by_name(inspector.get_check_constraints(table)),
                "indexes": _by_name(map(_compared_by_words, inspector.get_indexes(table))),
            }
            for table in tables
        }


def _column(column) -> tuple[object, ...]:
    return (str(column["type"]), column["nullable"], column["default"])


def _own_key(table, constraint):
    columns = [column for column in constraint["constrained_columns"] if column != PARTED_BY.get(table)]
    return constraint | {"constrained_columns": columns}


def _compared_by_words(index):
    """The condition of a partial index comes as an object that equals nothing but itself."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return index | {"dialect_options": options}


def _by_name(constraints) -> dict[str, object]:
    return {str(constraint["name"]): constraint for constraint in constraints}


def _sqlite_statements(connection: Connection) -> dict[str, str]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    return {row.name: row.sql for row in rows}
