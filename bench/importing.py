"""Import of a list by the operator's command on PostgreSQL: rows a second, and processor time of each side.

Processor time tells more than the clock where others use the machine: two cores give two seconds in each.

    python -m bench.importing                       # the province, 4,103,084 rows
    python -m bench.importing --rows 1000000
"""

import argparse
import resource
import tempfile
from pathlib import Path

import psutil

from bench.generate import write_full
from bench.roll import _command, prepare
from pemilu.cli.mix import VOTERS
from tests.servers.postgres import Postgres, running_postgres

MICRO = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.importing", description=__doc__)
    parser.add_argument("--rows", type=int, default=VOTERS)
    parser.add_argument("--broken", type=float, default=0.001)
    wanted = parser.parse_args()
    settings = {"shared_buffers": "256MB", "max_wal_size": "4GB", "fsync": "on", "synchronous_commit": "on"}
    with tempfile.TemporaryDirectory() as name, running_postgres(**settings, full_page_writes="on") as server:
        folder = Path(name)
        csv = folder / "daftar.csv"
        write_full(csv, wanted.rows, seed=1, broken=wanted.broken, processes=2)
        server.create("bench")
        prepare(server.url("bench"), wanted.rows, folder)
        measure(server, csv, wanted.rows, folder)


def measure(server: Postgres, csv: Path, rows: int, folder: Path) -> None:
    """Import once and print one line."""
    ours, theirs = _children(), _server(server)
    report = str(folder / "laporan.csv")
    seconds, peak = _command(server.url("bench"), folder, "daftar", "import", str(csv), "--laporan", report)
    ours, theirs = _children() - ours, _server(server) - theirs
    print(
        f"import {rows:>9,} rows {seconds:6.1f} s {rows / seconds:>7,.0f} rows/s, peak {peak:.0f} MB | "
        f"processor: ours {ours / rows * MICRO:.1f} + server {theirs / rows * MICRO:.1f} us a row, "
        f"so two cores of our own can do {2 * rows / (ours + theirs):,.0f} rows/s",
        flush=True,
    )


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _server(server: Postgres) -> float:
    """Seconds of the server's processes, those that have ended included."""
    assert server._process
    first = psutil.Process(server._process.pid)
    used = [process.cpu_times() for process in (first, *first.children(recursive=True))]
    return sum(one.user + one.system + one.children_user + one.children_system for one in used)


if __name__ == "__main__":
    main()
