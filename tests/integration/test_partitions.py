"""On PostgreSQL the roll lies by kabupaten, the published list by the hash of its address; nobody notices."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text

from pemilu.infra.db import Database, open_database
from pemilu.infra.migrate import downgrade, migrate
from pemilu.infra.reader import open_reader
from pemilu.pemilih.lookup import _FIND
from pemilu.pemilih.models import Pemilih
from tests.factories import TERDAFTAR, published_roll
from tests.import_world import NAMES, ImportWorld
from tests.voter_files import KELURAHAN, voter, voters

ELSEWHERE = "1372011001"
FAR = {**NAMES, "1372": "Kota Solok", "137201": "Lubuk Sikarah", ELSEWHERE: "Tanah Garam"}
IN_PARTS = text("SELECT tableoid::regclass::text AS part, count(*) FROM pemilih GROUP BY 1 ORDER BY 1")


@pytest.fixture
def world(postgres_database: Database, tmp_path: Path) -> ImportWorld:
    return ImportWorld(postgres_database, tmp_path, FAR)


def parts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {row.part: row.count for row in session.execute(IN_PARTS)}


def indexes(connection: Connection, table: str) -> set[str]:
    found = text("SELECT indexdef FROM pg_indexes WHERE schemaname || '.' || tablename = :table")
    definitions = connection.scalars(found, {"table": table})
    return {re.sub(r".* USING ", "", one) for one in definitions}


def test_each_imported_kabupaten_has_a_partition(world: ImportWorld) -> None:
    world.load_rows([voter(1), voter(2, kelurahan=ELSEWHERE), voter(3), voter(4, kelurahan=ELSEWHERE)])
    assert parts(world.database) == {"bagian.pemilih_1371": 2, "bagian.pemilih_1372": 2}
    world.load_rows([voter(5), voter(6, kelurahan=ELSEWHERE)])
    assert parts(world.database) == {"bagian.pemilih_1371": 3, "bagian.pemilih_1372": 3}


def test_a_partition_has_every_index_and_foreign_key_of_the_roll(world: ImportWorld) -> None:
    world.load_rows([voter(1)])
    keys = text(
        "SELECT count(*) FROM pg_constraint WHERE conrelid = CAST(:table AS regclass) AND contype = 'f'"
    )
    with world.database.engine.connect() as connection:
        assert indexes(connection, "bagian.pemilih_1371") == indexes(connection, "public.pemilih")
        assert connection.scalar(keys, {"table": "bagian.pemilih_1371"}) == 4


def test_who_was_added_before_the_first_import_moves_in_with_the_others(world: ImportWorld) -> None:
    world.load_rows([voter(1)])
    with world.database.transaction() as session:
        values = dict(session.execute(select(Pemilih.__table__)).mappings().one()) | {"kelurahan": ELSEWHERE}
        session.execute(insert(Pemilih), values | {"id": 1_000, "nik_idx": bytes(16)})
    assert parts(world.database) == {"bagian.pemilih_1371": 1, "bagian.pemilih_lain": 1}
    world.load_rows([voter(2, kelurahan=ELSEWHERE)])
    assert parts(world.database) == {"bagian.pemilih_1371": 1, "bagian.pemilih_1372": 2}


def test_a_failed_import_leaves_no_partition(world: ImportWorld) -> None:
    class Broke(Exception):
        pass

    def fail(done: int, total: int) -> None:
        if done == total:
            raise Broke

    with pytest.raises(Broke):
        world.load_rows(voters(3), progress=fail)
    with world.database.reading() as session:
        assert session.scalar(text("SELECT to_regclass('bagian.pemilih_1371')")) is None


def test_a_lookup_touches_one_partition_and_scans_no_table_of_places(postgres_database: Database) -> None:
    roll = published_roll(postgres_database)
    roll.publish()
    with postgres_database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO tps (pemilihan_id, kelurahan, nomor, khusus, buka, tutup) "
                f"SELECT {roll.pemilihan_id}, '{KELURAHAN}', g, false, '07:00', '13:00' "
                "FROM generate_series(1000, 9000) g"
            )
        )
        connection.execute(text("ANALYZE tps"))
    reader = open_reader(roll.url, published_file=False)
    kept = reader._connection()
    statement = str(_FIND.compile(dialect=kept.dialect))
    prepared = re.sub(r"%\(nik_idx\)s(::BYTEA)?", "$1", statement)
    kept.exec_driver_sql(f"PREPARE cari (bytea) AS {prepared}")
    address = roll.keyring.nik_index().of(TERDAFTAR).hex()
    plan = "\n".join(kept.exec_driver_sql(f"EXPLAIN (ANALYZE) EXECUTE cari ('\\x{address}')").scalars())
    reader.close()
    assert len(set(re.findall(r"on (terbit_\d\d)", plan))) == 1, plan
    assert "Subplans Removed: 31" in plan
    assert "Seq Scan on tps" not in plan


def test_rows_of_before_the_partitions_are_all_there_after_them_and_back(empty_postgres_url: str) -> None:
    migrate(empty_postgres_url, "0003_petugas")
    database = Database(open_database(empty_postgres_url))
    roll = published_roll(database)
    roll.publish()
    before = everything(database)
    migrate(empty_postgres_url)
    assert set(parts(database)) == {f"bagian.pemilih_{KELURAHAN[:4]}"}
    assert everything(database) == before
    assert roll.publish().versi == 3
    downgrade(empty_postgres_url, "0003_petugas")
    assert set(parts(database)) == {"pemilih"}
    assert roll.publish().versi == 4
    database.engine.dispose()


def everything(database: Database) -> list[Any]:
    with database.reading() as session:
        return [
            session.execute(text(f"SELECT * FROM {t} ORDER BY 1, 2, 3")).all() for t in ("pemilih", "terbit")
        ]
