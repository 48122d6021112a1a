"""What is open at a moment, and what a citizen who is not on the list can do then.

Everything is a function of the schedule, the instant `now` (aware) and the zone of the region; dates are
local. A stage is open from 00:00:00 of its first day until the midnight that ends its last day.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from pemilu.infra.errors import DomainError
from pemilu.tahapan.day import day_end, day_start, instant_at, local_date
from pemilu.tahapan.kinds import JenisPemilihan, KodeTahapan
from pemilu.wilayah.zona import Zona

DPK_DIBUKA = time(12)
DPK_DITUTUP = time(13)
"""The last hour of polling, for qualified voters outside the DPT (PKPU 7/2024 art. 53), local time."""


class BadStage(DomainError):
    """A stage that ends before it begins."""

    def __init__(self, kode: KodeTahapan) -> None:
        super().__init__(kode)
        self.kode = kode


@dataclass(frozen=True, slots=True)
class Tahap:
    """One stage: local dates, both included. Raises BadStage."""

    kode: KodeTahapan
    mulai: date
    selesai: date

    def __post_init__(self) -> None:
        if self.selesai < self.mulai:
            raise BadStage(self.kode)

    def holds(self, day: date) -> bool:
        """Whether that local day lies within the stage."""
        return self.mulai <= day <= self.selesai


@dataclass(frozen=True, slots=True)
class Jadwal:
    """The calendar of one election. `zona` is for questions about no region in particular."""

    nama: str
    jenis: JenisPemilihan
    tanggal_pemungutan: date
    zona: Zona
    tahapan: tuple[Tahap, ...]

    def of_kind(self, kode: KodeTahapan) -> tuple[Tahap, ...]:
        """The stages with that code, earliest first."""
        return tuple(sorted((t for t in self.tahapan if t.kode is kode), key=lambda t: (t.mulai, t.selesai)))


def stage_at(jadwal: Jadwal, now: datetime, *, kode: KodeTahapan, zona: Zona) -> Tahap | None:
    """The stage of that kind which is open now; where two overlap, the one that ends last."""
    today = local_date(now, zona)
    held = [tahap for tahap in jadwal.of_kind(kode) if tahap.holds(today)]
    return max(held, key=lambda tahap: tahap.selesai, default=None)


def next_stage(jadwal: Jadwal, now: datetime, *, kode: KodeTahapan, zona: Zona) -> Tahap | None:
    """The first stage of that kind which has not begun."""
    today = local_date(now, zona)
    return next((tahap for tahap in jadwal.of_kind(kode) if tahap.mulai > today), None)


def open_at(jadwal: Jadwal, now: datetime, *, kode: KodeTahapan, zona: Zona) -> bool:
    """Whether a stage of that kind is open now in that zone."""
    return stage_at(jadwal, now, kode=kode, zona=zona) is not None


def next_opening(jadwal: Jadwal, now: datetime, *, kode: KodeTahapan, zona: Zona) -> datetime | None:
    """The UTC instant at which the next stage of that kind opens, if one is still to come."""
    tahap = next_stage(jadwal, now, kode=kode, zona=zona)
    return None if tahap is None else opens_at(tahap, zona)


def opens_at(tahap: Tahap, zona: Zona) -> datetime:
    """The first open second: 00:00:00 local of the first day, in UTC."""
    return day_start(tahap.mulai, zona)


def closes_at(tahap: Tahap, zona: Zona) -> datetime:
    """The last open second: 23:59:59 local of the last day, in UTC."""
    return day_end(tahap.selesai, zona)


class Masa(StrEnum):
    """The situation of a citizen who is not on the list, and so what the page offers."""

    SEBELUM_TANGGAPAN = "sebelum-tanggapan"
    """Reports are not open yet, or not open again: say when."""
    TANGGAPAN_DIBUKA = "tanggapan-dibuka"
    """Reports are open: offer the report, say until when."""
    SETELAH_TANGGAPAN_SEBELUM_DPT = "setelah-tanggapan-sebelum-dpt"
    """Reports are over, or the schedule names none; the DPT is not set: KPU Kab/Kota by hand."""
    SETELAH_DPT = "setelah-dpt"
    """The list is final: the DPK rule applies on polling day."""
    HARI_PEMUNGUTAN = "hari-pemungutan"
    """Today: come in the DPK hour."""
    DI_LUAR_PEMILIHAN = "di-luar-pemilihan"
    """No election is running: continuous updating at the KPU Kab/Kota office (PKPU 1/2025)."""


@dataclass(frozen=True, slots=True)
class Keadaan:
    """A situation with the facts for its text. Facts that the schedule does not hold are None.

    `tanggapan` is the window that is open, else the next one, else the last one. `dpt` is the last local
    day on which the DPT is set. `dpk_dibuka` and `dpk_ditutup` are UTC instants on polling day.
    """

    masa: Masa
    zona: Zona
    tanggapan: Tahap | None = None
    dpt: date | None = None
    pemungutan: date | None = None
    dpk_dibuka: datetime | None = None
    dpk_ditutup: datetime | None = None


def masa_at(jadwal: Jadwal | None, now: datetime, *, zona: Zona, dpt_terbit: bool = False) -> Keadaan:
    """Which situation holds now; `jadwal` is None when no election is on. Raises NaiveInstant.

    `dpt_terbit`: the list in force is a DPT. Then it is final, also while its stage goes on elsewhere.
    """
    today = local_date(now, zona)
    if jadwal is None:
        return Keadaan(Masa.DI_LUAR_PEMILIHAN, zona)
    tanggapan = _window(jadwal, today)
    dpt = max((tahap.selesai for tahap in jadwal.of_kind(KodeTahapan.DPT)), default=None)
    final = dpt_terbit or (dpt is not None and today > dpt)
    pemungutan = jadwal.tanggal_pemungutan
    return Keadaan(
        masa=_around_polling(pemungutan, today) or _before_polling(tanggapan, today, final=final),
        zona=zona,
        tanggapan=tanggapan,
        dpt=dpt,
        pemungutan=pemungutan,
        dpk_dibuka=instant_at(pemungutan, DPK_DIBUKA, zona=zona),
        dpk_ditutup=instant_at(pemungutan, DPK_DITUTUP, zona=zona),
    )


def _window(jadwal: Jadwal, today: date) -> Tahap | None:
    windows = jadwal.of_kind(KodeTahapan.TANGGAPAN)
    held = [window for window in windows if window.holds(today)]
    if held:
        return max(held, key=lambda window: window.selesai)
    coming = (window for window in windows if window.mulai > today)
    return next(coming, max(windows, key=lambda window: window.selesai, default=None))


def _around_polling(pemungutan: date, today: date) -> Masa | None:
    if today < pemungutan:
        return None
    return Masa.HARI_PEMUNGUTAN if today == pemungutan else Masa.DI_LUAR_PEMILIHAN


def _before_polling(tanggapan: Tahap | None, today: date, *, final: bool) -> Masa:
    if tanggapan is not None and tanggapan.holds(today):
        return Masa.TANGGAPAN_DIBUKA
    if final:
        return Masa.SETELAH_DPT
    coming = tanggapan is not None and today < tanggapan.mulai
    return Masa.SEBELUM_TANGGAPAN if coming else Masa.SETELAH_TANGGAPAN_SEBELUM_DPT
