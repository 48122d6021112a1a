"""What is recorded. The values are stored; a new act is a new member, an old one is never renamed."""

from enum import StrEnum


class Tindakan(StrEnum):
    """One act of one person, or one opening of personal data."""

    MASUK = "masuk"
    MASUK_GAGAL = "masuk-gagal"
    KELUAR = "keluar"
    SESI_DIAKHIRI = "sesi-diakhiri"
    SANDI_DIGANTI = "sandi-diganti"
    FAKTOR_KEDUA_DIGANTI = "faktor-kedua-diganti"
    AKUN_DIBUAT = "akun-dibuat"
    AKUN_DIUBAH = "akun-diubah"
    AKUN_DIMATIKAN = "akun-dimatikan"
    UNDANGAN_DIBUAT = "undangan-dibuat"
    LAPORAN_DIBUKA = "laporan-dibuka"
    IDENTITAS_DIBUKA = "identitas-dibuka"
    BUKTI_DIBUKA = "bukti-dibuka"
    LAPORAN_DITINDAK = "laporan-ditindak"
    LAPORAN_DITERIMA_DI_MEJA = "laporan-diterima-di-meja"
    BORONGAN = "borongan"
    BORONGAN_DIBATALKAN = "borongan-dibatalkan"
    PERUBAHAN_DIUSULKAN = "perubahan-diusulkan"
    DINAIKKAN = "dinaikkan"
    TEMPLAT_DIUBAH = "templat-diubah"
    LEMBAR_DICETAK = "lembar-dicetak"
    DIEKSPOR = "diekspor"
    PENCARIAN = "pencarian"
    KIOS_DIBUKA = "kios-dibuka"
    KIOS_MENCARI = "kios-mencari"
    KIOS_DITUTUP = "kios-ditutup"
