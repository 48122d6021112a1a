"""Kinds of elections, stages, lists and response rules. The values are stored, so they never change."""

from enum import StrEnum


class JenisPemilihan(StrEnum):
    """Which law an election follows: UU 7/2017 (Pemilu) or UU 1/2015 jo. UU 10/2016 (Pilkada)."""

    PEMILU = "pemilu"
    PILKADA = "pilkada"


class KodeTahapan(StrEnum):
    """The stages that switch something on or off, or that the public page lists.

    An election may have several TANGGAPAN rows: a Pemilu invites responses to the DPS and again to the
    DPSHP. Polling day is not a stage here; it is one date of the election (`Jadwal.tanggal_pemungutan`).
    """

    DP4 = "dp4"
    """Kemendagri hands over the population data."""
    COKLIT = "coklit"
    """Pantarlih visits every household."""
    DPS = "dps"
    """KPU Kab/Kota compiles and sets the DPS."""
    DPS_DIUMUMKAN = "dps-diumumkan"
    """PPS posts the DPS: 10 days in a Pilkada, 14 in a Pemilu; may end before TANGGAPAN does."""
    TANGGAPAN = "tanggapan"
    """Anybody may report what is wrong with the list."""
    DPSHP = "dpshp"
    """PPS corrects the list from the responses; pleno up to KPU Kab/Kota."""
    DPT = "dpt"
    """KPU Kab/Kota sets the DPT. It is final once the last day of this stage is over."""
    PINDAH_MEMILIH = "pindah-memilih"
    """Voters move to another TPS for any of the nine reasons; ends at H-30."""
    PINDAH_MEMILIH_KHUSUS = "pindah-memilih-khusus"
    """Only for duty, hospital, detention or disaster; ends at H-7."""


class AturanTanggapan(StrEnum):
    """How the day is found by which a report must be answered."""

    HARI_SEJAK_LAPORAN = "hari-sejak-laporan"
    """A number of days counted from each report (Pilkada: 5, UU 10/2016 art. 58(6))."""
    AKHIR_TAHAPAN = "akhir-tahapan"
    """The last day of the stage, the same for every report (Pemilu)."""


class JenisDaftar(StrEnum):
    """The lists of one election, in the order in which they follow each other."""

    DPS = "dps"
    DPSHP = "dpshp"
    DPT = "dpt"
