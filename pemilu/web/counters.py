"""Where limits are counted when there is no Redis."""

from limits.storage import MemoryStorage


class SteadyMemory(MemoryStorage):
    """Counters in this process. What has expired is thrown out now and then, not by a thread at each hit."""

    SCHEME = "memori"
    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - as `limits` finds a storage
    SWEEP_EVERY = 1_000

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802 - as there
        self._hits: int = getattr(self, "_hits", 0) + 1
        if self._hits % self.SWEEP_EVERY == 0:
            super()._MemoryStorage__schedule_expiry()  # type: ignore[misc]  # its only name
