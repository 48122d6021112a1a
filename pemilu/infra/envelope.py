"""Envelopes that whoever fills them cannot open again: HPKE (RFC 9180) to the public key of the admin.

Base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. A box is a version byte, the number of
the key (kid), the encapsulated key (32 bytes) and the ciphertext with its tag: 50 bytes more than the text.
Content too large for memory is cut into 64 KiB chunks under a key of its own, and only that key is in a box.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from pemilu.infra.crypto import BoxDoesNotOpen

BOX_VERSION = 1
HEAD_BYTES = 2
HIGHEST_KID = 255
CONTENT_VERSION = 1
PREFIX_BYTES = 4
CONTENT_HEAD_BYTES = 1 + PREFIX_BYTES
COUNTER_BYTES = 8
CHUNK_BYTES = 64 * 1024
SEALED_CHUNK_BYTES = CHUNK_BYTES + 16

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_LABEL = b"cek-pemilih/amplop\0"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Raw X25519 keys, 32 bytes each. `private` never leaves the admin's keyring."""

    public: bytes
    private: bytes = field(repr=False)


def generate_keypair() -> KeyPair:
    private = X25519PrivateKey.generate()
    return KeyPair(public=private.public_key().public_bytes_raw(), private=private.private_bytes_raw())


def public_key_of(private: bytes) -> bytes:
    """The public half (32 bytes) of a raw private key. Raises ValueError when it is not 32 bytes."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


class PublicSealer:
    """Fills envelopes. Holding one opens nothing, not even what it sealed itself."""

    def __init__(self, public_key: bytes, kid: int) -> None:
        """Raises ValueError: the key is not 32 bytes, or `kid` is not within 1-255."""
        if not 1 <= kid <= HIGHEST_KID:
            raise ValueError(f"kid {kid}")
        self._key = X25519PublicKey.from_public_bytes(public_key)
        self._head = bytes((BOX_VERSION, kid))

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """A box that opens only with the private key and the same `context` (which row, which column)."""
        return self._head + _SUITE.encrypt(plain, self._key, info=_info(self._head, context))


class PrivateOpener:
    """Opens envelopes. Old keys stay in the map until nothing sealed to them is left."""

    def __init__(self, private_keys: Mapping[int, bytes]) -> None:
        """`private_keys` maps key numbers to 32 raw bytes. Raises ValueError for another length."""
        self._keys = {kid: X25519PrivateKey.from_private_bytes(key) for kid, key in private_keys.items()}

    def open(self, box: bytes, context: bytes) -> bytes:
        """Give back what was sealed.

        Raises:
            BoxDoesNotOpen: another key, another context, or a changed byte.
        """
        head, sealed = box[:HEAD_BYTES], box[HEAD_BYTES:]
        if len(head) < HEAD_BYTES or head[0] != BOX_VERSION or head[1] not in self._keys:
            raise BoxDoesNotOpen
        try:
            return _SUITE.decrypt(sealed, self._keys[head[1]], info=_info(head, context))
        except (InvalidTag, ValueError) as error:
            raise BoxDoesNotOpen from error


@dataclass(frozen=True, slots=True)
class SealedContent:
    """Content on its way to a file. Keep `wrapped_key` in the row: deleting it destroys every copy."""

    wrapped_key: bytes = field(repr=False)
    chunks: Iterator[bytes] = field(repr=False)


def seal_content(source: BinaryIO, sealer: PublicSealer, *, context: bytes) -> SealedContent:
    """Seal what `source` holds, chunk by chunk as `chunks` is consumed, under a random key of its own."""
    key = AESGCM.generate_key(bit_length=256)
    return SealedContent(wrapped_key=sealer.seal(key, context), chunks=_sealed(source, AESGCM(key)))


def open_content(
    sealed: BinaryIO, wrapped_key: bytes, *, opener: PrivateOpener, context: bytes
) -> Iterator[bytes]:
    """The chunks of the content, each checked before it is given out.

    A missing end shows only at the end: whoever passes chunks on must stop when this raises.

    Raises:
        BoxDoesNotOpen: wrong key or context, or a chunk changed, moved, missing or added.
    """
    cipher = AESGCM(opener.open(wrapped_key, context))
    head = sealed.read(CONTENT_HEAD_BYTES)
    if len(head) < CONTENT_HEAD_BYTES or head[0] != CONTENT_VERSION:
        raise BoxDoesNotOpen
    for counter, chunk, last in _counted(sealed, SEALED_CHUNK_BYTES):
        try:
            yield cipher.decrypt(_nonce(head, counter), chunk, _bound(head, last=last))
        except (InvalidTag, ValueError) as error:
            raise BoxDoesNotOpen from error


def _sealed(source: BinaryIO, cipher: AESGCM) -> Iterator[bytes]:
    head = bytes((CONTENT_VERSION,)) + os.urandom(PREFIX_BYTES)
    yield head
    for counter, chunk, last in _counted(source, CHUNK_BYTES):
        yield cipher.encrypt(_nonce(head, counter), chunk, _bound(head, last=last))


def _counted(source: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Number, bytes and whether it is the last, of each chunk; one empty chunk for empty content."""
    counter, chunk = 0, source.read(size)
    while following := source.read(size):
        yield counter, chunk, False
        counter, chunk = counter + 1, following
    yield counter, chunk, True


def _nonce(head: bytes, counter: int) -> bytes:
    return head[1:] + counter.to_bytes(COUNTER_BYTES)


def _bound(head: bytes, *, last: bool) -> bytes:
    return head + bytes((last,))


def _info(head: bytes, context: bytes) -> bytes:
    return _LABEL + head + context
