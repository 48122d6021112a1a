"""By when a report must be answered, and why on that day.

A deadline is computed once, when the report comes in, and stored with the version of its rule: a later
rule never moves the date that a citizen was told.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from pemilu.infra.errors import DomainError
from pemilu.tahapan.day import day_end, local_date
from pemilu.tahapan.holidays import HariLibur, Libur, is_weekend
from pemilu.tahapan.kinds import AturanTanggapan
from pemilu.wilayah.zona import Zona

LONGEST_RULE_DAYS = 366
ONE_DAY = timedelta(days=1)


class BadRule(DomainError):
    """A response rule that says nothing clear: days without counting, or counting without days."""


class StageUnknown(DomainError):
    """The rule counts to the end of a stage, and no stage was given."""


class StageClosed(DomainError):
    """The report came after the last day of the stage."""

    def __init__(self, tahap_selesai: date) -> None:
        super().__init__(tahap_selesai)
        self.tahap_selesai = tahap_selesai


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTanggapan:
    """The response rule of one election. Raises BadRule.

    `hari` is the number of days after the day of the report (day 0), None for AKHIR_TAHAPAN; `hari_kerja`
    counts Monday to Friday without holidays. `versi` grows by one with every change of the rule.
    """

    aturan: AturanTanggapan
    versi: int
    hari: int | None = None
    hari_kerja: bool = False

    def __post_init__(self) -> None:
        if self.aturan is AturanTanggapan.HARI_SEJAK_LAPORAN:
            clear = self.hari is not None and 1 <= self.hari <= LONGEST_RULE_DAYS
        else:
            clear = self.hari is None and not self.hari_kerja
        if not clear or self.versi < 1:
            raise BadRule


ATURAN_PILKADA = RuleTanggapan(aturan=AturanTanggapan.HARI_SEJAK_LAPORAN, versi=1, hari=5)
"""UU 10/2016 art. 58(6): five days since the response was submitted, read as calendar days."""

ATURAN_PEMILU = RuleTanggapan(aturan=AturanTanggapan.AKHIR_TAHAPAN, versi=1)


@dataclass(frozen=True, slots=True)
class DeadlineReason:
    """Why a deadline falls on its day; the page words it.

    `dihitung_dari` is the local date of the report. `dilewati` are the holidays on weekdays that were not
    counted (working days only). `tahap_selesai` is None when the rule does not look at the stage.
    """

    rule: RuleTanggapan
    dihitung_dari: date
    dilewati: tuple[Libur, ...] = ()
    tahap_selesai: date | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """`due` is the UTC instant of 23:59:59 local on `due_date` in `zona`."""

    due: datetime
    due_date: date
    zona: Zona
    why: DeadlineReason


def due_at(
    rule: RuleTanggapan, submitted: datetime, *, zona: Zona, tahap_selesai: date | None, libur: HariLibur
) -> Deadline:
    """The deadline of a report submitted at that instant in a region of that zone.

    Raises StageUnknown and StageClosed (AKHIR_TAHAPAN), HolidayCoverageEnded (working days), NaiveInstant.
    """
    first = local_date(submitted, zona)
    if rule.hari is None:
        due_date = _stage_end(tahap_selesai, first)
        why = DeadlineReason(rule, first, tahap_selesai=due_date)
    elif rule.hari_kerja:
        due_date, dilewati = _after_workdays(first, rule.hari, libur=libur)
        why = DeadlineReason(rule, first, dilewati=dilewati)
    else:
        due_date = first + timedelta(days=rule.hari)
        why = DeadlineReason(rule, first)
    return Deadline(day_end(due_date, zona), due_date, zona, why)


def _stage_end(tahap_selesai: date | None, first: date) -> date:
    if tahap_selesai is None:
        raise StageUnknown
    if first > tahap_selesai:
        raise StageClosed(tahap_selesai)
    return tahap_selesai


def _after_workdays(first: date, hari: int, *, libur: HariLibur) -> tuple[date, tuple[Libur, ...]]:
    """The `hari`-th working day after `first`, and the holidays on weekdays that were passed over."""
    day, left = first, hari
    dilewati: list[Libur] = []
    while left:
        day += ONE_DAY
        nama = libur.name_on(day)
        if libur.is_workday(day):
            left -= 1
        elif nama is not None and not is_weekend(day):
            dilewati.append(Libur(day, nama))
    return day, tuple(dilewati)


class Urgency(StrEnum):
    """How much of the time for an answer is used up: warnings at 50 % and 80 %, escalation at 100 %."""

    LAPANG = "lapang"
    PERHATIAN = "perhatian"
    MENDESAK = "mendesak"
    LEWAT = "lewat"


_FROM_SHARE = ((1.0, Urgency.LEWAT), (0.8, Urgency.MENDESAK), (0.5, Urgency.PERHATIAN))


def share_elapsed(deadline: Deadline, submitted: datetime, now: datetime) -> float:
    """The used part of the time between submission and due: 0.0 at the start, 1.0 at due, more after it."""
    whole = deadline.due - submitted
    if whole <= timedelta(0):  # submitted within the very last second
        return float(now >= deadline.due)
    return max(0.0, (now - submitted) / whole)


def urgency(share: float) -> Urgency:
    """The urgency of that share; each border belongs to the more urgent side."""
    return next((level for border, level in _FROM_SHARE if share >= border), Urgency.LAPANG)
