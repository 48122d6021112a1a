"""A portal with every answer in it, and pages that remember what the browser complained of."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.complaints import PHONE
from tests.e2e.site import Site, running_sites
from tests.e2e.states import DRAINED


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Site]]:
    """The portals by name: "terbit" and "kosong" (see `states.State.site`)."""
    with running_sites(tmp_path_factory.mktemp("portal")) as running:
        running["terbit"].exhaust(DRAINED)
        yield running


@pytest.fixture(scope="session")
def phone(browser: Browser) -> Iterator[Page]:
    """One page for the many visits that need nothing of their own."""
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def plain_phone(browser: Browser) -> Iterator[Page]:
    """The same without JavaScript."""
    size = {"width": PHONE[0], "height": PHONE[1]}
    context = browser.new_context(viewport=size, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def open_portal(browser_page: Callable[..., Page], sites: Mapping[str, Site]) -> Callable[..., Page]:
    """`browser_page`, of an Indonesian phone, already on the front page of "terbit"."""

    def open_front(path: str = "/", **options: object) -> Page:
        page = browser_page(**{"locale": "id-ID"} | options)
        page.goto(sites["terbit"].url + path)
        return page

    return open_front
