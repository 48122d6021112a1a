"""The accounts below an officer, as a list: who they are, whether they are in, whether a link waits."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import Session

from pemilu.petugas.kinds import Peran
from pemilu.petugas.manage import MAKES, find_below
from pemilu.petugas.models import Petugas, Sesi, Undangan
from pemilu.petugas.officer import Officer
from pemilu.petugas.session import IDLE, WHOLE
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.labels import load_labels
from pemilu.wilayah.models import Wilayah

PAGE = 25
SEARCH = 60


class KeadaanAkun(StrEnum):
    """What an account can be used for now."""

    AKTIF = "aktif"
    MENUNGGU = "menunggu"
    KEDALUWARSA = "kedaluwarsa"
    MATI = "mati"


@dataclass(frozen=True, slots=True)
class AccountBelow:
    """One account. `tempat` is the name of its region ("" for the nation), `sampai` the end of its link."""

    akun: str
    nama: str
    peran: Peran
    wilayah: KodeWilayah | None
    tempat: str
    keadaan: KeadaanAkun
    sesi: int
    sampai: datetime | None


@dataclass(frozen=True, slots=True)
class AccountsPage:
    rows: tuple[AccountBelow, ...]
    total: int
    halaman: int
    banyak: int


def list_below(
    session: Session,
    by: Officer,
    *,
    cari: str = "",
    peran: Peran | None = None,
    halaman: int = 1,
    now: datetime,
) -> AccountsPage:
    """One page of the accounts that `by` manages, by region, role and name. Two statements."""
    here = _managed(by, cari, peran)
    total = session.scalar(select(func.count()).select_from(Petugas).where(here)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, halaman), pages)
    query = _rows(now).where(here).order_by(Petugas.wilayah, Petugas.peran, Petugas.akun)
    found = session.execute(query.offset((page - 1) * PAGE).limit(PAGE)).all()
    return AccountsPage(tuple(_account(row.Petugas, row, now) for row in found), total, page, pages)


def look_below(session: Session, by: Officer, akun: str, *, now: datetime) -> AccountBelow:
    """One account that `by` manages. Raises NoSuchPetugas."""
    petugas = find_below(session, by, akun)
    return _account(petugas, session.execute(_rows(now).where(Petugas.id == petugas.id)).one(), now)


def _managed(by: Officer, cari: str, peran: Peran | None) -> ColumnElement[bool]:
    roles = MAKES.get(by.peran, frozenset())
    chosen = roles & {peran} if peran else roles
    # An account without a region is of the nation, and outside of every other scope.
    place = cast(SQLColumnExpression[str], Petugas.wilayah)
    here = and_(Petugas.peran.in_(sorted(chosen)), by.scope.where(place))
    text = "".join(char for char in cari if char.isprintable()).strip().lower()[:SEARCH]
    if not text:
        return here
    named = or_(
        func.lower(Petugas.nama).contains(text, autoescape=True),
        Petugas.akun.contains(text, autoescape=True),
        func.lower(Wilayah.nama).contains(text, autoescape=True),
    )
    places = select(Petugas.id).outerjoin(Wilayah, Wilayah.kode == Petugas.wilayah).where(named)
    return and_(here, Petugas.id.in_(places))


def _rows(now: datetime) -> Select[tuple[Petugas, str | None, int, datetime | None]]:
    runs = and_(
        Sesi.petugas_id == Petugas.id,
        Sesi.berakhir.is_(None),
        Sesi.terakhir > now - IDLE,
        Sesi.dibuat > now - WHOLE,
    )
    waits = and_(Undangan.petugas_id == Petugas.id, Undangan.dipakai.is_(None))
    return select(
        Petugas,
        select(Wilayah.nama).where(Wilayah.kode == Petugas.wilayah).scalar_subquery().label("tempat"),
        select(func.count()).select_from(Sesi).where(runs).scalar_subquery().label("sesi"),
        select(func.max(Undangan.sampai)).where(waits).scalar_subquery().label("sampai"),
    )


def _account(
    petugas: Petugas, row: Row[tuple[Petugas, str | None, int, datetime | None]], now: datetime
) -> AccountBelow:
    kode = KodeWilayah(petugas.wilayah) if petugas.wilayah else None
    waiting = row.sampai is not None and row.sampai > now
    return AccountBelow(
        akun=petugas.akun,
        nama=petugas.nama,
        peran=petugas.peran,
        wilayah=kode,
        tempat=load_labels().titled(kode, row.tempat) if kode and row.tempat else "",
        keadaan=_state(petugas, waiting=waiting),
        sesi=row.sesi,
        sampai=row.sampai if waiting and petugas.sandi is None else None,
    )


def _state(petugas: Petugas, *, waiting: bool) -> KeadaanAkun:
    if not petugas.aktif:
        return KeadaanAkun.MATI
    if petugas.sandi is not None:
        return KeadaanAkun.AKTIF
    return KeadaanAkun.MENUNGGU if waiting else KeadaanAkun.KEDALUWARSA
