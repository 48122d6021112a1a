"""From a file into the roll: all of it or nothing, once, and found again."""

import json
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from pemilu.infra.db import Database
from pemilu.infra.keyring import Purpose
from pemilu.pemilih.importers import insert
from pemilu.pemilih.importers.codes import UnknownEdition
from pemilu.pemilih.importers.load import AlreadyImported, import_file
from pemilu.pemilih.importers.refusal import FileRefused, Refusal
from pemilu.pemilih.models import Impor, Pemilih
from pemilu.wilayah.models import Tps
from tests.import_world import ImportWorld
from tests.voter_files import HEADINGS, KELURAHAN, KEYS, LAIN, voter, voters, write_book


class Broke(Exception):
    pass


@pytest.fixture
def world(database: Database, tmp_path: Path) -> ImportWorld:
    return ImportWorld(database, tmp_path)


def test_a_file_refused_at_its_last_row_leaves_nothing(world: ImportWorld) -> None:
    before = world.contents()
    damaged = [voter(nik="1.39999E+15")] * 3
    with pytest.raises(FileRefused) as refused:
        world.load_rows([*voters(2_500), *damaged])
    assert refused.value.kind is Refusal.NIK_RUSAK_EXCEL
    assert world.contents() == before
    assert "rusak oleh Excel" in world.findings()[0]["alasan"]


def test_a_refusal_that_the_caller_swallows_still_leaves_nothing(world: ImportWorld) -> None:
    path = world.file([voter(nik="1.39999E+15")] * 3)
    with world.database.transaction() as session, pytest.raises(FileRefused):
        import_file(session, path, **world.options())
    assert world.count(Impor) == world.count(Tps) == world.count() == 0


def test_a_failure_while_loading_leaves_nothing(world: ImportWorld) -> None:
    seen: list[int] = []

    def fail_late(done: int, total: int) -> None:
        seen.append(done)
        if done > total * 0.9:
            raise Broke

    with pytest.raises(Broke):
        world.load_rows(voters(4_000), progress=fail_late)
    assert len(seen) > 2
    assert world.count(Impor) == world.count(Tps) == world.count() == 0


def test_an_election_with_an_unknown_edition_of_codes_is_refused(world: ImportWorld) -> None:
    world.pemilihan.edisi_kode = "1955"
    with pytest.raises(UnknownEdition):
        world.load_rows(voters(2))
    assert world.count() == 0


def test_the_same_file_a_second_time_changes_nothing(world: ImportWorld) -> None:
    path = world.file(voters(5))
    world.load(path)
    before = world.contents()
    with pytest.raises(AlreadyImported) as already:
        world.load(path.rename(path.with_name("nama-lain.csv")))
    assert already.value.impor.petugas == "operator"
    assert world.contents() == before


def test_a_dry_run_says_the_same_and_changes_nothing(world: ImportWorld) -> None:
    rows = [
        *voters(4),
        voter(2),
        voter(3, nama="SITI"),
        voter(9, tps="V"),
        voter(8, nkk=voter(1)["nkk"], tps="7"),
    ]
    dry = world.load_rows(rows, check_only=True)
    dry_report = world.findings()
    assert world.count(Impor) == world.count(Tps) == world.count() == 0
    real = world.load_rows(rows)
    assert world.findings() == dry_report
    assert dry.as_dict() | {"hanya_diperiksa": False} == real.as_dict()


def test_every_good_row_is_in_the_roll_as_the_file_says(world: ImportWorld) -> None:
    found = world.load_rows(
        [voter(1), voter(2, nama="siti  aminah", kelurahan="13.71.03.1005", tps="TPS 12", rt="")]
    )
    assert (found.dibaca, found.dimuat, found.ditolak, found.dilewati) == (2, 2, 0, 0)
    with world.database.reading() as session:
        rows = session.scalars(select(Pemilih).order_by(Pemilih.id)).all()
        siti = rows[1]
        tps = session.get_one(Tps, siti.tps_id)
        assert (tps.kelurahan, tps.nomor, tps.tempat) == (LAIN, 12, None)
        assert (siti.nama, siti.nama_cari, siti.kelurahan, siti.rt) == (
            "siti aminah",
            "SITI AMINAH",
            LAIN,
            None,
        )
        assert siti.impor_id == session.scalars(select(Impor.id)).one()
        identity = json.loads(KEYS.box(Purpose.IDENTITAS).open(siti.identitas, siti.row_uid))
    assert identity["nik"] == voter(2)["nik"]
    assert world.placed(voter(1)["nik"]) == [("BUDI SANTOSO", 5)]


def test_the_import_is_on_record_with_its_numbers(world: ImportWorld) -> None:
    path = world.file([*voters(3), voter(4, nama="")], "daftar 1399991708450001.csv")
    found = world.load(path)
    with world.database.reading() as session:
        impor = session.scalars(select(Impor)).one()
        assert impor.ringkasan == found.as_dict()
        assert (impor.nama_berkas, impor.petugas) == ("daftar ….csv", "operator")
        assert impor.ringkasan["masalah"] == {"nama-kosong": 1, "tps-baru": 1}


def test_a_workbook_loads_like_a_text_file(world: ImportWorld) -> None:
    path = write_book(world.folder / "daftar.xlsx", [HEADINGS, *(list(row.values()) for row in voters(30))])
    assert world.load(path).dimuat == 30
    assert world.placed(voter(30)["nik"]) == [("BUDI SANTOSO", 5)]


def test_rows_already_there_are_passed_over_and_a_mended_file_adds_the_rest(world: ImportWorld) -> None:
    nameless = voter(6, nik="", nama="TANPA NIK")
    world.load_rows([*voters(4), voter(5, tps="V"), nameless])
    again = world.load_rows([*voters(4), voter(5), nameless])
    assert (again.dibaca, again.dimuat, again.dilewati) == (6, 1, 5)
    assert world.count() == 6
    assert world.lines_about("Sudah ada dalam daftar") == ["2", "3", "4", "5", "7"]


def test_a_nik_with_another_name_or_tps_is_loaded_and_reported_as_double(world: ImportWorld) -> None:
    world.load_rows([voter(1), voter(2)])
    found = world.load_rows([voter(1, nama="BUDI SANTOSA"), voter(2, tps="6"), voter(3)])
    assert found.dimuat == 3
    assert world.lines_about("NIK sudah ada dalam daftar") == ["2", "3"]
    assert world.placed(voter(1)["nik"]) == [("BUDI SANTOSO", 5), ("BUDI SANTOSA", 5)]
    assert world.placed(voter(2)["nik"]) == [("BUDI SANTOSO", 5), ("BUDI SANTOSO", 6)]


def test_twins_inside_a_file_are_passed_over_or_reported(world: ImportWorld) -> None:
    rows = [voter(1), voter(2), voter(1), voter(1, nama="BUDI S"), voter(2, tps="6"), voter(1, nama="BUDI S")]
    found = world.load_rows(rows)
    assert (found.dimuat, found.dilewati) == (4, 2)
    assert world.lines_about("Sama dengan baris 2") == ["4"]
    assert world.lines_about("Sama dengan baris 5") == ["7"]
    assert world.lines_about("NIK sama dengan baris 2") == ["5"]
    assert world.lines_about("NIK sama dengan baris 3") == ["6"]


def test_two_people_without_nik_are_one_only_if_nothing_tells_them_apart(world: ImportWorld) -> None:
    nameless = voter(1, nik="")
    found = world.load_rows([nameless, nameless, nameless | {"rt": "9"}, nameless | {"nkk": voter(2)["nkk"]}])
    assert (found.dimuat, found.dilewati) == (3, 1)
    with world.database.reading() as session:
        assert set(session.scalars(select(Pemilih.nik_idx))) == {None}


def test_a_family_in_two_tps_is_reported(world: ImportWorld) -> None:
    family = voter(1)["nkk"]
    world.load_rows([voter(1), voter(2, nkk=family), voter(3, nkk=family, tps="6"), voter(4, tps="6")])
    assert world.lines_about("terbagi di lebih dari satu TPS (TPS 5 kelurahan 1371031004, baris 2)") == ["4"]
    world.load_rows([voter(5, nkk=family, tps="8")])
    assert world.lines_about("TPS 5 kelurahan 1371031004, sudah dalam daftar") == ["2"]


def test_a_tps_over_the_cap_is_reported_counting_who_is_there_already(world: ImportWorld) -> None:
    world.load_rows(voters(3))
    assert not world.lines_about("melebihi batas")
    found = world.load_rows([voter(4), voter(5, tps="6")])
    over = next(finding for finding in world.findings() if "melebihi batas" in finding["alasan"])
    assert (over["baris"], over["kolom"], over["nilai_disamarkan"]) == (
        "",
        "tps",
        f"TPS 5 kelurahan {KELURAHAN}",
    )
    assert "4 pemilih, batasnya 3" in over["alasan"]
    assert (found.masalah["tps-melebihi-batas"], found.tps_baru) == (1, 1)


def test_a_known_tps_is_used_and_kept(world: ImportWorld) -> None:
    with world.database.transaction() as session:
        session.add(Tps(pemilihan_id=world.pemilihan.id, kelurahan=KELURAHAN, nomor=5, tempat="SDN 01"))
    assert world.load_rows(voters(2)).tps_baru == 0
    with world.database.reading() as session:
        assert session.scalars(select(Tps.tempat)).all() == ["SDN 01"]


def test_more_findings_than_anybody_reads_are_counted(
    world: ImportWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pemilu.pemilih.importers.places.MAX_LISTED", 2)
    found = world.load_rows([voter(n, tps=str(n)) for n in range(1, 6)])
    assert found.tps_baru == found.masalah["tps-baru"] == 5
    assert len(world.lines_about("TPS belum ada")) == 2
    assert len(world.lines_about("Masih ada 3 temuan sejenis")) == 1


def test_the_report_holds_nothing_that_identifies_a_person(world: ImportWorld) -> None:
    secret = voter(1)
    rows = [
        secret,
        secret,
        voter(1, nama="SITI AMINAH"),
        secret | {"tps": secret["nik"]},
        secret | {"rt": secret["nama"]},
    ]
    world.load_rows(rows)
    text = world.report.read_text("utf-8-sig")
    assert not any(
        word in text for word in (secret["nik"], secret["nkk"], "17-08-1945", "SANTOSO", "AMINAH", "MAWAR")
    )


@pytest.mark.parametrize("workers", [0, 2])
def test_several_processes_load_the_same_in_the_same_order(world: ImportWorld, workers: int) -> None:
    rows = [voter(n, nama=f"NAMA {n}" if n % 700 else "", tps=str(1 + n // 100)) for n in range(1, 3_001)]
    found = world.load_rows(rows, workers=workers)
    assert (found.dimuat, found.ditolak) == (2_996, 4)
    assert [line["baris"] for line in world.findings() if line["baris"]] == ["701", "1401", "2101", "2801"]
    with world.database.reading() as session:
        names = session.scalars(select(Pemilih.nama).order_by(Pemilih.id)).all()
    assert names == [f"NAMA {n}" for n in range(1, 3_001) if n % 700]


def test_while_a_file_is_checked_others_can_write(world: ImportWorld) -> None:
    written: list[int] = []

    def write_meanwhile(done: int, total: int) -> None:
        if not written:
            with world.database.transaction() as session:
                session.add(Tps(pemilihan_id=world.pemilihan.id, kelurahan=LAIN, nomor=77))
            written.append(done)

    assert world.load_beside_traffic(world.file(voters(3)), progress=write_meanwhile).dimuat == 3
    assert world.count(Tps) == 2


def test_two_imports_of_one_file_at_once_load_it_once(world: ImportWorld) -> None:
    path = world.file(voters(300))
    outcomes: list[object] = []
    gate = threading.Barrier(2)

    def run(number: int) -> None:
        gate.wait()
        try:
            report = world.folder / f"laporan{number}.csv"
            outcomes.append(world.load_beside_traffic(path, report=report).dimuat)
        except AlreadyImported as already:
            outcomes.append(type(already))

    threads = [threading.Thread(target=run, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [300, AlreadyImported]
    assert world.count() == 300


def test_progress_grows_and_ends_at_the_whole(world: ImportWorld) -> None:
    seen: list[tuple[int, int]] = []
    world.load_rows(voters(2_500), progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]
    assert len({total for _, total in seen}) == 1


def test_inserted_columns_are_those_of_the_roll() -> None:
    assert set(insert.COLUMNS) == {column.name for column in Pemilih.__table__.columns} - {"id"}
