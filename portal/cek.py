"""Cek pemilih: the form, and the answer on one page."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_limiter import Limiter
from wtforms import Form

from pemilu.pemilih.lookup import Answer, Temuan
from pemilu.web.guards import refuse_cross_site, refuse_doubled_fields
from pemilu.web.ratelimit import lookup_limit
from pemilu.web.services import services
from portal.fields import NameField, NikField

# Found, absent and wrongly named answers weigh the same on the wire.
PAGE_STEP = 4096


class CekForm(Form):
    nik = NikField(_("NIK"))
    nama = NameField(_("Nama lengkap (boleh kosong)"))


def build(limiter: Limiter) -> Blueprint:
    """The blueprint, with the lookup's own limit on its one costly route."""
    bp = Blueprint("cek", __name__)
    bp.get("/")(show_form)
    bp.get("/cek")(back_to_form)
    bp.post("/cek")(limiter.limit(lookup_limit)(answer))
    return bp


def show_form() -> ResponseReturnValue:
    return render_template("portal/cek.html", form=CekForm(), situasi=services().situations.now())


def back_to_form() -> ResponseReturnValue:
    """An answer has no address of its own: a reload or a bookmark leads to the form."""
    return redirect(url_for("cek.show_form"), 303)


def answer() -> ResponseReturnValue:
    refuse_cross_site()
    refuse_doubled_fields()
    form = CekForm(request.form)
    if not form.validate():
        page = render_template("portal/cek.html", form=form, situasi=services().situations.now())
        return page, 422
    return padded(Response(render_answer(look_up(form), form)))


def look_up(form: CekForm) -> Answer:
    """The answer for a valid form; nothing is looked up while nothing is published."""
    s = services()
    if s.situations.now().daftar is None and s.situations.fresh().daftar is None:
        return Answer(Temuan.BELUM_TERBIT)
    return s.lookup.find(form.nik.nik, form.nama.nama)


def render_answer(found: Answer, form: CekForm) -> str:
    s = services()
    situasi = s.situations.now()
    return render_template(
        "portal/hasil.html",
        jawaban=found,
        situasi=situasi,
        keadaan=situasi.keadaan(s.clock.now()),
        nik=form.nik.nik,
    )


def padded(response: Response) -> Response:
    """Trailing blanks up to the next step, so that the size tells nothing of who is on the list."""
    body = response.get_data()
    response.set_data(body + b" " * (-len(body) % PAGE_STEP))
    return response
