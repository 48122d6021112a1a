"""Recovery codes, for when the phone with the authenticator is lost: ten, each works once."""

import re
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pemilu.petugas.models import KodePemulihan

COUNT = 10
# Crockford: no I, L, O (read as digits) and no U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS = 10
GROUP = 5
_READ_AS = str.maketrans("OIL", "011")
_SHAPE = re.compile(rf"[{ALPHABET}]{{{SYMBOLS}}}")
# 50 random bits need no slow hash, only one that a stolen table cannot be searched with (8 MiB, ASVS 6.5.2).
_HASHER = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)


def renew(session: Session, petugas_id: int) -> tuple[str, ...]:
    """Ten new codes to be shown once; the old ones end."""
    forget(session, petugas_id)
    codes = tuple(_new_code() for _ in range(COUNT))
    session.add_all(KodePemulihan(petugas_id=petugas_id, hash=_HASHER.hash(_symbols(code))) for code in codes)
    return codes


def forget(session: Session, petugas_id: int) -> None:
    """All codes of the account end."""
    session.execute(delete(KodePemulihan).where(KodePemulihan.petugas_id == petugas_id))


def left(session: Session, petugas_id: int) -> int:
    """How many codes the account has that were not used."""
    unused = (KodePemulihan.petugas_id == petugas_id) & KodePemulihan.dipakai.is_(None)
    return session.scalar(select(func.count()).select_from(KodePemulihan).where(unused)) or 0


def has_the_shape(typed: str) -> bool:
    """Whether this may be a recovery code, so that others cost no look at the table."""
    return _SHAPE.fullmatch(_symbols(typed)) is not None


def find(session: Session, petugas_id: int | None, typed: str) -> int | None:
    """The row of the unused code that was typed. The same work whether or not there is such an account."""
    unused = (KodePemulihan.petugas_id == petugas_id) & KodePemulihan.dipakai.is_(None)
    rows = session.execute(select(KodePemulihan.id, KodePemulihan.hash).where(unused)).all()
    symbols = _symbols(typed)
    matching = [row.id for row in rows if _is(symbols, row.hash)]
    for _ in range(COUNT - len(rows)):
        _is(symbols, _decoy())
    return matching[0] if matching else None


def _new_code() -> str:
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(SYMBOLS))
    return f"{symbols[:GROUP]}-{symbols[GROUP:]}"


def _symbols(typed: str) -> str:
    return "".join(char for char in typed[:60].upper() if char.isalnum()).translate(_READ_AS)


def _is(symbols: str, stored: str) -> bool:
    try:
        return _HASHER.verify(stored, symbols)
    except VerifyMismatchError:
        return False


@cache
def _decoy() -> str:
    return _HASHER.hash(secrets.token_hex())
