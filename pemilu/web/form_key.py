"""The key of a form: sent again, by nervous fingers or over a weak network, it is the same report."""

import hmac
import json
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from pemilu.laporan.kinds import JenisLaporan

KEY_BYTES = 32


class FormKey(NamedTuple):
    """Which form was sent (a random key of its own), and what was written in it."""

    kunci: bytes
    sidik: bytes


def random_key(typed: Mapping[str, str]) -> bytes:
    """The key of the form that was sent; a form without one is a form of its own."""
    try:
        key = bytes.fromhex(typed.get("kunci", ""))
    except ValueError:
        key = b""
    return key if len(key) == KEY_BYTES else secrets.token_bytes(KEY_BYTES)


def form_key(kind: JenisLaporan, typed: Mapping[str, str], content: Mapping[str, str]) -> FormKey:
    """The key and, under it, the content: the digest is stored, the key itself is not, so it tells nothing.

    Files are left out: a phone makes other bytes of the same photo.
    """
    kunci = random_key(typed)
    written = json.dumps([kind, typed.get("tempat"), content])
    return FormKey(kunci, hmac.digest(kunci, written.encode(), sha256))
