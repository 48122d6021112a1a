"""The report page and the evidence viewer on a phone: nothing wrong with them, by finger, key and reader."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Thread

import pytest
from PIL import Image
from playwright.sync_api import Page
from werkzeug.serving import make_server

from pemilu.laporan.kinds import JenisBukti
from pemilu.laporan.pages import CleanEvidence, CleanPage
from pemilu.laporan.submit import Receipt
from pemilu.petugas.kinds import Peran
from tests.e2e.complaints import complaints, listening
from tests.integration.admin.room import COOKIE, Room
from tests.integration.admin.sealed_report import file_secrets

OpenPage = Callable[..., Page]


def picture(width: int, height: int) -> bytes:
    drawn = BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(drawn, "JPEG")
    return drawn.getvalue()


SHEET = CleanPage(600, 380, picture(600, 380), picture(120, 76))
DOCUMENTS = ((JenisBukti.KTP_EL, CleanEvidence((SHEET,))), (JenisBukti.KK, CleanEvidence((SHEET, SHEET))))


@contextmanager
def served(room: Room) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, room.app)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site(sqlite_room: Room) -> Iterator[str]:
    with served(sqlite_room) as url:
        yield url


@pytest.fixture
def receipt(sqlite_room: Room) -> Receipt:
    return file_secrets(sqlite_room, documents=DOCUMENTS)


def visit(room: Room, page: Page, site: str, receipt: Receipt) -> None:
    token = room.sign_in(room.hire(Peran.PPS)).token
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": site}])
    page.goto(f"{site}/laporan/{receipt.nomor}")


def open_identity(page: Page) -> None:
    page.select_option("#alasan-buka", "mencocokkan")
    page.click("text=Buka data laporan ini")
    page.wait_for_load_state()


def open_evidence(page: Page) -> None:
    page.select_option("#alasan-bukti", "mencocokkan")
    page.locator("button[name=lembar]").nth(1).click()
    page.wait_for_load_state()


@pytest.mark.parametrize("javascript", [True, False])
def test_nothing_is_wrong_with_the_pages_closed_or_opened(
    sqlite_room: Room, site: str, receipt: Receipt, browser_page: OpenPage, *, javascript: bool
) -> None:
    page = browser_page(javascript=javascript, locale="id-ID")
    with listening(page) as heard:
        visit(sqlite_room, page, site, receipt)
        found = wrong(page, javascript=javascript)
        open_identity(page)
        assert "BUDI SENTOSA" in page.inner_text("main")
        found += wrong(page, javascript=javascript)
        open_evidence(page)
        found += wrong(page, javascript=javascript)
    assert found + heard == []


def wrong(page: Page, *, javascript: bool) -> list[str]:
    """What `complaints` finds; without JavaScript it cannot look, but the page stands."""
    return complaints(page, "id") if javascript else []


def seen(page: Page) -> tuple[str, int]:
    """How the picture is turned, and how many times as wide as its frame it is."""
    turned = page.locator(".kertas img").evaluate("one => getComputedStyle(one).transform")
    sheet, frame = (
        page.locator(name).evaluate("one => one.clientWidth") for name in (".kertas", ".meja-gambar")
    )
    return turned, round(sheet / frame)


QUARTER = "matrix(0, 1, -1, 0, 0, 0)"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_picture_turns_and_grows_by_buttons_without_a_script(
    sqlite_room: Room, site: str, receipt: Receipt, browser_page: OpenPage, *, javascript: bool
) -> None:
    page = browser_page(javascript=javascript, locale="id-ID")
    visit(sqlite_room, page, site, receipt)
    open_evidence(page)
    assert page.locator(".kertas img").evaluate("one => one.naturalWidth") == SHEET.width
    assert seen(page) == ("none", 1)
    page.check("[name=putar][value='90']")
    page.check("[name=besar][value='3']")
    assert seen(page) == (QUARTER, 3)


def test_a_picture_turns_and_grows_by_keys(
    sqlite_room: Room, site: str, receipt: Receipt, browser_page: OpenPage
) -> None:
    page = browser_page(locale="id-ID")
    visit(sqlite_room, page, site, receipt)
    open_evidence(page)
    page.focus(".meja-gambar")
    for key in ("r", "+"):
        page.keyboard.press(key)
    assert seen(page) == (QUARTER, 2)
    for key in ("R", "-", "-"):
        page.keyboard.press(key)
    assert seen(page) == ("none", 1)


def test_the_other_pages_of_a_document_are_one_tap_away(
    sqlite_room: Room, site: str, receipt: Receipt, browser_page: OpenPage
) -> None:
    page = browser_page(javascript=False, locale="id-ID")
    visit(sqlite_room, page, site, receipt)
    open_evidence(page)
    assert "Halaman 1 dari 2." in page.inner_text("main")
    page.click("button[name=lembar]")
    page.wait_for_load_state()
    assert "Halaman 2 dari 2." in page.inner_text("main")
    page.reload()
    assert "Halaman 2 dari 2." in page.inner_text("main")
