"""Signing in and out of the staff app."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from admin.door import anyone, requires, signed, take_cookie, way_back
from admin.staff import staff
from pemilu.audit.kinds import Tindakan
from pemilu.petugas.permissions import Permission
from pemilu.petugas.session import end


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("masuk", __name__)
    bp.get("/masuk")(show)
    bp.get("/masuk/lagi")(strengthen)
    bp.post("/keluar")(leave)
    return bp


@anyone
def show() -> ResponseReturnValue:
    return render_template("admin/masuk.html", kembali=way_back(request.args.get("kembali")))


@requires(Permission.OWN_ACCOUNT)
def strengthen() -> ResponseReturnValue:
    return render_template("admin/masuk.html", kembali=way_back(request.args.get("kembali")))


@requires(Permission.OWN_ACCOUNT)
def leave() -> ResponseReturnValue:
    """End this session on the server; the cookie alone is worth nothing then."""
    s, who = staff(), signed()
    now = s.clock.now()
    with s.database.transaction() as session:
        end(session, who.officer.id, who.id, now=now)
        s.office.note(
            session,
            who.officer,
            Tindakan.KELUAR,
            who.officer.akun,
            wilayah=who.officer.wilayah or "",
            now=now,
        )
    response = make_response(redirect(url_for("masuk.show"), 303))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return take_cookie(response)
