"""Indonesian first, English through the catalogue. The choice travels in the address, so no cookie is set.

Babel itself is used, not Flask-Babel, whose look-ups for forty texts took a third of an answer's time.
"""

from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from babel.support import LazyProxy, NullTranslations, Translations
from flask import Flask, request

from pemilu.wilayah.zona import Zona

BAHASA = ("id", "en")
TRANSLATIONS = Path(__file__).parent / "translations"
# The texts in the code are the Indonesian ones, so that catalogue is empty.
CATALOGUES: dict[str, NullTranslations] = {
    bahasa: Translations.load(TRANSLATIONS, [bahasa]) for bahasa in BAHASA
}
_language: ContextVar[str] = ContextVar("bahasa", default=BAHASA[0])


def chosen() -> str:
    """`?bahasa=` when given, else what the browser prefers, else Indonesian."""
    asked = request.args.get("bahasa")
    return asked if asked in BAHASA else request.accept_languages.best_match(BAHASA, "id")


def translate(app: Flask) -> None:
    """Give the app its catalogue, its date and number formats, and links that keep a chosen language."""

    @app.before_request
    def listen() -> None:
        _language.set(chosen())

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        _language.set(BAHASA[0])

    @app.url_defaults
    def keep_language(_endpoint: str, values: dict[str, object]) -> None:
        if request and request.args.get("bahasa") in BAHASA:
            values.setdefault("bahasa", request.args["bahasa"])

    app.jinja_env.filters["tanggal"] = long_date
    app.jinja_env.filters["waktu"] = local_time
    app.jinja_env.filters["angka"] = number
    app.jinja_env.globals["bahasa"] = language
    app.jinja_env.globals["_"] = gettext


def front_page() -> str:
    """The front page in the chosen language. Asks no router: a request with a foreign Host has none."""
    asked = request.args.get("bahasa")
    return f"/?bahasa={asked}" if asked in BAHASA else "/"


def gettext(text: str, **values: object) -> str:
    """The text in the language of this answer, its placeholders filled."""
    found = CATALOGUES[_language.get()].gettext(text)
    return found % values if values else found


def ngettext(one: str, many: str, num: int) -> str:
    """The form of the text that fits the number, which stands in it as `%(num)d`."""
    return CATALOGUES[_language.get()].ngettext(one, many, num) % {"num": num}


def lazy_gettext(text: str) -> Any:
    """A text that is chosen when it is shown, for what is written down once for all requests."""
    return LazyProxy(gettext, text, enable_cache=False)


def language() -> str:
    """The language of this answer: "id" or "en"."""
    return _language.get()


def long_date(day: date) -> str:
    """Rabu, 27 November 2024."""
    return _long_date(day, language())


@lru_cache(maxsize=500)
def _long_date(day: date, bahasa: str) -> str:
    return format_date(day, "EEEE, d MMMM yyyy", locale=bahasa)


def local_time(instant: datetime, zona: Zona) -> str:
    """An instant where it matters: 27 November 2024 12.00 WIB."""
    local = instant.astimezone(zona.tzinfo)
    pattern = "d MMMM yyyy HH.mm" if language() == "id" else "d MMMM yyyy HH:mm"
    return f"{format_datetime(local, pattern, locale=language())} {zona.value}"


def number(value: int) -> str:
    """4.103.084 in Indonesian, 4,103,084 in English."""
    return _number(value, language())


@lru_cache(maxsize=500)
def _number(value: int, bahasa: str) -> str:
    return format_decimal(value, locale=bahasa)
