"""Where the findings of an import go: never over the file itself, and told in a few lines."""

from pathlib import Path

import pytest
import xlsxwriter

from pemilu.cli.daftar import tell
from pemilu.infra.db import Database
from pemilu.pemilih.importers.refusal import FileRefused, Refusal
from tests.import_world import ImportWorld
from tests.voter_files import HEADINGS, voter, voters


@pytest.fixture
def world(database: Database, tmp_path: Path) -> ImportWorld:
    return ImportWorld(database, tmp_path)


@pytest.mark.parametrize("report", ["daftar.csv", "./x/../daftar.csv", "tautan.csv"])
@pytest.mark.parametrize("check_only", [True, False])
def test_a_report_never_overwrites_the_file(world: ImportWorld, report: str, check_only: bool) -> None:
    path = world.file(voters(2))
    (world.folder / "x").mkdir()
    (world.folder / "tautan.csv").symlink_to(path)
    before = path.read_bytes()
    with pytest.raises(FileRefused) as refused:
        world.load(path, report=world.folder / report, check_only=check_only)
    assert refused.value.kind is Refusal.LAPORAN_SAMA
    assert path.read_bytes() == before
    assert world.count() == 0


def test_what_a_report_is_written_into_first_is_not_the_file_either(world: ImportWorld) -> None:
    path = world.file(voters(2), "daftar.csv.baru")
    with pytest.raises(FileRefused) as refused:
        world.load(path, report=world.folder / "daftar.csv")
    assert refused.value.kind is Refusal.LAPORAN_SAMA


@pytest.mark.parametrize("report", ["tidak-ada/laporan.csv", "folder"])
def test_a_report_that_cannot_be_written_is_told_before_the_file_is_read(
    world: ImportWorld, report: str
) -> None:
    (world.folder / "folder").mkdir()
    unfit = world.folder / "kosong.csv"
    unfit.touch()
    with pytest.raises(FileRefused) as refused:
        world.load(unfit, report=world.folder / report)
    assert refused.value.kind is Refusal.LAPORAN_TAK_TERTULIS
    assert list((world.folder / "folder").iterdir()) == []


def test_findings_name_the_sheet_where_there_are_several(world: ImportWorld) -> None:
    path = world.folder / "daftar.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for rows in ([voter(1), voter(2, tps="V")], [voter(1), voter(3, nama="")]):
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, HEADINGS)
            for at, row in enumerate(rows, start=1):
                sheet.write_row(at, 0, row.values())
        book.add_worksheet().write_row(0, 0, ["Rekapitulasi"])
    found = world.load(path)
    assert (found.dibaca, found.dimuat, found.ditolak, found.dilewati) == (4, 1, 2, 1)
    assert world.lines_about("Nomor TPS bukan angka") == ["Lembar1:3"]
    assert world.lines_about("Nama kosong") == ["Lembar2:3"]
    assert world.lines_about("Sama dengan baris Lembar1:2") == ["Lembar2:2"]
    assert world.lines_about("Lembar ke-3 tidak dibaca") == [""]


def test_lines_that_were_no_voters_are_told(world: ImportWorld, capsys: pytest.CaptureFixture[str]) -> None:
    tell(world.load_rows(voters(2)))
    assert "bukan data" not in capsys.readouterr().out
    titles = [dict.fromkeys(voter(), "") | {"nama": "KETUA"}] * 3
    tell(world.load_rows([*voters(2), *titles]))
    assert "3 baris bukan data" in capsys.readouterr().out
