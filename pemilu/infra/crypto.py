"""Keyed hashes and sealed boxes. What each purpose protects is listed in docs/keys.md.

Every key has one purpose and a number (kid), so that one leak does not open another and keys can be rotated.
"""

import hmac
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pemilu.infra.errors import DomainError

BOX_VERSION = 1
HEAD_BYTES = 2
NONCE_BYTES = 12
BODY_AT = HEAD_BYTES + NONCE_BYTES
INDEX_BYTES = 16
TOKEN_BYTES = 6


class BoxDoesNotOpen(DomainError):
    """The box was made with another key, for another row, or was tampered with."""


@dataclass(frozen=True, slots=True)
class BlindIndex:
    """A keyed, one-way address for a secret: equal secrets meet, nobody without the key can list them."""

    key: bytes = field(repr=False)

    def of(self, secret: str) -> bytes:
        """HMAC-SHA256(key, "idx/v1" NUL secret) cut to 16 bytes (128 bits: no collision among 206 M rows)."""
        return hmac.digest(self.key, b"idx/v1\0" + secret.encode(), sha256)[:INDEX_BYTES]

    def of_each(self, secrets: Iterable[str]) -> list[bytes]:
        """As `of`, for many: the key is prepared once."""
        prepared = hmac.new(self.key, b"idx/v1\0", sha256)
        found = []
        for secret in secrets:
            one = prepared.copy()
            one.update(secret.encode())
            found.append(one.digest()[:INDEX_BYTES])
        return found


@dataclass(frozen=True, slots=True)
class TokenHash:
    """Keyed hashes of the words of a name, bound to one row: equal names in two rows do not look alike."""

    key: bytes = field(repr=False)

    def of(self, row: bytes, tokens: tuple[str, ...]) -> bytes:
        """6 bytes a token, sorted and joined; `row` is the address that binds them."""
        return b"".join(sorted({self._one(row, token) for token in tokens}))

    def _one(self, row: bytes, token: str) -> bytes:
        return hmac.digest(self.key, b"nama/v1\0" + row + token.encode(), sha256)[:TOKEN_BYTES]


def split_tokens(joined: bytes) -> frozenset[bytes]:
    """The single hashes out of what `TokenHash.of` joined."""
    return frozenset(joined[i : i + TOKEN_BYTES] for i in range(0, len(joined), TOKEN_BYTES))


class Box:
    """AES-256-GCM boxes: version, key number, nonce, ciphertext. Opens only for the row it was sealed for."""

    def __init__(self, purpose: str, keys: dict[int, bytes], active: int) -> None:
        """`keys` maps key numbers (1-255) to 32 bytes; new boxes use `active`, old ones stay readable."""
        self._ciphers = {kid: AESGCM(key) for kid, key in keys.items()}
        self._active = active
        self._purpose = purpose.encode()

    def seal(self, plain: bytes, row: bytes) -> bytes:
        """Seal `plain` for the row with this random address (16 bytes)."""
        head = bytes((BOX_VERSION, self._active))
        nonce = os.urandom(NONCE_BYTES)
        return head + nonce + self._ciphers[self._active].encrypt(nonce, plain, self._bound(head, row))

    def seal_each(self, plains: Iterable[bytes], rows: Sequence[bytes]) -> list[bytes]:
        """As `seal`, for many: their nonces are drawn at once."""
        head = bytes((BOX_VERSION, self._active))
        bound, encrypt = self._bound(head, b""), self._ciphers[self._active].encrypt
        drawn = os.urandom(NONCE_BYTES * len(rows))
        nonces = (drawn[at : at + NONCE_BYTES] for at in range(0, len(drawn), NONCE_BYTES))
        return [
            head + nonce + encrypt(nonce, plain, bound + row)
            for nonce, plain, row in zip(nonces, plains, rows, strict=True)
        ]

    def open(self, box: bytes, row: bytes) -> bytes:
        """Give back what was sealed.

        Raises:
            BoxDoesNotOpen: wrong key, wrong row, or a changed byte.
        """
        head, nonce, sealed = box[:HEAD_BYTES], box[HEAD_BYTES:BODY_AT], box[BODY_AT:]
        if len(head) < HEAD_BYTES or head[0] != BOX_VERSION or head[1] not in self._ciphers:
            raise BoxDoesNotOpen
        try:
            return self._ciphers[head[1]].decrypt(nonce, sealed, self._bound(head, row))
        except (InvalidTag, ValueError) as error:
            raise BoxDoesNotOpen from error

    def _bound(self, head: bytes, row: bytes) -> bytes:
        return head + self._purpose + b"\0" + row
