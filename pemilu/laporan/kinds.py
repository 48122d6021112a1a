"""Kinds of reports, reporters, reasons and documents. The values are stored and stand in URLs."""

from enum import StrEnum

from pemilu.pemilih.kinds import Keterangan


class JenisLaporan(StrEnum):
    """The five legal kinds of tanggapan (Pilkada 2024), and the wrong TPS, which ends nobody's right."""

    BELUM_TERDAFTAR = "belum-terdaftar"
    PERBAIKAN_DATA = "perbaikan-data"
    TIDAK_BERDOMISILI = "tidak-berdomisili"
    """Lives elsewhere than the address on the KTP-el, KK, biodata or IKD."""
    GANDA = "ganda"
    TIDAK_MEMENUHI_SYARAT = "tidak-memenuhi-syarat"
    SALAH_TPS = "salah-tps"
    """Keterangan 8, salah penempatan TPS: the voter stays, at another TPS."""


class MasaRekap(StrEnum):
    """Of which time a rekap is: by when its reports were filed."""

    TAHAP = "tahap"
    MINGGU = "7-hari"
    SEMUA = "semua"


class Pelapor(StrEnum):
    """Who may report: the public, supervisors and election participants (PKPU 7/2022 art. 66)."""

    PEMILIH = "pemilih"
    KELUARGA = "keluarga"
    WARGA = "warga"
    PENGAWAS = "pengawas"
    PESERTA_PEMILIHAN = "peserta-pemilihan"

    @property
    def reports_about_self(self) -> bool:
        return self is Pelapor.PEMILIH


class AlasanTms(StrEnum):
    """Why somebody on the list may no longer vote. A voter listed twice is a kind of report of its own."""

    MENINGGAL = "meninggal"
    PINDAH_DOMISILI = "pindah-domisili"
    TNI = "tni"
    POLRI = "polri"
    DI_BAWAH_UMUR = "di-bawah-umur"
    WNA = "wna"


# What each reason proposes for the last column of Model A-Daftar Pemilih; only KPU Kab/Kota decides it.
ALASAN_TMS = {
    AlasanTms.MENINGGAL: Keterangan.MENINGGAL,
    AlasanTms.PINDAH_DOMISILI: Keterangan.PINDAH_DOMISILI,
    AlasanTms.TNI: Keterangan.TNI,
    AlasanTms.POLRI: Keterangan.POLRI,
    AlasanTms.DI_BAWAH_UMUR: Keterangan.DI_BAWAH_UMUR,
    AlasanTms.WNA: Keterangan.WNA,
}


class JenisBukti(StrEnum):
    """Documents that prove a report. Unless the name says otherwise they are those of the voter."""

    KTP_EL = "ktp-el"
    KK = "kk"
    BIODATA = "biodata"
    """Biodata penduduk, issued by Dukcapil."""
    IKD = "ikd"
    """Identitas Kependudukan Digital."""
    PASPOR = "paspor"
    SPLP = "splp"
    """Surat Perjalanan Laksana Paspor."""
    SURAT_KEMATIAN = "surat-kematian"
    KARTU_ANGGOTA_TNI_POLRI = "kartu-anggota-tni-polri"
    SK_PEMBERHENTIAN = "sk-pemberhentian"
    """Decree by which somebody left TNI or Polri, and so may vote."""
    SURAT_PINDAH = "surat-pindah"
    BUKU_NIKAH = "buku-nikah"
    FOTO_MEMEGANG_KTP = "foto-memegang-ktp"
    IDENTITAS_PELAPOR = "identitas-pelapor"
    """Identity of a reporter who is not the voter."""
    LAINNYA = "lainnya"


class Putusan(StrEnum):
    """What is recommended, and then decided."""

    SETUJU = "setuju"
    TOLAK = "tolak"


class HasilKunjungan(StrEnum):
    """What a field visit found (verifikasi faktual)."""

    SESUAI_LAPORAN = "sesuai-laporan"
    TIDAK_SESUAI_LAPORAN = "tidak-sesuai-laporan"
    TIDAK_DITEMUKAN = "tidak-ditemukan"
    RUMAH_KOSONG = "rumah-kosong"
    PERLU_DATANG_LAGI = "perlu-datang-lagi"


class JenisPemberitahuan(StrEnum):
    """What an officer is told of."""

    SEPARUH_WAKTU = "separuh-waktu"
    HAMPIR_HABIS = "hampir-habis"
    LEWAT_DAN_NAIK = "lewat-dan-naik"
    DITUGASKAN = "ditugaskan"
    DIALIHKAN_KE_SINI = "dialihkan-ke-sini"
    KEBERATAN = "keberatan"
    DIKEMBALIKAN = "dikembalikan"
