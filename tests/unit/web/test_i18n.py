"""Dates, times and numbers as they are written in each language; the front page in the chosen one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from pemilu.web.i18n import front_page, local_time, long_date, number, translate
from pemilu.wilayah.zona import Zona

POLLING_DAY = date(2024, 11, 27)
NOON_IN_PADANG = datetime(2024, 11, 27, 5, tzinfo=UTC)


@pytest.fixture(params=["id", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    app = Flask(__name__)
    translate(app)
    with app.test_request_context(f"/?bahasa={request.param}"):
        app.preprocess_request()
        yield request.param


def test_a_day_is_written_out(language: str) -> None:
    expected = {"id": "Rabu, 27 November 2024", "en": "Wednesday, 27 November 2024"}
    assert long_date(POLLING_DAY) == expected[language]


@pytest.mark.parametrize(("zona", "hour"), [(Zona.WIB, 12), (Zona.WITA, 13), (Zona.WIT, 14)])
def test_an_instant_is_told_where_it_matters(language: str, zona: Zona, hour: int) -> None:
    dot = {"id": ".", "en": ":"}[language]
    assert local_time(NOON_IN_PADANG, zona) == f"27 November 2024 {hour}{dot}00 {zona.value}"


def test_a_large_number_has_the_marks_of_its_language(language: str) -> None:
    assert number(4_103_084) == {"id": "4.103.084", "en": "4,103,084"}[language]


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
    with Flask(__name__).test_request_context(f"/{query}"):
        assert front_page() == address
