"""The receipt: shown until the citizen says it is kept, printable, with the code in no address and no QR."""

from datetime import timedelta

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pemilu.laporan.submit import Receipt
from pemilu.web.guards import refuse_cross_site
from pemilu.web.i18n import gettext as _
from pemilu.web.services import services
from portal.receipt_pdf import receipt_pdf

bp = Blueprint("receipt", __name__)
KEPT = timedelta(hours=24)
USE = "tanda-terima"


@bp.get("/lapor/tanda-terima")
def show() -> ResponseReturnValue:
    s = services()
    receipt = _kept()
    page = "portal/lapor/tanda-terima.html" if receipt else "portal/lapor/tanpa-tanda-terima.html"
    holder = s.chooser.names(receipt.holder.wilayah)[-1:] if receipt else ()
    return render_template(page, terima=receipt, pemegang="".join(holder), situasi=s.situations.now())


@bp.get("/lapor/tanda-terima.pdf")
def pdf() -> ResponseReturnValue:
    receipt = _kept()
    if receipt is None:
        return redirect(url_for("receipt.show"), 303)
    body = receipt_pdf(receipt, services().places.of(str(receipt.kelurahan)))
    name = _("tanda-terima-%(nomor)s.pdf", nomor=receipt.nomor)
    return Response(
        body,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.post("/lapor/tanda-terima/simpan")
def saved() -> ResponseReturnValue:
    """The citizen has it; this browser may forget."""
    refuse_cross_site()
    response = redirect(url_for("lacak.show"), 303)
    response.delete_cookie(_cookie(), path="/", secure=_https(), httponly=True, samesite="Strict")
    return response


def keep_receipt(kunci: bytes) -> ResponseReturnValue:
    """On to the receipt, which this browser may show for a day. The cookie is sealed and holds no code."""
    s = services()
    response = redirect(url_for("receipt.show"), 303)
    token = s.titipan.give(USE, {"kunci": kunci.hex()}, now=s.clock.now())
    response.set_cookie(
        _cookie(), token, max_age=KEPT, path="/", secure=_https(), httponly=True, samesite="Strict"
    )
    return response


def _kept() -> Receipt | None:
    s = services()
    kept = s.titipan.take(USE, request.cookies.get(_cookie()), now=s.clock.now(), within=KEPT)
    return s.intake.receipt(bytes.fromhex(kept["kunci"])) if kept else None


def _https() -> bool:
    return services().settings.public_base_url.startswith("https://")


def _cookie() -> str:
    """`__Host-` needs https; on a developer's machine the plain name does."""
    return "__Host-terima" if _https() else "terima"
