"""Made-up voters in the columns of Model A-Daftar Pemilih: they look real and belong to nobody.

Always the same for the same seed, streamed, families (`families`) together. The mix of sex, age, marital
status and disability is that of Sumatera Barat's DPT 2024 (`mix`). Every NIK and NKK begins with 139999, a
kecamatan that does not exist. Needs the standard library only.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import count as counted
from itertools import islice
from random import Random
from typing import NamedTuple

from pemilu.cli.families import Person, families
from pemilu.cli.mix import Mix, Traits
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


_KTP_PENDING, _MARKED = 0.004, 0.01
_MARKS = "UUUUBBBB14"
_WITH_SURNAME = 0.8
_DAYS_OF_NKK = 5_000
# The serials before it are left for voters that somebody writes by hand.
_FIRST_SERIAL = 11


def voters(
    count: int,
    *,
    seed: int,
    places: Sequence[Place],
    polling_day: date = POLLING_DAY,
    lane: int = 0,
    lanes: int = 1,
) -> Iterator[Cells]:
    """`count` voters spread evenly over `places` in their order; ages are those of `polling_day`.

    Unique NIKs in one call; two calls may repeat each other's. Several processes make a list together when
    each makes another `lane` of as many `lanes`: a part of the places, with NIKs of its own.
    """
    random = Random(seed * lanes + lane)  # noqa: S311 - invented people need no secrets
    maker = _Maker(random, polling_day, lane, lanes)
    mix = Mix(count, seed=seed)
    number, mine = _share(count, places, lane, lanes)
    for place, size in mine:
        people = [maker.person(mix.of(one)) for one in range(number, number + size)]
        for family in families(people, random):
            home = maker.home(place)
            yield from (maker.member(home, person) for person in family)
        number += size


def _share(
    count: int, places: Sequence[Place], lane: int, lanes: int
) -> tuple[int, Iterator[tuple[Place, int]]]:
    """The number of the first voter of a lane, and the places of the lane with how many vote there."""
    each, more = divmod(count, len(places))
    first, beyond = (len(places) * at // lanes for at in (lane, lane + 1))
    mine = ((places[at], each + (at < more)) for at in range(first, beyond))
    return first * each + min(first, more), mine


def _family_numbers() -> Iterator[str]:
    """NKKs: kecamatan, day of issue, serial of that day; none twice."""
    days = [f"{date(2006, 1, 2) + timedelta(days=day):%d%m%y}" for day in range(_DAYS_OF_NKK)]
    return (f"{PREFIX}{day}{serial:04}" for serial in range(1, 10_000) for day in days)


class _Maker:
    """Invents people one after the other."""

    def __init__(self, random: Random, polling_day: date, lane: int, lanes: int) -> None:
        self._random = random
        self._draw = random.random
        self._polling_day = polling_day
        self._families = islice(_family_numbers(), lane, None, lanes)
        self._serials: defaultdict[str, Iterator[int]] = defaultdict(
            lambda: counted(_FIRST_SERIAL + lane, lanes)
        )

    def person(self, traits: Traits) -> Person:
        youngest, oldest = traits.generation.youngest, traits.generation.oldest
        return Person(youngest + int(self._draw() * (oldest - youngest + 1)), traits)

    def home(self, place: Place) -> Cells:
        """What a family shares."""
        return {
            "nkk": next(self._families),
            "surname": self._one_of(FAMILY_NAMES),
            "alamat": f"{self._one_of(STREETS)} NO. {self._up_to(180)}",
            "rt": f"{self._up_to(12):03}",
            "rw": f"{self._up_to(8):03}",
            "kelurahan": place.kelurahan,
            "tps": f"{place.tps:03}",
        }

    def member(self, home: Cells, person: Person) -> Cells:
        draw, traits = self._draw, person.traits
        born = self._birth(person.age)
        on_nik, on_list = _written(born, female=traits.female)
        first = self._one_of(FEMALE_NAMES if traits.female else MALE_NAMES)
        return {
            "nkk": home["nkk"],
            "nik": f"{PREFIX}{on_nik}{next(self._serials[on_nik]):04}",
            "nama": f"{first} {home['surname']}" if draw() < _WITH_SURNAME else first,
            "tempat_lahir": self._one_of(TOWNS),
            "tanggal_lahir": on_list,
            "status_kawin": traits.married,
            "jenis_kelamin": "P" if traits.female else "L",
            "alamat": home["alamat"],
            "rt": home["rt"],
            "rw": home["rw"],
            "disabilitas": str(self._up_to(6)) if traits.disabled else "0",
            "ktp": "B" if draw() < _KTP_PENDING else "S",
            "keterangan": self._one_of(_MARKS) if draw() < _MARKED else "",
            "kelurahan": home["kelurahan"],
            "tps": home["tps"],
        }

    def _birth(self, age: int) -> int:
        """The number of a day on which somebody was born who is `age` years old on polling day."""
        return _latest_birth(self._polling_day, age) - int(self._draw() * 365)

    def _one_of(self, things: Sequence[str]) -> str:
        return things[int(self._draw() * len(things))]

    def _up_to(self, most: int) -> int:
        return 1 + int(self._draw() * most)


@lru_cache
def _latest_birth(polling_day: date, age: int) -> int:
    # Who is born on 29 February has a birthday on 1 March in other years; from 28 February all is safe.
    return date(polling_day.year - age, polling_day.month, min(polling_day.day, 28)).toordinal()


@lru_cache(65_536)
def _written(born: int, *, female: bool) -> tuple[str, str]:
    """A birth date as a NIK and as a list writes it."""
    day = date.fromordinal(born)
    return f"{day.day + 40 * female:02}{day:%m%y}", f"{day:%d-%m-%Y}"
