"""Things only one place may do: settings, transactions, printing. And what a file may be called."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.sources import APPLICATION, Source, python_files, repository_files

READS_ENVIRONMENT = ("wsgi.py", "migrations/env.py", "pemilu/cli/run.py", "pemilu/infra/")
ENDS_TRANSACTIONS = ("pemilu/infra/",)
PRINTS = ("pemilu/cli/", "pemilu/wilayah/build.py")
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "services_common", "stuff"}


def test_the_environment_is_read_only_at_the_entrances() -> None:
    found = _outside(READS_ENVIRONMENT, _environment_reads, *APPLICATION, "wsgi.py", "migrations")
    assert not found


def test_transactions_end_only_in_infra() -> None:
    found = _outside(ENDS_TRANSACTIONS, _transaction_ends, *APPLICATION, "wsgi.py")
    assert not found


def test_only_commands_print() -> None:
    found = _outside(PRINTS, _prints, *APPLICATION, "wsgi.py", "migrations", "tests")
    assert not found


def test_a_file_name_says_what_is_inside() -> None:
    found = [
        str(path)
        for path in repository_files()
        if path.suffix == ".py" and SAYS_NOTHING & {part.removesuffix(".py") for part in path.parts}
    ]
    assert not found


def test_every_test_file_has_a_test() -> None:
    found = [
        str(source.path)
        for source in python_files("tests")
        if source.path.name.startswith("test_") and not _tests(source)
    ]
    assert not found


def test_every_test_file_is_named_so_that_pytest_finds_it() -> None:
    found = [
        str(source.path)
        for source in python_files("tests")
        if _tests(source) and not source.path.name.startswith("test_")
    ]
    assert not found


def test_every_table_is_known_to_the_migrations() -> None:
    listed = Path("pemilu/tables.py")
    known = next(source.text for source in python_files("pemilu") if source.path == listed)
    missing = [
        str(path)
        for path in repository_files()
        if path.parts[0] == "pemilu"
        and path.name == "models.py"
        and f"from {'.'.join(path.parent.parts)} import models" not in known
    ]
    assert not missing


@pytest.mark.parametrize(
    ("search", "code"),
    [
        ("environment", "import os\nos.environ['A']"),
        ("environment", "import os\nos.getenv('A')"),
        ("environment", "from os import environ"),
        ("transaction", "session.commit()"),
        ("transaction", "s.db.session.rollback()"),
        ("print", "print('hello')"),
    ],
)
def test_a_breach_is_seen(search: str, code: str) -> None:
    searches = {"environment": _environment_reads, "transaction": _transaction_ends, "print": _prints}
    assert list(searches[search](ast.parse(code)))


def _outside(allowed: tuple[str, ...], search, *tops: str) -> list[str]:
    """Where `search` finds something in a file that is not among the `allowed` prefixes."""
    return [
        f"{source.path}:{line}"
        for source in python_files(*tops)
        if not str(source.path).startswith(allowed)
        for line in search(source.tree)
    ]


def _environment_reads(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        named = isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}
        imported = isinstance(node, ast.ImportFrom) and node.module == "os"
        if named or (imported and {"environ", "getenv"} & {name.name for name in node.names}):
            yield node.lineno


def _transaction_ends(tree: ast.Module) -> Iterator[int]:
    for call in _calls(tree):
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"commit", "rollback"}:
            yield call.lineno


def _prints(tree: ast.Module) -> Iterator[int]:
    for call in _calls(tree):
        if isinstance(call.func, ast.Name) and call.func.id == "print":
            yield call.lineno


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _tests(source: Source) -> list[str]:
    return [
        node.name
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.lower().startswith("test")
    ]
