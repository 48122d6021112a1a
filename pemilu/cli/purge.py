"""Clearing up after what was interrupted; run it once a day (cron or a systemd timer)."""

import click

from pemilu.cli.operator import Commands, operator
from pemilu.infra.files import SealedFiles
from pemilu.laporan.purge import purge

group = Commands("purge", help="Hapus sisa yang tidak dipakai lagi; laporan dan buktinya tetap.")


@group.command("run")
def run() -> None:
    """Hapus berkas tanpa laporan dan kunci formulir yang lebih tua dari 24 jam."""
    o = operator()
    purged = purge(o.database, SealedFiles(o.settings.files_dir), now=o.clock.now())
    click.echo(f"Dihapus: {purged.berkas} berkas tanpa laporan, {purged.kunci} kunci formulir.")
