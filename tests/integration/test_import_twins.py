"""The same voter twice, and voters of whom so little is known that they only look the same."""

from pathlib import Path

import pytest

from pemilu.infra import keyring
from pemilu.infra.db import Database
from tests.import_world import ImportWorld
from tests.voter_files import voter

NAMELESS = voter(1, nik="")
OTHERS = [NAMELESS | {"tanggal_lahir": "18-08-1945"}, NAMELESS | {"alamat": "JL. MELATI NO. 2"}]


@pytest.fixture
def world(database: Database, tmp_path: Path) -> ImportWorld:
    return ImportWorld(database, tmp_path)


@pytest.mark.parametrize("other", OTHERS)
def test_two_people_without_nik_who_differ_in_what_is_sealed_are_both_loaded(
    world: ImportWorld, other: dict[str, str]
) -> None:
    found = world.load_rows([NAMELESS, other, NAMELESS])
    assert (found.dimuat, found.dilewati) == (2, 1)
    assert world.lines_about("Sama dengan baris 2") == ["4"]


@pytest.mark.parametrize("other", OTHERS)
def test_a_namesake_of_the_roll_without_nik_is_loaded_with_a_warning(
    world: ImportWorld, other: dict[str, str]
) -> None:
    world.load_rows([NAMELESS])
    found = world.load_rows([other, NAMELESS])
    assert (found.dimuat, found.dilewati) == (1, 1)
    assert world.lines_about("bernama sama dengan data lain") == ["2"]
    assert world.lines_about("Sudah ada dalam daftar") == ["3"]


def test_whom_the_roll_has_sealed_with_a_lost_key_is_loaded_again_with_a_warning(world: ImportWorld) -> None:
    world.load_rows([NAMELESS])
    found = world.load_rows([NAMELESS, voter(2)], keyring=keyring.generate())
    assert (found.dimuat, found.dilewati) == (2, 0)
    assert world.lines_about("bernama sama dengan data lain") == ["2"]


def test_a_copy_names_the_row_that_it_copies(world: ImportWorld) -> None:
    world.load_rows([voter(1), voter(1, nama="BUDI S"), voter(1, nama="BUDI S"), voter(1)])
    assert world.lines_about("NIK sama dengan baris 2") == ["3"]
    assert world.lines_about("Sama dengan baris 3") == ["4"]
    assert world.lines_about("Sama dengan baris 2;") == ["5"]
