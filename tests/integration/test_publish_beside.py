"""Publishing and importing beside everybody else's work: nobody waits for longer than a batch takes."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event
from typing import Any

import pytest
from sqlalchemy import Connection, event, text, update

from pemilu.infra.db import Database
from pemilu.pemilih import freeze
from pemilu.pemilih import publish as publishing
from pemilu.pemilih.importers.summary import Ringkasan
from pemilu.pemilih.models import Daftar, Pemilih
from pemilu.pemilih.publish import publish
from pemilu.tahapan.kinds import JenisDaftar
from tests.factories import NOW, Roll, pemilihan, published_roll, silent
from tests.import_world import NAMES, ImportWorld
from tests.voter_files import KELURAHAN, KEYS, voter

BATCH = 4
ELSEWHERE = "1372011001"
FAR = {**NAMES, "1372": "Kota Solok", "137201": "Lubuk Sikarah", ELSEWHERE: "Tanah Garam"}


class Interrupted(Exception):
    pass


@contextmanager
def changed_rows(database: Database) -> Iterator[list[int]]:
    """How many rows each transaction changed, by SQLite's own count."""
    changed: list[int] = []
    begun: dict[Any, int] = {}

    def begin(connection: Connection) -> None:
        begun[connection] = driver(connection).total_changes

    def commit(connection: Connection) -> None:
        changed.append(driver(connection).total_changes - begun.pop(connection))

    event.listen(database.engine, "begin", begin)
    event.listen(database.engine, "commit", commit)
    yield changed
    event.remove(database.engine, "begin", begin)
    event.remove(database.engine, "commit", commit)


def driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def break_off(roll: Roll) -> None:
    """A publication that dies when all rows are written."""

    def stop(done: int, total: int) -> None:
        if done == total:
            raise Interrupted

    with pytest.raises(Interrupted):
        publish(
            roll.database,
            pemilihan_id=roll.pemilihan_id,
            jenis=JenisDaftar.DPS,
            per_tanggal=roll.clock.now().date(),
            keyring=roll.keyring,
            now=roll.clock.now(),
            progress=stop,
        )


def test_no_transaction_changes_more_rows_than_a_batch(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reports meanwhile waits for one of them: SQLite has one writer at a time."""
    for module in (freeze, publishing):
        monkeypatch.setattr(module, "BATCH", BATCH)
    roll = published_roll(sqlite_database)
    roll.pemilih(roll.tps(5), *(f"13999917089001{number:02}" for number in range(8)))
    everybody = roll.publish().jumlah
    elsewhere = roll.tps(6)
    with sqlite_database.transaction() as session:
        session.execute(update(Pemilih).values(tps_id=elsewhere))
    break_off(roll)
    with changed_rows(sqlite_database) as changed:
        roll.publish()
    # What was left behind, the new list, and the row of each list in the switch.
    assert sum(changed) >= 2 * everybody
    assert max(changed) <= BATCH + 1


@pytest.fixture
def world(postgres_database: Database, tmp_path: Path) -> ImportWorld:
    return ImportWorld(postgres_database, tmp_path, FAR)


def importing(world: ImportWorld, kelurahan: str, **differing: Any) -> Callable[[], Ringkasan]:
    """An import of two voters of that kelurahan, to be run in a thread."""
    file = world.file([voter(number, kelurahan=kelurahan) for number in (1, 2)], f"{kelurahan}.csv")
    report = world.folder / f"{kelurahan}.laporan.csv"
    return lambda: world.load_beside_traffic(file, report=report, **differing)


def publish_dps(world: ImportWorld, progress: Callable[[int, int], None] = silent) -> Daftar:
    return publish(
        world.database,
        pemilihan_id=world.pemilihan.id,
        jenis=JenisDaftar.DPS,
        per_tanggal=NOW.date(),
        keyring=KEYS,
        now=NOW,
        progress=progress,
    )


def in_parts(database: Database) -> dict[str, int]:
    """The voters in each partition, read as staff read: who has to wait for two seconds gets an error."""
    found = text("SELECT tableoid::regclass::text AS part, count(*) AS jumlah FROM pemilih GROUP BY 1")
    with database.reading() as session:
        return {row.part: row.jumlah for row in session.execute(found)}


def test_imports_of_two_elections_with_a_new_kabupaten_each_do_not_lock_each_other_out(
    world: ImportWorld,
) -> None:
    with world.database.transaction() as session:
        other = pemilihan(NOW, kode="lain", aktif=False)
        session.add(other)
    together = Barrier(2)

    def meet(done: int = 0, total: int = 0) -> None:
        """The one with all rows in meets the one that has them in too, or that waits for its turn."""
        if done == total and not together.broken:
            with suppress(BrokenBarrierError):
                together.wait(5)
            together.abort()

    with ThreadPoolExecutor(2) as pool:
        elections = zip((KELURAHAN, ELSEWHERE), (world.pemilihan, other), strict=True)
        both = [
            pool.submit(importing(world, where, pemilihan=election, progress=meet, waiting=meet))
            for where, election in elections
        ]
        assert [one.result(30).dimuat for one in both] == [2, 2]
    assert in_parts(world.database) == {"bagian.pemilih_1371": 2, "bagian.pemilih_1372": 2}


def test_staff_read_the_roll_while_an_import_waits_for_a_publication(world: ImportWorld) -> None:
    world.load_rows([voter(3)])
    waits, seen = Event(), []

    def start_import(_done: int, _total: int) -> None:
        running.append(pool.submit(importing(world, ELSEWHERE, waiting=waits.set)))
        assert waits.wait(30)
        seen.append(in_parts(world.database))

    running: list[Future[Ringkasan]] = []
    with ThreadPoolExecutor(1) as pool:
        publish_dps(world, start_import)
        assert running[0].result(30).dimuat == 2
    assert seen == [{"bagian.pemilih_1371": 1}]
    assert in_parts(world.database) == {"bagian.pemilih_1371": 1, "bagian.pemilih_1372": 2}


def test_staff_read_and_publish_while_an_import_waits_for_a_dump(world: ImportWorld) -> None:
    world.load_rows([voter(3)])
    waits, published = Event(), []

    def publish_between_two_tries() -> None:
        if not waits.is_set():
            published.append(publish_dps(world).jumlah)
            waits.set()

    with ThreadPoolExecutor(1) as pool:
        with world.database.reading() as dump:
            dump.execute(text("LOCK TABLE pemilih IN ACCESS SHARE MODE"))
            running = pool.submit(importing(world, ELSEWHERE, waiting=publish_between_two_tries))
            assert waits.wait(30)
            assert in_parts(world.database) == {"bagian.pemilih_1371": 1}
            assert published == [1]
            assert not running.done()
        assert running.result(30).dimuat == 2
    assert in_parts(world.database) == {"bagian.pemilih_1371": 1, "bagian.pemilih_1372": 2}
