"""Where messages leave the building: SMTP_URL and PESAN_URL. What is said in clear stays on this host."""

import re
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import SplitResult, unquote, urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Visible ASCII: fit for a header, because nothing in it can end the line.
TOKEN = re.compile(r"[!-~]{1,4096}")
STARTTLS = "tls=starttls"


class Tls(Enum):
    """How a connection to an SMTP server is protected. NONE is for this host alone."""

    NONE = "tanpa"
    STARTTLS = "starttls"
    DIRECT = "langsung"


DEFAULT_PORTS = {Tls.NONE: 25, Tls.STARTTLS: 587, Tls.DIRECT: 465}


@dataclass(frozen=True, slots=True)
class SmtpServer:
    host: str
    port: int
    tls: Tls
    user: str | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Gateway:
    """An HTTP gateway. `path` has the query with it and may name an account, so `repr` hides it."""

    host: str
    port: int | None
    path: str = field(repr=False)
    https: bool


def parse_smtp_url(text: str) -> SmtpServer | str:
    """`smtp://user:pass@host:587?tls=starttls`, `smtps://…`, on this host `smtp://…`; else what is wrong."""
    url = _split(text)
    if url is None or url.scheme not in {"smtp", "smtps"} or url.path.strip("/") or url.fragment:
        return "harus smtp://NAMA:587?tls=starttls atau smtps://NAMA"
    tls = Tls.DIRECT if url.scheme == "smtps" else Tls.STARTTLS if url.query == STARTTLS else Tls.NONE
    if url.query and tls is not Tls.STARTTLS:
        return f"sesudah ? hanya {STARTTLS}, dan hanya untuk smtp://"
    host = url.hostname or ""
    if tls is Tls.NONE and host not in LOOPBACK:
        return f"tambahkan ?{STARTTLS} atau pakai smtps:// (tanpa TLS hanya untuk 127.0.0.1)"
    user = unquote(url.username) if url.username else None
    return SmtpServer(host, url.port or DEFAULT_PORTS[tls], tls, user, unquote(url.password or ""))


def parse_gateway_url(text: str) -> Gateway | str:
    """`https://NAMA/path`, or `http://` on this host; else what is wrong."""
    url = _split(text)
    if url is None or url.scheme not in {"http", "https"} or url.fragment:
        return "harus https://NAMA/…"
    host = url.hostname or ""
    if url.scheme == "http" and host not in LOOPBACK:
        return "harus https:// (http hanya untuk 127.0.0.1)"
    if url.username or url.password:
        return "tanpa nama dan sandi di dalam alamat; pakai PESAN_TOKEN"
    path = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
    return Gateway(host, url.port, path, https=url.scheme == "https")


def _split(text: str) -> SplitResult | None:
    """The parts of a URL with a host and a possible port in visible ASCII; None for anything else."""
    if not TOKEN.fullmatch(text):
        return None
    try:
        url = urlsplit(text)
        usable = bool(url.hostname) and url.port != 0
    except ValueError:  # a port that is no number, brackets that do not close
        return None
    return url if usable else None
