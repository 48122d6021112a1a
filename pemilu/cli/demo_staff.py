"""The staff of the demo: accounts with one random password, written beside the keys, and a code for each."""

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.cli.demo_people import KELURAHAN
from pemilu.cli.operator import Operator
from pemilu.infra.crypto import Box
from pemilu.infra.keyring import Purpose
from pemilu.petugas.enrol import Enrolled, put_totp
from pemilu.petugas.kinds import Peran
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer
from pemilu.petugas.password import hash_sandi
from pemilu.petugas.totp import new_secret
from pemilu.petugas.vault import officer_of

FILE = "petugas-contoh.json"
PASSWORD_BYTES = 12
SITTING = KELURAHAN[:-1]
"""The kelurahan whose PPS stands in the demo."""


@dataclass(frozen=True, slots=True)
class Seat:
    """An account to be made. `shown`: it is printed for whoever tries the demo."""

    akun: str
    nama: str
    peran: Peran
    wilayah: str | None
    shown: bool = False


SHOWN = (
    Seat("pps-purus", "Yusna (PPS Purus)", Peran.PPS, "1371031004", shown=True),
    Seat("pps-purus-2", "Hendri (PPS Purus)", Peran.PPS, "1371031004"),
    Seat("ppk-padang-barat", "Desmawati (PPK Padang Barat)", Peran.PPK, "137103", shown=True),
    Seat("kpu-padang", "Afrizal (KPU Kota Padang)", Peran.KPU_KABKO, "1371", shown=True),
    Seat("kpu-padang-2", "Mardiah (KPU Kota Padang)", Peran.KPU_KABKO, "1371", shown=True),
    Seat("kpu-sumbar", "Novrizal (KPU Sumatera Barat)", Peran.KPU_PROV, "13", shown=True),
    Seat("bawaslu-padang", "Elvira (Bawaslu Kota Padang)", Peran.PENGAWAS, "1371", shown=True),
)


def seats() -> tuple[Seat, ...]:
    """Those that are shown, a PPS for every other kelurahan, and two at every other KPU."""
    own = {(seat.peran, seat.wilayah) for seat in SHOWN}
    pps = [(Peran.PPS, kelurahan) for kelurahan, _ in SITTING]
    ppk = [(Peran.PPK, kode) for kode in sorted({kelurahan[:6] for kelurahan, _ in KELURAHAN})]
    kpu = [(Peran.KPU_KABKO, kode) for kode in sorted({kelurahan[:4] for kelurahan, _ in KELURAHAN})] * 2
    more = [
        Seat(f"{peran.value}-{kode}-{at}", f"Petugas {at} {peran.value} {kode}", peran, kode)
        for at, (peran, kode) in enumerate(pps + ppk + kpu, start=1)
        if (peran, kode) not in own
    ]
    return SHOWN + tuple(more)


def load_staff(o: Operator) -> None:
    """Make the accounts that are missing. All share one password: it is a demo, and the file says so."""
    file = _file(o)
    kept: dict[str, Any] = {"sandi": _password(), "rahasia": {}}
    if file.exists():
        kept = json.loads(file.read_text())
    box, now = o.keyring.box(Purpose.PETUGAS), o.clock.now()
    with o.database.transaction() as session:
        there = set(session.scalars(select(Petugas.akun)))
        missing = [seat for seat in seats() if seat.akun not in there]
        hashed = hash_sandi(kept["sandi"]) if missing else ""
        for seat in missing:
            secret = kept["rahasia"].setdefault(seat.akun, new_secret())
            session.add(_account(seat, box, secret, hashed=hashed, now=now))
        _write(file, kept)


def show_staff(o: Operator) -> None:
    """Print the accounts to try, each with the code that its authenticator shows now."""
    file = _file(o)
    if not file.exists():
        return
    kept = json.loads(file.read_text())
    now = o.clock.now()
    click.echo(f"\n  Petugas contoh. Kata sandi semuanya: {kept['sandi']}")
    for seat in SHOWN:
        if seat.shown and seat.akun in kept["rahasia"]:
            secret = kept["rahasia"][seat.akun]
            click.echo(f"    {seat.akun:<18} {pyotp.TOTP(secret).at(now)}  {seat.nama}")
            click.echo(f"    {'':<18} kunci aplikasi autentikator: {secret}")
    click.echo("  Kode berganti tiap 30 detik; kode terbaru: flask --app 'wsgi:admin()' demo petugas")


def officers(session: Session) -> dict[tuple[Peran, str], list[Officer]]:
    """Who works in the demo, by role and wilayah, in the order of their accounts."""
    found: dict[tuple[Peran, str], list[Officer]] = {}
    for petugas in session.scalars(select(Petugas).order_by(Petugas.id)):
        officer = officer_of(petugas, permintaan=secrets.token_hex(8))
        found.setdefault((petugas.peran, petugas.wilayah or ""), []).append(officer)
    return found


def _account(seat: Seat, box: Box, secret: str, *, hashed: str, now: datetime) -> Petugas:
    petugas = Petugas(
        uid=secrets.token_bytes(16),
        akun=seat.akun,
        nama=seat.nama,
        peran=seat.peran,
        wilayah=seat.wilayah,
        sandi=hashed,
        dibuat=now,
        dibuat_oleh="demo",
    )
    put_totp(petugas, Enrolled(secret, 0), box)
    return petugas


def _file(o: Operator) -> Path:
    """Beside the admin's keys, which it is as secret as."""
    return o.settings.keyring_file.with_name(FILE)


def _password() -> str:
    return secrets.token_urlsafe(PASSWORD_BYTES)


def _write(file: Path, kept: object) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(kept, out, indent=1)
