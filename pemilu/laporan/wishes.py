"""Wishes to take many reports out: how far each has come, who may answer it, and the lists of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from pemilu.petugas.kinds import Peran
from pemilu.petugas.manage import of_one_hand
from pemilu.petugas.models import PermintaanEkspor, Petugas
from pemilu.petugas.officer import Officer

VALID = timedelta(hours=24)
"""So long a wish waits for its approval, and so long an approval for its file."""
# Who stands above whom here. The supervisors of a region have theirs in the regions around it.
ABOVE = {
    Peran.PPK: Peran.KPU_KABKO,
    Peran.KPU_KABKO: Peran.KPU_PROV,
    Peran.KPU_PROV: Peran.KPU_RI,
    Peran.PENGAWAS: Peran.PENGAWAS,
}
LISTED = 20


class KeadaanEkspor(StrEnum):
    """How far a wish has come."""

    MENUNGGU = "menunggu"
    DISETUJUI = "disetujui"
    DIAMBIL = "diambil"
    LEWAT = "lewat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A wish to take reports out of `wilayah` (None: the nation) by somebody of that role. `saringan` is the
    query of their filter; `sampai` the end of its state.

    `penyetuju`: who approved it, None also when their wilayah is beyond that of who looks. `satu_tangan`:
    whoever looks at it may be the one who asks, with another account, and cannot approve it.
    """

    id: int
    akun: str
    nama: str
    peran: Peran
    wilayah: str | None
    saringan: str
    semua: bool
    jumlah: int
    alasan: str = field(repr=False)
    dibuat: datetime
    keadaan: KeadaanEkspor
    sampai: datetime
    penyetuju: str | None
    satu_tangan: bool


def has_second(session: Session, by: Officer) -> bool:
    """Whether there is anybody who could approve. The session must not be bound to the officer's wilayah:
    who stands above them works outside of it.
    """
    above = [str(kode) for kode in by.wilayah.ancestors()[:-1]] if by.wilayah else []
    there = or_(Petugas.wilayah.in_(above), Petugas.wilayah.is_(None))
    office = Petugas.wilayah == str(by.wilayah) if by.wilayah else Petugas.wilayah.is_(None)
    fit = or_(and_(Petugas.peran == by.peran, office), and_(Petugas.peran == ABOVE.get(by.peran), there))
    usable = and_(Petugas.aktif, Petugas.sandi.is_not(None), Petugas.id != by.id)
    found = session.scalars(select(Petugas.id).where(usable, fit)).all()
    return any(not of_one_hand(session, by.id, each) for each in found)


def keadaan(row: PermintaanEkspor, now: datetime) -> KeadaanEkspor:
    if row.diambil is not None:
        return KeadaanEkspor.DIAMBIL
    if now >= _ends(row):
        return KeadaanEkspor.LEWAT
    return KeadaanEkspor.DISETUJUI if row.disetujui is not None else KeadaanEkspor.MENUNGGU


def own_requests(session: Session, by: Officer, *, now: datetime) -> Sequence[Asked]:
    """What the officer asked for lately, the newest first."""
    return list(_asked(session, by, PermintaanEkspor.petugas_id == by.id, now))


def to_answer(session: Session, by: Officer, *, now: datetime) -> Sequence[Asked]:
    """What waits for a yes of this officer's office, or of the level that they are of."""
    unanswered = and_(PermintaanEkspor.disetujui.is_(None), PermintaanEkspor.dibuat > now - VALID)
    return list(_asked(session, by, and_(unanswered, answerable(by)), now))


def answerable(by: Officer) -> ColumnElement[bool]:
    """Wishes of others of the same committee, and of the level below within the officer's wilayah."""
    place = PermintaanEkspor.wilayah
    here = place == str(by.wilayah) if by.wilayah else place.is_(None)
    lower = [below for below, above in ABOVE.items() if above is by.peran]
    under = and_(place.is_not(None), ~here, by.scope.where(func.coalesce(place, "")))
    asker = select(Petugas.peran).where(Petugas.id == PermintaanEkspor.petugas_id).scalar_subquery()
    fit = or_(and_(asker == by.peran, here), and_(asker.in_(lower), under))
    return and_(PermintaanEkspor.petugas_id != by.id, fit)


def _asked(session: Session, by: Officer, which: ColumnElement[bool], now: datetime) -> Iterator[Asked]:
    for row, akun, nama, peran, penyetuju in session.execute(_newest(by, which)):
        yield Asked(
            id=row.id,
            akun=akun,
            nama=nama,
            peran=peran,
            wilayah=row.wilayah,
            saringan=row.saringan,
            semua=row.semua,
            jumlah=row.jumlah,
            alasan=row.alasan,
            dibuat=row.dibuat,
            keadaan=keadaan(row, now),
            sampai=_ends(row),
            penyetuju=penyetuju,
            satu_tangan=row.petugas_id != by.id and of_one_hand(session, by.id, row.petugas_id),
        )


def _newest(by: Officer, which: ColumnElement[bool]) -> Select[PermintaanEkspor, str, str, Peran, str | None]:
    """The newest wishes of those with who asked, and who approved as far as the officer may know."""
    asker, other = aliased(Petugas), aliased(Petugas)
    # As row-level security shows accounts, so that either database tells the same.
    in_sight = by.scope.where(func.coalesce(other.wilayah, ""))
    query = (
        select(PermintaanEkspor, asker.akun, asker.nama, asker.peran, other.nama.label("penyetuju"))
        .join(asker, asker.id == PermintaanEkspor.petugas_id)
        .outerjoin(other, and_(other.id == PermintaanEkspor.disetujui_oleh, in_sight))
        .where(which)
    )
    return query.order_by(PermintaanEkspor.id.desc()).limit(LISTED)


def _ends(row: PermintaanEkspor) -> datetime:
    return (row.disetujui or row.dibuat) + VALID
