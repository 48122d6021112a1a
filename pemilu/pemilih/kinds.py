"""Facts about a voter as enums. Bare letters of the forms mean different things in different columns."""

from datetime import date
from enum import IntFlag, StrEnum


class JenisKelamin(StrEnum):
    L = "L"
    P = "P"


class KelompokUmur(StrEnum):
    """Generations as KPU publishes them; age in whole years on polling day."""

    DI_BAWAH_17 = "di-bawah-17"
    GEN_Z = "gen-z"
    MILENIAL = "milenial"
    GEN_X = "gen-x"
    BABY_BOOMER = "baby-boomer"
    TRADISIONAL = "tradisional"
    TIDAK_DIKETAHUI = "tidak-diketahui"


_UPPER_AGES = (
    (16, KelompokUmur.DI_BAWAH_17),
    (25, KelompokUmur.GEN_Z),
    (40, KelompokUmur.MILENIAL),
    (55, KelompokUmur.GEN_X),
    (74, KelompokUmur.BABY_BOOMER),
)


def age_group(lahir: date | None, on: date) -> KelompokUmur:
    """The generation of someone born on `lahir`, counted on polling day `on`."""
    if lahir is None:
        return KelompokUmur.TIDAK_DIKETAHUI
    age = on.year - lahir.year - ((on.month, on.day) < (lahir.month, lahir.day))
    return next((group for upper, group in _UPPER_AGES if age <= upper), KelompokUmur.TRADISIONAL)


class StatusKawin(StrEnum):
    BELUM = "belum"
    SUDAH = "sudah"
    PERNAH = "pernah"


class StatusKtp(StrEnum):
    SUDAH = "sudah"
    BELUM = "belum"


class Disabilitas(StrEnum):
    """Ragam disabilitas, edition 2024 (codes 1-6); older editions have no clean mapping onto it."""

    TIDAK = "tidak"
    FISIK = "fisik"
    INTELEKTUAL = "intelektual"
    MENTAL = "mental"
    WICARA = "sensorik-wicara"
    RUNGU = "sensorik-rungu"
    NETRA = "sensorik-netra"


class Keterangan(StrEnum):
    """The mark in the last column. A TMS mark proposes a decision; it never removes a voter by itself."""

    SESUAI = "sesuai"
    UBAH = "ubah"
    BARU = "baru"
    MENINGGAL = "tms-meninggal"
    GANDA = "tms-ganda"
    DI_BAWAH_UMUR = "tms-di-bawah-umur"
    PINDAH_DOMISILI = "tms-pindah-domisili"
    TIDAK_DIKENAL = "tms-tidak-dikenal"
    WNA = "tms-wna"
    TNI = "tms-tni"
    POLRI = "tms-polri"
    SALAH_TPS = "salah-penempatan-tps"


class Tanda(IntFlag):
    """What the public answer adds about a voter."""

    TIDAK_ADA = 0
    PINDAH_TPS = 1


class KelasPerubahan(StrEnum):
    """How the roll is to change (design of the roll). The code of a TMS stands beside it."""

    BARU = "baru"
    UBAH = "ubah"
    TMS = "tms"
    PINDAH_TPS = "pindah-tps"


class SumberPerubahan(StrEnum):
    """Where a change comes from."""

    IMPOR = "impor"
    COKLIT = "coklit"
    LAPORAN = "laporan"
    LAMPID = "lampid"
    TABRAK_DATA = "tabrak-data"


class StatusPerubahan(StrEnum):
    """A change is proposed, approved, applied with the next list, or taken back."""

    DIUSULKAN = "diusulkan"
    DISETUJUI = "disetujui"
    DITERAPKAN = "diterapkan"
    DIBATALKAN = "dibatalkan"
