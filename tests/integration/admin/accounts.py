"""Accounts that can really be signed in to: the person behind one has a password and a phone."""

import re
from dataclasses import dataclass, field
from html import unescape

import pyotp
import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from pemilu.petugas import password, recovery
from pemilu.petugas.enrol import Enrolled, furnish
from pemilu.petugas.kinds import Peran
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer
from pemilu.petugas.totp import SECONDS, new_secret
from tests.integration.admin.room import COOKIE, Browser, Room

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SANDI = "kopi susu gula aren hangat"
LAIN = "sepeda merah di atas jembatan"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a hash costs is not what most tests are about."""
    monkeypatch.setattr(password, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    password._decoy.cache_clear()
    monkeypatch.setattr(recovery, "_HASHER", CHEAP)
    recovery._decoy.cache_clear()


@dataclass
class Person:
    """Somebody with an account. `code()` waits for the phone to show one that was not used yet."""

    room: Room
    officer: Officer
    secret: str = field(repr=False)
    codes: tuple[str, ...]
    sandi: str = SANDI

    @property
    def akun(self) -> str:
        return self.officer.akun

    def code(self) -> str:
        self.room.clock.advance(seconds=SECONDS)
        return pyotp.TOTP(self.secret).at(self.room.clock.now())

    def wrong_code(self) -> str:
        """Six digits that are not the code of now, before or after."""
        now, totp = self.room.clock.now(), pyotp.TOTP(self.secret)
        near = {totp.at(now, counter_offset=offset) for offset in (-1, 0, 1)}
        return next(code for code in map(str, range(100_000, 100_009)) if code not in near)

    def sign_in(self, client: FlaskClient | None = None, **typed: object) -> TestResponse:
        """Send the sign-in form, by default with everything right, from a new browser."""
        right = {"akun": self.akun, "sandi": self.sandi, "kode": typed.get("kode") or self.code()}
        return knock(client or self.room.app.test_client(), **right | typed)

    def browser(self) -> Browser:
        """A browser that has signed in through the form."""
        client = self.room.app.test_client()
        assert self.sign_in(client).status_code == 303
        return opened(client)


def knock(client: FlaskClient, akun: str, sandi: str, kode: str, **options: object) -> TestResponse:
    """Send the sign-in form. `source` is where it comes from; other options are fields."""
    environment = {"REMOTE_ADDR": str(options.pop("source", "127.0.0.1"))}
    form = {"akun": akun, "sandi": sandi, "kode": kode} | options
    return client.post("/masuk", data=form, environ_base=environment)


def opened(client: FlaskClient) -> Browser:
    """The browser that the client is, with the session it was just given."""
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return Browser(client, cookie.value)


def equip(room: Room, officer: Officer) -> Person:
    """Give a hired officer a password, an authenticator and recovery codes."""
    secret = new_secret()
    with room.database.transaction() as session:
        row = session.scalars(select(Petugas).where(Petugas.id == officer.id)).one()
        made = Enrolled(secret, step=0)
        hashed, now = password.hash_sandi(SANDI), room.clock.now()
        codes = furnish(session, row, room.staff.accounts, sandi_hash=hashed, enrolled=made, now=now)
    return Person(room, officer, secret, codes)


def employ(room: Room, peran: Peran = Peran.PPS, wilayah: str | None = None, **differing: object) -> Person:
    return equip(room, room.hire(peran, wilayah, **differing))


def row_of(room: Room, akun: str) -> Petugas:
    with room.database.reading() as session:
        return session.scalars(select(Petugas).where(Petugas.akun == akun)).one()


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return unescape(found[1])


def secret_on(page: str) -> str:
    """The secret for the authenticator, as the page shows it for typing."""
    found = re.search(r'class="kunci">([A-Z2-7 ]+)<', page)
    assert found
    return found[1].replace(" ", "")


def link_on(page: str) -> str:
    """The path of the one-time link that the page shows."""
    found = re.search(r"(/undangan/[\w-]+)", page)
    assert found
    return found[1]
