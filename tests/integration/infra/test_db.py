"""The two ways to use a database: what is written is whole or not at all, and who only reads cannot write."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError, StatementError
from sqlalchemy.orm import Session

from pemilu.infra.db import (
    UNREACHABLE,
    Database,
    UtcDateTime,
    WriteInReadOnlySession,
    after_commit,
    open_database,
)
from pemilu.infra.reader import open_reader
from pemilu.pemilih.models import Impor
from pemilu.wilayah.models import Wilayah
from tests.factories import NOW, Roll

ACEH = {"kode": "11", "induk": None, "nama": "Aceh"}


class Interrupted(Exception):
    pass


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Wilayah)) or 0


@pytest.fixture
def filled(database: Database) -> Database:
    with database.transaction() as session:
        session.add(Wilayah(kode="13", nama="Sumatera Barat"))
    return database


def write_and_fail(database: Database, act: Callable[[Session], None]) -> None:
    with database.transaction() as session:
        act(session)
        session.add(Wilayah(**ACEH))
        session.flush()
        raise Interrupted


def only_read(database: Database, act: Callable[[Session], object]) -> None:
    with database.reading() as session:
        act(session)


def rename(session: Session) -> None:
    session.get_one(Wilayah, "13").nama = "Lain"


def test_a_transaction_that_is_interrupted_leaves_nothing(filled: Database) -> None:
    with pytest.raises(Interrupted):
        write_and_fail(filled, lambda _session: None)
    with filled.reading() as session:
        assert count(session) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda session: session.add(Wilayah(**ACEH)),
        rename,
        lambda session: session.delete(session.get_one(Wilayah, "13")),
        lambda session: (session.add(Wilayah(**ACEH)), session.flush()),
    ],
    ids=["new", "changed", "deleted", "flushed"],
)
def test_a_reading_session_refuses_a_changed_object(
    filled: Database, change: Callable[[Session], object]
) -> None:
    with pytest.raises(WriteInReadOnlySession):
        only_read(filled, change)
    with filled.reading() as session:
        assert session.scalars(select(Wilayah.nama)).all() == ["Sumatera Barat"]


WRITES = [insert(Wilayah).values(**ACEH), update(Wilayah).values(nama="Lain"), delete(Wilayah)]


@pytest.mark.parametrize("write", WRITES, ids=["insert", "update", "delete"])
def test_postgres_itself_refuses_a_statement_that_writes(postgres_database: Database, write: object) -> None:
    with pytest.raises(InternalError, match="read-only transaction"), postgres_database.reading() as session:
        session.execute(write)


@pytest.mark.parametrize("write", WRITES, ids=["insert", "update", "delete"])
def test_on_sqlite_a_statement_that_writes_while_reading_is_undone(
    sqlite_database: Database, write: object
) -> None:
    with sqlite_database.transaction() as session:
        session.add(Wilayah(kode="13", nama="Sumatera Barat"))
    with sqlite_database.reading() as session:
        session.execute(write)
    with sqlite_database.reading() as session:
        assert session.scalars(select(Wilayah.nama)).all() == ["Sumatera Barat"]


def test_what_was_read_can_be_used_afterwards(filled: Database) -> None:
    with filled.reading() as session:
        row = session.get_one(Wilayah, "13")
    assert row.nama == "Sumatera Barat"


def test_reading_after_reading_may_write_again(filled: Database) -> None:
    with filled.reading() as session:
        assert count(session) == 1
    with filled.transaction() as session:
        session.add(Wilayah(**ACEH))
    with filled.reading() as session:
        assert count(session) == 2


def test_an_act_after_commit_waits_for_the_commit_and_happens_once(filled: Database) -> None:
    acts: list[str] = []
    with filled.transaction() as session:
        after_commit(session, lambda: acts.append("surat"))
        session.add(Wilayah(**ACEH))
        session.flush()
        assert not acts
    assert acts == ["surat"]


def test_an_act_after_commit_never_happens_without_one(filled: Database) -> None:
    acts: list[str] = []
    with pytest.raises(Interrupted):
        write_and_fail(filled, lambda session: after_commit(session, lambda: acts.append("surat")))
    assert not acts


def test_a_stored_instant_needs_a_zone(database: Database) -> None:
    roll = Roll(database)
    with pytest.raises(StatementError, match="time zone"), database.transaction() as session:
        session.execute(update(Impor).values(waktu=datetime(2024, 11, 27, 7)))
    with database.reading() as session:
        assert session.scalars(select(Impor.waktu)).one() == roll.clock.now()


def test_an_instant_comes_back_in_utc_whatever_zone_it_was_given_in(database: Database) -> None:
    Roll(database)
    with database.transaction() as session:
        session.execute(update(Impor).values(waktu=NOW.astimezone(timezone(timedelta(hours=9)))))
    with database.reading() as session:
        (waktu,) = session.scalars(select(Impor.waktu))
    assert waktu == NOW
    assert waktu.tzinfo is UTC


def test_no_instant_stays_no_instant() -> None:
    assert UtcDateTime().process_bind_param(None, None) is None  # type: ignore[arg-type]
    assert UtcDateTime().process_result_value(None, None) is None  # type: ignore[arg-type]


def test_an_error_does_not_tell_what_was_bound(filled: Database) -> None:
    with pytest.raises(DBAPIError) as told, filled.transaction() as session:
        session.execute(text("INSERT INTO tidak_ada VALUES (:nama)"), {"nama": "BUDI SANTOSO"})
    assert "BUDI" not in str(told.value)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
def test_every_sqlite_connection_keeps_what_it_acknowledged(
    sqlite_database: Database, pragma: str, value: object
) -> None:
    with sqlite_database.reading() as first, sqlite_database.reading() as second:
        for session in (first, second):
            assert session.scalar(text(f"PRAGMA {pragma}")) == value


def test_sqlite_takes_the_writers_turn_before_it_reads(sqlite_database: Database) -> None:
    """Two that read first and write later would deadlock; the second waits at BEGIN instead."""
    with sqlite_database.engine.connect() as impatient:
        impatient.exec_driver_sql("PRAGMA busy_timeout=0")
        impatient.rollback()
        with sqlite_database.transaction() as session:
            assert count(session) == 0
            with pytest.raises(OperationalError, match="locked"):
                impatient.exec_driver_sql("SELECT 1")


@pytest.mark.parametrize(
    ("setting", "patient", "value"),
    [
        ("statement_timeout", False, "5s"),
        ("statement_timeout", True, "0"),
        ("lock_timeout", False, "2s"),
        ("idle_in_transaction_session_timeout", False, "15s"),
    ],
)
def test_postgres_gives_up_before_a_citizen_does_but_not_on_an_operator(
    postgres_url: str, setting: str, patient: bool, value: str
) -> None:
    engine = open_database(postgres_url, patient=patient)
    with engine.connect() as connection:
        assert connection.execute(text(f"SHOW {setting}")).scalar() == value
    engine.dispose()


def test_a_database_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    for reader in (
        open_reader("postgresql://u@127.0.0.1:1/db", published_file=False),
        open_reader(f"sqlite:///{tmp_path}/tidak-ada", published_file=True),
    ):
        with pytest.raises(UNREACHABLE):
            reader.all(select(Wilayah), {})
