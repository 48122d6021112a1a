"""Clocks tell aware UTC moments; a frozen one moves only when told."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pemilu.infra.clock import FrozenClock, SystemClock

AT = datetime(2024, 11, 27, 7, tzinfo=timezone(timedelta(hours=7)))


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        FrozenClock(AT.replace(tzinfo=None))


def test_a_frozen_clock_moves_only_when_told() -> None:
    clock = FrozenClock(AT)
    assert clock.now() == clock.now() == AT
    clock.advance(hours=2)
    assert clock.now() == AT + timedelta(hours=2)


@pytest.mark.parametrize("clock", [FrozenClock(AT), SystemClock()])
def test_every_clock_tells_utc(clock: FrozenClock | SystemClock) -> None:
    assert clock.now().tzinfo is UTC
