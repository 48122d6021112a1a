"""Public holidays as data with an end: past it nobody computes a date in working days.

Once a year, when the three ministers publish the SKB for the next year, an operator adds its days to
`data/hari_libur.csv` (or keeps a file of that shape elsewhere) and moves `berlaku_sampai`.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from pemilu.infra.errors import DomainError

BUNDLED_FILE = Path(__file__).with_name("data") / "hari_libur.csv"
WARNING_DAYS = 60
HEADER = ["tanggal", "nama"]
# Every SKB since 2003 names more than this; fewer means that next year's movable feasts were left out.
FEWEST_PER_YEAR = 10
SATURDAY = 5


class HolidayCoverageEnded(DomainError):
    """A working day was asked of a date that the table does not cover."""

    def __init__(self, asked: date, *, berlaku_mulai: date, berlaku_sampai: date) -> None:
        super().__init__(asked)
        self.asked = asked
        self.berlaku_mulai = berlaku_mulai
        self.berlaku_sampai = berlaku_sampai


class HolidayFault(StrEnum):
    """What is wrong with a holiday file."""

    MASA_BERLAKU_TIDAK_ADA = "masa-berlaku-tidak-ada"
    JUDUL_KOLOM_SALAH = "judul-kolom-salah"
    BARIS_SALAH = "baris-salah"
    TANGGAL_GANDA = "tanggal-ganda"
    DI_LUAR_MASA_BERLAKU = "di-luar-masa-berlaku"
    TAHUN_TIDAK_LENGKAP = "tahun-tidak-lengkap"


class BadHolidayFile(DomainError):
    """A holiday file is refused as a whole; `where` is the line as written, or the year."""

    def __init__(self, fault: HolidayFault, where: str = "") -> None:
        super().__init__(fault, where)
        self.fault = fault
        self.where = where


@dataclass(frozen=True, slots=True)
class Libur:
    """One holiday, or one day of joint leave (cuti bersama), when offices are closed as well."""

    tanggal: date
    nama: str


@dataclass(frozen=True, slots=True)
class HariLibur:
    """The holidays of a span of dates, both ends included."""

    berlaku_mulai: date
    berlaku_sampai: date
    nama: Mapping[date, str]

    def name_on(self, day: date) -> str | None:
        """The holiday on that day, if it is one. Raises HolidayCoverageEnded."""
        if not self.berlaku_mulai <= day <= self.berlaku_sampai:
            raise HolidayCoverageEnded(
                day, berlaku_mulai=self.berlaku_mulai, berlaku_sampai=self.berlaku_sampai
            )
        return self.nama.get(day)

    def is_workday(self, day: date) -> bool:
        """Monday to Friday and no holiday. Raises HolidayCoverageEnded."""
        return self.name_on(day) is None and not is_weekend(day)

    def coverage_warning(self, today: date) -> int | None:
        """Days left (0 on the last covered day, negative after it) when 60 or fewer, else None."""
        left = (self.berlaku_sampai - today).days
        return left if left <= WARNING_DAYS else None


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def load_holidays(path: Path = BUNDLED_FILE) -> HariLibur:
    """Read the table that ships with the product, or the operator's own. Raises BadHolidayFile."""
    return read_holidays(path.read_text(encoding="utf-8-sig").splitlines())


def read_holidays(lines: Iterable[str]) -> HariLibur:
    """Read `# berlaku_mulai: DATE`, `# berlaku_sampai: DATE`, then CSV `tanggal,nama`; dates are ISO.

    Other lines that begin with `#` are remarks. A fault anywhere refuses everything (BadHolidayFile).
    """
    written = [line for line in lines if line.strip()]
    remarks = [line for line in written if line.startswith("#")]
    nama = _rows([line for line in written if not line.startswith("#")])
    libur = HariLibur(
        berlaku_mulai=_bound(remarks, "berlaku_mulai"),
        berlaku_sampai=_bound(remarks, "berlaku_sampai"),
        nama=MappingProxyType(nama),
    )
    _refuse_outside(libur)
    _refuse_thin_years(libur)
    return libur


def _bound(remarks: list[str], key: str) -> date:
    for remark in remarks:
        name, _, value = remark.lstrip("# ").partition(":")
        if name.strip() == key:
            return _date(value, line=remark)
    raise BadHolidayFile(HolidayFault.MASA_BERLAKU_TIDAK_ADA, key)


def _rows(lines: list[str]) -> dict[date, str]:
    if not lines or _cells(lines[0]) != HEADER:
        raise BadHolidayFile(HolidayFault.JUDUL_KOLOM_SALAH, "".join(lines[:1]))
    nama: dict[date, str] = {}
    for line in lines[1:]:
        libur = _row(line)
        if libur.tanggal in nama:
            raise BadHolidayFile(HolidayFault.TANGGAL_GANDA, line)
        nama[libur.tanggal] = libur.nama
    return nama


def _row(line: str) -> Libur:
    cells = _cells(line)
    if len(cells) != len(HEADER) or not cells[1].strip():
        raise BadHolidayFile(HolidayFault.BARIS_SALAH, line)
    return Libur(_date(cells[0], line=line), cells[1].strip())


def _cells(line: str) -> list[str]:
    return next(csv.reader([line]))


def _date(text: str, *, line: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadHolidayFile(HolidayFault.BARIS_SALAH, line) from error


def _refuse_outside(libur: HariLibur) -> None:
    for tanggal in libur.nama:
        if not libur.berlaku_mulai <= tanggal <= libur.berlaku_sampai:
            raise BadHolidayFile(HolidayFault.DI_LUAR_MASA_BERLAKU, tanggal.isoformat())


def _refuse_thin_years(libur: HariLibur) -> None:
    first, last = libur.berlaku_mulai, libur.berlaku_sampai + timedelta(days=1)
    for year in range(first.year, last.year):
        days = sum(1 for tanggal in libur.nama if tanggal.year == year)
        if date(year, 1, 1) >= first and days < FEWEST_PER_YEAR:
            raise BadHolidayFile(HolidayFault.TAHUN_TIDAK_LENGKAP, str(year))
