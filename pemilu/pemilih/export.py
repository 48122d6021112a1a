"""The published list as one read-only SQLite file: a portal host serves it with no database at all."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Table, insert, select
from sqlalchemy.orm import Session

from pemilu.infra.db import Base, Database, open_database
from pemilu.infra.errors import DomainError
from pemilu.pemilih.lookup import IN_FORCE
from pemilu.pemilih.models import Daftar, Terbit
from pemilu.pemilih.publish import count_and_digest
from pemilu.tahapan.models import Pemilihan, Tahapan
from pemilu.wilayah.models import Tps, Wilayah

BATCH = 5_000


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


def export(source: Database, target: Path, *, progress: Callable[[int], None]) -> Daftar:
    """Write the list in force, with the regions, places and stages it needs, to `target` in one step.

    The file appears whole or not at all: it is written beside, synced, then renamed over the old one, which
    a running portal notices by itself.

    Raises:
        NoSuchFolder: there is no folder to write it in.
        TargetRefused: something else than an export would be lost.
        NothingPublished: no list is in force.
        ExportCheckFailed: the rows written do not have the digest of the list.
    """
    beside = target.with_name(target.name + ".baru")
    _refuse_loss(source, target, beside)
    beside.unlink(missing_ok=True)
    with source.reading() as session:
        daftar = session.scalars(select(Daftar).where(IN_FORCE)).one_or_none()
        if daftar is None:
            raise NothingPublished
        session.expunge(daftar)
        _write(session, daftar, beside, progress)
    beside.chmod(0o440)
    beside.replace(target)
    _sync_folder(target.parent)
    return daftar


def _refuse_loss(source: Database, target: Path, beside: Path) -> None:
    if not target.parent.is_dir():
        raise NoSuchFolder(target.parent)
    if target.exists() and not _is_export(target):
        raise TargetRefused(target)
    url = source.engine.url
    own = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
    if own and beside.exists() and beside.samefile(own):
        raise TargetRefused(beside)


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
    engine = open_database(URL.create("sqlite", database=str(path)))
    tables = [model.__table__ for model in (Wilayah, Pemilihan, Tahapan, Tps, Daftar, Terbit)]
    Base.metadata.create_all(engine, tables=[t for t in tables if isinstance(t, Table)])
    copy = Database(engine)
    _copy(session, copy, select(Wilayah.__table__).order_by(Wilayah.kode), Wilayah, progress)
    this = daftar.pemilihan_id
    _copy(session, copy, select(Pemilihan.__table__).where(Pemilihan.id == this), Pemilihan, progress)
    _copy(session, copy, select(Tahapan.__table__).where(Tahapan.pemilihan_id == this), Tahapan, progress)
    _copy(session, copy, select(Tps.__table__).where(Tps.pemilihan_id == this), Tps, progress)
    _copy(session, copy, select(Daftar.__table__).where(Daftar.id == daftar.id), Daftar, progress)
    rows = select(Terbit.__table__).where(Terbit.daftar_id == daftar.id).order_by(Terbit.nik_idx, Terbit.urut)
    _copy(session, copy, rows, Terbit, progress)
    with copy.reading() as written:
        if count_and_digest(written, daftar.id)[1] != daftar.digest:
            raise ExportCheckFailed
    # One file: fold the journal in, so that nothing lies beside it.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def _copy(
    session: Session, copy: Database, rows: Any, model: type[Base], progress: Callable[[int], None]
) -> None:
    statement = rows.execution_options(yield_per=BATCH)
    with session.execute(statement) as found, copy.transaction() as writing:
        for batch in found.mappings().partitions(BATCH):
            writing.execute(insert(model), [dict(row) for row in batch])
            progress(len(batch))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
