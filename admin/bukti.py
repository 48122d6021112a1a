"""Looking at evidence: one page at a time, each recorded, fetched by a ticket that works once."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from admin.door import officer, requires, signed
from admin.laporan import out_of_budget, refused, typed_reason
from admin.staff import staff
from pemilu.laporan.opened import BudgetSpent, Reason, ReasonFault
from pemilu.laporan.picture import use_ticket
from pemilu.laporan.sheet import Sheet, open_sheet
from pemilu.petugas.permissions import Permission
from pemilu.web.errors import Words, answer
from pemilu.web.i18n import lazy_gettext as _

TURNS = (0, 90, 180, 270)
SIZES = (1, 2, 3)
GONE = 410
CLOSED = Words(
    _("Gambar ini sudah tertutup lagi"),
    _("Setiap gambar hanya dapat dilihat satu kali bukaan. Buka lagi dari halaman laporannya."),
)


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("bukti", __name__)
    bp.post("/laporan/<nomor>/bukti")(open_page)
    bp.get("/laporan/<nomor>/bukti")(close_again)
    bp.get("/bukti/<tiket>")(picture)
    return bp


@requires(Permission.OPEN_IDENTITY)
def open_page(nomor: str) -> ResponseReturnValue:
    """Show one page of evidence, large; the others of its document small."""
    reason = typed_reason()
    if isinstance(reason, ReasonFault):
        return refused(nomor, reason, "bukti")
    try:
        sheet = _open(nomor, request.form.get("lembar", ""), reason)
    except BudgetSpent as spent:
        return out_of_budget(nomor, spent)
    return render_template(
        "admin/laporan/penampil.html",
        nomor=nomor,
        v=sheet,
        alasan=reason,
        putar=TURNS,
        besar=SIZES,
        # Not by the templates' own, which remembers links: these work once.
        gambar_di=lambda tiket: url_for("bukti.picture", tiket=tiket),
    )


def _open(nomor: str, uid: str, reason: Reason) -> Sheet:
    """Its tickets work once this is durable. Raises as `open_sheet`."""
    s, by, sesi = staff(), officer(), signed().id
    with s.writing(by) as session:
        return open_sheet(
            session, by, nomor, uid, reason=reason, sesi=sesi, office=s.office, now=s.clock.now()
        )


@requires(Permission.OPEN_IDENTITY)
def close_again(nomor: str) -> ResponseReturnValue:
    """Whoever comes back to the address of an opened page sees the closed report."""
    return redirect(url_for("laporan.show", nomor=nomor), 303)


@requires(Permission.OPEN_IDENTITY)
def picture(tiket: str) -> ResponseReturnValue:
    """The picture that a ticket stands for: once, for a short while, in the session that opened it.

    Only as a picture of our own page: not as a page of its own, where browsers offer to save it.
    """
    if request.headers.get("Sec-Fetch-Dest", "image") != "image":
        abort(404)
    s, by = staff(), officer()
    with s.writing(by) as session:
        jpeg = use_ticket(session, by, tiket, sesi=signed().id, office=s.office, now=s.clock.now())
    if jpeg is None:
        return answer(GONE, words=CLOSED)
    return Response(jpeg, mimetype="image/jpeg", headers={"Content-Disposition": "inline"})
