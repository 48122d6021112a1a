"""Import of a list by the operator's command: rows a second, and processor time of each side.

Processor time tells more than the clock where others use the machine: two cores give two seconds in each.

    python -m bench.importing                       # 100,000, 1,000,000 and 4,103,084 rows on either base
    python -m bench.importing --sizes 1000000 --bases sqlite --publish
"""

import argparse
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from bench.generate import write_full
from bench.pages import CAREFUL
from bench.plot import plot
from bench.roll import _command, prepare
from pemilu.cli.mix import VOTERS
from tests.servers.postgres import Postgres, running_postgres

MICRO = 1_000_000
BASES = ("postgresql", "sqlite")
ROOT = Path(__file__).resolve().parents[1]
Base = tuple[str, Postgres | None]
"""The address of an empty database, and its server if it has one."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.importing", description=__doc__)
    parser.add_argument("--sizes", default=f"100000,1000000,{VOTERS}")
    parser.add_argument("--bases", nargs="+", choices=BASES, default=BASES)
    parser.add_argument("--broken", type=float, default=0.001)
    parser.add_argument("--publish", action="store_true", help="publish and export what was imported")
    parser.add_argument("--picture", type=Path, help="where the plot goes, docs/img/muat.svg for one")
    wanted = parser.parse_args()
    rates: dict[str, dict[float, float]] = {base: {} for base in wanted.bases}
    for rows in map(int, wanted.sizes.split(",")):
        with tempfile.TemporaryDirectory() as name:
            csv = Path(name) / "daftar.csv"
            write_full(csv, rows, seed=1, broken=wanted.broken, processes=2)
            for base in wanted.bases:
                with empty(base, Path(name)) as (url, server):
                    rates[base][rows] = _measured((url, server), base, csv, rows, publish=wanted.publish)
    if wanted.picture:
        plot(wanted.picture, title="Import, rows a second", unit="rows/s", series=rates)


@contextmanager
def empty(base: str, folder: Path) -> Iterator[Base]:
    """A database of that kind, as careful as in production."""
    if base == "sqlite":
        yield f"sqlite:///{folder}/pemilu.db", None
        return
    with running_postgres(shared_buffers="256MB", max_wal_size="4GB", **CAREFUL) as server:
        server.create("bench")
        yield server.url("bench"), server


def _measured(where: Base, base: str, csv: Path, rows: int, *, publish: bool) -> float:
    """Import, and publish and export if that is wanted; rows a second of the import."""
    url, folder = where[0], csv.parent
    prepare(url, rows, folder)
    acts: dict[str, tuple[str, ...]] = {
        "import": ("import", str(csv), "--laporan", str(folder / "laporan.csv"))
    }
    if publish:
        acts |= {"publish": ("publish", "dps"), "export": ("export", str(folder / "terbit.db"))}
    seconds = {act: _timed(where, f"{act:<8}{base:<11}", words, rows, folder) for act, words in acts.items()}
    return rows / seconds["import"]


def _timed(where: Base, head: str, words: tuple[str, ...], rows: int, folder: Path) -> float:
    """Seconds of one operator's command, told in a line."""
    url, server = where
    ours, theirs = _children(), _server(server)
    seconds, peak = _command(url, folder, "daftar", *words)
    ours, theirs = _children() - ours, _server(server) - theirs
    print(
        f"{head}{rows:>9,} rows {seconds:6.1f} s {rows / seconds:>7,.0f} rows/s, peak {peak:.0f} MB | "
        f"processor: ours {ours / rows * MICRO:.1f} + server {theirs / rows * MICRO:.1f} us a row, "
        f"so two cores of our own can do {2 * rows / (ours + theirs):,.0f} rows/s",
        flush=True,
    )
    return seconds


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _server(server: Postgres | None) -> float:
    """Seconds of the server's processes, those that have ended included. SQLite has none."""
    if server is None or server._process is None:
        return 0.0
    first = psutil.Process(server._process.pid)
    used = []
    for process in (first, *first.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # those that end are counted by their parent
            used.append(process.cpu_times())
    return sum(one.user + one.system + one.children_user + one.children_system for one in used)


if __name__ == "__main__":
    main()
