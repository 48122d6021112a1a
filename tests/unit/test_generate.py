"""Made-up voters: nobody's, alike for the same seed, and mixed as the published list is."""

import subprocess
import sys
from collections import Counter, defaultdict
from itertools import accumulate
from math import gcd
from pathlib import Path

import pytest

from bench.breaks import BREAKS
from bench.generate import HEADINGS, Row, generate_rows, places_for, sumatera_barat, write_csv
from pemilu.cli import mix
from pemilu.pemilih.importers.columns import COLUMNS, column_of
from pemilu.pemilih.importers.region import Region
from pemilu.pemilih.importers.rows import RawRow
from pemilu.pemilih.importers.voter import Converter, Rules
from tests.voter_files import KEYS, RULES

# One in a hundred of the province.
COUNT = 41_031
PLACES = sumatera_barat(kelurahan=10, tps=80)
# As published of the DPT; of those once married two digits are put right, so that they sum to the whole.
VOTERS, WOMEN, DISABLED = 4_103_084, 2_070_408, 26_546
MARITAL = {"B": 1_226_314, "S": 2_521_081, "P": 355_689}
GENERATIONS = {
    "gen-z": 920_779,
    "milenial": 1_234_582,
    "gen-x": 1_071_769,
    "baby-boomer": 761_414,
    "tradisional": 114_540,
}


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(generate_rows(COUNT, seed=7, places=PLACES))


def in_small(published: dict[str, int]) -> dict[str, object]:
    """Ends of shares are right to the nearest one, so a share is to the nearest two."""
    return {kind: pytest.approx(count * COUNT / VOTERS, abs=2) for kind, count in published.items()}


def test_every_nik_is_impossible_and_none_comes_twice(rows: list[Row]) -> None:
    niks = {row.cells["nik"] for row in rows}
    assert len(niks) == COUNT
    assert {nik[:6] for nik in niks} == {"139999"} == {row.cells["nkk"][:6] for row in rows}


def test_the_same_seed_gives_the_same_voters(rows: list[Row]) -> None:
    again = generate_rows(COUNT, seed=7, places=PLACES)
    assert [row.cells for row in again] == [row.cells for row in rows]
    assert next(generate_rows(1, seed=8, places=PLACES)).cells != rows[0].cells


def test_the_mix_is_the_published_one(rows: list[Row]) -> None:
    kelurahan = {place.kelurahan for place in PLACES}
    region = Region.of("13", [(code, code) for code in kelurahan])
    chunk = Converter(Rules(region, "2024", RULES.on, KEYS)).convert(
        [RawRow(line, tuple(row.cells.values()), None) for line, row in enumerate(rows)]
    )
    assert chunk.problems == []
    found = Counter(row.cells["jenis_kelamin"] for row in rows)
    assert found == in_small({"P": WOMEN, "L": VOTERS - WOMEN})
    # Three marital states of five generations: each of the fifteen shares is right to the nearest one.
    found = Counter(row.cells["status_kawin"] for row in rows)
    assert found == {kind: pytest.approx(count * COUNT / VOTERS, abs=5) for kind, count in MARITAL.items()}
    assert Counter(voter[8] for voter in chunk.voters) == in_small(GENERATIONS)
    disabled = Counter(row.cells["disabilitas"] != "0" for row in rows)
    assert disabled == in_small({True: DISABLED, False: VOTERS - DISABLED})


def test_the_mix_of_the_whole_province_is_exactly_the_published_one() -> None:
    """By arithmetic: the shares end where they should, and the numbers of the voters meet each place once."""
    table = mix.GENERATIONS
    assert [generation.voters for generation in table] == list(GENERATIONS.values())
    never, once = sum(g.never for g in table), sum(g.once for g in table)
    assert {"B": never, "P": once, "S": VOTERS - never - once} == MARITAL
    whole = mix.Mix(VOTERS, seed=1)
    assert (whole._women, whole._disabled, whole._cells[-1]) == (WOMEN, DISABLED, VOTERS)
    assert whole._cells == list(accumulate(cell[2] for cell in mix._CELLS))
    assert {gcd(step, VOTERS) for step, _ in whole._maps} == {1}


def test_traits_do_not_follow_each_other(rows: list[Row]) -> None:
    women = [row.cells for row in rows if row.cells["jenis_kelamin"] == "P"]
    unmarried = sum(cells["status_kawin"] == "B" for cells in women)
    assert unmarried / len(women) == pytest.approx(MARITAL["B"] / VOTERS, abs=0.01)


def test_two_processes_make_one_list_of_different_people() -> None:
    made = [[*generate_rows(COUNT, seed=7, places=PLACES[:2], lane=lane, lanes=2)] for lane in (0, 1)]
    assert [len(half) for half in made] == [COUNT // 2 + 1, COUNT // 2]
    people = [row.cells for half in made for row in half]
    assert len({cells["nik"] for cells in people}) == COUNT
    families = [{row.cells["nkk"] for row in half} for half in made]
    assert families[0].isdisjoint(families[1])
    assert Counter(cells["jenis_kelamin"] for cells in people) == in_small({"P": WOMEN, "L": VOTERS - WOMEN})


def test_a_family_lives_in_one_place(rows: list[Row]) -> None:
    homes = defaultdict(set)
    for row in rows:
        homes[row.cells["nkk"]].add(
            tuple(row.cells[key] for key in ("alamat", "rt", "rw", "kelurahan", "tps"))
        )
    assert {len(home) for home in homes.values()} == {1}
    assert 2 < COUNT / len(homes) < 4


def test_a_family_is_a_couple_of_like_age_with_its_children_and_parents(rows: list[Row]) -> None:
    """Or somebody alone with theirs. Years of birth may lie one nearer than ages."""
    homes = defaultdict(list)
    for row in rows:
        homes[row.cells["nkk"]].append((row.cells["status_kawin"], row.cells["jenis_kelamin"], born(row)))
    apart = []
    for home in homes.values():
        married = [sex for status, sex, _ in home if status == "S"]
        heads, others = home[: max(1, len(married))], home[max(1, len(married)) :]
        years = [year for _, _, year in heads]
        assert [status for status, _, _ in heads].count("S") == len(married) == len(set(married))
        apart += [abs(years[0] - years[-1])] * (len(married) == 2)
        for status, _, year in others:
            assert year - max(years) >= 17 if status == "B" else min(years) - year >= 17
    assert len(apart) > COUNT / 5
    assert sorted(apart)[len(apart) * 9 // 10] <= 10


def born(row: Row) -> int:
    return int(row.cells["tanggal_lahir"][-4:])


def test_voters_are_spread_evenly_over_the_places(rows: list[Row]) -> None:
    sizes = Counter((row.cells["kelurahan"], row.cells["tps"]) for row in rows)
    assert len(sizes) == 80
    assert set(sizes.values()) == {COUNT // 80, COUNT // 80 + 1}


def test_broken_rows_come_in_every_kind_and_in_the_share_asked_for() -> None:
    broken = [row.broken for row in generate_rows(10_000, seed=3, places=PLACES, broken=0.1) if row.broken]
    assert set(broken) == set(BREAKS)
    assert len(BREAKS) >= 20
    assert 900 < len(broken) < 1_100


def test_the_headings_are_those_the_import_knows(tmp_path: Path) -> None:
    assert tuple(column_of(heading) for heading in HEADINGS.values()) == COLUMNS
    write_csv(tmp_path / "a.csv", generate_rows(3, seed=1, places=PLACES))
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 4


def test_the_province_has_its_number_of_places() -> None:
    places = sumatera_barat()
    assert len(set(places)) == 10_846
    assert len({place.kelurahan for place in places}) == 1_265
    assert len({place.kelurahan[:6] for place in places}) == 179
    assert {place.kelurahan[:4] for place in places} == {str(1381 + n) for n in range(19)}


def test_a_list_five_times_as_long_has_as_many_more_places_of_lawful_size() -> None:
    places = places_for(5 * VOTERS)
    assert len(set(places)) == 5 * 10_846
    assert len({place.kelurahan for place in places}) == 5 * 1_265
    assert {len(place.kelurahan) for place in places} == {10}


def test_making_voters_needs_nothing_but_python() -> None:
    program = "import bench.generate, sys; print({'xlsxwriter', 'sqlalchemy', 'flask'} & sys.modules.keys())"
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "set()"
