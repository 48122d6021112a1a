"""Who comes on a polling morning, and what else is going on: the load forms of bench.polling_morning."""

import asyncio
import os
import re
import ssl
import sys
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bench.arrivals import Visit, due_times

STEADY = 0.6
"""Of what the closed loop reached."""
BURST = 3
CARRIER = 250
"""Phones behind one address: a village in an evening (docs/limits.md)."""
SLOW = 40
DRIP = 0.5
"""Seconds between two bytes of a slow client."""
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi:admin()", "daftar")
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Stage:
    """A portal under gunicorn. `asked` never ends; `long` multiplies every duration."""

    port: int
    tls: ssl.SSLContext | None
    capacity: float
    asked: Iterator[bytes]
    long: float
    admin: dict[str, str]
    list_file: Path
    export_to: Path | None


@dataclass(frozen=True, slots=True)
class Form:
    """Visitors, and what goes on beside them until the last has been told. The short run leaves some out."""

    name: str
    visits: Callable[[Stage], list[Visit]]
    beside: Callable[[Stage], Coroutine[Any, Any, None]] | None = None
    behind_nginx: bool = False
    only_long: bool = False


def steady(stage: Stage) -> list[Visit]:
    return _lookups(stage, (6, STEADY))


def burst(stage: Stage) -> list[Visit]:
    """Three times as many for a while: more than can be answered, so a queue grows, and must go again."""
    return _lookups(stage, (2, STEADY), (3, STEADY * BURST), (9, STEADY))


def beside_work(stage: Stage) -> list[Visit]:
    return _lookups(stage, (8, STEADY / 2))


def flash_crowd(stage: Stage) -> list[Visit]:
    """Everybody for the first time, within seconds, on a new connection: page, its files, one lookup."""
    page = urlopen(f"http://127.0.0.1:{stage.port}/").read().decode()
    files = [_get(path) for path in dict.fromkeys(re.findall(r"/static/[\w.-]+", page))]
    times = due_times([(2 * stage.long, 200)])
    return [Visit(due, [_get("/", n), *files, next(stage.asked)], own=True) for n, due in enumerate(times)]


def one_carrier(stage: Stage) -> list[Visit]:
    """A village in an evening, squeezed into seconds: everybody has the same address."""
    lookups = _from_address(stage, "100.64.0.1")
    return [Visit(n * 4 / CARRIER, [next(lookups)], own=True) for n in range(CARRIER)]


def too_many_of_a_carrier(stage: Stage) -> list[Visit]:
    """More than an address is allowed in an hour."""
    lookups = _from_address(stage, "100.64.0.2")
    return [Visit(n * 2 / CARRIER, [next(lookups)], own=True) for n in range(3 * CARRIER)]


def phones(stage: Stage) -> list[Visit]:
    """Few, each on a new connection: those are what slow clients keep out."""
    return [replace(visit, own=True) for visit in _lookups(stage, (6, STEADY / 6))]


def burst_of_phones(stage: Stage) -> list[Visit]:
    """As over the internet: everybody makes a connection, TLS and all, which costs more than the lookup.
    So the burst is three times a tenth of what is reached without."""
    few = STEADY / 6
    return [replace(visit, own=True) for visit in _lookups(stage, (2, few), (3, few * BURST), (9, few))]


async def slow_clients(stage: Stage) -> None:
    """Some drip their headers, some their form, some read one byte at a time."""
    await asyncio.gather(*(_slow(stage, n) for n in range(SLOW)))


async def silent_clients(stage: Stage) -> None:
    """Connections that are open and say nothing, as browsers make in advance, and again when closed."""
    await asyncio.gather(*(_silent(stage) for _ in range(SLOW)))


async def import_list(stage: Stage) -> None:
    """A whole list is imported; what it would say is not the point here."""
    await asyncio.sleep(2)
    await _command(stage, "import", str(stage.list_file))


async def publish_again_and_again(stage: Stage) -> None:
    """Frozen, checked and switched to; exported too where portals read the exported file."""
    while True:
        await asyncio.sleep(2)
        await _command(stage, "publish", "dps")
        if stage.export_to:
            await _command(stage, "export", str(stage.export_to))


FORMS = (
    Form("steady, 60 %", steady),
    Form("burst, x3", burst),
    Form("flash crowd", flash_crowd),
    Form("one carrier address", one_carrier),
    Form("the same, too many", too_many_of_a_carrier),
    Form("import beside", beside_work, import_list),
    Form("publish beside", beside_work, publish_again_and_again),
    Form("silent connections", phones, silent_clients),
    Form("slow clients, nginx", phones, slow_clients, behind_nginx=True),
    Form("burst, x3, nginx", burst_of_phones, behind_nginx=True),
    Form("slow clients, no nginx", phones, slow_clients, only_long=True),
)


def _lookups(stage: Stage, *shares: tuple[float, float]) -> list[Visit]:
    times = due_times([(seconds * stage.long, share * stage.capacity) for seconds, share in shares])
    return [Visit(due, [next(stage.asked)]) for due in times]


def _get(path: str, number: int = 0) -> bytes:
    address = f"10.99.{number >> 8 & 255}.{number & 255}"
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {address}\r\n"
        "Accept-Encoding: gzip, br\r\n\r\n"
    ).encode()


def _from_address(stage: Stage, address: str) -> Iterator[bytes]:
    for request in stage.asked:
        yield re.sub(rb"X-Forwarded-For: [\d.]+", f"X-Forwarded-For: {address}".encode(), request)


async def _silent(stage: Stage) -> None:
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", stage.port)
        try:
            await reader.read()
        except OSError:
            pass
        finally:
            writer.transport.abort()


async def _slow(stage: Stage, number: int) -> None:
    """Until it is thrown out, or the visitors have gone."""
    own = (f"127.9.0.{1 + number}", 0) if stage.tls else None
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.port, ssl=stage.tls, local_addr=own)
    head, body = next(stage.asked).split(b"\r\n\r\n")
    at_once, slowly = ((b"", head), (head + b"\r\n\r\n", body), (_get("/"), b""))[number % 3]
    try:
        writer.write(at_once)
        for byte in slowly:
            writer.write(bytes([byte]))
            await asyncio.sleep(DRIP)
        while await reader.read(1):  # noqa: ASYNC110 - being slow is the point
            await asyncio.sleep(DRIP)
    except OSError:
        pass
    finally:
        writer.transport.abort()


async def _command(stage: Stage, *words: str) -> None:
    """An operator's command, ended when the form ends."""
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *FLASK, *words, cwd=ROOT, env={**os.environ, **stage.admin}, stdout=quiet, stderr=quiet
    )
    try:
        if code := await process.wait():
            raise ChildProcessError(f"daftar {words[0]}: {code}")
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
