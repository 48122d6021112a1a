"""A published list of a handful of people that lets every answer appear. All of it is invented."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from pemilu.infra.db import Database, open_database
from pemilu.infra.keyring import Keyring
from pemilu.infra.migrate import migrate
from pemilu.pemilih.kinds import JenisKelamin, KelompokUmur, Keterangan
from pemilu.pemilih.models import Impor, Pemilih
from pemilu.pemilih.nama import normalise
from pemilu.pemilih.publish import publish
from pemilu.tahapan.kinds import AturanTanggapan, JenisDaftar, JenisPemilihan, KodeTahapan
from pemilu.tahapan.models import Pemilihan, Tahapan
from pemilu.wilayah.models import Tps, Wilayah
from pemilu.wilayah.zona import Zona

KELURAHAN = "1371031004"
# The longest names there are, so that the narrow screens are tried in earnest.
REGIONS = {
    "13": "Sumatera Barat",
    "1371": "Kota Padang",
    "137103": "Padang Utara",
    KELURAHAN: "Lolong Belanti Kampung Baru Sebelah Barat",
}
PUBLISHED_AT = datetime(2024, 8, 18, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Orang:
    """Somebody on the list. No person can have this NIK: kabupaten and kecamatan 99 are not given out."""

    nik: str
    nama: str
    tps: tuple[int, ...]


TERDAFTAR = Orang("1399991708900001", "BUDI SANTOSO", (4,))
KHUSUS = Orang("1399991708900002", "SITI AMINAH", (901,))
GANDA = Orang("1399991708900003", "MA'RUF HIDAYAT", (4, 12))
PINDAH = Orang("1399991708900004", "DEWI LESTARI", (12,))
SEMUA = (TERDAFTAR, KHUSUS, GANDA, PINDAH)
NIK_ABSEN = "1399991708900009"
NIK_TANGGAL_MUSTAHIL = "1399993002900009"


def make_published(file: Path, keyring: Keyring) -> None:
    """A database at `file` with one election and its DPS; one person moved TPS since the version before."""
    database = _migrated(file)
    with database.transaction() as session:
        pemilihan = _pemilihan()
        session.add_all([pemilihan, *_regions()])
        session.flush()
        tps = _places(session, pemilihan.id)
        session.add_all(_roll(session, pemilihan.id, tps, keyring))
        nik_idx = keyring.nik_index().of(PINDAH.nik)
        moved = next(row for row in session.new if isinstance(row, Pemilih) and row.nik_idx == nik_idx)
        moved.tps_id = tps[4].id
    _publish(database, pemilihan.id, keyring)
    with database.transaction() as session:
        session.get_one(Pemilih, moved.id).tps_id = tps[12].id
    _publish(database, pemilihan.id, keyring)
    database.engine.dispose()


def make_empty(file: Path) -> None:
    """A database at `file` before anything is loaded: no election, no list."""
    _migrated(file).engine.dispose()


def _migrated(file: Path) -> Database:
    migrate(f"sqlite:///{file}")
    return Database(open_database(f"sqlite:///{file}", patient=True))


def _publish(database: Database, pemilihan_id: int, keyring: Keyring) -> None:
    publish(
        database,
        pemilihan_id=pemilihan_id,
        jenis=JenisDaftar.DPS,
        per_tanggal=PUBLISHED_AT.date(),
        names=keyring.name_hash(),
        now=PUBLISHED_AT,
        progress=lambda _done, _total: None,
    )


def _pemilihan() -> Pemilihan:
    stages = (
        (KodeTahapan.COKLIT, date(2024, 6, 24), date(2024, 7, 24)),
        (KodeTahapan.DPS_DIUMUMKAN, date(2024, 8, 18), date(2024, 8, 27)),
        (KodeTahapan.TANGGAPAN, date(2024, 8, 18), date(2024, 8, 27)),
        (KodeTahapan.DPSHP, date(2024, 8, 28), date(2024, 9, 3)),
        (KodeTahapan.DPT, date(2024, 9, 14), date(2024, 9, 21)),
        (KodeTahapan.PINDAH_MEMILIH, date(2024, 9, 22), date(2024, 10, 28)),
    )
    return Pemilihan(
        kode="uji",
        nama="Pilkada Sumatera Barat 2024",
        jenis=JenisPemilihan.PILKADA,
        wilayah="13",
        zona=Zona.WIB,
        tanggal_pemungutan=date(2024, 11, 27),
        tps_maks=600,
        edisi_kode="2024",
        aturan_tanggapan=AturanTanggapan.HARI_SEJAK_LAPORAN,
        hari_tanggapan=5,
        aktif=True,
        contoh=True,
        tahapan=[Tahapan(kode=kode, mulai=mulai, selesai=selesai) for kode, mulai, selesai in stages],
    )


def _regions() -> list[Wilayah]:
    parents: list[str | None] = [None, *REGIONS]
    return [
        Wilayah(kode=kode, nama=nama, induk=induk)
        for (kode, nama), induk in zip(REGIONS.items(), parents, strict=False)
    ]


def _places(session: Session, pemilihan_id: int) -> dict[int, Tps]:
    """Three TPS: all facts checked, one at a special place, one of which nothing is known yet."""
    checked = Tps(
        nomor=4,
        tempat="SDN 05 Lolong Belanti",
        alamat="Jalan Khatib Sulaiman Dalam Gang Mawar Nomor 17B",
        lintang=-0.95,
        bujur=100.36,
        kursi_roda=True,
        tanpa_tangga=False,
        pintu_lebar=True,
        toilet_akses=False,
    )
    special = Tps(nomor=901, khusus=True, nama="Pesantren Darul Ulum", tempat="Aula pesantren")
    places = {4: checked, 901: special, 12: Tps(nomor=12)}
    for tps in places.values():
        tps.pemilihan_id, tps.kelurahan = pemilihan_id, KELURAHAN
    session.add_all(places.values())
    session.flush()
    return places


def _roll(session: Session, pemilihan_id: int, tps: dict[int, Tps], keyring: Keyring) -> list[Pemilih]:
    impor = Impor(
        pemilihan_id=pemilihan_id,
        nama_berkas="uji.csv",
        sha256="0" * 64,
        waktu=PUBLISHED_AT,
        petugas="uji",
        ringkasan={},
    )
    session.add(impor)
    session.flush()
    return [
        Pemilih(
            row_uid=secrets.token_bytes(16),
            pemilihan_id=pemilihan_id,
            impor_id=impor.id,
            nik_idx=keyring.nik_index().of(orang.nik),
            identitas=b"",
            nama=orang.nama,
            nama_cari=normalise(orang.nama),
            jenis_kelamin=JenisKelamin.P,
            kelompok_umur=KelompokUmur.GEN_Z,
            kelurahan=KELURAHAN,
            tps_id=tps[nomor].id,
            keterangan=Keterangan.SESUAI,
        )
        for orang in SEMUA
        for nomor in orang.tps
    ]
