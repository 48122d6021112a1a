"""The report form at the desk: the citizen's own, worded for the officer who fills it in; and papers seen."""

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from pemilu.laporan.desk import Seen
from pemilu.laporan.kinds import JenisBukti, JenisLaporan, Pelapor
from pemilu.web.fields import NameField, OptionalNikField
from pemilu.web.i18n import lazy_gettext as _
from pemilu.web.lapor_files import document_choices
from pemilu.web.lapor_form import ALWAYS, LaporForm, carried, one_of

NOTE = 200
SEEN = "dilihat_"
PELAPOR = {
    Pelapor.PEMILIH: _("Pemilih sendiri"),
    Pelapor.KELUARGA: _("Keluarga pemilih"),
    Pelapor.WARGA: _("Warga lain"),
    Pelapor.PENGAWAS: _("Pengawas pemilu"),
    Pelapor.PESERTA_PEMILIHAN: _("Peserta pemilihan"),
}


class DeskForm(LaporForm):
    """Every field of `LaporForm`, and where the copies of papers are kept that were only looked at."""

    always = (*ALWAYS, "catatan_meja")
    who = PELAPOR

    pelapor = RadioField(_("Siapa yang datang?"), default=Pelapor.PEMILIH.value, **one_of(PELAPOR))
    pelapor_nik = OptionalNikField(_("NIK pelapor"))
    pelapor_nama = NameField(_("Nama pelapor"))
    catatan_meja = StringField(
        _("Di mana salinannya disimpan?"),
        [Length(max=NOTE, message=_("Catatan paling banyak 200 huruf."))],
    )
    benar = BooleanField(
        _("Pelapor menyatakan isian ini benar dan tahu bahwa keterangan palsu dapat dipidana."),
        [InputRequired(_("Bacakan pernyataan itu kepada pelapor, lalu centang."))],
    )

    def validate_pelapor(self, _field: RadioField) -> None:
        if self.jenis is JenisLaporan.TIDAK_MEMENUHI_SYARAT and self.about_self:
            raise ValidationError(_("Pilih siapa yang datang: laporan ini tentang orang lain."))

    def validate_pelapor_nama(self, field: NameField) -> None:
        if not self.about_self and not field.nama:
            raise ValidationError(_("Isi nama pelapor: laporan tentang orang lain harus bernama."))

    def validate_pelapor_nik(self, field: OptionalNikField) -> None:
        if not self.about_self and field.nik is None:
            raise ValidationError(_("Isi NIK pelapor: laporan tentang orang lain harus bernama."))
        self.must_be_anothers(field)

    def must_note(self, seen: Seen) -> bool:
        """Whether papers were seen and nobody said where their copies are; the field then tells so."""
        missing = bool(seen.dokumen) and not seen.catatan
        if missing:
            self.catatan_meja.errors = [_("Tulis di mana salinannya disimpan, misalnya: map PPS nomor 12.")]
        return missing


def seen_papers(jenis: JenisLaporan, typed: Mapping[str, str]) -> Seen:
    """What was ticked as seen, among the papers that such a report may bring."""
    ticked = [bukti for bukti in document_choices(jenis) if typed.get(f"{SEEN}{bukti.value}")]
    return Seen(tuple(ticked), typed.get("catatan_meja", "").strip())


def seen_names(jenis: JenisLaporan) -> dict[JenisBukti, str]:
    """The field of each paper."""
    return {bukti: f"{SEEN}{bukti.value}" for bukti in document_choices(jenis)}


def carried_at_desk(jenis: JenisLaporan, typed: MultiDict[str, str]) -> dict[str, str]:
    """What was typed and ticked, to be kept through the choice of another region."""
    own = ("catatan_meja", *seen_names(jenis).values())
    return carried(jenis, typed) | {name: typed[name] for name in own if typed.get(name)}
