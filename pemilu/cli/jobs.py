"""Work that nobody waits for at a page. Runs beside the admin app, because only there is the private key."""

import logging
import signal
import ssl
from collections.abc import Mapping
from threading import Event

import click

from pemilu.cli.holidays import warn_of_holidays
from pemilu.cli.operator import Commands, Operator, operator
from pemilu.infra.config import Settings
from pemilu.infra.db import UNREACHABLE
from pemilu.infra.outlets import Gateway, SmtpServer, parse_gateway_url, parse_smtp_url
from pemilu.infra.senders import FolderSender, GatewaySender, SmtpSender
from pemilu.laporan.channel import Channel
from pemilu.laporan.deliver import Delivered, Limits, deliver_due
from pemilu.laporan.notices import Kanal, Situs

group = Commands("jobs", help="Pekerjaan latar: kirim kabar kepada pelapor.")

SITE_NAME = "Cek Pemilih"
IDLE_SECONDS = 10.0

log = logging.getLogger("pemilu.kabar")


@group.command("run")
@click.option("--once", is_flag=True, help="Kirim yang sudah waktunya, lalu selesai.")
def run(*, once: bool) -> None:
    """Kirim kabar yang menunggu, terus-menerus sampai dihentikan (Ctrl-C atau SIGTERM)."""
    o = operator()
    warn_of_holidays(o)
    worker = Worker(o)
    click.echo(f"Kanal: {', '.join(worker.channels) or 'tidak ada'}.")
    if once:
        done = worker.empty()
        click.echo(f"Terkirim {done.sent}, gagal {done.failed}, ditunda {done.postponed}.")
        return
    stop = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda _signal, _frame: stop.set())
    worker.run(stop)


class Worker:
    """One process that empties the outbox; it alone remembers which channel is down."""

    def __init__(self, o: Operator) -> None:
        self._operator = o
        self._opener = o.keyring.report_opener()
        self.channels = open_channels(o.settings)

    def run(self, stop: Event) -> None:
        """Until `stop` is set; a database that cannot be reached is tried again at the next turn."""
        while not stop.is_set():
            try:
                more = self._batch().more
            except UNREACHABLE:
                log.exception("basis data tidak terjangkau")
                more = False
            if not more:
                stop.wait(IDLE_SECONDS)

    def empty(self) -> Delivered:
        """Until nothing more is due; what was done in all."""
        total = Delivered(more=True)
        while total.more:
            batch = self._batch()
            total.sent += batch.sent
            total.failed += batch.failed
            total.postponed += batch.postponed
            total.more = batch.more
        return total

    def _batch(self) -> Delivered:
        o = self._operator
        return deliver_due(
            o.database,
            self._opener,
            self.channels,
            now=o.clock.now(),
            limits=Limits(),
            situs=Situs(SITE_NAME, o.settings.public_base_url),
        )


def open_channels(settings: Settings) -> Mapping[Kanal, Channel]:
    """What the settings name; a folder, where there is one, for the others. Without either, notices wait."""
    channels = {}
    if settings.kabar_dir:
        channels = {kanal: Channel(FolderSender(settings.kabar_dir)) for kanal in Kanal}
    trusted = ssl.create_default_context()
    server = settings.smtp_url and parse_smtp_url(settings.smtp_url)
    if isinstance(server, SmtpServer) and settings.kabar_dari:
        channels[Kanal.EMAIL] = Channel(SmtpSender(server, dari=settings.kabar_dari, trusted=trusted))
    gateway = settings.pesan_url and parse_gateway_url(settings.pesan_url)
    if isinstance(gateway, Gateway):
        channels[Kanal.PESAN] = Channel(GatewaySender(gateway, token=settings.pesan_token, trusted=trusted))
    return channels
