"""What was just done, told on the page that follows.

The address carries it, sealed for this page and session: a link that somebody else made tells nothing.
"""

import hmac
from typing import Any

from flask import request, url_for

from admin.door import session_seal

_SEAL = 32


def address_telling(endpoint: str, done: object, **values: Any) -> str:
    """The address of that page, which will tell `done` (`what_was_done`) to whoever is signed in now."""
    sealed = f"{done}.{_seal(endpoint, str(done))}"
    return url_for(endpoint, selesai=sealed, **values)


def what_was_done() -> str | None:
    """What the address of this page tells, if it was written here."""
    done, _dot, seal = request.args.get("selesai", "").rpartition(".")
    right = hmac.compare_digest(seal.encode(), _seal(request.endpoint or "", done).encode())
    return done if right else None


def _seal(endpoint: str, done: str) -> str:
    return session_seal(f"selesai/v1\0{endpoint}\0{done}")[:_SEAL]
