"""Dates, times and numbers as they are written in each language; the front page in the chosen one."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from pemilu.web.i18n import front_page, language, local_time, long_date, number, translate
from pemilu.wilayah.zona import Zona

POLLING_DAY = date(2024, 11, 27)
NOON_IN_PADANG = datetime(2024, 11, 27, 5, tzinfo=UTC)


def said(what: Callable[[], str], query: str) -> str:
    """What a page says that is asked for with this query."""
    app = Flask(__name__)
    translate(app)
    app.add_url_rule("/", view_func=what)
    return app.test_client().get(f"/{query}").text


@pytest.mark.parametrize(
    ("bahasa", "expected"), [("id", "Rabu, 27 November 2024"), ("en", "Wednesday, 27 November 2024")]
)
def test_a_day_is_written_out(bahasa: str, expected: str) -> None:
    assert said(lambda: long_date(POLLING_DAY), f"?bahasa={bahasa}") == expected


@pytest.mark.parametrize(("zona", "hour"), [(Zona.WIB, 12), (Zona.WITA, 13), (Zona.WIT, 14)])
@pytest.mark.parametrize(("bahasa", "dot"), [("id", "."), ("en", ":")])
def test_an_instant_is_told_where_it_matters(bahasa: str, dot: str, zona: Zona, hour: int) -> None:
    told = said(lambda: local_time(NOON_IN_PADANG, zona), f"?bahasa={bahasa}")
    assert told == f"27 November 2024 {hour}{dot}00 {zona.value}"


@pytest.mark.parametrize(("bahasa", "expected"), [("id", "4.103.084"), ("en", "4,103,084")])
def test_a_large_number_has_the_marks_of_its_language(bahasa: str, expected: str) -> None:
    assert said(lambda: number(4_103_084), f"?bahasa={bahasa}") == expected


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("", "/"),
        ("?bahasa=en", "/?bahasa=en"),
        ("?bahasa=id", "/?bahasa=id"),
        ("?bahasa=//evil.example", "/"),
    ],
)
def test_the_front_page_keeps_only_a_language_that_exists(query: str, address: str) -> None:
    assert said(front_page, query) == address


def test_a_language_ends_with_its_request() -> None:
    assert said(language, "?bahasa=en") == "en"
    assert language() == "id"
