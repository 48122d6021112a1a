"""What else there is to know before answering: other reports about the voter, of the reporter, the family."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.models import Kasus, Laporan
from pemilu.laporan.status import Status
from pemilu.laporan.visible import visible_to
from pemilu.pemilih.kinds import JenisKelamin, Keterangan
from pemilu.pemilih.models import Pemilih
from pemilu.pemilih.nama import mask
from pemilu.petugas.officer import Officer
from pemilu.wilayah.models import Tps

MOST_ABOUT_VOTER = 50
MOST_OF_REPORTER = 20
MOST_FAMILY = 20
# What is listed of another report; its sealed content stays where it is.
_COLUMNS = (
    Laporan.id,
    Laporan.nomor,
    Laporan.jenis,
    Laporan.pelapor,
    Laporan.status,
    Laporan.diajukan,
    Laporan.kelurahan,
    Laporan.target_idx,
    Laporan.induk_id,
)


class Hubungan(StrEnum):
    """How another report stands to this one. The first that holds is told."""

    INDUK = "induk"
    """This one was joined to it."""
    ANAK = "anak"
    """It was joined to this one."""
    KEMBAR = "kembar"
    """Same voter, same kind: one answer will do."""
    PEMILIH_SAMA = "pemilih-sama"
    PELAPOR_SAMA = "pelapor-sama"


@dataclass(frozen=True, slots=True)
class RelatedReport:
    nomor: str
    hubungan: Hubungan
    jenis: JenisLaporan
    pelapor: Pelapor
    status: Status
    diajukan: datetime
    kelurahan: str


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody with the same NKK on the roll, always masked: nobody reported them."""

    nama: str
    jenis_kelamin: JenisKelamin
    kelurahan: str
    tps: int
    rt: int | None
    rw: int | None
    keterangan: Keterangan


@dataclass(frozen=True, slots=True)
class SuspectedCampaign:
    """The case that holds this report together with others of its kelurahan and day."""

    dibuka: datetime
    laporan: int


@dataclass(frozen=True, slots=True)
class Related:
    """`terpotong`: there are more reports than are listed."""

    laporan: tuple[RelatedReport, ...]
    terpotong: bool
    kasus: SuspectedCampaign | None


def related(session: Session, by: Officer, laporan: Laporan) -> Related:
    """Other reports within that officer's wilayah: two statements, however many there are, and one for a
    case.
    """
    about = _found(session, by, laporan, _about_voter(laporan), MOST_ABOUT_VOTER)
    filed = _found(session, by, laporan, _of_reporter(laporan), MOST_OF_REPORTER)
    cut = len(about) > MOST_ABOUT_VOTER or len(filed) > MOST_OF_REPORTER
    rows = {row.id: row for row in (*about[:MOST_ABOUT_VOTER], *filed[:MOST_OF_REPORTER])}
    order = list(Hubungan)
    listed = sorted(
        (_as_related(laporan, row) for row in rows.values()), key=lambda each: order.index(each.hubungan)
    )
    return Related(tuple(listed), cut, _case(session, by, laporan))


def relatives(
    session: Session, by: Officer, laporan: Laporan, nkk: Iterable[bytes], *, but: Iterable[int]
) -> tuple[Relative, ...]:
    """Voters of that officer's wilayah with one of these family numbers (keyed), `but` those rows."""
    query = (
        select(Pemilih, Tps.nomor)
        .join(Tps, Tps.id == Pemilih.tps_id)
        .where(
            Pemilih.nkk_idx.in_(sorted(set(nkk))),
            Pemilih.id.not_in(list(but)),
            Pemilih.pemilihan_id == laporan.pemilihan_id,
            by.scope.where(Pemilih.kelurahan),
        )
        .order_by(Pemilih.id)
        .limit(MOST_FAMILY)
    )
    return tuple(
        Relative(mask(one.nama), one.jenis_kelamin, one.kelurahan, nomor, one.rt, one.rw, one.keterangan)
        for one, nomor in session.execute(query)
    )


def _about_voter(laporan: Laporan) -> ColumnElement[bool]:
    joined = or_(false(), Laporan.induk_id == laporan.id)
    if laporan.induk_id is not None:
        joined |= Laporan.id == laporan.induk_id
    return joined if laporan.target_idx is None else joined | (Laporan.target_idx == laporan.target_idx)


def _of_reporter(laporan: Laporan) -> ColumnElement[bool]:
    return false() if laporan.pelapor_idx is None else Laporan.pelapor_idx == laporan.pelapor_idx


def _found(
    session: Session, by: Officer, laporan: Laporan, which: ColumnElement[bool], most: int
) -> Sequence[Any]:
    """The newest such reports, one more than `most` when there are more."""
    here = visible_to(by)
    query = select(*_COLUMNS).where(which, Laporan.id != laporan.id, here)
    return session.execute(query.order_by(Laporan.id.desc()).limit(most + 1)).all()


def _as_related(laporan: Laporan, other: Any) -> RelatedReport:
    return RelatedReport(
        nomor=other.nomor,
        hubungan=_relation(laporan, other),
        jenis=other.jenis,
        pelapor=other.pelapor,
        status=other.status,
        diajukan=other.diajukan,
        kelurahan=other.kelurahan,
    )


def _relation(laporan: Laporan, other: Any) -> Hubungan:
    if other.id == laporan.induk_id:
        return Hubungan.INDUK
    if other.induk_id == laporan.id:
        return Hubungan.ANAK
    if laporan.target_idx is None or other.target_idx != laporan.target_idx:
        return Hubungan.PELAPOR_SAMA
    return Hubungan.KEMBAR if other.jenis is laporan.jenis else Hubungan.PEMILIH_SAMA


def _case(session: Session, by: Officer, laporan: Laporan) -> SuspectedCampaign | None:
    if laporan.kasus_id is None:
        return None
    members = select(func.count(Laporan.id)).where(Laporan.kasus_id == Kasus.id, visible_to(by))
    query = select(Kasus.dibuka, members.scalar_subquery().label("laporan"))
    row = session.execute(query.where(Kasus.id == laporan.kasus_id)).one_or_none()
    return SuspectedCampaign(row.dibuka, row.laporan) if row else None
