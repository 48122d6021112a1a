"""Which browsers have signed in to an account before, and how many tries everybody else has.

The two limits that matter are never an account's alone, or a stranger could lock its owner out: tries on one
account are counted for each network, and for each known browser by itself (docs/limits.md).
"""

import ipaddress
import secrets
from collections.abc import Callable
from typing import Any

from flask import Response, current_app, g, request
from flask_limiter import Limiter
from limits import parse
from redis import RedisError

from admin.door import cookie_name
from admin.staff import staff
from pemilu.infra import limits
from pemilu.petugas.vault import carried, carry
from pemilu.web.ratelimit import keyed, network, source

DEVICE_BYTES = 16
SECONDS = 180 * 24 * 3600
AKUN = 40
WIDE = {4: 24, 6: 48}
USE = "perangkat"
UNPROCESSABLE = 422


def typed_akun() -> str:
    """The account that the form names."""
    return request.form.get("akun", "").strip().lower()[:AKUN]


def device(akun: str) -> str | None:
    """The name of this browser, if it has signed in to that account before."""
    plain = carried(staff().accounts, request.cookies.get(_cookie(), ""), use=USE)
    whose, _, name = (plain or b"").decode().partition("\0")
    return name if name and akun and whose == akun else None


def remember(response: Response, akun: str) -> Response:
    """Let the browser prove later that it has signed in to this account."""
    name = device(akun) or secrets.token_hex(DEVICE_BYTES)
    token = carry(staff().accounts, f"{akun}\0{name}".encode(), use=USE)
    secure = _cookie().startswith("__Host-")
    response.set_cookie(
        _cookie(), token, max_age=SECONDS, path="/", secure=secure, httponly=True, samesite="Strict"
    )
    return response


def limit_sign_in(limiter: Limiter) -> Callable[[Any], Any]:
    """Tries to sign in: failures of one source, tries on one account, and less when many strangers try it."""
    failures = limiter.shared_limit(
        limits.SIGN_IN_SOURCE, scope="masuk", key_func=_source, deduct_when=_failed
    )
    tries = limiter.shared_limit(limits.SIGN_IN_ACCOUNT, scope="masuk-akun", key_func=_account_here)
    besieged = limiter.shared_limit(
        limits.SIGN_IN_BESIEGED, scope="masuk-ramai", key_func=_account_here, exempt_when=_is_quiet(limiter)
    )
    return lambda view: failures(tries(besieged(view)))


def limit_proving(limiter: Limiter) -> Callable[[Any], Any]:
    """Tries to prove again who one is, in one session."""
    return limiter.shared_limit(limits.PROVE_AGAIN, scope="masuk-lagi", key_func=_session_here)


def _source() -> str:
    known = device(typed_akun())
    return keyed(f"perangkat:{known}") if known else source()


def _account_here() -> str:
    akun = typed_akun()
    return keyed(f"akun:{akun}:{device(akun) or wide_network(request.remote_addr)}")


def _session_here() -> str:
    return keyed(f"sesi:{request.cookies.get(cookie_name(), '')}")


def _failed(response: Response) -> bool:
    return response.status_code == UNPROCESSABLE


def _is_quiet(limiter: Limiter) -> Callable[[], bool]:
    """Whether few strangers have tried this account lately. A known browser need not care."""

    def quiet() -> bool:
        if "tenang" not in g:
            akun = typed_akun()
            g.tenang = device(akun) is not None or _few(limiter, keyed(f"akun:{akun}"))
        return bool(g.tenang)

    return quiet


def _few(limiter: Limiter, key: str) -> bool:
    try:
        return limiter.limiter.hit(parse(limits.SIGN_IN_STRANGERS), "masuk-asing", key)
    except RedisError:  # gone in this very request; the next one counts here
        return False


def wide_network(address: str | None) -> str:
    """The network around a client: IPv4 /24, IPv6 /48. An address that cannot be read is one and the same."""
    narrow = network(address)
    try:
        found = ipaddress.ip_network(narrow)
    except ValueError:
        return narrow
    return str(found.supernet(new_prefix=WIDE[found.version]))


def _cookie() -> str:
    https = str(current_app.config["BASE_URL"]).startswith("https://")
    return "__Host-kenal" if https else "kenal"
