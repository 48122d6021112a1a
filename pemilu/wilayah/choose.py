"""Choosing a kelurahan: level by level, or by typing a part of its name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from pemilu.infra.reader import KeptReader
from pemilu.wilayah.kode import KodeWilayah, Tingkat
from pemilu.wilayah.labels import load_labels
from pemilu.wilayah.models import Wilayah
from pemilu.wilayah.scope import WilayahScope
from pemilu.wilayah.tree import Place, Places

MOST_FOUND = 20
SHORTEST_SEARCH = 3
_CHILDREN = (
    select(Wilayah.kode, Wilayah.nama).where(Wilayah.induk == bindparam("induk")).order_by(Wilayah.nama)
)
_NAMES = select(Wilayah.kode, Wilayah.nama).where(Wilayah.kode.in_(bindparam("kode", expanding=True)))
_TOP = select(Wilayah.kode, Wilayah.nama).where(Wilayah.induk.is_(None)).order_by(Wilayah.nama)


@dataclass(frozen=True, slots=True)
class Choice:
    """One region to choose, with its name as people say it."""

    kode: KodeWilayah
    nama: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave. `more`: there are others besides; `too_short`: so few letters are not searched."""

    places: Sequence[Place] = ()
    more: bool = False
    too_short: bool = False


class RegionChooser:
    """Lists regions for a form; 84,000 kelurahan are never all sent to a phone."""

    def __init__(self, reader: KeptReader, places: Places) -> None:
        self._reader = reader
        self._places = places
        self._labels = load_labels()

    def below(self, induk: KodeWilayah | None) -> Sequence[Choice]:
        """The regions directly below `induk`, or the provinces; empty for a kelurahan."""
        if induk is None:
            rows = self._reader.all(_TOP, {})
        else:
            rows = self._reader.all(_CHILDREN, {"induk": str(induk)})
        codes = [(KodeWilayah(row.kode), row.nama) for row in rows]
        return [Choice(kode, self._labels.titled(kode, nama)) for kode, nama in codes]

    def names(self, kode: KodeWilayah | None) -> tuple[str, ...]:
        """The names from the province down to `kode`; empty when there is no such region."""
        if kode is None:
            return ()
        line = [str(above) for above in kode.ancestors()]
        found = {row.kode: row.nama for row in self._reader.all(_NAMES, {"kode": line})}
        if str(kode) not in found:
            return ()
        return tuple(self._labels.titled(KodeWilayah(k), found[k]) for k in line if k in found)

    def search(self, text: str, scope: WilayahScope) -> Found:
        """Kelurahan in `scope` whose name holds `text` (three letters at least), at most 20."""
        text = "".join(char for char in text if char.isprintable()).strip().lower()
        if len(text) < SHORTEST_SEARCH:
            return Found(too_short=True)
        statement = (
            select(Wilayah.kode)
            .where(
                scope.where(Wilayah.kode),
                func.length(Wilayah.kode) == Tingkat.KELURAHAN.digits,
                func.lower(Wilayah.nama).contains(text, autoescape=True),
            )
            .order_by(Wilayah.nama, Wilayah.kode)
            .limit(MOST_FOUND + 1)
        )
        codes = [row.kode for row in self._reader.all(statement, {})]
        return Found([self._places.of(kode) for kode in codes[:MOST_FOUND]], more=len(codes) > MOST_FOUND)

    def kelurahan(self, text: str) -> Place | None:
        """The kelurahan with that code, if there is one."""
        if len(text) != Tingkat.KELURAHAN.digits or not text.isascii() or not text.isdigit():
            return None
        place = self._places.of(text)
        return place if place.kelurahan else None
