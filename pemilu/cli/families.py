"""Who lives together on a made-up list: couples of like age, their grown children, a widowed parent.

People are put together as they are, so the mix of a list stays exact. Children too young to vote do not
stand on a list. Needs the standard library only.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from random import Random
from typing import NamedTuple

from pemilu.cli.mix import Traits

Home = list["Person"]
"""Who has one family card; a couple comes first."""

MOST = 6
BETWEEN_GENERATIONS = 18, 42
"""Years."""
OF_LIKE_AGE = 8
_LIVES_WITH_FAMILY = 0.8


class Person(NamedTuple):
    """A voter of whom nothing is invented yet; `age` on polling day."""

    age: int
    traits: Traits


def families(people: Iterable[Person], random: Random) -> Sequence[Home]:
    """Each of `people` in one family, families in any order."""
    by_status: dict[str, Home] = {"S": [], "P": [], "B": []}
    for person in people:
        by_status[person.traits.married].append(person)
    youngest, oldest = BETWEEN_GENERATIONS
    homes = _couples(by_status["S"], random)
    homes += _move_in(by_status["P"], homes, max, (-oldest, -youngest), random)
    homes += _move_in(by_status["B"], homes, min, (youngest, oldest), random)
    random.shuffle(homes)
    return homes


def _couples(married: Home, random: Random) -> list[Home]:
    """Men and women of about the same age; whose husband or wife votes elsewhere is alone."""
    in_turn = sorted(married, key=lambda person: person.age + OF_LIKE_AGE * random.random())
    men = [person for person in in_turn if not person.traits.female]
    women = [person for person in in_turn if person.traits.female]
    paired = min(len(men), len(women))
    couples: list[Home] = [list(couple) for couple in zip(men, women, strict=False)]
    return couples + [[person] for person in (*men[paired:], *women[paired:])]


def _move_in(
    people: Home,
    homes: list[Home],
    whose: Callable[[Iterable[int]], int],
    older: tuple[int, int],
    random: Random,
) -> list[Home]:
    """Most join a home whose oldest or youngest is so many years older; gives those who live alone."""
    by_age = sorted(((whose(person.age for person in home), home) for home in homes), key=itemgetter(0))
    ages = [age for age, _ in by_age]
    alone = []
    for person in people:
        first, beyond = bisect_left(ages, person.age + older[0]), bisect_right(ages, person.age + older[1])
        with_family = first < beyond and random.random() < _LIVES_WITH_FAMILY
        home = by_age[random.randrange(first, beyond)][1] if with_family else []
        if 0 < len(home) < MOST:
            home.append(person)
        else:
            alone.append([person])
    return alone
