"""Gunicorn as in production, on a free port; one worker unless said otherwise."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
CONFIG = ROOT / "deploy" / "gunicorn.conf.py"
START_SECONDS = 20
# A worker that is replaced in the middle of a short round would be measured, not the page.
NEVER_REPLACED = ("--max-requests", "0")
FIRST_CORE = 0


@contextmanager
def gunicorn(
    app: str, settings: Mapping[str, str], *, workers: int = 1, options: Sequence[str] = NEVER_REPLACED
) -> Iterator[tuple[int, int]]:
    """Serve `app`; gives its port and the process id of the master. `options` overrule the configuration."""
    port = _free_port()
    env = {**os.environ, **settings, "WEB_CONCURRENCY": str(workers)}
    command = [sys.executable, "-m", "gunicorn", "--config", str(CONFIG), *options]
    process = subprocess.Popen(
        [*command, "--log-level", "warning", "--bind", f"127.0.0.1:{port}", app], cwd=ROOT, env=env
    )
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def step_aside() -> None:
    """This process and all it has started leave the first core to `alone`. With one core all share it."""
    me = psutil.Process()
    others = [core for core in me.cpu_affinity() or [] if core != FIRST_CORE]
    for process in (me, *me.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # PostgreSQL's own come and go
            process.cpu_affinity(others or [FIRST_CORE])


def alone(master: int) -> None:
    """Put the workers on the first core. Threads that they start later follow."""
    for worker in worker_numbers(master):
        for thread in Path(f"/proc/{worker}/task").iterdir():
            with suppress(ProcessLookupError):
                os.sched_setaffinity(int(thread.name), {FIRST_CORE})


def worker_memory(master: int) -> float:
    """Resident megabytes of all workers together."""
    statuses = [Path(f"/proc/{worker}/status").read_text() for worker in worker_numbers(master)]
    return sum(int(status.split("VmRSS:")[1].split()[0]) for status in statuses) / 1024


def worker_seconds(master: int) -> float:
    """Processor time of all workers: unlike a rate, other work on the machine hardly changes it."""
    threads = [
        thread for worker in worker_numbers(master) for thread in Path(f"/proc/{worker}/task").iterdir()
    ]
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def worker_numbers(master: int) -> list[int]:
    """The process ids of the workers that run now."""
    return [int(worker) for worker in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing listens on {port}")
