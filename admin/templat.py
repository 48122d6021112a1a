"""Prepared answers: each KPU office words its own where it wants to."""

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from wtforms import Form, StringField
from wtforms.validators import AnyOf, InputRequired, Length, ValidationError

from admin.door import officer, requires
from admin.saringan_form import LAST_ROW
from admin.selesai import address_telling, what_was_done
from admin.staff import staff
from admin.tindakan_form import ANSWERS, CHOOSE, TOO_LONG
from pemilu.laporan.answers import LONGEST, AnswerUnfit, NoSuchReason, default_text
from pemilu.laporan.kinds import JenisLaporan, Putusan
from pemilu.laporan.prepared import (
    NoSuchTemplat,
    all_codes,
    delete_template,
    find_template,
    inherited,
    own_templates,
    save_template,
)
from pemilu.petugas.permissions import Permission
from pemilu.web import words_laporan
from pemilu.web.i18n import lazy_gettext as _

UNPROCESSABLE = 422
ASKS = "minta"
ONE = f"/templat/<int(max={LAST_ROW}):nomor>"
MISFIT = _("Alasan itu tidak dipakai untuk jenis laporan ini. Pilih jenis lain, atau “semua jenis”.")
USES = {
    ASKS: _("Permintaan dokumen"),
    Putusan.SETUJU.value: _("Laporan disetujui"),
    Putusan.TOLAK.value: _("Laporan ditolak"),
}
OUTCOMES = {None: ASKS} | {putusan: putusan.value for putusan in Putusan}


class TemplatForm(Form):
    """`guna` is the outcome and the reason in one choice: `tolak:dokumen-kurang`."""

    guna = StringField(_("Untuk"), [InputRequired(CHOOSE)])
    jenis = StringField(
        _("Jenis laporan"), [AnyOf(["", *(jenis.value for jenis in JenisLaporan)], message=CHOOSE)]
    )
    teks = StringField(
        _("Teks jawaban"), [InputRequired(_("Tulis teksnya.")), Length(max=LONGEST, message=TOO_LONG)]
    )

    def validate_guna(self, _field: StringField) -> None:
        outcome, alasan = self.use()
        if outcome not in USES or not alasan:
            raise ValidationError(CHOOSE)

    def use(self) -> tuple[str, str]:
        outcome, _colon, alasan = (self.guna.data or "").partition(":")
        return outcome, alasan


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("templat", __name__)
    bp.get("/templat")(show)
    bp.get("/templat/tambah")(new)
    bp.post("/templat/tambah")(add)
    bp.get(ONE)(edit)
    bp.post(ONE)(change)
    bp.post(f"{ONE}/hapus")(delete)
    return bp


@requires(Permission.EDIT_TEMPLATES)
def show() -> ResponseReturnValue:
    s, by = staff(), officer()
    with s.reading(by) as session:
        own, above = own_templates(session, by), inherited(session, by)
    return render_template(
        "admin/templat/daftar.html",
        milik=own,
        warisan=above,
        guna=USES,
        hasil=OUTCOMES,
        kl=words_laporan,
        kantor=s.chooser.names,
        selesai=what_was_done() is not None,
    )


@requires(Permission.EDIT_TEMPLATES)
def new() -> ResponseReturnValue:
    """An empty form, or one that starts from the text which holds until now."""
    asked = request.args.get("guna", "")
    alasan = asked.partition(":")[2]
    known = alasan in {code for codes in all_codes().values() for code in codes}
    return _page(None, TemplatForm(data={"guna": asked, "teks": default_text(alasan) if known else ""}))


@requires(Permission.EDIT_TEMPLATES)
def add() -> ResponseReturnValue:
    return _save(None)


@requires(Permission.EDIT_TEMPLATES)
def edit(nomor: int) -> ResponseReturnValue:
    s, by = staff(), officer()
    try:
        with s.reading(by) as session:
            found = find_template(session, by, nomor)
    except NoSuchTemplat:
        abort(404)
    use = f"{OUTCOMES[found.putusan]}:{found.alasan}"
    data = {"guna": use, "jenis": found.jenis.value if found.jenis else "", "teks": found.teks}
    return _page(nomor, TemplatForm(data=data))


@requires(Permission.EDIT_TEMPLATES)
def change(nomor: int) -> ResponseReturnValue:
    return _save(nomor)


@requires(Permission.EDIT_TEMPLATES)
def delete(nomor: int) -> ResponseReturnValue:
    s, by = staff(), officer()
    try:
        with s.writing(by) as session:
            delete_template(session, by, nomor, office=s.office, now=s.clock.now())
    except NoSuchTemplat:
        abort(404)
    return redirect(address_telling("templat.show", 1), 303)


def _save(nomor: int | None) -> ResponseReturnValue:
    form = TemplatForm(request.form)
    if not form.validate():
        return _page(nomor, form), UNPROCESSABLE
    try:
        _store(nomor, form)
    except NoSuchTemplat:
        abort(404)
    except NoSuchReason:
        form.jenis.errors = [MISFIT]
        return _page(nomor, form), UNPROCESSABLE
    except AnswerUnfit as unfit:
        form.teks.errors = [ANSWERS[unfit.args[0]]]
        return _page(nomor, form), UNPROCESSABLE
    return redirect(address_telling("templat.show", 1), 303)


def _store(nomor: int | None, form: TemplatForm) -> None:
    s, by = staff(), officer()
    outcome, alasan = form.use()
    with s.writing(by) as session:
        save_template(
            session,
            by,
            nomor,
            jenis=JenisLaporan(form.jenis.data) if form.jenis.data else None,
            putusan=None if outcome == ASKS else Putusan(outcome),
            alasan=alasan,
            teks=form.teks.data or "",
            office=s.office,
            now=s.clock.now(),
        )


def _page(nomor: int | None, form: TemplatForm) -> str:
    return render_template(
        "admin/templat/isi.html",
        nomor=nomor,
        form=form,
        guna=USES,
        semua={OUTCOMES[putusan]: codes for putusan, codes in all_codes().items()},
        kl=words_laporan,
        paling_panjang=LONGEST,
    )
