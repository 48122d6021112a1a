"""Cek pemilih: the form, and the answer on one page."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from pemilu.pemilih.lookup import Answer, Temuan
from pemilu.pemilih.nik import Nik, parse_nik
from pemilu.web.fields import NameField, NikField
from pemilu.web.guards import refuse_cross_site, refuse_odd_forms
from pemilu.web.i18n import lazy_gettext as _
from pemilu.web.ratelimit import SteadyLimiter, limit_contests, limit_lookups
from pemilu.web.services import Services, services
from portal.answer_page import AnswerPages

# What an answer hands to a report form or an objection, and for how long.
USE = "lapor"
PAGES = "cek-pemilih-jawaban"
CARRIED_WITHIN = timedelta(minutes=30)


class CekForm(Form):
    nik = NikField(_("NIK"))
    nama = NameField(_("Nama lengkap (boleh kosong)"))


def build(limiter: SteadyLimiter) -> Blueprint:
    """The blueprint, with the lookup's own limit on its one costly route."""
    bp = Blueprint("cek", __name__)
    bp.record(lambda state: state.app.extensions.update({PAGES: AnswerPages()}))
    bp.get("/")(show_form)
    bp.get("/cek")(back_to_form)
    bp.post("/cek/sanggah")(limit_contests(limiter)(keep_my_right))
    bp.post("/cek")(limit_lookups(limiter)(answer))
    return bp


def show_form() -> ResponseReturnValue:
    s = services()
    situasi, pages = s.situations.now(), current_app.extensions[PAGES]

    def render() -> str:
        return render_template("portal/cek.html", form=CekForm(), situasi=situasi)

    page: bytes = pages.front(render, situasi=situasi, now=s.clock.now())
    return Response(page, mimetype="text/html")


def back_to_form() -> ResponseReturnValue:
    """An answer has no address of its own: a reload or a bookmark leads to the form."""
    return redirect(url_for("cek.show_form"), 303)


def answer() -> ResponseReturnValue:
    refuse_cross_site()
    refuse_odd_forms()
    form = CekForm(request.form)
    if not form.validate():
        page = render_template("portal/cek.html", form=form, situasi=services().situations.now())
        return page, 422
    s = services()
    return Response(render_answer(s, look_up(s, form), form.nik.nik), mimetype="text/html")


def keep_my_right() -> ResponseReturnValue:
    """ "Laporan itu tidak benar": for who has just given NIK and name; no document is asked."""
    refuse_cross_site()
    refuse_odd_forms()
    s = services()
    given = s.titipan.take(USE, request.form.get("titipan"), now=s.clock.now(), within=CARRIED_WITHIN)
    nik = parse_nik(given["nik"]) if given and given.get("nama") else None
    if not isinstance(nik, Nik):
        return back_to_form()
    s.intake.contest(nik, now=s.clock.now())
    return render_template("portal/sanggah.html", situasi=s.situations.now())


def look_up(s: Services, form: CekForm) -> Answer:
    """The answer for a valid form; nothing is looked up while nothing is published."""
    if s.situations.now().daftar is None and s.situations.fresh().daftar is None:
        return Answer(Temuan.BELUM_TERBIT)
    return s.lookup.find(form.nik.nik, form.nama.nama)


def told_of_report(s: Services, found: Answer, nik: Nik) -> bool:
    """Whether somebody reported this voter: told to who gave the right name, never at the answer's cost."""
    return bool(found.placements) and found.nama_diperiksa and s.reported.about(nik)


def render_answer(s: Services, found: Answer, nik: Nik) -> bytes:
    now = s.clock.now()
    carried = {"nik": nik.value, "nama": "cocok" if found.nama_diperiksa and found.placements else ""}
    pages: AnswerPages = current_app.extensions[PAGES]
    return pages.page(
        found,
        nik,
        situasi=s.situations.now(),
        now=now,
        dilaporkan=told_of_report(s, found, nik),
        titipan=s.titipan.give(USE, carried, now=now),
    )
