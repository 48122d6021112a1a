"""What tests ask for by name. Servers are real, start when first asked for, and stop with the run.

A test that must hold on every backend asks for `database` (or `database_url`) and runs twice; one about a
single backend asks for `sqlite_database` or `postgres_database`. Each test gets a schema of its own: empty,
made by the real migrations, copied from one that was migrated once.
"""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page

from pemilu.infra.db import Database, open_database
from pemilu.infra.migrate import migrate
from tests.compiled import Compiled
from tests.servers.chromium import find_chromium, running_chromium
from tests.servers.nginx import find_nginx
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.redis import Redis, running_redis

PHONE = (360, 740)
MODEL = "model"
NO_BROWSER = "BROWSER TESTS WERE NOT RUN: no Chromium on PATH. As root: apt-get install chromium"
NO_NGINX = "TESTS OF SEVERAL HOSTS WERE NOT RUN: no nginx. As root: apt-get install nginx-light"

_numbers = count(1)

# No test asserts how long something takes, those of hypothesis neither.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

Flask.jinja_options = {"bytecode_cache": Compiled()}


@pytest.fixture(autouse=True)
def _logging_as_found() -> Iterator[None]:
    """What runs here may set up logging for a process of its own; the next test finds it as this one did."""
    loggers = [logging.getLogger(name) for name in (None, "sqlalchemy", "alembic")]
    found = [(logger, logger.level, list(logger.handlers)) for logger in loggers]
    raising = logging.raiseExceptions
    yield
    logging.raiseExceptions = raising
    for logger, level, handlers in found:
        logger.setLevel(level)
        logger.handlers[:] = handlers


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """One PostgreSQL for this test process; its first database is the migrated model of all others."""
    with running_postgres() as server:
        server.create(MODEL)
        migrate(server.url(MODEL))
        yield server


@pytest.fixture
def empty_postgres_url(postgres_server: Postgres) -> Iterator[str]:
    """A database without any table (for tests of the migrations themselves)."""
    with _copy(postgres_server, "template1") as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> Iterator[str]:
    with _copy(postgres_server, MODEL) as url:
        yield url


@contextmanager
def _copy(server: Postgres, template: str) -> Iterator[str]:
    name = f"uji_{next(_numbers)}"
    server.create(name, template=template)
    yield server.url(name)
    server.drop(name)


@pytest.fixture(scope="session")
def _sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "model.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'kosong.db'}"


@pytest.fixture
def sqlite_url(_sqlite_model: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(_sqlite_model, tmp_path / 'pemilu.db')}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database, once on each backend."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database without any table, once on each backend."""
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    yield from _opened(database_url)


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    yield from _opened(sqlite_url)


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[Database]:
    yield from _opened(postgres_url)


def _opened(url: str) -> Iterator[Database]:
    database = Database(open_database(url, pool_size=4))
    yield database
    database.engine.dispose()


@pytest.fixture(scope="session")
def _redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    with running_redis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis_url(_redis_server: Redis) -> str:
    """A Redis that remembers nothing of the test before."""
    _redis_server.forget_everything()
    return _redis_server.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        pytest.fail(NO_BROWSER)
    with running_chromium(executable) as running:
        yield running


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages, each in a context of its own: `browser_page(viewport=(1280, 800), javascript=False)`.

    Further keyword arguments go to Playwright's `new_context` (`locale`, `color_scheme`, `reduced_motion`).
    """
    contexts: list[BrowserContext] = []

    def open_page(*, viewport: tuple[int, int] = PHONE, javascript: bool = True, **options: object) -> Page:
        size = {"width": viewport[0], "height": viewport[1]}
        contexts.append(browser.new_context(viewport=size, java_script_enabled=javascript, **options))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


def _missing() -> dict[str, str]:
    """Fixtures that need a program which is not here, and what the end of the run says then."""
    needed = {"browser": (find_chromium, NO_BROWSER), "nginx": (find_nginx, NO_NGINX)}
    return {fixture: words for fixture, (find, words) in needed.items() if find() is None}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a browser, or nginx, their tests are left out; the end of the run says so."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    missing = _missing().keys()
    left_out = [item for item in items if missing & set(getattr(item, "fixturenames", ()))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for words in _missing().values():
        terminalreporter.section(words, sep="!", red=True, bold=True)
