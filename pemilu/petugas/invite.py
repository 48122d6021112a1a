"""The one-time link by which somebody sets the password and second factor of their own account.

Whoever made the link never learns what was set: the authenticator's secret is drawn anew for each look at
the form. The table holds a hash of the link's token.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.infra.db import Database
from pemilu.infra.errors import DomainError
from pemilu.petugas.enrol import furnish, proven
from pemilu.petugas.kinds import GunaUndangan
from pemilu.petugas.models import Petugas, Undangan
from pemilu.petugas.officer import Officer
from pemilu.petugas.password import SandiProblem, hash_sandi, problem_of
from pemilu.petugas.vault import Vault, officer_of

TOKEN_BYTES = 32
LIVES = timedelta(hours=72)


class NoSuchInvitation(DomainError):
    """No such link was ever made."""


class InvitationSpent(DomainError):
    """The link was used, ran out, or was replaced by a newer one."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that can be used, and the account it is for."""

    officer: Officer
    uid: bytes
    guna: GunaUndangan
    sampai: datetime


@dataclass(frozen=True, slots=True)
class Setup:
    """What somebody wrote into the form behind the link. `about` is what others know of them."""

    sandi: str = field(repr=False)
    kode: str = field(repr=False)
    sealed: str = field(repr=False)
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """What is to be mended; the link still works."""

    sandi: SandiProblem | None
    kode_salah: bool


def issue(
    session: Session, vault: Vault, petugas: Petugas, guna: GunaUndangan, *, by: Officer, now: datetime
) -> str:
    """The token of a new link; earlier links of that account end."""
    unused = (Undangan.petugas_id == petugas.id) & Undangan.dipakai.is_(None) & (Undangan.sampai > now)
    session.execute(update(Undangan).where(unused).values(sampai=now))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        Undangan(
            token=_stored(token),
            petugas_id=petugas.id,
            guna=guna,
            dibuat=now,
            dibuat_oleh=by.akun,
            sampai=now + LIVES,
        )
    )
    vault.note(session, by, Tindakan.UNDANGAN_DIBUAT, petugas, now=now, guna=guna.value)
    return token


def find(session: Session, token: str, *, permintaan: str, now: datetime) -> Invitation:
    """The link with that token.

    Raises:
        NoSuchInvitation: there is none.
        InvitationSpent: it cannot be used any more.
    """
    undangan, petugas = _row(session, token, now=now)
    officer = officer_of(petugas, permintaan=permintaan)
    return Invitation(officer, petugas.uid, undangan.guna, undangan.sampai)


def accept(
    database: Database, vault: Vault, token: str, setup: Setup, *, permintaan: str, now: datetime
) -> tuple[str, ...] | Refused:
    """Set what the account needs to sign in. Its recovery codes, to be shown once.

    Raises:
        NoSuchInvitation, InvitationSpent: as `find`; also for the second of two at once.
    """
    with database.reading() as session:
        invitation = find(session, token, permintaan=permintaan, now=now)
    problem = problem_of(setup.sandi, about=setup.about)
    enrolled = proven(invitation.uid, vault.box, sealed=setup.sealed, kode=setup.kode, now=now)
    if problem or enrolled is None:
        return Refused(problem, kode_salah=enrolled is None)
    sandi_hash = hash_sandi(setup.sandi)
    with database.transaction() as session:
        undangan, petugas = _row(session, token, now=now, lock=True)
        undangan.dipakai = now
        codes = furnish(session, petugas, vault.box, sandi_hash=sandi_hash, enrolled=enrolled, now=now)
        vault.note(
            session, invitation.officer, Tindakan.UNDANGAN_DIPAKAI, petugas, now=now, guna=undangan.guna
        )
    return codes


def _row(session: Session, token: str, *, now: datetime, lock: bool = False) -> tuple[Undangan, Petugas]:
    pair = select(Undangan, Petugas).join(Petugas, Petugas.id == Undangan.petugas_id)
    pair = pair.where(Undangan.token == _stored(token))
    found = session.execute(pair.with_for_update() if lock else pair).one_or_none()
    if found is None:
        raise NoSuchInvitation
    undangan, petugas = found
    if undangan.dipakai is not None or undangan.sampai <= now or not petugas.aktif:
        raise InvitationSpent
    return undangan, petugas


def _stored(token: str) -> bytes:
    return sha256(token.encode()).digest()
