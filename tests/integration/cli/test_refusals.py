"""Whatever stops a command is told in a sentence with the next step; no operator reads a traceback."""

from pathlib import Path

import pytest

from pemilu.infra import keyring
from pemilu.infra.db import Database
from pemilu.infra.turn import alone
from pemilu.pemilih.export import EXPORT_LOCK
from pemilu.pemilih.kinds import Keterangan
from pemilu.pemilih.publish import PUBLISH_LOCK
from pemilu.tahapan.kinds import JenisDaftar
from tests.factories import KHUSUS, Roll, published_roll
from tests.integration.cli.conftest import Office

NEED_THE_SCHEMA = (
    "daftar list",
    "daftar publish dps",
    "daftar rollback",
    "daftar activate 1",
    "tahapan list",
    "tahapan activate contoh",
    "purge run",
    "jobs run --once",
    "demo load",
)


@pytest.fixture
def roll(office: Office, sqlite_database: Database) -> Roll:
    """A published roll whose keys are those of the office."""
    keys = keyring.generate()
    keyring.write(keys, office.keys)
    return published_roll(sqlite_database, keys=keys)


@pytest.mark.parametrize("command", NEED_THE_SCHEMA)
def test_a_missing_schema_is_told(new_office: Office, command: str) -> None:
    keyring.write(keyring.generate(), new_office.keys)
    assert "Jalankan: skema migrate" in new_office.refused(command)


def test_the_status_of_the_schema_tells_what_to_run(new_office: Office) -> None:
    assert "Jalankan: skema migrate" in new_office.refused("skema status")
    new_office.done("skema migrate")
    assert "dibutuhkan" in new_office.done("skema status")


def test_a_database_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    office = Office(tmp_path, f"sqlite:///{tmp_path}/tidak/ada.db")
    assert "DATABASE_URL" in office.refused("daftar list")


def test_the_schema_command_makes_the_folder_of_the_database(tmp_path: Path) -> None:
    office = Office(tmp_path, f"sqlite:///{tmp_path}/baru/pemilu.db")
    office.done("skema migrate")
    assert (tmp_path / "baru" / "pemilu.db").exists()


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("daftar publish dps", "Pemilihan itu tidak ada"),
        ("daftar rollback", "Tidak ada daftar terbit sebelumnya"),
        ("daftar activate 7", "bernomor 7"),
        ("daftar export terbit.db", "Belum ada daftar yang terbit"),
        ("daftar list --pemilihan lain", "Pemilihan itu tidak ada"),
        ("tahapan activate lain", "Pemilihan itu tidak ada"),
        ("wilayah tps README.md", "Pemilihan itu tidak ada"),
    ],
)
def test_a_refusal_has_its_sentence(office: Office, command: str, says: str) -> None:
    assert says in office.refused(command)


def test_an_export_never_replaces_anything_else(office: Office, roll: Roll, tmp_path: Path) -> None:
    live = roll.database.engine.url.database
    assert "tidak ditimpa" in office.refused("daftar export", live)
    notes = tmp_path / "catatan.txt"
    notes.write_text("penting")
    assert "tidak ditimpa" in office.refused("daftar export", notes)
    assert notes.read_text() == "penting"
    assert "tidak ada" in office.refused("daftar export", tmp_path / "tidak" / "terbit.db")
    for _ in range(2):
        office.done("daftar export", tmp_path / "terbit.db")


def test_a_file_that_cannot_be_written_is_told(office: Office, roll: Roll, tmp_path: Path) -> None:
    too_long = "x" * 250
    assert f"{too_long}." in office.refused("daftar export", tmp_path / too_long)
    assert not (tmp_path / too_long).exists()


def test_a_second_export_at_once_is_told(office: Office, roll: Roll, tmp_path: Path) -> None:
    with alone(roll.database, EXPORT_LOCK):
        assert "Ekspor lain sedang berjalan" in office.refused("daftar export", tmp_path / "terbit.db")
    office.done("daftar export", tmp_path / "terbit.db")


def test_a_second_publication_at_once_is_told(office: Office, roll: Roll) -> None:
    with alone(roll.database, PUBLISH_LOCK):
        assert "sedang berjalan" in office.refused("daftar publish dps")
    office.done("daftar publish dps")


def test_rows_marked_tms_are_told_and_a_dpt_asks_for_them(office: Office, roll: Roll) -> None:
    roll.change(KHUSUS, keterangan=Keterangan.MENINGGAL)
    told = office.done("daftar publish dps")
    assert "1 baris bertanda TMS ikut terbit sampai ada keputusan" in told
    assert "tms-meninggal" in told
    assert "--dengan-tanda" in office.refused("daftar publish dpt")
    assert "DPT versi 1" in office.done("daftar publish dpt --dengan-tanda")


def test_back_and_forth_between_lists(office: Office, roll: Roll) -> None:
    newer = roll.publish(JenisDaftar.DPSHP)
    assert "DPS versi 1" in office.done("daftar rollback")
    assert "DPSHP versi 1" in office.done("daftar activate", newer.id)
    first, second = office.done("daftar list").splitlines()
    assert first.split()[:2] == ["1", "DPS"]
    assert second.split()[:3] == ["*", "2", "DPSHP"]
    assert "4 pemilih" in second
