"""Made-up voters in the columns of Model A-Daftar Pemilih: they look real and belong to nobody.

Always the same for the same seed, streamed, families together. The mix of sex, age and marital status is that
of Sumatera Barat's DPT 2024 (4,103,084 voters; KPU Provinsi Sumatera Barat). Every NIK and NKK begins with
139999, a kecamatan that does not exist. Needs the standard library only.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from pemilu.cli.names import FAMILY_NAMES, FEMALE_NAMES, MALE_NAMES, STREETS, TOWNS

Cells = dict[str, str]
"""One voter as texts by the keys of `HEADINGS`."""

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
_WITH_SURNAME = 0.8
_DAYS_OF_NKK = 5_000
# The serials before it are left for voters that somebody writes by hand.
_FIRST_SERIAL = 11


def voters(
    count: int, *, seed: int, places: Sequence[Place], polling_day: date = POLLING_DAY
) -> Iterator[Cells]:
    """`count` voters spread evenly over `places` in their order; ages are those of `polling_day`.

    Unique NIKs in one call; two calls may repeat each other's.
    """
    random = Random(seed)  # noqa: S311 - invented people need no secrets
    serials, families = Counter[str](), _family_numbers()
    for place, size in _spread(count, places):
        for home in _homes(random, place, size, families):
            yield _member(random, home, serials, polling_day)


def _spread(count: int, places: Sequence[Place]) -> Iterator[tuple[Place, int]]:
    each, more = divmod(count, len(places))
    return ((place, each + (at < more)) for at, place in enumerate(places))


def _family_numbers() -> Iterator[str]:
    """NKKs: kecamatan, day of issue, serial of that day; none twice."""
    days = [f"{date(2006, 1, 2) + timedelta(days=day):%d%m%y}" for day in range(_DAYS_OF_NKK)]
    return (f"{PREFIX}{day}{serial:04}" for serial in range(1, 10_000) for day in days)


def _homes(random: Random, place: Place, size: int, families: Iterator[str]) -> Iterator[Cells]:
    """For each of `size` people what they share with their family."""
    left = size
    while left:
        members = min(left, random.choices(_FAMILY_SIZES, _FAMILY_WEIGHTS)[0])
        left -= members
        home = {
            "nkk": next(families),
            "surname": random.choice(FAMILY_NAMES),
            "alamat": f"{random.choice(STREETS)} NO. {random.randint(1, 180)}",
            "rt": f"{random.randint(1, 12):03}",
            "rw": f"{random.randint(1, 8):03}",
            "kelurahan": place.kelurahan,
            "tps": f"{place.tps:03}",
        }
        yield from [home] * members


def _member(random: Random, home: Cells, serials: Counter[str], polling_day: date) -> Cells:
    age = random.choices(_AGES, _WEIGHTS)[0]
    female = random.random() < _FEMALE
    born = _birth(random, random.randint(age.youngest, age.oldest), polling_day)
    day = f"{PREFIX}{born.day + 40 * female:02}{born:%m%y}"
    serial = serials[day] + _FIRST_SERIAL
    serials[day] += 1
    first = random.choice(FEMALE_NAMES if female else MALE_NAMES)
    return {
        "nkk": home["nkk"],
        "nik": f"{day}{serial:04}",
        "nama": f"{first} {home['surname']}" if random.random() < _WITH_SURNAME else first,
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


def _birth(random: Random, age: int, polling_day: date) -> date:
    """A day on which somebody was born who is `age` years old on polling day."""
    year = polling_day.year - age
    # Who is born on 29 February has a birthday on 1 March in other years; from 28 February all is safe.
    latest = date(year, polling_day.month, min(polling_day.day, 28))
    return latest - timedelta(days=random.randrange(365))


def _marital(random: Random, age: _Age) -> str:
    drawn = random.random()
    if drawn < age.never_married:
        return "B"
    return "P" if drawn < age.never_married + age.once_married else "S"
