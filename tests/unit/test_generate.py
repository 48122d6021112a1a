"""Made-up voters: nobody's, alike for the same seed, and mixed as the published list is."""

import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from bench.breaks import BREAKS
from bench.generate import HEADINGS, Row, generate_rows, sumatera_barat, write_csv
from pemilu.pemilih.importers.columns import COLUMNS, column_of
from pemilu.pemilih.importers.region import Region
from pemilu.pemilih.importers.rows import RawRow
from pemilu.pemilih.importers.voter import Converter, Rules
from tests.voter_files import KEYS, RULES

COUNT = 30_000
PLACES = sumatera_barat(kelurahan=10, tps=80)
# Published: women; belum, sudah, pernah kawin; five generations; in percent of the DPT.
WOMEN = 50.46
MARITAL = {"B": 29.89, "S": 61.44, "P": 8.67}
GENERATIONS = {"gen-z": 22.44, "milenial": 30.09, "gen-x": 26.12, "baby-boomer": 18.56, "tradisional": 2.79}
WITHIN = 1.0


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(generate_rows(COUNT, seed=7, places=PLACES))


def percent(counts: Counter[str]) -> dict[str, float]:
    return {kind: 100 * count / COUNT for kind, count in counts.items()}


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
    assert percent(Counter(row.cells["jenis_kelamin"] for row in rows))["P"] == pytest.approx(
        WOMEN, abs=WITHIN
    )
    assert percent(Counter(row.cells["status_kawin"] for row in rows)) == pytest.approx(MARITAL, abs=WITHIN)
    assert percent(Counter(voter[8] for voter in chunk.voters)) == pytest.approx(GENERATIONS, abs=WITHIN)
    disabled = sum(row.cells["disabilitas"] != "0" for row in rows)
    assert 100 * disabled / COUNT == pytest.approx(0.65, abs=0.15)


def test_a_family_lives_in_one_place(rows: list[Row]) -> None:
    homes = defaultdict(set)
    for row in rows:
        homes[row.cells["nkk"]].add(
            tuple(row.cells[key] for key in ("alamat", "rt", "rw", "kelurahan", "tps"))
        )
    assert {len(home) for home in homes.values()} == {1}
    assert 2 < COUNT / len(homes) < 4


def test_voters_are_spread_evenly_over_the_places(rows: list[Row]) -> None:
    sizes = Counter((row.cells["kelurahan"], row.cells["tps"]) for row in rows)
    assert len(sizes) == 80
    assert set(sizes.values()) == {375}


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
    assert {place.kelurahan[:4] for place in places} == {"1399"}


def test_making_voters_needs_nothing_but_python() -> None:
    program = "import bench.generate, sys; print({'xlsxwriter', 'sqlalchemy', 'flask'} & sys.modules.keys())"
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "set()"
