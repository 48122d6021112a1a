"""Keys are made once, kept apart from the data, and never in the same backup (docs/keys.md)."""

import click
from flask.cli import AppGroup

from pemilu.cli.operator import Operator, operator
from pemilu.infra import keyring

group = AppGroup("keys", help="Kunci: buat sekali, simpan terpisah dari data.")


@group.command("init")
def init() -> None:
    """Buat kunci baru: satu berkas untuk admin, satu (tanpa kunci pembuka) untuk portal."""
    if not make_keys(operator()):
        raise click.ClickException("Kunci sudah ada. Kunci lama tidak dapat dibuat lagi, jadi tidak ditimpa.")


def make_keys(o: Operator) -> bool:
    """Make both keyring files; False, and nothing touched, when one is there already."""
    admin = o.settings.keyring_file
    portal = admin.with_name("portal.json")
    if admin.exists() or portal.exists():
        return False
    fresh = keyring.generate()
    keyring.write(fresh, admin)
    keyring.write(fresh.only(keyring.PORTAL_PURPOSES), portal)
    click.echo(f"Dibuat: {admin} (rahasia, hanya untuk host admin) dan {portal} (untuk host portal).")
    click.echo(
        "Simpan salinannya di tempat lain daripada cadangan basis data: tanpa kunci, data tidak terbuka."
    )
    return True
