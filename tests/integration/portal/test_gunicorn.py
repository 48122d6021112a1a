"""The portal as it runs: gunicorn on a Unix socket, where no client has an address."""

import gc
import http.client
import json
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from limits import parse

from pemilu.infra import keyring, limits
from pemilu.infra.db import Database
from tests.factories import ABSEN, NAMA, TERDAFTAR, published_roll
from tests.servers.process import Server, dying_with_us, free_port

ROOT = Path(__file__).resolve().parents[3]
PROGRAMS = Path(sys.executable).parent
# A client's address that the server itself has no reason to print.
ADDRESS = "127.0.0.77"
HEADERS = {"Content-Type": "application/json", "Host": "localhost"}


class OverSocket(http.client.HTTPConnection):
    """HTTP through a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=20)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        try:
            self.sock.connect(str(self._path))
        except OSError:
            self.close()
            raise

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        self.request(method, path, json.dumps(body) if body else None, HEADERS)
        response = self.getresponse()
        return response.status, response.read()


class Gunicorn(Server):
    END = signal.SIGTERM

    def __init__(self, home: Path, app: str = "wsgi:portal()", **environment: str) -> None:
        self.socket, self.log, self.port = home / "s", home / "gunicorn.log", free_port()
        command = [
            *dying_with_us(),
            *("env", *(f"{name}={value}" for name, value in environment.items())),
            *(str(PROGRAMS / "gunicorn"), "--config", str(ROOT / "deploy" / "gunicorn.conf.py")),
            *("--chdir", str(ROOT), "--bind", f"unix:{self.socket}"),
            *("--bind", f"127.0.0.1:{self.port}", app),
        ]
        super().__init__(command, log=self.log, answers=self._answers)

    def _answers(self) -> bool:
        with suppress(OSError), closing(OverSocket(self.socket)) as client:
            return client.ask("GET", "/healthz")[0] == 200
        return False


@pytest.fixture
def gunicorn(sqlite_database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Gunicorn]:
    """A test may give more settings: `indirect` parameters."""
    roll = published_roll(sqlite_database)
    keyring.write(roll.keyring.only(keyring.PORTAL_PURPOSES), tmp_path / "portal.json")
    server = Gunicorn(
        tmp_path,
        **getattr(request, "param", {}),
        DATABASE_URL=roll.url,
        KEYRING_FILE=str(tmp_path / "portal.json"),
        FILES_DIR=str(tmp_path / "berkas"),
        WEB_CONCURRENCY="1",
    )
    server.start()
    yield server
    server.kill()


def test_who_has_no_address_is_limited_and_nothing_personal_is_logged(gunicorn: Gunicorn) -> None:
    allowed = parse(limits.LOOKUP_IPV4).amount
    with closing(OverSocket(gunicorn.socket)) as client:
        status, found = client.ask("POST", "/api/v1/cek", {"nik": TERDAFTAR, "nama": NAMA})
        assert (status, json.loads(found)["status"]) == (200, "terdaftar")
        asked = [client.ask("POST", "/api/v1/cek", {"nik": ABSEN})[0] for _ in range(allowed + 1)]
    assert asked == [200] * (allowed - 1) + [429] * 2
    gunicorn.stop()
    logged = gunicorn.log.read_text()
    assert logged
    assert not [word for word in (TERDAFTAR, ABSEN, *NAMA.split()) if word in logged]


def test_connections_that_say_nothing_keep_nobody_out(gunicorn: Gunicorn) -> None:
    """A browser opens some in advance; gunicorn alone would give each a thread for five seconds."""
    with ExitStack() as silent:
        for _ in range(12):
            silent.enter_context(socket.create_connection(("127.0.0.1", gunicorn.port)))
        with closing(http.client.HTTPConnection("127.0.0.1", gunicorn.port, timeout=4)) as client:
            client.request("GET", "/healthz")
            assert client.getresponse().status == 200


def heap() -> Callable[[object, Callable[..., object]], list[bytes]]:
    """An app that tells how many objects the collector walks through, and how many it leaves alone."""

    def app(_environ: object, start_response: Callable[..., object]) -> list[bytes]:
        body = json.dumps([len(gc.get_objects()), gc.get_freeze_count()]).encode()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    return app


def test_the_collector_does_not_walk_through_what_a_worker_has_loaded(tmp_path: Path) -> None:
    """It stopped all threads for as long as that took, every few seconds."""
    server = Gunicorn(tmp_path, f"{__name__}:heap()", WEB_CONCURRENCY="1")
    server.start()
    try:
        with closing(OverSocket(server.socket)) as client:
            walked, left_alone = json.loads(client.ask("GET", "/")[1])
    finally:
        server.kill()
    assert walked < left_alone / 10


def test_answers_leave_no_line_in_the_log(gunicorn: Gunicorn) -> None:
    with closing(OverSocket(gunicorn.socket)) as client:
        assert client.ask("GET", "/bantuan")[0] == 200
    gunicorn.stop()  # a line would be written after the answer
    assert "GET" not in gunicorn.log.read_text()


@pytest.mark.parametrize("gunicorn", [{"GUNICORN_CMD_ARGS": "--access-logfile -"}], indirect=True)
def test_who_asks_for_lines_of_access_gets_them_without_address_and_query(gunicorn: Gunicorn) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", gunicorn.port, timeout=4)) as client:
        client.request("GET", f"/bantuan?nik={TERDAFTAR}", headers={"Referer": f"http://x/{TERDAFTAR}"})
        assert client.getresponse().status == 200
    gunicorn.stop()
    logged = gunicorn.log.read_text()
    assert '"GET /bantuan" 200' in logged
    assert not [word for word in (TERDAFTAR, "127.0.0.1 ") if word in logged]


NO_HTTP = [
    f"nik={TERDAFTAR[:12]} / HTTP/1.1\r\n\r\n",
    f"GET /{TERDAFTAR[:12]} HTTP/7.{TERDAFTAR[:12]}\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: localhost\r\n{TERDAFTAR[:12]} {NAMA}: ya\r\n\r\n",
    f"POST /cek HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: {TERDAFTAR[:12]}\r\n\r\n",
]


def test_what_is_no_http_is_logged_without_its_bytes_and_without_the_address(gunicorn: Gunicorn) -> None:
    for request in NO_HTTP:
        with socket.create_connection(
            ("127.0.0.1", gunicorn.port), timeout=20, source_address=(ADDRESS, 0)
        ) as client:
            client.sendall(request.encode())
            assert client.recv(100).startswith((b"HTTP/1.1 400", b"HTTP/1.1 501"))
    gunicorn.stop()
    lines = [json.loads(line) for line in gunicorn.log.read_text().splitlines()]
    assert [line["pesan"] for line in lines].count("Invalid request") == len(NO_HTTP)
    assert not [word for word in (TERDAFTAR[:12], ADDRESS, *NAMA.split()) if word in repr(lines)]
