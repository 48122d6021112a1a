"""The code of a region: Kemendagri digits, where the parent's code is the beginning of its own.

2 digits name a provinsi, 4 a kabupaten or kota, 6 a kecamatan, 10 a kelurahan or desa
(Permendagri 58/2021 and its yearly updates). A TPS has no such code: it is a number inside a kelurahan.
"""

import re
from enum import StrEnum
from typing import Final, Self

from pemilu.infra.errors import DomainError

# Separators may stand between the levels only: "1.371" is a number damaged by a spreadsheet, not a code.
# A level of zeros only ("1300") is how some tables write "all of 13"; no region has it.
_PAIR: Final = "(?!00)[0-9]{2}"
_WRITTEN: Final = re.compile(rf"{_PAIR}(?:[. ]?{_PAIR}(?:[. ]?{_PAIR}(?:[. ]?(?!0000)[0-9]{{4}})?)?)?")
_SEPARATORS: Final = str.maketrans("", "", ". ")
_CUTS: Final = (2, 4, 6, 10)


class InvalidKode(DomainError, ValueError):
    """The text is no code of a region. It is not repeated here, for it may be a NIK typed in the wrong field.

    `digits` is how many digits it held: 13 is the code of a TPS, 7 or 9 that of another authority (BPS).
    """

    def __init__(self, text: str) -> None:
        self.digits = sum(char in "0123456789" for char in text)
        super().__init__(f"not a Kemendagri code of 2, 4, 6 or 10 digits ({self.digits} digits found)")


class Tingkat(StrEnum):
    """The four levels of region."""

    PROVINSI = "provinsi"
    KABUPATEN = "kabupaten"
    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"

    @property
    def digits(self) -> int:
        """How many digits a code of this level has."""
        return _CUTS[_TINGKAT.index(self)]


_TINGKAT: Final = tuple(Tingkat)


class KodeWilayah(str):
    """The digits of one region, without dots. Equals the same plain string; sorts below its parent."""

    __slots__ = ()

    def __new__(cls, digits: str) -> Self:
        """Take digits exactly as stored; raises `InvalidKode` for anything else."""
        if not (digits.isalnum() and _WRITTEN.fullmatch(digits)):
            raise InvalidKode(digits)
        return super().__new__(cls, digits)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what people and files write: `13.71.03.1004`, `1371031004`, `13 71`; raises `InvalidKode`."""
        written = text.strip()
        if not _WRITTEN.fullmatch(written):
            raise InvalidKode(text)
        return super().__new__(cls, written.translate(_SEPARATORS))

    def __repr__(self) -> str:
        return f"KodeWilayah('{self.dotted}')"

    @property
    def tingkat(self) -> Tingkat:
        """The level of this region."""
        return _TINGKAT[_CUTS.index(len(self))]

    @property
    def dotted(self) -> str:
        """The code as people write it: `13.71.03.1004`."""
        return ".".join(part for part in (self[:2], self[2:4], self[4:6], self[6:]) if part)

    @property
    def induk(self) -> "KodeWilayah | None":
        """The region directly above; a provinsi has none."""
        level = _CUTS.index(len(self))
        return self._up_to(_CUTS[level - 1]) if level else None

    @property
    def provinsi(self) -> "KodeWilayah":
        """The provinsi it lies in (itself for a provinsi)."""
        return self._up_to(_CUTS[0])

    @property
    def kabupaten(self) -> "KodeWilayah | None":
        """The kabupaten or kota it lies in (itself for one); None for a provinsi."""
        return self.at(Tingkat.KABUPATEN)

    @property
    def kecamatan(self) -> "KodeWilayah | None":
        """The kecamatan it lies in (itself for one); None above that level."""
        return self.at(Tingkat.KECAMATAN)

    def at(self, tingkat: Tingkat) -> "KodeWilayah | None":
        """The region of that level it lies in (itself included); None when it is above that level."""
        return self._up_to(tingkat.digits) if len(self) >= tingkat.digits else None

    def ancestors(self) -> tuple["KodeWilayah", ...]:
        """The line from the provinsi down to the region itself, both included."""
        return tuple(self._up_to(cut) for cut in _CUTS if cut <= len(self))

    def contains(self, other: "KodeWilayah") -> bool:
        """Whether `other` is this region or lies in it."""
        return other.startswith(self)

    def _up_to(self, cut: int) -> "KodeWilayah":
        return str.__new__(KodeWilayah, self[:cut])  # the beginning of a code is a code
