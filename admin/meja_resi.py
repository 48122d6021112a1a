"""Receipts at the desk: on the screen until they are handed over, then gone from this browser.

The officer's browser holds no code, only a sealed pointer that opens in this very session and for an hour.
"""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from werkzeug import Response as BaseResponse

from admin.door import cookie_name, requires, signed
from admin.staff import staff
from pemilu.laporan.submit import Receipt
from pemilu.petugas.permissions import Permission
from pemilu.web.i18n import gettext as _
from pemilu.web.receipt_facts import Fact, facts
from pemilu.web.receipt_pdf import receipt_pdf
from pemilu.web.words import SELANJUTNYA

KEPT = timedelta(hours=1)
MOST_KEPT = 20


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("meja_resi", __name__)
    bp.get("/meja/tanda-terima")(show)
    bp.get("/meja/tanda-terima.pdf")(pdf)
    bp.post("/meja/tanda-terima/serah")(hand_over)
    return bp


@requires(Permission.ENTER_AT_DESK)
def show() -> ResponseReturnValue:
    kept = _kept()
    if not kept:
        return redirect(url_for("meja.choose"), 303)
    told = [(receipt.nomor, _facts(receipt)) for receipt in kept]
    return render_template("admin/meja/tanda-terima.html", semua=told, selanjutnya=SELANJUTNYA)


@requires(Permission.ENTER_AT_DESK)
def pdf() -> ResponseReturnValue:
    """One receipt on paper: the one with that number among those kept here. Shown, so that it is printed."""
    for receipt in _kept():
        if request.args.get("nomor") == receipt.nomor:
            break
    else:
        return redirect(url_for("meja_resi.show"), 303)
    name = _("tanda-terima-%(nomor)s.pdf", nomor=receipt.nomor)
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(receipt_pdf(receipt.nomor, _facts(receipt)), mimetype="application/pdf", headers=headers)


@requires(Permission.ENTER_AT_DESK)
def hand_over() -> ResponseReturnValue:
    """The citizen has the one with that number; this browser forgets it."""
    intake, nomor = staff().intake, request.form.get("nomor")
    left = [key for key in _keys() if (one := intake.receipt(key)) and one.nomor != nomor]
    if left:
        return _keep(redirect(url_for("meja_resi.show"), 303), left)
    response = redirect(url_for("meja.choose"), 303)
    response.delete_cookie(_cookie(), path="/", secure=_secure(), httponly=True, samesite="Strict")
    return response


def keep_receipt(kunci: bytes) -> ResponseReturnValue:
    """On to the receipt, which this browser may show beside those that are not handed over yet."""
    return remember_receipt(redirect(url_for("meja_resi.show"), 303), kunci)


def remember_receipt(response: BaseResponse, kunci: bytes) -> BaseResponse:
    """The same with an answer of one's own."""
    return _keep(response, [kunci, *(key for key in _keys() if key != kunci)][:MOST_KEPT])


def waiting() -> int:
    """How many receipts wait to be handed over."""
    return len(_kept())


def _keep(response: BaseResponse, keys: Sequence[bytes]) -> BaseResponse:
    s = staff()
    token = s.titipan.give(_use(), {"kunci": " ".join(key.hex() for key in keys)}, now=s.clock.now())
    response.set_cookie(
        _cookie(), token, max_age=KEPT, path="/", secure=_secure(), httponly=True, samesite="Strict"
    )
    return response


def _keys() -> list[bytes]:
    """The forms whose receipts wait here, newest first."""
    s = staff()
    kept = s.titipan.take(_use(), request.cookies.get(_cookie()), now=s.clock.now(), within=KEPT)
    return [bytes.fromhex(key) for key in kept["kunci"].split()] if kept else []


def _kept() -> list[Receipt]:
    s = staff()
    found = (s.intake.receipt(key) for key in _keys())
    return [one for one in found if one and s.clock.now() - one.diajukan <= KEPT]


def _facts(receipt: Receipt) -> tuple[Fact, ...]:
    s = staff()
    return facts(receipt, places=s.places, chooser=s.chooser)


def _use() -> str:
    """Of this session alone: whoever signs in after it, on the same machine, opens nothing."""
    return f"serah:{signed().id.hex()}"


def _cookie() -> str:
    return cookie_name().replace("sesi", "serah")


def _secure() -> bool:
    return cookie_name().startswith("__Host-")
