"""The exported file: whole or not at all, alone, closed to writing, and it says what the database says."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from pemilu.infra.db import Base, Database, open_database
from pemilu.pemilih import export as exporting
from pemilu.pemilih.export import (
    ExportCheckFailed,
    ExportRunning,
    NoSuchFolder,
    NothingPublished,
    TargetRefused,
    export,
)
from pemilu.pemilih.models import Daftar, Terbit
from pemilu.pemilih.publish import count_and_digest
from pemilu.tahapan.models import Pemilihan, Tahapan
from pemilu.wilayah.models import Tps, Wilayah
from tests.factories import ABSEN, NAMA, TERDAFTAR, Roll, published_roll, silent

EXPORTED = (Wilayah, Pemilihan, Tahapan, Tps, Daftar, Terbit)


class Interrupted(Exception):
    pass


@contextmanager
def opened(file: Path) -> Iterator[Database]:
    engine = open_database(f"sqlite:///{file}?mode=ro&immutable=1&uri=true".replace("///", "///file:"))
    yield Database(engine)
    engine.dispose()


def contents(database: Database, model: type[Base]) -> list[tuple[object, ...]]:
    with database.reading() as session:
        return sorted((tuple(row) for row in session.execute(select(model.__table__))), key=repr)


def digest_of(file: Path) -> str:
    """Of the rows that the file really holds."""
    with opened(file) as copy, copy.reading() as session:
        (only,) = session.scalars(select(Daftar))
        count, digest = count_and_digest(session, only.id)
        assert count == only.jumlah - only.jumlah_tanpa_nik
        return digest


def test_without_a_list_in_force_no_file_is_made(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NothingPublished):
        export(Roll(database).database, tmp_path / "terbit", progress=silent)
    assert not list(tmp_path.glob("*terbit*"))


def test_the_living_roll_is_never_overwritten(sqlite_database: Database, tmp_path: Path) -> None:
    roll = published_roll(sqlite_database)
    file = Path(str(sqlite_database.engine.url.database))
    with pytest.raises(TargetRefused):
        export(roll.database, file, progress=silent)
    assert contents(roll.database, Terbit)


@pytest.mark.parametrize("content", [b"", b"catatan", b"SQLite format 3\0"])
def test_what_is_not_an_export_is_never_overwritten(
    sqlite_database: Database, tmp_path: Path, content: bytes
) -> None:
    published_roll(sqlite_database)
    (tmp_path / "terbit").write_bytes(content)
    with pytest.raises(TargetRefused):
        export(sqlite_database, tmp_path / "terbit", progress=silent)
    assert (tmp_path / "terbit").read_bytes() == content


def test_a_folder_that_is_not_there_is_told(sqlite_database: Database, tmp_path: Path) -> None:
    published_roll(sqlite_database)
    with pytest.raises(NoSuchFolder):
        export(sqlite_database, tmp_path / "tidak" / "terbit", progress=silent)


def test_a_second_export_at_once_is_refused_and_spoils_nothing(database: Database, tmp_path: Path) -> None:
    roll = published_roll(database)
    target = tmp_path / "terbit"
    refused: list[bool] = []

    def start_another(_rows: int) -> None:
        with pytest.raises(ExportRunning):
            export(database, target, progress=silent)
        refused.append(True)

    daftar = export(database, target, progress=start_another)
    assert refused
    assert digest_of(target) == daftar.digest == roll.publish().digest


def test_exports_of_two_databases_to_one_target_do_not_touch_each_other(
    sqlite_database: Database, postgres_database: Database, tmp_path: Path
) -> None:
    """Nothing keeps them apart. Each file that appears is whole; the last one stays."""
    published_roll(sqlite_database)
    published_roll(postgres_database)
    target, seen = tmp_path / "terbit", set()

    def start_the_other(_rows: int) -> None:
        other = export(postgres_database, target, progress=silent)
        seen.add(digest_of(target) == other.digest)

    daftar = export(sqlite_database, target, progress=start_the_other)
    assert seen == {True}
    assert digest_of(target) == daftar.digest
    assert [file.name for file in tmp_path.glob("*terbit*")] == ["terbit"]


def test_a_list_that_is_published_during_an_export_leaves_no_trace_in_its_file(
    database: Database, tmp_path: Path
) -> None:
    """The file is of one moment: the list that was in force then, and the places as they were."""
    roll = published_roll(database)
    target = tmp_path / "terbit"
    published: list[Daftar] = []

    def publish_another(_rows: int) -> None:
        if not published:
            roll.pemilih(roll.tps(7), ABSEN)
            roll.change_tps(4, tempat="SDN 99 Contoh")
            published.append(roll.publish())

    before = {model: contents(database, model) for model in EXPORTED}
    daftar = export(database, target, progress=publish_another)
    assert (daftar.versi, [other.versi for other in published]) == (1, [2])
    with opened(target) as copy:
        assert {model: contents(copy, model) for model in EXPORTED} == before


def test_what_a_run_that_died_left_beside_is_removed_and_nothing_else(
    sqlite_database: Database, tmp_path: Path
) -> None:
    published_roll(sqlite_database)
    (tmp_path / ".terbit.mati1234.baru").mkdir()
    (tmp_path / ".terbit.mati1234.baru" / "terbit").write_bytes(b"separuh")
    for kept in ("terbit.baru", ".terbit.catatan.baru", ".terbit2.mati1234.baru"):
        (tmp_path / kept).touch()
    export(sqlite_database, tmp_path / "terbit", progress=silent)
    names = {file.name for file in tmp_path.glob("*terbit*")}
    assert names == {"terbit", "terbit.baru", ".terbit.catatan.baru", ".terbit2.mati1234.baru"}


def test_a_list_of_an_election_that_is_not_active_is_not_exported(database: Database, tmp_path: Path) -> None:
    roll = Roll(database, aktif=False)
    roll.pemilih(roll.tps(1), TERDAFTAR)
    roll.publish()
    with pytest.raises(NothingPublished):
        export(database, tmp_path / "terbit", progress=silent)


def test_a_crash_at_any_step_leaves_the_old_file(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "BATCH", 2)
    roll = published_roll(database)
    target = tmp_path / "terbit"
    steps: list[int] = []
    export(database, target, progress=steps.append)
    before = target.read_bytes()
    roll.pemilih(roll.tps(7), ABSEN)
    roll.publish()
    for last in range(1, len(steps) + 1):
        left = iter(range(last))

        def stop(_rows: int, left: Iterator[int] = left) -> None:
            if next(left) == 0:
                raise Interrupted

        with pytest.raises(Interrupted):
            export(database, target, progress=stop)
        assert target.read_bytes() == before
    export(database, target, progress=silent)
    assert target.read_bytes() != before
    assert [file.name for file in tmp_path.glob("*terbit*")] == ["terbit"]


def test_rows_that_are_not_those_of_the_list_do_not_become_a_file(database: Database, tmp_path: Path) -> None:
    roll = published_roll(database)
    with database.transaction() as session:
        session.execute(delete(Terbit).where(Terbit.nik_idx == roll.keyring.nik_index().of(TERDAFTAR)))
    with pytest.raises(ExportCheckFailed):
        export(database, tmp_path / "terbit", progress=silent)
    assert not (tmp_path / "terbit").exists()


def test_the_file_holds_the_list_in_force_with_its_digest(database: Database, tmp_path: Path) -> None:
    roll = published_roll(database)
    roll.pemilih(roll.tps(7), ABSEN)
    daftar = roll.publish()
    told = export(database, tmp_path / "terbit", progress=silent)
    with opened(tmp_path / "terbit") as copy, copy.reading() as session:
        (only,) = session.scalars(select(Daftar))
        assert count_and_digest(session, only.id) == (daftar.jumlah, daftar.digest)
        assert (only.versi, only.jumlah, only.aktif, only.digest) == (2, 5, True, told.digest)


@pytest.mark.parametrize("model", [Wilayah, Pemilihan, Tahapan, Tps, Terbit])
def test_every_exported_row_is_equal_to_its_source(
    database: Database, tmp_path: Path, model: type[Base]
) -> None:
    published_roll(database)
    export(database, tmp_path / "terbit", progress=silent)
    with opened(tmp_path / "terbit") as copy:
        assert contents(copy, model) == contents(database, model) != []


def test_the_file_has_no_table_of_the_living_roll(database: Database, tmp_path: Path) -> None:
    published_roll(database)
    export(database, tmp_path / "terbit", progress=silent)
    connection = sqlite3.connect(tmp_path / "terbit")
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    connection.close()
    assert tables == {model.__tablename__ for model in EXPORTED} | {"sqlite_stat1"}


def test_the_file_holds_no_name_and_no_nik(database: Database, tmp_path: Path) -> None:
    published_roll(database)
    export(database, tmp_path / "terbit", progress=silent)
    raw = (tmp_path / "terbit").read_bytes()
    assert not [word for word in (TERDAFTAR, *NAMA.split()) if word.encode() in raw]


def test_the_file_stands_alone_and_nobody_can_write_it(database: Database, tmp_path: Path) -> None:
    published_roll(database)
    folder = tmp_path / "satu berkas, 100% #1?"
    folder.mkdir()
    export(database, folder / "terbit", progress=silent)
    assert [file.name for file in folder.iterdir()] == ["terbit"]
    assert stat.S_IMODE((folder / "terbit").stat().st_mode) == 0o440
    journal = sqlite3.connect(folder / "terbit").execute("PRAGMA journal_mode").fetchone()
    assert journal == ("delete",)


def test_a_new_export_replaces_the_file_in_one_step(database: Database, tmp_path: Path) -> None:
    """Whoever has the old file open goes on reading the old list."""
    roll = published_roll(database)
    target = tmp_path / "terbit"
    export(database, target, progress=silent)
    with opened(target) as old, old.reading() as session:
        assert session.scalars(select(Daftar.versi)).all() == [1]
        roll.publish()
        export(database, target, progress=silent)
        assert session.scalars(select(Daftar.versi)).all() == [1]
    with opened(target) as new, new.reading() as session:
        assert session.scalars(select(Daftar.versi)).all() == [2]


def test_progress_counts_every_row_once(database: Database, tmp_path: Path) -> None:
    published_roll(database)
    counted: list[int] = []
    export(database, tmp_path / "terbit", progress=counted.append)
    with opened(tmp_path / "terbit") as copy:
        assert sum(counted) == sum(len(contents(copy, model)) for model in EXPORTED)
