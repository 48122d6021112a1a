"""Import of a list by the operator's command: rows a second, and processor time of each side.

Processor time tells more than the clock where others use the machine: two cores give two seconds in each.

    python -m bench.importing                       # the province, 4,103,084 rows
    python -m bench.importing --rows 1000000 --base sqlite
"""

import argparse
import resource
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psutil

from bench.generate import write_full
from bench.pages import CAREFUL
from bench.roll import _command, prepare
from pemilu.cli.mix import VOTERS
from tests.servers.postgres import Postgres, running_postgres

MICRO = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.importing", description=__doc__)
    parser.add_argument("--rows", type=int, default=VOTERS)
    parser.add_argument("--broken", type=float, default=0.001)
    parser.add_argument("--base", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--publish", action="store_true", help="publish and export what was imported")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        csv = folder / "daftar.csv"
        write_full(csv, wanted.rows, seed=1, broken=wanted.broken, processes=2)
        server = (
            stack.enter_context(running_postgres(shared_buffers="256MB", max_wal_size="4GB", **CAREFUL))
            if wanted.base == "postgresql"
            else None
        )
        if server:
            server.create("bench")
        url = server.url("bench") if server else f"sqlite:///{folder}/pemilu.db"
        prepare(url, wanted.rows, folder)
        acts = {"import": ("import", str(csv), "--laporan", str(folder / "laporan.csv"))}
        if wanted.publish:
            acts |= {"publish": ("publish", "dps"), "export": ("export", str(folder / "terbit.db"))}
        for act, words in acts.items():
            print(f"{act:<8}{wanted.base:<11}{measured(server, url, words, wanted.rows, folder)}", flush=True)


def measured(server: Postgres | None, url: str, words: tuple[str, ...], rows: int, folder: Path) -> str:
    """One operator's command, in a line."""
    ours, theirs = _children(), _server(server)
    seconds, peak = _command(url, folder, "daftar", *words)
    ours, theirs = _children() - ours, _server(server) - theirs
    return (
        f"{rows:>9,} rows {seconds:6.1f} s {rows / seconds:>7,.0f} rows/s, peak {peak:.0f} MB | "
        f"processor: ours {ours / rows * MICRO:.1f} + server {theirs / rows * MICRO:.1f} us a row, "
        f"so two cores of our own can do {2 * rows / (ours + theirs):,.0f} rows/s"
    )


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _server(server: Postgres | None) -> float:
    """Seconds of the server's processes, those that have ended included. SQLite has none."""
    if server is None or server._process is None:
        return 0.0
    first = psutil.Process(server._process.pid)
    used = [process.cpu_times() for process in (first, *first.children(recursive=True))]
    return sum(one.user + one.system + one.children_user + one.children_system for one in used)


if __name__ == "__main__":
    main()
