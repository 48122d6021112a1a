"""Servers that the tests of a file share: each takes seconds to start."""

from collections.abc import Iterator

import pytest

from tests.scale.hosts import Cluster, running_cluster


@pytest.fixture(scope="session")
def nginx() -> None:
    """Asked for by what needs the program; where it is not, those tests are left out (tests/conftest.py)."""


@pytest.fixture(scope="module")
def cluster(nginx: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with running_cluster(tmp_path_factory.mktemp("hosts")) as running:
        yield running
