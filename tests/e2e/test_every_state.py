"""Every state of every page, in both languages: no barrier, no scroll sideways, nothing refused."""

from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page

from tests.e2e import report_states, states
from tests.e2e.complaints import PHONE, complaints, listening
from tests.e2e.site import Site
from tests.e2e.states import Language, State

# Between them these show every colour.
COLOURED = {
    "terdaftar",
    "TPS khusus",
    "nama tidak cocok",
    "NIK kurang",
    "tahapan",
    "lapor, isian salah",
    "lacak, diterima",
}


@pytest.mark.parametrize("language", states.LANGUAGES)
@pytest.mark.parametrize("state", [*states.ALL, *report_states.ALL], ids=str)
def test_a_page_raises_no_complaint(
    phone: Page, sites: Mapping[str, Site], state: State, language: Language
) -> None:
    with listening(phone) as heard:
        states.visit(phone, state, language, sites)
        assert complaints(phone, language) == []
    assert heard == []


def test_the_dark_colours_raise_no_complaint(
    browser_page: Callable[..., Page], sites: Mapping[str, Site]
) -> None:
    page = browser_page(viewport=PHONE, color_scheme="dark")
    for state in (state for state in (*states.ALL, *report_states.ALL) if state.name in COLOURED):
        states.visit(page, state, "id", sites)
        assert complaints(page, "id") == [], state.name


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<h1>Isi NIK dan nama</h1><img src='x.png'>", "axe image-alt"),
        ("<h1>Isi ini</h1><label>Nama<input></label><input>", "axe label"),
        ("<p>Isi ini dan itu</p>", "0 headings"),
        ("<h1>Isi ini</h1><h1>Isi itu</h1>", "2 headings"),
        ("<h1>Isi ini</h1><p style='color: red'>.</p>", "inline style"),
        ("<h1>Isi ini</h1><button>x</button>", "too small for a finger"),
        ("<h1>Isi ini</h1><pre>" + "x" * 200 + "</pre>", "scrolls sideways at 320"),
        ("<h1>Please</h1>", "not in Indonesian"),
    ],
)
def test_a_fault_is_seen(phone: Page, body: str, complaint: str) -> None:
    phone.goto("about:blank")
    phone.set_content(f"<!doctype html><html lang=id><title>a · b</title><body><main>{body}</main>")
    assert any(line.startswith(complaint) for line in complaints(phone, "id"))


def test_indonesian_on_an_english_page_is_seen(phone: Page) -> None:
    phone.set_content(
        "<!doctype html><html lang=en><title>a · b</title><main><h1>Isi ini dan itu</h1></main>"
    )
    assert "Indonesian: 'Isi ini dan itu'" in complaints(phone, "en")


def test_what_the_content_policy_stops_is_heard(phone: Page, sites: Mapping[str, Site]) -> None:
    with listening(phone) as heard:
        states.visit(phone, states.PAGES[0], "id", sites)
        phone.evaluate(
            "document.body.append(new Image()); document.images[0].src = 'data:image/gif;base64,R0'"
        )
        phone.wait_for_timeout(100)
    assert any("Content Security Policy" in line for line in heard)
