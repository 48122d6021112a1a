"""Indonesian first, English through the catalogue. The choice travels in the address, so no cookie is set.

Babel itself is used, not Flask-Babel, whose look-ups for forty texts took a third of an answer's time.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from babel.support import LazyProxy, NullTranslations, Translations
from flask import Flask
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from pemilu.wilayah.zona import Zona

BAHASA = ("id", "en")
TRANSLATIONS = Path(__file__).parent / "translations"
# The texts in the code are the Indonesian ones, so that catalogue is empty.
CATALOGUES: dict[str, NullTranslations] = {
    bahasa: Translations.load(TRANSLATIONS, [bahasa]) for bahasa in BAHASA
}
_language: ContextVar[str] = ContextVar("bahasa", default=BAHASA[0])
_asked: ContextVar[str | None] = ContextVar("bahasa-diminta", default=None)
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def translate(app: Flask) -> None:
    """Give the app its catalogue, its date and number formats, and links that keep a chosen language."""
    app.wsgi_app = _listening(app.wsgi_app)  # type: ignore[assignment,method-assign]  # as Flask documents it

    @app.url_defaults
    def keep_language(_endpoint: str, values: dict[str, object]) -> None:
        if asked := _asked.get():
            values.setdefault("bahasa", asked)

    app.jinja_env.filters["tanggal"] = long_date
    app.jinja_env.filters["waktu"] = local_time
    app.jinja_env.filters["angka"] = number
    app.jinja_env.globals["bahasa"] = language
    app.jinja_env.globals["_"] = gettext


def _listening(answer: WsgiApp) -> WsgiApp:
    """Know the language before Flask is asked: hooks of an app cost several times as much at each answer."""

    def listen(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = _asked_for(environ.get("QUERY_STRING", ""))
        _asked.set(asked)
        _language.set(asked or _preferred(environ.get("HTTP_ACCEPT_LANGUAGE", "")))
        try:
            return answer(environ, start_response)
        finally:
            _asked.set(None)
            _language.set(BAHASA[0])

    return listen


def _asked_for(query: str) -> str | None:
    """What `?bahasa=` asks for, when it is a language we have."""
    found = parse_qs(query).get("bahasa") if "bahasa=" in query else None
    return found[0] if found and found[0] in BAHASA else None


@lru_cache(maxsize=500)
def _preferred(header: str) -> str:
    """What the browser prefers, else Indonesian."""
    return parse_accept_header(header, LanguageAccept).best_match(BAHASA, BAHASA[0])


def asked_language() -> str | None:
    """The language that links carry on, because it was asked for and not only preferred."""
    return _asked.get()


def front_page() -> str:
    """The front page in the chosen language. Asks no router: a request with a foreign Host has none."""
    asked = _asked.get()
    return f"/?bahasa={asked}" if asked else "/"


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
