"""Regions and polling places into their tables: whole or refused, and again without harm."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from pemilu.infra.db import Database
from pemilu.infra.reader import open_reader
from pemilu.wilayah.load import LoadedTps, LoadedWilayah, WilayahRefused, load_tps, load_wilayah
from pemilu.wilayah.models import Tps, Wilayah
from pemilu.wilayah.polling_place import PollingPlace, find_polling_place
from pemilu.wilayah.tree import Places
from tests.factories import KELURAHAN, Roll, silent

TREE = ["13,Sumatera Barat", "1371,Kota Padang", "137103,Padang Utara", "1371031004,Lolong Belanti"]


def regions(database: Database, file: Path, lines: Iterable[str]) -> LoadedWilayah:
    file.write_text("\n".join(["kode,nama", *lines]))
    with database.transaction() as session:
        return load_wilayah(session, file, progress=silent)


def places(roll: Roll, file: Path, *lines: str) -> LoadedTps:
    file.write_text("\n".join(["kelurahan,nomor,tempat,kursi_roda", *lines]))
    with roll.database.transaction() as session:
        return load_tps(session, file, pemilihan_id=roll.pemilihan_id, progress=silent)


def find(roll: Roll, nomor: int) -> PollingPlace | None:
    reader = open_reader(roll.url, published_file=False)
    found = find_polling_place(
        reader, Places(reader), pemilihan_id=roll.pemilihan_id, kelurahan=KELURAHAN, nomor=nomor
    )
    reader.close()
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "berkas.csv"


@pytest.mark.parametrize(
    "lines", [TREE[:2] + TREE[3:], [*TREE, TREE[0]], [*TREE, "13x,Salah"], [*TREE, "1372,"]]
)
def test_a_tree_with_a_fault_loads_nothing(database: Database, file: Path, lines: list[str]) -> None:
    with pytest.raises(WilayahRefused) as refused:
        regions(database, file, lines)
    assert refused.value.total == len(refused.value.bad) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Wilayah)) == 0


def test_a_tree_loads_in_any_order_and_again_without_harm(database: Database, file: Path) -> None:
    assert regions(database, file, reversed(TREE)) == LoadedWilayah(new=4, renamed=0, same=0)
    assert regions(database, file, TREE) == LoadedWilayah(new=0, renamed=0, same=4)
    with database.reading() as session:
        assert session.get_one(Wilayah, "137103").induk == "1371"


def test_a_new_name_is_taken_and_a_missing_code_stays(database: Database, file: Path) -> None:
    regions(database, file, TREE)
    renamed = [*TREE[:2], "137103,Padang Selatan"]
    assert regions(database, file, renamed) == LoadedWilayah(new=0, renamed=1, same=2)
    with database.reading() as session:
        assert session.get_one(Wilayah, "137103").nama == "Padang Selatan"
        assert session.get_one(Wilayah, KELURAHAN).nama == "Lolong Belanti"


def test_wrong_rows_are_left_out_and_told(database: Database, file: Path) -> None:
    roll = Roll(database)
    loaded = places(
        roll,
        file,
        f"{KELURAHAN},1,SDN 1,ya",
        f"{KELURAHAN},1,SDN 2,ya",
        f"{KELURAHAN},0,SDN 3,ya",
        "1371031999,1,SDN 4,ya",
        f"{KELURAHAN},2,SDN 5,mungkin",
    )
    assert (loaded.new, loaded.changed, [bad.line for bad in loaded.bad]) == (1, 0, [3, 4, 5, 6])
    assert "tidak ada di tabel wilayah" in loaded.bad[2].reason


def test_a_place_is_updated_where_it_stands(database: Database, file: Path) -> None:
    roll = Roll(database)
    places(roll, file, f"{KELURAHAN},1,SDN 1,ya", f"{KELURAHAN},2,SDN 2,")
    loaded = places(roll, file, f"{KELURAHAN},1,SDN 9,ya", f"{KELURAHAN},2,SDN 2,")
    assert (loaded.new, loaded.changed, loaded.bad) == (0, 1, ())
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Tps)) == 2
    place = find(roll, 1)
    assert place
    assert (place.tempat, place.akses, place.kode) == ("SDN 9", {"kursi_roda": True}, f"{KELURAHAN}-001")


def test_what_nobody_has_checked_is_not_told_as_no(database: Database, file: Path) -> None:
    roll = Roll(database)
    places(roll, file, f"{KELURAHAN},2,SDN 2,")
    place = find(roll, 2)
    assert place
    assert place.akses == {}
    assert find(roll, 3) is None


def test_each_election_has_places_of_its_own(database: Database, file: Path) -> None:
    now, later = Roll(database), Roll(database, kode="berikut", aktif=False)
    places(now, file, f"{KELURAHAN},1,Sekarang,")
    places(later, file, f"{KELURAHAN},1,Nanti,", f"{KELURAHAN},2,Nanti,")
    first, second = find(now, 1), find(later, 1)
    assert first
    assert second
    assert (first.tempat, second.tempat, find(now, 2)) == ("Sekarang", "Nanti", None)


def test_a_place_names_the_way_down_to_it(database: Database) -> None:
    roll = Roll(database)
    roll.tps(1)
    place = find(roll, 1)
    assert place
    way = (place.place.provinsi, place.place.kabupaten, place.place.kecamatan, place.place.kelurahan)
    assert [name.split()[-1] for name in way] == ["Barat", "Padang", "Utara", "Belanti"]
