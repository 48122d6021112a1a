"""Receipts: shown until the citizen says they are kept, printable, with the code in no address and no QR."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from pemilu.laporan.submit import Receipt
from pemilu.web.guards import refuse_cross_site, refuse_odd_forms
from pemilu.web.i18n import gettext as _
from pemilu.web.receipt_facts import Fact, facts
from pemilu.web.receipt_pdf import receipt_pdf
from pemilu.web.services import services
from pemilu.web.words import SELANJUTNYA

bp = Blueprint("receipt", __name__)
KEPT = timedelta(hours=24)
# A cookie may have 4 KB; so many keys, sealed, take 2.3.
MOST_KEPT = 25
USE = "tanda-terima"
# `__Host-` needs https; on a developer's machine the plain name does.
SECURE, PLAIN = "__Host-terima", "terima"


@bp.get("/lapor/tanda-terima")
def show() -> ResponseReturnValue:
    kept = list(_kept(kept_keys()))
    if not kept:
        situasi = services().situations.now()
        return render_template("portal/lapor/tanpa-tanda-terima.html", situasi=situasi)
    return _page(kept, lagi="lagi" in request.args)


@bp.get("/lapor/tanda-terima.pdf")
def pdf() -> ResponseReturnValue:
    """One receipt on paper: the one with that number among those kept here, else the newest."""
    asked = request.args.get("nomor")
    for receipt in _kept(kept_keys()):
        if asked in {None, receipt.nomor}:
            break
    else:
        return redirect(url_for("receipt.show"), 303)
    name = _("tanda-terima-%(nomor)s.pdf", nomor=receipt.nomor)
    return Response(
        receipt_pdf(receipt.nomor, _facts(receipt)),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.post("/lapor/tanda-terima/simpan")
def saved() -> ResponseReturnValue:
    """The citizen has the one with that number, or all of them; this browser may forget."""
    refuse_cross_site()
    refuse_odd_forms()
    nomor = request.form.get("nomor")
    receipts = services().intake.receipt
    left = [key for key in kept_keys() if nomor and (one := receipts(key)) and one.nomor != nomor]
    if left:
        return _keep(redirect(url_for("receipt.show"), 303), left)
    return forget_receipts(redirect(url_for("lacak.show"), 303))


def keep_receipt(kunci: bytes) -> ResponseReturnValue:
    """On to the receipt, which this browser may show for a day, beside those that are not yet saved."""
    return remember_receipt(redirect(url_for("receipt.show"), 303), kunci)


def receipt_again(receipt: Receipt, kunci: bytes) -> ResponseReturnValue:
    """The receipt of a form that was filed before; it tells that what is new in the form was not taken.

    Where no cookie comes back the answer itself shows it: such a browser may take none.
    """
    if request.cookies:
        return remember_receipt(redirect(url_for("receipt.show", lagi="ya"), 303), kunci)
    return remember_receipt(make_response(_page([receipt], lagi=True, tanpa_kuki=True)), kunci)


def remember_receipt(response: BaseResponse, kunci: bytes) -> BaseResponse:
    """Let this browser show that receipt; `response` may be any page."""
    return _keep(response, [kunci, *(key for key in kept_keys() if key != kunci)][:MOST_KEPT])


def kept_keys() -> list[bytes]:
    """The forms whose receipts this browser holds, newest first; asks no database."""
    s = services()
    kept = s.titipan.take(USE, request.cookies.get(_cookie()), now=s.clock.now(), within=KEPT)
    return [bytes.fromhex(key) for key in kept["kunci"].split()] if kept else []


def forget_receipts(response: BaseResponse) -> BaseResponse:
    """Take the cookie away, whichever name it came under."""
    for name in {SECURE, PLAIN} & request.cookies.keys():
        response.delete_cookie(name, path="/", secure=name == SECURE, httponly=True, samesite="Strict")
    return response


def _page(kept: Sequence[Receipt], *, lagi: bool, tanpa_kuki: bool = False) -> str:
    return render_template(
        "portal/lapor/tanda-terima.html",
        semua=[(receipt.nomor, _facts(receipt)) for receipt in kept],
        selanjutnya=SELANJUTNYA,
        lagi=lagi,
        tanpa_kuki=tanpa_kuki,
        penuh=len(kept) >= MOST_KEPT,
        situasi=services().situations.now(),
    )


def _keep(response: BaseResponse, keys: Sequence[bytes]) -> BaseResponse:
    """The cookie is sealed and holds no code."""
    s = services()
    token = s.titipan.give(USE, {"kunci": " ".join(key.hex() for key in keys)}, now=s.clock.now())
    response.set_cookie(
        _cookie(), token, max_age=KEPT, path="/", secure=_https(), httponly=True, samesite="Strict"
    )
    return response


def _kept(keys: Sequence[bytes]) -> Iterator[Receipt]:
    """Each for a day of its own, though a later one renewed the cookie."""
    s = services()
    for key in keys:
        one = s.intake.receipt(key, held=keys)
        if one and s.clock.now() - one.diajukan <= KEPT:
            yield one


def _facts(receipt: Receipt) -> tuple[Fact, ...]:
    s = services()
    return facts(receipt, places=s.places, chooser=s.chooser)


def _https() -> bool:
    return services().settings.public_base_url.startswith("https://")


def _cookie() -> str:
    return SECURE if _https() else PLAIN
