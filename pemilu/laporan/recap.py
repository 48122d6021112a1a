"""Rekap: how many reports came in, how many wait, how they were answered and how fast, region by region.

The number of statements is the same for ten reports and for a million.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, extract, func, literal, select
from sqlalchemy.orm import Session

from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.models import Kasus, Laporan
from pemilu.laporan.saringan import late, region, within
from pemilu.laporan.status import OPEN, Status
from pemilu.laporan.visible import not_lifted_from
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.wilayah.kode import KodeWilayah, Tingkat
from pemilu.wilayah.labels import load_labels
from pemilu.wilayah.models import Wilayah

SECONDS_A_DAY = 86_400
CASES = 50
WEEK = timedelta(days=7)
_BELOW = {None: Tingkat.PROVINSI, Tingkat.PROVINSI: Tingkat.KABUPATEN, Tingkat.KABUPATEN: Tingkat.KECAMATAN}
ANSWERED = Laporan.status.in_((Status.DISETUJUI, Status.DITOLAK)) & Laporan.ditutup.is_not(None)
_TMS = Laporan.jenis == JenisLaporan.TIDAK_MEMENUHI_SYARAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Hitungan:
    """Counts of reports. What was joined to another or taken back is neither open nor answered.

    `terlambat`: open and past its date. `tepat`: answered by its date. `tms_*`: decisions on reports that
    somebody does not qualify.
    """

    diterima: int = 0
    terbuka: int = 0
    terlambat: int = 0
    dijawab: int = 0
    tepat: int = 0
    disetujui: int = 0
    ditolak: int = 0
    tms_disetujui: int = 0
    tms_ditolak: int = 0

    @property
    def persen_tepat(self) -> int | None:
        """Of those that were answered, how many in time."""
        return round(100 * self.tepat / self.dijawab) if self.dijawab else None

    @property
    def dijawab_terlambat(self) -> int:
        return self.dijawab - self.tepat

    @property
    def terbuka_tepat(self) -> int:
        """Open, with time left."""
        return self.terbuka - self.terlambat


@dataclass(frozen=True, slots=True)
class RekapWilayah:
    """The counts of one region; `median` is in days from filing to answer."""

    kode: KodeWilayah
    nama: str
    hitungan: Hitungan
    median: float | None


@dataclass(frozen=True, slots=True)
class RekapKasus:
    """One suspected campaign: what it holds, and since when."""

    kelurahan: str
    tanggal: date
    jumlah: int
    ditutup: datetime | None


@dataclass(frozen=True, slots=True)
class Rekap:
    """A region and the regions directly below it that have reports (for a kelurahan: itself)."""

    total: Hitungan
    median: float | None
    wilayah: Sequence[RekapWilayah]
    jenis: Mapping[JenisLaporan, Hitungan]
    kasus: Sequence[RekapKasus]


@dataclass(frozen=True, slots=True)
class Kurun:
    """Reports filed from the first instant until before the second; None is unbounded."""

    sejak: datetime | None = None
    sebelum: datetime | None = None

    @property
    def where(self) -> ColumnElement[bool]:
        after = Laporan.diajukan >= self.sejak if self.sejak else literal(True)
        return and_(after, Laporan.diajukan < self.sebelum) if self.sebelum else after


def recap(
    session: Session, by: Officer, wilayah: KodeWilayah | None, *, kurun: Kurun, now: datetime
) -> Rekap:
    """The numbers of `wilayah` (None: the nation) as far as it lies in the officer's scope.

    Cases of suspected campaigns are told to those who oversee. Raises NotPermitted.
    """
    by.must(Permission.SEE_DASHBOARD)
    inside = and_(within(by.wilayah), within(wilayah), kurun.where, *not_lifted_from(by))
    region = func.substr(Laporan.kelurahan, 1, _digits_below(wilayah))
    rows = session.execute(
        select(region.label("kode"), Laporan.jenis, *counted(now))
        .where(inside)
        .group_by(region, Laporan.jenis)
    ).all()
    medians = _medians(session, region, inside)
    return Rekap(
        total=added(rows),
        median=_medians(session, literal(""), inside).get(""),
        wilayah=_regions(session, rows, medians),
        jenis={jenis: added(found) for jenis in JenisLaporan if (found := _of(rows, "jenis", jenis))},
        kasus=cases_of(session, by, wilayah),
    )


def _digits_below(wilayah: KodeWilayah | None) -> int:
    return _BELOW.get(wilayah.tingkat if wilayah else None, Tingkat.KELURAHAN).digits


def counted(now: datetime) -> Sequence[ColumnElement[int]]:
    agreed, refused = Laporan.status == Status.DISETUJUI, Laporan.status == Status.DITOLAK
    waits = Laporan.status.in_(OPEN)
    conditions = {
        "terbuka": waits,
        "terlambat": and_(waits, late(now)),
        "dijawab": ANSWERED,
        "tepat": and_(ANSWERED, Laporan.ditutup <= Laporan.tenggat),
        "disetujui": agreed,
        "ditolak": refused,
        "tms_disetujui": and_(_TMS, agreed),
        "tms_ditolak": and_(_TMS, refused),
    }
    each = [func.sum(case((condition, 1), else_=0)).label(name) for name, condition in conditions.items()]
    return [func.count().label("diterima"), *each]


def took() -> ColumnElement[int]:
    """Seconds from filing to answer."""
    return extract("epoch", Laporan.ditutup) - extract("epoch", Laporan.diajukan)


def _medians(session: Session, group: ColumnElement[str], inside: ColumnElement[bool]) -> Mapping[str, float]:
    """Days from filing to answer, by group: half of the answered reports took no longer. One statement.

    By ranks, which both databases count; the two in the middle are averaged.
    """
    rank = func.row_number().over(partition_by=group, order_by=took())
    each = (
        select(
            group.label("kode"),
            took().label("lama"),
            rank.label("urut"),
            func.count().over(partition_by=group).label("n"),
        )
        .where(inside, ANSWERED)
        .subquery()
    )
    middle = each.c.urut.between(each.c.n / 2.0, each.c.n / 2.0 + 1)
    query = select(each.c.kode, func.avg(each.c.lama).label("lama")).where(middle).group_by(each.c.kode)
    return {row.kode: float(row.lama) / SECONDS_A_DAY for row in session.execute(query)}


def _regions(
    session: Session, rows: Sequence[Row[Any]], medians: Mapping[str, float]
) -> Sequence[RekapWilayah]:
    return [
        RekapWilayah(kode, nama, added(_of(rows, "kode", kode)), medians.get(kode))
        for kode, nama in names_of(session, {row.kode for row in rows})
    ]


def names_of(session: Session, codes: Collection[str]) -> Sequence[tuple[KodeWilayah, str]]:
    """Those regions with their names, in the order of these."""
    query = select(Wilayah.kode, Wilayah.nama).where(Wilayah.kode.in_(codes)).order_by(Wilayah.nama)
    titled = load_labels().titled
    found = [(KodeWilayah(row.kode), row.nama) for row in session.execute(query)]
    return [(kode, titled(kode, nama)) for kode, nama in found]


def cases_of(session: Session, by: Officer, wilayah: KodeWilayah | None) -> Sequence[RekapKasus]:
    """The newest cases of the region with how many reports they hold, whenever those were filed."""
    if not by.may(Permission.READ_AUDIT):
        return ()
    held = select(func.count()).where(Laporan.kasus_id == Kasus.id).scalar_subquery()
    query = (
        select(Kasus.kelurahan, Kasus.tanggal, Kasus.ditutup, Wilayah.nama, held.label("jumlah"))
        .join(Wilayah, Wilayah.kode == Kasus.kelurahan)
        .where(region(by, wilayah).where(Kasus.kelurahan))
        .order_by(Kasus.tanggal.desc(), Kasus.id.desc())
        .limit(CASES)
    )
    titled = load_labels().titled
    return [
        RekapKasus(titled(KodeWilayah(row.kelurahan), row.nama), row.tanggal, row.jumlah, row.ditutup)
        for row in session.execute(query)
    ]


def _of(rows: Sequence[Row[Any]], column: str, value: object) -> Sequence[Row[Any]]:
    return [row for row in rows if getattr(row, column) == value]


def added(rows: Sequence[Row[Any] | Hitungan]) -> Hitungan:
    """The sums of what has those counts."""
    names = [field.name for field in fields(Hitungan)]
    return Hitungan(**{name: sum(int(getattr(row, name)) for row in rows) for name in names})
