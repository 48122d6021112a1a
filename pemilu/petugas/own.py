"""What somebody does with their own account. Each change ends every other session of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.petugas import passkey, recovery
from pemilu.petugas import session as sessions
from pemilu.petugas.enrol import proven, put_totp
from pemilu.petugas.kinds import JenisSesi
from pemilu.petugas.login import Gate
from pemilu.petugas.models import Passkey, Petugas
from pemilu.petugas.passkey import Assertion
from pemilu.petugas.password import SandiProblem, hash_sandi, problem_of, verify_sandi
from pemilu.petugas.session import Signed


@dataclass(frozen=True, slots=True)
class RunningSession:
    """A session that its owner may end. `kode` names it in the form and opens nothing."""

    kode: str
    peramban: str
    jenis: JenisSesi
    dibuat: datetime
    terakhir: datetime
    ini: bool


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    id: int
    nama: str
    dibuat: datetime
    terakhir: datetime | None


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What the page of one's own account shows."""

    sesi: tuple[RunningSession, ...]
    passkeys: tuple[OwnPasskey, ...]
    kode_tersisa: int


def look(session: Session, who: Signed, *, now: datetime) -> OwnAccount:
    """Sessions newest first, passkeys oldest first, and how many recovery codes are left."""
    own = who.officer.id
    return OwnAccount(
        sesi=tuple(
            RunningSession(s.id.hex(), s.peramban, s.jenis, s.dibuat, s.terakhir, ini=s.id == who.id)
            for s in sessions.running(session, own, now=now)
        ),
        passkeys=tuple(
            OwnPasskey(p.id, p.nama, p.dibuat, p.terakhir) for p in passkey.passkeys(session, own)
        ),
        kode_tersisa=recovery.left(session, own),
    )


def change_sandi(
    gate: Gate, who: Signed, *, old: str, new: str, about: tuple[str, ...], now: datetime
) -> SandiProblem | None:
    """Change the password for who knows the old one; None when it was changed."""
    with gate.database.reading() as session:
        stored = _own(session, who).sandi
    if not verify_sandi(old, stored):
        return SandiProblem.LAMA_SALAH
    if problem := problem_of(new, about=about):
        return problem
    made = hash_sandi(new)
    with gate.database.transaction() as session:
        petugas = _own(session, who, lock=True)
        petugas.sandi = made
        sessions.end_all(session, petugas.id, now=now, but=who.id)
        gate.vault.note(session, who.officer, Tindakan.SANDI_DIGANTI, petugas, now=now)
    return None


def uid_of(session: Session, who: Signed) -> bytes:
    """The random address of the account."""
    return _own(session, who).uid


def change_totp(gate: Gate, who: Signed, *, sealed: str, kode: str, now: datetime) -> bool:
    """Change the authenticator to the offered one when `kode` is its code; False otherwise."""
    with gate.database.transaction() as session:
        petugas = _own(session, who, lock=True)
        enrolled = proven(petugas.uid, gate.vault.box, sealed=sealed, kode=kode, now=now)
        if enrolled is None:
            return False
        put_totp(petugas, enrolled, gate.vault.box)
        _changed(session, gate, who, petugas, now, faktor="totp")
    return True


def renew_recovery(gate: Gate, who: Signed, *, now: datetime) -> tuple[str, ...]:
    """Ten new recovery codes, to be shown once; the old ones end."""
    with gate.database.transaction() as session:
        codes = recovery.renew(session, who.officer.id)
        _changed(session, gate, who, _own(session, who), now, faktor="pemulihan")
    return codes


def challenge(gate: Gate, who: Signed, *, now: datetime) -> passkey.Challenge | None:
    """A challenge to make a passkey; None where this site can have none."""
    if gate.party is None:
        return None
    with gate.database.reading() as session:
        petugas = _own(session, who)
        return passkey.to_register(session, petugas, gate.party, gate.vault.box, now=now)


def add_passkey(gate: Gate, who: Signed, given: Assertion, *, nama: str, now: datetime) -> bool:
    """Add the passkey that the browser has made; False when it answers no challenge of ours."""
    if gate.party is None:
        return False
    with gate.database.transaction() as session:
        petugas = _own(session, who, lock=True)
        if not passkey.register(session, petugas, given, gate.party, gate.vault.box, nama=nama, now=now):
            return False
        _changed(session, gate, who, petugas, now, faktor="passkey")
    return True


def remove_passkey(gate: Gate, who: Signed, number: int, *, now: datetime) -> None:
    """Remove one of one's own passkeys; one of somebody else stays."""
    with gate.database.transaction() as session:
        own = (Passkey.id == number) & (Passkey.petugas_id == who.officer.id)
        gone = session.scalars(delete(Passkey).where(own).returning(Passkey.id)).all()
        if gone:
            _changed(session, gate, who, _own(session, who), now, faktor="passkey-dihapus")


def end_sessions(gate: Gate, who: Signed, kode: str | None, *, now: datetime) -> None:
    """End the session that `kode` names, or with None all but this one. Those of others stay."""
    with gate.database.transaction() as session:
        for running in sessions.running(session, who.officer.id, now=now):
            if running.id != who.id and kode in (None, running.id.hex()):
                sessions.end(session, who.officer.id, running.id, now=now)
        gate.vault.note(
            session, who.officer, Tindakan.SESI_DIAKHIRI, _own(session, who), now=now, semua=kode is None
        )


def _own(session: Session, who: Signed, *, lock: bool = False) -> Petugas:
    query = select(Petugas).where(Petugas.id == who.officer.id)
    return session.scalars(query.with_for_update() if lock else query).one()


def _changed(
    session: Session, gate: Gate, who: Signed, petugas: Petugas, now: datetime, *, faktor: str
) -> None:
    sessions.end_all(session, petugas.id, now=now, but=who.id)
    gate.vault.note(session, who.officer, Tindakan.FAKTOR_KEDUA_DIGANTI, petugas, now=now, faktor=faktor)
