"""How the portal tells of errors, and what a citizen can do then."""

from pemilu.web.errors import ErrorWords, Words
from pemilu.web.i18n import lazy_gettext as _
from pemilu.web.petugas import petugas
from pemilu.web.services import Situation, services

WORDS = {
    400: Words(
        _("Permintaan tidak dapat dibaca"),
        _("Kembali ke halaman depan, lalu isi formulir sekali lagi."),
    ),
    403: Words(
        _("Formulir ini tidak dikirim dari situs ini"),
        _("Buka halaman depan situs ini, lalu isi NIK di sana."),
    ),
    404: Words(
        _("Halaman tidak ada"),
        _("Periksa alamatnya, atau mulai lagi dari halaman depan."),
    ),
    405: Words(
        _("Cara ini tidak dilayani di alamat ini"),
        _("Mulai lagi dari halaman depan."),
    ),
    413: Words(
        _("Kiriman terlalu besar"),
        _("Setiap foto atau PDF paling besar 10 MB. Kembali, pilih berkas lain, lalu kirim lagi."),
    ),
    415: Words(
        _("Jenis kiriman tidak dikenal"),
        _("Kirim sebagai application/json."),
    ),
    429: Words(
        _("Terlalu banyak pencarian dari jaringan ini"),
        _(
            "Tunggu sebentar, lalu coba lagi. Satu jaringan sering dipakai ribuan telepon, jadi ini bukan "
            "kesalahan Anda. Kalau mendesak, tanyakan kepada %(petugas)s."
        ),
    ),
    500: Words(
        _("Ada yang rusak di pihak kami"),
        _("Kerusakan ini sudah tercatat. Coba lagi sebentar lagi; sebutkan nomornya bila melapor."),
    ),
    503: Words(
        _("Layanan sedang penuh"),
        _("Tidak ada yang tersimpan setengah. Coba lagi dalam setengah menit."),
    ),
}


def _facts() -> dict[str, str]:
    """Asks no database: an error page must not need what has just failed."""
    s = services()
    situasi = s.situations.known() or Situation(None, None)
    return {"petugas": petugas(situasi.keadaan(s.clock.now()).masa)}


GALAT = ErrorWords(WORDS, _facts)
