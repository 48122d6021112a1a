"""`make bench`: import rate and memory, lookup latency, and the page against a bare one."""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from bench.client import Load, load
from bench.generate import generate_rows
from bench.roll import Timed, _places, prepare, write_list
from bench.roll import load as load_roll
from bench.servers import gunicorn, worker_memory
from pemilu.infra import keyring
from pemilu.infra.reader import open_reader
from pemilu.pemilih.lookup import Lookup
from pemilu.pemilih.nik import Nik
from pemilu.wilayah.tree import Places
from tests.servers.postgres import running_postgres
from tests.servers.redis import running_redis

PROBES = 4_000
CONNECTIONS = 8
BARE = "bare Flask+Jinja page"
App = tuple[str, dict[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        postgres = stack.enter_context(_postgres())
        csv = folder / "daftar.csv"
        write_list(csv, wanted.rows)
        urls = {"SQLite": f"sqlite:///{folder}/pemilu.db", "PostgreSQL": postgres}
        for kind, url in urls.items():
            prepare(url, wanted.rows, folder)
            _tell_import(kind, wanted.rows, load_roll(url, csv, folder))
        file = f"sqlite:///{folder}/terbit.db"
        niks = _niks(wanted.rows)
        for kind, url in (("published file", file), ("PostgreSQL", postgres)):
            _tell_lookup(kind, folder, url, niks, published=url == file)
        redis = stack.enter_context(running_redis(folder))
        _tell_pages(_apps(folder, file, postgres, redis.url), niks, wanted.rounds, wanted.seconds)


@contextmanager
def _postgres() -> Iterator[str]:
    with running_postgres(shared_buffers="256MB", synchronous_commit="on", fsync="on") as server:
        server.create("bench")
        yield server.url("bench")


def _niks(rows: int) -> list[str]:
    """NIKs of the list, every second one changed so that it is not on it."""
    voters = (row.cells["nik"] for row in generate_rows(rows, seed=1, places=_places(rows)))
    found = list(islice(voters, 0, None, max(1, rows // PROBES)))
    return [nik if n % 2 else f"{nik[:12]}9999" for n, nik in enumerate(found)]


def _tell_import(kind: str, rows: int, timed: Timed) -> None:
    print(
        f"import  {kind:<15} {rows:>9,} rows {timed.impor:6.1f} s {rows / timed.impor:>8,.0f} rows/s "
        f"peak {timed.impor_mb:4.0f} MB | publish {timed.terbit:5.1f} s | export {timed.ekspor:4.1f} s "
        f"{timed.ekspor_mb:.0f} MB",
        flush=True,
    )


def _tell_lookup(kind: str, folder: Path, url: str, niks: list[str], *, published: bool) -> None:
    keys = keyring.read(folder / "portal.json")
    reader = open_reader(url, published_file=published)
    lookup = Lookup(reader, Places(reader), keys.nik_index(), keys.name_hash())
    times = sorted(_timed(lambda nik=nik: lookup.find(Nik(nik), None)) for nik in niks * 3)
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(f"lookup  {kind:<15} p50 {p50 * 1e6:6.0f} us   p99 {p99 * 1e6:6.0f} us", flush=True)


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _tell_pages(apps: dict[str, App], niks: list[str], rounds: int, seconds: float) -> None:
    results: dict[str, list[Load]] = {name: [] for name in apps}
    memory: dict[str, float] = {}
    requests = _requests(niks)
    for _ in range(rounds):
        for name, (app, env) in apps.items():
            with gunicorn(app, env) as (port, master):
                load(port, requests, seconds=1, connections=CONNECTIONS)
                results[name].append(load(port, requests, seconds=seconds, connections=CONNECTIONS))
                memory[name] = worker_memory(master)
    bare = _median(results[BARE], "per_second")
    for name, loads in results.items():
        rate = _median(loads, "per_second")
        print(
            f"page    {name:<22} {rate:7.0f}/s  x{rate / bare:4.2f}  p50 {_median(loads, 'p50'):5.1f} ms  "
            f"p99 {_median(loads, 'p99'):5.1f} ms  bad {sum(one.bad for one in loads)}  "
            f"{memory[name]:.0f} MB",
            flush=True,
        )


def _apps(folder: Path, file: str, postgres: str, redis: str) -> dict[str, App]:
    """What is compared, each with its environment; rounds go through them in turn."""
    common = {
        "KEYRING_FILE": str(folder / "portal.json"),
        "TRUSTED_PROXIES": "1",
        "FILES_DIR": str(folder / "berkas"),
    }
    return {
        BARE: ("bench.apps:page()", {}),
        "cek, published file": (
            "wsgi:portal()",
            common | {"DATABASE_URL": f"sqlite:///{folder}/pemilu.db", "LOOKUP_DATABASE_URL": file},
        ),
        "cek, PostgreSQL+Redis": ("wsgi:portal()", common | {"DATABASE_URL": postgres, "REDIS_URL": redis}),
        "bare WSGI page": ("bench.apps:wsgi()", {}),
    }


def _requests(niks: list[str]) -> list[bytes]:
    """Ready POSTs, each from another address, so that every limit is counted and none is reached."""
    return [
        (
            "POST /cek HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"X-Forwarded-For: 10.{n >> 16}.{n >> 8 & 255}.{n & 255}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()
        for n, nik in enumerate(niks)
        for body in (urlencode({"nik": nik, "nama": ""}),)
    ]


def _median(loads: list[Load], name: str) -> float:
    return statistics.median(getattr(one, name) for one in loads)


if __name__ == "__main__":
    main()
