"""Flask-Limiter over the named limits: who is counted as one source, and what a full bucket answers."""

import ipaddress
from datetime import datetime

from flask import Flask, current_app, request
from flask_limiter import Limiter

from pemilu.infra import limits
from pemilu.web.services import services

# A hung Redis must not hang a lookup (lab: the fallback then answers in a twentieth of a second).
REDIS_OPTIONS = {"socket_timeout": 0.05, "socket_connect_timeout": 0.05}


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


def lookup_limit() -> str:
    """The lookup's ceiling for this source."""
    return limits.LOOKUP_IPV6 if ":" in network(request.remote_addr) else limits.LOOKUP_IPV4


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
    return max(1, full.reset_at - int(now.timestamp())) if full else 1
