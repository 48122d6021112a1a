"""Cells into values, one reader for each column. Readers are pure and remember: most cells repeat.

A reader takes a tidy cell and gives the value and what is wrong with it, of which either may be None. A
problem that only warns comes with the value that is loaded all the same.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import Any, NamedTuple

from pemilu.pemilih.importers.codes import (
    BLANK,
    JENIS_KELAMIN,
    STATUS_KAWIN,
    STATUS_KTP,
    disabilitas_codes,
    keterangan_codes,
)
from pemilu.pemilih.importers.columns import COLUMNS, Column
from pemilu.pemilih.importers.dates import read_date
from pemilu.pemilih.importers.problems import NIK_FAULTS, Masalah
from pemilu.pemilih.importers.region import Region
from pemilu.pemilih.kinds import Disabilitas, Keterangan
from pemilu.pemilih.nama import normalise
from pemilu.pemilih.nik import Nik, parse_nik
from pemilu.pemilih.pasted import join_groups, unwrap

MAX_NAMA = 100
MAX_TEMPAT = 100
MAX_ALAMAT = 150
DAYS_OF_WOMEN = 40


class Birth(NamedTuple):
    """A birth date, and as a man's and a woman's NIK write it (DDMMYY; women: day + 40)."""

    day: date
    men: str
    women: str

    @classmethod
    def on(cls, day: date) -> "Birth":
        women = f"{day.day + DAYS_OF_WOMEN}{day:%m%y}"
        return cls(day, f"{day:%d%m%y}", women)


Read = Callable[[str], tuple[Any, Masalah | None]]

_REMEMBERED = 65_536
_FAMILY = 256
_TPS = re.compile(r"(?:(?:TPS|NO|NOMOR)[ .:]*)*0*([1-9][0-9]{0,2})(?:[.,]0)?")
_RT = re.compile(r"(?:RT|RW)?[ .:]*0*([0-9]{1,3})(?:[.,]0)?")
_NKK = re.compile(r"[0-9]{16}")
_FORMULA = ("=", "+", "@", "＝", "＋", "＠")
_TMS = re.compile(r"TMS[ .:-]*")


def readers(region: Region, *, edition: str, on: date) -> tuple[Read, ...]:
    """A reader for each of `COLUMNS`, for one election. Raises UnknownEdition."""
    one_of: dict[Column, Read] = {
        Column.NKK: lru_cache(_FAMILY)(read_nkk),
        Column.NIK: read_nik,
        Column.NAMA: read_nama,
        Column.TEMPAT_LAHIR: lru_cache(_REMEMBERED)(partial(_cut, limit=MAX_TEMPAT)),
        Column.TANGGAL_LAHIR: lru_cache(_REMEMBERED)(partial(read_birth, on=on)),
        Column.STATUS_KAWIN: _remembered_code(STATUS_KAWIN, None),
        Column.JENIS_KELAMIN: lru_cache(_FAMILY)(read_sex),
        Column.ALAMAT: lru_cache(_FAMILY)(partial(_cut, limit=MAX_ALAMAT)),
        Column.RT: lru_cache(_REMEMBERED)(read_rt),
        Column.RW: lru_cache(_REMEMBERED)(read_rt),
        Column.DISABILITAS: _remembered_code(disabilitas_codes(edition), Disabilitas.TIDAK),
        Column.KTP: _remembered_code(STATUS_KTP, None),
        Column.KETERANGAN: lru_cache(_REMEMBERED)(partial(read_keterangan, codes=keterangan_codes(edition))),
        Column.KELURAHAN: lru_cache(_REMEMBERED)(region.find),
        Column.TPS: lru_cache(_REMEMBERED)(read_tps),
    }
    return tuple(one_of[column] for column in COLUMNS)


def read_nik(text: str) -> tuple[Nik | None, Masalah | None]:
    """A NIK; a blank cell only warns, for some people are known by name only."""
    found = parse_nik(text)
    if isinstance(found, Nik):
        return found, None
    if text.upper() in BLANK:
        return None, Masalah.NIK_KOSONG
    return None, NIK_FAULTS[found.kind]


def read_nkk(text: str) -> tuple[str | None, Masalah | None]:
    """A family card's number. It may be stale or wrong, so it never costs a row."""
    if _NKK.fullmatch(text) and len(set(text)) > 1 and not text.endswith("0000"):
        return text, None
    bare = join_groups(unwrap(text))
    if text.upper() in BLANK or not bare.strip("0"):
        return None, Masalah.NKK_KOSONG
    if not _NKK.fullmatch(bare) or len(set(bare)) == 1 or bare.endswith("0000"):
        return None, Masalah.NKK_TAK_SAH
    return bare, None


def read_nama(text: str) -> tuple[tuple[str, str] | None, Masalah | None]:
    """A name as written and normalised: 100 characters at most, with a letter, and no spreadsheet formula."""
    if len(text) > MAX_NAMA:
        return None, Masalah.NAMA_PANJANG
    if text.startswith(_FORMULA):
        return None, Masalah.NAMA_RUMUS
    # Most names are plain capitals, which normalising leaves as they are.
    plain = text.isascii() and text.isupper() and text.replace(" ", "").isalpha()
    written = text if plain else normalise(text)
    return ((text, written), None) if any(map(str.isalpha, written)) else (None, Masalah.NAMA_KOSONG)


def read_birth(text: str, *, on: date) -> tuple[tuple[Birth, ...], Masalah | None]:
    """The possible birth dates; blank only warns."""
    if text.upper() in BLANK:
        return (), Masalah.LAHIR_KOSONG
    dates, masalah = read_date(text, on)
    return tuple(map(Birth.on, dates)), masalah


def read_sex(text: str) -> tuple[Any, Masalah | None]:
    """L or P; without it the row cannot be counted, so it is refused."""
    found = JENIS_KELAMIN.get(text.upper())
    blank = text.upper() in BLANK
    return found, None if found else Masalah.KELAMIN_KOSONG if blank else Masalah.KELAMIN_TAK_DIKENAL


def read_tps(text: str) -> tuple[int | None, Masalah | None]:
    """A number from 1 to 999 (901 and up are special TPS): `5`, `005`, `TPS 5`."""
    found = _TPS.fullmatch(text.upper())
    if found:
        return int(found[1]), None
    return None, Masalah.TPS_TAK_SAH if text else Masalah.TPS_KOSONG


def read_rt(text: str) -> tuple[int | None, Masalah | None]:
    """An RT or RW from 1 to 999; blank, zero and anything else is "not known"."""
    found = _RT.fullmatch(text.upper())
    if found:
        return int(found[1]) or None, None
    return None, None if text.upper() in BLANK else Masalah.NOMOR_TAK_SAH


def read_keterangan(text: str, *, codes: Mapping[str, Keterangan]) -> tuple[Keterangan, Masalah | None]:
    """The mark of the last column. One that is not understood stays out: the voter is taken as SESUAI."""
    written = _TMS.sub("", text.upper(), count=1)
    if written in BLANK and written == text.upper():
        return Keterangan.SESUAI, None
    found = codes.get(written)
    return (found, None) if found else (Keterangan.SESUAI, Masalah.KODE_TAK_DIKENAL)


def read_code(text: str, *, codes: Mapping[str, Any], blank: Any) -> tuple[Any, Masalah | None]:
    """A code of `codes`; `blank` for nothing; "not known" with a warning for anything else."""
    written = text.upper()
    if written in codes:
        return codes[written], None
    return (blank, None) if written in BLANK else (None, Masalah.KODE_TAK_DIKENAL)


def _remembered_code(codes: Mapping[str, Any], blank: Any) -> Read:
    return lru_cache(_REMEMBERED)(partial(read_code, codes=codes, blank=blank))


def _cut(text: str, *, limit: int) -> tuple[str, Masalah | None]:
    return (text, None) if len(text) <= limit else (text[:limit], Masalah.TERPOTONG)
