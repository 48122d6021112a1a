"""The second factor of one sign-in: a code of the app, a recovery code, or a passkey."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from pemilu.petugas import passkey, recovery, totp
from pemilu.petugas.models import KodePemulihan, Petugas
from pemilu.petugas.passkey import Assertion, PasskeyUsed, RelyingParty
from pemilu.petugas.vault import Vault

_DECOY = totp.new_secret()


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave as second factor: a typed code, or the answer of a passkey."""

    kode: str = field(repr=False)
    passkey: Assertion | None = None


@dataclass(frozen=True, slots=True)
class CodeUsed:
    """The code of that time step."""

    step: int


@dataclass(frozen=True, slots=True)
class RecoveryUsed:
    """The recovery code of that row."""

    row: int


Proof = CodeUsed | RecoveryUsed | PasskeyUsed


def prove(
    session: Session,
    petugas: Petugas | None,
    given: Given,
    vault: Vault,
    party: RelyingParty | None,
    *,
    now: datetime,
    pair: bool = False,
) -> Proof | None:
    """What proves that it is the owner of the account; None when nothing does. Changes nothing yet.

    `pair` asks for two codes of the app that follow one another instead of one.
    """
    if given.passkey is not None:
        return passkey.used(session, petugas, given.passkey, party, vault.box, now=now) if party else None
    digits = totp.typed_digits(given.kode)
    if totp.CODE.fullmatch(digits) or totp.TWO_CODES.fullmatch(digits):
        return _code(petugas, digits, vault, now, pair=pair)
    if recovery.has_the_shape(given.kode):
        row = recovery.find(session, petugas.id if petugas else None, given.kode)
        return RecoveryUsed(row) if row is not None else None
    return None


def consume(session: Session, petugas: Petugas, proof: Proof, *, now: datetime) -> bool:
    """Use the proof up, in a transaction that has locked the account; False when somebody was quicker."""
    match proof:
        case CodeUsed(step):
            if petugas.totp_langkah is not None and petugas.totp_langkah >= step:
                return False
            petugas.totp_langkah = step
            return True
        case RecoveryUsed(row):
            unused = (KodePemulihan.id == row) & KodePemulihan.dipakai.is_(None)
            done = session.execute(update(KodePemulihan).where(unused).values(dipakai=now))
            return isinstance(done, CursorResult) and done.rowcount == 1
        case PasskeyUsed():
            return passkey.consume(session, proof, now=now)


def _code(
    petugas: Petugas | None, digits: str, vault: Vault, now: datetime, *, pair: bool
) -> CodeUsed | None:
    sealed = petugas.totp if petugas else None
    secret = vault.box.open(sealed, petugas.uid).decode() if petugas and sealed else _DECOY
    after = petugas.totp_langkah if petugas else None
    step = totp.step_of(secret, digits, now=now, after=after)
    enough = not pair or totp.TWO_CODES.fullmatch(digits) is not None
    return CodeUsed(step) if step is not None and sealed and enough else None
