"""A way to send, with a memory of its failures: one that is down is left alone for a while."""

import logging
from collections import deque
from datetime import datetime, timedelta

from pemilu.infra.senders import Message, Outcome, Sender

FAILURES = 5
PAUSE = timedelta(minutes=5)
WINDOW = timedelta(hours=1)

log = logging.getLogger("pemilu.kabar")


class Channel:
    """A sender behind a circuit breaker. The memory is that of one worker and ends with it.

    After FAILURES failures in a row nothing is tried for PAUSE; then one try decides about the next PAUSE.
    An address that does not exist is no failure of the channel: otherwise five made-up addresses would
    silence everybody.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._failures = 0
        self._paused_until: datetime | None = None
        self._in_vain: deque[datetime] = deque()

    def is_open(self, now: datetime) -> bool:
        return self._paused_until is None or now >= self._paused_until

    def tries_in_vain(self, now: datetime) -> int:
        """Messages of the last hour that nobody took. They count against the hourly limit too."""
        while self._in_vain and self._in_vain[0] <= now - WINDOW:
            self._in_vain.popleft()
        return len(self._in_vain)

    def send(self, message: Message, *, now: datetime) -> Outcome:
        outcome = self._sender.send(message)
        self._failures = self._failures + 1 if outcome is Outcome.UNAVAILABLE else 0
        if self._failures >= FAILURES:
            self._paused_until = now + PAUSE
            log.warning("kanal dijeda", extra={"peristiwa": type(self._sender).__name__})
        if outcome is not Outcome.SENT:
            self._in_vain.append(now)
        return outcome
