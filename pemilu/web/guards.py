"""Refusals that come before a view: foreign forms, doubled fields."""

from urllib.parse import urlsplit

from flask import abort, request

from pemilu.web.services import services


def refuse_cross_site() -> None:
    """Abort with 403 a form that another site sent (Fetch Metadata; Origin where a browser lacks it).

    The lookup changes nothing and sets no cookie, so this stands in for a CSRF token there.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        foreign = site not in {"same-origin", "none"}
    else:
        origin = request.headers.get("Origin")
        foreign = origin is not None and urlsplit(origin).netloc not in {request.host, _public_host()}
    if foreign:
        abort(403)


def refuse_doubled_fields() -> None:
    """Abort with 400 a form that names a field twice: which one was meant cannot be known."""
    if any(len(values) > 1 for values in request.form.listvalues()):
        abort(400)


def _public_host() -> str:
    return urlsplit(services().settings.public_base_url).netloc
