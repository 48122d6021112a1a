"""The same form sent by fifty at once, to real workers, on both databases: one report, one receipt."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.bad_uploads.images import card, encoded
from tests.faults.citizen import Citizen
from tests.faults.office import Premises, build_premises
from tests.faults.promises import Promise, broken_promises, orphans
from tests.faults.site import REAL, Site

AT_ONCE = 50


@pytest.fixture
def premises(empty_database_url: str, tmp_path: Path) -> Premises:
    return build_premises(empty_database_url, tmp_path)


@pytest.fixture
def site(premises: Premises) -> Iterator[Site]:
    site = Site(premises, app=REAL)
    site.start()
    yield site
    site.kill()


def test_fifty_at_once_and_fifty_after_a_kill_get_one_receipt(premises: Premises, site: Site) -> None:
    somebody = Citizen(site.port, picture=encoded(card(640, 400)))
    promises = set(send_at_once(somebody))
    site.kill()
    site.start()
    promises |= set(send_at_once(somebody))
    (promise,) = promises
    assert broken_promises(premises, {somebody.mark: promise}) == []
    assert not orphans(premises)


def send_at_once(somebody: Citizen) -> list[Promise]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda _: _insist(somebody.with_another_browser()), range(AT_ONCE)))


def _insist(somebody: Citizen) -> Promise:
    somebody.insist()
    return somebody.promise()
