"""Signing in: password and second factor in one form, and one answer whatever was wrong.

Both are always looked at, and an account that does not exist costs the same hash and the same statements: its
failure is recorded too, without what was typed. So nobody learns which half was right, nor whether there is
such an account; `python -m bench.signin` measures it (docs/threats.md).

How guessing is slowed down without locking anybody out, in two layers:

- Tries are counted where they come from (admin/kenal.py): per source, and per account *and network*. A
  stranger who fails ten thousand times uses up the tries of their own network, never those of the owner
  elsewhere or on a device that has signed in before.
- Somebody who has the right password and tries codes from many networks is told by the counter of the
  account (`gagal`). From the twentieth such failure on, strangers must give two codes that follow one
  another, which cannot be guessed (10^-12) and costs the owner half a minute. A wrong password does not count
  here, so nobody without it can make it harder for the owner at all.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.infra.db import Database
from pemilu.petugas import factor
from pemilu.petugas import session as sessions
from pemilu.petugas.factor import Given, Proof
from pemilu.petugas.models import Petugas
from pemilu.petugas.passkey import RelyingParty
from pemilu.petugas.password import hash_sandi, is_outdated, verify_sandi
from pemilu.petugas.permissions import Permission
from pemilu.petugas.session import Signed
from pemilu.petugas.vault import Vault, officer_of

# Right passwords with wrong codes, one after the other, until a stranger must give two codes.
SUSPICIOUS = 20
# Counted no further: the column is small.
MOST_COUNTED = 30_000
FORGOTTEN_AFTER = timedelta(hours=24)
# What is written of an account that does not exist: rows of this number, of which there is none.
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was typed. `known`: the browser has signed in to this account before."""

    akun: str
    sandi: str = field(repr=False)
    factor: Given
    known: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` is for the cookie of the session, `uid` for that of the device."""

    token: str = field(repr=False)
    uid: bytes
    may_read_reports: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """What a sign-in works with. `party` None: no passkeys here."""

    database: Database
    vault: Vault
    party: RelyingParty | None


def sign_in(
    gate: Gate,
    attempt: Attempt,
    *,
    peramban: str,
    permintaan: str,
    now: datetime,
    leaving: Signed | None = None,
) -> SignedIn | None:
    """A new session for who gave the right password and second factor; None for everybody else.

    `leaving` is the session that this browser had until now; it ends.
    """
    petugas, proof, right = _examine(gate, attempt, now)
    with gate.database.transaction() as session:
        row = session.scalars(_locked(petugas.id if petugas else NOBODY)).one_or_none()
        usable = row and petugas and right and row.aktif and row.sandi == petugas.sandi
        if not (row and usable and proof and factor.consume(session, row, proof, now=now)):
            _refuse(session, gate.vault, row, right=right, permintaan=permintaan, now=now)
            return None
        by = officer_of(row, permintaan=permintaan)
        _admit(row, attempt.sandi)
        if leaving:
            sessions.end(session, leaving.officer.id, leaving.id, now=now)
        token = sessions.begin(session, row.id, peramban=peramban, now=now)
        gate.vault.note(session, by, Tindakan.MASUK, row, now=now, faktor=_kind(proof), dikenal=attempt.known)
        return SignedIn(token, row.uid, may_read_reports=by.may(Permission.READ_REPORTS))


def prove_again(gate: Gate, who: Signed, sandi: str, given: Given, *, now: datetime) -> str | None:
    """A new token for this session, whose owner has just given password and second factor again."""
    attempt = Attempt(who.officer.akun, sandi, given, known=True)
    petugas, proof, right = _examine(gate, attempt, now)
    if petugas is None:
        return None
    with gate.database.transaction() as session:
        row = session.scalars(_locked(petugas.id)).one()
        if not (right and proof and factor.consume(session, row, proof, now=now)):
            sebab = "kode" if right else "sandi"
            gate.vault.note(session, who.officer, Tindakan.MASUK_GAGAL, row, now=now, sebab=sebab, lagi=True)
            return None
        gate.vault.note(session, who.officer, Tindakan.MASUK_LAGI, row, now=now, faktor=_kind(proof))
        return sessions.strengthen(session, who.id, now=now)


def _examine(gate: Gate, attempt: Attempt, now: datetime) -> tuple[Petugas | None, Proof | None, bool]:
    """The account if there is one, what proves its second factor, and whether the password is right.

    Outside of the transaction that follows: nobody else waits while the hash is made.
    """
    with gate.database.reading() as session:
        petugas = session.scalars(select(Petugas).where(Petugas.akun == attempt.akun)).one_or_none()
        usable = petugas if petugas and petugas.aktif and petugas.sandi else None
        pair = usable is not None and _is_suspicious(usable, now) and not attempt.known
        proof = factor.prove(session, usable, attempt.factor, gate.vault, gate.party, now=now, pair=pair)
    return petugas, proof, verify_sandi(attempt.sandi, usable.sandi if usable else None)


def _locked(petugas_id: int) -> Select[Petugas]:
    return select(Petugas).where(Petugas.id == petugas_id).with_for_update()


def _is_suspicious(petugas: Petugas, now: datetime) -> bool:
    recent = petugas.gagal_pada is not None and now - petugas.gagal_pada <= FORGOTTEN_AFTER
    return recent and petugas.gagal >= SUSPICIOUS


def _refuse(
    session: Session, vault: Vault, row: Petugas | None, *, right: bool, permintaan: str, now: datetime
) -> None:
    """Count and record the failure, with the same statements whatever was wrong."""
    counted = _counted(row, now) if row and right else (Petugas.gagal, Petugas.gagal_pada)
    failed = dict(zip(("gagal", "gagal_pada"), counted, strict=True))
    session.execute(update(Petugas).where(Petugas.id == (row.id if row else NOBODY)).values(failed))
    vault.note_failure(session, row, permintaan=permintaan, now=now, sebab="kode" if right else "sandi")


def _counted(petugas: Petugas, now: datetime) -> tuple[int, datetime]:
    """How often codes failed in a row with this one."""
    old = petugas.gagal_pada is None or now - petugas.gagal_pada > FORGOTTEN_AFTER
    return 1 if old else min(petugas.gagal + 1, MOST_COUNTED), now


def _admit(petugas: Petugas, sandi: str) -> None:
    petugas.gagal, petugas.gagal_pada = 0, None
    if petugas.sandi and is_outdated(petugas.sandi):
        petugas.sandi = hash_sandi(sandi)


def _kind(proof: Proof) -> str:
    return {factor.CodeUsed: "totp", factor.RecoveryUsed: "pemulihan"}.get(type(proof), "passkey")
