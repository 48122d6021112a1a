"""What goes over the wire: little, from nobody else, and the same amount for every answer."""

from collections.abc import Callable, Mapping
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page, Request

from tests.e2e import states
from tests.e2e.site import Site
from tests.e2e.states import ALIKE, LANGUAGES, Language

FIRST_VIEW_BYTES = 30_000
PADDED_TO = 8192
# Smaller files are not worth compressing: they fill one packet either way.
PACKET_BYTES = 1400


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_view_is_light(
    browser_page: Callable[..., Page], sites: Mapping[str, Site], language: Language
) -> None:
    requests = _loaded(browser_page(), f"{sites['terbit'].url}/?bahasa={language}")
    assert {urlsplit(request.url).path.rpartition(".")[2] for request in requests} == {
        "/",
        "css",
        "js",
        "svg",
    }
    assert sum(map(_bytes_on_the_wire, requests)) < FIRST_VIEW_BYTES


def test_static_files_come_compressed_and_are_kept(
    browser_page: Callable[..., Page], sites: Mapping[str, Site]
) -> None:
    for request in _loaded(browser_page(), sites["terbit"].url):
        response = request.response()
        assert response is not None
        if "/static/" in request.url:
            one_packet = int(response.headers["content-length"]) < PACKET_BYTES
            assert one_packet or response.headers["content-encoding"] in {"br", "gzip"}, request.url
            assert "immutable" in response.headers["cache-control"]


def test_nothing_is_asked_of_anybody_else(
    browser_page: Callable[..., Page], sites: Mapping[str, Site]
) -> None:
    page, hosts = browser_page(), set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    for state in (states.PAGES[0], states.ALIKE[0], states.ERRORS[0]):
        states.visit(page, state, "id", sites)
    assert hosts == {urlsplit(sites["terbit"].url).netloc}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ALIKE, ids=str)
def test_an_answer_does_not_tell_by_its_size_who_is_listed(
    sites: Mapping[str, Site], state: states.State, language: Language
) -> None:
    status, body = states.post(state, language, sites)
    assert (status, len(body)) == (200, PADDED_TO)


def _loaded(page: Page, url: str) -> list[Request]:
    """Every request of a first visit, icon and all."""
    requests: dict[str, Request] = {}

    def note(request: Request) -> None:
        requests.setdefault(request.url, request)

    page.on("requestfinished", note)
    page.goto(url, wait_until="networkidle")
    # A browser without a window may not ask for the icon; a phone does.
    page.goto(urljoin(url, page.locator("link[rel=icon]").get_attribute("href")))
    return list(requests.values())


def _bytes_on_the_wire(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]
