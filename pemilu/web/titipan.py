"""What one page hands to the next without a session: sealed, for one purpose, for a short time."""

import base64
import json
from datetime import datetime, timedelta

from pemilu.infra.crypto import Box, BoxDoesNotOpen

LONGEST = 4_096
# The clocks of two portal hosts may differ by so much.
SKEW = timedelta(minutes=1)


class Titipan:
    """Seals small facts into a text that only this site opens, bound to what it is for."""

    def __init__(self, box: Box) -> None:
        self._box = box

    def give(self, use: str, facts: dict[str, str], *, now: datetime) -> str:
        """A text safe for a hidden field or a cookie."""
        plain = json.dumps({"pada": now.timestamp(), "isi": facts}).encode()
        return base64.urlsafe_b64encode(self._box.seal(plain, use.encode())).decode()

    def take(self, use: str, text: str | None, *, now: datetime, within: timedelta) -> dict[str, str] | None:
        """The facts, or None when the text is not ours, for another use, changed or too old."""
        if not text or len(text) > LONGEST or not text.isascii():
            return None
        try:
            plain = self._box.open(base64.urlsafe_b64decode(text), use.encode())
        except (BoxDoesNotOpen, ValueError):
            return None
        given = json.loads(plain)
        age = timedelta(seconds=now.timestamp() - given["pada"])
        return dict(given["isi"]) if -SKEW <= age <= within else None
