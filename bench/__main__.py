"""`make bench`: import rate and memory, lookup latency, and the page against a bare one."""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench import client, wrk
from bench.pages import BARE, App, half_absent, niks_on_list, pages, postgres, posts
from bench.roll import Timed, prepare, write_list
from bench.roll import load as load_roll
from bench.servers import alone, gunicorn, step_aside, worker_memory, worker_seconds
from pemilu.infra import keyring
from pemilu.infra.reader import open_reader
from pemilu.pemilih.lookup import Lookup
from pemilu.pemilih.nik import Nik
from pemilu.wilayah.tree import Places
from tests.servers.redis import running_redis

Ask = Callable[..., client.Load]
PROBES = 4_000
CONNECTIONS = 8


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--wrk", action="store_true", help="let wrk ask instead of our own client")
    wanted = parser.parse_args()
    if wanted.wrk and shutil.which("wrk") is None:
        parser.error("--wrk needs wrk on PATH: apt-get install wrk")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        database = stack.enter_context(postgres())
        csv = folder / "daftar.csv"
        write_list(csv, wanted.rows)
        urls = {"SQLite": f"sqlite:///{folder}/pemilu.db", "PostgreSQL": database}
        for kind, url in urls.items():
            prepare(url, wanted.rows, folder)
            _tell_import(kind, wanted.rows, load_roll(url, csv, folder))
        file = f"sqlite:///{folder}/terbit.db"
        niks = half_absent(niks_on_list(wanted.rows, PROBES))
        for kind, url in (("published file", file), ("PostgreSQL", database)):
            _tell_lookup(kind, folder, url, niks, published=url == file)
        redis = stack.enter_context(running_redis(folder))
        apps = pages(folder, file=file, database=database, redis=redis.url)
        step_aside()
        _tell_pages(apps, niks, wanted.rounds, wanted.seconds, wrk.load if wanted.wrk else client.load)


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


def _tell_pages(apps: dict[str, App], niks: list[str], rounds: int, seconds: float, load: Ask) -> None:
    """Rounds go through the apps in turn, so that a busy moment of the machine meets them all.

    One worker on one core; who asks it, PostgreSQL and Redis have the others.
    """
    results: dict[str, list[Round]] = {name: [] for name in apps}
    asked = posts(niks)
    for _ in range(rounds):
        for name, app in apps.items():
            results[name].append(_round(app, asked, seconds, load))
    for name, every in results.items():
        rates = _against(results[BARE], every, lambda bare, one: one.per_second / bare.per_second)
        costs = _against(results[BARE], every, lambda bare, one: bare.cost / one.cost)
        print(
            f"page    {name:<22} {_median(every, 'per_second'):7.0f}/s  {rates}  "
            f"p50 {_median(every, 'p50'):5.1f} ms  p99 {_median(every, 'p99'):5.1f} ms  "
            f"{_median(every, 'cost'):5.0f} us of processor {costs}  "
            f"bad {sum(one.bad for one in every)}  {every[-1].memory:.0f} MB",
            flush=True,
        )


@dataclass(frozen=True, slots=True)
class Round:
    """One app under load: `cost` is microseconds of processor for an answer, `memory` megabytes after it."""

    per_second: float
    p50: float
    p99: float
    bad: int
    cost: float
    memory: float


def _round(app: App, asked: list[bytes], seconds: float, load: Ask) -> Round:
    with gunicorn(*app) as (port, master):
        load(port, asked, seconds=1, connections=CONNECTIONS)
        alone(master)
        before = worker_seconds(master)
        found = load(port, asked, seconds=seconds, connections=CONNECTIONS)
        cost = (worker_seconds(master) - before) / found.answers * 1e6
        return Round(found.per_second, found.p50, found.p99, found.bad, cost, worker_memory(master))


def _against(bare: list[Round], every: list[Round], share: Callable[[Round, Round], float]) -> str:
    """The median over the rounds of what share of the bare page of that round it is, and its range."""
    shares = sorted(map(share, bare, every))
    return f"x{statistics.median(shares):.2f} ({shares[0]:.2f}-{shares[-1]:.2f})"


def _median(every: list[Round], name: str) -> float:
    return statistics.median(getattr(one, name) for one in every)


if __name__ == "__main__":
    main()
