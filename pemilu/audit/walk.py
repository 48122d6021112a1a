"""One chain, line by line: where it does not hold together, and what was done to it there.

A seal covers a line with its number and the seal before it. Who has no key can write any line but no seal, so
each kind of tampering leaves its own trace in what still fits to what.
"""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pemilu.audit.chain import Line, SpoiltLine
from pemilu.audit.models import AuditUjung
from pemilu.audit.record import START, seal_of, seal_of_end

# So many lines that fit nowhere are told of as one stretch.
WINDOW = 64


class Kerusakan(StrEnum):
    """What was done to a chain."""

    DIUBAH = "diubah"
    HILANG = "hilang"
    DISISIPKAN = "disisipkan"
    DITUKAR = "ditukar"
    TIDAK_BERSAMBUNG = "tidak-bersambung"
    TERPOTONG = "terpotong"
    UJUNG_HILANG = "ujung-hilang"
    UJUNG_TIDAK_SAH = "ujung-tidak-sah"
    JANGKAR_HILANG = "jangkar-hilang"
    JANGKAR_BERBEDA = "jangkar-berbeda"


@dataclass(frozen=True, slots=True)
class Finding:
    """Lines `dari` through `sampai` of a chain, as they are numbered now (HILANG: the numbers that lack).

    `sejak` is when the anchor was made that tells of it.
    """

    rantai: str
    jenis: Kerusakan
    dari: int
    sampai: int
    sejak: datetime | None = None


class Walk:
    """Give it every line of a chain in order (`take`), then its end (`finish`)."""

    def __init__(self, keys: Sequence[bytes], rantai: str) -> None:
        """`keys` are all that the record was ever sealed with."""
        self._keys = keys
        self._rantai = rantai
        # The last line whose place is certain: the number it was written under, and its seal.
        self._number, self._mac = 0, START
        self._read = 0
        # By how much lines are numbered higher now than when they were written.
        self._shift = 0
        # Lines since then that fit nowhere yet.
        self._loose: list[Line] = []

    def take(self, line: Line) -> Iterator[Finding]:
        before, self._read = self._read, line.urut
        if line.urut < 1:
            self._read = before
            yield self._found(Kerusakan.DISISIPKAN, line.urut)
        elif line.urut > before + 1:
            yield from self._let_go(Kerusakan.DIUBAH)
            yield self._found(Kerusakan.HILANG, before + 1, line.urut - 1)
            # Nothing is left that could tell whether this one is as it was written.
            self._stand(line.urut - self._shift, line.mac)
        elif not self._loose and self._fits(line, self._number + 1, self._mac):
            self._stand(self._number + 1, line.mac)
        else:
            self._loose.append(line)
            yield from self._explain()

    def finish(self, end: AuditUjung | None) -> Iterator[Finding]:
        """What is wrong at the end; `end` is the chain's own word on how long it is."""
        chain = self._linked()
        place = (self._number + len(chain), chain[-1].mac if chain else self._mac)
        if end is not None and place == (end.urut, end.mac):
            strangers = [line for line in self._loose if line not in chain]
            if strangers:
                yield self._found(Kerusakan.DISISIPKAN, strangers[0].urut, strangers[-1].urut)
            self._stand(*place)
        yield from self._let_go(Kerusakan.DIUBAH)
        yield from self._end(end)

    def _explain(self) -> Iterator[Finding]:
        """Settle the loose lines as soon as what follows tells what happened to them."""
        chain = self._linked()
        strangers = len(self._loose) - len(chain)
        if not strangers:
            yield self._of_loose(Kerusakan.DITUKAR)
            self._stand(self._number + len(chain), chain[-1].mac)
        elif len(chain) > 1 and chain == self._loose[strangers:]:
            yield self._found(Kerusakan.DISISIPKAN, self._loose[0].urut, self._loose[strangers - 1].urut)
            self._shift += strangers
            self._stand(self._number + len(chain), chain[-1].mac)
        elif (lacking := self._lacking()) is not None:
            yield from self._resume(lacking)
        elif len(self._loose) >= WINDOW:
            yield from self._let_go(Kerusakan.TIDAK_BERSAMBUNG)

    def _resume(self, lacking: int) -> Iterator[Finding]:
        """The last line follows the one before it: go on from there."""
        last = self._loose.pop()
        if lacking:
            yield self._found(Kerusakan.HILANG, self._loose[0].urut, self._loose[0].urut + lacking - 1)
            self._shift -= lacking
        else:
            yield self._of_loose(Kerusakan.DIUBAH)
        self._stand(last.urut - self._shift, last.mac)

    def _lacking(self) -> int | None:
        """0: the last loose line follows the one before. More: it does if so many lines were taken out before
        them and the rest was numbered anew. None: it does not."""
        if len(self._loose) < 2:  # noqa: PLR2004 - a pair
            return None
        line, before = self._loose[-1], self._loose[-2].mac
        most = WINDOW if len(self._loose) == 2 else 1  # noqa: PLR2004 - the first pair
        number = line.urut - self._shift
        return next((n for n in range(most) if self._fits(line, number + n, before)), None)

    def _linked(self) -> list[Line]:
        """Those of the loose lines that continue the chain, in the order in which they were written."""
        chain: list[Line] = []
        number, mac = self._number, self._mac
        while True:
            rest = (line for line in self._loose if line not in chain)
            follower = next((line for line in rest if self._fits(line, number + 1, mac)), None)
            if follower is None:
                return chain
            chain.append(follower)
            number, mac = number + 1, follower.mac

    def _let_go(self, jenis: Kerusakan) -> Iterator[Finding]:
        """Nothing more will tell what happened to the loose lines."""
        if self._loose:
            yield self._of_loose(jenis)
            self._stand(self._loose[-1].urut - self._shift, self._loose[-1].mac)

    def _end(self, end: AuditUjung | None) -> Iterator[Finding]:
        if end is None:
            yield self._found(Kerusakan.UJUNG_HILANG, self._read)
            return
        seals = (seal_of_end(key, self._rantai, end.urut, end.mac) for key in self._keys)
        if not any(hmac.compare_digest(seal, end.segel) for seal in seals):
            yield self._found(Kerusakan.UJUNG_TIDAK_SAH, end.urut)
        if end.urut > self._number:
            yield self._found(Kerusakan.TERPOTONG, self._number + 1, end.urut)
        elif end.urut < self._number:
            yield self._found(Kerusakan.DISISIPKAN, end.urut + 1, self._number)
        elif end.mac != self._mac:
            yield self._found(Kerusakan.UJUNG_TIDAK_SAH, end.urut)

    def _fits(self, line: Line, number: int, before: bytes) -> bool:
        """Whether that line was written under that number after the one with that seal."""
        if isinstance(line, SpoiltLine):
            return False
        seals = (seal_of(key, line, before=before, urut=number) for key in self._keys)
        return any(hmac.compare_digest(seal, line.mac) for seal in seals)

    def _stand(self, number: int, mac: bytes) -> None:
        self._number, self._mac, self._loose = number, mac, []

    def _of_loose(self, jenis: Kerusakan) -> Finding:
        return self._found(jenis, self._loose[0].urut, self._loose[-1].urut)

    def _found(self, jenis: Kerusakan, dari: int, sampai: int | None = None) -> Finding:
        return Finding(self._rantai, jenis, dari, dari if sampai is None else sampai)
