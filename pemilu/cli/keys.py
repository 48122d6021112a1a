"""Keys are made once, kept apart from the data, and never in the same backup (docs/keys.md)."""

from pathlib import Path

import click
from sqlalchemy import inspect, make_url, select

from pemilu.cli.operator import Commands, Operator, operator
from pemilu.infra import keyring
from pemilu.pemilih.models import Pemilih

group = Commands("keys", help="Kunci: buat sekali, simpan terpisah dari data.")


@group.command("init")
def init() -> None:
    """Buat kunci baru: satu berkas untuk admin, satu (tanpa kunci pembuka) untuk portal."""
    if not make_keys(operator()):
        raise click.ClickException("Kunci sudah ada. Kunci lama tidak dapat dibuat lagi, jadi tidak ditimpa.")


def make_keys(o: Operator) -> bool:
    """Make what is missing of the two keyring files; False when both stand. Nothing is ever overwritten."""
    admin = o.settings.keyring_file
    portal = admin.with_name("portal.json")
    if admin.exists() and portal.exists():
        return False
    if not admin.exists():
        _refuse_second_keys(o, portal)
        keyring.write(keyring.generate(), admin)
        click.echo(f"Dibuat: {admin} (rahasia, hanya untuk host admin).")
        click.echo(
            "Simpan salinannya di tempat lain daripada cadangan basis data: tanpa kunci, data tidak terbuka."
        )
    keyring.write(keyring.read(admin).only(keyring.PORTAL_PURPOSES), portal)
    click.echo(f"Dibuat: {portal} (untuk host portal, tanpa kunci pembuka).")
    return True


def _refuse_second_keys(o: Operator, portal: Path) -> None:
    """Other keys than those that the data were made with would make strangers of all voters."""
    admin = o.settings.keyring_file.name
    if portal.exists():
        raise click.ClickException(f"{portal} ada tanpa {admin}. Kembalikan {admin} dari salinannya.")
    if _roll_has_rows(o):
        raise click.ClickException(
            f"Basis data sudah berisi pemilih, tetapi {admin} tidak ada. Kembalikan {admin} dari salinannya; "
            "dengan kunci baru, tidak seorang pun akan ditemukan."
        )


def _roll_has_rows(o: Operator) -> bool:
    """Asks nothing of a database that is not there yet: asking would make its file."""
    url = make_url(o.settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return False
    if not inspect(o.database.engine).has_table(Pemilih.__tablename__):
        return False
    with o.database.reading() as session:
        return session.scalar(select(Pemilih.id).limit(1)) is not None
