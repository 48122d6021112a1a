"""Brakes on the outbox: a flood of reports is no flood of messages, a dead channel stops no other."""

from datetime import timedelta

import pytest

from pemilu.infra.db import Database
from pemilu.infra.senders import Outcome
from pemilu.laporan.channel import FAILURES, PAUSE, Channel
from pemilu.laporan.deliver import DIGEST_ROWS, Limits
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.notices import JenisKabar, Kanal
from tests.factories import NOW
from tests.integration.outbox import BUDI, TELEPON, Outbox, people

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


@pytest.fixture
def sqlite_outbox(sqlite_database: Database) -> Outbox:
    return Outbox(sqlite_database)


def test_the_usual_limits_are_those_that_were_promised() -> None:
    assert Limits() == Limits(hourly=500, daily=6, batch=10)


def test_a_dead_channel_is_tried_five_times_and_then_left_alone(outbox: Outbox) -> None:
    outbox.queue(*people(8))
    outbox.mail.outcome = Outcome.UNAVAILABLE
    assert outbox.deliver().failed == FAILURES
    assert outbox.deliver(NOW + PAUSE - MINUTE).failed == 0
    assert [row.percobaan for row in outbox.rows()] == [1] * FAILURES + [0] * 3


def test_after_the_pause_one_message_finds_out_whether_it_lives(outbox: Outbox) -> None:
    outbox.queue(*people(8))
    outbox.mail.outcome = Outcome.UNAVAILABLE
    outbox.deliver()
    assert outbox.deliver(NOW + PAUSE).failed == 1
    outbox.mail.outcome = Outcome.SENT
    assert outbox.deliver(NOW + 2 * PAUSE).sent == 8


def test_a_dead_channel_does_not_stop_the_other(outbox: Outbox) -> None:
    outbox.queue(*people(8))
    outbox.tell(outbox.report(), Kontak(telepon=TELEPON), JenisKabar.DITERIMA)
    outbox.mail.outcome = Outcome.UNAVAILABLE
    assert outbox.deliver().sent == 1
    assert [message.to for message in outbox.sms.messages] == [TELEPON]


def test_made_up_addresses_do_not_silence_the_channel(outbox: Outbox) -> None:
    outbox.queue(*people(10), BUDI)
    outbox.mail.outcome = Outcome.REFUSED

    def only_budi_exists(message) -> None:
        outbox.mail.outcome = Outcome.SENT if message.to == BUDI else Outcome.REFUSED

    outbox.mail.before = only_budi_exists
    delivered = outbox.deliver()
    assert (delivered.sent, delivered.failed) == (1, 10)


def test_no_more_than_an_hours_worth_leaves_in_an_hour(outbox: Outbox) -> None:
    outbox.queue(*people(5))
    assert outbox.deliver(hourly=3).sent == 3
    assert outbox.deliver(NOW + HOUR - MINUTE, hourly=3).sent == 0
    assert outbox.deliver(NOW + HOUR, hourly=3).sent == 2


def test_a_worker_that_starts_anew_knows_what_was_sent(outbox: Outbox) -> None:
    outbox.queue(*people(5))
    outbox.deliver(hourly=3)
    outbox.channels = {Kanal.EMAIL: Channel(outbox.mail)}
    assert outbox.deliver(NOW + MINUTE, hourly=3).sent == 0


def test_messages_that_nobody_took_count_against_the_hour(outbox: Outbox) -> None:
    outbox.queue(*people(5))
    outbox.mail.outcome = Outcome.REFUSED
    assert outbox.deliver(hourly=3).failed == 3
    assert len(outbox.mail.messages) == 3


def test_each_channel_has_an_hour_of_its_own(outbox: Outbox) -> None:
    outbox.queue(*people(3))
    outbox.tell(outbox.report(), Kontak(telepon=TELEPON), JenisKabar.DITERIMA)
    assert outbox.deliver(hourly=2).sent == 3
    assert len(outbox.sms.messages) == 1


def test_a_digest_is_one_message_of_the_hour(outbox: Outbox) -> None:
    outbox.queue(*[BUDI] * 5, "siti@contoh.id")
    assert outbox.deliver(hourly=2).sent == 6


def test_the_seventh_message_of_a_day_waits_and_becomes_a_digest(outbox: Outbox) -> None:
    for hour in range(6):
        outbox.queue(BUDI, now=NOW + hour * HOUR)
        assert outbox.deliver(NOW + hour * HOUR).sent == 1
    outbox.queue(BUDI, BUDI, "siti@contoh.id", now=NOW + 6 * HOUR)
    delivered = outbox.deliver(NOW + 6 * HOUR)
    assert (delivered.sent, delivered.postponed) == (1, 2)
    assert outbox.deliver(NOW + DAY - MINUTE).sent == 0
    assert outbox.deliver(NOW + DAY).sent == 2
    assert outbox.mail.messages[-1].subject == "Kabar tentang 2 laporan"
    assert {row.percobaan for row in outbox.rows()} == {1}


def test_the_next_place_of_the_day_is_free_when_its_turn_comes(outbox: Outbox) -> None:
    for hour in range(8):
        outbox.queue(BUDI, now=NOW + hour * HOUR)
        outbox.deliver(NOW + hour * HOUR)
    assert outbox.deliver(NOW + DAY).sent == 2
    outbox.queue(BUDI, now=NOW + DAY)
    assert outbox.deliver(NOW + DAY).postponed == 1
    assert outbox.deliver(NOW + DAY + HOUR).sent == 1


def test_a_flood_at_one_address_is_a_few_messages(sqlite_outbox: Outbox) -> None:
    laporan_id = sqlite_outbox.report()
    with sqlite_outbox.database.transaction() as session:
        for _ in range(DIGEST_ROWS + 100):
            sqlite_outbox.write(session, laporan_id, Kontak(email=BUDI), JenisKabar.DITERIMA)
    assert sqlite_outbox.deliver().sent == DIGEST_ROWS + 100
    assert len(sqlite_outbox.mail.messages) == 2


def test_a_batch_ends_and_says_that_there_may_be_more(outbox: Outbox) -> None:
    outbox.queue(*people(5))
    first, second = outbox.deliver(batch=3), outbox.deliver(batch=3)
    assert (first.sent, first.more, second.sent, second.more) == (3, True, 2, False)
