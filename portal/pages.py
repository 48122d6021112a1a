"""Pages that only tell: stages, help, privacy, accessibility, and leaving a shared phone."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from pemilu.tahapan.day import local_date
from pemilu.web.guards import refuse_cross_site
from pemilu.web.services import services
from portal.receipt import forget_receipts, kept_keys

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
    s = services()
    berkas = s.settings.lookup_is_file
    return render_template("portal/privasi.html", situasi=s.situations.now(), daftar_berkas=berkas)


@bp.get("/aksesibilitas")
def accessibility() -> ResponseReturnValue:
    return render_template("portal/aksesibilitas.html", situasi=services().situations.now())


@bp.get("/selesai")
def leave() -> ResponseReturnValue:
    """For a shared phone: the browser forgets what this site left in it, but no receipt unasked."""
    if kept_keys():
        return render_template("portal/selesai-dulu.html", situasi=services().situations.now())
    return _forget()


@bp.post("/selesai")
def leave_for_good() -> ResponseReturnValue:
    refuse_cross_site()
    return _forget()


def _forget() -> ResponseReturnValue:
    page = render_template("portal/selesai.html", situasi=services().situations.now())
    return forget_receipts(Response(page, headers={"Clear-Site-Data": '"cache", "storage"'}))
