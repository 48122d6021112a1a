"""Words of the record of what staff did."""

from pemilu.audit.kinds import Tindakan
from pemilu.web.i18n import lazy_gettext as _

TINDAKAN = {
    Tindakan.MASUK: _("Masuk"),
    Tindakan.MASUK_GAGAL: _("Gagal masuk"),
    Tindakan.MASUK_LAGI: _("Membuktikan diri lagi"),
    Tindakan.KELUAR: _("Keluar"),
    Tindakan.SESI_DIAKHIRI: _("Mengakhiri sesi"),
    Tindakan.SANDI_DIGANTI: _("Mengganti sandi"),
    Tindakan.FAKTOR_KEDUA_DIGANTI: _("Mengganti faktor kedua"),
    Tindakan.AKUN_DIBUAT: _("Membuat akun"),
    Tindakan.AKUN_DIUBAH: _("Mengubah akun"),
    Tindakan.AKUN_DIMATIKAN: _("Mematikan akun"),
    Tindakan.AKUN_DIHIDUPKAN: _("Menghidupkan akun"),
    Tindakan.AKUN_DIATUR_ULANG: _("Mengatur ulang akun"),
    Tindakan.UNDANGAN_DIBUAT: _("Membuat undangan"),
    Tindakan.UNDANGAN_DIPAKAI: _("Memakai undangan"),
    Tindakan.LAPORAN_DIBUKA: _("Membuka laporan"),
    Tindakan.IDENTITAS_DIBUKA: _("Membuka identitas"),
    Tindakan.BUKTI_DIBUKA: _("Membuka bukti"),
    Tindakan.ANGGARAN_BUKA_HABIS: _("Jatah membuka habis"),
    Tindakan.LAPORAN_DITINDAK: _("Mengerjakan laporan"),
    Tindakan.LAPORAN_DITERIMA_DI_MEJA: _("Menerima laporan di meja"),
    Tindakan.BORONGAN: _("Mengerjakan banyak laporan sekaligus"),
    Tindakan.BORONGAN_DIBATALKAN: _("Membatalkan pekerjaan borongan"),
    Tindakan.PERUBAHAN_DIUSULKAN: _("Mengusulkan perubahan daftar"),
    Tindakan.DINAIKKAN: _("Dinaikkan karena lewat batas waktu"),
    Tindakan.TEMPLAT_DIUBAH: _("Mengubah templat jawaban"),
    Tindakan.LEMBAR_DICETAK: _("Mencetak lembar kunjungan"),
    Tindakan.DIEKSPOR: _("Mengekspor laporan"),
    Tindakan.PENCARIAN: _("Mencari NIK"),
    Tindakan.KIOS_DIBUKA: _("Membuka kios"),
    Tindakan.KIOS_MENCARI: _("Pencarian di kios"),
    Tindakan.KIOS_DITUTUP: _("Menutup kios"),
}
