"""A published list of a handful of people, and a few reports, that let every page appear. All is invented."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from pemilu.infra.db import Database, open_database
from pemilu.infra.keyring import Keyring
from pemilu.infra.migrate import migrate
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.models import Laporan
from pemilu.laporan.status import Status
from pemilu.laporan.submit import NewLaporan, Receipt
from pemilu.pemilih.nik import Nik, parse_nik
from pemilu.web.services import EXTENSION, Services
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.models import Wilayah
from tests.factories import KELURAHAN, NOW, Roll


@dataclass(frozen=True, slots=True)
class Orang:
    """Somebody on the list. No person can have this NIK: kabupaten and kecamatan 99 are not given out."""

    nik: str
    nama: str
    tps: tuple[int, ...] = (4,)


TERDAFTAR = Orang("1399991708900001", "BUDI SANTOSO")
KHUSUS = Orang("1399991708900002", "SITI AMINAH", (901,))
GANDA = Orang("1399991708900003", "MA'RUF HIDAYAT", (4, 12))
PINDAH = Orang("1399991708900004", "DEWI LESTARI", (12,))
DILAPORKAN = Orang("1399991708900005", "RATNA SARI")
# One for each language: whoever has contested is not told again.
DISANGGAH = {"id": Orang("1399991708900006", "AGUS SALIM"), "en": Orang("1399991708900007", "RINA WATI")}
SEMUA = (TERDAFTAR, KHUSUS, GANDA, PINDAH, DILAPORKAN, *DISANGGAH.values())
NIK_ABSEN = "1399991708900009"
NIK_TANGGAL_MUSTAHIL = "1399993002900009"

LONG_NAME = "Lolong Belanti Kampung Baru Sebelah Barat"
PLACES: Mapping[int, dict[str, object]] = {
    # All facts checked; a special place; one of which nothing is known yet.
    4: {
        "tempat": "SDN 05 Lolong Belanti",
        "alamat": "Jalan Khatib Sulaiman Dalam Gang Mawar Nomor 17B",
        "lintang": -0.95,
        "bujur": 100.36,
        "kursi_roda": True,
        "tanpa_tangga": False,
        "pintu_lebar": True,
        "toilet_akses": False,
    },
    901: {"khusus": True, "nama": "Pesantren Darul Ulum", "tempat": "Aula pesantren"},
    12: {},
}


def make_published(file: Path, keys: Keyring) -> Mapping[str, Receipt]:
    """A database with one election, its DPS and some reports; the receipts of two by their status."""
    migrate(f"sqlite:///{file}")
    database = Database(open_database(f"sqlite:///{file}", patient=True))
    roll = Roll(database, keys=keys, nama="Pilkada Sumatera Barat 2024")
    with database.transaction() as session:
        # As long as names get, so that the narrow screens are tried in earnest.
        session.get_one(Wilayah, KELURAHAN).nama = LONG_NAME
    tps = {nomor: roll.tps(nomor, **facts) for nomor, facts in PLACES.items()}
    for orang in SEMUA:
        for nomor in orang.tps:
            roll.pemilih(tps[nomor], orang.nik, nama=orang.nama)
    roll.change(PINDAH.nik, tps_id=tps[4])
    roll.publish()
    roll.change(PINDAH.nik, tps_id=tps[12])
    roll.publish()
    receipts = _file_reports(roll)
    database.engine.dispose()
    return receipts


def make_empty(file: Path) -> None:
    """A database before anything is loaded: no election, no list."""
    migrate(f"sqlite:///{file}")


def _file_reports(roll: Roll) -> Mapping[str, Receipt]:
    portal: Services = roll.portal().extensions[EXTENSION]
    for orang in (DILAPORKAN, *DISANGGAH.values()):
        _file(portal, orang, JenisLaporan.TIDAK_MEMENUHI_SYARAT, Pelapor.WARGA)
    received = _file(portal, TERDAFTAR, JenisLaporan.PERBAIKAN_DATA, Pelapor.PEMILIH)
    rejected = _file(portal, TERDAFTAR, JenisLaporan.SALAH_TPS, Pelapor.PEMILIH)
    with roll.database.transaction() as session:
        row = session.scalars(select(Laporan).where(Laporan.nomor == rejected.nomor)).one()
        row.status, row.keberatan_sampai = Status.DITOLAK, NOW + timedelta(days=3)
    return {"diterima": received, "ditolak": rejected}


def _file(portal: Services, target: Orang, jenis: JenisLaporan, pelapor: Pelapor) -> Receipt:
    nik, jadwal = parse_nik(target.nik), portal.situations.now().jadwal
    assert isinstance(nik, Nik)
    assert jadwal is not None
    new = NewLaporan(
        jenis=jenis,
        pelapor=pelapor,
        kelurahan=KodeWilayah(KELURAHAN),
        target=nik,
        pelapor_nik=nik,
        pelapor_cocok=True,
        tps_nomor=4,
        kontak=Kontak(),
        isi={},
        kunci=secrets.token_bytes(32),
        sidik=secrets.token_bytes(32),
    )
    return portal.intake.file(new, (), jadwal=jadwal, now=NOW)
