"""What an operator reads when a command cannot do its work: what is wrong, and what to do next."""

from alembic.util import CommandError

from pemilu.infra.db import UNREACHABLE
from pemilu.infra.errors import DomainError
from pemilu.infra.keyring import KeyMissing, KeyringUnsafe
from pemilu.pemilih.export import (
    ExportCheckFailed,
    ExportRunning,
    NoSuchFolder,
    NothingPublished,
    TargetRefused,
)
from pemilu.pemilih.marked import MarkedRows
from pemilu.pemilih.publish import NothingToPublish, PublishCheckFailed, PublishRunning
from pemilu.pemilih.switch import NoEarlierDaftar, NoSuchDaftar
from pemilu.petugas.manage import NoSuchPetugas
from pemilu.tahapan.holidays import BadHolidayFile
from pemilu.tahapan.load import BadPemilihanFile, NoSuchPemilihan
from pemilu.wilayah.csvrows import UnreadableCsv

REFUSALS = (DomainError, *UNREACHABLE, CommandError, OSError)

WORDS: dict[type[DomainError], str] = {
    KeyringUnsafe: "Kunci tidak dapat dipakai ({}). Buat dengan: keys init",
    KeyMissing: "Berkas kunci ini tidak memuat kunci {}. Pakai kunci admin (KEYRING_FILE).",
    NoSuchPemilihan: "Pemilihan itu tidak ada, atau belum ada yang aktif. Lihat: tahapan list",
    BadPemilihanFile: "Berkas pemilihan ditolak: {}",
    BadHolidayFile: "Berkas hari libur ditolak: {}",
    UnreadableCsv: "{}",
    NoSuchPetugas: "Tidak ada akun bernama {}. Lihat: petugas list",
    NothingToPublish: "Daftar hidup masih kosong; jalankan daftar import dahulu.",
    PublishRunning: "Penerbitan lain, atau akhir impor, sedang berjalan. Tunggu, lalu lihat: daftar list",
    PublishCheckFailed: "Yang tertulis tidak sama dengan daftar hidup; daftar lama tetap berlaku. Ulangi.",
    MarkedRows: "{} baris bertanda TMS akan ikut di DPT. Putuskan dahulu, atau ulangi dengan --dengan-tanda.",
    NoEarlierDaftar: "Tidak ada daftar terbit sebelumnya. Lihat: daftar list",
    NoSuchDaftar: "Tidak ada daftar selesai bernomor {}. Lihat: daftar list",
    NothingPublished: "Belum ada daftar yang terbit. Terbitkan dengan: daftar publish",
    ExportRunning: "Ekspor lain sedang berjalan. Tunggu sampai selesai, lalu ulangi bila perlu.",
    ExportCheckFailed: "Isi yang tertulis tidak sama dengan daftar terbit; berkas lama tetap. Ulangi.",
    TargetRefused: "{} bukan hasil ekspor, jadi tidak ditimpa. Pilih nama lain.",
    NoSuchFolder: "Folder {} tidak ada. Buat dahulu, atau pilih tempat lain.",
}

NO_TABLE = {"42P01", "42703"}
"""PostgreSQL: undefined table, undefined column."""


def told(error: BaseException) -> str:
    """One or two sentences for what `REFUSALS` catches. Holds no value of a row."""
    if isinstance(error, DomainError):
        return WORDS.get(type(error), f"Ditolak: {type(error).__name__} {{}}").format(error)
    if isinstance(error, CommandError):
        return f"Skema basis data tidak dikenal program ini ({error}). Pakai versi program yang lebih baru."
    if isinstance(error, OSError):
        return f"{error.filename or 'Berkas'}: {error.strerror or error}. Periksa nama, izin, dan ruang disk."
    cause = getattr(error, "orig", None)
    if getattr(cause, "sqlstate", None) in NO_TABLE or str(cause).startswith("no such "):
        return "Skema basis data belum ada atau belum baru. Jalankan: skema migrate"
    # The first line only: the next ones may quote a row.
    why = str(cause or "").partition("\n")[0]
    return f"Basis data tidak dapat dipakai ({type(error).__name__}: {why}). Periksa DATABASE_URL."
