"""Which worker class and how many: `python -m bench.workers`; gevent too where it is installed.

Short rounds go through the settings in turn, so that a busy moment of the machine meets them all. The client
is a closed loop on this machine, so it takes its share of the same cores from all of them alike.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path

from bench.arrivals import Crowd
from bench.pages import FILE, POSTGRES, App, half_absent, niks_on_list, pages, postgres, posts
from bench.roll import load as load_roll
from bench.roll import prepare, write_list
from bench.servers import NEVER_REPLACED, gunicorn, worker_memory, worker_seconds
from tests.servers.redis import running_redis

PEOPLE = 16
WARM_UP = 2.5


@dataclass(frozen=True, slots=True)
class Setting:
    """Worker class, threads of each (0: not its way), how many workers."""

    kind: str
    threads: int
    workers: int

    @property
    def options(self) -> list[str]:
        threads = ["--threads", str(self.threads)] if self.threads else []
        return [*NEVER_REPLACED, "--worker-class", self.kind, *threads]

    def __str__(self) -> str:
        return f"{self.workers} x {self.kind}{f' {self.threads}' if self.threads else ''}"


@dataclass(frozen=True, slots=True)
class Round:
    """`cost` is microseconds of processor for an answer, `memory` megabytes of all workers."""

    per_second: float
    p50: float
    p99: float
    cost: float
    memory: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.workers", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=3.0)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pemilu-bench-") as home, ExitStack() as stack:
        folder, address = Path(home), stack.enter_context(postgres())
        write_list(folder / "daftar.csv", wanted.rows)
        for url in (f"sqlite:///{folder}/pemilu.db", address):
            prepare(url, wanted.rows, folder)
            load_roll(url, folder / "daftar.csv", folder)
        redis = stack.enter_context(running_redis(folder))
        apps = pages(folder, file=f"sqlite:///{folder}/terbit.db", database=address, redis=redis.url)
        asked = posts(half_absent(niks_on_list(wanted.rows, 4_000)) * 4)
        for name in (FILE, POSTGRES):
            _compare(name, apps[name], asked, wanted.rounds, wanted.seconds)


def settings() -> list[Setting]:
    """Every class with as many workers as cores; the likely ones with one less and one more."""
    kinds = [("sync", 0), *(("gthread", threads) for threads in (1, 2, 4, 8))]
    kinds += [("gevent", 0)] if find_spec("gevent") else []
    likely = [kind for kind in kinds if kind[1] in (0, 4)]
    return [Setting(*kind, workers) for workers in (1, 2, 3) for kind in (kinds if workers == 2 else likely)]


def _compare(name: str, app: App, asked: list[bytes], rounds: int, seconds: float) -> None:
    results: dict[Setting, list[Round]] = {setting: [] for setting in settings()}
    for _ in range(rounds):
        for setting, every in results.items():
            every.append(_round(app, setting, asked, seconds))
    for setting, every in results.items():
        rates = sorted(one.per_second for one in every)
        print(
            f"{name:<22} {setting!s:<14} {statistics.median(rates):6.0f}/s ({rates[0]:.0f}-{rates[-1]:.0f})"
            f"  p50 {_median(every, 'p50'):6.1f} ms  p99 {_median(every, 'p99'):6.1f} ms"
            f"  {_median(every, 'cost'):5.0f} us of processor  {_median(every, 'memory'):4.0f} MB",
            flush=True,
        )
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)


def _round(app: App, setting: Setting, asked: list[bytes], seconds: float) -> Round:
    requests = cycle(asked)
    with gunicorn(*app, workers=setting.workers, options=setting.options) as (port, master):
        asyncio.run(Crowd(port).ask_on(requests, seconds=WARM_UP, people=PEOPLE))
        before, crowd = worker_seconds(master), Crowd(port)
        rate = asyncio.run(crowd.ask_on(requests, seconds=seconds, people=PEOPLE))
        cost = (worker_seconds(master) - before) / len(crowd.told) * 1e6
        times = sorted(one.took * 1000 for one in crowd.told)
        return Round(rate, times[len(times) // 2], times[int(len(times) * 0.99)], cost, worker_memory(master))


def _median(every: list[Round], name: str) -> float:
    values: list[float] = [getattr(one, name) for one in every]
    return statistics.median(values)


if __name__ == "__main__":
    main()
