"""Giving an account its password, authenticator and recovery codes; and taking them away."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pemilu.infra.crypto import Box
from pemilu.petugas import recovery, totp
from pemilu.petugas.models import Passkey, Petugas
from pemilu.petugas.session import end_all
from pemilu.petugas.vault import carried, carry

_USE = "totp-calon"


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret for an authenticator that is not in force yet. `sealed` comes back with the form."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)
    sealed: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A secret whose code was shown to be right, and the step of that code: it is used up."""

    secret: str = field(repr=False)
    step: int


def offer(uid: bytes, akun: str, box: Box, *, issuer: str, sealed: str = "") -> Offer:
    """A new secret for this account; the same one again when the form comes back with `sealed`."""
    plain = carried(box, sealed, use=_USE, uid=uid) if sealed else None
    secret = plain.decode() if plain else totp.new_secret()
    again = sealed if plain else carry(box, secret.encode(), use=_USE, uid=uid)
    return Offer(secret, totp.uri(secret, akun, issuer=issuer), again)


def proven(uid: bytes, box: Box, *, sealed: str, kode: str, now: datetime) -> Enrolled | None:
    """The offered secret, when `kode` is its code of now; None otherwise."""
    plain, digits = carried(box, sealed, use=_USE, uid=uid), totp.typed_digits(kode)
    if plain is None or not totp.CODE.fullmatch(digits):
        return None
    step = totp.step_of(plain.decode(), digits, now=now, after=None)
    return Enrolled(plain.decode(), step) if step is not None else None


def furnish(
    session: Session, petugas: Petugas, box: Box, *, sandi_hash: str, enrolled: Enrolled, now: datetime
) -> tuple[str, ...]:
    """All that an account needs to sign in, in place of what it had. Its recovery codes, to be shown once."""
    strip(session, petugas, now=now)
    petugas.sandi = sandi_hash
    put_totp(petugas, enrolled, box)
    return recovery.renew(session, petugas.id)


def put_totp(petugas: Petugas, enrolled: Enrolled, box: Box) -> None:
    """The authenticator of the account is this one from now on."""
    petugas.totp = box.seal(enrolled.secret.encode(), petugas.uid)
    petugas.totp_langkah = enrolled.step


def strip(session: Session, petugas: Petugas, *, now: datetime) -> None:
    """Nobody can sign in to the account until it is furnished again, and whoever is in is out."""
    petugas.sandi = petugas.totp = petugas.totp_langkah = petugas.gagal_pada = None
    petugas.gagal = 0
    recovery.forget(session, petugas.id)
    session.execute(delete(Passkey).where(Passkey.petugas_id == petugas.id))
    end_all(session, petugas.id, now=now)
