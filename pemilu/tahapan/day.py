"""Between a date of law, which belongs to a place, and an instant, which belongs to everybody.

Indonesia has three zones and no daylight saving time, so every local day has exactly 86,400 seconds.
"""

from datetime import UTC, date, datetime, time

from pemilu.infra.errors import DomainError
from pemilu.wilayah.zona import Zona

LAST_SECOND = time(23, 59, 59)


class NaiveInstant(DomainError):
    """A datetime without a time zone was given where an instant is needed."""


def local_date(instant: datetime, zona: Zona) -> date:
    """The calendar date at that place. Raises NaiveInstant."""
    return _aware(instant).astimezone(zona.tzinfo).date()


def instant_at(day: date, clock_time: time, *, zona: Zona) -> datetime:
    """The UTC instant at which the clocks of that place show `clock_time` on `day`."""
    return datetime.combine(day, clock_time, tzinfo=zona.tzinfo).astimezone(UTC)


def day_start(day: date, zona: Zona) -> datetime:
    """00:00:00 local of that day, in UTC."""
    return instant_at(day, time.min, zona=zona)


def day_end(day: date, zona: Zona) -> datetime:
    """23:59:59 local of that day, in UTC: the last whole second, the "23.59 waktu setempat" of the rules."""
    return instant_at(day, LAST_SECOND, zona=zona)


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise NaiveInstant
    return instant
