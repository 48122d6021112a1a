"""The desk and an officer's news on a phone: no barrier, from the form to the paper."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server

from pemilu.infra.db import Database
from pemilu.laporan.kinds import JenisPemberitahuan
from pemilu.laporan.staff_news import tell
from pemilu.petugas.kinds import Peran
from tests.e2e.complaints import complaints, listening
from tests.factories import NAMA, TERDAFTAR
from tests.integration.admin.room import COOKIE, Room
from tests.integration.laporan.office import open_office

KINDS = ("belum-terdaftar", "perbaikan-data", "tidak-memenuhi-syarat")


@pytest.fixture
def room(sqlite_database: Database, tmp_path: Path) -> Room:
    room = Room(open_office(sqlite_database, tmp_path / "berkas"))
    room.office.add_regions({"1371031005": "Ulak Karang Selatan Sebelah Barat"})
    return room


@contextmanager
def served(room: Room) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, room.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def sign_in(room: Room, page: Page, url: str, peran: Peran) -> None:
    officer = room.hire(peran)
    news = [(officer.id, room.office.laporan(room.office.file()).id, jenis) for jenis in JenisPemberitahuan]
    with room.database.transaction() as session:
        tell(session, news, now=room.clock.now())
    page.context.clear_cookies()
    page.context.add_cookies([{"name": COOKIE, "value": room.sign_in(officer).token, "url": url}])


def test_every_page_is_without_barriers(room: Room, browser_page: Callable[..., Page]) -> None:
    page = browser_page(locale="id-ID")
    with served(room) as url, listening(page) as heard:
        sign_in(room, page, url, Peran.PPK)
        for path in ("/pemberitahuan", "/meja", *(f"/meja/{kind}" for kind in KINDS)):
            page.goto(url + path)
            assert complaints(page, "id") == [], path
        page.fill("#cari", "lolong")
        page.get_by_role("button", name="Cari", exact=True).click()
        assert complaints(page, "id") == []
        page.click(".temuan button")
        assert complaints(page, "id") == []
        page.get_by_role("button", name="Terima laporan").click()
        assert page.get_by_role("alert").is_visible()
        assert complaints(page, "id") == []
        room.clock.advance(days=20)
        sign_in_again(room, page, url)
        page.goto(f"{url}/meja")
        assert complaints(page, "id") == []
    assert heard == []


def sign_in_again(room: Room, page: Page, url: str) -> None:
    token = room.sign_in(room.hire(Peran.PPS)).token
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": url}])


def test_a_citizen_who_came_leaves_with_number_and_code(
    room: Room, browser_page: Callable[..., Page]
) -> None:
    page = browser_page(locale="id-ID")
    with served(room) as url:
        sign_in(room, page, url, Peran.PPS)
        page.goto(f"{url}/meja")
        page.get_by_role("link", name="Data saya salah").click()
        page.fill("#nik", TERDAFTAR)
        page.fill("#nama", NAMA)
        page.fill("#keterangan", "Yang benar ada di KTP-el.")
        page.get_by_label("KTP-el", exact=True).check()
        page.fill("#catatan_meja", "map PPS nomor 12")
        page.check("#benar")
        page.press("#catatan_meja", "Enter")
        page.wait_for_url(f"{url}/meja/tanda-terima")
        assert complaints(page, "id") == []
        page.get_by_role("button", name="Sudah saya serahkan").click()
        page.wait_for_url(f"{url}/meja")
    assert len(room.audit()) == 1
