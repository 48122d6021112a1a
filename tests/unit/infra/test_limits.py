"""The named limits mean what the documents promise."""

from limits import parse

from pemilu.infra import limits

HOUR = 3600
VILLAGE_LOOKUPS = 250
EVENING_HOURS = 2


def test_every_limit_can_be_read_and_counts_by_the_hour() -> None:
    texts = (limits.LOOKUP_IPV4, limits.LOOKUP_IPV6, limits.PAGE, limits.DEGRADED)
    assert [(item.amount, item.get_expiry()) for item in map(parse, texts)] == [
        (300, HOUR),
        (150, HOUR),
        (1200, HOUR),
        (120, HOUR),
    ]


def test_a_village_passes_in_one_evening() -> None:
    assert parse(limits.LOOKUP_IPV4).amount >= VILLAGE_LOOKUPS
    assert parse(limits.LOOKUP_IPV6).amount * EVENING_HOURS >= VILLAGE_LOOKUPS


def test_without_redis_every_limit_is_tighter() -> None:
    assert parse(limits.DEGRADED).amount < parse(limits.LOOKUP_IPV6).amount
