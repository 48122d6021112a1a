"""The demo: Sumatera Barat's Pilkada of 2024 at one four-hundredth, its dates moved so that today is day 4
of the response period. Every NIK begins with 139999, a kecamatan that does not exist, and names are drawn."""

import csv
import tempfile
from datetime import date, timedelta
from pathlib import Path

import click
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pemilu.cli.demo_people import (
    LISTED_SEED,
    PLACES,
    SAMPLES,
    VOTERS,
    Sample,
    panitia_rows,
    sample_rows,
    tps_rows,
)
from pemilu.cli.demo_reports import has_reports, load_reports
from pemilu.cli.demo_staff import load_staff, show_staff
from pemilu.cli.holidays import warn_of_holidays
from pemilu.cli.keys import make_keys
from pemilu.cli.operator import Commands, Operator, bar, operator
from pemilu.cli.skema import bring_up_to_date
from pemilu.cli.synthetic import HEADINGS, voters
from pemilu.pemilih.importers.load import import_file
from pemilu.pemilih.models import Daftar, Pemilih
from pemilu.pemilih.publish import publish
from pemilu.pemilih.switch import NOT_READY
from pemilu.petugas.models import Panitia
from pemilu.tahapan.day import local_date
from pemilu.tahapan.kinds import JenisDaftar
from pemilu.tahapan.load import activate, load_pemilihan
from pemilu.tahapan.models import Pemilihan
from pemilu.wilayah.load import load_wilayah
from pemilu.wilayah.models import Tps
from pemilu.wilayah.zona import Zona

group = Commands("demo", help="Data contoh untuk mencoba; semuanya rekaan.")

ELECTION = Path(__file__).parent / "demo_data" / "sumbar-2024.toml"
DEMO = "sumbar-2024"
# Day 4 of the real response period, 18-27 August 2024.
DAY_FOUR = date(2024, 8, 21)
LAST_VERSION = 2


@group.command("prepare")
def prepare() -> None:
    """Siapkan semuanya: kunci, skema, dan data contoh bila masih kosong; lalu tampilkan NIK contoh."""
    o = operator()
    bring_up_to_date(o)
    make_keys(o)
    warn_of_holidays(o)
    if _unfinished(o):
        load_demo(o)
    if _active(o) == DEMO:
        load_office(o)
        show_samples()
        show_staff(o)


@group.command("load")
def load() -> None:
    """Muat data contoh ke basis data yang kosong."""
    o = operator()
    if not _unfinished(o):
        raise click.ClickException("Basis data sudah berisi pemilihan; data contoh tidak dicampurkan.")
    load_demo(o)
    load_office(o)


@group.command("petugas")
def petugas() -> None:
    """Tampilkan petugas contoh dengan kode masuk saat ini."""
    show_staff(operator())


@group.command("nik")
def nik() -> None:
    """Tampilkan NIK contoh."""
    show_samples()


def _unfinished(o: Operator) -> bool:
    """Whether there is no election, or only the demo's, whose run was stopped before its second list."""
    with o.database.reading() as session:
        codes = set(session.scalars(select(Pemilihan.kode)))
        return not codes or (codes == {DEMO} and _version(session) < LAST_VERSION)


def _active(o: Operator) -> str | None:
    with o.database.reading() as session:
        return session.scalar(select(Pemilihan.kode).where(Pemilihan.aktif))


def _version(session: Session) -> int:
    """How far the demo's lists are; 0: none is out."""
    return session.scalar(select(func.max(Daftar.versi)).where(Daftar.digest != NOT_READY)) or 0


def show_samples() -> None:
    click.echo("\n  NIK contoh (rekaan, bukan milik siapa pun):")
    for sample in SAMPLES:
        click.echo(f"    {sample.nik}  {sample.nama or '-':<22} {sample.keadaan}")


def load_demo(o: Operator) -> None:
    """Regions, election, polling places, voters; then a first list, one move, and the list in force.

    Each step is whole or not there, so a run that was stopped is taken up where it ended.
    """
    with bar("wilayah", "baris") as show, o.database.transaction() as session:
        load_wilayah(session, None, progress=show)
    today = local_date(o.clock.now(), Zona.WIB)
    with o.database.transaction() as session:
        pemilihan = load_pemilihan(session, ELECTION, shift=today - DAY_FOUR)
        pemilihan.contoh = True
        activate(session, pemilihan.kode)
        if session.scalar(select(Tps.id).limit(1)) is None:
            session.add_all(Tps(pemilihan_id=pemilihan.id, **row) for row in tps_rows())
            session.add_all(Panitia(**row) for row in panitia_rows())
    _import(o, pemilihan)
    with o.database.reading() as session:
        first_is_out = _version(session) > 0
    if not first_is_out:
        _publish(o, pemilihan, today - timedelta(days=12))
    with o.database.transaction() as session:
        for sample in SAMPLES:
            _move(session, o, sample)
    _publish(o, pemilihan, today - timedelta(days=10))


def load_office(o: Operator) -> None:
    """Staff with a living queue; nothing where both are there already."""
    load_staff(o)
    if has_reports(o):
        return
    with bar("laporan", "laporan") as show:
        load_reports(o, show)


def _import(o: Operator, pemilihan: Pemilihan) -> None:
    """Through the same door as any operator's file; nothing when it is in already."""
    with o.database.reading() as session:
        if session.scalar(select(Pemilih.id).limit(1)) is not None:
            return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "daftar-contoh.csv"
        with file.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, HEADINGS, delimiter=";")
            writer.writerow(HEADINGS)
            writer.writerows(sample_rows())
            writer.writerows(
                voters(VOTERS, seed=LISTED_SEED, places=PLACES, polling_day=pemilihan.tanggal_pemungutan)
            )
        with bar("pemilih", "B") as show, o.database.transaction() as session:
            import_file(
                session,
                file,
                pemilihan=pemilihan,
                keyring=o.keyring,
                report=Path(folder) / "laporan.csv",
                actor=o.name,
                now=o.clock.now(),
                progress=show,
            )


def _publish(o: Operator, pemilihan: Pemilihan, per_tanggal: date) -> None:
    with bar("terbit", "pemilih") as show:
        publish(
            o.database,
            pemilihan_id=pemilihan.id,
            jenis=JenisDaftar.DPS,
            per_tanggal=per_tanggal,
            keyring=o.keyring,
            now=o.clock.now(),
            progress=show,
        )


def _move(session: Session, o: Operator, sample: Sample) -> None:
    """Give the voter who moved the polling place that the second list shows."""
    if sample.pindah_ke is None:
        return
    kelurahan, nomor = sample.pindah_ke
    place = select(Tps.id).where(Tps.kelurahan == kelurahan, Tps.nomor == nomor).scalar_subquery()
    address = o.keyring.nik_index().of(sample.nik)
    session.execute(update(Pemilih).where(Pemilih.nik_idx == address).values(tps_id=place))
