"""One server process for tests: on a free loopback port, never outliving the run, not even a killed one."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

START_SECONDS = 20
STOP_SECONDS = 20
# An account that every Linux system has. PostgreSQL refuses to run as root.
UNPRIVILEGED = ("--reuid", "nobody", "--regid", "nogroup", "--clear-groups")


class ServerDidNotStart(Exception):
    """The process ended, or did not answer in time; the text is the end of its log."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unprivileged() -> list[str]:
    """What to put before a command that must not run as root: nothing when we are not root."""
    return ["setpriv", *UNPRIVILEGED] if os.geteuid() == 0 else []


def dying_with_us(prefix: Sequence[str] = ()) -> list[str]:
    """`prefix` (see `unprivileged`) and an order to the kernel: when this process ends, end the server."""
    if shutil.which("setpriv") is None:
        return []
    return ["setpriv", *prefix[1:], "--pdeathsig", "INT"]


class Server:
    """A child process that can be started, stopped, killed and started again on the same port."""

    # To PostgreSQL SIGTERM means "when the last client has gone"; to it and Redis SIGINT is "now, in order".
    END = signal.SIGINT

    def __init__(self, command: Sequence[str], *, log: Path, answers: Callable[[], bool]) -> None:
        """`answers` asks the server once, and must give False, not raise, as long as it is not ready."""
        self._command = list(command)
        self._log = log
        self._answers = answers
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait for the first answer.

        Raises:
            ServerDidNotStart: ended early, or silent for START_SECONDS.
        """
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/"
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise ServerDidNotStart(self._log.read_text(errors="replace")[-2000:])
            time.sleep(0.02)

    def stop(self) -> None:
        """Ask it to end and wait; kill it when it does not listen."""
        if self._process is None:
            return
        self._process.send_signal(self.END)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End it and its children at once, as a power cut would."""
        if self._process is None:
            return
        family = psutil.Process(self._process.pid).children(recursive=True)
        self._process.kill()
        self._process.wait()
        self._process = None
        for child in family:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        # PostgreSQL does not start again while a child of the old one holds the shared memory.
        while any(_lives(child) for child in family):
            time.sleep(0.01)


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
