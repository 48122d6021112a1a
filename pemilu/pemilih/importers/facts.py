"""What the rows of a file say about the file as a whole: is it damaged, somebody else's, or mixed up.

Judged while the file is checked, before anything of it is loaded.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

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

_SHOWN = 5


@dataclass(slots=True)
class Facts:
    """Counts over some rows, with the first lines where each thing was seen."""

    rows: int = 0
    excel: int = 0
    zeros: int = 0
    numbers: int = 0
    compared: int = 0
    disagreeing: int = 0
    outside: int = 0
    rounded: bool = False
    excel_lines: list[int] = field(default_factory=list)
    zero_lines: list[int] = field(default_factory=list)

    @property
    def mostly_zeros(self) -> bool:
        """Whether so many NIKs end in 0 that only rounding explains it."""
        return self.numbers >= MIN_ROWS and self.zeros * 100 > self.numbers * MAX_ZERO_PERCENT

    def add(self, line: int, nik: str, found: Iterable[tuple[object, Masalah]], *, compared: bool) -> None:
        """Count one row: its NIK cell, its problems, and whether NIK and birth date could be compared."""
        self.rows += 1
        self.numbers += nik != ""
        self.compared += compared
        if nik.endswith("0") and ends_in_zero(nik):
            self.zeros += 1
            _note(self.zero_lines, line)
        for _, masalah in found:
            self._count(line, masalah)

    def merge(self, other: "Facts") -> None:
        """Add the counts of the rows that follow; a full window of them is judged on its own first."""
        self.rounded |= other.rounded or (other.rows >= WINDOW and other.mostly_zeros)
        for name in ("rows", "excel", "zeros", "numbers", "compared", "disagreeing", "outside"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for mine, theirs in ((self.excel_lines, other.excel_lines), (self.zero_lines, other.zero_lines)):
            mine.extend(theirs[: _SHOWN - len(mine)])

    def _count(self, line: int, masalah: Masalah) -> None:
        if masalah is Masalah.NIK_EXCEL:
            self.excel += 1
            _note(self.excel_lines, line)
        elif masalah is Masalah.NIK_BEDA_LAHIR:
            self.disagreeing += 1
        elif masalah is Masalah.KELURAHAN_LUAR:
            self.outside += 1


def refuse_unfit(facts: Facts) -> None:
    """Judge all rows of a file.

    Raises:
        FileRefused: no rows; NIKs damaged by Excel; most rows of another region; NIKs that mostly disagree
            with the birth dates beside them, as they do when two columns were swapped.
    """
    if not facts.rows:
        raise FileRefused(Refusal.KOSONG)
    if facts.excel > MAX_EXCEL:
        raise FileRefused(Refusal.NIK_RUSAK_EXCEL, jumlah=facts.excel, baris=facts.excel_lines)
    if facts.rounded or facts.mostly_zeros:
        raise FileRefused(Refusal.NIK_RUSAK_EXCEL, jumlah=facts.zeros, baris=facts.zero_lines)
    if facts.outside > facts.rows // 2:
        raise FileRefused(Refusal.WILAYAH_LAIN, jumlah=facts.outside)
    if facts.compared >= MIN_ROWS and facts.disagreeing > facts.compared // 2:
        raise FileRefused(Refusal.KOLOM_TERTUKAR, jumlah=facts.disagreeing)


def _note(lines: list[int], line: int) -> None:
    if len(lines) < _SHOWN:
        lines.append(line)
