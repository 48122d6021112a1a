"""The forms of the acts: what was typed, and what is wrong with it in words."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from wtforms import BooleanField, Form, IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional, ValidationError

from admin.saringan_form import LAST_ROW
from admin.tujuan import TwoTargets, TypedUnfit, target_of
from pemilu.infra.errors import DomainError
from pemilu.laporan.answers import LONGEST, AlasanAlih, AnswerFault, AnswerUnfit, NoSuchReason
from pemilu.laporan.decide import APPROVED_AN_HOUR, Contested, SameHand, SamePerson, TooMany, TooSoon
from pemilu.laporan.kinds import HasilKunjungan, Putusan
from pemilu.laporan.link import CannotJoin, JoinFault
from pemilu.laporan.proposal import ChoiceMissing, ListedAlready, NotReadable, SingleEntry
from pemilu.laporan.recommend import NOTE, NoteMissing, NotVerified
from pemilu.laporan.take import NotColleague
from pemilu.laporan.transfer import TargetFault, TargetUnfit
from pemilu.laporan.visit import NOTE as VISIT_NOTE
from pemilu.laporan.visit import AlreadyVisited, NoteTooLong, VisitDayUnfit
from pemilu.web.i18n import gettext, local_time
from pemilu.web.i18n import lazy_gettext as _
from pemilu.wilayah.zona import Zona

CHOOSE = _("Pilih satu yang tersedia.")
TOO_LONG = _("Tulisan ini terlalu panjang. Ringkaslah.")
NOTE_NEEDED = _("Tulis catatan untuk petugas berikutnya.")


def note(label: Any, *, needed: bool = False, most: int = NOTE) -> Any:
    """A note among staff."""
    checks = [InputRequired(NOTE_NEEDED)] if needed else [Optional()]
    return StringField(label, [*checks, Length(max=most, message=TOO_LONG)])


def choice(label: Any, values: Any) -> Any:
    return StringField(label, [AnyOf([str(value) for value in values], message=CHOOSE)])


class ActForm(Form):
    """Every act says which version of the report its officer saw."""

    versi = IntegerField(_("Versi"), [NumberRange(min=1, message=CHOOSE)])


class AssignForm(ActForm):
    kepada = IntegerField(_("Petugas"), [NumberRange(min=1, max=LAST_ROW, message=CHOOSE)])


class AskForm(ActForm):
    alasan = StringField(_("Dokumen yang diminta"), [InputRequired(CHOOSE)])
    jawaban = StringField(_("Pesan untuk pelapor"), [Length(max=LONGEST, message=TOO_LONG)])


class VisitForm(ActForm):
    tanggal = StringField(_("Tanggal kunjungan"), [InputRequired(_("Isi tanggal kunjungan."))])
    hasil = choice(_("Hasil"), HasilKunjungan)
    catatan = note(_("Catatan untuk petugas"), most=VISIT_NOTE)

    def validate_tanggal(self, field: StringField) -> None:
        if day_of(field.data) is None:
            raise ValidationError(_("Tanggal itu tidak ada di kalender. Tulis seperti 2024-09-22."))


class RecommendForm(ActForm):
    putusan = choice(_("Rekomendasi"), Putusan)
    alasan = StringField(_("Alasan"), [InputRequired(CHOOSE)])
    catatan = note(_("Catatan verifikasi"), needed=True)
    dokumen_diperiksa = BooleanField(_("Saya sudah memeriksa dokumen buktinya"))


class TransferForm(ActForm):
    tujuan = StringField(_("Dialihkan ke"))
    kelurahan_lain = StringField(_("Kelurahan lain"), [Length(max=100, message=TOO_LONG)])
    alasan = choice(_("Alasan"), AlasanAlih)
    catatan = note(_("Catatan untuk petugas"))

    def validate_tujuan(self, field: StringField) -> None:
        if not (self.kelurahan_lain.data or "").strip() and target_of(field.data) is None:
            raise ValidationError(CHOOSE)


class LinkForm(ActForm):
    induk = StringField(_("Nomor laporan"), [InputRequired(_("Isi nomor laporan tujuan.")), Length(max=20)])


class ReturnForm(ActForm):
    catatan = note(_("Apa yang masih perlu diperiksa"), needed=True)


class DecideForm(ActForm):
    putusan = choice(_("Putusan"), Putusan)
    alasan = StringField(_("Alasan"), [InputRequired(CHOOSE)])
    jawaban = StringField(_("Jawaban untuk pelapor"), [Length(max=LONGEST, message=TOO_LONG)])
    catatan = note(_("Catatan untuk petugas"))
    baris = StringField(_("Catatan pemilih yang dihapus"), [Length(max=32)])
    tps = IntegerField(_("TPS baru"), [Optional(), NumberRange(min=1, max=LAST_ROW, message=CHOOSE)])


def day_of(text: str | None) -> date | None:
    """A day as date fields send it (2024-09-22), or None."""
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None


def must_be_day(text: str | None) -> date:
    """The day of a form that was checked."""
    return date.fromisoformat((text or "").strip())


def row_of(text: str | None) -> bytes | None:
    """The identity of a row of the roll as the choice sends it (hex), or None."""
    try:
        return bytes.fromhex(text or "") or None
    except ValueError:
        return None


ANSWERS = {
    AnswerFault.KOSONG: _("Tulis jawaban untuk pelapor."),
    AnswerFault.PANJANG: _("Jawaban paling banyak 1.000 huruf."),
    AnswerFault.NOMOR: _(
        "Hapus nomor yang panjang (NIK, KK, telepon): jawaban ini dapat dibaca siapa pun yang memegang "
        "tanda terima."
    ),
}
TARGETS = {
    TargetFault.SUDAH_DI_SANA: _("Laporan ini sudah dipegang panitia itu."),
    TargetFault.DI_LUAR: _("Laporan hanya dapat dialihkan di dalam kabupaten/kota yang sama."),
    TargetFault.BANYAK: _("Ada beberapa kelurahan bernama itu. Tulis kode wilayahnya (10 angka)."),
    TargetFault.TIDAK_AKTIF: _("Panitia itu sedang tidak bertugas. Pilih tingkat di atasnya."),
    TargetFault.BUKAN_ALAMAT: _("Ke PPS lain hanya bila alamat pemilih memang di sana; pilih alasan itu."),
    TargetFault.BUKAN_PPS: _("Laporan yang disanggah atau diduga kampanye tidak dikembalikan ke PPS."),
}
JOINS = {
    JoinFault.DIRI_SENDIRI: _("Laporan tidak dapat digabung dengan dirinya sendiri."),
    JoinFault.TIDAK_ADA: _("Nomor itu tidak ada di wilayah Anda."),
    JoinFault.BEDA_JENIS: _("Jenis laporannya berbeda; hanya yang sejenis dapat digabung."),
    JoinFault.BEDA_PEMILIH: _("Kedua laporan itu bukan tentang NIK yang sama."),
    JoinFault.BEDA_RISIKO: _(
        "Hanya satu dari kedua laporan itu yang dapat mencoret atau mengubah pemilih atas kata orang lain; "
        "putuskan masing-masing."
    ),
    JoinFault.SUDAH_SELESAI: _("Laporan itu sudah selesai; tidak dapat lagi digabungi."),
}
CHOICES = {
    "baris": _("Ada lebih dari satu catatan dengan NIK ini: pilih yang dihapus atau diubah."),
    "tps": _("Pilih TPS yang baru."),
}
_PLAIN: Mapping[type[DomainError], tuple[str, object]] = {
    NoSuchReason: ("alasan", _("Alasan itu bukan untuk pilihan di atas. Pilih lagi.")),
    NoteMissing: ("catatan", NOTE_NEEDED),
    NoteTooLong: ("catatan", TOO_LONG),
    NotVerified: (
        "dokumen_diperiksa",
        _("Laporan ini dapat merugikan pemilih: periksa dokumennya, atau catat kunjungan, dahulu."),
    ),
    NotColleague: ("kepada", _("Petugas itu bukan rekan sepanitia Anda.")),
    AlreadyVisited: ("hasil", _("Hasil kunjungan yang sama sudah Anda catat.")),
    VisitDayUnfit: ("tanggal", _("Tanggal kunjungan harus antara hari laporan masuk dan hari ini.")),
    SamePerson: ("putusan", _("Anda yang merekomendasikan laporan ini, jadi petugas lain harus memutuskan.")),
    SameHand: (
        "putusan",
        _(
            "Akun Anda atau akun yang merekomendasikan disiapkan lewat tautan dari yang lain, jadi petugas "
            "KPU lain harus memutuskan."
        ),
    ),
    NotReadable: (
        "putusan",
        _(
            "Isi laporan tidak dapat dibuka, jadi tidak dapat disetujui. Beri tahu operator, sebutkan nomor "
            "laporannya."
        ),
    ),
    SingleEntry: (
        "putusan",
        _("NIK ini hanya tercatat satu kali: bila disetujui, orangnya hilang dari daftar. Tolaklah."),
    ),
    ListedAlready: (
        "catatan",
        _("NIK ini sudah ada di daftar. Bila orang lain, tulis di sini mengapa; bila tidak, tolaklah."),
    ),
    Contested: (
        "putusan",
        _("Pemilihnya menyanggah. Bila ragu, pemilih tetap di daftar: laporan ini hanya dapat ditolak."),
    ),
}
_BY_FACT: Mapping[type[DomainError], tuple[str, Mapping[Any, object]]] = {
    AnswerUnfit: ("jawaban", ANSWERS),
    TargetUnfit: ("tujuan", TARGETS),
    TypedUnfit: ("kelurahan_lain", TARGETS),
    CannotJoin: ("induk", JOINS),
}
_FIELDS: Mapping[object, str] = {TargetFault.BUKAN_ALAMAT: "alasan"}
FAULTS: tuple[type[DomainError], ...] = (*_PLAIN, *_BY_FACT, ChoiceMissing, TooSoon, TooMany, TwoTargets)
_COMPOSED: Mapping[type[DomainError], Callable[[DomainError, Zona], tuple[str, object]]] = {
    ChoiceMissing: lambda fault, _zona: (str(fault.args[0]), CHOICES[fault.args[0]]),
    TooSoon: lambda fault, zona: ("putusan", _wait(fault, zona)),
    TooMany: lambda _fault, _zona: ("putusan", _many()),
    TwoTargets: lambda fault, _zona: ("kelurahan_lain", _both(*fault.args)),
}


def fault_words(fault: DomainError, zona: Zona) -> tuple[str, object]:
    """The field that a refusal belongs to, and its words."""
    if (kind := type(fault)) in _PLAIN:
        return _PLAIN[kind]
    if kind in _BY_FACT:
        field, words = _BY_FACT[kind]
        return _FIELDS.get(fault.args[0], field), words[fault.args[0]]
    return _COMPOSED[kind](fault, zona)


def _wait(fault: DomainError, zona: Zona) -> str:
    return gettext(
        "Perlu jeda 10 menit sesudah rekomendasi. Dapat diputuskan mulai %(waktu)s.",
        waktu=local_time(fault.args[0], zona),
    )


def _many() -> str:
    return gettext(
        "Anda sudah menyetujui %(banyak)d laporan semacam ini dalam satu jam. Lanjutkan nanti, atau serahkan "
        "kepada petugas lain.",
        banyak=APPROVED_AN_HOUR,
    )


def _both(chosen: str, typed: str) -> str:
    return gettext(
        "Anda memilih %(pilihan)s, tetapi mengetik %(ketikan)s. Kosongkan salah satunya.",
        pilihan=chosen,
        ketikan=typed,
    )
