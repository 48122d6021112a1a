"""Every state a page of the portal can be in, and how a citizen comes to see it."""

import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlencode

from playwright.sync_api import Page

from tests.e2e import small_roll
from tests.e2e.site import Site

LANGUAGES = ("id", "en")
Language = Literal["id", "en"]

OPEN = datetime(2024, 8, 20, 3, tzinfo=UTC)
BEFORE = datetime(2024, 8, 10, 3, tzinfo=UTC)
CORRECTING = datetime(2024, 9, 1, 3, tzinfo=UTC)
FINAL = datetime(2024, 10, 20, 3, tzinfo=UTC)
POLLING_DAY = datetime(2024, 11, 27, 3, tzinfo=UTC)
AFTERWARDS = datetime(2025, 1, 15, 3, tzinfo=UTC)

TPS = f"/tps/{small_roll.KELURAHAN}"
# An address whose lookups are used up before the first test.
DRAINED = "192.0.2.9"


@dataclass(frozen=True, slots=True)
class State:
    """A page: either an address, or what comes after the form was sent with `nik` and `nama`."""

    name: str
    path: str = "/"
    nik: str | None = None
    nama: str = ""
    now: datetime = OPEN
    site: str = "terbit"
    status: int = 200
    source: str = "192.0.2.1"

    def __str__(self) -> str:
        return self.name


def asked(name: str, nik: str, *, source: str = "192.0.2.2", **rest: object) -> State:
    return State(name, nik=nik, source=source, **rest)


ABSENT = small_roll.NIK_ABSEN
FOUND = small_roll.TERDAFTAR

# These must not be told apart by their size on the wire.
ALIKE = (
    asked("terdaftar", FOUND.nik),
    asked("terdaftar, nama cocok", FOUND.nik, nama="Budi Santoso"),
    asked("TPS khusus", small_roll.KHUSUS.nik),
    asked("TPS berubah", small_roll.PINDAH.nik),
    asked("belum terdaftar, tanggapan dibuka", ABSENT),
    asked("belum terdaftar, tanggal NIK mustahil", small_roll.NIK_TANGGAL_MUSTAHIL),
    asked("belum terdaftar, sebelum tanggapan", ABSENT, now=BEFORE),
    asked("belum terdaftar, sebelum DPT", ABSENT, now=CORRECTING),
    asked("belum terdaftar, setelah DPT", ABSENT, now=FINAL),
    asked("belum terdaftar, hari pemungutan", ABSENT, now=POLLING_DAY),
    asked("belum terdaftar, di luar pemilihan", ABSENT, now=AFTERWARDS),
    asked("nama tidak cocok", FOUND.nik, nama="Joko Susilo"),
)
ANSWERS = (
    *ALIKE,
    asked("terdaftar ganda", small_roll.GANDA.nik),
    asked("belum terbit", FOUND.nik, site="kosong"),
)
REFUSED = (
    asked("NIK kurang", "123", status=422),
    asked("nama tanpa huruf", FOUND.nik, nama="...", status=422),
    asked("NIK kosong", "", status=422),
)
PAGES = (
    State("depan"),
    State("depan, belum terbit", site="kosong"),
    State("tahapan", "/tahapan"),
    State("tahapan, tanpa pemilihan", "/tahapan", site="kosong"),
    State("bantuan", "/bantuan"),
    State("privasi", "/privasi"),
    State("aksesibilitas", "/aksesibilitas"),
    State("selesai", "/selesai"),
    State("kartu TPS", f"{TPS}-004"),
    State("kartu TPS, belum lengkap", f"{TPS}-012"),
    State("kartu TPS khusus", f"{TPS}-901"),
)
ERRORS = (
    State("404", "/tidak-ada", status=404),
    State("500", "/uji/rusak", status=500),
    State("503", "/uji/basis-data-mati", status=503),
    asked("413", FOUND.nik, nama="A" * 20_000, status=413),
    asked("429", FOUND.nik, source=DRAINED, status=429),
)
ALL = (*PAGES, *ANSWERS, *REFUSED, *ERRORS)


def visit(page: Page, state: State, language: Language, sites: Mapping[str, Site]) -> None:
    """Bring `page` to the state the way a citizen gets there, in that language."""
    site = sites[state.site]
    site.set_clock(state.now)
    page.set_extra_http_headers({"X-Forwarded-For": state.source})
    answer = page.goto(f"{site.url}{state.path}?bahasa={language}")
    if state.nik is not None:
        # Past what the field takes by hand: the guard behind it is what is to be seen.
        if len(state.nama) > 200:
            page.locator("#nama").evaluate("field => field.removeAttribute('maxlength')")
        page.fill("#nik", state.nik)
        page.fill("#nama", state.nama)
        with page.expect_navigation() as navigation:
            page.click("main button[type=submit]")
        answer = navigation.value
    assert answer is not None
    assert answer.status == state.status, state.name


def post(state: State, language: Language, sites: Mapping[str, Site]) -> tuple[int, bytes]:
    """Status and body of the same lookup, asked without a browser."""
    site = sites[state.site]
    site.set_clock(state.now)
    fields = urlencode({"nik": state.nik or "", "nama": state.nama}).encode()
    headers = {"X-Forwarded-For": state.source}
    request = urllib.request.Request(f"{site.url}/cek?bahasa={language}", data=fields, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status, answer.read()
