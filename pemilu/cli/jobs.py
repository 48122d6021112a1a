"""Work that nobody waits for at a page. Runs beside the admin app, because only there is the private key."""

import logging
import signal
import ssl
from collections.abc import Mapping
from datetime import datetime
from threading import Event

import click

from pemilu.audit.anchor import AnchorLog
from pemilu.cli.holidays import warn_of_holidays
from pemilu.cli.operator import Commands, Operator, operator
from pemilu.infra.config import Settings
from pemilu.infra.db import UNREACHABLE
from pemilu.infra.outlets import Gateway, SmtpServer, parse_gateway_url, parse_smtp_url
from pemilu.infra.senders import FolderSender, GatewaySender, SmtpSender
from pemilu.laporan.channel import Channel
from pemilu.laporan.deliver import Delivered, Limits, deliver_due
from pemilu.laporan.deliver_staff import deliver_staff_news
from pemilu.laporan.notices import Kanal, Situs
from pemilu.laporan.office import open_office
from pemilu.laporan.recap_kept import EVERY, count_all, keep
from pemilu.laporan.watch import Watched, watch_deadlines
from pemilu.tahapan.calendar import active_in

group = Commands("jobs", help="Pekerjaan latar: tenggat, kabar kepada pelapor, surat kepada petugas.")

SITE_NAME = "Cek Pemilih"
IDLE_SECONDS = 10.0

log = logging.getLogger("pemilu.kabar")


@group.command("run")
@click.option("--once", is_flag=True, help="Kerjakan yang sudah waktunya, lalu selesai.")
def run(*, once: bool) -> None:
    """Jaga tenggat dan kirim kabar yang menunggu, sampai dihentikan (Ctrl-C atau SIGTERM)."""
    o = operator()
    warn_of_holidays(o)
    worker = Worker(o)
    click.echo(f"Kanal: {', '.join(worker.channels) or 'tidak ada'}.")
    if once:
        watched, done = worker.watch(), worker.empty()
        click.echo(f"Tenggat: diingatkan {watched.warned}, dinaikkan {watched.escalated}.")
        click.echo(f"Terkirim {done.sent}, gagal {done.failed}, ditunda {done.postponed}.")
        click.echo(f"Rekap dihitung ulang: {worker.count_recaps()} wilayah.")
        return
    stop = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda _signal, _frame: stop.set())
    worker.run(stop)


class Worker:
    """One process that watches the deadlines and empties the outboxes; it alone remembers what is down."""

    def __init__(self, o: Operator) -> None:
        self._operator = o
        self._office = open_office(o.keyring, o.settings.files_dir)
        self._resting: dict[int, datetime] = {}
        self._recap_due = o.clock.now()
        self._anchors = AnchorLog(o.database)
        self.channels = open_channels(o.settings)

    def run(self, stop: Event) -> None:
        """Until `stop` is set; a database that cannot be reached is tried again at the next turn."""
        while not stop.is_set():
            try:
                more = self.turn()
            except UNREACHABLE:
                log.exception("basis data tidak terjangkau")
                more = False
            if not more:
                stop.wait(IDLE_SECONDS)

    def turn(self) -> bool:
        """One batch of each kind of work; whether there may be more. Deadlines first: they make news.

        How far the audit record goes is told to the log, which ought to lie on another host.
        """
        self._anchors.turn(self._operator.clock.now())
        more = any([self._watch().more, self._citizens().more, self._staff().more])
        if not more and self._operator.clock.now() >= self._recap_due:
            self.count_recaps()
        return more

    def count_recaps(self) -> int:
        """Count the rekap of wide regions anew, whatever stood there; how many hold reports."""
        o, now = self._operator, self._operator.clock.now()
        self._recap_due = now + EVERY
        # It takes a while: nobody who writes is to wait for it.
        with o.database.reading() as session:
            pemilihan = active_in(session)
            rows = count_all(session, pemilihan.jadwal if pemilihan else None, now=now)
        with o.database.transaction() as session:
            keep(session, rows)
        return len({row["kode"] for row in rows})

    def watch(self) -> Watched:
        """Until no report is due; how many there were."""
        total = Watched(more=True)
        while total.more:
            batch = self._watch()
            total.warned += batch.warned
            total.escalated += batch.escalated
            total.more = batch.more
        return total

    def empty(self) -> Delivered:
        """Until nothing more is due, to citizens and to officers; what was done in all."""
        total = Delivered()
        for deliver in (self._citizens, self._staff):
            total.more = True
            while total.more:
                batch = deliver()
                total.sent += batch.sent
                total.failed += batch.failed
                total.postponed += batch.postponed
                total.more = batch.more
        return total

    def _watch(self) -> Watched:
        o = self._operator
        with o.database.transaction() as session:
            return watch_deadlines(session, office=self._office, now=o.clock.now())

    def _citizens(self) -> Delivered:
        o = self._operator
        return deliver_due(
            o.database,
            self._office.opener,
            self.channels,
            now=o.clock.now(),
            limits=Limits(),
            situs=Situs(SITE_NAME, o.settings.public_base_url),
        )

    def _staff(self) -> Delivered:
        """Officers are written to by e-mail only."""
        o, channel = self._operator, self.channels.get(Kanal.EMAIL)
        if channel is None:
            return Delivered()
        return deliver_staff_news(
            o.database,
            channel,
            now=o.clock.now(),
            situs=Situs(SITE_NAME, o.settings.admin_base_url),
            resting=self._resting,
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
