"""The record of what staff did, for who oversees them: by act, account, object and day."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from wtforms import Form, SelectField, StringField, ValidationError
from wtforms.validators import Length

from admin.door import officer, requires
from admin.staff import staff
from admin.zona import zone_of
from pemilu.audit.kinds import Tindakan
from pemilu.audit.read import AuditFilter
from pemilu.petugas.overseen import record_of
from pemilu.petugas.permissions import Permission
from pemilu.tahapan.day import day_start
from pemilu.web.i18n import lazy_gettext as _
from pemilu.web.words_audit import TINDAKAN
from pemilu.wilayah.zona import Zona

LONGEST = 60
WRONG = 422


class AuditForm(Form):
    """What of the record is to be seen; blank does not narrow."""

    tindakan = SelectField(
        _("Perbuatan"),
        choices=lambda: [("", str(_("Semua"))), *((act.value, str(TINDAKAN[act])) for act in TINDAKAN)],
        validate_choice=False,
    )
    akun = StringField(_("Akun"), [Length(max=LONGEST, message=_("Paling banyak 60 huruf."))])
    objek = StringField(
        _("Nomor laporan atau akun"), [Length(max=LONGEST, message=_("Paling banyak 60 huruf."))]
    )
    hari = StringField(_("Hari"))

    def validate_tindakan(self, field: SelectField) -> None:
        if field.data and field.data not in set(Tindakan):
            raise ValidationError(_("Pilih satu yang tersedia."))

    def validate_hari(self, field: StringField) -> None:
        if field.data and _day(field.data) is None:
            raise ValidationError(_("Tanggal itu tidak ada di kalender."))

    def wanted(self, zona: Zona) -> AuditFilter:
        """The filter of a valid form; its day is one of that zone."""
        day = _day(self.hari.data or "")
        return AuditFilter(
            tindakan=Tindakan(self.tindakan.data) if self.tindakan.data else None,
            pelaku=_text(self.akun),
            objek=_text(self.objek),
            sejak=day_start(day, zona) if day else None,
            sebelum=day_start(day + timedelta(days=1), zona) if day else None,
        )


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("audit", __name__)
    bp.get("/audit")(show)
    return bp


@requires(Permission.READ_AUDIT)
def show() -> ResponseReturnValue:
    form, by = AuditForm(request.args), officer()
    if not form.validate():
        return render_template("admin/audit/daftar.html", form=form, page=None), WRONG
    zona = zone_of(by)
    with staff().reading(by) as session:
        page = record_of(session, by, form.wanted(zona), sesudah=request.args.get("sesudah"))
    return render_template(
        "admin/audit/daftar.html", form=form, page=page, zona=zona, tindakan=TINDAKAN, asked=_asked(form)
    )


def _asked(form: AuditForm) -> dict[str, str]:
    """What narrows, for the link to the next page."""
    return {field.name: field.data for field in form if field.data}


def _text(field: StringField) -> str | None:
    return (field.data or "").strip() or None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
