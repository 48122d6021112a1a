"""Who answers reports, and where citizens find them."""

from pathlib import Path

import click

from pemilu.cli.operator import Commands, existing_file, operator
from pemilu.petugas.load import load_panitia

group = Commands("petugas", help="PPS, PPK, dan KPU yang menjawab laporan.")


@group.command("panitia")
@click.argument("berkas", type=existing_file)
def import_panitia(berkas: Path) -> None:
    """Muat PPS, PPK, KPU dari CSV: tingkat,wilayah,mulai,sampai,alamat,telepon,jam."""
    with operator().database.transaction() as session:
        loaded = load_panitia(session, berkas)
    for bad in loaded.bad[:50]:
        click.echo(f"baris {bad.line}: {bad.reason}", err=True)
    click.echo(f"Panitia: {loaded.new} baru, {loaded.changed} diperbarui, {len(loaded.bad)} baris salah.")
