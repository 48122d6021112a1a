"""Levels of the committees that answer reports, and the roles of staff."""

from enum import StrEnum


class TingkatPanitia(StrEnum):
    """From the village up. KPU Kab/Kota is permanent; PPS and PPK exist only around an election."""

    PPS = "pps"
    PPK = "ppk"
    KPU_KABKO = "kpu-kabko"


class Peran(StrEnum):
    """What somebody is appointed as. PENGAWAS (Bawaslu and its levels) reads; OPERATOR runs the machines."""

    PPS = "pps"
    PPK = "ppk"
    KPU_KABKO = "kpu-kabko"
    KPU_PROV = "kpu-prov"
    KPU_RI = "kpu-ri"
    PENGAWAS = "pengawas"
    OPERATOR = "operator"

    @property
    def tingkat(self) -> TingkatPanitia | None:
        """The committee this role sits on; None for those who answer no reports."""
        return TingkatPanitia(self.value) if self.value in set(TingkatPanitia) else None


class JenisSesi(StrEnum):
    PETUGAS = "petugas"
    KIOS = "kios"
    """A shared phone that may only look up voters of its own wilayah."""


class GunaUndangan(StrEnum):
    """What a one-time link is for."""

    AKUN_BARU = "akun-baru"
    ATUR_ULANG = "atur-ulang"
