"""The named limits mean what the documents promise."""

from limits import parse

from pemilu.infra import limits

HOUR = 3600
VILLAGE_LOOKUPS = 250
EVENING_HOURS = 2


def test_every_limit_can_be_read_and_counts_by_the_hour() -> None:
    texts = (limits.LOOKUP_IPV4, limits.LOOKUP_IPV6, limits.PAGE)
    assert [(item.amount, item.get_expiry()) for item in map(parse, texts)] == [
        (300, HOUR),
        (150, HOUR),
        (1200, HOUR),
    ]


def test_a_village_passes_in_one_evening() -> None:
    assert parse(limits.LOOKUP_IPV4).amount >= VILLAGE_LOOKUPS
    assert parse(limits.LOOKUP_IPV6).amount * EVENING_HOURS >= VILLAGE_LOOKUPS


def test_without_redis_every_limit_is_tighter() -> None:
    full = [
        *(limits.LOOKUP_IPV4, limits.LOOKUP_IPV6, limits.PAGE),
        *(limits.REPORT_IPV6, limits.WRONG_PAIR_IPV4, limits.WRONG_PAIR_IPV6),
    ]
    tight = [parse(limits.degraded(text)) for text in full]
    assert [item.amount for item in tight] == [30, 15, 120, 2, 6, 2]
    assert {item.get_expiry() for item in tight} == {HOUR}
    of_a_day = parse(limits.degraded(limits.REPORT_IPV4))
    assert (of_a_day.amount, of_a_day.get_expiry()) == (60, 24 * HOUR)


def test_without_redis_even_the_smallest_limit_lets_one_pass() -> None:
    assert limits.degraded("3 per hour") == "1 per hour"
