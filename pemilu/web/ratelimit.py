"""Flask-Limiter over the named limits: who is counted as one source, and what a full bucket answers."""

import ipaddress
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, current_app, request
from flask_limiter import Limiter, RouteLimit
from redis import RedisError

from pemilu.infra import limits
from pemilu.web.services import services

# A hung Redis must not hang a lookup (lab: the fallback then answers in a twentieth of a second).
REDIS_OPTIONS: dict[str, Any] = {"socket_timeout": 0.05, "socket_connect_timeout": 0.05}


def source() -> str:
    """A keyed hash of the client's network. Never empty: Flask-Limiter would skip the limit."""
    return services().source_index.of(network(request.remote_addr)).hex()


def network(address: str | None) -> str:
    """The network that counts as one source. An address that cannot be read counts as one and the same."""
    try:
        ip = ipaddress.ip_address((address or "").split("%")[0])
    except ValueError:
        return "tanpa-alamat"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((ip, limits.IPV6_PREFIX), strict=False))
    return str(ip)


def limit_lookups(limiter: Limiter) -> RouteLimit:
    """The lookup's ceiling for this source, one for the page and the API together."""
    return limiter.shared_limit(_of_source(limits.LOOKUP_IPV4, limits.LOOKUP_IPV6), scope="cek")


def limit_reports(limiter: Limiter) -> RouteLimit:
    """How many forms one source may send."""
    return limiter.shared_limit(_of_source(limits.REPORT_IPV4, limits.REPORT_IPV6), scope="lapor")


def limit_tracking(limiter: Limiter) -> RouteLimit:
    """How many codes one source may try."""
    return limiter.shared_limit(_of_source(limits.TRACK_IPV4, limits.TRACK_IPV6), scope="lacak")


def _of_source(ipv4: str, ipv6: str) -> Callable[[], str]:
    return lambda: ipv6 if ":" in network(request.remote_addr) else ipv4


def build_limiter(app: Flask, redis_url: str | None) -> Limiter:
    """The limiter of one app: Redis when there is one; when it fails, tight counts in the process itself."""
    return Limiter(
        source,
        app=app,
        default_limits=[limits.PAGE],
        storage_uri=redis_url or "memory://",
        storage_options=REDIS_OPTIONS if redis_url else {},
        strategy="fixed-window",
        in_memory_fallback=[limits.DEGRADED] if redis_url else [],
        key_prefix="cek1",
    )


def retry_after(now: datetime) -> int:
    """Seconds until the bucket that this request found full empties; at least one."""
    limiter: Limiter
    (limiter,) = current_app.extensions["limiter"]
    full = limiter.current_limit
    if full is None:
        return 1
    try:
        return max(1, full.reset_at - int(now.timestamp()))
    except RedisError:  # gone since it counted this request
        return full.limit.get_expiry()
