"""Polling places from a CSV file, one row for each TPS of an election.

Columns: `kelurahan,nomor` must be there; `khusus,nama,tempat,alamat,lintang,bujur,buka,tutup` and the four
facts of access `kursi_roda,tanpa_tangga,pintu_lebar,toilet_akses` may be. Any other column refuses the file,
so that a misspelt heading does not silently lose what it holds.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from pemilu.wilayah.csvrows import BadRow, Columns, RawRow, read_rows, shown
from pemilu.wilayah.kode import InvalidKode, KodeWilayah, Tingkat
from pemilu.wilayah.source import refused_kode

_T = TypeVar("_T")

BUKA: Final = "07:00"
TUTUP: Final = "13:00"
LINTANG: Final = (-11.5, 6.5)
BUJUR: Final = (94.5, 141.5)
_MAX_LENGTH: Final = {"nama": 100, "tempat": 150, "alamat": 200}
_AKSES: Final = ("kursi_roda", "tanpa_tangga", "pintu_lebar", "toilet_akses")

_COLUMNS: Final = Columns(
    required=frozenset({"kelurahan", "nomor"}),
    optional=frozenset({"khusus", "lintang", "bujur", "buka", "tutup", *_MAX_LENGTH, *_AKSES}),
)
_NOMOR: Final = re.compile(r"(?:TPS ?)?0*([1-9][0-9]{0,2})", re.IGNORECASE)
_JAM: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?:[:.]00)?")
_DERAJAT: Final = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{1,15})?")
_YA_TIDAK: Final = {"ya": True, "tidak": False, "": None}


@dataclass(frozen=True, slots=True)
class TpsRow:
    """One polling place. Named as the columns of `models.Tps`; `line` is where it stood in the file.

    `lintang` and `bujur` are degrees (both or neither), `buka` and `tutup` local hours `HH:MM`. The facts of
    access are None when nobody has looked: reachable and usable in a wheelchair, no steps, a door of at least
    90 cm, an accessible toilet.
    """

    kelurahan: KodeWilayah
    nomor: int
    khusus: bool
    nama: str | None
    tempat: str | None
    alamat: str | None
    lintang: float | None
    bujur: float | None
    buka: str
    tutup: str
    kursi_roda: bool | None
    tanpa_tangga: bool | None
    pintu_lebar: bool | None
    toilet_akses: bool | None
    line: int


def read_tps(path: Path) -> Iterator[TpsRow | BadRow]:
    """The polling places of a file, as a stream; raises `UnreadableCsv` for a file that is no such table.

    A row is refused with all its faults at once. Memory grows with the number of kelurahan, not of rows.
    Whether the kelurahan exists is for the database to say.
    """
    seen: defaultdict[KodeWilayah, int] = defaultdict(int)
    for raw in read_rows(path, _COLUMNS):
        row = raw if isinstance(raw, BadRow) else _tps(raw)
        yield row if isinstance(row, BadRow) else _unless_seen(row, seen)


def _unless_seen(row: TpsRow, seen: dict[KodeWilayah, int]) -> TpsRow | BadRow:
    bit = 1 << row.nomor
    if seen[row.kelurahan] & bit:
        where = f"TPS {row.nomor} di kelurahan {row.kelurahan.dotted}"
        return BadRow(row.line, f"{where} sudah ada di atas. Hapus atau ganti nomornya.")
    seen[row.kelurahan] |= bit
    return row


class _Refused(ValueError):
    """What is wrong with a cell and how to mend it, in Indonesian."""


@dataclass(slots=True)
class _Cells:
    cells: Mapping[str, str]
    reasons: list[str] = field(default_factory=list)

    def take(self, parse: Callable[..., _T], *columns: str) -> _T | None:
        """`parse` gets each column's name and value in turn; what it refuses is noted and read as None."""
        named = (part for column in columns for part in (column, self.cells.get(column, "")))
        try:
            return parse(*named)
        except _Refused as refused:
            self.reasons.append(str(refused))
            return None


def _tps(raw: RawRow) -> TpsRow | BadRow:
    row = _Cells(raw.cells)
    kelurahan = row.take(_kelurahan, "kelurahan")
    nomor = row.take(_nomor, "nomor")
    lintang, bujur = row.take(_koordinat, "lintang", "bujur") or (None, None)
    buka, tutup = row.take(_jam_buka, "buka", "tutup") or (BUKA, TUTUP)
    khusus = row.take(_ya_tidak, "khusus")
    nama, tempat, alamat = (row.take(_text, column) for column in _MAX_LENGTH)
    akses = {fact: row.take(_ya_tidak, fact) for fact in _AKSES}
    if row.reasons or kelurahan is None or nomor is None:
        return BadRow(raw.line, " ".join(row.reasons))
    return TpsRow(
        kelurahan=kelurahan,
        nomor=nomor,
        khusus=khusus or False,
        nama=nama,
        tempat=tempat,
        alamat=alamat,
        lintang=lintang,
        bujur=bujur,
        buka=buka,
        tutup=tutup,
        line=raw.line,
        **akses,
    )


def _kelurahan(column: str, value: str) -> KodeWilayah:
    try:
        kode = KodeWilayah.parse(value)
    except InvalidKode as invalid:
        raise _Refused(refused_kode(invalid, value, column=column)) from None
    if kode.tingkat is not Tingkat.KELURAHAN:
        raise _Refused(f"{column} {kode.dotted} adalah {kode.tingkat}. Tulis 10 digit kode kelurahannya.")
    return kode


def _nomor(column: str, value: str) -> int:
    written = _NOMOR.fullmatch(value)
    if written is None:
        raise _Refused(f"{column} {shown(value)} bukan nomor TPS. Tulis angka 1 sampai 999.")
    return int(written[1])


def _text(column: str, value: str) -> str | None:
    if len(value) > _MAX_LENGTH[column]:
        raise _Refused(f"{column} {shown(value)} lebih panjang dari {_MAX_LENGTH[column]} huruf. Persingkat.")
    return value or None


def _ya_tidak(column: str, value: str) -> bool | None:
    try:
        return _YA_TIDAK[value.casefold()]
    except KeyError:
        raise _Refused(
            f"{column} {shown(value)} tidak dikenal. Tulis ya atau tidak; kosongkan bila belum diketahui."
        ) from None


def _jam_buka(buka: str, opens: str, tutup: str, closes: str) -> tuple[str, str]:
    start, end = _jam(buka, opens or BUKA), _jam(tutup, closes or TUTUP)
    if start >= end:
        raise _Refused(f"{tutup} {end} tidak sesudah {buka} {start}. Periksa kedua jamnya.")
    return start, end


def _jam(column: str, value: str) -> str:
    written = _JAM.fullmatch(value)
    if written is None:
        raise _Refused(f"{column} {shown(value)} bukan jam. Tulis JJ:MM, misalnya 07:00.")
    return f"{written[1]:0>2}:{written[2]}"


def _koordinat(lintang: str, latitude: str, bujur: str, longitude: str) -> tuple[float, float] | None:
    if not latitude and not longitude:
        return None
    if not latitude or not longitude:
        raise _Refused(f"{lintang} dan {bujur} harus diisi keduanya atau dikosongkan keduanya.")
    point = _derajat(lintang, latitude), _derajat(bujur, longitude)
    if _inside(point):
        return point
    swapped = " Keduanya tertukar." if _inside(point[::-1]) else ""
    raise _Refused(
        f"{lintang} {shown(latitude)}, {bujur} {shown(longitude)} di luar Indonesia.{swapped}"
        f" Lintang {LINTANG[0]} sampai {LINTANG[1]}, bujur {BUJUR[0]} sampai {BUJUR[1]}."
    )


def _inside(point: tuple[float, ...]) -> bool:
    return LINTANG[0] <= point[0] <= LINTANG[1] and BUJUR[0] <= point[1] <= BUJUR[1]


def _derajat(column: str, value: str) -> float:
    if not _DERAJAT.fullmatch(value):
        raise _Refused(f"{column} {shown(value)} bukan derajat desimal. Tulis misalnya -0.947083.")
    return float(value.replace(",", "."))
