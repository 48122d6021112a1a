"""What the rows of a file say about the file as a whole: is it damaged, somebody else's, or mixed up.

Judged while the file is checked, before anything of it is loaded.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt

from pemilu.pemilih.importers.problems import Masalah
from pemilu.pemilih.importers.refusal import FileRefused, Refusal
from pemilu.pemilih.nik import ends_in_zero

WINDOW = 1_000
"""Rows that are judged together; also the size of a chunk."""
MIN_ROWS = 20
"""Fewer rows prove nothing by their share."""
MAX_EXCEL = 2
"""NIKs in scientific notation that are taken for single slips."""
MAX_ZERO_PERCENT = 30
"""One honest NIK in ten ends in 0; Excel's rounding makes it all of a column."""

# Blank lines and titles leave fewer rows in a window than lines.
_FULL = WINDOW // 2
_HONEST = 0.1
_SIGMAS = 6
"""How far from one in ten chance may lead: among twenty NIKs nine can end in 0, among a thousand no 200."""
_SHOWN = 5


@dataclass(slots=True)
class Facts:
    """Counts over `rows` rows: problems by kind, NIKs ending in 0, and the first lines of what damage shows.

    `rounded` says that some full window of rows consists of NIKs that Excel rounded.
    """

    rows: int = 0
    zeros: int = 0
    rounded: bool = False
    found: Counter[Masalah] = field(default_factory=Counter)
    excel_lines: list[int] = field(default_factory=list)
    zero_lines: list[int] = field(default_factory=list)

    @property
    def mostly_zeros(self) -> bool:
        """Whether so many NIKs end in 0 that only rounding explains it."""
        niks = self.rows - self.found[Masalah.NIK_KOSONG]
        by_chance = niks * _HONEST + _SIGMAS * sqrt(niks * _HONEST * (1 - _HONEST))
        return niks >= MIN_ROWS and self.zeros > max(by_chance, niks * MAX_ZERO_PERCENT / 100)

    def add_problems(self, line: int, found: Iterable[tuple[object, Masalah]]) -> None:
        """Count the problems of one of the rows."""
        for _, masalah in found:
            self.found[masalah] += 1
            if masalah is Masalah.NIK_EXCEL:
                _note(self.excel_lines, line)

    def add_niks(self, niks: Iterable[tuple[int, str]]) -> None:
        """Count those of the NIK cells, each with its line, that end in 0."""
        for line, nik in niks:
            if nik.endswith("0") and ends_in_zero(nik):
                self.zeros += 1
                _note(self.zero_lines, line)

    def merge(self, other: "Facts") -> None:
        """Add the counts of the rows that follow; a full window of them is judged on its own first."""
        self.rounded |= other.rounded or (other.rows >= _FULL and other.mostly_zeros)
        self.rows += other.rows
        self.zeros += other.zeros
        self.found += other.found
        for mine, theirs in ((self.excel_lines, other.excel_lines), (self.zero_lines, other.zero_lines)):
            mine.extend(theirs[: _SHOWN - len(mine)])


def refuse_unfit(facts: Facts) -> None:
    """Judge all rows of a file.

    Raises:
        FileRefused: no rows; NIKs damaged by Excel; most rows of another region; NIKs that mostly disagree
            with the birth dates beside them, as they do when two columns were swapped.
    """
    found = facts.found
    if not facts.rows:
        raise FileRefused(Refusal.KOSONG)
    if found[Masalah.NIK_EXCEL] > MAX_EXCEL:
        raise FileRefused(Refusal.NIK_RUSAK_EXCEL, jumlah=found[Masalah.NIK_EXCEL], baris=facts.excel_lines)
    if facts.rounded or facts.mostly_zeros:
        raise FileRefused(Refusal.NIK_RUSAK_EXCEL, jumlah=facts.zeros, baris=facts.zero_lines)
    if found[Masalah.KELURAHAN_LUAR] > facts.rows // 2:
        raise FileRefused(Refusal.WILAYAH_LAIN, jumlah=found[Masalah.KELURAHAN_LUAR])
    if facts.rows >= MIN_ROWS and found[Masalah.NIK_BEDA_LAHIR] > facts.rows // 2:
        raise FileRefused(Refusal.KOLOM_TERTUKAR, jumlah=found[Masalah.NIK_BEDA_LAHIR])


def _note(lines: list[int], line: int) -> None:
    if len(lines) < _SHOWN:
        lines.append(line)
