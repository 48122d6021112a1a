"""Words of taking reports out with a second officer's approval."""

from pemilu.laporan.opened import ReasonFault
from pemilu.laporan.wishes import KeadaanEkspor
from pemilu.web.i18n import lazy_gettext as _

KEADAAN = {
    KeadaanEkspor.MENUNGGU: _("Menunggu persetujuan"),
    KeadaanEkspor.DISETUJUI: _("Disetujui, belum diambil"),
    KeadaanEkspor.DIAMBIL: _("Sudah diambil"),
    KeadaanEkspor.LEWAT: _("Lewat waktu"),
}
BERTAMBAH = _(
    "Sekarang lebih banyak laporan cocok daripada yang disetujui, melebihi yang dapat Anda ambil sendirian "
    "hari ini. Belum ada yang keluar: minta persetujuan untuk jumlah yang baru."
)
_EMPTY = _("Tulis untuk apa data ini dipakai. Belum ada yang diminta.")
SALAH_ALASAN = {
    ReasonFault.KOSONG: _EMPTY,
    ReasonFault.TANPA_PENJELASAN: _EMPTY,
    ReasonFault.PANJANG: _("Alasan paling banyak 200 huruf. Belum ada yang diminta."),
    ReasonFault.NOMOR: _("Hapus nomor NIK, KK, atau telepon dari alasan. Belum ada yang diminta."),
}
