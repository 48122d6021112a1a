"""The queue: what an officer has to do, the most urgent first."""

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from admin import kata_antrean
from admin.door import officer, requires
from admin.saringan_form import (
    LAST_ROW,
    WHOLE,
    beginning_of_number,
    looks_like_name,
    queue_query,
    queue_values,
    read_query,
    read_queue,
    regions,
)
from admin.selesai import what_was_done
from admin.staff import staff
from pemilu.infra import limits
from pemilu.laporan.bulk import MOST as MOST_AT_ONCE
from pemilu.laporan.queue import page
from pemilu.laporan.queue_counts import MOST, MOST_FITTING, Case, cases, counts
from pemilu.laporan.saringan import Keadaan, Saringan
from pemilu.laporan.seek import MOST_FOUND, seek
from pemilu.laporan.status import Status
from pemilu.laporan.visible import sees_cases
from pemilu.pemilih.nik import Nik, parse_nik
from pemilu.petugas.permissions import Permission
from pemilu.petugas.views import TooManyViews, ViewUnnamed, drop_view, keep_view, kept_views
from pemilu.web import words_laporan
from pemilu.web.i18n import gettext as _
from pemilu.web.i18n import lazy_gettext
from pemilu.web.ratelimit import limit_account

UNPROCESSABLE = 422
BUSY = 300
"""More open reports than one committee overlooks: the page then says how to go about it."""

NO_NAMES = lazy_gettext(
    "Nama tidak dapat dicari, karena tersegel. Yang dapat dicari: nomor laporan, misalnya LP-7K3M9Q, atau 16 "
    "angka NIK. Bila yang Anda tulis itu nomor laporan, awali dengan LP-."
)


def build(limiter: Limiter) -> Blueprint:
    bp = Blueprint("antrean", __name__)
    each = limit_account(limiter, limits.SEARCH, scope="cari", key=lambda: str(officer().id))
    bp.get("/antrean")(show)
    bp.post("/antrean/cari")(each(find))
    bp.get("/antrean/cari")(again)
    bp.post("/antrean/tampilan")(keep)
    bp.post(f"/antrean/tampilan/<int(max={LAST_ROW}):view>/hapus")(drop)
    return bp


@requires(Permission.READ_REPORTS)
def show() -> ResponseReturnValue:
    return _queue(read_queue(request.args, officer()), sesudah=request.args.get("sesudah"))


@requires(Permission.READ_REPORTS)
def find() -> ResponseReturnValue:
    """By number the search stands in the address; by NIK it never does, so the answer comes at once."""
    typed = request.form.get("cari", "")
    if looks_like_name(typed):
        return _queue(read_queue({}, officer()), masalah=str(NO_NAMES)), UNPROCESSABLE
    if number := beginning_of_number(typed):
        return redirect(url_for("antrean.show", **queue_values(Saringan(nomor=number), officer())), 303)
    nik = parse_nik(typed)
    if not isinstance(nik, Nik):
        own = read_queue({}, officer())
        return _queue(own, masalah=_("Isi nomor laporan, misalnya LP-7K3M9Q, atau 16 angka NIK.")), 422
    s, by = staff(), officer()
    with s.writing(by) as session:
        found = seek(session, by, nik, office=s.office, now=s.clock.now())
    return render_template("admin/antrean/temuan.html", **line_words(), items=found, paling_banyak=MOST_FOUND)


@requires(Permission.READ_REPORTS)
def again() -> ResponseReturnValue:
    """Whoever comes back to the address of an answer starts anew."""
    return redirect(url_for("antrean.show"), 303)


@requires(Permission.READ_REPORTS)
def keep() -> ResponseReturnValue:
    s, by = staff(), officer()
    saringan = read_query(request.form.get("saringan", ""))
    try:
        with s.writing(by) as session:
            keep_view(session, by, request.form.get("nama", ""), queue_query(saringan, by))
    except ViewUnnamed:
        unfit = _("Beri nama tampilan ini, paling banyak 60 huruf, tanpa nomor panjang seperti NIK.")
        return _queue(saringan, masalah=unfit), UNPROCESSABLE
    except TooManyViews:
        full = _("Anda sudah menyimpan 20 tampilan. Hapus satu dahulu.")
        return _queue(saringan, masalah=full), UNPROCESSABLE
    return redirect(url_for("antrean.show", **queue_values(saringan, by)), 303)


@requires(Permission.READ_REPORTS)
def drop(view: int) -> ResponseReturnValue:
    by = officer()
    with staff().writing(by) as session:
        drop_view(session, by, view)
    saringan = read_query(request.form.get("saringan", ""))
    return redirect(url_for("antrean.show", **queue_values(saringan, by)), 303)


def _queue(saringan: Saringan, *, sesudah: str | None = None, masalah: str | None = None) -> str:
    """The page of the queue; the number of statements does not depend on how much waits."""
    s, by, now = staff(), officer(), staff().clock.now()
    outside = saringan.wilayah and not by.scope.covers(saringan.wilayah)
    if outside or (saringan.kasus and not sees_cases(by)):
        abort(404)
    with s.reading(by) as session:
        found = page(session, by, saringan, sesudah=sesudah, now=now)
        jumlah = counts(session, by, saringan, now=now)
        kasus = cases(session, by, only=saringan.kasus)
        views = kept_views(session, by)
    return render_template(
        "admin/antrean/antrean.html",
        **line_words(),
        **_filter_words(saringan),
        items=found.items,
        lanjut=found.sesudah,
        awal=sesudah is None,
        jumlah=jumlah,
        kasus=_shown(kasus, saringan, first=sesudah is None),
        kasus_ini=kasus[0] if saringan.kasus and kasus else None,
        tampilan=views,
        sekarang=now,
        padat=saringan.whole and jumlah.cocok > BUSY,
        masalah=masalah,
        selesai=words_laporan.SELESAI.get(what_was_done() or ""),
    )


def _shown(kasus: Sequence[Case], saringan: Saringan, *, first: bool) -> Sequence[Case]:
    """The cases stand above the first page of the whole queue; a filter is about single reports."""
    return kasus if first and saringan.whole else ()


def _filter_words(saringan: Saringan) -> dict[str, object]:
    """What the form of the filter, and every link that keeps it, is made of."""
    by = officer()
    return {
        "saringan": saringan,
        "nilai": queue_values(saringan, by),
        "kueri": queue_query(saringan, by),
        "SELURUH": WHOLE,
        "wilayah": regions(by, saringan),
        "cocok_terbanyak": MOST if saringan.whole else MOST_FITTING,
    }


def line_words() -> dict[str, object]:
    """What every list of reports is worded with."""
    return {
        "kq": kata_antrean,
        "kl": words_laporan,
        "STATUS": Status,
        "KEADAAN": Keadaan,
        "PALING_BANYAK": MOST,
        "SEKALIGUS": MOST_AT_ONCE,
        "bekerja": officer().may(Permission.WORK_ON_REPORTS),
    }
