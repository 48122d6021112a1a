"""How the staff app tells of errors, and what an officer can do then."""

from flask import Flask, Response

from pemilu.infra.db import RowChanged
from pemilu.laporan.act import NoSuchLaporan, NotHolder, StaleLaporan
from pemilu.laporan.desk import OutsideWilayah
from pemilu.laporan.release import NoSuchRequest, OneHand, RequestSpent
from pemilu.laporan.status import ForbiddenTransition
from pemilu.petugas.invite import InvitationSpent, NoSuchInvitation
from pemilu.petugas.manage import NoSuchPetugas
from pemilu.petugas.officer import NotPermitted
from pemilu.web.errors import ErrorWords, Words, answer
from pemilu.web.i18n import lazy_gettext as _

GALAT = ErrorWords(
    {
        400: Words(_("Permintaan tidak dapat dibaca"), _("Kembali, lalu isi formulir sekali lagi.")),
        403: Words(
            _("Formulir ini sudah tidak berlaku"),
            _("Belum ada yang tersimpan. Muat ulang halamannya, lalu kirim sekali lagi."),
        ),
        404: Words(
            _("Tidak ada di wilayah Anda"),
            _("Periksa alamat atau nomornya. Laporan wilayah lain hanya dapat dibuka petugas wilayah itu."),
        ),
        405: Words(_("Cara ini tidak dilayani di alamat ini"), _("Mulai lagi dari antrean.")),
        413: Words(
            _("Kiriman terlalu besar"),
            _("Setiap foto atau PDF paling besar 10 MB. Kembali, pilih berkas lain, lalu kirim lagi."),
        ),
        429: Words(_("Terlalu banyak percobaan"), _("Tunggu sebentar, lalu coba lagi.")),
        500: Words(
            _("Ada yang rusak di pihak kami"),
            _("Kerusakan ini sudah tercatat. Coba lagi sebentar lagi; sebutkan nomornya bila melapor."),
        ),
        503: Words(
            _("Layanan sedang penuh"),
            _("Tidak ada yang tersimpan setengah. Coba lagi dalam setengah menit."),
        ),
    }
)
NOT_PERMITTED = Words(
    _("Peran Anda tidak mencakup ini"),
    _("Mintalah kepada petugas tingkat di atas Anda bila Anda memerlukannya."),
)
CHANGED = Words(
    _("Laporan ini baru saja diubah petugas lain"),
    _("Belum ada yang tersimpan dari Anda. Buka lagi laporannya, lihat yang berubah, lalu ulangi."),
)
ELSEWHERE = Words(
    _("Laporan ini dipegang panitia lain"),
    _("Ambil alih dahulu bila tingkat Anda di atasnya, atau biarkan pemegangnya menyelesaikan."),
)
IMPOSSIBLE = Words(
    _("Itu tidak dapat dilakukan sekarang"),
    _("Keadaan laporan ini sudah lain. Buka lagi laporannya untuk melihat apa yang dapat dilakukan."),
)
ANSWERED = Words(
    _("Permintaan ekspor ini sudah selesai"),
    _("Sudah disetujui, sudah diambil, atau lewat 24 jam. Bila masih perlu, buat permintaan baru."),
)
ONE_HAND = Words(
    _("Petugas lain yang harus menyetujui"),
    _("Akun Anda atau akun peminta disiapkan lewat tautan dari yang lain. Mintalah rekan yang lain."),
)
SPENT = Words(
    _("Tautan ini sudah tidak berlaku"),
    _("Tautan hanya dapat dipakai sekali dan dalam 72 jam. Mintalah yang baru kepada yang memberikannya."),
)
NO_ACCOUNT = Words(
    _("Tidak ada akun itu di bawah Anda"),
    _("Periksa namanya. Setiap tingkat hanya mengelola akun tingkat di bawahnya, di wilayahnya sendiri."),
)
NO_LINK = Words(
    _("Tautan ini tidak dikenal"),
    _("Salin tautannya sekali lagi sampai huruf terakhir, atau mintalah yang baru."),
)
BY_REFUSAL: dict[type[Exception], tuple[int, Words | None]] = {
    NotPermitted: (403, NOT_PERMITTED),
    NoSuchPetugas: (404, NO_ACCOUNT),
    NoSuchInvitation: (404, NO_LINK),
    InvitationSpent: (410, SPENT),
    NoSuchLaporan: (404, None),
    OutsideWilayah: (404, None),
    NoSuchRequest: (404, None),
    OneHand: (409, ONE_HAND),
    RequestSpent: (409, ANSWERED),
    StaleLaporan: (409, CHANGED),
    RowChanged: (409, CHANGED),
    NotHolder: (409, ELSEWHERE),
    ForbiddenTransition: (409, IMPOSSIBLE),
}


def tell_refusals(app: Flask) -> None:
    """Answer what the domain refuses in words."""
    for refusal in BY_REFUSAL:
        app.register_error_handler(refusal, _refused)


def _refused(error: Exception) -> Response:
    status, words = next(BY_REFUSAL[kind] for kind in type(error).__mro__ if kind in BY_REFUSAL)
    return answer(status, words=words)
