"""The pages of accounts in a real browser: one person from the one-time link to a passkey, on a phone."""

import socket
from collections.abc import Callable, Iterator
from threading import Thread

import pyotp
import pytest
from playwright.sync_api import Page
from sqlalchemy import select
from werkzeug.serving import make_server

from pemilu.petugas.invite import issue
from pemilu.petugas.kinds import GunaUndangan, Peran
from pemilu.petugas.models import Passkey, Petugas
from pemilu.petugas.totp import SECONDS
from tests.e2e.complaints import complaints, listening
from tests.integration.admin.accounts import SANDI, quick_hashes
from tests.integration.admin.room import Room

__all__ = ["quick_hashes"]

VIRTUAL = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(sqlite_room: Room) -> Iterator[Room]:
    """A staff app that a browser reaches by name. One thread: it keeps what it has opened to itself."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        room = Room(sqlite_room.office, ADMIN_BASE_URL=f"http://localhost:{port}")
        server = make_server("127.0.0.1", port, room.app, fd=listener.fileno())
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield room
        server.shutdown()
        thread.join()


@pytest.fixture
def phone(site: Room, browser_page: Callable[..., Page]) -> Page:
    page = browser_page(locale="id-ID", base_url=site.staff.settings.admin_base_url)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL})
    return page


class Owner:
    """Somebody at a phone: opens pages, complains of what is wrong with them, reads codes off the app."""

    def __init__(self, room: Room, page: Page) -> None:
        self.room, self.page, self.complaints = room, page, list[str]()
        self.officer = room.hire(Peran.KPU_KABKO)
        self.secret = ""

    def link(self) -> str:
        gate, kind, now = self.room.staff.gate, GunaUndangan.AKUN_BARU, self.room.clock.now()
        with self.room.database.transaction() as session:
            row = session.scalars(select(Petugas).where(Petugas.id == self.officer.id)).one()
            return f"/undangan/{issue(session, gate.vault, row, kind, by=self.officer, now=now)}"

    def code(self) -> str:
        self.room.clock.advance(seconds=SECONDS)
        return pyotp.TOTP(self.secret).at(self.room.clock.now())

    def look(self, path: str | None = None) -> None:
        if path:
            self.page.goto(path)
        self.complaints += [f"{self.page.url}: {wrong}" for wrong in complaints(self.page, "id")]

    def set_up(self) -> None:
        self.look(self.link())
        self.secret = self.page.locator(".kunci").inner_text().replace(" ", "")
        self.page.fill("#sandi", "pemilu2029pemilu")
        self.page.fill("#kode", "000000")
        self.page.click("main button")
        self.look()
        self.page.fill("#sandi", SANDI)
        self.page.fill("#kode", self.code())
        self.page.click("main button")
        self.look()

    def sign_in(self) -> None:
        self.page.goto("/masuk?kembali=/akun")
        self.page.fill("#akun", self.officer.akun)
        self.page.fill("#sandi", SANDI)


def test_a_phone_goes_from_the_link_to_a_passkey(site: Room, phone: Page) -> None:
    owner = Owner(site, phone)
    with listening(phone) as heard:
        owner.set_up()
        owner.look("/masuk")
        owner.sign_in()
        phone.fill("#kode", "111111")
        phone.click("main button >> text=Masuk")
        owner.look()
        owner.sign_in()
        phone.fill("#kode", owner.code())
        phone.click("main button >> text=Masuk")
        assert phone.url.endswith("/akun")
        owner.look()
        owner.look("/akun/passkey")
        phone.fill("#nama", "ponsel saya")
        phone.click("text=Tambah passkey")
        phone.locator("text=Hapus ponsel saya").wait_for()
        owner.look()
        phone.click("text=Keluar")
        owner.sign_in()
        phone.click("text=Pakai passkey")
        phone.locator("h1", has_text="Akun saya").wait_for()
    assert site.office.count(Passkey) == 1
    assert heard == []
    assert owner.complaints == []


def test_every_page_of_accounts_is_fit_for_a_phone(site: Room, phone: Page) -> None:
    owner = Owner(site, phone)
    below = site.hire(Peran.PPS, nama="Siti Contoh")
    browser = site.sign_in(owner.officer)
    base = str(site.staff.settings.admin_base_url)
    phone.context.add_cookies([{"name": "sesi", "value": browser.token, "url": base}])
    with listening(phone) as heard:
        for path in ("/akun", "/akun/sandi", "/akun/faktor", "/akun/pemulihan", "/masuk/lagi"):
            owner.look(path)
        for path in ("", "?cari=zzz", "/baru", "/baru?peran=pps", "/baru?peran=ppk&di=137103"):
            owner.look(f"/petugas{path}")
        owner.look(f"/petugas/akun/{below.akun}")
        owner.look(f"/petugas/akun/{below.akun}/atur-ulang")
        phone.click("text=Atur ulang dan buat tautan")
        owner.look()
        owner.look("/akun/pemulihan")
        phone.click("text=Buat kode baru")
        owner.look()
    assert heard == []
    assert owner.complaints == []


def test_a_password_can_be_looked_at_while_it_is_typed(site: Room, phone: Page) -> None:
    phone.goto("/masuk")
    phone.fill("#sandi", SANDI)
    assert phone.locator("#sandi").get_attribute("type") == "password"
    phone.check("[data-lihat=sandi]")
    assert phone.locator("#sandi").get_attribute("type") == "text"


def test_without_scripts_the_code_still_opens(
    site: Room, browser_page: Callable[..., Page], phone: Page
) -> None:
    owner = Owner(site, phone)
    owner.set_up()
    plain = browser_page(locale="id-ID", javascript=False, base_url=site.staff.settings.admin_base_url)
    owner.page = plain
    owner.sign_in()
    plain.fill("#kode", owner.code())
    plain.click("main button >> text=Masuk")
    assert plain.url.endswith("/akun")
