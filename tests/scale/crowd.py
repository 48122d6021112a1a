"""People who look NIKs up one after the other, each from an address of their own, and what they are told."""

import http.client
import json
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from threading import Event, Lock, Thread
from typing import Any

from tests.factories import TERDAFTAR
from tests.servers.nginx import NAME, Nginx

TIMEOUT = 30.0
PEOPLE = 4
LOOKUP = "/api/v1/cek"
# Half an answer had gone out when its host died: that cannot be taken back, and the browser says so.
CUT_OFF = http.client.IncompleteRead.__name__
# All of 127.0.0.0/8 is this machine, so a proxy sees as many clients as we like.
_numbers = count(2)


def new_address() -> str:
    number = next(_numbers)
    return f"127.{1 + number // 65536}.{number // 256 % 256}.{number % 256}"


@dataclass(frozen=True, slots=True)
class Told:
    """One answer over HTTP."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Door:
    """Where a site is entered. Without `tls` in plain HTTP."""

    port: int
    tls: ssl.SSLContext | None = None
    host: str = NAME

    @classmethod
    def of(cls, proxy: Nginx) -> "Door":
        return cls(proxy.port, proxy.tls)

    def connect(self, address: str | None = None) -> http.client.HTTPConnection:
        source = (address or new_address(), 0)
        if self.tls is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT, source_address=source)
        return http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=TIMEOUT, source_address=source, context=self.tls
        )

    def ask(
        self, method: str, path: str, body: bytes = b"", *, address: str | None = None, **headers: str
    ) -> Told:
        """One request on a connection of its own. Raises OSError, HTTPException: nobody answered."""
        with closing(self.connect(address)) as connection:
            return self._ask(connection, method, path, body, headers)

    def knock(self, times: int, address: str, **headers: str) -> list[int]:
        """What one source is told that asks again and again on one connection, with an empty form."""
        with closing(self.connect(address)) as connection:
            return [self._ask(connection, "POST", LOOKUP, b"", headers).status for _ in range(times)]

    def look_up(self, nik: str = TERDAFTAR, *, address: str | None = None, **headers: str) -> Told:
        body = json.dumps({"nik": nik}).encode()
        return self.ask("POST", LOOKUP, body, address=address, Content_Type="application/json", **headers)

    def _ask(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: bytes,
        headers: dict[str, str],
    ) -> Told:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": self.host} | named)
        answer = connection.getresponse()
        return Told(answer.status, answer.headers, answer.read())


def outcome(door: Door, nik: str = TERDAFTAR) -> str:
    """What became of one lookup, in a word or two."""
    try:
        told = door.look_up(nik)
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    return f"200 {told.json['status']}" if told.status == 200 else str(told.status)


class Crowd:
    """`told` counts what people were told until now."""

    def __init__(self) -> None:
        self.told = Counter[str]()
        self._counting = Lock()

    def count(self, word: str) -> None:
        with self._counting:
            self.told[word] += 1

    def wait_for(self, more: int) -> None:
        """Until so many more have been told something. Raises TimeoutError."""
        until, deadline = self.told.total() + more, time.monotonic() + TIMEOUT
        while self.told.total() < until:
            if time.monotonic() > deadline:
                raise TimeoutError(self.told)
            time.sleep(0.01)


@contextmanager
def crowd(ask: Callable[[], str], people: int = PEOPLE) -> Iterator[Crowd]:
    """`people` who ask without a pause until the block ends."""
    gathered, enough = Crowd(), Event()

    def keep_asking() -> None:
        while not enough.is_set():
            gathered.count(ask())

    threads = [Thread(target=keep_asking) for _ in range(people)]
    for thread in threads:
        thread.start()
    try:
        yield gathered
    finally:
        enough.set()
        for thread in threads:
            thread.join()
