"""Publishing: the roll is frozen beside what is in force, checked, then switched in one step.

Rows go in by batches, each its own short transaction, so reports can still be written meanwhile. Nobody sees
them before the switch; a run that died leaves an inactive list, which the next run removes.
"""

import hashlib
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pemilu.infra.db import Database
from pemilu.infra.errors import DomainError
from pemilu.infra.keyring import Keyring
from pemilu.infra.turn import AnotherIsRunning, alone
from pemilu.pemilih.freeze import BATCH, Counts, Progress, fill
from pemilu.pemilih.marked import refuse_marked
from pemilu.pemilih.models import Daftar, Terbit
from pemilu.pemilih.switch import NOT_READY, switch
from pemilu.tahapan.kinds import JenisDaftar
from pemilu.wilayah.models import Tps

# Any fixed number: who publishes holds the lock of this number.
PUBLISH_LOCK = 1_399_990_002


class NothingToPublish(DomainError):
    """The roll of this election is empty."""


class PublishCheckFailed(DomainError):
    """What was written is not what was read; nothing was switched."""


class PublishRunning(DomainError):
    """Another publication is at work on this database."""


def publish(
    database: Database,
    *,
    pemilihan_id: int,
    jenis: JenisDaftar,
    per_tanggal: date,
    keyring: Keyring,
    now: datetime,
    progress: Progress,
    with_marked: bool = False,
) -> Daftar:
    """Freeze the roll of an election as the next version of `jenis` and put it in force.

    Returns the new list with its counts and digest. A row marked TMS stays until it is decided on; a DPT
    takes such rows only `with_marked`.

    Raises:
        NothingToPublish: the roll is empty.
        MarkedRows: rows of a DPT are marked TMS.
        PublishRunning: somebody else is publishing.
        PublishCheckFailed: the stored rows do not agree with the roll; the list in force stays.
    """
    try:
        with alone(database, PUBLISH_LOCK):
            if jenis is JenisDaftar.DPT and not with_marked:
                refuse_marked(database, pemilihan_id)
            left = _emptied(database, pemilihan_id)
            daftar_id = _begin(database, left, pemilihan_id, jenis, per_tanggal, keyring.nik_check(), now)
            counts = fill(
                database,
                pemilihan_id=pemilihan_id,
                daftar_id=daftar_id,
                names=keyring.name_hash(),
                progress=progress,
            )
            return _finish(database, daftar_id, counts)
    except AnotherIsRunning as error:
        raise PublishRunning from error


def _finish(database: Database, daftar_id: int, counts: Counts) -> Daftar:
    """Compare what was written with what was read, then switch."""
    if not counts.jumlah:
        raise NothingToPublish
    with database.reading() as session:
        stored, digest = count_and_digest(session, daftar_id)
    if stored != counts.jumlah - counts.tanpa_nik:
        raise PublishCheckFailed
    with database.transaction() as session:
        daftar = session.get_one(Daftar, daftar_id)
        daftar.jumlah, daftar.jumlah_l = counts.jumlah, counts.jumlah_l
        daftar.jumlah_p = counts.jumlah - counts.jumlah_l
        daftar.jumlah_tps, daftar.jumlah_tanpa_nik = len(counts.tps), counts.tanpa_nik
        daftar.digest = digest
        switch(session, daftar)
        return daftar


def _emptied(database: Database, pemilihan_id: int) -> int | None:
    """The list that a run that died left behind in this election, its rows removed as they were written.

    Its row stays and is used again: to delete it, the database would look through all lists for its rows.
    """
    unfinished = (Daftar.pemilihan_id == pemilihan_id) & (Daftar.digest == NOT_READY)
    with database.reading() as session:
        left = session.scalar(select(func.max(Daftar.id)).where(unfinished))
    last: bytes | None = b"" if left is not None else None
    while left is not None and last is not None:
        with database.transaction() as session:
            last = _remove_some(session, left, beyond=last)
    return left


def _remove_some(session: Session, daftar_id: int, *, beyond: bytes) -> bytes | None:
    """Remove the first rows beyond that address; the last address that went, None when there was none."""
    here = (Terbit.daftar_id == daftar_id) & (Terbit.nik_idx > beyond)
    first = session.scalars(select(Terbit.nik_idx).where(here).order_by(Terbit.nik_idx).limit(BATCH)).all()
    if not first:
        return None
    session.execute(
        delete(Terbit).where(here, Terbit.nik_idx <= first[-1]).execution_options(synchronize_session=False)
    )
    return first[-1]


def _begin(
    database: Database,
    left: int | None,
    pemilihan_id: int,
    jenis: JenisDaftar,
    per_tanggal: date,
    kunci_uji: str,
    now: datetime,
) -> int:
    """Open the next version, in the row `left` over if there is one."""
    with database.transaction() as session:
        same_kind = (Daftar.pemilihan_id == pemilihan_id) & (Daftar.jenis == jenis)
        finished = same_kind & (Daftar.digest != NOT_READY)
        opened = Daftar(
            id=left,
            pemilihan_id=pemilihan_id,
            jenis=jenis,
            versi=(session.scalar(select(func.max(Daftar.versi)).where(finished)) or 0) + 1,
            per_tanggal=per_tanggal,
            dibuat=now,
            jumlah=0,
            jumlah_l=0,
            jumlah_p=0,
            jumlah_tps=0,
            jumlah_tanpa_nik=0,
            digest=NOT_READY,
            kunci_uji=kunci_uji,
        )
        daftar = session.merge(opened)
        session.flush()  # the number of the new list is needed for its rows
        return daftar.id


def count_and_digest(session: Session, daftar_id: int) -> tuple[int, str]:
    """Count and SHA-256 of the stored rows in address order: what a copy of the list is checked against."""
    digest, count = hashlib.sha256(), 0
    terbit, tps = Terbit.__table__, Tps.__table__
    fixed = (terbit.c.urut, tps.c.kelurahan, tps.c.nomor, terbit.c.nama_samar, terbit.c.tanda)
    statement = (
        select(terbit.c.nik_idx, terbit.c.nama_token, *fixed)
        .join(tps, tps.c.id == terbit.c.tps_id)
        .where(terbit.c.daftar_id == daftar_id)
        .order_by(terbit.c.nik_idx, terbit.c.urut)
        .execution_options(yield_per=BATCH)
    )
    for nik_idx, token, urut, kelurahan, nomor, samar, tanda in session.execute(statement):
        digest.update(nik_idx + token + f"{urut}|{kelurahan}|{nomor}|{samar}|{tanda}\n".encode())
        count += 1
    return count, digest.hexdigest()
