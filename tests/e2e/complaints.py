"""What is wrong with a page as it stands in the browser; nothing is the answer we want."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from tests.rules.indonesian import is_indonesian

PHONE = (360, 740)
# The page is left as wide as a phone, for what comes next.
WIDTHS = (320, 1280, PHONE[0])
# All that WCAG 2.2 asks of AA, and what axe holds to be good practice.
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TAPPED = (
    "header a, footer nav a, .tombol, button, summary, .pilihan a, .rujukan a, main select, main textarea, "
    "main input:not([tabindex='-1'])"
)
# What is not on the page has no size; a box to tick is as large as its label.
MEASURE = """all => all.filter(one => one.checkVisibility()).map(one => {
    const tapped = one.matches("[type=radio], [type=checkbox]") ? one.closest("label") : one;
    const box = tapped.getBoundingClientRect();
    return [one.innerText || one.name, Math.round(box.width), Math.round(box.height)];
})"""
FINGER = 44
_AXE = Axe()


def complaints(page: Page, language: str) -> list[str]:
    """Everything that is wrong with the page, one line each."""
    return [
        *_barriers(page),
        *_structure(page, language),
        *_small_targets(page),
        *_wide(page),
        *_untranslated(page, language),
    ]


@contextmanager
def listening(page: Page) -> Iterator[list[str]]:
    """Errors and warnings that the browser wrote meanwhile: scripts, the content policy, lost files."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # Chromium repeats the status of the page itself, which the test asserts.
        own_status = message.location["url"] == page.url and message.text.startswith(
            "Failed to load resource"
        )
        if message.type in {"error", "warning"} and not own_status:
            heard.append(message.text)

    def crash(error: Exception) -> None:
        heard.append(f"script: {error}")

    page.on("console", hear)
    page.on("pageerror", crash)
    yield heard
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", crash)


def _barriers(page: Page) -> Iterator[str]:
    options = {"runOnly": STANDARDS, "resultTypes": ["violations"]}
    for violation in _AXE.run(page, options=options).response["violations"]:
        for node in violation["nodes"]:
            yield f"axe {violation['id']}: {node['target']} {node['failureSummary']}"


def _structure(page: Page, language: str) -> Iterator[str]:
    if page.locator("html").get_attribute("lang") != language:
        yield "the language of the page is not said"
    if page.locator("h1:visible").count() != 1:
        yield f"{page.locator('h1:visible').count()} headings of the first order"
    if not page.title().partition(" · ")[2]:
        yield f"title: {page.title()!r}"
    if page.locator("[style], style, script:not([src])").count():
        yield "inline style or script"


def _small_targets(page: Page) -> Iterator[str]:
    boxes = page.locator(TAPPED).evaluate_all(MEASURE)
    for text, width, height in boxes:
        if min(width, height) < FINGER:
            yield f"too small for a finger: {text!r} {width} x {height}"


def _wide(page: Page) -> Iterator[str]:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": PHONE[1]})
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            yield f"scrolls sideways at {width}: needs {needed}"


def _untranslated(page: Page, language: str) -> Iterator[str]:
    texts = [page.title(), *page.locator("body").inner_text().splitlines()]
    if language == "en":
        yield from (f"Indonesian: {text!r}" for text in texts if is_indonesian(text))
    elif not any(is_indonesian(text) for text in texts):
        yield "not in Indonesian"
