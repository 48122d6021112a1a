"""Portals to send requests to: one that many tests share, and fresh ones on every backend."""

import ipaddress
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pemilu.infra.db import Database, open_database
from tests.factories import Roll, published_roll

_addresses = map(ipaddress.IPv4Address, count(int(ipaddress.IPv4Address("10.0.0.1"))))


def visit(app: Flask, address: str | None = None) -> FlaskClient:
    """A client at an address of its own, so that no test uses up the limit of another."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = str(next(_addresses)) if address is None else address
    return client


@pytest.fixture(scope="session")
def standing_app(_sqlite_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal over a published list that no test changes."""
    file = shutil.copy(_sqlite_model, tmp_path_factory.mktemp("portal") / "pemilu.db")
    database = Database(open_database(f"sqlite:///{file}"))
    yield published_roll(database).portal()
    database.engine.dispose()


@pytest.fixture
def visitor(standing_app: Flask) -> FlaskClient:
    return visit(standing_app)


@pytest.fixture
def new_visitor() -> Callable[..., FlaskClient]:
    """`new_visitor(app)` is a client at an address nobody had; `new_visitor(app, address)` at that one."""
    return visit


@pytest.fixture
def roll(database: Database) -> Roll:
    """A published list, on each backend."""
    return published_roll(database)


@pytest.fixture
def client(roll: Roll) -> FlaskClient:
    return visit(roll.portal())
