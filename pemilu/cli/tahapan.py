"""The election and its calendar."""

from pathlib import Path

import click
from sqlalchemy import select

from pemilu.cli.holidays import warn_of_holidays
from pemilu.cli.operator import Commands, existing_file, operator
from pemilu.tahapan.load import BadPemilihanFile, activate, load_pemilihan
from pemilu.tahapan.models import Pemilihan

group = Commands("tahapan", help="Pemilihan dan tahapannya.")


@group.command("import")
@click.argument("berkas", type=existing_file)
def import_pemilihan(berkas: Path) -> None:
    """Muat satu pemilihan dengan aturan dan tahapannya dari BERKAS (TOML)."""
    try:
        with operator().database.transaction() as session:
            pemilihan = load_pemilihan(session, berkas)
            click.echo(f"{pemilihan.nama}: {len(pemilihan.tahapan)} tahapan dimuat.")
    except BadPemilihanFile as error:
        raise click.ClickException("\n".join(error.problems)) from error


@group.command("activate")
@click.argument("kode")
def activate_pemilihan(kode: str) -> None:
    """Jadikan pemilihan KODE yang sedang berjalan di portal."""
    with operator().database.transaction() as session:
        activate(session, kode)
    click.echo(f"{kode} sekarang aktif.")


@group.command("list")
def list_pemilihan() -> None:
    """Tampilkan pemilihan dan tahapannya."""
    warn_of_holidays(operator())
    with operator().database.reading() as session:
        for one in session.scalars(select(Pemilihan).order_by(Pemilihan.tanggal_pemungutan)):
            click.echo(f"{'*' if one.aktif else ' '} {one.kode}  {one.nama}  {one.tanggal_pemungutan}")
            for tahap in one.tahapan:
                click.echo(f"      {tahap.mulai} - {tahap.selesai}  {tahap.kode.value}")
