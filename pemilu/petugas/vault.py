"""What seals the second factors of accounts and records what happens to them."""

import base64
import binascii
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.audit.record import Entry, append
from pemilu.infra.crypto import Box, BoxDoesNotOpen
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer
from pemilu.wilayah.kode import KodeWilayah

# Whom the record names where nobody has that account.
UNKNOWN = "(tidak dikenal)"


@dataclass(frozen=True, slots=True)
class Vault:
    """`box` seals what is bound to an account; `audit_key` seals the record."""

    box: Box
    audit_key: bytes = field(repr=False)

    def note(
        self,
        session: Session,
        by: Officer,
        tindakan: Tindakan,
        petugas: Petugas,
        *,
        now: datetime,
        alasan: str | None = None,
        **rincian: object,
    ) -> None:
        """Record what was done to an account, in the caller's transaction."""
        entry = Entry(
            waktu=now,
            pelaku=by.akun,
            peran=by.peran.value,
            wilayah=petugas.wilayah or "",
            tindakan=tindakan,
            objek=petugas.akun,
            permintaan=by.permintaan,
            alasan=alasan,
            rincian=rincian,
        )
        append(session, self.audit_key, entry)

    def note_failure(
        self, session: Session, petugas: Petugas | None, *, permintaan: str, now: datetime, sebab: str
    ) -> None:
        """Record a sign-in that failed; without an account (None) in the chain of the nation, and never what
        was typed: it may be a password.
        """
        entry = Entry(
            waktu=now,
            pelaku=petugas.akun if petugas else UNKNOWN,
            peran=petugas.peran.value if petugas else "",
            wilayah=(petugas.wilayah or "") if petugas else "",
            tindakan=Tindakan.MASUK_GAGAL,
            objek=petugas.akun if petugas else UNKNOWN,
            permintaan=permintaan,
            rincian={"sebab": sebab if petugas else "akun"},
        )
        append(session, self.audit_key, entry)


def officer_of(petugas: Petugas, *, permintaan: str) -> Officer:
    """The account as who acts in this request."""
    wilayah = KodeWilayah(petugas.wilayah) if petugas.wilayah else None
    return Officer(petugas.id, petugas.akun, petugas.nama, petugas.peran, wilayah, permintaan)


def carry(box: Box, plain: bytes, *, use: str, uid: bytes = b"") -> str:
    """A box as text, to travel through a page and back: opens for this use and this account only."""
    return base64.urlsafe_b64encode(box.seal(plain, _address(use, uid))).decode()


def carried(box: Box, text: str, *, use: str, uid: bytes = b"") -> bytes | None:
    """What `carry` packed; None for anything else."""
    try:
        return box.open(base64.urlsafe_b64decode(text.encode()), _address(use, uid))
    except (binascii.Error, ValueError, BoxDoesNotOpen):
        return None


def _address(use: str, uid: bytes) -> bytes:
    return sha256(f"{use}/v1\0".encode() + uid).digest()
