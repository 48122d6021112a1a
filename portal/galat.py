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
        _("Terlalu banyak permintaan dari jaringan ini"),
        _(
            "Coba lagi dalam %(tunggu)s. Satu jaringan sering dipakai ribuan telepon, jadi ini bukan "
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
# By the scope of the limit (`pemilu.web.ratelimit`).
LIMITS = {
    # Told without the rest of the time, so that the answer is one and the same for everybody.
    "cek": Words(
        _("Terlalu banyak pencarian dari jaringan ini"),
        _(
            "Tunggu paling lama satu jam, lalu coba lagi. Satu jaringan sering dipakai ribuan telepon, jadi "
            "ini bukan kesalahan Anda. Kalau mendesak, tanyakan kepada %(petugas)s."
        ),
    ),
    "lapor": Words(
        _("Laporan ini belum tersimpan"),
        _(
            "Dari jaringan ini sudah terlalu banyak laporan dikirim. Satu jaringan sering dipakai ribuan "
            "telepon, jadi ini bukan kesalahan Anda. Pindah ke jaringan lain, lalu muat ulang halaman ini: "
            "isian dan foto Anda dikirim lagi, dan laporan tidak akan menjadi dua. Di jaringan yang sama, "
            "muat ulang dalam %(tunggu)s. Kalau mendesak, bawalah dokumen Anda ke %(petugas)s."
        ),
    ),
    "sanggah": Words(
        _("Sanggahan Anda belum tersimpan"),
        _(
            "Dari jaringan ini sudah terlalu banyak sanggahan dikirim. Coba lagi dalam %(tunggu)s atau dari "
            "jaringan lain. Kalau mendesak, datanglah ke %(petugas)s dengan KTP-el."
        ),
    ),
    "lacak": Words(
        _("Terlalu banyak permintaan ke Lacak dari jaringan ini"),
        _(
            "Yang baru saja Anda kirim belum tersimpan. Coba lagi dalam %(tunggu)s atau dari jaringan lain. "
            "Laporan Anda tetap diproses."
        ),
    ),
    "lacak-salah": Words(
        _("Nomor atau kode tidak cocok, dan sudah terlalu sering dicoba"),
        _(
            "Dari jaringan ini terlalu banyak nomor dan kode yang keliru. Laporan Anda tidak terkunci: nomor "
            "dan kode yang benar tetap membukanya. Kembali, lalu salin keduanya dari tanda terima. Yang "
            "keliru dihitung dari awal lagi dalam %(tunggu)s."
        ),
    ),
    "lacak-nomor": Words(
        _("Nomor atau kode tidak cocok, dan sudah terlalu sering dicoba"),
        _(
            "Untuk nomor ini terlalu banyak kode keliru dicoba, mungkin oleh orang lain. Laporannya tidak "
            "terkunci: kode yang benar tetap membukanya. Kembali, lalu salin keduanya dari tanda terima. "
            "Yang keliru dihitung dari awal lagi dalam %(tunggu)s."
        ),
    ),
}


def _facts() -> dict[str, str]:
    """Asks no database: an error page must not need what has just failed."""
    s = services()
    situasi = s.situations.known() or Situation(None, None)
    return {"petugas": petugas(situasi.keadaan(s.clock.now()).masa)}


GALAT = ErrorWords(WORDS, _facts, LIMITS)
