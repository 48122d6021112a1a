"""Makes lists of voters that look real and belong to nobody: any size, always the same for the same seed.

The mix of sex, age and marital status is that of Sumatera Barat's DPT 2024 (4,103,084 voters). Every NIK and
NKK begins with 139999, a kecamatan that does not exist. Broken rows bear the name of what the import must say
about them. Needs the standard library only; writing XLSX needs xlsxwriter.

    python -m bench.generate --rows 100000 --broken 0.01 --out var/daftar.csv
"""

import argparse
import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, cycle
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.breaks import BREAKS, Cells
from bench.names import FAMILY_NAMES, FEMALE_NAMES, MALE_NAMES, STREETS, TOWNS

PREFIX = "139999"
POLLING_DAY = date(2024, 11, 27)

HEADINGS = {
    "nkk": "NO. KK",
    "nik": "NIK",
    "nama": "NAMA",
    "tempat_lahir": "TEMPAT LAHIR",
    "tanggal_lahir": "TANGGAL LAHIR",
    "status_kawin": "STATUS PERKAWINAN (B/S/P)",
    "jenis_kelamin": "JENIS KELAMIN (L/P)",
    "alamat": "ALAMAT JALAN/DUKUH",
    "rt": "RT",
    "rw": "RW",
    "disabilitas": "DISABILITAS",
    "ktp": "STATUS KEPEMILIKAN KTP-EL",
    "keterangan": "KETERANGAN",
    "kelurahan": "KELURAHAN/DESA",
    "tps": "TPS",
}


class Place(NamedTuple):
    """A TPS: code of its kelurahan (10 digits) and its number."""

    kelurahan: str
    tps: int


class Row(NamedTuple):
    """One voter as text cells by the keys of `HEADINGS`; `broken` names what is wrong with it."""

    cells: Cells
    broken: str | None


class _Age(NamedTuple):
    voters: int
    youngest: int
    oldest: int
    never_married: float
    once_married: float


# Voters of each generation as published; marital status by age is ours, its sum as published
# (29.89 % belum, 61.44 % sudah, 8.67 % pernah kawin).
_AGES = (
    _Age(920_779, 17, 25, 0.880, 0.005),
    _Age(1_234_582, 26, 40, 0.250, 0.035),
    _Age(1_071_769, 41, 55, 0.065, 0.090),
    _Age(761_414, 56, 74, 0.040, 0.210),
    _Age(114_540, 75, 95, 0.030, 0.450),
)
_WEIGHTS = [age.voters for age in _AGES]
_FEMALE = 2_070_408 / 4_103_084
_DISABLED = 26_546 / 4_103_084
_FAMILY_SIZES, _FAMILY_WEIGHTS = (1, 2, 3, 4, 5, 6), (18, 34, 24, 14, 7, 3)
_KTP_PENDING, _MARKED = 0.004, 0.01
_MARKS = "UUUUBBBB14"
_DAYS_OF_NKK = 5_000


def generate_rows(count: int, *, seed: int, places: Sequence[Place], broken: float = 0.0) -> Iterator[Row]:
    """`count` voters spread evenly over `places` in their order, families together; `broken` is a share.

    Unique NIKs in one call; two calls may repeat each other's.
    """
    random, serials, kinds = Random(seed), Counter[str](), cycle(BREAKS)
    families = _family_numbers()
    for place, size in _spread(count, places):
        for cells in _voters(random, place, size, serials, families):
            kind = next(kinds) if broken and random.random() < broken else None
            if kind:
                BREAKS[kind](cells, random)
            yield Row(cells, kind)


def sumatera_barat(kelurahan: int = 1_265, tps: int = 10_846) -> list[Place]:
    """As many kelurahan and TPS as the province has, in a kabupaten that does not exist (13.99)."""
    codes = [f"1399{1 + n // 20:02}{2001 + n % 20:04}" for n in range(kelurahan)]
    numbers = Counter[str]()
    places = []
    for n in range(tps):
        code = codes[n * kelurahan // tps]
        numbers[code] += 1
        places.append(Place(code, numbers[code]))
    return places


def write_csv(path: Path, rows: Iterable[Row], *, delimiter: str = ";", encoding: str = "utf-8") -> None:
    """The rows below one line of headings."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(HEADINGS.values())
        writer.writerows(row.cells.values() for row in rows)


def write_xlsx(path: Path, rows: Iterable[Row]) -> None:
    """The rows below one line of headings, every cell a text."""
    import xlsxwriter  # noqa: PLC0415 - the demo makes rows where only production packages are

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Daftar Pemilih")
        for at, cells in enumerate(chain([HEADINGS], (row.cells for row in rows))):
            for column, cell in enumerate(cells.values()):
                sheet.write_string(at, column, cell)


def _spread(count: int, places: Sequence[Place]) -> Iterator[tuple[Place, int]]:
    each, more = divmod(count, len(places))
    return ((place, each + (at < more)) for at, place in enumerate(places))


def _family_numbers() -> Iterator[str]:
    """NKKs: kecamatan, day of issue, serial of that day; none twice."""
    days = [f"{date(2006, 1, 2) + timedelta(days=day):%d%m%y}" for day in range(_DAYS_OF_NKK)]
    return (f"{PREFIX}{day}{serial:04}" for serial in range(1, 10_000) for day in days)


def _voters(
    random: Random, place: Place, size: int, serials: Counter[str], families: Iterator[str]
) -> Iterator[Cells]:
    left = size
    while left:
        members = min(left, random.choices(_FAMILY_SIZES, _FAMILY_WEIGHTS)[0])
        left -= members
        home = {
            "nkk": next(families),
            "alamat": f"{random.choice(STREETS)} NO. {random.randint(1, 180)}",
            "rt": f"{random.randint(1, 12):03}",
            "rw": f"{random.randint(1, 8):03}",
            "kelurahan": place.kelurahan,
            "tps": f"{place.tps:03}",
        }
        surname = random.choice(FAMILY_NAMES)
        for _ in range(members):
            yield _member(random, home, surname, serials)


def _member(random: Random, home: Cells, surname: str, serials: Counter[str]) -> Cells:
    age = random.choices(_AGES, _WEIGHTS)[0]
    female = random.random() < _FEMALE
    born = _birth(random, random.randint(age.youngest, age.oldest))
    day = f"{PREFIX}{born.day + 40 * female:02}{born:%m%y}"
    serials[day] += 1
    first = random.choice(FEMALE_NAMES if female else MALE_NAMES)
    return {
        "nkk": home["nkk"],
        "nik": f"{day}{serials[day]:04}",
        "nama": f"{first} {surname}" if random.random() < 0.8 else first,
        "tempat_lahir": random.choice(TOWNS),
        "tanggal_lahir": f"{born:%d-%m-%Y}",
        "status_kawin": _marital(random, age),
        "jenis_kelamin": "P" if female else "L",
        "alamat": home["alamat"],
        "rt": home["rt"],
        "rw": home["rw"],
        "disabilitas": str(random.randint(1, 6)) if random.random() < _DISABLED else "0",
        "ktp": "B" if random.random() < _KTP_PENDING else "S",
        "keterangan": random.choice(_MARKS) if random.random() < _MARKED else "",
        "kelurahan": home["kelurahan"],
        "tps": home["tps"],
    }


def _birth(random: Random, age: int) -> date:
    """A day on which somebody was born who is `age` years old on polling day."""
    latest = date(POLLING_DAY.year - age, POLLING_DAY.month, POLLING_DAY.day)
    return latest - timedelta(days=random.randrange(365))


def _marital(random: Random, age: _Age) -> str:
    drawn = random.random()
    if drawn < age.never_married:
        return "B"
    return "P" if drawn < age.never_married + age.once_married else "S"


def main() -> None:
    """Write a list to a file; the ending of its name says which kind."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broken", type=float, default=0.0)
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    rows = generate_rows(wanted.rows, seed=wanted.seed, places=sumatera_barat(), broken=wanted.broken)
    (write_xlsx if wanted.out.suffix == ".xlsx" else write_csv)(wanted.out, rows)


if __name__ == "__main__":
    main()
