"""Every text for people is there in every language. The texts are Indonesian (`make catalogue`)."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.rules.sources import APPLICATION, ROOT

TRANSLATIONS = ROOT / "pemilu" / "web" / "translations"
LANGUAGES = ("en",)
PLACEHOLDER = re.compile(r"%\((\w+)\)")
EXTRACT = ("extract", "-F", "babel.cfg", "-k", "lazy_gettext", "-k", "lazy_ngettext:1,2")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the code and the templates say, read from them just now."""
    file = tmp_path_factory.mktemp("texts") / "messages.pot"
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "--quiet", *EXTRACT, "-o", str(file)]
    subprocess.run([*pybabel, *APPLICATION], cwd=ROOT, check=True)
    return _read(file)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(texts: Catalog, language: str) -> None:
    catalogue = _catalogue(language)
    assert not [
        text.id for text in texts if text.id and not _translated(catalogue.get(text.id, text.context))
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_over(texts: Catalog, language: str) -> None:
    catalogue = _catalogue(language)
    assert not [text.id for text in catalogue if text.id and texts.get(text.id, text.context) is None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_text(language: str) -> None:
    assert not [text.id for text in _catalogue(language) if text.id and not _same_placeholders(text)]


def test_a_missing_or_unsure_translation_is_seen() -> None:
    assert not _translated(None)
    assert not _translated(Message("Kirim", ""))
    assert not _translated(Message("Kirim", "Send", flags={"fuzzy"}))
    assert not _translated(Message(("%(num)d hari", "%(num)d hari"), ("%(num)d day", "")))
    assert not _same_placeholders(Message("%(tps)s", "%(place)s"))


def _catalogue(language: str) -> Catalog:
    return _read(TRANSLATIONS / language / "LC_MESSAGES" / "messages.po")


def _read(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened)


def _translated(text: Message | None) -> bool:
    return text is not None and not text.fuzzy and all(_forms(text.string))


def _same_placeholders(text: Message) -> bool:
    """English counts one and many; a form for one may leave the number out."""
    wanted = _placeholders(text.id)
    if text.pluralizable:
        return _placeholders(text.string) == wanted
    return not text.string or _placeholders(text.string) == wanted


def _placeholders(strings: str | tuple[str, ...] | list[str]) -> set[str]:
    return {name for form in _forms(strings) for name in PLACEHOLDER.findall(form)}


def _forms(strings: str | tuple[str, ...] | list[str]) -> list[str]:
    return [strings] if isinstance(strings, str) else list(strings)
