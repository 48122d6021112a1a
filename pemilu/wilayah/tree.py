"""Names along the way from the province down to a kelurahan."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from pemilu.infra.reader import KeptReader
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.labels import load_labels
from pemilu.wilayah.models import Wilayah

_NAMES = select(Wilayah.kode, Wilayah.nama).where(Wilayah.kode.in_(bindparam("kode", expanding=True)))


@dataclass(frozen=True, slots=True)
class Place:
    """A kelurahan with the names above it as people say them ("Nagari Purus"), "" where one is missing."""

    kode: KodeWilayah
    kelurahan: str
    kecamatan: str
    kabupaten: str
    provinsi: str


class Places:
    """Remembers places: names do not change while a process lives, and 84,000 of them stay small."""

    def __init__(self, reader: KeptReader) -> None:
        self._reader = reader
        self._labels = load_labels()
        self._known: dict[str, Place] = {}

    def of(self, kelurahan: str) -> Place:
        """The place for a 10-digit code: one statement the first time, none after."""
        place = self._known.get(kelurahan)
        if place is None:
            place = self._known[kelurahan] = self._read(KodeWilayah.parse(kelurahan))
        return place

    def _read(self, kode: KodeWilayah) -> Place:
        codes: Sequence[KodeWilayah] = kode.ancestors()
        rows = self._reader.all(_NAMES, {"kode": [str(k) for k in codes]})
        names = {row.kode: self._labels.titled(KodeWilayah(row.kode), row.nama) for row in rows}
        provinsi, kabupaten, kecamatan, kelurahan = (names.get(str(k), "") for k in codes)
        return Place(kode, kelurahan, kecamatan, kabupaten, provinsi)
