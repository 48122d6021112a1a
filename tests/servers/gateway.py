"""An HTTP gateway for short messages that keeps what it is given and answers what it is told to."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Posted:
    path: str
    headers: dict[str, str]
    body: Any


class GatewaySink(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *, status: int, location: str | None, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.status = status
        self.location = location
        self.posted: list[Posted] = []
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/kirim?akun=uji"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that distrusts us is what some tests are about."""


class _Request(BaseHTTPRequestHandler):
    server: GatewaySink

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append(Posted(self.path, dict(self.headers), json.loads(body)))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def do_GET(self) -> None:
        self.server.posted.append(Posted(self.path, dict(self.headers), None))
        self.send_error(405)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
        """Tests are quiet."""


@contextmanager
def running_gateway(
    *, status: int = 200, location: str | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[GatewaySink]:
    with GatewaySink(status=status, location=location, tls=tls) as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield sink
        sink.shutdown()
        thread.join()
