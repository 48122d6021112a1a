"""What can be wrong with a row, and what it costs the row. The words for people are in `wording`."""

from enum import StrEnum
from typing import NamedTuple

from pemilu.pemilih.importers.columns import Column
from pemilu.pemilih.nik import NikFault, NikWarning


class Tingkat(StrEnum):
    """What happens to the row: not loaded, loaded and noted, or passed over because it is there already."""

    DITOLAK = "ditolak"
    PERINGATAN = "peringatan"
    DILEWATI = "dilewati"


class Masalah(StrEnum):
    """Kinds of trouble. The values stand in stored summaries, so they never change."""

    BARIS_KUTIP = "baris-kutip"
    BARIS_LEBIH = "baris-kolom-lebih"
    BARIS_PANJANG = "baris-terlalu-panjang"
    KARAKTER = "karakter-rusak"
    NIK_KURANG = "nik-kurang"
    NIK_LEBIH = "nik-lebih"
    NIK_DUA = "nik-dua"
    NIK_HURUF = "nik-huruf"
    NIK_BUKAN_ANGKA = "nik-bukan-angka"
    NIK_EXCEL = "nik-excel"
    NIK_PASPOR = "nik-paspor"
    NIK_TELEPON = "nik-telepon"
    NIK_POLA = "nik-pola"
    NIK_PROVINSI = "nik-provinsi"
    NIK_TANGGAL = "nik-tanggal"
    NIK_BULAN = "nik-bulan"
    NIK_SERI = "nik-seri-0000"
    NAMA_KOSONG = "nama-kosong"
    NAMA_PANJANG = "nama-terlalu-panjang"
    NAMA_RUMUS = "nama-berisi-rumus"
    LAHIR_TAK_TERBACA = "tanggal-lahir-tak-terbaca"
    LAHIR_MUSTAHIL = "tanggal-lahir-mustahil"
    LAHIR_TAHUN_SAJA = "tanggal-lahir-tahun-saja"
    LAHIR_MASA_DEPAN = "tanggal-lahir-masa-depan"
    KELAMIN_KOSONG = "jenis-kelamin-kosong"
    KELAMIN_TAK_DIKENAL = "jenis-kelamin-tak-dikenal"
    KELURAHAN_KOSONG = "kelurahan-kosong"
    KELURAHAN_TAK_DIKENAL = "kelurahan-tak-dikenal"
    KELURAHAN_LUAR = "kelurahan-di-luar-wilayah"
    KELURAHAN_RAGU = "kelurahan-nama-kembar"
    TPS_KOSONG = "tps-kosong"
    TPS_TAK_SAH = "tps-tak-sah"

    NIK_KOSONG = "nik-kosong"
    NIK_HARI_MUSTAHIL = "nik-hari-mustahil"
    NIK_BEDA_LAHIR = "nik-beda-tanggal-lahir"
    NIK_BEDA_KELAMIN = "nik-beda-jenis-kelamin"
    NKK_KOSONG = "nkk-kosong"
    NKK_TAK_SAH = "nkk-tak-sah"
    NKK_SAMA_NIK = "nkk-sama-nik"
    LAHIR_KOSONG = "tanggal-lahir-kosong"
    LAHIR_DIBALIK = "tanggal-lahir-bulan-hari"
    UMUR_MUDA = "umur-di-bawah-17-belum-kawin"
    UMUR_TUA = "umur-di-atas-110"
    TERPOTONG = "isi-dipotong"
    KODE_TAK_DIKENAL = "kode-tak-dikenal"
    NOMOR_TAK_SAH = "nomor-tak-sah"
    KOLOM_TIDAK_ADA = "kolom-tidak-ada"
    LEMBAR_LAIN = "lembar-tidak-dibaca"
    GANDA_BERKAS = "nik-ganda-dalam-berkas"
    GANDA_DAFTAR = "nik-ganda-dengan-daftar"
    MIRIP_DAFTAR = "tanpa-nik-mirip-daftar"
    KELUARGA_TERPISAH = "keluarga-terpisah-tps"
    TPS_BARU = "tps-baru"
    TPS_PENUH = "tps-melebihi-batas"
    TIDAK_DIRINCI = "temuan-tidak-dirinci"

    SAMA_BERKAS = "baris-sama-dalam-berkas"
    SAMA_DAFTAR = "baris-sudah-dalam-daftar"

    @property
    def tingkat(self) -> Tingkat:
        return _TINGKAT[self]


_ALL = tuple(Masalah)
_FIRST_WARNING, _FIRST_SKIP = _ALL.index(Masalah.NIK_KOSONG), _ALL.index(Masalah.SAMA_BERKAS)
_TINGKAT = {
    **dict.fromkeys(_ALL[:_FIRST_WARNING], Tingkat.DITOLAK),
    **dict.fromkeys(_ALL[_FIRST_WARNING:_FIRST_SKIP], Tingkat.PERINGATAN),
    **dict.fromkeys(_ALL[_FIRST_SKIP:], Tingkat.DILEWATI),
}

NIK_FAULTS = {
    NikFault.KOSONG: Masalah.NIK_KOSONG,
    NikFault.KURANG: Masalah.NIK_KURANG,
    NikFault.LEBIH: Masalah.NIK_LEBIH,
    NikFault.DUA_NIK: Masalah.NIK_DUA,
    NikFault.HURUF: Masalah.NIK_HURUF,
    NikFault.BUKAN_ANGKA: Masalah.NIK_BUKAN_ANGKA,
    NikFault.RUSAK: Masalah.KARAKTER,
    NikFault.EXCEL: Masalah.NIK_EXCEL,
    NikFault.PASPOR: Masalah.NIK_PASPOR,
    NikFault.TELEPON: Masalah.NIK_TELEPON,
    NikFault.POLA: Masalah.NIK_POLA,
    NikFault.PROVINSI: Masalah.NIK_PROVINSI,
    NikFault.TANGGAL: Masalah.NIK_TANGGAL,
    NikFault.BULAN: Masalah.NIK_BULAN,
    NikFault.SERI_0000: Masalah.NIK_SERI,
}

NIK_WARNINGS = {
    NikWarning.TANGGAL_MUSTAHIL: Masalah.NIK_HARI_MUSTAHIL,
    NikWarning.TANGGAL_BERBEDA: Masalah.NIK_BEDA_LAHIR,
    NikWarning.JENIS_KELAMIN_BERBEDA: Masalah.NIK_BEDA_KELAMIN,
}


class Problem(NamedTuple):
    """One finding. `nilai` is masked already; `rujukan` is what the words refer to (another row, a number).

    `baris` is the line of the file, None for a finding about the file; `kolom` is None for the whole row.
    """

    baris: int | None
    kolom: Column | None
    masalah: Masalah
    nilai: str = ""
    rujukan: str = ""
