"""The time zone of a region: stages close at 23:59 local time, and there are three local times."""

from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from pemilu.infra.errors import DomainError
from pemilu.wilayah.kode import KodeWilayah


class Zona(StrEnum):
    """The three zones of Keppres 41/1987; no region has summer time."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def tzinfo(self) -> ZoneInfo:
        """The zone as the standard library knows it."""
        return ZoneInfo(_TZ_NAMES[self])


_TZ_NAMES: Final = {Zona.WIB: "Asia/Jakarta", Zona.WITA: "Asia/Makassar", Zona.WIT: "Asia/Jayapura"}

# Keppres 41/1987 gives the zones by island group, and so goes the first digit of a provinsi; only Kalimantan
# is divided. A provinsi split off later (as in Papua in 2022) therefore keeps the time of its island.
_BY_ISLAND: Final = {
    "1": Zona.WIB,  # Sumatera
    "2": Zona.WIB,  # Kepulauan Riau
    "3": Zona.WIB,  # Jawa
    "5": Zona.WITA,  # Bali, Nusa Tenggara
    "7": Zona.WITA,  # Sulawesi
    "8": Zona.WIT,  # Maluku
    "9": Zona.WIT,  # Papua
}
_BY_PROVINSI: Final = {
    "61": Zona.WIB,  # Kalimantan Barat
    "62": Zona.WIB,  # Kalimantan Tengah
    "63": Zona.WITA,  # Kalimantan Selatan
    "64": Zona.WITA,  # Kalimantan Timur
    "65": Zona.WITA,  # Kalimantan Utara
}


class UnknownZona(DomainError, LookupError):
    """No decree says in which zone this provinsi lies; guessing would move a legal deadline."""

    def __init__(self, provinsi: KodeWilayah) -> None:
        self.provinsi = provinsi
        super().__init__(f"no time zone is known for provinsi {provinsi}")


def zona_of(kode: KodeWilayah) -> Zona:
    """The zone of the provinsi the region lies in (Keppres 41/1987). Raises `UnknownZona`."""
    provinsi = kode.provinsi
    zona = _BY_PROVINSI.get(provinsi) or _BY_ISLAND.get(provinsi[0])
    if zona is None:
        raise UnknownZona(provinsi)
    return zona
