"""The tables of the database: made and brought up to date before anything else."""

from pathlib import Path

import click
from sqlalchemy import make_url

from pemilu.cli.operator import Commands, Operator, operator
from pemilu.infra.migrate import migrate, revisions

group = Commands("skema", help="Skema basis data: buat, perbarui, periksa.")


@group.command("migrate")
def migrate_database() -> None:
    """Buat tabel di basis data kosong, atau perbarui skema yang lama."""
    bring_up_to_date(operator())
    click.echo("Skema sudah baru.")


@group.command("status")
def status() -> None:
    """Tampilkan versi skema basis data dan versi yang dibutuhkan program ini."""
    present, newest = revisions(operator().settings.database_url)
    click.echo(f"Skema: {present or 'belum ada'}; dibutuhkan: {newest}.")
    if present != newest:
        raise click.ClickException("Jalankan: skema migrate")


def bring_up_to_date(o: Operator) -> None:
    """Migrate; a SQLite file gets its folder first."""
    url = make_url(o.settings.database_url)
    if url.get_backend_name() == "sqlite":
        Path(url.database or "").absolute().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    migrate(o.settings.database_url)
