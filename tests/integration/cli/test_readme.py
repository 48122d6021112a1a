"""What README says under "Use your own list" works, in that order, on an empty database."""

import re
from pathlib import Path

import pytest

from bench.generate import Place, generate_rows, write_csv
from tests.factories import REGIONS
from tests.integration.cli.conftest import Office

README = Path(__file__).resolve().parents[3] / "README.md"
ELECTION = README.parent / "pemilu" / "cli" / "demo_data" / "sumbar-2024.toml"
FIRST = ["skema migrate", "keys init"]
# What stands in README, and what is put in its place here.
GIVEN = {
    "wilayah import": "wilayah import {home}/wilayah.csv",
    "pilkada.toml": str(ELECTION),
    "KODE": "sumbar-2024",
    "tps.csv": "{home}/tps.csv",
    "panitia.csv": "{home}/panitia.csv",
    "daftar.xlsx": "{home}/daftar.csv",
    "terbit.db": "{home}/terbit.db",
    "jobs run": "jobs run --once",
}
SAYS = {
    "skema migrate": "Skema sudah baru",
    "keys init": "portal.json",
    "wilayah import": "4 baru",
    "wilayah tps": "1 baru",
    "petugas panitia": "1 baru",
    "daftar check": "40 akan dimuat",
    "daftar import": "40 dimuat",
    "daftar publish dps": "versi 1",
    "daftar list": "* ",
    "daftar rollback": "Berlaku lagi: DPS versi 1",
    "daftar activate": "Berlaku: DPSHP versi 1",
    "daftar export": "terbit.db",
}


def commands() -> list[str]:
    """The lines of README that begin with our alias, without their remarks."""
    written = README.read_text("utf-8")
    return [line.strip() for line in re.findall(r"^cek ([^#\n]+)", written, re.MULTILINE)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    place = Place("1371031004", 1)
    regions = "\n".join(f"{kode},{nama}" for kode, _, nama in REGIONS)
    (tmp_path / "wilayah.csv").write_text(f"kode,nama\n{regions}\n")
    (tmp_path / "tps.csv").write_text("kelurahan,nomor,tempat\n1371031004,1,Balai Contoh\n")
    (tmp_path / "panitia.csv").write_text("tingkat,wilayah,alamat\npps,1371031004,Kantor Contoh\n")
    write_csv(tmp_path / "daftar.csv", generate_rows(40, seed=1, places=[place]))
    return tmp_path


def test_the_first_things_come_first() -> None:
    assert commands()[:2] == FIRST


def test_every_command_works_in_the_order_of_the_page(new_office: Office, home: Path) -> None:
    for written in commands():
        command = written
        for stands, given in GIVEN.items():
            command = command.replace(stands, given.format(home=home))
        output = new_office.done(command)
        expected = [words for start, words in SAYS.items() if written.startswith(start)]
        assert all(words in output for words in expected), output
