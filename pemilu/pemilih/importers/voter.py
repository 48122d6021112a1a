"""A row of a file into a row of the roll, sealed: a pure function of the row, the election and the keys.

It knows nothing of other rows or of a database, so chunks of rows can be converted in several processes.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any, NamedTuple

from pemilu.infra.keyring import Keyring, Purpose
from pemilu.pemilih.importers.columns import AT, COLUMNS, Column
from pemilu.pemilih.importers.facts import Facts
from pemilu.pemilih.importers.masks import masked
from pemilu.pemilih.importers.problems import NIK_WARNINGS, Masalah, Problem, Tingkat
from pemilu.pemilih.importers.region import Region
from pemilu.pemilih.importers.rows import RawRow
from pemilu.pemilih.importers.tidy import tidy
from pemilu.pemilih.importers.values import Birth, Read, readers
from pemilu.pemilih.kinds import JenisKelamin, Keterangan, StatusKawin, age_group
from pemilu.pemilih.nik import Nik, compare_birth
from pemilu.pemilih.pasted import is_damaged

UID_BYTES = 16
MIN_AGE = 17
MAX_AGE = 110
_REMEMBERED = 65_536
_encode = json.JSONEncoder(ensure_ascii=False).encode
_NKK, _NIK, _LAHIR = AT[Column.NKK], AT[Column.NIK], AT[Column.TANGGAL_LAHIR]
_KELAMIN, _KAWIN = AT[Column.JENIS_KELAMIN], AT[Column.STATUS_KAWIN]


Found = list[tuple[Column | None, Masalah]]
"""Problems of one row with their columns (None: the whole row)."""


class Voter(NamedTuple):
    """One row for the roll. `baris` is its line in the file; the rest as in `Pemilih`, codes as text."""

    baris: int
    row_uid: bytes
    nik_idx: bytes | None
    nkk_idx: bytes | None
    identitas: bytes
    nama: str
    nama_cari: str
    jenis_kelamin: str
    kelompok_umur: str
    kelurahan: str
    rt: int | None
    rw: int | None
    tps: int
    keterangan: str


class Chunk(NamedTuple):
    """What became of some rows: those to load, every finding, and what they say about the file as a whole."""

    voters: list[Voter]
    problems: list[Problem]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Rules:
    """What a conversion depends on besides the row. `absent` are the columns that the file does not have."""

    region: Region
    edition: str
    on: date
    keyring: Keyring
    absent: tuple[Column, ...] = ()


class Converter:
    """Converts rows by one set of rules, with readers and keys at hand. Raises UnknownEdition, KeyMissing."""

    def __init__(self, rules: Rules) -> None:
        self._readers = _readers(rules)
        self._youngest = _birthday(rules.on, MIN_AGE)
        self._oldest = _birthday(rules.on, MAX_AGE + 1) + timedelta(days=1)
        self._group = lru_cache(_REMEMBERED)(lambda lahir: age_group(lahir, rules.on).value)
        self._nik_index = rules.keyring.nik_index().of
        self._nkk_index = lru_cache(_REMEMBERED // 64)(rules.keyring.nkk_index().of)
        self._seal = rules.keyring.box(Purpose.IDENTITAS).seal

    def convert(self, rows: Sequence[RawRow]) -> Chunk:
        """Rows in the order of the file; problems come in that order too."""
        chunk = Chunk([], [], Facts())
        uids = os.urandom(UID_BYTES * len(rows))
        for at, row in enumerate(rows):
            cells, plain = tidy(row.cells)
            values, found = self._read(row.fault, cells, plain=plain)
            if not found or not _add(chunk.problems, row.line, cells, found):
                uid = uids[at * UID_BYTES : (at + 1) * UID_BYTES]
                chunk.voters.append(self._voter(row.line, values, uid))
            compared = bool(values) and values[_NIK] is not None and values[_LAHIR] is not None
            chunk.facts.add(row.line, cells[_NIK], found, compared=compared)
        return chunk

    def _read(self, fault: Masalah | None, cells: Sequence[str], *, plain: bool) -> tuple[list[Any], Found]:
        """The values of a row and its problems by column; the values count only if none of them refuses."""
        if fault is not None:
            return [], [(None, fault)]
        if not plain and (damaged := [c for c, cell in zip(COLUMNS, cells, strict=True) if is_damaged(cell)]):
            return [], [(column, Masalah.KARAKTER) for column in damaged]
        results = [read(cell) for read, cell in zip(self._readers, cells, strict=True)]
        values = [value for value, _ in results]
        found: Found = [(COLUMNS[at], masalah) for at, (_, masalah) in enumerate(results) if masalah]
        found += self._crossed(values)
        return values, found

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

    def _voter(self, line: int, values: list[Any], uid: bytes) -> Voter:
        nkk, nik, nama, _, lahir, _, kelamin, _, rt, rw, _, _, keterangan, kelurahan, tps = values
        return Voter(
            line,
            uid,
            self._nik_index(nik.value) if nik else None,
            self._nkk_index(nkk) if nkk else None,
            self._seal(_identity(values), uid),
            nama[0],
            nama[1],
            kelamin.value,
            self._group(lahir),
            kelurahan,
            rt,
            rw,
            tps,
            keterangan.value,
        )


def _identity(values: list[Any]) -> bytes:
    """What is sealed of a voter, as JSON: date in ISO form, codes by name, null for what is not known."""
    nkk, nik, _, tempat, lahir, kawin, _, alamat, _, _, ragam, ktp, *_ = values
    return (
        f'{{"nik":{_digits(nik and nik.value)},"nkk":{_digits(nkk)},"tempat_lahir":{_quoted(tempat)},'
        f'"tanggal_lahir":{_digits(lahir and lahir.isoformat())},"alamat":{_quoted(alamat)},'
        f'"status_kawin":{_quoted(kawin)},"disabilitas":{_quoted(ragam)},"ktp":{_quoted(ktp)}}}'
    ).encode()


def _digits(text: str | None) -> str:
    return f'"{text}"' if text else "null"


def _quoted(text: str | None) -> str:
    return _encode(text) if text else "null"


def _readers(rules: Rules) -> tuple[Read, ...]:
    found = readers(rules.region, edition=rules.edition, on=rules.on)
    nothing = {
        column: (Keterangan.SESUAI if column is Column.KETERANGAN else None) for column in rules.absent
    }
    return tuple(
        partial(_always, nothing[column]) if column in nothing else read
        for column, read in zip(COLUMNS, found, strict=True)
    )


def _birthday(on: date, age: int) -> date:
    """The last day on which somebody of that age can have been born (29 February counts as 28)."""
    try:
        return on.replace(year=on.year - age)
    except ValueError:
        return on.replace(year=on.year - age, day=28)


def _always(value: object, _cell: str) -> tuple[object, None]:
    return value, None


def _settled(births: tuple[Birth, ...], nik: Nik | None) -> Birth | None:
    """The reading that the NIK agrees with, else the usual one."""
    if len(births) > 1 and nik is not None:
        return next((birth for birth in births if birth.digits == nik.lahir), births[0])
    return births[0] if births else None


def _odd_nik(nik: Nik, birth: Birth | None, kelamin: JenisKelamin | None) -> Found:
    if birth is None or kelamin is None:
        odd = nik.warnings
    elif nik.lahir == birth.digits and nik.jenis_kelamin is kelamin:
        return []
    else:
        odd = nik.warnings + compare_birth(nik, birth.day, kelamin)
    return [(Column.NIK, NIK_WARNINGS[kind]) for kind in odd]


def _add(problems: list[Problem], line: int, cells: Sequence[str], found: Found) -> bool:
    """Write down what was found, masked; True when it costs the row its place."""
    for column, masalah in found:
        shown = masked(column, cells[AT[column]]) if column else ""
        problems.append(Problem(line, column, masalah, shown))
    return any(masalah.tingkat is Tingkat.DITOLAK for _, masalah in found)
