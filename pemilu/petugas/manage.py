"""Accounts of those below: who may make, switch off and reset which, and what happens then."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.infra.errors import DomainError
from pemilu.petugas.enrol import strip
from pemilu.petugas.invite import issue
from pemilu.petugas.kinds import GunaUndangan, Peran
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.petugas.session import end_all
from pemilu.petugas.vault import Vault
from pemilu.wilayah.kode import KodeWilayah, Tingkat
from pemilu.wilayah.models import Wilayah

# Who makes whose accounts, inside their own wilayah. Operators make theirs, and the first ones, by command.
MAKES: Mapping[Peran, frozenset[Peran]] = {
    Peran.PPK: frozenset({Peran.PPS}),
    Peran.KPU_KABKO: frozenset({Peran.PPK, Peran.PPS, Peran.PENGAWAS}),
    Peran.KPU_PROV: frozenset({Peran.KPU_KABKO, Peran.PENGAWAS}),
    Peran.KPU_RI: frozenset({Peran.KPU_PROV, Peran.KPU_KABKO, Peran.PPK, Peran.PPS, Peran.PENGAWAS}),
}
# The level of region a role is appointed for; None is the nation. Bawaslu has bodies at every level.
LEVELS: Mapping[Peran, tuple[Tingkat | None, ...]] = {
    Peran.PPS: (Tingkat.KELURAHAN,),
    Peran.PPK: (Tingkat.KECAMATAN,),
    Peran.KPU_KABKO: (Tingkat.KABUPATEN,),
    Peran.KPU_PROV: (Tingkat.PROVINSI,),
    Peran.KPU_RI: (None,),
    Peran.PENGAWAS: (None, *Tingkat),
    Peran.OPERATOR: (None,),
}
AKUN = re.compile(r"(?=.{3,40}\Z)[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")
NAME = 100
# The name of an account stands in the record for good, so it may not be a NIK.
NIK_DIGITS = 16


class NoSuchPetugas(DomainError):
    """No account of that name below this officer, or a role or region that is not theirs to appoint."""


class NewProblem(StrEnum):
    """Why an account cannot be made as it was written."""

    AKUN_SALAH = "akun-salah"
    AKUN_TERPAKAI = "akun-terpakai"
    NAMA_SALAH = "nama-salah"
    WILAYAH_SALAH = "wilayah-salah"


@dataclass(frozen=True, slots=True)
class NewPetugas:
    """Somebody to be given an account. `wilayah` None is the whole nation."""

    akun: str
    nama: str
    peran: Peran
    wilayah: KodeWilayah | None


def may_make(by: Officer, peran: Peran, wilayah: KodeWilayah | None) -> bool:
    """Whether this officer appoints that role there."""
    inside = by.scope.covers(wilayah) if wilayah else by.scope.everywhere
    return by.may(Permission.MANAGE_STAFF) and peran in MAKES.get(by.peran, frozenset()) and inside


def create(
    session: Session, vault: Vault, by: Officer, new: NewPetugas, *, uid: bytes, now: datetime
) -> str | NewProblem:
    """A new account below `by`, and the token of the link by which its owner sets it up.

    Raises:
        NoSuchPetugas: that role, or that region, is not theirs to appoint.
    """
    if not may_make(by, new.peran, new.wilayah):
        raise NoSuchPetugas
    return add(session, vault, new, by=by, uid=uid, now=now)


def add(
    session: Session, vault: Vault, new: NewPetugas, *, by: Officer, uid: bytes, now: datetime
) -> str | NewProblem:
    """A new account of any role, as an operator makes the first ones. `uid` is 16 random bytes."""
    if problem := _problem(session, new):
        return problem
    petugas = Petugas(
        uid=uid,
        akun=new.akun,
        nama=new.nama,
        peran=new.peran,
        wilayah=new.wilayah,
        dibuat=now,
        dibuat_oleh=by.akun,
    )
    try:
        with session.begin_nested():
            session.add(petugas)
    except IntegrityError:
        return NewProblem.AKUN_TERPAKAI
    vault.note(session, by, Tindakan.AKUN_DIBUAT, petugas, now=now, untuk=new.peran.value)
    return issue(session, vault, petugas, GunaUndangan.AKUN_BARU, by=by, now=now)


def find_below(session: Session, by: Officer, akun: str, *, lock: bool = False) -> Petugas:
    """An account that this officer manages.

    Raises:
        NoSuchPetugas: there is none, or it is not below them.
    """
    query = select(Petugas).where(Petugas.akun == akun)
    petugas = session.scalars(query.with_for_update() if lock else query).one_or_none()
    wilayah = KodeWilayah(petugas.wilayah) if petugas and petugas.wilayah else None
    if petugas is None or not may_make(by, petugas.peran, wilayah):
        raise NoSuchPetugas
    return petugas


def switch_off(session: Session, vault: Vault, by: Officer, akun: str, *, now: datetime) -> None:
    """Nobody signs in to that account any more; who is in is out. Raises NoSuchPetugas."""
    petugas = find_below(session, by, akun, lock=True)
    if petugas.aktif:
        petugas.aktif = False
        end_all(session, petugas.id, now=now)
        vault.note(session, by, Tindakan.AKUN_DIMATIKAN, petugas, now=now)


def switch_on(session: Session, vault: Vault, by: Officer, akun: str, *, now: datetime) -> None:
    """The account works again, with what it had. Raises NoSuchPetugas."""
    petugas = find_below(session, by, akun, lock=True)
    if not petugas.aktif:
        petugas.aktif = True
        vault.note(session, by, Tindakan.AKUN_DIHIDUPKAN, petugas, now=now)


def end_sessions(session: Session, vault: Vault, by: Officer, akun: str, *, now: datetime) -> None:
    """Sign that account out everywhere. Raises NoSuchPetugas."""
    petugas = find_below(session, by, akun, lock=True)
    end_all(session, petugas.id, now=now)
    vault.note(session, by, Tindakan.SESI_DIAKHIRI, petugas, now=now, semua=True)


def reset(session: Session, vault: Vault, by: Officer, akun: str, *, now: datetime) -> str:
    """A link to set password and second factor anew; the old ones end at once. Raises NoSuchPetugas."""
    return reset_of(session, vault, find_below(session, by, akun, lock=True), by=by, now=now)


def reset_of(session: Session, vault: Vault, petugas: Petugas, *, by: Officer, now: datetime) -> str:
    """As `reset`, for an account that the caller has found and locked."""
    new = petugas.sandi is None
    strip(session, petugas, now=now)
    petugas.dibuat_oleh = by.akun
    vault.note(session, by, Tindakan.AKUN_DIATUR_ULANG, petugas, now=now)
    guna = GunaUndangan.AKUN_BARU if new else GunaUndangan.ATUR_ULANG
    return issue(session, vault, petugas, guna, by=by, now=now)


def of_one_hand(session: Session, one: int, other: int) -> bool:
    """Whether one of these two accounts was set up by who owns the other, or by somebody whom they set up.

    Whoever makes a link may use it themselves, so such a pair is not proof of two people.
    """
    names = session.scalars(select(Petugas.akun).where(Petugas.id.in_((one, other)))).all()
    return any(set_up_by(session, each).intersection(names) for each in (one, other))


def set_up_by(session: Session, petugas_id: int) -> frozenset[str]:
    """Who made the last link of that account, who made theirs, and so on up, as far as the session sees."""
    found: set[str] = set()
    query = select(Petugas.dibuat_oleh).where(Petugas.id == petugas_id)
    while (akun := session.scalar(query)) is not None and akun not in found:
        found.add(akun)
        query = select(Petugas.dibuat_oleh).where(Petugas.akun == akun)
    return frozenset(found)


def _problem(session: Session, new: NewPetugas) -> NewProblem | None:
    if not AKUN.fullmatch(new.akun) or sum(map(str.isdigit, new.akun)) >= NIK_DIGITS:
        return NewProblem.AKUN_SALAH
    if not (new.nama.strip() and len(new.nama) <= NAME and new.nama.isprintable()):
        return NewProblem.NAMA_SALAH
    fits = (new.wilayah.tingkat if new.wilayah else None) in LEVELS[new.peran]
    if not fits or (new.wilayah and session.get(Wilayah, str(new.wilayah)) is None):
        return NewProblem.WILAYAH_SALAH
    taken = session.scalar(select(Petugas.id).where(Petugas.akun == new.akun))
    return NewProblem.AKUN_TERPAKAI if taken is not None else None
