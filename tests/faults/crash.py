"""One filing in a process of its own that ends, or fails, at a place of our choice.

Everything that makes a report durable is counted as it happens: each write, sync and rename of a file, each
statement, the commit, and each once more when it is done. `Fault.at` is the count at which it strikes.
"""

import errno
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg  # noqa: F401 - here once, not in every child
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from pemilu.infra.clock import SystemClock
from pemilu.infra.errors import DomainError
from pemilu.laporan.kinds import JenisBukti
from pemilu.laporan.submit import NewLaporan
from tests.faults.office import Copier, Premises

SECONDS = 30.0
DOCUMENTS = (JenisBukti.KTP_EL, JenisBukti.KK)
_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.faults.crash"])


class Way(StrEnum):
    """What happens at the chosen place."""

    KILL = "kill"
    """SIGKILL: a power cut, as far as one process can see."""
    DISK_FULL = "disk-full"
    CONNECTION_LOST = "connection-lost"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Fault:
    way: Way
    at: int = -1


@dataclass(slots=True)
class _Counter:
    fault: Fault
    seen: int = 0

    def tick(self, kind: str) -> None:
        """Count one place; strike when it is the chosen one and the fault can happen there."""
        self.seen += 1
        if self.seen != self.fault.at:
            return
        if self.fault.way is Way.KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault.way is Way.DISK_FULL and kind == "file":
            raise OSError(errno.ENOSPC, "no space")
        if self.fault.way is Way.CONNECTION_LOST and kind == "database":
            raise OperationalError("", {}, ConnectionError("lost"))

    def around(self, act: Callable[..., Any], kind: str) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.tick(kind)
            result = act(*args, **kwargs)
            self.tick(kind)
            return result

        return counted


def file_in_child(premises: Premises, new: NewLaporan, fault: Fault) -> int | None:
    """File `new` in a process that meets `fault`: how many places it passed, or None when it did not live."""
    receiver, sender = _FORKS.Pipe(duplex=False)
    child = _FORKS.Process(target=_file, args=(premises, new, fault, sender))
    child.start()
    sender.close()
    child.join(SECONDS)
    if child.is_alive():
        child.kill()
        raise TimeoutError(f"{fault}")
    with receiver, suppress(EOFError):
        return int(receiver.recv())
    return None


def _file(premises: Premises, new: NewLaporan, fault: Fault, sender: Any) -> None:
    intake, jadwal, counter = premises.intake(), premises.jadwal(), _Counter(fault)
    documents = [(kind, Copier().clean(b"")) for kind in DOCUMENTS]
    _watch(counter, intake.database.engine)
    with suppress(DomainError, DBAPIError, OSError):
        intake.file(new, documents, jadwal=jadwal, now=SystemClock().now())
    sender.send(counter.seen)


def _watch(counter: _Counter, engine: Engine) -> None:
    os.fsync = counter.around(os.fsync, "file")
    Path.rename = counter.around(Path.rename, "file")  # type: ignore[method-assign]
    event.listen(engine, "before_cursor_execute", lambda *_: counter.tick("database"))
    event.listen(engine, "commit", lambda _connection: counter.tick("database"))
    event.listen(engine, "checkin", lambda *_: counter.tick("database"))
