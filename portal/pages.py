"""Pages that only tell: stages, help, privacy, accessibility, and leaving a shared phone."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from pemilu.tahapan.day import local_date
from pemilu.web.services import services

bp = Blueprint("pages", __name__)


@bp.get("/tahapan")
def stages() -> ResponseReturnValue:
    s = services()
    situasi = s.situations.now()
    today = local_date(s.clock.now(), situasi.pemilihan.jadwal.zona) if situasi.pemilihan else None
    return render_template("portal/tahapan.html", situasi=situasi, hari_ini=today)


@bp.get("/bantuan")
def help_page() -> ResponseReturnValue:
    return render_template("portal/bantuan.html", situasi=services().situations.now())


@bp.get("/privasi")
def privacy() -> ResponseReturnValue:
    return render_template("portal/privasi.html", situasi=services().situations.now())


@bp.get("/aksesibilitas")
def accessibility() -> ResponseReturnValue:
    return render_template("portal/aksesibilitas.html", situasi=services().situations.now())


@bp.get("/selesai")
def leave() -> ResponseReturnValue:
    """For a shared phone: the browser forgets what this site left in it."""
    page = render_template("portal/selesai.html", situasi=services().situations.now())
    return Response(page, headers={"Clear-Site-Data": '"cache", "storage"'})
