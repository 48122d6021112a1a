"""Who the voters of a made-up list are: exactly the published mix of Sumatera Barat's DPT 2024, in any order.

Published (KPU Provinsi Sumatera Barat): 4,103,084 voters, of these 2,070,408 women and 26,546 with a
disability; five generations; marital status, where one count has two digits swapped (355,869 for 355,689:
only so do they sum to the total). Marital status by generation is ours, its sums are as published.

Each voter of a list has a number, and for each trait the numbers are mapped onto themselves, one to one. So
the counts are exact whatever part of a list is made, in whatever process, and nothing is remembered.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import gcd, sqrt
from random import Random
from typing import NamedTuple

VOTERS = 4_103_084
WOMEN = 2_070_408
DISABLED = 26_546
MARITAL = {"B": 1_226_314, "S": 2_521_081, "P": 355_689}


class Generation(NamedTuple):
    """Voters of a generation, their ages on polling day, and how many never, and were once, married."""

    voters: int
    youngest: int
    oldest: int
    never: int
    once: int


GENERATIONS = (
    Generation(920_779, 17, 25, 814_111, 4_604),
    Generation(1_234_582, 26, 40, 308_645, 43_210),
    Generation(1_071_769, 41, 55, 69_665, 96_459),
    Generation(761_414, 56, 74, 30_457, 159_873),
    Generation(114_540, 75, 95, 3_436, 51_543),
)
_CELLS = [
    (generation, status, count)
    for generation in GENERATIONS
    for status, count in (
        ("B", generation.never),
        ("S", generation.voters - generation.never - generation.once),
        ("P", generation.once),
    )
]


# Irrational and unrelated, so that neighbours differ in every trait and no trait follows another.
_STRIDES = ((sqrt(5) - 1) / 2, sqrt(2) - 1, sqrt(3) - 1)


class Traits(NamedTuple):
    """What is decided about a voter before anything is invented."""

    generation: Generation
    married: str
    female: bool
    disabled: bool


class Mix:
    """The traits of each voter of a list of `count`, in the published shares: exactly, to the nearest one."""

    def __init__(self, count: int, *, seed: int) -> None:
        random = Random(seed)  # noqa: S311 - invented people need no secrets
        self._maps = [_one_to_one(random, count, stride) for stride in _STRIDES]
        self._cells = scaled([cell[2] for cell in _CELLS], count)
        self._women = scaled([WOMEN, VOTERS - WOMEN], count)[0]
        self._disabled = scaled([DISABLED, VOTERS - DISABLED], count)[0]
        self._count = count

    def of(self, number: int) -> Traits:
        """`number` from 0 to the count."""
        count = self._count
        by_age, by_sex, by_need = [(number * step + start) % count for step, start in self._maps]
        generation, married, _ = _CELLS[bisect_right(self._cells, by_age)]
        return Traits(generation, married, by_sex < self._women, by_need < self._disabled)


def scaled(shares: Sequence[int], count: int) -> list[int]:
    """Where each share ends in a list of `count`, so that each is right to the nearest one."""
    whole = sum(shares)
    return [(end * count + whole // 2) // whole for end in accumulate(shares)]


def _one_to_one(random: Random, count: int, stride: float) -> tuple[int, int]:
    """Step and start of a walk that meets every number below `count` once."""
    step = max(1, int(stride * count))
    while gcd(step, count) != 1:
        step += 1
    return step, random.randrange(count)
