"""One row of cells into values, with everything that is odd about it, in its cells and between them."""

from collections.abc import Sequence
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

    def read(self, cells: Sequence[str], *, plain: bool) -> tuple[list[Any], Found]:
        """The values in the order of `COLUMNS` and the problems; values count only if no problem refuses.

        The birth date is a date or None then, the other values as their readers give them. `plain` says that
        no cell can hold damage.
        """
        if not plain and (damaged := [c for c, cell in zip(COLUMNS, cells, strict=True) if is_damaged(cell)]):
            return [], [(column, Masalah.KARAKTER) for column in damaged]
        results = [read(cell) for read, cell in zip(self._readers, cells, strict=True)]
        read_values, problems = zip(*results, strict=True)
        values: list[Any] = list(read_values)
        found: Found = []
        if any(problems):
            found = [(column, m) for column, m in zip(COLUMNS, problems, strict=True) if m]
        if not self._agrees(values):
            found += self._crossed(values)
        return values, found

    def _agrees(self, values: list[Any]) -> bool:
        """The quick way for most rows: NIK, birth date and sex say the same, and the age is usual."""
        nik, births = values[_NIK], values[_LAHIR]
        if nik is None or not births or births[0].digits != nik.lahir:
            return False
        lahir = births[0].day
        usual = nik.jenis_kelamin is values[_KELAMIN] and self._oldest <= lahir <= self._youngest
        if not usual or values[_NKK] == nik.value:
            return False
        values[_LAHIR] = lahir
        return True

    def _crossed(self, values: list[Any]) -> Found:
        """Where cells of one row disagree; settles the birth date and the family number in `values`."""
        nik, births = values[_NIK], values[_LAHIR]
        birth = _settled(births, nik)
        values[_LAHIR] = birth.day if birth else None
        found: Found = []
        if birth is not None:
            if birth is not births[0]:
                found.append((Column.TANGGAL_LAHIR, Masalah.LAHIR_DIBALIK))
            found += self._odd_age(birth.day, values[_KAWIN])
        if nik is not None:
            found += _odd_nik(nik, birth, values[_KELAMIN])
            if values[_NKK] == nik.value:
                values[_NKK] = None
                found.append((Column.NKK, Masalah.NKK_SAMA_NIK))
        return found

    def _odd_age(self, lahir: date, kawin: StatusKawin | None) -> Found:
        if self._oldest <= lahir <= self._youngest:
            return []
        if lahir < self._oldest:
            return [(Column.TANGGAL_LAHIR, Masalah.UMUR_TUA)]
        return [(Column.TANGGAL_LAHIR, Masalah.UMUR_MUDA)] if kawin is StatusKawin.BELUM else []


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
        return next((birth for birth in births if birth.digits == nik.lahir), births[0])
    return births[0] if births else None


def _odd_nik(nik: Nik, birth: Birth | None, kelamin: JenisKelamin | None) -> Found:
    odd = nik.warnings
    if birth is not None and kelamin is not None:
        odd += compare_birth(nik, birth.day, kelamin)
    return [(Column.NIK, NIK_WARNINGS[kind]) for kind in odd]
