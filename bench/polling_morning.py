"""A polling morning against two gunicorn workers as deployed: `python -m bench.polling_morning`.

Visitors come when they are due (bench.arrivals), the forms are in bench.crowds. Client, portal, PostgreSQL
and Redis share this machine. `--long 6` makes every form six times as long, `--plots docs/img` draws them.
"""

import argparse
import asyncio
import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

from bench.arrivals import NO_ANSWER, Crowd, Told
from bench.crowds import FORMS, Form, Stage
from bench.generate import generate_rows, write_csv
from bench.pages import FILE, POSTGRES, App, half_absent, niks_on_list, pages, postgres, posts
from bench.plot import plot
from bench.roll import _places, prepare, write_list
from bench.roll import load as load_roll
from bench.servers import gunicorn, worker_memory, worker_numbers
from tests.servers.nginx import find_nginx, running_nginx
from tests.servers.redis import running_redis

WORKERS = 2
PROBES = 4_000
PEOPLE = 16
WARM_UP = 4.0
"""Seconds: the port is open before the workers have loaded their code."""
PLOTS = {
    "burst, x3": "lonjakan",
    "flash crowd": "kerumunan",
    "import beside": "impor",
    "publish beside": "terbit",
}
HEAD = "form                     visits/s  told/s    p50 ms    p99 ms    max ms"


@dataclass(frozen=True, slots=True)
class Base:
    """What a portal reads from, and what an operator does beside it."""

    app: App
    admin: dict[str, str]
    export_to: Path | None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.polling_morning", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--long", type=float, default=1.0)
    parser.add_argument("--only", default="", help="forms whose name begins so")
    parser.add_argument("--plots", type=Path, help="folder for the pictures")
    wanted = parser.parse_args()
    short = wanted.long <= 1 and not wanted.only
    forms = [form for form in FORMS if form.name.startswith(wanted.only) and not (form.only_long and short)]
    series: dict[str, dict[str, dict[float, float]]] = defaultdict(dict)
    with (
        tempfile.TemporaryDirectory(prefix="pemilu-bench-") as name,
        _bases(Path(name), wanted.rows) as bases,
    ):
        niks = half_absent(niks_on_list(wanted.rows, PROBES))
        for kind, base in bases.items():
            stage = _stage(base, Path(name), niks, wanted.long)
            for form, told in _morning(kind, base, stage, forms):
                series[form.name] |= _seconds(kind, told)
    for form_name, lines in series.items():
        if wanted.plots and form_name in PLOTS:
            path = wanted.plots / f"{PLOTS[form_name]}.svg"
            plot(path, title=f"POST /cek, {form_name}", unit="ms", series=lines, seconds=True)


@contextmanager
def _bases(folder: Path, rows: int) -> Iterator[Mapping[str, Base]]:
    """The same list twice: in the exported file, a SQLite roll beside it, and in PostgreSQL with Redis."""
    with ExitStack() as stack:
        address = stack.enter_context(postgres())
        write_list(folder / "daftar.csv", rows)
        write_csv(folder / "lain.csv", generate_rows(rows, seed=2, places=_places(rows)))
        for url in (f"sqlite:///{folder}/pemilu.db", address):
            prepare(url, rows, folder)
            load_roll(url, folder / "daftar.csv", folder)
        redis = stack.enter_context(running_redis(folder))
        apps = pages(folder, file=f"sqlite:///{folder}/terbit.db", database=address, redis=redis.url)
        keys = {"KEYRING_FILE": str(folder / "admin.json")}
        yield {
            FILE: Base(
                apps[FILE], keys | {"DATABASE_URL": f"sqlite:///{folder}/pemilu.db"}, folder / "terbit.db"
            ),
            POSTGRES: Base(apps[POSTGRES], keys | {"DATABASE_URL": address}, None),
        }


def _stage(base: Base, folder: Path, niks: Sequence[str], long: float) -> Stage:
    """Asked from so many addresses that no limit is reached, however long it takes."""
    asked = cycle(posts([nik for nik in niks for _ in range(max(1, int(long)))]))
    return Stage(0, None, 0.0, asked, long, base.admin, folder / "lain.csv", base.export_to)


def _morning(
    kind: str, base: Base, stage: Stage, forms: Sequence[Form]
) -> Iterator[tuple[Form, Sequence[Told]]]:
    """Every form in turn against one running portal, told as a table."""
    with gunicorn(*base.app, workers=WORKERS, options=()) as (port, master):
        for seconds in (WARM_UP, 4 * stage.long):
            capacity = asyncio.run(Crowd(port).ask_on(stage.asked, seconds=seconds, people=PEOPLE))
        print(f"\n{kind}, {WORKERS} workers: closed loop of {PEOPLE} reaches {capacity:.0f}/s", flush=True)
        print(f"{HEAD}  answers", flush=True)
        here = replace(stage, port=port, capacity=capacity)
        for form in forms:
            with _door(form, here) as entered:
                if entered is None:
                    print(f"{form.name:<24} no nginx on this machine", flush=True)
                    continue
                before = set(worker_numbers(master))
                told = asyncio.run(_run(form, entered))
                replaced = len(set(worker_numbers(master)) - before)
                print(_row(form, told) + f"{f'  workers replaced {replaced}' * bool(replaced)}", flush=True)
                yield form, told
        print(f"workers {worker_memory(master):.0f} MB, load {os.getloadavg()[0]:.1f}", flush=True)


@contextmanager
def _door(form: Form, stage: Stage) -> Iterator[Stage | None]:
    """The stage as the form enters it; None where it needs what this machine has not."""
    if not form.behind_nginx:
        yield stage
    elif find_nginx() is None:
        yield None
    else:
        with running_nginx([stage.port]) as proxy:
            yield replace(stage, port=proxy.port, tls=proxy.tls)


async def _run(form: Form, stage: Stage) -> Sequence[Told]:
    visits = form.visits(stage)
    beside = asyncio.create_task(form.beside(stage)) if form.beside else None
    told = await Crowd(stage.port, stage.tls).come(visits)
    if beside:
        beside.cancel()
        with suppress(asyncio.CancelledError):
            await beside
    return told


def _row(form: Form, told: Sequence[Told]) -> str:
    times = sorted(one.took * 1000 for one in told)
    seconds = max(one.due + one.took for one in told)
    offered = len(told) / max(one.due for one in told)
    statuses = Counter(status for one in told for status in one.statuses if status != NO_ANSWER)
    errors = Counter(one.error for one in told if one.error)
    answers = ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items()))
    lost = "".join(f", {count} x {error}" for error, count in errors.items())
    return (
        f"{form.name:<24} {offered:8.0f} {len(told) / seconds:7.0f} {times[len(times) // 2]:9.1f} "
        f"{times[int(len(times) * 0.99)]:9.1f} {times[-1]:9.1f}  {answers}{lost}"
    )


def _seconds(kind: str, told: Sequence[Told]) -> dict[str, dict[float, float]]:
    """p50 and p99 of those who came in each second, in milliseconds."""
    each: dict[float, list[float]] = defaultdict(list)
    for one in told:
        each[float(int(one.due))].append(one.took * 1000)
    lines: dict[str, dict[float, float]] = {f"{kind} p50": {}, f"{kind} p99": {}}
    for second, times in sorted(each.items()):
        times.sort()
        lines[f"{kind} p50"][second] = times[len(times) // 2]
        lines[f"{kind} p99"][second] = times[int(len(times) * 0.99)]
    return lines


if __name__ == "__main__":
    main()
