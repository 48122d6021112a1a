"""The outbox on both databases: nothing is lost, nothing is sent by two, no address is left behind."""

import logging
import ssl
import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import text

from pemilu.infra.db import Database
from pemilu.infra.outlets import Gateway, SmtpServer, Tls
from pemilu.infra.senders import GatewaySender, Message, Outcome, SmtpSender
from pemilu.laporan.channel import Channel
from pemilu.laporan.deliver import ATTEMPTS, LEASE
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.models import Kabar
from pemilu.laporan.notices import JenisKabar, Kanal
from tests.factories import NOW
from tests.integration.outbox import BUDI, TELEPON, Outbox, people
from tests.servers.gateway import running_gateway
from tests.servers.smtp import running_smtp

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Killed(BaseException):
    """The worker dies in the middle of sending."""


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


def test_a_change_that_is_rolled_back_tells_nobody(outbox: Outbox) -> None:
    laporan_id = outbox.report()
    with suppress(Killed), outbox.database.transaction() as session:
        outbox.write(session, laporan_id, Kontak(email=BUDI), JenisKabar.DITERIMA)
        session.flush()
        raise Killed
    assert outbox.deliver().sent == 0
    assert outbox.mail.messages == []


def test_a_notice_is_sent_once_and_keeps_no_address(outbox: Outbox) -> None:
    outbox.queue(BUDI)
    [waiting] = outbox.rows()
    assert outbox.deliver().sent == 1
    assert outbox.deliver(NOW + DAY).sent == 0
    [message] = outbox.mail.messages
    assert (message.uid, message.to, message.waktu) == (waiting.uid, BUDI, NOW)
    assert "LP-000001" in message.text
    [sent] = outbox.rows()
    assert (sent.tujuan, sent.dikirim) == (b"", NOW)


def test_a_notice_of_the_future_waits(outbox: Outbox) -> None:
    outbox.queue(BUDI, now=NOW + MINUTE)
    assert outbox.deliver().sent == 0
    assert outbox.deliver(NOW + MINUTE).sent == 1


def test_several_notices_to_one_destination_become_one_message(outbox: Outbox) -> None:
    outbox.queue(*[BUDI] * 12, "siti@contoh.id")
    assert outbox.deliver().sent == 13
    digest, single = outbox.mail.messages
    assert (digest.to, single.to) == (BUDI, "siti@contoh.id")
    assert digest.subject == "Kabar tentang 12 laporan"
    assert "dan 2 lainnya" in digest.text


def test_two_news_of_one_report_become_its_latest(outbox: Outbox) -> None:
    laporan_id = outbox.report()
    outbox.tell(laporan_id, Kontak(email=BUDI), JenisKabar.DITERIMA)
    outbox.tell(laporan_id, Kontak(email=BUDI), JenisKabar.BUTUH_DOKUMEN)
    assert outbox.deliver().sent == 2
    [message] = outbox.mail.messages
    assert message.subject == "Laporan LP-000001 perlu dokumen tambahan dari Anda"


def test_each_channel_has_its_own_message(outbox: Outbox) -> None:
    outbox.tell(outbox.report(), Kontak(telepon=TELEPON, email=BUDI), JenisKabar.DITERIMA)
    assert outbox.deliver().sent == 2
    assert [message.to for message in outbox.mail.messages + outbox.sms.messages] == [BUDI, TELEPON]


def test_news_that_ask_for_something_go_before_receipts(outbox: Outbox) -> None:
    outbox.queue("satu@contoh.id", jenis=JenisKabar.DITERIMA)
    outbox.queue("dua@contoh.id", jenis=JenisKabar.BUTUH_DOKUMEN, now=NOW + MINUTE)
    outbox.deliver(NOW + MINUTE)
    assert [message.to for message in outbox.mail.messages] == ["dua@contoh.id", "satu@contoh.id"]


def test_without_a_channel_a_notice_waits_for_one(outbox: Outbox) -> None:
    outbox.tell(outbox.report(), Kontak(telepon=TELEPON), JenisKabar.DITERIMA)
    sms = outbox.channels.pop(Kanal.PESAN)
    assert outbox.deliver().sent == 0
    outbox.channels[Kanal.PESAN] = sms
    assert outbox.deliver(NOW + 30 * DAY).sent == 1


def test_a_failed_message_is_tried_at_growing_distances_and_given_up_after_a_day(outbox: Outbox) -> None:
    outbox.queue(BUDI)
    outbox.mail.outcome = Outcome.UNAVAILABLE
    tried = tries(outbox)
    assert [at / MINUTE for at in tried] == [0, 1, 5, 21, 85, 325, 565, 565 + 24 * 60]
    assert len(tried) == ATTEMPTS
    outbox.mail.outcome = Outcome.SENT
    assert outbox.deliver(NOW + 30 * DAY).sent == 0


def test_a_message_tried_again_bears_the_same_id(outbox: Outbox) -> None:
    outbox.queue(BUDI, BUDI, "siti@contoh.id")
    outbox.mail.outcome = Outcome.UNAVAILABLE
    outbox.deliver()
    outbox.mail.outcome = Outcome.SENT
    outbox.deliver(NOW + MINUTE)
    assert len(outbox.mail.uids) == 4
    assert outbox.mail.uids[:2] == outbox.mail.uids[2:]


def test_a_digest_that_has_grown_is_another_message(outbox: Outbox) -> None:
    outbox.queue(BUDI)
    outbox.mail.outcome = Outcome.UNAVAILABLE
    outbox.deliver()
    outbox.queue(BUDI)
    outbox.deliver(NOW + MINUTE)
    assert len(set(outbox.mail.uids)) == 2


def test_a_destination_that_refuses_gets_one_more_try_a_day_later(outbox: Outbox) -> None:
    outbox.queue(BUDI)
    outbox.mail.outcome = Outcome.REFUSED
    assert tries(outbox) == [0 * DAY, DAY]
    outbox.mail.outcome = Outcome.SENT
    assert outbox.deliver(NOW + 30 * DAY).sent == 0


def test_an_address_that_does_not_open_stops_no_other(
    outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.queue(*people(2))
    with outbox.database.transaction() as session:
        first, second = outbox.rows()
        session.get_one(Kabar, first.id).tujuan = second.tujuan
    delivered = outbox.deliver()
    assert (delivered.sent, delivered.failed) == (1, 1)
    assert [message.to for message in outbox.mail.messages] == ["orang1@contoh.id"]
    assert [record.nomor for record in caplog.records] == ["LP-000001"]


def test_what_a_dead_worker_had_in_hand_is_sent_again_with_the_same_id(outbox: Outbox) -> None:
    outbox.queue(BUDI, "siti@contoh.id")
    seen: list[str] = []

    def die(message: Message) -> None:
        seen.append(message.uid)
        raise Killed

    outbox.mail.before = die
    with pytest.raises(Killed):
        outbox.deliver()
    outbox.mail.before = lambda _message: None
    assert outbox.deliver().sent == 1
    assert outbox.deliver(NOW + LEASE - MINUTE).sent == 0
    assert outbox.deliver(NOW + LEASE).sent == 1
    assert outbox.mail.uids[1:] == seen


@pytest.mark.parametrize("outcome", Outcome)
def test_a_slow_worker_does_not_change_what_another_has_sent(outbox: Outbox, outcome: Outcome) -> None:
    outbox.queue(BUDI)
    seen: list[tuple[object, ...]] = []

    def overtaken(_message: Message) -> None:
        outbox.mail.before = lambda _message: None
        assert outbox.deliver(NOW + LEASE).sent == 1
        seen.append(state(outbox))
        outbox.mail.outcome = outcome

    outbox.mail.before = overtaken
    outbox.deliver()
    assert seen == [state(outbox)]


def test_nothing_is_locked_while_a_message_is_under_way(outbox: Outbox) -> None:
    outbox.queue(BUDI)
    outbox.mail.before = lambda message: outbox.queue("siti@contoh.id") if message.to == BUDI else None
    assert outbox.deliver().sent == 2


def test_workers_side_by_side_send_everything_once_and_tear_no_digest(outbox: Outbox) -> None:
    outbox.queue(*[address for address in people(15) for _ in range(3)])
    start, problems = threading.Barrier(4), []

    def work() -> None:
        start.wait()
        try:
            outbox.deliver()
        except BaseException as error:
            problems.append(error)
            raise

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert problems == []
    assert sorted(message.to for message in outbox.mail.messages) == sorted(people(15))
    assert {message.subject for message in outbox.mail.messages} == {"Kabar tentang 3 laporan"}
    assert all(row.dikirim for row in outbox.rows())


def test_real_servers_get_it_and_nothing_else_knows_whom_it_was_for(
    outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    outbox.tell(outbox.report(), Kontak(telepon=TELEPON, email=BUDI), JenisKabar.DITERIMA)
    before = dump(outbox.database)
    with running_smtp() as smtp, running_gateway() as gateway:
        context = ssl.create_default_context()
        server = SmtpServer("127.0.0.1", smtp.port, Tls.NONE)
        outbox.channels = {
            Kanal.EMAIL: Channel(SmtpSender(server, dari="kpu@contoh.id", trusted=context)),
            Kanal.PESAN: Channel(
                GatewaySender(
                    Gateway("127.0.0.1", gateway.server_port, "/", https=False), token=None, trusted=context
                )
            ),
        }
        assert outbox.deliver().sent == 2
        uids = {row.kanal: row.uid for row in outbox.rows()}
        assert [(letter.to, letter.parsed["X-Id"]) for letter in smtp.letters] == [([BUDI], uids["email"])]
        assert [(posted.body["to"], posted.body["id"]) for posted in gateway.posted] == [
            (TELEPON, uids["pesan"])
        ]
    logged = " ".join(str(vars(record)) for record in caplog.records)
    for secret in (BUDI, "budi", TELEPON, "81234567890"):
        assert secret.encode() not in before + dump(outbox.database)
        assert secret not in logged


def tries(outbox: Outbox) -> list[timedelta]:
    """When the only notice is tried, counted from NOW; never a second before it is due."""
    found, at = [], NOW
    while outbox.deliver(at).failed:
        found.append(at - NOW)
        [row] = outbox.rows()
        assert outbox.deliver(row.berikutnya - timedelta(seconds=1)).failed == 0
        at = row.berikutnya
    return found


def state(outbox: Outbox) -> tuple[object, ...]:
    """What the only row says of its sending."""
    [row] = outbox.rows()
    return row.dikirim, row.berikutnya, row.percobaan


def dump(database: Database) -> bytes:
    """Every byte of the outbox's rows."""
    with database.reading() as session:
        rows = session.execute(text("SELECT * FROM kabar")).all()
    return b"\0".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for row in rows
        for value in row
    )
