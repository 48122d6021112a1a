"""Rekap of wide regions as the job has counted it: what pages of a kabupaten, a province, the nation read.

All of it is counted anew from the reports each time, so it cannot drift from them; how long a page takes does
not depend on how many there are. Below kabupaten there are few, and `pemilu.laporan.recap` counts them live.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, delete, func, insert, or_, select, true
from sqlalchemy import cast as as_type
from sqlalchemy.orm import Session

from pemilu.laporan.kinds import JenisLaporan, MasaRekap
from pemilu.laporan.models import Laporan, RekapTersimpan
from pemilu.laporan.recap import (
    ANSWERED,
    SECONDS_A_DAY,
    WEEK,
    Hitungan,
    Rekap,
    RekapWilayah,
    added,
    cases_of,
    counted,
    names_of,
    took,
)
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.tahapan.stage import Jadwal, closes_at, masa_at, opens_at
from pemilu.wilayah.kode import KodeWilayah, Tingkat
from pemilu.wilayah.zona import Zona

EVERY = timedelta(minutes=15)
"""How often the job counts."""
STALE = timedelta(hours=1)
"""Numbers older than this stand only where the job does not run, or cannot count."""
SECONDS_AN_HOUR = 3_600
_NATION = ""
# Digits of a region and of the one it lies in.
_ABOVE = {
    Tingkat.PROVINSI.digits: 0,
    Tingkat.KABUPATEN.digits: Tingkat.PROVINSI.digits,
    Tingkat.KECAMATAN.digits: Tingkat.KABUPATEN.digits,
}
_COUNTS = [each.name for each in fields(Hitungan)]


@dataclass(slots=True)
class _Tally:
    """What was counted in one region: by kind, and how many answers took so many hours."""

    jenis: dict[JenisLaporan, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    jam: Counter[int] = field(default_factory=Counter)

    @property
    def total(self) -> Counter[str]:
        return sum(self.jenis.values(), Counter[str]())

    @property
    def median(self) -> float | None:
        """Days from filing to answer, to the half hour: half of the answered reports took no longer."""
        n = self.jam.total()
        if not n:
            return None
        middle = [self._hours((n - 1) // 2), self._hours(n // 2)]
        return (sum(middle) / 2 + 0.5) * SECONDS_AN_HOUR / SECONDS_A_DAY

    def _hours(self, rank: int) -> int:
        for hours in sorted(self.jam):
            rank -= self.jam[hours]
            if rank < 0:
                return hours
        raise IndexError(rank)


Tallies = dict[tuple[MasaRekap, str], _Tally]


@dataclass(frozen=True, slots=True)
class Kept:
    """The numbers as they stood at `dihitung`."""

    rekap: Rekap
    dihitung: datetime

    def is_stale(self, now: datetime) -> bool:
        return now - self.dihitung > STALE


def kept_recap(session: Session, by: Officer, wilayah: KodeWilayah | None, *, masa: MasaRekap) -> Kept | None:
    """As `recap`, of when it was last counted; None where nothing is kept: it is to be counted live.

    Raises NotPermitted.
    """
    by.must(Permission.SEE_DASHBOARD)
    if not (by.scope.everywhere if wilayah is None else by.scope.covers(wilayah)):
        return None
    row = session.get(RekapTersimpan, (masa, wilayah or _NATION))
    return Kept(_read(session, by, wilayah, row.isi), row.dihitung) if row else None


def count_all(session: Session, jadwal: Jadwal | None, *, now: datetime) -> Sequence[dict[str, Any]]:
    """Every region above kecamatan that holds reports, as rows for `keep`. Reads all reports, two times."""
    tallies, below = _tallies(session, jadwal, now), defaultdict[str, list[str]](list)
    for masa, kode in tallies:
        if kode and masa is MasaRekap.SEMUA:
            below[kode[: _ABOVE[len(kode)]]].append(kode)
    return [
        {"masa": masa, "kode": kode, "isi": _written(masa, kode, codes, tallies), "dihitung": now}
        for (kode, codes), masa in product(below.items(), MasaRekap)
    ]


def keep(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Put what was counted in the place of what stood there."""
    session.execute(delete(RekapTersimpan))
    if rows:
        session.execute(insert(RekapTersimpan), rows)


def _tallies(session: Session, jadwal: Jadwal | None, now: datetime) -> Tallies:
    """Of the nation (""), each province, kabupaten and kecamatan."""
    found: Tallies = defaultdict(_Tally)
    times = _times(jadwal, now)
    kinds = _by_kecamatan(times, Laporan.jenis, *counted(now)).group_by(Laporan.jenis)
    for row in session.execute(kinds):
        counts = {name: int(getattr(row, name)) for name in _COUNTS}
        for key in _places(row):
            found[key].jenis[row.jenis].update(counts)
    hours = as_type(took(), Integer) // SECONDS_AN_HOUR
    answers = _by_kecamatan(times, hours.label("jam"), func.count().label("jumlah"))
    for row in session.execute(answers.where(ANSWERED).group_by("jam")):
        for key in _places(row):
            found[key].jam[row.jam] += row.jumlah
    return found


def _times(jadwal: Jadwal | None, now: datetime) -> Sequence[ColumnElement[int]]:
    """Whether a report was filed within the response period, and within the last week: columns of 1 and 0."""
    week = Laporan.diajukan >= now - WEEK
    each = {MasaRekap.TAHAP.name: _in_stage(jadwal, now), MasaRekap.MINGGU.name: week}
    return [case((condition, 1), else_=0).label(name.lower()) for name, condition in each.items()]


def _in_stage(jadwal: Jadwal | None, now: datetime) -> ColumnElement[bool]:
    """By the clock of the report's own region; without a response period all are in it."""
    windows = []
    for zona in Zona:
        stage = masa_at(jadwal, now, zona=zona).tanggapan
        if stage is None:
            return true()
        ends = closes_at(stage, zona) + timedelta(seconds=1)
        within = and_(Laporan.diajukan >= opens_at(stage, zona), Laporan.diajukan < ends)
        windows.append(and_(Laporan.zona == zona, within))
    return or_(*windows)


def _by_kecamatan(times: Sequence[ColumnElement[int]], *columns: Any) -> Select[Any]:
    kode = func.substr(Laporan.kelurahan, 1, Tingkat.KECAMATAN.digits).label("kode")
    return select(kode, *times, *columns).group_by("kode", "tahap", "minggu")


def _places(row: Any) -> Iterator[tuple[MasaRekap, str]]:
    """Where and of which times a group counts."""
    told = {MasaRekap.SEMUA: 1, MasaRekap.TAHAP: row.tahap, MasaRekap.MINGGU: row.minggu}
    masa = [each for each, holds in told.items() if holds]
    return product(masa, (row.kode[:digits] for digits in (0, *_ABOVE)))


def _written(masa: MasaRekap, kode: str, below: Sequence[str], tallies: Tallies) -> dict[str, Any]:
    here, inner = (
        tallies[masa, kode],
        {each: tallies[masa, each] for each in below if (masa, each) in tallies},
    )
    return {
        "jenis": here.jenis,
        "median": here.median,
        "wilayah": [(each, tally.total, tally.median) for each, tally in inner.items()],
    }


def _read(session: Session, by: Officer, wilayah: KodeWilayah | None, isi: Mapping[str, Any]) -> Rekap:
    jenis = {each: Hitungan(**isi["jenis"][each]) for each in JenisLaporan if each in isi["jenis"]}
    below = {kode: (Hitungan(**counts), median) for kode, counts, median in isi["wilayah"]}
    return Rekap(
        total=added(list(jenis.values())),
        median=isi["median"],
        wilayah=[RekapWilayah(kode, nama, *below[kode]) for kode, nama in names_of(session, below)],
        jenis=jenis,
        kasus=cases_of(session, by, wilayah),
    )
