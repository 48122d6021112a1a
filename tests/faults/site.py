"""The portal under gunicorn with its production settings, in a process group that can be killed as one."""

import http.client
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from tests.faults.office import Premises
from tests.rules.sources import ROOT
from tests.servers.process import Server, dying_with_us, free_port

CHEAP, REAL = "tests.faults.served:portal()", "wsgi:portal()"


class Site(Server):
    """`app` is what gunicorn serves; `environment` adds settings to those of the premises."""

    END = signal.SIGTERM

    def __init__(self, premises: Premises, *, app: str = CHEAP, **environment: str) -> None:
        self.port = free_port()
        self.log = premises.home / "gunicorn.log"
        settings = premises.environment() | {
            "PUBLIC_BASE_URL": f"http://127.0.0.1:{self.port}",
            "TRUSTED_PROXIES": "1",
            "WEB_CONCURRENCY": "2",
        }
        command = [
            *dying_with_us(),
            *("env", *(f"{name}={value}" for name, value in (settings | environment).items())),
            *(str(Path(sys.executable).with_name("gunicorn")), "--config"),
            *(str(ROOT / "deploy" / "gunicorn.conf.py"), "--chdir", str(ROOT)),
            *("--bind", f"127.0.0.1:{self.port}", app),
        ]
        super().__init__(["setsid", *command], log=self.log, answers=self._answers)

    def kill(self) -> None:
        """SIGKILL to master, workers and their children at once."""
        group = self._process
        if group is None:
            return
        os.killpg(group.pid, signal.SIGKILL)
        group.wait()
        self._process = None
        while _lives(group.pid):
            pass

    def workers(self) -> list[psutil.Process]:
        assert self._process is not None
        return psutil.Process(self._process.pid).children()

    def _answers(self) -> bool:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            try:
                connection.request("GET", "/healthz")
                return connection.getresponse().status == 200
            finally:
                connection.close()
        return False


def _lives(group: int) -> bool:
    """Whether anybody of that process group still runs."""
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, psutil.Error):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                return True
    return False
