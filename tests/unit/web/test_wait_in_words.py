"""How long a full limit lasts, as people are told: never shorter than it is."""

import pytest

from pemilu.web.errors import _in_words


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (1, "1 menit"),
        (61, "1 menit"),
        (62, "2 menit"),
        (3_541, "59 menit"),
        (3_601, "1 jam"),
        (3_602, "2 jam"),
        (79_201, "22 jam"),
        (86_401, "1 hari"),
    ],
)
def test_a_wait_is_rounded_up_to_minutes_and_above_an_hour_to_hours(seconds: int, told: str) -> None:
    """A bucket is told to last a second longer than it does."""
    assert _in_words(seconds) == told
