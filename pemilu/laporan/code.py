"""The receipt: a public number to name a report by, and a secret code that opens it.

The number may stand in a mail or a QR code. The code is 60 bits, shown to the reporter alone and stored as a
hash; it follows from the idempotency key, so that a form sent again shows the same receipt.
"""

import hmac
import re
import secrets
import unicodedata
from functools import cache
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

# Crockford: no I, L, O (read as digits) and no U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS_PER_SYMBOL = 5
NUMBER_SYMBOLS = 6
SECRET_SYMBOLS = 12
GROUP = 4
PREFIX = "LP"
# Longer than any code with all its separators; what is longer is not worth normalising.
TYPED_CHARACTERS = 64

_READ_AS = str.maketrans("OIL", "011")
_SYMBOLS = re.compile(f"[{ALPHABET}]+")
# 60 random bits need no slow hash, only one that a stolen table cannot be searched with (4 ms, 8 MiB).
_HASHER = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)


def new_number() -> str:
    """A random public number (30 bits). The caller tries again when it is taken."""
    return f"{PREFIX}-{_encode(secrets.randbits(NUMBER_SYMBOLS * BITS_PER_SYMBOL), NUMBER_SYMBOLS)}"


def secret_code(key: bytes, idempotency_key: bytes, *, nomor: str) -> str:
    """The secret code of the report `nomor`, always the same for one idempotency key.

    `key` is the 32-byte key kept for this purpose alone.
    """
    message = b"resi/v1\0" + nomor.encode() + b"\0" + idempotency_key
    bits = SECRET_SYMBOLS * BITS_PER_SYMBOL
    number = int.from_bytes(hmac.digest(key, message, sha256)) >> (sha256().digest_size * 8 - bits)
    return _grouped(_encode(number, SECRET_SYMBOLS))


def normalise_number(typed: str) -> str | None:
    """`LP-XXXXXX` out of what a person typed, with or without the prefix; None when it cannot be one."""
    symbols = _symbols(typed)
    if len(symbols) == len(PREFIX) + NUMBER_SYMBOLS and symbols.startswith(PREFIX):
        symbols = symbols.removeprefix(PREFIX)
    found = _checked(symbols, NUMBER_SYMBOLS)
    return f"{PREFIX}-{found}" if found else None


def normalise_secret(typed: str) -> str | None:
    """`XXXX-XXXX-XXXX` out of what a person typed; None when it cannot be one."""
    found = _checked(_symbols(typed), SECRET_SYMBOLS)
    return _grouped(found) if found else None


def hash_secret(kode: str) -> str:
    """Argon2id (m=8192 KiB, t=1, p=1) of a code as `secret_code` gives it."""
    return _HASHER.hash(kode)


def verify_secret(kode: str | None, stored: str | None) -> bool:
    """Whether `kode` (as `normalise_secret` gives it) is the one whose hash is `stored`.

    Takes the same work when there is no such report or no such code, so that time tells nothing.
    """
    try:
        matches = _HASHER.verify(stored or _decoy(), kode or "")
    except VerifyMismatchError:
        return False
    return matches and stored is not None


@cache
def _decoy() -> str:
    return hash_secret(secrets.token_hex())


def _encode(number: int, symbols: int) -> str:
    shifts = range((symbols - 1) * BITS_PER_SYMBOL, -1, -BITS_PER_SYMBOL)
    return "".join(ALPHABET[number >> shift & 31] for shift in shifts)


def _grouped(symbols: str) -> str:
    return "-".join(symbols[at : at + GROUP] for at in range(0, len(symbols), GROUP))


def _symbols(typed: str) -> str:
    """Capital letters and digits only: spaces, dashes of all kinds and invisible marks are dropped."""
    if len(typed) > TYPED_CHARACTERS:
        return ""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(char for char in plain if unicodedata.category(char) not in {"Zs", "Pd", "Cc", "Cf"})


def _checked(symbols: str, count: int) -> str | None:
    read = symbols.translate(_READ_AS)
    return read if len(read) == count and _SYMBOLS.fullmatch(read) else None
