"""Regions and polling places come in as tables."""

from pathlib import Path

import click

from pemilu.cli.operator import Commands, bar, existing_file, operator
from pemilu.tahapan.load import find_pemilihan
from pemilu.wilayah.load import WilayahRefused, load_tps, load_wilayah

group = Commands("wilayah", help="Wilayah dan TPS.")


@group.command("import")
@click.argument("berkas", type=existing_file, required=False)
def import_wilayah(berkas: Path | None) -> None:
    """Muat wilayah dari BERKAS (kode,nama), atau 91.599 wilayah bawaan bila tanpa BERKAS."""
    try:
        with bar("wilayah", "baris") as show, operator().database.transaction() as session:
            loaded = load_wilayah(session, berkas, progress=show)
    except WilayahRefused as refused:
        for bad in refused.bad[:20]:
            click.echo(f"baris {bad.line}: {bad.reason}", err=True)
        raise click.ClickException(f"{refused.total} baris salah; tidak ada yang dimuat.") from refused
    click.echo(f"Wilayah: {loaded.new} baru, {loaded.renamed} berganti nama, {loaded.same} tetap.")


@group.command("tps")
@click.argument("berkas", type=existing_file)
@click.option("--pemilihan", "kode", help="Kode pemilihan; bawaannya yang aktif.")
def import_tps(berkas: Path, kode: str | None) -> None:
    """Muat tempat, alamat, koordinat, jam, dan akses TPS dari CSV. TPS yang sudah ada diperbarui."""
    with bar("TPS", "baris") as show, operator().database.transaction() as session:
        pemilihan = find_pemilihan(session, kode)
        loaded = load_tps(session, berkas, pemilihan_id=pemilihan.id, progress=show)
    for bad in loaded.bad[:50]:
        click.echo(f"baris {bad.line}: {bad.reason}", err=True)
    click.echo(
        f"TPS: {loaded.new} baru, {loaded.changed} diperbarui, {len(loaded.bad)} baris salah dilewati."
    )
