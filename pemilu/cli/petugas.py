"""Who answers reports, where citizens find them, and the first accounts."""

import secrets
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.cli.operator import Commands, Operator, existing_file, operator
from pemilu.infra.keyring import Purpose
from pemilu.petugas.invite import LIVES
from pemilu.petugas.kinds import Peran
from pemilu.petugas.load import load_panitia
from pemilu.petugas.manage import NewPetugas, NewProblem, NoSuchPetugas, add, reset_of
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer
from pemilu.petugas.vault import Vault
from pemilu.wilayah.kode import InvalidKode, KodeWilayah

group = Commands("petugas", help="PPS, PPK, dan KPU yang menjawab laporan, dan akunnya.")

PROBLEMS = {
    NewProblem.AKUN_SALAH: "Nama akun: 3 sampai 40 huruf kecil dan angka, diawali huruf; boleh titik atau -.",
    NewProblem.AKUN_TERPAKAI: "Nama akun itu sudah dipakai. Lihat: petugas list",
    NewProblem.NAMA_SALAH: "Isi --nama, paling banyak 100 huruf.",
    NewProblem.WILAYAH_SALAH: (
        "Wilayah tidak cocok dengan peran, atau tidak ada di tabel wilayah. pps: 10 angka, ppk: 6, "
        "kpu-kabko: 4, kpu-prov: 2, kpu-ri dan operator: tanpa --wilayah. Tabelnya: wilayah import"
    ),
}


@group.command("panitia")
@click.argument("berkas", type=existing_file)
def import_panitia(berkas: Path) -> None:
    """Muat PPS, PPK, KPU dari CSV: tingkat,wilayah,mulai,sampai,alamat,telepon,jam."""
    with operator().database.transaction() as session:
        loaded = load_panitia(session, berkas)
    for bad in loaded.bad[:50]:
        click.echo(f"baris {bad.line}: {bad.reason}", err=True)
    click.echo(f"Panitia: {loaded.new} baru, {loaded.changed} diperbarui, {len(loaded.bad)} baris salah.")


@group.command("add")
@click.argument("akun")
@click.option("--peran", type=click.Choice([role.value for role in Peran]), required=True)
@click.option("--wilayah", help="Kode Kemendagri, misalnya 13.71.03.1004; kosong berarti seluruh Indonesia.")
@click.option("--nama", required=True, help="Nama lengkap orangnya.")
def add_petugas(akun: str, peran: str, wilayah: str | None, nama: str) -> None:
    """Buat akun dan cetak tautan sekali pakai untuk orangnya."""
    here = operator()
    wanted = NewPetugas(akun, " ".join(nama.split()), Peran(peran), _kode(wilayah))
    with here.database.transaction() as session:
        uid, now = secrets.token_bytes(16), here.clock.now()
        made = add(session, _vault(here), wanted, by=_operator_as_officer(here), uid=uid, now=now)
    if isinstance(made, NewProblem):
        raise click.ClickException(PROBLEMS[made])
    _hand_over(here, akun, made)


@group.command("reset")
@click.argument("akun")
def reset_petugas(akun: str) -> None:
    """Cabut sandi dan faktor kedua sebuah akun, dan cetak tautan untuk menyiapkannya lagi."""
    here = operator()
    with here.database.transaction() as session:
        by, now = _operator_as_officer(here), here.clock.now()
        token = reset_of(session, _vault(here), _account(session, akun), by=by, now=now)
    _hand_over(here, akun, token)


@group.command("list")
def list_petugas() -> None:
    """Semua akun: nama akun, peran, wilayah, keadaan, nama."""
    with operator().database.reading() as session:
        everybody = session.scalars(select(Petugas).order_by(Petugas.wilayah, Petugas.akun)).all()
    for one in everybody:
        state = "mati" if not one.aktif else "aktif" if one.sandi else "belum disiapkan"
        click.echo(f"{one.akun}\t{one.peran.value}\t{one.wilayah or 'nasional'}\t{state}\t{one.nama}")
    click.echo(f"{len(everybody)} akun.")


def _hand_over(here: Operator, akun: str, token: str) -> None:
    click.echo(
        f"Tautan untuk {akun}, sekali pakai, berlaku {LIVES.days * 24} jam. Serahkan hanya kepada orangnya:"
    )
    click.echo(f"{here.settings.admin_base_url}/undangan/{token}")


def _vault(here: Operator) -> Vault:
    return Vault(here.keyring.box(Purpose.PETUGAS), here.keyring.active(Purpose.AUDIT))


def _operator_as_officer(here: Operator) -> Officer:
    """Who is recorded: nobody with an account, but the person at the terminal."""
    return Officer(0, here.name[:60], here.name, Peran.OPERATOR, None, secrets.token_hex(8))


def _account(session: Session, akun: str) -> Petugas:
    query = select(Petugas).where(Petugas.akun == akun).with_for_update()
    if (found := session.scalars(query).one_or_none()) is None:
        raise NoSuchPetugas(akun)
    return found


def _kode(text: str | None) -> KodeWilayah | None:
    try:
        return KodeWilayah.parse(text) if text else None
    except InvalidKode as error:
        raise click.ClickException(PROBLEMS[NewProblem.WILAYAH_SALAH]) from error
