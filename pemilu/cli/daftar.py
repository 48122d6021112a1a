"""The voter list: check, import, publish, go back, export."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

import click

from pemilu.cli.operator import Commands, bar, existing_file, operator
from pemilu.pemilih.export import export
from pemilu.pemilih.importers.attempt import attempt
from pemilu.pemilih.importers.load import AlreadyImported, import_beside_traffic, import_file
from pemilu.pemilih.importers.refusal import FileRefused
from pemilu.pemilih.importers.summary import Ringkasan
from pemilu.pemilih.importers.wording import words_for_refusal
from pemilu.pemilih.marked import count_marked
from pemilu.pemilih.models import Daftar
from pemilu.pemilih.publish import publish
from pemilu.pemilih.switch import all_daftar, roll_back, switch_to
from pemilu.tahapan.day import local_date
from pemilu.tahapan.kinds import JenisDaftar
from pemilu.tahapan.load import find_pemilihan

group = Commands("daftar", help="Daftar pemilih: periksa, impor, terbitkan, ekspor.")

LARGE_FILE = 5_000_000

Progress = Callable[[int, int], None]

report_option = click.option(
    "--laporan",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV tempat setiap baris bermasalah ditulis; bawaannya BERKAS.laporan.csv.",
)
pemilihan_option = click.option("--pemilihan", "kode", help="Kode pemilihan; bawaannya yang aktif.")


@group.command("check")
@click.argument("berkas", type=existing_file)
@report_option
@pemilihan_option
def check(berkas: Path, laporan: Path | None, kode: str | None) -> None:
    """Periksa BERKAS tanpa memuat apa pun."""
    _run(berkas, laporan, kode, check_only=True)


@group.command("import")
@click.argument("berkas", type=existing_file)
@report_option
@pemilihan_option
def import_daftar(berkas: Path, laporan: Path | None, kode: str | None) -> None:
    """Muat BERKAS (CSV atau XLSX bentuk Model A-Daftar Pemilih) ke daftar hidup."""
    with attempt(laporan or _report(berkas)) as broken_off:
        if broken_off:
            click.echo(
                "Impor sebelumnya terputus sebelum selesai. Tidak ada yang termuat; dimulai dari awal."
            )
        _run(berkas, laporan, kode, check_only=False)


def _report(berkas: Path) -> Path:
    return berkas.with_name(f"{berkas.name}.laporan.csv")


def _run(berkas: Path, laporan: Path | None, kode: str | None, *, check_only: bool) -> None:
    report = laporan or _report(berkas)
    try:
        with bar(berkas.name, "B") as show:
            summary = (_check if check_only else _import)(berkas, report, kode, show)
    except FileRefused as refused:
        words = words_for_refusal(refused)
        raise click.ClickException(f"{words.alasan}\n{words.perbaikan}\nTidak ada yang dimuat.") from refused
    except AlreadyImported as done:
        click.echo(f"Berkas ini sudah diimpor pada {done.impor.waktu:%d-%m-%Y}; tidak ada yang berubah.")
        return
    tell(summary)
    click.echo(f"Rincian tiap baris bermasalah: {report}")


def _check(berkas: Path, report: Path, kode: str | None, show: Progress) -> Ringkasan:
    o = operator()
    with o.database.reading() as session:
        return import_file(
            session,
            berkas,
            pemilihan=find_pemilihan(session, kode),
            keyring=o.keyring,
            report=report,
            actor=o.name,
            now=o.clock.now(),
            progress=show,
            check_only=True,
            workers=_workers(berkas),
        )


def _import(berkas: Path, report: Path, kode: str | None, show: Progress) -> Ringkasan:
    o = operator()
    with o.database.reading() as session:
        pemilihan = find_pemilihan(session, kode)
        session.expunge(pemilihan)
    return import_beside_traffic(
        o.database,
        berkas,
        pemilihan=pemilihan,
        keyring=o.keyring,
        report=report,
        actor=o.name,
        now=o.clock.now(),
        progress=show,
        workers=_workers(berkas),
        waiting=cache(_tell_of_waiting),
    )


def _tell_of_waiting() -> None:
    click.echo("Menunggu impor, penerbitan, atau pembacaan panjang lain selesai. Tidak perlu apa-apa.")


def _workers(berkas: Path) -> int:
    """Two processes for the keyed hashes and seals of a large file; starting them costs a small one more."""
    return 2 if berkas.stat().st_size > LARGE_FILE else 0


def tell(summary: Ringkasan) -> None:
    """The summary in a few lines, the commonest findings first."""
    verb = "akan dimuat" if summary.hanya_diperiksa else "dimuat"
    click.echo(
        f"{summary.dibaca} baris: {summary.dimuat} {verb} ({summary.dengan_peringatan} dengan peringatan), "
        f"{summary.ditolak} ditolak, {summary.dilewati} dilewati; {summary.tps_baru} TPS baru."
    )
    if summary.bukan_data:
        click.echo(f"{summary.bukan_data} baris bukan data (judul, jumlah, kosong).")
    for masalah, jumlah in sorted(summary.masalah.items(), key=lambda found: -found[1]):
        click.echo(f"  {jumlah:>8}  {masalah}")


@group.command("publish")
@click.argument("jenis", type=click.Choice([j.value for j in JenisDaftar]))
@click.option("--per", "per", type=click.DateTime(["%Y-%m-%d"]), help="Tanggal daftar; bawaannya hari ini.")
@click.option("--dengan-tanda", is_flag=True, help="Terbitkan DPT meskipun ada baris bertanda TMS.")
@pemilihan_option
def publish_daftar(jenis: str, per: datetime | None, kode: str | None, *, dengan_tanda: bool) -> None:
    """Bekukan daftar hidup sebagai JENIS, periksa, lalu jadikan jawaban portal dalam satu langkah."""
    o = operator()
    with o.database.reading() as session:
        pemilihan = find_pemilihan(session, kode)
        marked = count_marked(session, pemilihan.id)
    with bar("terbit", "pemilih") as show:
        daftar = publish(
            o.database,
            pemilihan_id=pemilihan.id,
            jenis=JenisDaftar(jenis),
            per_tanggal=per.date() if per else local_date(o.clock.now(), pemilihan.zona),
            keyring=o.keyring,
            now=o.clock.now(),
            progress=show,
            with_marked=dengan_tanda,
        )
    click.echo(f"Berlaku: {_line(daftar)}")
    if marked:
        click.echo(f"{sum(marked.values())} baris bertanda TMS ikut terbit sampai ada keputusan:")
    for keterangan, jumlah in marked.items():
        click.echo(f"  {jumlah:>8}  {keterangan.value}")


def _line(daftar: Daftar) -> str:
    return (
        f"{daftar.jenis.value.upper()} versi {daftar.versi} per {daftar.per_tanggal}: "
        f"{daftar.jumlah} pemilih (L {daftar.jumlah_l}, P {daftar.jumlah_p}), {daftar.jumlah_tps} TPS, "
        f"{daftar.jumlah_tanpa_nik} tanpa NIK. Sidik: {daftar.digest[:16]}"
    )


@group.command("list")
@pemilihan_option
def list_daftar(kode: str | None) -> None:
    """Tampilkan semua daftar terbit dengan nomornya; bintang menandai yang berlaku."""
    with operator().database.reading() as session:
        for daftar in all_daftar(session, find_pemilihan(session, kode).id):
            click.echo(f"{'*' if daftar.aktif else ' '} {daftar.id:>4}  {_line(daftar)}")


@group.command("rollback")
def rollback() -> None:
    """Kembalikan portal ke daftar terbit sebelumnya (tidak ada yang dihapus)."""
    with operator().database.transaction() as session:
        daftar = roll_back(session)
    click.echo(f"Berlaku lagi: {_line(daftar)}")


@group.command("activate")
@click.argument("nomor", type=int)
def activate_daftar(nomor: int) -> None:
    """Jadikan daftar bernomor NOMOR (lihat: daftar list) yang berlaku dalam pemilihannya."""
    with operator().database.transaction() as session:
        daftar = switch_to(session, nomor)
    click.echo(f"Berlaku: {_line(daftar)}")


@group.command("export")
@click.argument("berkas", type=click.Path(dir_okay=False, path_type=Path))
def export_daftar(berkas: Path) -> None:
    """Tulis daftar yang berlaku sebagai satu berkas SQLite hanya-baca untuk LOOKUP_DATABASE_URL."""
    done = 0
    with bar("ekspor", "baris") as show:

        def count(rows: int) -> None:
            nonlocal done
            done += rows
            show(done, done)

        daftar = export(operator().database, berkas, progress=count)
    size = berkas.stat().st_size // 1024
    click.echo(f"{berkas}: {daftar.jenis.value.upper()} versi {daftar.versi}, {size} KiB.")
    click.echo(f"Pakai: LOOKUP_DATABASE_URL=sqlite:///{berkas.absolute()}")
