"""Rows of cells into values, with everything that is odd about them, in their cells and between them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from pemilu.pemilih.importers.columns import AT, COLUMNS, Column
from pemilu.pemilih.importers.problems import NIK_WARNINGS, Masalah
from pemilu.pemilih.importers.region import Region
from pemilu.pemilih.importers.values import Birth, readers
from pemilu.pemilih.kinds import JenisKelamin, Keterangan, StatusKawin
from pemilu.pemilih.nik import Nik, compare_birth
from pemilu.pemilih.pasted import is_damaged

MIN_AGE = 17
MAX_AGE = 110

Found = list[tuple[Column | None, Masalah]]
"""Problems of one row with their columns (None: the whole row)."""

_NKK, _NIK, _LAHIR = AT[Column.NKK], AT[Column.NIK], AT[Column.TANGGAL_LAHIR]
_KELAMIN, _KAWIN = AT[Column.JENIS_KELAMIN], AT[Column.STATUS_KAWIN]


class RowReader:
    """Reads rows for one election. Of `absent`, the columns that the file does not have, nothing is known.

    Raises UnknownEdition.
    """

    def __init__(self, region: Region, *, edition: str, on: date, absent: tuple[Column, ...]) -> None:
        self._readers = tuple(
            partial(_always, _NOTHING.get(column)) if column in absent else read
            for column, read in zip(COLUMNS, readers(region, edition=edition, on=on), strict=True)
        )
        self._youngest = _birthday(on, MIN_AGE)
        self._oldest = _birthday(on, MAX_AGE + 1) + timedelta(days=1)

    def read(self, rows: Sequence[Sequence[str]]) -> tuple[list[list[Any]], dict[int, Found]]:
        """The values of undamaged rows, a list for each of `COLUMNS`, and the problems by index of the row.

        Values count only where no problem refuses. The birth date is a date or None then, the other values as
        their readers give them. Column by column: for a province that takes a third of the time.
        """
        values: list[list[Any]] = []
        found: defaultdict[int, Found] = defaultdict(list)
        for column, read, cells in zip(COLUMNS, self._readers, zip(*rows, strict=True), strict=True):
            results, problems = zip(*map(read, cells), strict=True)
            values.append(list(results))
            if any(problems):
                for at in (at for at, masalah in enumerate(problems) if masalah):
                    found[at].append((column, problems[at]))
        for at, crossed in self._disagreeing(values):
            found[at] += crossed
        return values, found

    def _disagreeing(self, values: list[list[Any]]) -> Iterator[tuple[int, Found]]:
        """What the cells of each row say against each other; settles birth dates and family numbers."""
        oldest, youngest = self._oldest, self._youngest
        lahir = values[_LAHIR]
        rows = zip(values[_NIK], lahir, values[_KELAMIN], values[_NKK], strict=True)
        for at, (nik, births, kelamin, nkk) in enumerate(rows):
            # The quick way for most: NIK, birth date and sex say the same, and the age is usual.
            if nik and births and nkk != nik.value:
                birth = births[0]
                written = birth.women if kelamin is JenisKelamin.P else birth.men
                if nik.value[6:12] == written and oldest <= birth.day <= youngest:
                    lahir[at] = birth.day
                    continue
            if crossed := self._crossed(at, values):
                yield at, crossed

    def _crossed(self, at: int, values: list[list[Any]]) -> Found:
        nik, births = values[_NIK][at], values[_LAHIR][at]
        birth = _settled(births or (), nik)
        values[_LAHIR][at] = birth.day if birth else None
        found: Found = []
        if birth is not None:
            if birth is not births[0]:
                found.append((Column.TANGGAL_LAHIR, Masalah.LAHIR_DIBALIK))
            found += self._odd_age(birth.day, values[_KAWIN][at])
        if nik is not None:
            found += _odd_nik(nik, birth, values[_KELAMIN][at])
            if values[_NKK][at] == nik.value:
                values[_NKK][at] = None
                found.append((Column.NKK, Masalah.NKK_SAMA_NIK))
        return found

    def _odd_age(self, lahir: date, kawin: StatusKawin | None) -> Found:
        if self._oldest <= lahir <= self._youngest:
            return []
        if lahir < self._oldest:
            return [(Column.TANGGAL_LAHIR, Masalah.UMUR_TUA)]
        return [(Column.TANGGAL_LAHIR, Masalah.UMUR_MUDA)] if kawin is StatusKawin.BELUM else []


def damaged(cells: Sequence[str]) -> Found:
    """The cells that hold what no text has: such a row is not read any further."""
    named = zip(COLUMNS, cells, strict=True)
    return [(column, Masalah.KARAKTER) for column, cell in named if is_damaged(cell)]


_NOTHING = {Column.KETERANGAN: Keterangan.SESUAI}
"""What stands for a column that the file does not have; None where not listed."""


def _always(value: object, _cell: str) -> tuple[object, None]:
    return value, None


def _birthday(on: date, age: int) -> date:
    """The last day on which somebody of that age can have been born (29 February counts as 28)."""
    try:
        return on.replace(year=on.year - age)
    except ValueError:
        return on.replace(year=on.year - age, day=28)


def _settled(births: tuple[Birth, ...], nik: Nik | None) -> Birth | None:
    """The reading that the NIK agrees with, else the usual one."""
    if len(births) > 1 and nik is not None:
        return next((birth for birth in births if birth.men == nik.lahir), births[0])
    return births[0] if births else None


def _odd_nik(nik: Nik, birth: Birth | None, kelamin: JenisKelamin | None) -> Found:
    odd = nik.warnings
    if birth is not None and kelamin is not None:
        odd += compare_birth(nik, birth.day, kelamin)
    return [(Column.NIK, NIK_WARNINGS[kind]) for kind in odd]
