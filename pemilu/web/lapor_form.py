"""The report form: the fields that a kind needs, and what they become."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import AnyOf, InputRequired, Length, Optional, Regexp

from pemilu.laporan.kinds import AlasanTms, JenisLaporan, Pelapor
from pemilu.laporan.kontak import Kontak, KontakFault, parse_email, parse_telepon
from pemilu.web.fields import NameField, NkkField, OptionalNikField
from pemilu.web.i18n import lazy_gettext as _
from pemilu.web.lapor_files import MOST
from pemilu.web.words import ALASAN_TMS, PELAPOR

TEXT = 1_000
J = JenisLaporan
# What Lapor Pemilih asks (nik ... status_ktp), only as far as the kind needs it.
FIELDS: Mapping[JenisLaporan, tuple[str, ...]] = {
    J.BELUM_TERDAFTAR: (
        "nik", "nkk", "nama", "tempat_lahir", "tanggal_lahir", "jenis_kelamin", "status_kawin",
        "alamat", "rt", "rw", "status_ktp",
    ),
    J.PERBAIKAN_DATA: ("nik", "nama", "keterangan"),
    J.TIDAK_BERDOMISILI: ("nik", "nama", "alamat", "keterangan"),
    J.GANDA: ("nik", "nama", "keterangan"),
    J.TIDAK_MEMENUHI_SYARAT: ("nik", "nama", "alamat", "rt", "rw", "alasan", "keterangan"),
    J.SALAH_TPS: ("nik", "nama", "alamat", "rt", "rw", "keterangan"),
}  # fmt: skip
ALWAYS = ("pelapor", "pelapor_nik", "pelapor_nama", "telepon", "email", "situs", "benar")
NOT_OFFERED = _("Pilih satu yang tersedia.")
MUST_EXPLAIN = {J.PERBAIKAN_DATA, J.TIDAK_BERDOMISILI, J.GANDA}


def parse_date(text: str) -> date | None:
    """A day written as 17-08-1945, or None when there is no such day."""
    parts = text.replace("/", "-").replace(".", "-").replace(" ", "-").split("-")
    try:
        day, month, year = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        return None


def carried(jenis: JenisLaporan, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, to be kept through the choice of another region; files cannot be."""
    documents = [f"jenis_bukti_{number}" for number in range(1, MOST + 1)]
    return {name: typed[name] for name in (*FIELDS[jenis], *ALWAYS, *documents) if typed.get(name)}


def one_of(words: Mapping[Any, object], *, message: Any = NOT_OFFERED) -> dict[str, Any]:
    """What makes a field a choice among `words` (value -> text, told in the language of the page)."""
    return {
        "choices": lambda: [(str(value), str(text)) for value, text in words.items()],
        "validate_choice": False,  # its own refusal is in English
        "validators": [AnyOf(list(words), message=message)],
    }


class LaporForm(Form):
    """Every field that some kind asks; `for_kind` leaves only those of one kind."""

    jenis = JenisLaporan.BELUM_TERDAFTAR
    today: date | None = None
    always: tuple[str, ...] = ALWAYS
    who: Mapping[Pelapor, object] = PELAPOR

    pelapor = RadioField(
        _("Siapa yang melapor?"),
        default=Pelapor.PEMILIH.value,
        **one_of(PELAPOR),
    )
    nik = OptionalNikField(_("NIK pemilih"))
    nkk = NkkField(_("Nomor Kartu Keluarga (KK)"))
    nama = NameField(_("Nama lengkap pemilih"), [InputRequired(_("Isi nama lengkap seperti di KTP-el."))])
    tempat_lahir = StringField(
        _("Tempat lahir"),
        [
            InputRequired(_("Isi tempat lahir.")),
            Length(max=60, message=_("Tempat lahir paling banyak 60 huruf.")),
        ],
    )
    tanggal_lahir = StringField(
        _("Tanggal lahir"),
        [Regexp(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{4}\Z", message=_("Tulis tanggal lahir seperti 17-08-1945."))],
    )
    jenis_kelamin = RadioField(
        _("Jenis kelamin"),
        **one_of({"L": _("Laki-laki"), "P": _("Perempuan")}, message=_("Pilih jenis kelamin.")),
    )
    status_kawin = SelectField(
        _("Status perkawinan"),
        **one_of({"belum": _("Belum kawin"), "sudah": _("Sudah kawin"), "pernah": _("Pernah kawin")}),
    )
    alamat = StringField(
        _("Alamat di KTP-el (jalan, dukuh)"),
        [
            InputRequired(_("Isi alamat seperti di KTP-el.")),
            Length(max=150, message=_("Alamat paling banyak 150 huruf.")),
        ],
    )
    rt = StringField(_("RT"), [Optional(), Regexp(r"\d{1,3}\Z", message=_("RT berupa angka, misalnya 3."))])
    rw = StringField(_("RW"), [Optional(), Regexp(r"\d{1,3}\Z", message=_("RW berupa angka, misalnya 5."))])
    status_ktp = SelectField(
        _("KTP-el"),
        **one_of({"sudah": _("Sudah punya KTP-el"), "belum": _("Belum punya KTP-el")}),
    )
    alasan = RadioField(
        _("Mengapa tidak memenuhi syarat?"),
        **one_of(ALASAN_TMS, message=_("Pilih satu alasan.")),
    )
    keterangan = TextAreaField(
        _("Penjelasan"), [Length(max=TEXT, message=_("Penjelasan paling banyak 1.000 huruf."))]
    )
    pelapor_nik = OptionalNikField(_("NIK Anda sebagai pelapor"))
    pelapor_nama = NameField(_("Nama Anda sebagai pelapor"))
    telepon = StringField(_("Nomor HP (SMS atau WhatsApp)"))
    email = StringField(_("E-mail"))
    situs = StringField(_("Jangan diisi"))
    benar = BooleanField(
        _("Isian ini benar. Saya tahu bahwa keterangan palsu dapat dipidana."),
        [InputRequired(_("Centang pernyataan bahwa isian ini benar."))],
    )

    def validate_nik(self, field: OptionalNikField) -> None:
        may_be_unknown = self.jenis is JenisLaporan.TIDAK_MEMENUHI_SYARAT and not self.about_self
        if field.nik is None and not may_be_unknown:
            raise ValidationError(_("Isi NIK: 16 angka di bagian atas KTP-el."))

    def validate_pelapor(self, _field: RadioField) -> None:
        if self.jenis is JenisLaporan.TIDAK_MEMENUHI_SYARAT and self.about_self:
            raise ValidationError(_("Pilih siapa Anda: laporan ini tentang orang lain."))

    def validate_situs(self, field: StringField) -> None:
        if field.data:
            raise ValidationError(_("Kosongkan kolom “Jangan diisi”. Kolom itu jebakan untuk program."))

    def validate_keterangan(self, field: TextAreaField) -> None:
        if self.jenis in MUST_EXPLAIN and not (field.data or "").strip():
            raise ValidationError(_("Jelaskan apa yang salah dan yang benar."))

    def validate_tanggal_lahir(self, field: StringField) -> None:
        day = parse_date(field.data or "")
        if day is None:
            raise ValidationError(_("Tanggal itu tidak ada di kalender. Tulis seperti 17-08-1945."))
        if self.today is not None and day > self.today:
            raise ValidationError(_("Tanggal lahir itu belum terjadi. Periksa tahunnya."))

    def validate_pelapor_nama(self, field: NameField) -> None:
        if not self.about_self and not field.nama:
            raise ValidationError(_("Isi nama Anda: laporan tentang orang lain harus bernama."))

    def validate_pelapor_nik(self, field: OptionalNikField) -> None:
        if not self.about_self and field.nik is None:
            raise ValidationError(_("Isi NIK Anda: laporan tentang orang lain harus bernama."))
        self.must_be_anothers(field)

    def must_be_anothers(self, field: OptionalNikField) -> None:
        if not self.about_self and field.nik is not None and field.nik == self.nik.nik:
            raise ValidationError(_("NIK ini sama dengan NIK pemilih. Isi NIK orang yang melapor."))

    def validate_telepon(self, field: StringField) -> None:
        if field.data and isinstance(parse_telepon(field.data), KontakFault):
            raise ValidationError(_("Tulis nomor HP Indonesia, misalnya 0812 3456 7890, atau kosongkan."))

    def validate_email(self, field: StringField) -> None:
        if field.data and isinstance(parse_email(field.data), KontakFault):
            raise ValidationError(_("Tulis alamat e-mail lengkap, misalnya nama@contoh.id, atau kosongkan."))

    @classmethod
    def for_kind(
        cls, jenis: JenisLaporan, typed: MultiDict[str, str] | None = None, *, today: date | None = None
    ) -> Self:
        """The form of one kind, filled with what was typed. Nobody is born after `today`."""
        form = cls(typed)
        form.jenis, form.today = jenis, today
        for name in [field.name for field in form]:
            if name not in (*FIELDS[jenis], *cls.always):
                del form[name]
        if jenis is JenisLaporan.TIDAK_MEMENUHI_SYARAT:
            # Anybody can say to be the voter; here it would end that voter's entry.
            form.pelapor.choices = [(p.value, str(cls.who[p])) for p in Pelapor if p is not Pelapor.PEMILIH]
            if not typed or "pelapor" not in typed:
                form.pelapor.data = Pelapor.KELUARGA.value
        return form

    @property
    def about_self(self) -> bool:
        return bool(self.pelapor.data == Pelapor.PEMILIH.value)

    @property
    def reason(self) -> AlasanTms | None:
        given = "alasan" in self and self.alasan.data in set(AlasanTms)
        return AlasanTms(self.alasan.data) if given else None

    def kontak(self) -> Kontak:
        """The checked contacts of a valid form."""
        telepon, email = parse_telepon(self.telepon.data or ""), parse_email(self.email.data or "")
        return Kontak(
            telepon if isinstance(telepon, str) else None, email if isinstance(email, str) else None
        )

    def content(self) -> dict[str, str]:
        """All that was written, to be sealed."""
        return {field.name: str(field.data) for field in self if field.data}
