"""Flask-Limiter over the named limits: who is counted as one source, and what a full bucket answers."""

import ipaddress
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import cache, wraps
from typing import Any

from flask import Flask, Response, after_this_request, current_app, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter, RouteLimit
from flask_limiter.util import get_qualified_name
from limits import RateLimitItem, parse
from redis import RedisError

from pemilu.infra import limits
from pemilu.infra.crypto import BlindIndex
from pemilu.infra.redis_link import redis_link
from pemilu.web.counters import SteadyMemory

View = Callable[[], ResponseReturnValue]
WRONG = 422
# Some proxies write the client's port into X-Forwarded-For.
WITH_PORT = re.compile(r"(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::[0-9]{1,5})?", re.IGNORECASE)


def source() -> str:
    """A keyed hash of the client's network. Never empty: Flask-Limiter would skip the limit."""
    return keyed(network(request.remote_addr))


def keyed(key: str) -> str:
    """What Redis may know of a key: a keyed hash."""
    index: BlindIndex = current_app.config["SOURCE_INDEX"]()
    return index.of(key).hex()


def network(address: str | None) -> str:
    """The network that counts as one source. An address that cannot be read counts as one and the same."""
    ip = _read(address or "") or _read(_bare(address or ""))
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((int(ip), limits.IPV6_PREFIX), strict=False))
    return str(ip) if ip else "tanpa-alamat"


def _read(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None


def _bare(address: str) -> str:
    """The address without port, brackets and the name of a network card."""
    found = WITH_PORT.fullmatch(address)
    return (found[1] or found[2]) if found else address.partition("%")[0]


def limit_lookups(limiter: "SteadyLimiter") -> Callable[[View], View]:
    """The lookup's ceiling for this source, one for the page and the API together."""
    return limiter.quickly_limit(limits.LOOKUP_IPV4, limits.LOOKUP_IPV6, scope="cek")


def limit_reports(limiter: Limiter) -> RouteLimit:
    """How many reports one source may file; a form that comes back with its faults costs a page."""
    each = _of_source(limits.REPORT_IPV4, limits.REPORT_IPV6)
    # Not instead of the general limit: the steps before filing are the same route.
    return limiter.shared_limit(each, scope="lapor", deduct_when=_is(303), override_defaults=False)


def limit_contests(limiter: Limiter) -> RouteLimit:
    """How often one source may say that a voter still qualifies."""
    return limiter.shared_limit(_of_source(limits.CONTEST_IPV4, limits.CONTEST_IPV6), scope="sanggah")


def limit_tracking(limiter: Limiter) -> RouteLimit:
    """How much one source may ask of Lacak, right or wrong."""
    return limiter.shared_limit(_of_source(limits.TRACK_IPV4, limits.TRACK_IPV6), scope="lacak")


def limit_wrong_pairs(limiter: Limiter, number: Callable[[], str | None]) -> Callable[[View], View]:
    """How many wrong pairs of number and code one source may try, and everybody for one number.

    The pair is tried first, so the right one opens however many wrong ones came before it: a number is
    public, and nobody shall lock its owner out. `number` reads which (None: it is none, only the source
    counts). One that nobody has counts as any other, so the limit tells nothing of which exist.
    """
    of_number = limiter.shared_limit(
        lambda: _allowed(limits.WRONG_PAIR_NUMBER),
        scope="lacak-nomor",
        key_func=lambda: keyed(f"nomor:{number()}"),
        exempt_when=lambda: number() is None,
    )
    of_source = _of_source(limits.WRONG_PAIR_IPV4, limits.WRONG_PAIR_IPV6)
    wrong = limiter.shared_limit(of_source, scope="lacak-salah")(of_number(_wrong_pair))

    def decorate(view: View) -> View:
        @wraps(view)
        def tried_first() -> ResponseReturnValue:
            response = current_app.make_response(view())
            return wrong(response) if response.status_code == WRONG else response

        return tried_first

    return decorate


def _wrong_pair(response: Response) -> Response:
    """What is limited: the answer itself is there already."""
    return response


def limit_account(limiter: Limiter, limit: str, *, scope: str, key: Callable[[], str]) -> RouteLimit:
    """How often one account may, however many browsers and sessions it has; `key` names it."""
    return limiter.shared_limit(lambda: _allowed(limit), scope=scope, key_func=lambda: keyed(f"akun:{key()}"))


def _is(status: int) -> Callable[[Response], bool]:
    return lambda response: response.status_code == status


def _of_source(ipv4: str, ipv6: str) -> Callable[[], str]:
    return lambda: _allowed(ipv6 if ":" in network(request.remote_addr) else ipv4)


def _allowed(limit: str) -> str:
    """The limit as it holds now: a part of it while the storage that all processes share is gone."""
    limiter = _limiter()
    shared = limiter.limiter.storage is limiter.storage
    return limit if shared else limits.degraded(limit)


def _limiter() -> Limiter:
    limiter: Limiter
    (limiter,) = current_app.extensions["limiter"]
    return limiter


class SteadyLimiter(Limiter):
    """Flask-Limiter turns to its fallback once; here, so does every thread that waited for Redis then.

    Of its three hooks one is kept, for each costs every answer: nothing is told in headers, and what it
    remembers of a request goes with that request.
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        self._own_limit: dict[str | None, bool] = {}
        super().__init__(*arguments, **more)

    def init_app(self, app: Flask) -> None:
        app.extensions.setdefault("limiter", set()).add(self)  # so it takes its three hooks as registered
        super().init_app(app)
        app.before_request(self._check_request_limit)

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if in_middleware and self._has_own_limit(request.endpoint):
            return  # it is checked at the view itself, and the general limit does not count there
        try:
            super()._check_request_limit(callable_name, in_middleware)
        except RedisError:
            self.context.seen_limits.clear()
            super()._check_request_limit(callable_name, in_middleware)
        if self.context.conditional_deductions:
            after_this_request(self._deduct)

    def _deduct(self, response: Response) -> Response:
        """What is deducted once the answer is known: a deduction less does less harm than no answer."""
        with suppress(RedisError):
            self._Limiter__check_conditional_deductions(response)  # type: ignore[attr-defined]  # its only name
        self.context.conditional_deductions.clear()
        return response

    def quickly_limit(self, ipv4: str, ipv6: str, *, scope: str) -> Callable[[View], View]:
        """As `shared_limit`, for the one route that a whole country asks at once.

        The count is asked of the engine directly (a tenth of the cost). What is over the limit, and whatever
        happens without Redis, goes the whole way.
        """

        def decorate(view: View) -> View:
            whole = self.shared_limit(_of_source(ipv4, ipv6), scope=scope)(view)

            @wraps(view)
            def limited() -> ResponseReturnValue:
                key = network(request.remote_addr)
                return view() if self._counts(ipv6 if ":" in key else ipv4, key, scope) else whole()

            return limited

        return decorate

    def _counts(self, limit: str, key: str, scope: str) -> bool:
        """Whether this request was counted and is within the limit."""
        if self._storage_dead:
            return False
        try:
            return self.limiter.hit(_item(limit), self._key_prefix, keyed(key), scope)
        except RedisError:
            # What timed out may have been counted, and somebody waits: it is not tried again.
            self.logger.warning("Redis does not count: this process counts for itself")
            self._storage_dead = True
            return False

    def _has_own_limit(self, endpoint: str | None) -> bool:
        if endpoint not in self._own_limit:
            view = current_app.view_functions.get(endpoint or "")
            self._own_limit[endpoint] = (
                view is not None and get_qualified_name(view) in self._marked_for_limiting
            )
        return self._own_limit[endpoint]


@cache
def _item(limit: str) -> RateLimitItem:
    return parse(limit)


def build_limiter(app: Flask, redis_url: str | None) -> SteadyLimiter:
    """The limiter of one app: Redis when there is one; when it fails, the process counts for itself."""
    return SteadyLimiter(
        source,
        app=app,
        default_limits=[lambda: _allowed(limits.PAGE)],
        storage_uri=redis_url or f"{SteadyMemory.SCHEME}://",
        storage_options={"connection_pool": redis_link(redis_url)} if redis_url else {},
        strategy="fixed-window",
        in_memory_fallback_enabled=redis_url is not None,
        key_prefix="cek1",
    )


def retry_after(now: datetime) -> int:
    """Seconds until the bucket that this request found full empties; at least one."""
    full = _limiter().current_limit
    if full is None:
        return 1
    try:
        return max(1, full.reset_at - int(now.timestamp()))
    except RedisError:  # gone since it counted this request
        return full.limit.get_expiry()
