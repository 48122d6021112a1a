"""News for the officer: which reports of theirs ask for something."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from admin.door import officer, requires
from admin.saringan_form import LAST_ROW
from admin.staff import staff
from pemilu.laporan.staff_news import PAGE, count_unread, mark_read, news_of
from pemilu.petugas.permissions import Permission


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("kabar", __name__)
    bp.get("/pemberitahuan")(show)
    bp.post("/pemberitahuan/dibaca")(read)
    return bp


@requires(Permission.READ_REPORTS)
def show() -> ResponseReturnValue:
    s, by = staff(), officer()
    before = _id(request.args.get("sebelum"))
    with s.reading(by) as session:
        news = news_of(session, by, before=before)
        unread = count_unread(session, by)
    older = news[-1].id if len(news) == PAGE else None
    return render_template(
        "admin/pemberitahuan.html", kabar=news, belum=unread, lebih_lama=older, lanjutan=before is not None
    )


@requires(Permission.READ_REPORTS)
def read() -> ResponseReturnValue:
    """All that the page showed, or one."""
    upto, only = _id(request.form.get("sampai")), _id(request.form.get("satu"))
    if upto is None or (only is None and "satu" in request.form):
        abort(400)
    s, by = staff(), officer()
    with s.writing(by) as session:
        mark_read(session, by, upto=upto, only=only, now=s.clock.now())
    return redirect(url_for("kabar.show"), 303)


def _id(text: str | None) -> int | None:
    """A row's number out of what a request says; one that no row can have is none."""
    plain = text and text.isascii() and text.isdigit() and len(text) <= len(str(LAST_ROW))
    return int(text) if text and plain and int(text) <= LAST_ROW else None
