"""The lookup from the first page to the answer: by keyboard alone, without JavaScript, in either language."""

from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import report_states, small_roll, states
from tests.e2e.complaints import listening
from tests.e2e.site import Site

OPEN = Callable[..., Page]
FOUND = small_roll.TERDAFTAR
NAMES = {
    "terdaftar",
    "terdaftar ganda",
    "belum terdaftar, tanggapan dibuka",
    "nama tidak cocok",
    "NIK kurang",
}
REPORTS = {"tanda terima", "lapor dari jawaban", "lacak, diterima", "lapor, isian salah"}
WITHOUT_JAVASCRIPT = [state for state in (*states.ALL, *report_states.ALL) if state.name in NAMES | REPORTS]


def test_the_lookup_needs_no_mouse(open_portal: OPEN) -> None:
    page = open_portal()
    _tab_to(page, page.get_by_label("NIK", exact=True))
    page.keyboard.type(FOUND.nik)
    _tab_to(page, page.get_by_label("Nama lengkap"))
    page.keyboard.type(FOUND.nama)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anda terdaftar sebagai pemilih")
    expect(page.get_by_role("heading", level=2).first).to_have_text("TPS 004")
    _tab_to(page, page.get_by_role("link", name="Kartu untuk dicetak"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kartu TPS")


def test_the_first_key_leads_past_the_header(open_portal: OPEN) -> None:
    page = open_portal()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Langsung ke isi")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("NIK", exact=True)).to_be_focused()


def test_every_stop_of_the_keyboard_shows_where_it_is(open_portal: OPEN) -> None:
    page = open_portal()
    for _ in range(page.locator("a, input, button").count()):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(({outlineStyle, outlineWidth}) => [outlineStyle, parseFloat(outlineWidth)])"
            "(getComputedStyle(document.activeElement))"
        )
        assert style == ["solid", 3], page.evaluate("document.activeElement.outerHTML")


def test_a_wrong_nik_is_read_out_and_leads_to_its_field(open_portal: OPEN) -> None:
    page = open_portal()
    page.fill("#nik", "123")
    page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    _tab_to(page, alert.get_by_role("link"))
    page.keyboard.press("Enter")
    field = page.get_by_label("NIK", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_value("123")
    expect(field).to_have_accessible_description(
        "16 angka di bagian atas KTP-el. Spasi dan titik boleh. "
        "Salah: NIK harus 16 angka; yang Anda isi 3 angka. Hitung lagi dari KTP-el."
    )


@pytest.mark.parametrize("state", WITHOUT_JAVASCRIPT, ids=str)
def test_answers_and_receipts_come_without_javascript(
    plain_phone: Page, sites: Mapping[str, Site], state: states.State
) -> None:
    states.visit(plain_phone, state, "id", sites)
    expect(plain_phone.get_by_role("heading", level=1)).to_be_visible()


def test_without_javascript_no_dead_button_shows(plain_phone: Page, sites: Mapping[str, Site]) -> None:
    plain_phone.goto(f"{sites['terbit'].url}{states.TPS}-004")
    expect(plain_phone.get_by_role("button")).to_have_count(0)


def test_digits_are_counted_while_typing(open_portal: OPEN) -> None:
    page = open_portal()
    page.fill("#nik", "1399 9917")
    expect(page.locator(".hitung")).to_have_text("8 / 16")
    page.fill("#nik", FOUND.nik)
    expect(page.locator(".hitung.pas")).to_have_text("16 / 16")


def test_a_chosen_language_stays_through_the_lookup(open_portal: OPEN) -> None:
    page = open_portal(locale="id-ID")
    page.get_by_role("link", name="English").click()
    page.fill("#nik", FOUND.nik)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are registered to vote")
    expect(page.get_by_text("07:00 to 13:00 WIB")).to_be_visible()
    page.get_by_role("link", name="Card to print").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("TPS card")


def test_the_language_switch_of_an_answer_leads_to_the_form(open_portal: OPEN) -> None:
    page = open_portal()
    page.fill("#nik", FOUND.nik)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Am I registered to vote?")
    assert FOUND.nik not in page.content()


def test_a_browser_in_english_is_answered_in_english(open_portal: OPEN) -> None:
    expect(open_portal(locale="en-GB").locator("html")).to_have_attribute("lang", "en")
    expect(open_portal(locale="fr-FR").locator("html")).to_have_attribute("lang", "id")


def test_the_nik_stays_out_of_address_title_and_history(open_portal: OPEN) -> None:
    page = open_portal()
    page.fill("#nik", FOUND.nik)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert FOUND.nik not in page.url + page.title() + page.content()
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_printed_card_holds_the_facts_and_no_controls(open_portal: OPEN, scheme: str) -> None:
    page = open_portal(f"{states.TPS}-004", color_scheme=scheme)
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    assert {"TPS 004", "SDN 05 Lolong Belanti", "Rabu, 27 November 2024"} <= set(printed.splitlines())
    assert "Bukan situs resmi KPU." in printed
    for control in page.locator(".tindakan, nav, button, .lompat").all():
        expect(control).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.kartu')).breakInside") == "avoid"


def test_text_twice_as_large_still_fits_a_phone(open_portal: OPEN) -> None:
    page = open_portal(f"{states.TPS}-004")
    # What a reader's own font size does: every length of ours is in rem.
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%', 'important')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_motion_and_contrast_wishes_break_nothing(open_portal: OPEN) -> None:
    page = open_portal(reduced_motion="reduce", forced_colors="active")
    with listening(page) as heard:
        page.fill("#nik", FOUND.nik)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert heard == []


def _tab_to(page: Page, target: object) -> None:
    """Press Tab until the target has the focus, as somebody without a mouse does."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):  # type: ignore[attr-defined]
            return
    raise AssertionError(f"the keyboard does not reach {target}")
