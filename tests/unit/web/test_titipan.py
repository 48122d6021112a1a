"""What one page hands to the next opens only here, for its use, unchanged, and not for long."""

from datetime import UTC, datetime, timedelta

import pytest

from pemilu.infra.crypto import Box
from pemilu.web.titipan import LONGEST, SKEW, Titipan

NOW = datetime(2024, 9, 22, 3, tzinfo=UTC)
WITHIN = timedelta(minutes=30)
FACTS = {"nik": "1399991708900001", "nama": ""}


def titipan(key: bytes = b"k" * 32) -> Titipan:
    return Titipan(Box("titipan", {1: key}, 1))


def given() -> str:
    return titipan().give("lapor", FACTS, now=NOW)


def taken(text: str | None, *, use: str = "lapor", at: datetime = NOW, key: bytes = b"k" * 32) -> object:
    return titipan(key).take(use, text, now=at, within=WITHIN)


def test_what_is_handed_over_comes_back_and_shows_nothing() -> None:
    text = given()
    assert taken(text) == FACTS
    assert FACTS["nik"] not in text
    assert text != given()


@pytest.mark.parametrize("text", [None, "", "%", "a", "AAAA", "é", "\ud800", "A" * (LONGEST + 1), "=" * 40])
def test_what_is_none_of_ours_is_nothing(text: str | None) -> None:
    assert taken(text) is None


def test_what_is_for_another_use_or_of_another_key_is_nothing() -> None:
    assert taken(given(), use="lacak") is None
    assert taken(given(), key=b"l" * 32) is None


def test_what_was_changed_anywhere_is_nothing() -> None:
    text = given()
    for at in range(len(text) - 4):
        assert taken(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]) is None


@pytest.mark.parametrize(
    ("age", "valid"),
    [
        (WITHIN, True),
        (WITHIN + timedelta(seconds=1), False),
        (-SKEW, True),
        (-SKEW - timedelta(seconds=1), False),
    ],
)
def test_it_is_good_for_a_time_and_forgives_clocks_that_differ_a_little(age: timedelta, valid: bool) -> None:
    assert (taken(given(), at=NOW + age) == FACTS) is valid
