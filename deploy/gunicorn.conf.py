"""How gunicorn runs both apps: gunicorn -c deploy/gunicorn.conf.py -b 127.0.0.1:8000 'wsgi:portal()'.

`forwarded_allow_ips` stays at gunicorn's own default: who may set X-Forwarded-For is said by TRUSTED_PROXIES.
"""

import ctypes
import gc
import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

ROOT = Path(__file__).resolve().parents[1]

# Python runs on one core per process; threads only wait for the database and for slow readers.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))  # noqa: TID251 - gunicorn's own variable, not a setting of ours
worker_class = "gthread"
threads = 4
preload_app = False

timeout = 30
graceful_timeout = 30
# With three times what can be answered, a worker comes to look at its connections seconds late: after
# gunicorn's own two it closed hundreds on which the next lookup had come already (`python -m
# bench.polling_morning --only burst`).
keepalive = 5
SILENT_SECONDS = 20
# A slow leak never grows old; the jitter keeps workers from leaving together. Not sooner: on a polling
# morning 5,000 are answered in a quarter of a minute, and replacing a worker takes its core for two seconds.
max_requests = 100_000
max_requests_jitter = 20_000

# Photos come and go in blocks of megabytes, which glibc learns to keep. Told from which size on to ask the
# kernel for a block of its own (mallopt -3, M_MMAP_THRESHOLD), it gives each back: a third less at the peak
# (`python -m bench.uploads`). Workers inherit it; another libc has no such switch.
LARGE_BLOCK = 256 * 1024
with suppress(OSError, AttributeError):
    ctypes.CDLL(None).mallopt(-3, LARGE_BLOCK)

# The heartbeat file must not wait for a disk that is busy or full.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - the memory disk is the point

# Our longest path is short and our forms travel in bodies: what is longer is not one of our pages.
limit_request_line = 2048
limit_request_fields = 50
limit_request_field_size = 4096


def on_starting(server: Any) -> None:
    """Settings are judged before there is a worker: what is refused is said once, however many there are.

    In a process of its own, for what the master has loaded its workers would keep after a reload.
    """
    door = server.app.app_uri.rpartition(":")[2].removesuffix("()")
    judge = [sys.executable, "-c", "import sys, wsgi; wsgi.check(sys.argv[1])", door]
    if code := subprocess.run(judge, cwd=ROOT, check=False).returncode:  # noqa: S603 - our own program
        sys.exit(code)


def when_ready(server: Any) -> None:
    """A connection that says nothing waits in the kernel, not in one of our threads (five seconds each).

    Browsers open such connections in advance: a handful of them kept everybody else out.
    """
    defer = getattr(socket, "TCP_DEFER_ACCEPT", None)  # Linux has it
    for listener in server.LISTENERS:
        if defer is not None and listener.sock.family != socket.AF_UNIX:
            listener.sock.setsockopt(socket.IPPROTO_TCP, defer, SILENT_SECONDS)


def post_worker_init(worker: object) -> None:  # noqa: ARG001 - gunicorn passes it
    """What is loaded now stays: the collector need not walk through all of it again and again.

    Every few seconds that stopped all threads of a worker for 60 to 100 ms.
    """
    gc.collect()
    gc.freeze()


def pre_request(worker: object, req: Any) -> None:  # noqa: ARG001 - gunicorn passes it
    """A client that falls silent within its form gives its thread back.

    This does not stop one that drips: on the open internet put nginx in front (README), which hands over
    whole requests only.
    """
    connection = req.unreader.sock
    if isinstance(connection, socket.socket):
        connection.settimeout(SILENT_SECONDS)


# One socket per user account would be shared by portal and admin.
control_socket_disable = True

# gunicorn's own messages name the client and quote what it sent; ours do neither.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "pemilu.infra.log.ServerLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}

# No access log by default. Whoever turns it on gets no address, no query and no referrer.
accesslog = None
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(D)s'


class logger_class(Logger):  # type: ignore[misc]  # noqa: N801 - gunicorn's name for it, and it has no types
    """Writes no line of access that nobody asked for.

    gunicorn takes any `logconfig_dict` for the wish to have one, makes the line for each answer, and drops
    it: a fifth of the processor time of a lookup.
    """

    @property
    def access_log_enabled(self) -> bool:
        return bool(self.cfg.accesslog)
