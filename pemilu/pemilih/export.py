"""The published list as one read-only SQLite file: a portal host serves it with no database at all."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from sqlalchemy import URL, Select, Table, insert, select
from sqlalchemy.orm import Session

from pemilu.infra.db import Base, Database, open_database
from pemilu.infra.errors import DomainError
from pemilu.infra.turn import AnotherIsRunning, alone, file_locked
from pemilu.pemilih.freeze import BATCH, COLUMNS, Published, write_rows
from pemilu.pemilih.lookup import IN_FORCE
from pemilu.pemilih.models import Daftar, Terbit
from pemilu.pemilih.publish import count_and_digest
from pemilu.tahapan.models import Pemilihan, Tahapan
from pemilu.wilayah.models import Tps, Wilayah

_TABLES = [cast(Table, model.__table__) for model in (Wilayah, Pemilihan, Tahapan, Tps, Daftar, Terbit)]
# Any fixed number: who exports holds the lock of this number, so no older list replaces a newer one.
EXPORT_LOCK = 1_399_990_005
_HELD = ".dipakai"


class NothingPublished(DomainError):
    """No list is in force."""


class ExportCheckFailed(DomainError):
    """What was written is not what was published; the file that stands stays."""


class TargetRefused(DomainError):
    """What stands at the target is not an earlier export; `path` is left as it is."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)
        self.path = path


class NoSuchFolder(DomainError):
    """The file cannot appear where there is no folder."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)
        self.path = path


class ExportRunning(DomainError):
    """Another export of this database is at work."""


def export(source: Database, target: Path, *, progress: Callable[[int], None]) -> Daftar:
    """Write the list in force, with the regions, places and stages it needs, to `target` in one step.

    The file appears whole or not at all: it is written beside, synced, then renamed over the old one, which
    a running portal notices by itself.

    Raises:
        NoSuchFolder: there is no folder to write it in.
        TargetRefused: something else than an export would be lost.
        ExportRunning: somebody else is exporting from the same database.
        NothingPublished: no list is in force.
        ExportCheckFailed: the rows written do not have the digest of the list.
    """
    _refuse_loss(target)
    try:
        with alone(source, EXPORT_LOCK), _beside(target) as file:
            with source.reading() as session:
                _as_of_now(session)
                daftar = session.scalars(select(Daftar).where(IN_FORCE)).one_or_none()
                if daftar is None:
                    raise NothingPublished
                session.expunge(daftar)
                _write(session, daftar, file, progress)
            file.chmod(0o440)
            file.replace(target)
            _sync_folder(target.parent)
            return daftar
    except AnotherIsRunning as error:
        raise ExportRunning from error


def _as_of_now(session: Session) -> None:
    """All that follows is read as it is now, so that a list that is switched meanwhile is whole and in force.
    On SQLite a transaction is such by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Where to write what will be renamed to `target`: a folder of this run alone, which goes with it.

    Such folders that nobody holds were left by runs that died; they go too.
    """
    prefix, suffix = f".{target.name}.", ".baru"
    for left in target.parent.iterdir():
        if left.name.startswith(prefix) and left.name.endswith(suffix) and left.is_dir():
            with suppress(AnotherIsRunning, OSError), file_locked(left / _HELD):
                shutil.rmtree(left)
    with TemporaryDirectory(prefix=prefix, suffix=suffix, dir=target.parent) as name:
        folder = Path(name)
        with file_locked(folder / _HELD):
            yield folder / target.name


def _refuse_loss(target: Path) -> None:
    if not target.parent.is_dir():
        raise NoSuchFolder(target.parent)
    if target.exists() and not _is_export(target):
        raise TargetRefused(target)


def _is_export(path: Path) -> bool:
    """Whether a file holds a published list and nothing of the living roll."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    except sqlite3.Error:
        return False
    tables = {name for (name,) in rows}
    return "terbit" in tables and not tables & {"pemilih", "laporan"}


def _write(session: Session, daftar: Daftar, path: Path, progress: Callable[[int], None]) -> None:
    with _opened(path) as copy:
        for rows in _needed(daftar):
            _copy(session, copy, rows, progress)
        _copy_list(session, copy, daftar, progress)
        with copy.reading() as written:
            if count_and_digest(written, daftar.id)[1] != daftar.digest:
                raise ExportCheckFailed
        # One file: fold the journal in, so that nothing lies beside it.
        with copy.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
            connection.exec_driver_sql("ANALYZE")


def _needed(daftar: Daftar) -> Iterator[Select[Any]]:
    """What the list is about, in the order of references."""
    this = daftar.pemilihan_id
    yield select(Wilayah.__table__).order_by(Wilayah.kode)
    yield select(Pemilihan.__table__).where(Pemilihan.id == this)
    yield select(Tahapan.__table__).where(Tahapan.pemilihan_id == this)
    yield select(Tps.__table__).where(Tps.pemilihan_id == this)
    yield select(Daftar.__table__).where(Daftar.id == daftar.id)


@contextmanager
def _opened(path: Path) -> Iterator[Database]:
    """A new file with the tables of an export."""
    engine = open_database(URL.create("sqlite", database=str(path)))
    try:
        Base.metadata.create_all(engine, tables=_TABLES)
        yield Database(engine)
    finally:
        engine.dispose()


def _copy(session: Session, copy: Database, rows: Select[Any], progress: Callable[[int], None]) -> None:
    table = cast(Table, rows.get_final_froms()[0])
    with session.execute(rows.execution_options(yield_per=BATCH)) as found, copy.transaction() as writing:
        for batch in found.mappings().partitions():
            writing.execute(insert(table), [dict(row) for row in batch])
            progress(len(batch))


def _copy_list(session: Session, copy: Database, daftar: Daftar, progress: Callable[[int], None]) -> None:
    terbit = Terbit.__table__.c
    mine = select(*(terbit[name] for name in COLUMNS)).where(terbit.daftar_id == daftar.id)
    in_order = mine.order_by(terbit.nik_idx, terbit.urut).execution_options(yield_per=BATCH)
    with session.execute(in_order) as found, copy.transaction() as writing:
        for batch in found.partitions():
            write_rows(writing, [cast(Published, tuple(row)) for row in batch])
            progress(len(batch))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
