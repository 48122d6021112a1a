"""Which error is told how: a page for people, problem+json (RFC 9457) for programs. Never a trace."""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil

from babel.dates import format_timedelta
from flask import Flask, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException

from pemilu.infra.db import UNREACHABLE
from pemilu.infra.files import DiskFull
from pemilu.laporan.evidence import CleanerBroken
from pemilu.web.i18n import language
from pemilu.web.ratelimit import retry_after

log = logging.getLogger("pemilu.web")
BUSY_SECONDS = 30
MINUTES_TOLD = 60
EXTENSION = "cek-pemilih-galat"


@dataclass(frozen=True, slots=True)
class Words:
    """What a person is told: what happened, and what to do next."""

    judul: object
    saran: object


BAD_REQUEST = 400


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """How a surface tells of errors: words by status, and the facts for their placeholders.

    `limits` has the words of a full limit by its scope, where they are others than those of 429. Theirs may
    name `%(tunggu)s`: how long that limit stays full.
    """

    words: Mapping[int, Words]
    facts: Callable[[], Mapping[str, str]] = dict
    limits: Mapping[str, Words] = field(default_factory=dict)


def handle_errors(app: Flask, galat: ErrorWords) -> None:
    """Answer every error of the app in words."""
    app.extensions[EXTENSION] = galat
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


def answer(
    status: int, *, words: Words | None = None, nomor: str | None = None, tunggu: str = ""
) -> Response:
    """The surface's words for that status, or the given ones; `tunggu` is how long to wait."""
    galat: ErrorWords = current_app.extensions[EXTENSION]
    words = words or galat.words.get(status, galat.words[BAD_REQUEST])
    saran = str(words.saran)
    if "%(" in saran:
        saran %= {**galat.facts(), "tunggu": tunggu}
    if request.path.startswith("/api/"):
        extra = {"nomor": nomor} if nomor else {}
        return problem(status, title=str(words.judul), detail=saran, **extra)
    page = render_template("web/galat.html", judul=words.judul, saran=saran, nomor=nomor)
    return Response(page, status)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:  # noqa: PLR2004 - a redirect is no error
        return error
    response = answer(error.code)
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _too_many(error: RateLimitExceeded) -> ResponseReturnValue:
    galat: ErrorWords = current_app.extensions[EXTENSION]
    seconds = retry_after(current_app.config["CLOCK"].now())
    item = error.limit.limit
    response = answer(429, words=galat.limits.get(str(error.limit.scope)), tunggu=_in_words(seconds))
    response.headers["Retry-After"] = str(seconds)
    response.headers["RateLimit-Policy"] = f'"sumber";q={item.amount};w={item.get_expiry()}'
    response.headers["RateLimit"] = f'"sumber";r=0;t={seconds}'
    return response


def _in_words(seconds: int) -> str:
    """A time to wait, rounded up to whole minutes, or whole hours where it is longer than one."""
    # A bucket is told to last a second longer than it does.
    minutes = max(1, ceil((seconds - 1) / 60))
    whole = timedelta(minutes=minutes) if minutes <= MINUTES_TOLD else timedelta(hours=ceil(minutes / 60))
    return format_timedelta(whole, threshold=1, locale=language())


def _unavailable(error: Exception) -> ResponseReturnValue:
    cause = getattr(error, "orig", error)
    log.error("unavailable", extra={"galat": type(cause).__name__, "rute": request.endpoint})
    response = answer(503)
    response.headers["Retry-After"] = str(BUSY_SECONDS)
    return response


def _unexpected(error: Exception) -> ResponseReturnValue:
    nomor = secrets.token_hex(4)
    log.error("unexpected", exc_info=error, extra={"rute": request.endpoint, "nomor": nomor})
    return answer(500, nomor=nomor)
