"""Small worlds for tests: an election in one kelurahan, its TPS and people, what is published, the portal."""

import atexit
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import event, update

import portal
from pemilu.infra import keyring
from pemilu.infra.clock import Clock, FrozenClock
from pemilu.infra.config import from_env
from pemilu.infra.db import Database
from pemilu.infra.reader import open_reader
from pemilu.pemilih.kinds import JenisKelamin, KelompokUmur, Keterangan
from pemilu.pemilih.lookup import Lookup
from pemilu.pemilih.models import Daftar, Impor, Pemilih
from pemilu.pemilih.nama import normalise
from pemilu.pemilih.publish import publish
from pemilu.tahapan.day import local_date
from pemilu.tahapan.kinds import AturanTanggapan, JenisDaftar, JenisPemilihan, KodeTahapan
from pemilu.tahapan.models import Pemilihan, Tahapan
from pemilu.web.services import EXTENSION
from pemilu.wilayah.models import Tps, Wilayah
from pemilu.wilayah.tree import Places
from pemilu.wilayah.zona import Zona

NOW = datetime(2024, 9, 22, 3, tzinfo=UTC)
KELURAHAN = "1371031004"
REGIONS = (
    ("13", None, "Sumatera Barat"),
    ("1371", "13", "Kota Padang"),
    ("137103", "1371", "Padang Utara"),
    (KELURAHAN, "137103", "Lolong Belanti"),
)
# Days from today, first and last. Day 4 of the response period is today.
STAGES = {
    KodeTahapan.COKLIT: (-60, -30),
    KodeTahapan.DPS: (-10, -4),
    KodeTahapan.TANGGAPAN: (-3, 6),
    KodeTahapan.DPSHP: (7, 14),
    KodeTahapan.DPT: (15, 20),
}
POLLING_DAYS = 66

# No person can have these: kabupaten and kecamatan 99 are not given out.
TERDAFTAR = "1399991708900001"
KHUSUS = "1399991708900002"
GANDA = "1399991708900003"
ABSEN = "1399991708900009"
TANGGAL_MUSTAHIL = "1399993002900009"
NAMA = "BUDI SANTOSO"


@cache
def files_dir() -> str:
    """One folder for the evidence that all tests of this process send; gone when it ends."""
    folder = TemporaryDirectory(prefix="pemilu-berkas-")
    atexit.register(folder.cleanup)
    return folder.name


def silent(*_counts: int) -> None:
    """Progress that nobody watches."""


def pemilihan(now: datetime, **differing: object) -> Pemilihan:
    """A Pilkada in Sumatera Barat whose stages lie around `now`."""
    today = local_date(now, Zona.WIB)
    values: dict[str, object] = {
        "kode": "uji",
        "nama": "Pilkada Contoh",
        "jenis": JenisPemilihan.PILKADA,
        "wilayah": "13",
        "zona": Zona.WIB,
        "tanggal_pemungutan": today + timedelta(POLLING_DAYS),
        "tps_maks": 600,
        "edisi_kode": "2024",
        "aturan_tanggapan": AturanTanggapan.HARI_SEJAK_LAPORAN,
        "hari_tanggapan": 5,
        "aktif": True,
        "contoh": True,
        "tahapan": [
            Tahapan(kode=kode, mulai=today + timedelta(first), selesai=today + timedelta(last))
            for kode, (first, last) in STAGES.items()
        ],
    }
    return Pemilihan(**values | differing)


class Roll:
    """The living roll of one election, with what it needs to be published and served."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock | None = None,
        keys: keyring.Keyring | None = None,
        **differing: object,
    ) -> None:
        """`differing` are values of the election that are not those of `pemilihan`."""
        self.database = database
        self.clock = clock or FrozenClock(NOW)
        self.keyring = keys or keyring.generate()
        with database.transaction() as session:
            for kode, induk, nama in REGIONS:
                session.merge(Wilayah(kode=kode, induk=induk, nama=nama))
            election = pemilihan(self.clock.now(), **differing)
            session.add(election)
            session.flush()
            self.pemilihan_id = election.id
            impor = Impor(
                pemilihan_id=election.id,
                nama_berkas="uji.csv",
                sha256=secrets.token_hex(32),
                waktu=self.clock.now(),
                petugas="uji",
                ringkasan={},
            )
            session.add(impor)
            session.flush()
            self._impor_id = impor.id

    @property
    def url(self) -> str:
        return self.database.engine.url.render_as_string(hide_password=False)

    def tps(self, nomor: int, **facts: object) -> int:
        """Add a place and tell its row number."""
        with self.database.transaction() as session:
            tps = Tps(pemilihan_id=self.pemilihan_id, kelurahan=KELURAHAN, nomor=nomor, **facts)
            session.add(tps)
            session.flush()
            return tps.id

    def change_tps(self, nomor: int, **facts: object) -> None:
        with self.database.transaction() as session:
            here = (Tps.pemilihan_id == self.pemilihan_id) & (Tps.nomor == nomor)
            session.execute(update(Tps).where(here).values(**facts))

    def pemilih(self, tps_id: int, *niks: str | None, nama: str = NAMA, **differing: object) -> None:
        """Add one person for each NIK; None is somebody known by name only."""
        with self.database.transaction() as session:
            session.add_all([self._person(tps_id, nik, nama, differing) for nik in niks])

    def change(self, nik: str, **values: object) -> None:
        """Change every row of the roll that has this NIK."""
        with self.database.transaction() as session:
            here = Pemilih.nik_idx == self.keyring.nik_index().of(nik)
            session.execute(update(Pemilih).where(here).values(**values))

    def publish(self, jenis: JenisDaftar = JenisDaftar.DPS, *, per: date | None = None) -> Daftar:
        now = self.clock.now()
        return publish(
            self.database,
            pemilihan_id=self.pemilihan_id,
            jenis=jenis,
            per_tanggal=per or local_date(now, Zona.WIB),
            keyring=self.keyring,
            now=now,
            progress=silent,
        )

    def lookup(self) -> Lookup:
        reader = open_reader(self.url, published_file=False)
        self._close_with_database(reader.close)
        return Lookup(reader, Places(reader), self.keyring.nik_index(), self.keyring.name_hash())

    def portal(self, **environment: str) -> Flask:
        """The public app over this roll, holding only the keys a portal holds."""
        here = {"DATABASE_URL": self.url, "FILES_DIR": files_dir()}
        settings = from_env(here | environment, keyring="portal")
        app = portal.create_app(settings, self.keyring.only(keyring.PORTAL_PURPOSES), self.clock)
        services = app.extensions[EXTENSION]
        self._close_with_database(services.reader.close)
        self._close_with_database(services.intake.database.engine.dispose)
        return app

    def _close_with_database(self, close: Callable[[], None]) -> None:
        event.listen(self.database.engine, "engine_disposed", lambda _engine: close())

    def _person(self, tps_id: int, nik: str | None, nama: str, differing: dict[str, object]) -> Pemilih:
        values: dict[str, object] = {
            "row_uid": secrets.token_bytes(16),
            "pemilihan_id": self.pemilihan_id,
            "impor_id": self._impor_id,
            "nik_idx": self.keyring.nik_index().of(nik) if nik else None,
            "identitas": b"",
            "nama": nama,
            "nama_cari": normalise(nama),
            "jenis_kelamin": JenisKelamin.L,
            "kelompok_umur": KelompokUmur.GEN_Z,
            "kelurahan": KELURAHAN,
            "tps_id": tps_id,
            "keterangan": Keterangan.SESUAI,
        }
        return Pemilih(**values | differing)


def published_roll(database: Database, **options: object) -> Roll:
    """A published DPS with a voter at a common TPS, one at a special TPS and one who stands twice."""
    roll = Roll(database, **options)
    common = roll.tps(
        4, tempat="SDN 05 Contoh", alamat="Jl. Contoh 1", lintang=-0.95, bujur=100.36, kursi_roda=True
    )
    special = roll.tps(901, khusus=True, nama="Pesantren Contoh")
    roll.pemilih(common, TERDAFTAR, GANDA)
    roll.pemilih(special, KHUSUS, GANDA, nama="SITI AMINAH")
    roll.publish()
    return roll
