"""The circuit breaker of a channel: what opens it, for how long, and what does not."""

from datetime import UTC, datetime, timedelta

from pemilu.infra.senders import Message, Outcome
from pemilu.laporan.channel import FAILURES, PAUSE, Channel

NOW = datetime(2024, 9, 22, 3, tzinfo=UTC)
MESSAGE = Message("a1", "budi@contoh.id", "Kabar", "Isi", NOW)


class Told:
    """A sender that answers what it is told to."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome

    def send(self, message: Message) -> Outcome:
        return self.outcome


def after(outcome: Outcome, times: int) -> tuple[Channel, Told]:
    sender = Told(outcome)
    channel = Channel(sender)
    for _ in range(times):
        channel.send(MESSAGE, now=NOW)
    return channel, sender


def test_five_failures_in_a_row_pause_the_channel_for_five_minutes() -> None:
    assert FAILURES == 5
    assert timedelta(minutes=5) == PAUSE
    channel, _ = after(Outcome.UNAVAILABLE, FAILURES)
    assert not channel.is_open(NOW + PAUSE - timedelta(seconds=1))
    assert channel.is_open(NOW + PAUSE)


def test_four_failures_do_not() -> None:
    channel, _ = after(Outcome.UNAVAILABLE, FAILURES - 1)
    assert channel.is_open(NOW)


def test_a_success_between_failures_starts_the_count_again() -> None:
    channel, sender = after(Outcome.UNAVAILABLE, FAILURES - 1)
    for outcome in (Outcome.SENT, *[Outcome.UNAVAILABLE] * (FAILURES - 1)):
        sender.outcome = outcome
        channel.send(MESSAGE, now=NOW)
    assert channel.is_open(NOW)


def test_after_a_pause_a_single_failure_pauses_again() -> None:
    channel, _ = after(Outcome.UNAVAILABLE, FAILURES)
    channel.send(MESSAGE, now=NOW + PAUSE)
    assert not channel.is_open(NOW + PAUSE)
    assert channel.is_open(NOW + 2 * PAUSE)


def test_after_a_pause_a_success_closes_the_matter() -> None:
    channel, sender = after(Outcome.UNAVAILABLE, FAILURES)
    sender.outcome = Outcome.SENT
    channel.send(MESSAGE, now=NOW + PAUSE)
    sender.outcome = Outcome.UNAVAILABLE
    channel.send(MESSAGE, now=NOW + PAUSE)
    assert channel.is_open(NOW + PAUSE)


def test_addresses_that_do_not_exist_never_pause_the_channel() -> None:
    channel, _ = after(Outcome.REFUSED, 10 * FAILURES)
    assert channel.is_open(NOW)


def test_what_nobody_took_is_remembered_for_an_hour() -> None:
    channel, sender = after(Outcome.REFUSED, 3)
    sender.outcome = Outcome.SENT
    channel.send(MESSAGE, now=NOW)
    assert channel.tries_in_vain(NOW + timedelta(minutes=59)) == 3
    assert channel.tries_in_vain(NOW + timedelta(hours=1)) == 0
