"""Gunicorn as in production, one worker, on a free port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONFIG = ROOT / "deploy" / "gunicorn.conf.py"
START_SECONDS = 20


@contextmanager
def gunicorn(app: str, settings: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Serve `app` with one worker; gives its port and the process id of the master."""
    port = _free_port()
    env = {**os.environ, **settings, "WEB_CONCURRENCY": "1"}
    command = [sys.executable, "-m", "gunicorn", "--config", str(CONFIG), "--max-requests", "0"]
    process = subprocess.Popen(
        [*command, "--log-level", "warning", "--bind", f"127.0.0.1:{port}", app], cwd=ROOT, env=env
    )
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def worker_memory(master: int) -> float:
    """Resident megabytes of the one worker."""
    status = Path(f"/proc/{_worker(master)}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def worker_seconds(master: int) -> float:
    """Processor time of the one worker: unlike a rate, other work on the machine hardly changes it."""
    threads = Path(f"/proc/{_worker(master)}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def _worker(master: int) -> int:
    return int(Path(f"/proc/{master}/task/{master}/children").read_text().split()[0])


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
