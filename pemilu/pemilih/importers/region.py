"""The kelurahan that an election covers, and how a cell names one: by code or by a name that only one has."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pemilu.pemilih.importers.problems import Masalah
from pemilu.pemilih.nama import normalise
from pemilu.wilayah.kode import InvalidKode, KodeWilayah, Tingkat

_WORD = re.compile(r"(?:KELURAHAN|KEL|DESA|NAGARI|GAMPONG|KAMPUNG|KALURAHAN|PEKON|NEGERI|KD|DS) ")
_CODE_LIKE = re.compile(r"[0-9][0-9. ]*")


@dataclass(frozen=True, slots=True)
class Region:
    """`prefix` is the code of the region that votes, `codes` its kelurahan, `names` those of each name."""

    prefix: str
    codes: frozenset[str]
    names: Mapping[str, tuple[str, ...]] = field(repr=False)

    @classmethod
    def of(cls, prefix: str, kelurahan: Iterable[tuple[str, str]]) -> "Region":
        """From pairs of code and name."""
        names: dict[str, tuple[str, ...]] = {}
        codes = set()
        for kode, nama in kelurahan:
            codes.add(kode)
            written = normalise(nama)
            names[written] = (*names.get(written, ()), kode)
        return cls(prefix, frozenset(codes), names)

    def find(self, text: str) -> tuple[str | None, Masalah | None]:
        """The code of the kelurahan that a cell names, or what is wrong with it."""
        if not text:
            return None, Masalah.KELURAHAN_KOSONG
        if _CODE_LIKE.fullmatch(text):
            return self._by_code(text)
        name = normalise(text)
        found = self.names.get(name) or self.names.get(_WORD.sub("", name, count=1), ())
        if len(found) == 1:
            return found[0], None
        return None, Masalah.KELURAHAN_RAGU if found else Masalah.KELURAHAN_TAK_DIKENAL

    def _by_code(self, text: str) -> tuple[str | None, Masalah | None]:
        try:
            kode = KodeWilayah.parse(text)
        except InvalidKode:
            return None, Masalah.KELURAHAN_TAK_DIKENAL
        if str(kode) in self.codes:
            return str(kode), None
        elsewhere = kode.tingkat is Tingkat.KELURAHAN and not kode.startswith(self.prefix)
        return None, Masalah.KELURAHAN_LUAR if elsewhere else Masalah.KELURAHAN_TAK_DIKENAL
