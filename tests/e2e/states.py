"""Every state of the pages around the lookup, and how a citizen comes to see it."""

import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlencode

from playwright.sync_api import Page, Response

from tests.e2e import small_roll
from tests.e2e.site import Site
from tests.factories import KELURAHAN, NOW

LANGUAGES = ("id", "en")
Language = Literal["id", "en"]

# Where these days lie among the stages is said by `factories.STAGES`.
BEFORE = NOW - timedelta(days=8)
CORRECTING = NOW + timedelta(days=10)
FINAL = NOW + timedelta(days=30)
POLLING_DAY = NOW + timedelta(days=66)
AFTERWARDS = NOW + timedelta(days=90)

TPS = f"/tps/{KELURAHAN}"
# An address whose lookups are used up before the first test.
DRAINED = "192.0.2.9"


@dataclass(frozen=True, slots=True)
class Visit:
    """A state that is being visited: on which page, in which portal, in which language."""

    page: Page
    site: Site
    language: Language


@dataclass(frozen=True, slots=True)
class State:
    """An address, and the steps from there; `status` is that of the last page. Lookups say NIK and name."""

    name: str
    path: str = "/"
    steps: Callable[[Visit], None] | None = None
    nik: str = ""
    nama: str = ""
    now: datetime = NOW
    site: str = "terbit"
    status: int = 200
    source: str = "192.0.2.1"

    def __str__(self) -> str:
        return self.name


def asked(name: str, nik: str, nama: str = "", *, source: str = "192.0.2.2", **rest: object) -> State:
    """The page after somebody filled in the form."""

    def look_up(visit: Visit) -> None:
        # Past what the field takes by hand: the guard behind it is what is to be seen.
        visit.page.locator("#nama").evaluate("field => field.removeAttribute('maxlength')")
        visit.page.fill("#nik", nik)
        visit.page.fill("#nama", nama)
        visit.page.click("main button[type=submit]")

    return State(name, steps=look_up, nik=nik, nama=nama, source=source, **rest)


ABSENT = small_roll.NIK_ABSEN
FOUND = small_roll.TERDAFTAR

# These must not be told apart by their size on the wire.
ALIKE = (
    asked("terdaftar", FOUND.nik),
    asked("terdaftar, nama cocok", FOUND.nik, "Budi Santoso"),
    asked("terdaftar, setelah tanggapan", FOUND.nik, now=FINAL),
    asked("terdaftar, dilaporkan", small_roll.DILAPORKAN.nik, small_roll.DILAPORKAN.nama),
    asked("TPS khusus", small_roll.KHUSUS.nik),
    asked("TPS berubah", small_roll.PINDAH.nik),
    asked("belum terdaftar, tanggapan dibuka", ABSENT),
    asked("belum terdaftar, tanggal NIK mustahil", small_roll.NIK_TANGGAL_MUSTAHIL),
    asked("belum terdaftar, sebelum tanggapan", ABSENT, now=BEFORE),
    asked("belum terdaftar, sebelum DPT", ABSENT, now=CORRECTING),
    asked("belum terdaftar, setelah DPT", ABSENT, now=FINAL),
    asked("belum terdaftar, hari pemungutan", ABSENT, now=POLLING_DAY),
    asked("belum terdaftar, di luar pemilihan", ABSENT, now=AFTERWARDS),
    asked("nama tidak cocok", FOUND.nik, "Joko Susilo"),
)
ANSWERS = (
    *ALIKE,
    asked("terdaftar ganda", small_roll.GANDA.nik),
    asked("belum terbit", FOUND.nik, site="kosong"),
)
REFUSED = (
    asked("NIK kurang", "123", status=422),
    asked("nama tanpa huruf", FOUND.nik, "...", status=422),
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
    asked("413", FOUND.nik, "A" * 20_000, status=413),
    asked("429", FOUND.nik, source=DRAINED, status=429),
)
ALL = (*PAGES, *ANSWERS, *REFUSED, *ERRORS)


def visit(page: Page, state: State, language: Language, sites: Mapping[str, Site]) -> None:
    """Bring `page` to the state the way a citizen gets there, in that language."""
    site = sites[state.site]
    site.set_clock(state.now)
    page.context.clear_cookies()
    page.set_extra_http_headers({"X-Forwarded-For": state.source})
    statuses: list[int] = []

    def note(response: Response) -> None:
        if response.request.is_navigation_request():
            statuses.append(response.status)

    page.on("response", note)
    page.goto(f"{site.url}{state.path}?bahasa={language}")
    if state.steps:
        state.steps(Visit(page, site, language))
        page.wait_for_load_state()
    page.remove_listener("response", note)
    assert statuses[-1:] == [state.status], state.name


def post(state: State, language: Language, sites: Mapping[str, Site]) -> tuple[int, bytes]:
    """Status and body of the same lookup, asked without a browser."""
    site = sites[state.site]
    site.set_clock(state.now)
    fields = urlencode({"nik": state.nik, "nama": state.nama}).encode()
    headers = {"X-Forwarded-For": state.source}
    request = urllib.request.Request(f"{site.url}/cek?bahasa={language}", data=fields, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status, answer.read()
