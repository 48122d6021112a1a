"""Who answers reports, and where citizens find them."""

from pathlib import Path

import click
from flask.cli import AppGroup

from pemilu.cli.operator import existing_file, operator
from pemilu.petugas.load import load_panitia
from pemilu.wilayah.csvrows import UnreadableCsv

group = AppGroup("petugas", help="PPS, PPK, dan KPU yang menjawab laporan.")


@group.command("panitia")
@click.argument("berkas", type=existing_file)
def import_panitia(berkas: Path) -> None:
    """Muat PPS, PPK, KPU dari CSV: tingkat,wilayah,mulai,sampai,alamat,telepon,jam."""
    try:
        with operator().database.transaction() as session:
            loaded = load_panitia(session, berkas)
    except UnreadableCsv as error:
        raise click.ClickException(str(error)) from error
    for bad in loaded.bad[:50]:
        click.echo(f"baris {bad.line}: {bad.reason}", err=True)
    click.echo(f"Panitia: {loaded.new} baru, {loaded.changed} diperbarui, {len(loaded.bad)} baris salah.")
