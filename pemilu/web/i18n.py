"""Indonesian first, English through the catalogue. The choice travels in the address, so no cookie is set."""

from datetime import date, datetime

import flask_babel
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask, request
from flask_babel import Babel, get_locale, lazy_gettext

from pemilu.wilayah.zona import Zona

BAHASA = ("id", "en")
_ = lazy_gettext


def chosen() -> str:
    """`?bahasa=` when given, else what the browser prefers, else Indonesian."""
    asked = request.args.get("bahasa")
    return asked if asked in BAHASA else request.accept_languages.best_match(BAHASA, "id")


def translate(app: Flask) -> None:
    """Give the app its catalogue, its date and number formats, and links that keep a chosen language."""
    Babel(app, locale_selector=chosen, default_translation_directories="../pemilu/web/translations")

    @app.url_defaults
    def keep_language(_endpoint: str, values: dict[str, object]) -> None:
        if request and request.args.get("bahasa") in BAHASA:
            values.setdefault("bahasa", request.args["bahasa"])

    app.jinja_env.filters["tanggal"] = long_date
    app.jinja_env.filters["waktu"] = local_time
    app.jinja_env.filters["angka"] = number
    app.jinja_env.globals["bahasa"] = language


def front_page() -> str:
    """The front page in the chosen language. Asks no router: a request with a foreign Host has none."""
    asked = request.args.get("bahasa")
    return f"/?bahasa={asked}" if asked in BAHASA else "/"


def gettext(text: str, **values: object) -> str:
    """The text in the language of this answer, its placeholders filled."""
    return str(flask_babel.gettext(text, **values))


def language() -> str:
    """The language of this answer: "id" or "en"."""
    return str(get_locale())


def long_date(day: date) -> str:
    """Rabu, 27 November 2024."""
    return format_date(day, "EEEE, d MMMM yyyy", locale=language())


def local_time(instant: datetime, zona: Zona) -> str:
    """An instant where it matters: 27 November 2024 12.00 WIB."""
    local = instant.astimezone(zona.tzinfo)
    pattern = "d MMMM yyyy HH.mm" if language() == "id" else "d MMMM yyyy HH:mm"
    return f"{format_datetime(local, pattern, locale=language())} {zona.value}"


def number(value: int) -> str:
    """4.103.084 in Indonesian, 4,103,084 in English."""
    return format_decimal(value, locale=language())
