"""What one page hands to the next opens here, for its use, for a while, unchanged; nothing else does."""

import base64
from datetime import timedelta

import pytest

from pemilu.infra.crypto import Box
from pemilu.web.titipan import LONGEST, SKEW, Titipan
from tests.factories import NOW, TERDAFTAR

HALF_AN_HOUR = timedelta(minutes=30)
TICK = timedelta(microseconds=1)
FACTS = {"nik": TERDAFTAR, "nama": "cocok"}


def titipan(key: bytes = b"k" * 32, purpose: str = "titipan") -> Titipan:
    return Titipan(Box(purpose, {1: key}, 1))


def take(text: str | None, *, use: str = "lapor", after: timedelta = timedelta()) -> dict[str, str] | None:
    return titipan().take(use, text, now=NOW + after, within=HALF_AN_HOUR)


@pytest.fixture
def text() -> str:
    return titipan().give("lapor", FACTS, now=NOW)


def test_what_was_given_is_taken(text: str) -> None:
    assert take(text) == FACTS


def test_nothing_in_the_text_can_be_read(text: str) -> None:
    opened = base64.urlsafe_b64decode(text)
    assert TERDAFTAR not in text
    assert TERDAFTAR.encode() not in opened
    assert b"cocok" not in opened


def test_it_is_never_the_same_text_twice(text: str) -> None:
    assert titipan().give("lapor", FACTS, now=NOW) != text


def test_it_is_safe_in_a_cookie_and_in_a_hidden_field(text: str) -> None:
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=")


@pytest.mark.parametrize("use", ["lacak", "tanda-terima", "lapo", "lapor\0", ""])
def test_another_use_is_refused(text: str, use: str) -> None:
    assert take(text, use=use) is None


@pytest.mark.parametrize("after", [timedelta(), HALF_AN_HOUR - TICK, HALF_AN_HOUR, -SKEW])
def test_it_lasts_as_long_as_it_may(text: str, after: timedelta) -> None:
    assert take(text, after=after) == FACTS


@pytest.mark.parametrize("after", [HALF_AN_HOUR + TICK, timedelta(days=400), -SKEW - TICK])
def test_it_ends_and_does_not_come_from_the_future(text: str, after: timedelta) -> None:
    assert take(text, after=after) is None


@pytest.mark.parametrize("other", [titipan(b"x" * 32), titipan(purpose="audit")])
def test_another_key_or_purpose_does_not_open_it(text: str, other: Titipan) -> None:
    assert other.take("lapor", text, now=NOW, within=HALF_AN_HOUR) is None


def test_every_changed_byte_is_noticed(text: str) -> None:
    sealed = bytearray(base64.urlsafe_b64decode(text))
    for at in range(len(sealed)):
        changed = sealed.copy()
        changed[at] ^= 1
        assert take(base64.urlsafe_b64encode(bytes(changed)).decode()) is None


@pytest.mark.parametrize(
    "text", [None, "", "=", "é", "AAAA", "a" * (LONGEST + 1), "\ud800", "not base64!", "AQ==", "\0"]
)
def test_what_is_not_ours_is_refused(text: str | None) -> None:
    assert take(text) is None


def test_a_cut_text_is_refused(text: str) -> None:
    assert not [length for length in range(len(text)) if take(text[:length]) is not None]
