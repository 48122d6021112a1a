"""Levels of the committees that answer reports."""

from enum import StrEnum


class TingkatPanitia(StrEnum):
    """From the village up. KPU Kab/Kota is permanent; PPS and PPK exist only around an election."""

    PPS = "pps"
    PPK = "ppk"
    KPU_KABKO = "kpu-kabko"
