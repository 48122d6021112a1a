"""A row of a file into a row of the roll, sealed: a pure function of the row, the election and the keys.

It knows nothing of other rows or of a database, so chunks of rows can be converted in several processes.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from pemilu.infra.crypto import BlindIndex
from pemilu.infra.keyring import Keyring, Purpose
from pemilu.pemilih.importers.columns import AT, Column
from pemilu.pemilih.importers.facts import Facts
from pemilu.pemilih.importers.masks import masked
from pemilu.pemilih.importers.problems import Problem, Tingkat
from pemilu.pemilih.importers.region import Region
from pemilu.pemilih.importers.rowreader import Found, RowReader
from pemilu.pemilih.importers.rows import RawRow
from pemilu.pemilih.importers.tidy import tidy
from pemilu.pemilih.kinds import age_group

UID_BYTES = 16
SALT_BYTES = 32

Voter = tuple[Any, ...]
"""A row for the roll: its line in the file, then `Pemilih` from `row_uid` to `keterangan` with codes as text,
without its own keys, `tps` being the number; last the twin mark of one without NIK. Plain tuples, for they go
to a database by the million.
"""

_REMEMBERED = 65_536
_FAMILIES = 1_024
_NIK = AT[Column.NIK]
_encode = json.JSONEncoder(ensure_ascii=False).encode


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
    salt: bytes = field(default_factory=lambda: os.urandom(SALT_BYTES), repr=False)

    def twin_mark(self) -> Callable[[str], bytes]:
        """Equal for equal identities, and only within this run."""
        return BlindIndex(self.salt).of


class Converter:
    """Converts rows by one set of rules, with readers and keys at hand. Raises UnknownEdition, KeyMissing."""

    def __init__(self, rules: Rules) -> None:
        self._read = RowReader(rules.region, edition=rules.edition, on=rules.on, absent=rules.absent).read
        self._group = lru_cache(_REMEMBERED)(lambda lahir: age_group(lahir, rules.on).value)
        self._nik_index = rules.keyring.nik_index().of
        self._nkk_index = lru_cache(_FAMILIES)(rules.keyring.nkk_index().of)
        self._twin_mark = rules.twin_mark()
        self._seal = rules.keyring.box(Purpose.IDENTITAS).seal

    def convert(self, rows: Sequence[RawRow]) -> Chunk:
        """Rows in the order of the file; problems come in that order too."""
        voters: list[Voter] = []
        problems: list[Problem] = []
        facts = Facts(rows=len(rows))
        uids = os.urandom(UID_BYTES * len(rows))
        for at, (line, raw, fault) in enumerate(rows):
            cells, plain = tidy(raw)
            values, found = self._read(cells, plain=plain) if fault is None else ([], [(None, fault)])
            facts.add(line, cells[_NIK], found)
            if not found or not _add(problems, line, cells, found):
                voters.append(self._voter(line, values, uids[at * UID_BYTES : (at + 1) * UID_BYTES]))
        return Chunk(voters, problems, facts)

    def _voter(self, line: int, values: list[Any], uid: bytes) -> Voter:
        nkk, nik, (nama, nama_cari), _, lahir, _, kelamin, _, rt, rw, _, _, mark, kelurahan, tps = values
        identity = _identity(values)
        return (
            line,
            uid,
            self._nik_index(nik.value) if nik else None,
            self._nkk_index(nkk) if nkk else None,
            self._seal(identity.encode(), uid),
            nama,
            nama_cari,
            str(kelamin),
            self._group(lahir),
            kelurahan,
            rt,
            rw,
            tps,
            str(mark),
            None if nik else self._twin_mark(identity),
        )


def _identity(values: list[Any]) -> str:
    """What is sealed of a voter, as JSON: date in ISO form, codes by name, null for what is not known."""
    nkk, nik, _, tempat, lahir, kawin, _, alamat, _, _, ragam, ktp, *_ = values
    # Written by hand: digits and codes need no escaping, and this runs for every voter of a province.
    tempat, alamat = (_encode(text) if text else "null" for text in (tempat, alamat))
    return (
        f'{{"nik":{_plain(nik and nik.value)},"nkk":{_plain(nkk)},"tempat_lahir":{tempat},'
        f'"tanggal_lahir":{_plain(lahir)},"alamat":{alamat},{_codes(kawin, ragam, ktp)}}}'
    )


def _plain(value: object) -> str:
    return f'"{value}"' if value else "null"


@lru_cache(_FAMILIES)
def _codes(kawin: str | None, ragam: str | None, ktp: str | None) -> str:
    return f'"status_kawin":{_plain(kawin)},"disabilitas":{_plain(ragam)},"ktp":{_plain(ktp)}'


def _add(problems: list[Problem], line: int, cells: Sequence[str], found: Found) -> bool:
    """Write down what was found, masked; True when it costs the row its place."""
    for column, masalah in found:
        shown = masked(column, cells[AT[column]]) if column else ""
        problems.append(Problem(line, column, masalah, shown))
    return any(masalah.tingkat is Tingkat.DITOLAK for _, masalah in found)
