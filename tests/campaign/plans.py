"""Who files what, and when: those who want voters struck, the honest among them, and whom nobody can tell.

Half of the kelurahan are loud: everybody files there. In the quiet half only careful people do, who know
every figure of `pemilu/laporan/guard.py` and stay below all of them, and the honest.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, cycle, islice
from random import Random
from typing import Any

from pemilu.laporan.guard import HOUSEHOLD_REPORTS, KELURAHAN_WEEKLY, MENDS, REPORTER_REPORTS
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.kontak import Kontak
from pemilu.tahapan.day import day_start, local_date
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.zona import Zona
from tests.campaign.world import LISTED_EACH, TPS_EACH, Attempt, Person, World
from tests.factories import NOW

J = JenisLaporan
DAYS = 5
START = day_start(local_date(NOW, Zona.WIB), Zona.WIB)
STRANGERS = (Pelapor.WARGA, Pelapor.PENGAWAS, Pelapor.PESERTA_PEMILIHAN)
BY_STRANGERS = (J.TIDAK_MEMENUHI_SYARAT, J.TIDAK_BERDOMISILI, J.GANDA, J.PERBAIKAN_DATA, J.SALAH_TPS)
TELEPHONES = 10
VICTIMS = 10
CAREFUL, CAREFUL_FAMILIES = "careful: below every cap", "careful: family with data or TPS to change"
UNNOTICED = {CAREFUL, CAREFUL_FAMILIES}
LEFT_FOR_HONEST = 6
"""So many of a kelurahan's share the careful leave alone: honest people report deaths too."""
FAMILIES = 2
"""So many people who say to be family are among the careful, in each kelurahan."""


class Casting:
    """Hands out people and moments. Nobody who reports is given out twice."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.random = Random(seed)
        half = len(world.kelurahan) // 2
        self.loud, self.quiet = world.kelurahan[:half], world.kelurahan[half:]
        everybody = [person for people in world.listed.values() for person in people]
        self._listed = iter(self.random.sample(everybody, len(everybody)))
        strangers = [person for people in world.unlisted.values() for person in people]
        self._unlisted = iter(self.random.sample(strangers, len(strangers)))

    def listed(self) -> Person:
        return next(self._listed)

    def unlisted(self) -> Person:
        return next(self._unlisted)

    def voter(self, kelurahan: Sequence[KodeWilayah]) -> Person:
        """Anybody on the list there, again and again."""
        return self.random.choice(self.world.listed[self.random.choice(kelurahan)])

    def moment(self) -> datetime:
        return START + timedelta(days=DAYS) * self.random.random()


def accusation(cast: Casting, plan: str, by: Person, **differing: Any) -> Attempt:
    """Somebody whom the list knows reports a voter of a loud kelurahan."""
    target = cast.voter(cast.loud)
    values = {
        "plan": plan,
        "behind": by.nik,
        "at": cast.moment(),
        "jenis": cast.random.choice(BY_STRANGERS),
        "pelapor": cast.random.choice(STRANGERS),
        "reporter": by.nik,
        "nama": by.nama,
        "target": target.nik,
        "kelurahan": target.kelurahan,
    }
    return Attempt(**values | differing)


Fill = Callable[..., Attempt]
"""Takes the cast, the plan's name and who is behind it; and whatever else is to differ, by name."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`share` of all hostile reports; each person files `each` of them."""

    name: str
    share: float
    each: int
    fill: Fill = accusation
    recruit: Callable[[Casting], Person] = Casting.listed

    def attempts(self, cast: Casting, reports: int) -> Iterator[Attempt]:
        for number in range(reports):
            if number % self.each == 0:
                person = self.recruit(cast)
            yield self.fill(cast, self.name, person)


def _wrongly_named(cast: Casting, plan: str, by: Person) -> Attempt:
    return accusation(cast, plan, by, nama=cast.voter(cast.loud).nama)


def _by_one_telephone(cast: Casting, plan: str, by: Person) -> Attempt:
    number = cast.random.randrange(TELEPHONES)
    return accusation(cast, plan, by, kontak=Kontak(telepon=f"+62812139999{number:02}"))


def _in_the_voters_name(cast: Casting, plan: str, by: Person) -> Attempt:
    """With the right NIK and name of another voter each time."""
    jenis = cast.random.choice((J.TIDAK_BERDOMISILI, J.GANDA))
    return _own(cast, plan, cast.voter(cast.loud), jenis=jenis, behind=by.nik)


def _as_family(cast: Casting, plan: str, by: Person) -> Attempt:
    return accusation(cast, plan, by, jenis=J.TIDAK_MEMENUHI_SYARAT, pelapor=Pelapor.KELUARGA)


def _as_relative(cast: Casting, plan: str, by: Person, **differing: Any) -> Attempt:
    """What ends no entry: the data are wrong, the family is split over TPS."""
    who = {"jenis": cast.random.choice(sorted(MENDS)), "pelapor": Pelapor.KELUARGA}
    return accusation(cast, plan, by, **who | differing)


def _accused_by_themselves(cast: Casting, plan: str, by: Person) -> Attempt:
    """The voter's own NIK and name as those of who reports: somebody new each time, and on the list."""
    victim = cast.voter(cast.loud)
    return accusation(cast, plan, victim, behind=by.nik, target=victim.nik, kelurahan=victim.kelurahan)


def _naming_nobody(cast: Casting, plan: str, by: Person) -> Attempt:
    return accusation(cast, plan, by, jenis=J.TIDAK_MEMENUHI_SYARAT, target=None)


def _against_few(cast: Casting, plan: str, by: Person) -> Attempt:
    victim = cast.random.choice(cast.world.listed[cast.loud[0]][:VICTIMS])
    return accusation(cast, plan, by, target=victim.nik, kelurahan=victim.kelurahan)


def _elsewhere(cast: Casting, plan: str, by: Person) -> Attempt:
    return accusation(cast, plan, by, target=cast.voter(cast.quiet).nik)


PLANS = (
    Plan("one reporter, thirty reports", 0.28, 30),
    Plan("a voter's NIK, another name", 0.10, 8, _wrongly_named),
    Plan("a reporter whom the list does not know", 0.08, 12, recruit=Casting.unlisted),
    Plan("two each, ten telephones for all", 0.03, 2, _by_one_telephone),
    Plan("in the voter's own name, NIK and name right", 0.10, 30, _in_the_voters_name),
    Plan("two each, said to be family", 0.02, 2, _as_family),
    Plan("six each, family with data or TPS to change", 0.10, 6, _as_relative),
    Plan("thirty each, family with data or TPS to change", 0.06, 30, _as_relative),
    Plan("the voter named as the reporter", 0.10, 20, _accused_by_themselves),
    Plan("naming no NIK", 0.06, 50, _naming_nobody),
    Plan("two each, against the same ten voters", 0.02, 2, _against_few),
    Plan("another kelurahan than the list has", 0.05, 8, _elsewhere),
)


def hostile(cast: Casting, reports: int) -> list[Attempt]:
    """So many reports about others; the careful leave room for the honest, so that nothing is noticed."""
    attempts = careful(cast, cast.quiet, KELURAHAN_WEEKLY - LEFT_FOR_HONEST)
    attempts += careful_families(cast, cast.quiet, FAMILIES)
    for plan in PLANS[1:]:
        attempts += plan.attempts(cast, round(plan.share * reports))
    return [*attempts, *PLANS[0].attempts(cast, reports - len(attempts))]


def careful(cast: Casting, kelurahan: Sequence[KodeWilayah], each: int) -> list[Attempt]:
    """`each` reports in each of these kelurahan, evenly over days and TPS, two from each person."""
    return list(_spread(cast, CAREFUL, kelurahan, each, REPORTER_REPORTS))


def careful_families(cast: Casting, kelurahan: Sequence[KodeWilayah], each: int) -> list[Attempt]:
    """`each` people in each of these kelurahan, all with as many reports as a household may file."""
    reports = each * HOUSEHOLD_REPORTS
    return list(_spread(cast, CAREFUL_FAMILIES, kelurahan, reports, HOUSEHOLD_REPORTS, _as_relative))


def _spread(
    cast: Casting, plan: str, kelurahan: Sequence[KodeWilayah], each: int, share: int, fill: Fill = accusation
) -> Iterator[Attempt]:
    """`each` reports in each of these kelurahan, `share` from each person, no two about the same voter."""
    step = timedelta(days=DAYS) / each
    for kode in kelurahan:
        for turn in range(each):
            if turn % share == 0:
                by = cast.listed()
            target = cast.world.listed[kode][turn % TPS_EACH * LISTED_EACH + turn // TPS_EACH]
            where = {"target": target.nik, "kelurahan": kode}
            yield fill(cast, plan, by, at=START + step * turn, **where)


UNLISTED, OWN_DATA, DEATH = "not on the list", "own data wrong", "a death, reported by family"
SPLIT = "a family split over TPS"
RELATIVES = 3


def honest(cast: Casting, reports: int) -> list[Attempt]:
    """Of each kind in a loud kelurahan and in a quiet one, in turn; the head of a family files for all."""
    places = chain.from_iterable(zip(cast.loud, cast.quiet, strict=False))
    everybody = (one for kode in cycle(places) for one in _neighbours(cast, kode))
    return list(islice(everybody, reports))


def _neighbours(cast: Casting, kelurahan: KodeWilayah) -> Iterator[Attempt]:
    yield _missing(cast, kelurahan)
    yield _misspelt(cast, kelurahan)
    yield _mourning(cast, kelurahan)
    yield from _split(cast, kelurahan)


def _missing(cast: Casting, kelurahan: KodeWilayah) -> Attempt:
    person = cast.random.choice(cast.world.unlisted[kelurahan])
    return _own(cast, UNLISTED, person, jenis=J.BELUM_TERDAFTAR)


def _misspelt(cast: Casting, kelurahan: KodeWilayah) -> Attempt:
    return _own(cast, OWN_DATA, cast.voter([kelurahan]), jenis=J.PERBAIKAN_DATA)


def _mourning(cast: Casting, kelurahan: KodeWilayah) -> Attempt:
    family, dead = cast.listed(), cast.voter([kelurahan])
    who = {"pelapor": Pelapor.KELUARGA, "target": dead.nik, "kelurahan": dead.kelurahan}
    return accusation(cast, DEATH, family, jenis=J.TIDAK_MEMENUHI_SYARAT, **who)


def _split(cast: Casting, kelurahan: KodeWilayah) -> Iterator[Attempt]:
    family, evening = cast.listed(), cast.moment()
    relatives = cast.random.sample(cast.world.listed[kelurahan], RELATIVES)
    for each in relatives:
        where = {"jenis": J.SALAH_TPS, "target": each.nik, "kelurahan": kelurahan, "at": evening}
        yield _as_relative(cast, SPLIT, family, **where)


PRETENDED = "in the voter's name, data or TPS to change"


def pretended(cast: Casting, reports: int) -> list[Attempt]:
    """Reports that strike nobody, in the name of voters who know nothing of them."""
    kinds = (J.PERBAIKAN_DATA, J.SALAH_TPS)
    return [
        _own(cast, PRETENDED, cast.voter(cast.world.kelurahan), jenis=cast.random.choice(kinds))
        for _ in range(reports)
    ]


def _own(cast: Casting, plan: str, voter: Person, **differing: Any) -> Attempt:
    who = {"pelapor": Pelapor.PEMILIH, "target": voter.nik, "kelurahan": voter.kelurahan}
    return accusation(cast, plan, voter, **who | differing)
