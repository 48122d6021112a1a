"""A polling place as people are told about it: number, place, hours, how to get in."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import InstrumentedAttribute

from pemilu.infra.reader import KeptReader
from pemilu.wilayah.models import Tps
from pemilu.wilayah.tree import Place, Places

FACTS = ("kursi_roda", "tanpa_tangga", "pintu_lebar", "toilet_akses")


@dataclass(frozen=True, slots=True)
class PollingPlace:
    """Public facts of one TPS. `akses` holds only what somebody has checked: fact -> yes or no."""

    nomor: int
    khusus: bool
    nama: str | None
    tempat: str | None
    alamat: str | None
    lintang: float | None
    bujur: float | None
    buka: str
    tutup: str
    akses: dict[str, bool]
    place: Place

    @property
    def angka(self) -> str:
        """Its number as it stands on the sign: 004."""
        return f"{self.nomor:03d}"

    @property
    def daerah(self) -> str:
        """Where it lies, from the kelurahan up to the province."""
        place = self.place
        return ", ".join(filter(None, (place.kelurahan, place.kecamatan, place.kabupaten, place.provinsi)))

    @property
    def kode(self) -> str:
        """How a TPS is named in a link: kelurahan code and number."""
        return f"{self.place.kode}-{self.angka}"


def polling_place_columns() -> tuple[InstrumentedAttribute[Any], ...]:
    """The columns that `polling_place` reads, for a statement that joins `tps`."""
    facts = tuple(getattr(Tps, fact) for fact in FACTS)
    return (
        Tps.kelurahan,
        Tps.nomor,
        Tps.khusus,
        Tps.nama,
        Tps.tempat,
        Tps.alamat,
        Tps.lintang,
        Tps.bujur,
        Tps.buka,
        Tps.tutup,
        *facts,
    )


def polling_place(row: Any, place: Place) -> PollingPlace:
    """Build it from a row that has `polling_place_columns`."""
    return PollingPlace(
        nomor=row.nomor,
        khusus=bool(row.khusus),
        nama=row.nama,
        tempat=row.tempat,
        alamat=row.alamat,
        lintang=row.lintang,
        bujur=row.bujur,
        buka=row.buka,
        tutup=row.tutup,
        akses={fact: bool(value) for fact in FACTS if (value := getattr(row, fact)) is not None},
        place=place,
    )


_ONE = select(*polling_place_columns()).where(
    Tps.pemilihan_id == bindparam("pemilihan_id"),
    Tps.kelurahan == bindparam("kelurahan"),
    Tps.nomor == bindparam("nomor"),
)


def find_polling_place(
    reader: KeptReader, places: Places, *, pemilihan_id: int, kelurahan: str, nomor: int
) -> PollingPlace | None:
    """The TPS of an election with this number in this kelurahan. One statement."""
    rows = reader.all(_ONE, {"pemilihan_id": pemilihan_id, "kelurahan": kelurahan, "nomor": nomor})
    return polling_place(rows[0], places.of(kelurahan)) if rows else None
