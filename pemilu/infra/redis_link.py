"""The way to Redis: one kept connection for each thread."""

import threading
from typing import Any

from redis import ConnectionPool
from redis import exceptions as refusals
from redis.backoff import NoBackoff
from redis.connection import ConnectionInterface
from redis.retry import Retry

# A hung Redis must not hang a lookup (lab: the fallback then answers in a twentieth of a second).
PATIENCE = 0.05


class KeptConnections(ConnectionPool):
    """Gives a thread its own connection at once: no lock, no question to the kernel whether it still stands.

    One that has died is noticed by the command itself, which is then tried once more on a new one. What timed
    out is not tried again: it may have been counted, and somebody waits.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._kept = threading.local()

    def get_connection(self, command_name: Any = None, *keys: Any, **options: Any) -> Any:  # noqa: ARG002
        kept = getattr(self._kept, "connection", None)
        if kept is None:
            kept = self._kept.connection = self.make_connection()
        kept.connect()
        return kept

    def release(self, connection: ConnectionInterface) -> None:
        """It stays with its thread."""


def redis_link(url: str) -> KeptConnections:
    """Connections to the Redis at this address; nothing is opened yet."""
    once_more = Retry(NoBackoff(), 1, supported_errors=(refusals.ConnectionError,))
    link: KeptConnections = KeptConnections.from_url(
        url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=once_more
    )
    return link
