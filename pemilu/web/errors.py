"""Which error is told how: a page for people, problem+json (RFC 9457) for programs. Never a trace."""

import logging
import secrets
from dataclasses import dataclass

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException

from pemilu.infra.db import UNREACHABLE
from pemilu.infra.files import DiskFull
from pemilu.laporan.evidence import CleanerBroken
from pemilu.web.i18n import lazy_gettext as _
from pemilu.web.petugas import petugas
from pemilu.web.ratelimit import retry_after
from pemilu.web.services import Situation, services

log = logging.getLogger("pemilu.web")
BUSY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Words:
    """What a person is told: what happened, and what to do next."""

    judul: object
    saran: object


WORDS = {
    400: Words(
        _("Permintaan tidak dapat dibaca"),
        _("Kembali ke halaman depan, lalu isi formulir sekali lagi."),
    ),
    403: Words(
        _("Formulir ini tidak dikirim dari situs ini"),
        _("Buka halaman depan situs ini, lalu isi NIK di sana."),
    ),
    404: Words(
        _("Halaman tidak ada"),
        _("Periksa alamatnya, atau mulai lagi dari halaman depan."),
    ),
    405: Words(
        _("Cara ini tidak dilayani di alamat ini"),
        _("Mulai lagi dari halaman depan."),
    ),
    413: Words(
        _("Kiriman terlalu besar"),
        _("Setiap foto atau PDF paling besar 10 MB. Kembali, pilih berkas lain, lalu kirim lagi."),
    ),
    415: Words(
        _("Jenis kiriman tidak dikenal"),
        _("Kirim sebagai application/json."),
    ),
    429: Words(
        _("Terlalu banyak pencarian dari jaringan ini"),
        _(
            "Tunggu sebentar, lalu coba lagi. Satu jaringan sering dipakai ribuan telepon, jadi ini bukan "
            "kesalahan Anda. Kalau mendesak, tanyakan kepada %(petugas)s."
        ),
    ),
    500: Words(
        _("Ada yang rusak di pihak kami"),
        _("Kerusakan ini sudah tercatat. Coba lagi sebentar lagi; sebutkan nomornya bila melapor."),
    ),
    503: Words(
        _("Layanan sedang penuh"),
        _("Tidak ada yang tersimpan setengah. Coba lagi dalam setengah menit."),
    ),
}


def handle_errors(app: Flask) -> None:
    """Answer every error of the app in words."""
    app.register_error_handler(RateLimitExceeded, _too_many)
    app.register_error_handler(HTTPException, _http)
    for fault in (*UNREACHABLE, CleanerBroken, DiskFull):
        app.register_error_handler(fault, _unavailable)
    app.register_error_handler(Exception, _unexpected)


def problem(status: int, *, title: str, detail: str, **extra: object) -> Response:
    """An `application/problem+json` answer (RFC 9457)."""
    response = jsonify({"type": "about:blank", "status": status, "title": title, "detail": detail} | extra)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def _answer(status: int, nomor: str | None = None, **facts: str) -> Response:
    """The words for that status, their placeholders filled with `facts`."""
    words = WORDS.get(status, WORDS[400])
    saran = str(words.saran) % facts if facts else str(words.saran)
    if request.path.startswith("/api/"):
        extra = {"nomor": nomor} if nomor else {}
        return problem(status, title=str(words.judul), detail=saran, **extra)
    page = render_template("web/galat.html", judul=words.judul, saran=saran, nomor=nomor)
    return Response(page, status)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:  # noqa: PLR2004 - a redirect is no error
        return error
    response = _answer(error.code)
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _too_many(error: RateLimitExceeded) -> ResponseReturnValue:
    s = services()
    now = s.clock.now()
    masa = (s.situations.known() or Situation(None, None)).keadaan(now).masa
    response = _answer(429, petugas=petugas(masa))
    seconds = retry_after(now)
    item = error.limit.limit
    response.headers["Retry-After"] = str(seconds)
    response.headers["RateLimit-Policy"] = f'"sumber";q={item.amount};w={item.get_expiry()}'
    response.headers["RateLimit"] = f'"sumber";r=0;t={seconds}'
    return response


def _unavailable(error: Exception) -> ResponseReturnValue:
    cause = getattr(error, "orig", error)
    log.error("unavailable", extra={"galat": type(cause).__name__, "rute": request.endpoint})
    response = _answer(503)
    response.headers["Retry-After"] = str(BUSY_SECONDS)
    return response


def _unexpected(error: Exception) -> ResponseReturnValue:
    nomor = secrets.token_hex(4)
    log.error("unexpected", exc_info=error, extra={"rute": request.endpoint, "nomor": nomor})
    return _answer(500, nomor)
