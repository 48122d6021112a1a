"""Caps on size (a long tail is what makes code bases hard to love). Past a cap: split by act."""

import ast

from tests.rules.sources import APPLICATION, Source, python_files

MODULE_LINES = 250
TABLE_LINES = 300
FUNCTION_LINES = 25
TEST_LINES = 400
CONFTEST_LINES = 200
TABLES = {"models.py", "status.py"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_no_module_is_longer_than_its_cap() -> None:
    sources = python_files(*APPLICATION, "wsgi.py", "bench", "deploy", "migrations")
    too_long = [
        f"{source.path}: {source.lines}"
        for source in sources
        if "versions" not in source.path.parts and source.lines > _cap(source)
    ]
    assert not too_long


def test_no_function_is_longer_than_its_cap() -> None:
    too_long = [
        f"{source.path}:{function.lineno} {function.name}: {lines}"
        for source in python_files(*APPLICATION, "wsgi.py", "bench")
        for function in ast.walk(source.tree)
        if isinstance(function, Function) and (lines := body_lines(function)) > FUNCTION_LINES
    ]
    assert not too_long


def test_no_test_file_is_longer_than_its_cap() -> None:
    too_long = [
        f"{source.path}: {source.lines}"
        for source in python_files("tests")
        if source.lines > (CONFTEST_LINES if source.path.name == "conftest.py" else TEST_LINES)
    ]
    assert not too_long


def test_a_body_is_counted_without_signature_and_docstring() -> None:
    function = ast.parse(
        'def f(\n    a,\n):\n    """One.\n\n    Two.\n    """\n    b = a\n    return b\n'
    ).body[0]
    assert isinstance(function, Function)
    assert body_lines(function) == 2


def body_lines(function: Function) -> int:
    """Lines from the first statement after the docstring through the last, with blank lines and comments."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def _cap(source: Source) -> int:
    return TABLE_LINES if source.path.name in TABLES else MODULE_LINES
