"""A row of a file into a row of the roll, sealed: a pure function of the row, the election and the keys.

It knows nothing of other rows or of a database, so chunks of rows can be converted in several processes.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import compress
from typing import Any, NamedTuple

from pemilu.infra.crypto import BlindIndex
from pemilu.infra.keyring import Keyring, Purpose
from pemilu.pemilih.importers.columns import AT, COLUMNS, Column
from pemilu.pemilih.importers.facts import Facts
from pemilu.pemilih.importers.masks import masked
from pemilu.pemilih.importers.problems import Problem, Tingkat
from pemilu.pemilih.importers.region import Region
from pemilu.pemilih.importers.rowreader import Found, RowReader, damaged
from pemilu.pemilih.importers.rows import RawRow
from pemilu.pemilih.importers.tidy import tidied
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
_BLANK = ("",) * len(COLUMNS)
_encode = json.JSONEncoder(ensure_ascii=False).encode


class Chunk(NamedTuple):
    """What became of some rows: those to load, every finding, and what they say about the file as a whole."""

    voters: list[Voter]
    problems: list[Problem]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Rules:
    """What a conversion depends on besides the row. `absent` are the columns that the file does not have,
    `for_copy` says that PostgreSQL will take the rows.
    """

    region: Region
    edition: str
    on: date
    keyring: Keyring
    absent: tuple[Column, ...] = ()
    for_copy: bool = False
    salt: bytes = field(default_factory=lambda: os.urandom(SALT_BYTES), repr=False)

    def twin_mark(self) -> Callable[[str], bytes]:
        """Equal for equal identities, and only within this run."""
        return BlindIndex(self.salt).of


class Converter:
    """Converts rows by one set of rules, with readers and keys at hand. Raises UnknownEdition, KeyMissing."""

    def __init__(self, rules: Rules) -> None:
        self._read = RowReader(rules.region, edition=rules.edition, on=rules.on, absent=rules.absent).read
        self._group = lru_cache(_REMEMBERED)(lambda lahir: age_group(lahir, rules.on).value)
        self._nik_index = rules.keyring.nik_index().of_each
        self._nkk_index = lru_cache(_FAMILIES)(rules.keyring.nkk_index().of)
        self._twin_mark = rules.twin_mark()
        self._seal = rules.keyring.box(Purpose.IDENTITAS).seal_each

    def convert(self, rows: Sequence[RawRow]) -> Chunk:
        """Rows in the order of the file; problems come in that order too."""
        if not rows:
            return Chunk([], [], Facts())
        lines = [row.line for row in rows]
        tidy, unread = _sorted_out(rows)
        values, found = self._read([_BLANK if at in unread else cells for at, cells in enumerate(tidy)])
        found |= unread
        problems: list[Problem] = []
        facts = Facts(rows=len(rows))
        kept = [True] * len(rows)
        for at in sorted(found):
            kept[at] = not _add(problems, lines[at], tidy[at], found[at])
            facts.add_problems(lines[at], found[at])
        facts.add_niks(zip(lines, (cells[_NIK] for cells in tidy), strict=True))
        if not all(kept):
            lines, *values = ([*compress(column, kept)] for column in (lines, *values))
        return Chunk(self._voters(lines, values), problems, facts)

    def _voters(self, lines: list[int], values: list[list[Any]]) -> list[Voter]:
        if not lines:
            return []
        nkk, nik, nama, tempat, lahir, kawin, kelamin, *more = values
        alamat, rt, rw, ragam, ktp, mark, kelurahan, tps = more
        uids = _drawn(len(lines))
        digits = [one.value if one else None for one in nik]
        identities = [*map(_identity, digits, nkk, tempat, lahir, alamat, kawin, ragam, ktp)]
        indexed = iter(self._nik_index(filter(None, digits)))
        columns = (
            lines,
            uids,
            [next(indexed) if one else None for one in nik],
            [self._nkk_index(one) if one else None for one in nkk],
            self._seal(map(str.encode, identities), uids),
            *zip(*nama, strict=True),
            map(str, kelamin),
            map(self._group, lahir),
            *(kelurahan, rt, rw, tps),
            map(str, mark),
            map(self._mark, digits, identities, kelamin, rt, rw),
        )
        return [*zip(*columns, strict=True)]

    def _mark(self, nik: str | None, identity: str, *clear: Any) -> bytes | None:
        return None if nik else self._twin_mark(clear_facts(*clear) + identity)


def _drawn(count: int) -> list[bytes]:
    """Random addresses for so many rows."""
    drawn = os.urandom(UID_BYTES * count)
    return [drawn[at : at + UID_BYTES] for at in range(0, len(drawn), UID_BYTES)]


def _sorted_out(rows: Sequence[RawRow]) -> tuple[list[Sequence[str]], dict[int, Found]]:
    """All cells tidied; and by index the rows that cannot be read, with the reason."""
    tidy, odd = tidied([row.cells for row in rows])
    unread: dict[int, Found] = {at: found for at in odd if (found := damaged(tidy[at]))}
    unread |= {at: [(None, row.fault)] for at, row in enumerate(rows) if row.fault}
    return tidy, unread


def _identity(
    nik: str | None,
    nkk: str | None,
    tempat: str | None,
    lahir: date | None,
    alamat: str | None,
    *codes: str | None,
) -> str:
    """What is sealed of a voter, as JSON: date in ISO form, codes by name, null for what is not known."""
    # Written by hand: digits and codes need no escaping, and this runs for every voter of a province.
    return (
        f'{{"nik":{_plain(nik)},"nkk":{_plain(nkk)},"tempat_lahir":{_encoded(tempat)},'
        f'"tanggal_lahir":{_dated(lahir)},"alamat":{_encoded(alamat)},{_codes(*codes)}}}'
    )


def clear_facts(kelamin: str, rt: int | None, rw: int | None) -> str:
    """What tells apart two people without NIK besides their sealed identity, name and TPS."""
    return f"{kelamin}|{rt}|{rw}|"


@lru_cache(_FAMILIES)
def _encoded(text: str | None) -> str:
    return _encode(text) if text else "null"


def _plain(value: object) -> str:
    return f'"{value}"' if value else "null"


_dated = lru_cache(_REMEMBERED)(_plain)


@lru_cache(_FAMILIES)
def _codes(kawin: str | None, ragam: str | None, ktp: str | None) -> str:
    return f'"status_kawin":{_plain(kawin)},"disabilitas":{_plain(ragam)},"ktp":{_plain(ktp)}'


def _add(problems: list[Problem], line: int, cells: Sequence[str], found: Found) -> bool:
    """Write down what was found, masked; True when it costs the row its place."""
    for column, masalah in found:
        shown = masked(column, cells[AT[column]]) if column else ""
        problems.append(Problem(line, column, masalah, shown))
    return any(masalah.tingkat is Tingkat.DITOLAK for _, masalah in found)
