"""Refusals that come before a view: foreign forms, odd forms, text that no database takes."""

from urllib.parse import urlsplit

from flask import abort, current_app, request
from werkzeug.datastructures import MultiDict

MOST_FIELDS = 50


def refuse_cross_site() -> None:
    """Abort with 403 a form that another site sent (Fetch Metadata; Origin where a browser lacks it).

    The lookup changes nothing and sets no cookie, so this stands in for a CSRF token there.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        foreign = site not in {"same-origin", "none"}
    else:
        origin = request.headers.get("Origin")
        # Not parsed: whatever a client calls its origin, this cannot fail.
        foreign = origin is not None and origin.partition("://")[2] not in {request.host, _public_host()}
    if foreign:
        abort(403)


def refuse_odd_forms() -> None:
    """Abort with 400 a form with a field twice (which was meant?) or with more fields than we ever ask."""
    counts = [len(values) for values in request.form.listvalues()]
    if len(counts) > MOST_FIELDS or max(counts, default=0) > 1:
        abort(400)


def refuse_nul(said: MultiDict[str, str]) -> None:
    """Abort with 400 where a NUL stands in any value: no keyboard makes one, and PostgreSQL keeps none."""
    if any("\0" in value for values in said.listvalues() for value in values):
        abort(400)


def _public_host() -> str:
    return urlsplit(str(current_app.config["BASE_URL"])).netloc
