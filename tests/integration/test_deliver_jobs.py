"""`jobs run`: what it sends with which settings, when it stops, and what it survives."""

import logging
import signal
import threading
from pathlib import Path

import pytest
from flask import Flask

from pemilu.cli import jobs
from pemilu.cli.operator import EXTENSION, Operator
from pemilu.infra import keyring
from pemilu.infra.clock import FrozenClock
from pemilu.infra.config import from_env
from pemilu.infra.db import Database
from pemilu.infra.senders import FolderSender, GatewaySender, Outcome, SmtpSender
from pemilu.laporan.channel import Channel
from pemilu.laporan.notices import Kanal
from tests.factories import NOW
from tests.integration.outbox import BUDI, Outbox, Recorder, people

SMTP = {"SMTP_URL": "smtps://mail.contoh.id", "KABAR_DARI": "tanpa-balas@contoh.id"}
GATEWAY = {"PESAN_URL": "https://sms.contoh.id"}


@pytest.fixture
def outbox(sqlite_database: Database) -> Outbox:
    return Outbox(sqlite_database)


@pytest.fixture
def app(outbox: Outbox, tmp_path: Path) -> Flask:
    """The commands over that outbox, with a folder for messages."""
    keys = keyring.generate()
    keyring.write(keys, tmp_path / "admin.json")
    outbox.seal = keys.report_sealer().seal
    environment = {
        "DATABASE_URL": outbox.database.engine.url.render_as_string(hide_password=False),
        "KEYRING_FILE": str(tmp_path / "admin.json"),
        "KABAR_DIR": str(tmp_path / "kabar"),
        "FILES_DIR": str(tmp_path / "berkas"),
    }
    app = Flask("uji")
    app.extensions[EXTENSION] = Operator(from_env(environment, keyring="admin"), FrozenClock(NOW))
    app.cli.add_command(jobs.group)
    return app


@pytest.fixture
def worker(app: Flask) -> jobs.Worker:
    return jobs.Worker(app.extensions[EXTENSION])


def test_once_sends_what_is_due_and_says_how_much(app: Flask, outbox: Outbox, tmp_path: Path) -> None:
    outbox.queue(*people(25))
    result = app.test_cli_runner().invoke(args=["jobs", "run", "--once"])
    assert result.exit_code == 0
    assert "Kanal: email, pesan." in result.output
    assert "Terkirim 25, gagal 0, ditunda 0." in result.output
    assert len(list((tmp_path / "kabar").iterdir())) == 25
    assert "Tenggat: diingatkan 0, dinaikkan 0." in result.output
    again = app.test_cli_runner().invoke(args=["jobs", "run", "--once"])
    assert "Terkirim 0, gagal 0, ditunda 0." in again.output


def test_it_stops_when_told_to_and_finishes_what_it_has_in_hand(
    app: Flask, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.queue(BUDI)
    recorder = Recorder()
    recorder.before = lambda _message: signal.raise_signal(signal.SIGTERM)
    monkeypatch.setattr(jobs, "open_channels", lambda _settings: {Kanal.EMAIL: Channel(recorder)})
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        result = app.test_cli_runner().invoke(args=["jobs", "run"])
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
    assert result.exit_code == 0
    assert [message.to for message in recorder.messages] == [BUDI]
    assert [row.dikirim for row in outbox.rows()] == [NOW]


def test_it_goes_on_while_there_is_more_and_rests_when_there_is_not(
    worker: jobs.Worker, outbox: Outbox
) -> None:
    outbox.queue(*people(25))
    stop = Resting()
    worker.run(stop)
    assert stop.rests == 1
    assert all(row.dikirim for row in outbox.rows())


def test_a_database_that_is_away_is_waited_for(
    worker: jobs.Worker, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.queue(BUDI)
    with outbox.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE kabar RENAME TO lain")
    stop = Resting()
    worker.run(stop)
    assert stop.rests == 1
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_a_worker_remembers_at_its_next_turn_which_channel_is_down(
    worker: jobs.Worker, outbox: Outbox
) -> None:
    worker.channels = {Kanal.EMAIL: Channel(Recorder(Outcome.UNAVAILABLE))}
    outbox.queue(*people(7))
    assert worker.empty().failed == 5
    assert worker.empty().failed == 0


@pytest.mark.parametrize(
    ("environment", "senders"),
    [
        ({}, {"email": FolderSender, "pesan": FolderSender}),
        (SMTP, {"email": SmtpSender}),
        (GATEWAY, {"pesan": GatewaySender}),
        (SMTP | GATEWAY, {"email": SmtpSender, "pesan": GatewaySender}),
        (SMTP | {"KABAR_DIR": "var/kabar"}, {"email": SmtpSender, "pesan": FolderSender}),
    ],
)
def test_the_settings_decide_which_channels_there_are(
    environment: dict[str, str], senders: dict[str, type]
) -> None:
    channels = jobs.open_channels(from_env(environment, keyring="admin"))
    assert {kanal.value: type(channel._sender) for kanal, channel in channels.items()} == senders


class Resting(threading.Event):
    """A stop sign that goes up at the first rest."""

    rests = 0

    def wait(self, timeout: float | None = None) -> bool:
        self.rests += 1
        self.set()
        return True
