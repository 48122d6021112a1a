"""For load balancers: is the process up, and may it be sent citizens."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from pemilu.infra.db import UNREACHABLE
from pemilu.web.services import services


def build(limiter: Limiter) -> Blueprint:
    """Not limited, not even while Redis is gone: a probe that is refused takes a healthy host out."""
    bp = Blueprint("health", __name__)
    bp.get("/healthz")(alive)
    bp.get("/readyz")(ready)
    limiter.request_filter(_is_probe)
    return bp


def _is_probe() -> bool:
    return request.blueprint == "health"


def alive() -> ResponseReturnValue:
    return jsonify(status="ok")


def ready() -> ResponseReturnValue:
    """200 once a published list can be read, and by our key; with its version. Else 503."""
    try:
        situasi = services().situations.fresh()
    except UNREACHABLE:
        return jsonify(status="basis-data-tidak-terjangkau"), 503
    if not situasi.kunci_cocok:
        return jsonify(status="kunci-tidak-cocok"), 503
    daftar = situasi.daftar
    if daftar is None:
        return jsonify(status="belum-ada-daftar"), 503
    return jsonify(status="ok", daftar=daftar.jenis.value, versi=daftar.versi, jumlah=daftar.jumlah)
