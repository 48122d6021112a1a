"""Sessions of staff: server-side, short, ended at once. Only a hash of the cookie's token is kept."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pemilu.petugas.kinds import JenisSesi
from pemilu.petugas.models import Petugas, Sesi
from pemilu.petugas.officer import Officer
from pemilu.wilayah.kode import KodeWilayah

TOKEN_BYTES = 32
IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=8)
STRONG = timedelta(minutes=5)
MOST = 3
# A session is noted as used at most this often, so that reading pages writes little.
NOTED_EVERY = timedelta(minutes=1)
BROWSER = 80


@dataclass(frozen=True, slots=True)
class Signed:
    """A session in force. `strong`: password and second factor were given within the last minutes."""

    id: bytes
    officer: Officer
    jenis: JenisSesi
    strong: bool
    stale: bool
    """Whether it is time to note that it is in use (`touch`)."""


def begin(
    session: Session, petugas_id: int, *, peramban: str, now: datetime, jenis: JenisSesi = JenisSesi.PETUGAS
) -> str:
    """A new session and its token for the cookie; the oldest beyond `MOST` ends."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        Sesi(
            id=_stored(token),
            petugas_id=petugas_id,
            jenis=jenis,
            dibuat=now,
            terakhir=now,
            dikuatkan=now,
            peramban=peramban[:BROWSER],
        )
    )
    session.flush()
    for old in running(session, petugas_id, now=now)[MOST:]:
        old.berakhir = now
    return token


def resume(session: Session, token: str, *, permintaan: str, now: datetime) -> Signed | None:
    """The session that this token names, if it still runs and its account is still active.

    `permintaan` names the request, for the audit record.
    """
    pair = select(Sesi, Petugas).join(Petugas, Petugas.id == Sesi.petugas_id)
    row = session.execute(pair.where(Sesi.id == _stored(token))).one_or_none()
    if row is None or not row.Petugas.aktif or not _runs(row.Sesi, now):
        return None
    petugas, sesi = row.Petugas, row.Sesi
    wilayah = KodeWilayah(petugas.wilayah) if petugas.wilayah else None
    return Signed(
        id=sesi.id,
        officer=Officer(petugas.id, petugas.akun, petugas.nama, petugas.peran, wilayah, permintaan),
        jenis=sesi.jenis,
        strong=now - sesi.dikuatkan <= STRONG,
        stale=now - sesi.terakhir > NOTED_EVERY,
    )


def touch(session: Session, sesi_id: bytes, *, now: datetime) -> None:
    """Note that the session is in use."""
    session.execute(update(Sesi).where(Sesi.id == sesi_id).values(terakhir=now))


def strengthen(session: Session, sesi_id: bytes, *, now: datetime) -> str:
    """Note that its owner has just proved again who they are. Its new token: a stolen one gains nothing."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    renewed = {"id": _stored(token), "dikuatkan": now, "terakhir": now}
    session.execute(update(Sesi).where(Sesi.id == sesi_id).values(**renewed))
    return token


def end(session: Session, petugas_id: int, sesi_id: bytes, *, now: datetime) -> None:
    """End one session of this account; one of another account stays."""
    own = (Sesi.id == sesi_id) & (Sesi.petugas_id == petugas_id) & Sesi.berakhir.is_(None)
    session.execute(update(Sesi).where(own).values(berakhir=now))


def end_all(session: Session, petugas_id: int, *, now: datetime, but: bytes | None = None) -> None:
    """End every session of this account, `but` one."""
    others = (Sesi.petugas_id == petugas_id) & Sesi.berakhir.is_(None)
    if but is not None:
        others &= Sesi.id != but
    session.execute(update(Sesi).where(others).values(berakhir=now))


def running(session: Session, petugas_id: int, *, now: datetime) -> Sequence[Sesi]:
    """The sessions of this account that still run, newest first."""
    query = select(Sesi).where(Sesi.petugas_id == petugas_id, Sesi.berakhir.is_(None))
    return [sesi for sesi in session.scalars(query.order_by(Sesi.dibuat.desc())) if _runs(sesi, now)]


def _runs(sesi: Sesi, now: datetime) -> bool:
    """A kiosk stands unused for hours and still runs; nobody's own session does."""
    idle = WHOLE if sesi.jenis is JenisSesi.KIOS else IDLE
    return sesi.berakhir is None and now - sesi.terakhir <= idle and now - sesi.dibuat <= WHOLE


def _stored(token: str) -> bytes:
    return sha256(token.encode()).digest()
