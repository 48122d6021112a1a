"""Two workers at once, thousands of reports at once: the same as one worker and one report."""

import tracemalloc
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select, text

from pemilu.infra.db import Base
from pemilu.laporan.models import Laporan, Pemberitahuan, Riwayat
from pemilu.laporan.status import Status
from pemilu.laporan.watch import BATCH, Watched, moment, watch_deadlines
from pemilu.petugas.kinds import Peran
from tests.integration.admin.room import Room
from tests.integration.laporan.office import nik_of

MANY = 5_000


def watch(room: Room, at: datetime) -> Watched:
    with room.database.transaction() as session:
        return watch_deadlines(session, office=room.staff.office, now=at)


def copies(room: Room, how_many: int) -> Laporan:
    """So many reports like one that was filed; gives that one."""
    first = room.office.laporan(room.office.file(target=nik_of(1)))
    columns = [column.name for column in Laporan.__table__.columns if column.name != "id"]
    like = {name: getattr(first, name) for name in columns}
    rows = [like | {"nomor": f"LP-{number:06}"} for number in range(1, how_many)]
    with room.database.transaction() as session:
        session.execute(insert(Laporan), rows)
    return first


def count(room: Room, model: type[Base]) -> int:
    with room.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_two_workers_at_once_tell_and_raise_each_report_once(room: Room) -> None:
    room.hire(Peran.PPS)
    room.hire(Peran.PPK)
    first = copies(room, 60)
    before = count(room, Riwayat)
    for percent, news in ((50, 60), (100, 120)):
        done = _both(room, moment(first, percent))
        assert sum(one.warned + one.escalated for one in done) == 60
        assert count(room, Pemberitahuan) == news
    assert count(room, Riwayat) - before == 120
    assert [line.urut for line in room.audit()] == list(range(1, 61))


def _both(room: Room, at: datetime) -> list[Watched]:
    """What two workers did who began together and went on until nothing was left."""
    start, done = Barrier(2), []

    def work() -> None:
        start.wait()
        while (watched := watch(room, at)) != Watched():
            done.append(watched)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def test_thousands_are_done_in_batches_that_cost_the_same(room: Room) -> None:
    room.hire(Peran.PPS)
    first = copies(room, MANY)
    half, statements = moment(first, 50), []
    event.listen(room.staff.database.engine, "after_cursor_execute", lambda *_args: statements.append(1))
    event.listen(room.database.engine, "after_cursor_execute", lambda *_args: statements.append(1))
    tracemalloc.start()
    costs, warned = [], 0
    for batch in range(MANY // BATCH):
        statements.clear()
        warned += watch(room, half).warned
        costs.append(len(statements))
        if batch == 2:  # measuring memory makes everything slow, and a fourth batch needs no other
            _now, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
    assert watch(room, half) == Watched()
    assert warned == MANY
    assert max(costs) <= 3 * BATCH
    assert peak < 30 * 1024 * 1024
    assert count(room, Pemberitahuan) == MANY


def test_what_is_due_is_found_by_its_index(postgres_room: Room) -> None:
    room = postgres_room
    first = copies(room, 2_000)
    with room.database.transaction() as session:
        session.execute(text("ANALYZE laporan"))
    plans: list[str] = []

    def explain(_connection: object, cursor: Any, statement: str, parameters: object, *_rest: object) -> None:
        if statement.startswith("SELECT laporan.") and "SKIP LOCKED" in statement:
            plans.append(statement)
            cursor.execute("EXPLAIN " + statement, parameters)
            plans.extend(row[0] for row in cursor.fetchall())

    event.listen(room.database.engine, "before_cursor_execute", explain)
    assert watch(room, moment(first, 50) - timedelta(seconds=1)) == Watched()
    assert any("ix_laporan_pantau" in line for line in plans[1:])


@pytest.mark.parametrize("status", [Status.DISETUJUI, Status.DITOLAK])
def test_answered_reports_of_years_are_not_looked_at_again(sqlite_room: Room, status: Status) -> None:
    first = copies(sqlite_room, 500)
    with sqlite_room.database.transaction() as session:
        session.execute(text("UPDATE laporan SET status = :status"), {"status": status.value})
    assert watch(sqlite_room, moment(first, 100)) == Watched()
