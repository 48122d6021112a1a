"""A small closed-loop HTTP client: each connection sends the next request when it has its answer."""

import socket
import time
from dataclasses import dataclass
from itertools import cycle
from threading import Barrier, Thread

OK = b"HTTP/1.1 200"


@dataclass(frozen=True, slots=True)
class Load:
    """What one round gave. Times in milliseconds; `bad` counts answers other than 200."""

    answers: int
    per_second: float
    p50: float
    p99: float
    bad: int


def load(port: int, requests: list[bytes], *, seconds: float, connections: int) -> Load:
    """Send `requests` round and round for so long."""
    times: list[list[float]] = [[] for _ in range(connections)]
    bad = [0] * connections
    start = Barrier(connections + 1)
    threads = [
        Thread(target=_connection, args=(port, requests[n::connections], seconds, start, times[n], bad, n))
        for n in range(connections)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - began
    every = sorted(t for own in times for t in own)
    return Load(len(every), len(every) / elapsed, _share(every, 0.5), _share(every, 0.99), sum(bad))


def _connection(
    port: int,
    requests: list[bytes],
    seconds: float,
    start: Barrier,
    times: list[float],
    bad: list[int],
    n: int,
) -> None:
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start.wait()
        end = time.perf_counter() + seconds
        for request in cycle(requests):
            began = time.perf_counter()
            if began > end:
                return
            link.sendall(request)
            if not _answer(link).startswith(OK):
                bad[n] += 1
            times.append(time.perf_counter() - began)


def _answer(link: socket.socket) -> bytes:
    """One whole answer; our apps always send Content-Length."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(link)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    left = length - len(body)
    while left > 0:
        left -= len(_more(link))
    return head


def _more(link: socket.socket) -> bytes:
    if not (data := link.recv(65536)):
        raise ConnectionError("the server closed the connection in the middle of an answer")
    return data


def _share(every: list[float], share: float) -> float:
    return every[min(len(every) - 1, int(len(every) * share))] * 1000 if every else float("nan")
