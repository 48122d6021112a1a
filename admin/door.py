"""The door of the staff app: closed to every view that does not say who may enter.

A view is marked with `anyone`, `requires(permission)` or `kiosk`; one without a mark answers 404 to all.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from typing import TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from admin.staff import staff
from pemilu.petugas.kinds import JenisSesi
from pemilu.petugas.officer import NotPermitted, Officer
from pemilu.petugas.permissions import Permission
from pemilu.petugas.session import WHOLE, Signed, resume, touch
from pemilu.web.guards import refuse_cross_site, refuse_nul
from pemilu.web.uploads import takes_files

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
SAFE = {"GET", "HEAD", "OPTIONS"}
CSRF_FIELD = "csrf"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may enter: anyone, a permission, or a shared phone. `strong`: who has just proved who they are.

    `keeps`: what was typed into its form is kept while they prove it; for no form with a secret in it.
    `files`: the view takes files, and reads and judges its form itself when it is its turn. `form_bytes`: how
    long its form may be, where it is longer than those of other views.
    """

    permission: Permission | None = None
    strong: bool = False
    keeps: bool = False
    kiosk: bool = False
    files: bool = False
    form_bytes: int | None = None


def anyone(view: View) -> View:
    """Mark a view that needs no sign-in."""
    return _marked(view, Access())


def kiosk(view: View) -> View:
    """Mark a view for a shared phone that an officer has opened for lookups."""
    return _marked(view, Access(kiosk=True))


def requires(
    permission: Permission, *, strong: bool = False, keeps: bool = False, form_bytes: int | None = None
) -> Callable[[View], View]:
    """Mark a view that only roles with this permission enter; `strong`: after proving again who they are."""
    return lambda view: _marked(view, Access(permission, strong, keeps, form_bytes=form_bytes))


def requires_with_files(
    permission: Permission,
) -> Callable[[Callable[..., ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """Mark a view whose form may carry files; nothing of it is read before it is known who sends it."""

    def mark(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def judged(**values: object) -> ResponseReturnValue:
            _refuse_foreign_form()
            return view(**values)

        in_turn = takes_files(judged, lambda: staff().upload_turns)
        return _marked(in_turn, Access(permission, files=True))

    return mark


def _marked(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]  # read by `access_of`
    return view


def access_of(view: Callable[..., object] | None) -> Access | None:
    """The mark of a view; None is closed."""
    return getattr(view, "access", None)


def close_by_default(app: Flask) -> None:
    """Let nobody in but as the views are marked."""
    app.before_request(_admit)
    app.jinja_env.globals.update(csrf=csrf_field, officer=signed_in)


def officer() -> Officer:
    """Who is signed in; only for views that require a permission."""
    return signed().officer


def signed() -> Signed:
    return cast(Signed, g.signed)


def signed_in() -> Officer | None:
    """Who is signed in, if anybody; for pages that everybody sees."""
    found: Signed | None = g.get("signed")
    return found.officer if found and found.jenis is JenisSesi.PETUGAS else None


def _admit() -> ResponseReturnValue | None:
    g.permintaan = secrets.token_hex(8)
    if request.endpoint is None:  # no such page; the router says so
        return None
    access = access_of(current_app.view_functions[request.endpoint])
    if access is None or "\0" in request.path:
        abort(404)
    refuse_nul(request.args)
    if request.method not in SAFE:
        refuse_cross_site()
    g.signed = _signed()
    if access == Access():
        refuse_nul(request.form)
        return None
    if g.signed is None:
        return redirect(url_for("masuk.show", kembali=_here()), 303)
    return _enter(access, g.signed)


def _enter(access: Access, who: Signed) -> ResponseReturnValue | None:
    if access.kiosk != (who.jenis is JenisSesi.KIOS):
        return redirect(url_for("kios.show" if who.jenis is JenisSesi.KIOS else "antrean.show"), 303)
    if access.permission and not who.officer.may(access.permission):
        raise NotPermitted(access.permission.value)
    if access.form_bytes:
        request.max_content_length = request.max_form_memory_size = access.form_bytes
    if request.method not in SAFE and not access.files:
        _refuse_foreign_form()
    if access.strong and not who.strong:
        return _prove_first(access)
    return None


def _prove_first(access: Access) -> ResponseReturnValue:
    if access.keeps and request.method not in SAFE:
        # The browser sends the form on as it is: what was typed stands in no address and in no cookie.
        return redirect(url_for("masuk.hold", kembali=_address()), 307)
    return redirect(url_for("masuk.strengthen", kembali=_here()), 303)


def _signed() -> Signed | None:
    token = request.cookies.get(cookie_name())
    if not token:
        return None
    s, now = staff(), staff().clock.now()
    with s.database.reading() as session:
        found = resume(session, token, permintaan=g.permintaan, now=now)
    if found and found.stale:
        with s.database.transaction() as session:
            touch(session, found.id, now=now)
    return found


def _here() -> str:
    """Where to come back to after signing in. A form that was sent is not sent again."""
    return _address() if request.method in SAFE else url_for("antrean.show")


def _address() -> str:
    return request.full_path.rstrip("?")


def way_back(path: str | None) -> str:
    """A path of this site out of what a request says, or the queue: nobody is sent elsewhere."""
    parts = urlsplit(path or "")
    plain = path and path.isascii() and path.isprintable() and "\\" not in path
    ours = plain and path and path.startswith("/") and not path.startswith("//")
    return path if ours and path and not (parts.scheme or parts.netloc) else url_for("antrean.show")


def cookie_name() -> str:
    """`__Host-` binds the cookie to this very host over https; on a developer's machine there is no https."""
    return "__Host-sesi" if _https() else "sesi"


def give_cookie(response: Response, token: str) -> Response:
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int(WHOLE.total_seconds()),
        path="/",
        secure=_https(),
        httponly=True,
        samesite="Strict",
    )
    return response


def take_cookie(response: Response) -> Response:
    response.delete_cookie(cookie_name(), path="/", secure=_https(), httponly=True, samesite="Strict")
    return response


def session_seal(what: str) -> str:
    """A seal of `what`, bound to the session by its token, which no page and no script ever sees."""
    token = g.get("token") or request.cookies.get(cookie_name(), "")
    return hmac.new(token.encode(), what.encode(), sha256).hexdigest()


def csrf_token() -> str:
    return session_seal("formulir/v1")


def csrf_field() -> Markup:
    """The hidden field that every form of a signed-in page carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, csrf_token())


def _refuse_foreign_form() -> None:
    if not hmac.compare_digest(request.form.get(CSRF_FIELD, "").encode(), csrf_token().encode()):
        abort(403)
    refuse_nul(request.form)


def _https() -> bool:
    return str(current_app.config["BASE_URL"]).startswith("https://")
