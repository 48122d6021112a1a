"""Passkeys (W3C WebAuthn): a second factor that a look-alike site gets nothing from.

A challenge travels through the page in a sealed ticket that names its moment. It works once: a passkey
refuses every challenge that was made before its own last use, and registering one twice is refused.
"""

import ipaddress
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from pemilu.infra.crypto import Box
from pemilu.petugas.models import Passkey, Petugas
from pemilu.petugas.vault import carried, carry

CHALLENGE_BYTES = 32
LIVES = timedelta(minutes=10)
MOST = 5
NAME = 60
# What the library raises over what a client made up: its own errors, and those of base64, JSON and CBOR
# that it lets through.
UNREADABLE = (
    WebAuthnException,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """This site, as authenticators know it. They answer to no other origin."""

    id: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """`options` are JSON for the browser; `ticket` comes back with its answer."""

    options: str
    ticket: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a browser sent back: JSON of the credential, and the ticket of the challenge."""

    credential: str = field(repr=False)
    ticket: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PasskeyUsed:
    """A passkey that answered the challenge: its row, its new counter, and when it was challenged."""

    row: int
    count: int
    challenged: datetime


def party_of(base_url: str, name: str) -> RelyingParty | None:
    """The site at that address; None where browsers allow no passkeys: a bare network address."""
    host = urlsplit(base_url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return RelyingParty(host, base_url, name)
    return None


def to_sign_in(party: RelyingParty, box: Box, *, now: datetime) -> Challenge:
    """A challenge for whoever has a passkey of this site. It names no account, so it gives none away."""
    challenge, ticket = _issue(box, "passkey-masuk", b"", now)
    options = webauthn.generate_authentication_options(
        rp_id=party.id, challenge=challenge, user_verification=UserVerificationRequirement.PREFERRED
    )
    return Challenge(webauthn.options_to_json(options), ticket)


def used(
    session: Session,
    petugas: Petugas | None,
    given: Assertion,
    party: RelyingParty,
    box: Box,
    *,
    now: datetime,
) -> PasskeyUsed | None:
    """The passkey of this account that answered, if one did."""
    issued = _opened(box, "passkey-masuk", b"", given.ticket, now)
    if issued is None or petugas is None:
        return None
    try:
        kredensial = base64url_to_bytes(str(json.loads(given.credential)["id"]))
        own = (Passkey.petugas_id == petugas.id) & (Passkey.kredensial == kredensial)
        row = session.scalars(select(Passkey).where(own)).one_or_none()
        if row is None:
            return None
        verified = webauthn.verify_authentication_response(
            credential=given.credential,
            expected_challenge=issued.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=row.kunci_publik,
            credential_current_sign_count=row.hitungan,
        )
    except UNREADABLE:
        return None
    return PasskeyUsed(row.id, verified.new_sign_count, issued.at)


def consume(session: Session, proof: PasskeyUsed, *, now: datetime) -> bool:
    """Note the use of the passkey; False when it was used since the challenge was made, or is gone."""
    row = session.scalars(select(Passkey).where(Passkey.id == proof.row).with_for_update()).one_or_none()
    if row is None or (row.terakhir is not None and row.terakhir >= proof.challenged):
        return False
    row.terakhir, row.hitungan = now, proof.count
    return True


def to_register(
    session: Session, petugas: Petugas, party: RelyingParty, box: Box, *, now: datetime
) -> Challenge:
    """A challenge to make a passkey for this account, on an authenticator that has none of it yet."""
    challenge, ticket = _issue(box, "passkey-baru", petugas.uid, now)
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_name=petugas.akun,
        user_id=petugas.uid,
        user_display_name=petugas.nama,
        challenge=challenge,
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=known.kredensial) for known in passkeys(session, petugas.id)
        ],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    return Challenge(webauthn.options_to_json(options), ticket)


def register(
    session: Session,
    petugas: Petugas,
    given: Assertion,
    party: RelyingParty,
    box: Box,
    *,
    nama: str,
    now: datetime,
) -> bool:
    """Add the passkey that the browser made; False when it does not answer a challenge of ours."""
    issued = _opened(box, "passkey-baru", petugas.uid, given.ticket, now)
    if issued is None or len(passkeys(session, petugas.id)) >= MOST:
        return False
    try:
        made = webauthn.verify_registration_response(
            credential=given.credential,
            expected_challenge=issued.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
        )
    except UNREADABLE:
        return False
    if session.scalar(select(Passkey.id).where(Passkey.kredensial == made.credential_id)) is not None:
        return False
    session.add(
        Passkey(
            petugas_id=petugas.id,
            kredensial=made.credential_id,
            kunci_publik=made.credential_public_key,
            hitungan=made.sign_count,
            nama=nama[:NAME],
            dibuat=now,
        )
    )
    return True


def passkeys(session: Session, petugas_id: int) -> Sequence[Passkey]:
    """The passkeys of an account, oldest first."""
    own = select(Passkey).where(Passkey.petugas_id == petugas_id).order_by(Passkey.id)
    return session.scalars(own).all()


@dataclass(frozen=True, slots=True)
class _Issued:
    challenge: bytes
    at: datetime


def _issue(box: Box, use: str, uid: bytes, now: datetime) -> tuple[bytes, str]:
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    moment = int(now.timestamp() * 1_000_000).to_bytes(8)
    return challenge, carry(box, challenge + moment, use=use, uid=uid)


def _opened(box: Box, use: str, uid: bytes, ticket: str, now: datetime) -> _Issued | None:
    plain = carried(box, ticket, use=use, uid=uid)
    if plain is None:
        return None
    at = datetime.fromtimestamp(int.from_bytes(plain[CHALLENGE_BYTES:]) / 1_000_000, UTC)
    return _Issued(plain[:CHALLENGE_BYTES], at) if timedelta(0) <= now - at <= LIVES else None
