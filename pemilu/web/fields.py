"""Form fields that turn text into a domain value once, at the door."""

from wtforms import StringField, ValidationError
from wtforms.form import BaseForm

from pemilu.pemilih.nama import tokens
from pemilu.pemilih.nik import LOOKALIKES, Nik, NikFault, NikProblem, parse_nik
from pemilu.pemilih.pasted import join_groups, unwrap
from pemilu.web.i18n import gettext, ngettext
from pemilu.web.i18n import lazy_gettext as _

# A pasted NIK may carry spaces, quotes and a label; more than this is not a NIK.
NIK_CHARACTERS = 64
NAME_CHARACTERS = 200
NKK_DIGITS = 16

SENTENCES = {
    NikFault.KOSONG: _("Isi NIK: 16 angka di bagian atas KTP-el."),
    NikFault.HURUF: _("NIK hanya angka. Ganti setiap huruf dengan angka di KTP-el."),
    NikFault.BUKAN_ANGKA: _("NIK hanya angka 0 sampai 9. Salin 16 angka dari KTP-el."),
    NikFault.RUSAK: _("Isian ini memuat tanda yang tidak terbaca. Ketik ulang 16 angka NIK."),
    NikFault.EXCEL: _(
        "NIK ini rusak oleh Excel (angka terakhir hilang). Salin lagi 16 angka dari KTP-el atau KK."
    ),
    NikFault.PASPOR: _(
        "Ini tampak seperti nomor paspor. Isi 16 angka NIK; pemilih di luar negeri bertanya kepada PPLN."
    ),
    NikFault.TELEPON: _("Ini tampak seperti nomor telepon. Isi 16 angka NIK di KTP-el."),
    NikFault.POLA: _("Ini bukan NIK: angkanya berulang atau berurutan. Salin 16 angka dari KTP-el."),
    NikFault.PROVINSI: _("Dua angka pertama bukan kode provinsi. Periksa awal NIK di KTP-el."),
    NikFault.TANGGAL: _(
        "Angka ke-7 dan ke-8 harus tanggal lahir: 01-31, atau 41-71 untuk perempuan. Periksa lagi."
    ),
    NikFault.BULAN: _("Angka ke-9 dan ke-10 harus bulan lahir: 01-12. Periksa lagi."),
    NikFault.SERI_0000: _(
        "Empat angka terakhir NIK tidak pernah 0000; biasanya NIK rusak oleh Excel. Salin lagi dari KTP-el."
    ),
    NikFault.DUA_NIK: _("Isi satu NIK saja, yaitu 16 angka."),
}


def sentence(problem: NikProblem) -> str:
    """What is wrong with a NIK and what to do, in the language of the request."""
    if problem.kind in {NikFault.KURANG, NikFault.LEBIH}:
        return str(
            ngettext(
                "NIK harus 16 angka; yang Anda isi %(num)d angka. Hitung lagi dari KTP-el.",
                "NIK harus 16 angka; yang Anda isi %(num)d angka. Hitung lagi dari KTP-el.",
                problem.digits,
            )
        )
    if problem.kind is NikFault.HURUF and problem.letters:
        pairs = ", ".join(f"{letter} → {LOOKALIKES[letter]}" for letter in dict.fromkeys(problem.letters))
        return str(gettext("NIK hanya angka. Periksa huruf yang mirip angka: %(pairs)s.", pairs=pairs))
    return str(SENTENCES[problem.kind])


class NikField(StringField):
    """A text field whose `nik` is a checked `Nik` once the form is valid."""

    nik: Nik

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms passes it
        parsed = parse_nik(self.data or "")
        if isinstance(parsed, NikProblem):
            raise ValidationError(sentence(parsed))
        self.nik = parsed


class NameField(StringField):
    """An optional full name: blank counts as not given."""

    @property
    def nama(self) -> str | None:
        return self.data.strip() or None if self.data else None

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms passes it
        if self.data and len(self.data) > NAME_CHARACTERS:
            raise ValidationError(_("Nama paling banyak 200 huruf. Tulis seperti di KTP-el."))
        if self.nama and not tokens(self.nama):
            raise ValidationError(_("Nama harus memuat huruf. Tulis seperti di KTP-el, atau kosongkan."))


class OptionalNikField(StringField):
    """A NIK that may stay blank: `nik` is None then."""

    nik: Nik | None = None

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms passes it
        if not (self.data or "").strip():
            return
        parsed = parse_nik(self.data or "")
        if isinstance(parsed, NikProblem):
            raise ValidationError(sentence(parsed))
        self.nik = parsed


class NkkField(StringField):
    """A family card number: sixteen digits, or blank. It changes with the family: no more is checked."""

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms passes it
        bare = join_groups(unwrap(self.data or ""))
        if bare and not (len(bare) == NKK_DIGITS and bare.isascii() and bare.isdigit()):
            raise ValidationError(_("Nomor KK harus 16 angka, atau kosongkan. Lihat di atas Kartu Keluarga."))
