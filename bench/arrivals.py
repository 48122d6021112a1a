"""An open-loop HTTP client: everybody comes when they are due, however many are still waiting.

What is waited is counted from the due time, so a server that stalls is not asked less for it, and a client
that is late counts against the server.
"""

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

PATIENCE = 20.0
"""Seconds after which a phone gives up."""
IDLE = 1.0
"""Seconds after which a kept connection is left, as in deploy/nginx.conf: gunicorn closes it after five."""
NO_ANSWER = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """Requests one after the other on one connection: of its own, or one that is kept as a proxy does."""

    due: float
    requests: Sequence[bytes]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a visit came to. `took` are seconds from due to the last byte; `error` names what went wrong."""

    due: float
    took: float
    statuses: Sequence[int]
    error: str = ""


def due_times(shares: Sequence[tuple[float, float]], seed: int = 1) -> list[float]:
    """When visitors come who know nothing of each other: (seconds, visitors a second) one after the other."""
    random, begins, times = Random(seed), 0.0, []
    for seconds, rate in shares:
        at = begins
        while rate and (at := at + random.expovariate(rate)) < begins + seconds:
            times.append(at)
        begins += seconds
    return times


class Line(asyncio.Protocol):
    """One connection that has one request under way at most; answers have a Content-Length."""

    def __init__(self) -> None:
        self._answered: asyncio.Future[int] | None = None
        self._data = bytearray()
        self._missing = -1
        self._status = NO_ANSWER
        self.open = True
        self.used = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def ask(self, request: bytes) -> asyncio.Future[int]:
        """The status, once the whole answer is there. Raises ConnectionError: there will be none."""
        self._answered = asyncio.get_running_loop().create_future()
        self._missing = -1
        if self.open:
            self.transport.write(request)
        else:
            self._answered.set_exception(ConnectionResetError())
        return self._answered

    def data_received(self, data: bytes) -> None:
        self._data += data
        if self._missing < 0 and (end := self._data.find(b"\r\n\r\n")) > 0:
            head = bytes(self._data[:end])
            self._status = int(head[9:12])
            self._missing = end + 4 + int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            self.open = b"connection: close" not in head.lower()
        if 0 <= self._missing <= len(self._data) and self._answered and not self._answered.done():
            self._data.clear()
            self._answered.set_result(self._status)

    def connection_lost(self, error: Exception | None) -> None:
        self.open = False
        if self._answered and not self._answered.done():
            self._answered.set_exception(error or ConnectionResetError())


class Crowd:
    """Visitors of one port. With `tls` each connection comes from a loopback address of its own."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._port, self._tls = port, tls
        self._kept: list[Line] = []
        self._made = 0
        self.told: list[Told] = []

    async def come(self, visits: Sequence[Visit]) -> list[Told]:
        """Let everybody come when due; back when the last has been told, or has given up."""
        loop, began = asyncio.get_running_loop(), asyncio.get_running_loop().time()
        running = []
        for visit in visits:
            if (early := began + visit.due - loop.time()) > 0:
                await asyncio.sleep(early)
            running.append(loop.create_task(self._visit(visit, began)))
        await asyncio.gather(*running)
        self._hang_up()
        return self.told

    async def ask_on(self, requests: Iterator[bytes], *, seconds: float, people: int) -> float:
        """So many people who ask again when they have their answer: what is answered in a second."""
        loop = asyncio.get_running_loop()
        began = loop.time()

        async def person() -> None:
            while (asks := loop.time() - began) < seconds:
                statuses: list[int] = []
                await self._ask(Visit(asks, [next(requests)]), statuses)
                self.told.append(Told(asks, loop.time() - began - asks, statuses))

        await asyncio.gather(*(person() for _ in range(people)))
        self._hang_up()
        return len(self.told) / seconds

    def _hang_up(self) -> None:
        while self._kept:
            self._kept.pop().transport.close()

    async def _visit(self, visit: Visit, began: float) -> None:
        statuses: list[int] = []
        error = ""
        try:
            async with asyncio.timeout_at(began + visit.due + PATIENCE):
                await self._ask(visit, statuses)
        except (OSError, TimeoutError) as failed:
            error = type(failed).__name__
            statuses.append(NO_ANSWER)
        took = asyncio.get_running_loop().time() - began - visit.due
        self.told.append(Told(visit.due, took, statuses, error))

    async def _ask(self, visit: Visit, statuses: list[int]) -> None:
        line = await self._line(kept=not visit.own)
        try:
            for request in visit.requests:
                if not line.open:
                    line = await self._line(kept=False)
                statuses.append(await line.ask(request))
        except BaseException:
            line.transport.abort()
            raise
        if visit.own or not line.open:
            line.transport.close()
        else:
            line.used = asyncio.get_running_loop().time()
            self._kept.append(line)

    async def _line(self, *, kept: bool) -> Line:
        loop = asyncio.get_running_loop()
        while kept and self._kept:
            line = self._kept.pop()
            if line.open and loop.time() - line.used < IDLE:
                return line
            line.transport.close()
        self._made += 1
        own = (f"127.{1 + self._made // 65536}.{self._made // 256 % 256}.{self._made % 256}", 0)
        return (
            await loop.create_connection(
                Line, "127.0.0.1", self._port, ssl=self._tls, local_addr=own if self._tls else None
            )
        )[1]
