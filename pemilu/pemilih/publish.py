"""Publishing: the roll is frozen beside what is in force, checked, then switched in one step.

Rows go in by batches, each its own short transaction, so reports can still be written meanwhile. Nobody sees
them before the switch; a run that died leaves an inactive list, which the next run removes.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Result, Row, delete, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from pemilu.infra.crypto import TokenHash
from pemilu.infra.db import Database
from pemilu.infra.errors import DomainError
from pemilu.infra.keyring import Keyring
from pemilu.infra.turn import AnotherIsRunning, alone
from pemilu.pemilih.kinds import JenisKelamin, Tanda
from pemilu.pemilih.marked import refuse_marked
from pemilu.pemilih.models import Daftar, Pemilih, Terbit
from pemilu.pemilih.nama import mask, tokens
from pemilu.pemilih.switch import NOT_READY, switch
from pemilu.tahapan.kinds import JenisDaftar
from pemilu.wilayah.models import Tps

BATCH = 5_000
# Any fixed number: who publishes holds the lock of this number.
PUBLISH_LOCK = 1_399_990_002

Progress = Callable[[int, int], None]


class NothingToPublish(DomainError):
    """The roll of this election is empty."""


class PublishCheckFailed(DomainError):
    """What was written is not what was read; nothing was switched."""


class PublishRunning(DomainError):
    """Another publication is at work on this database."""


@dataclass(slots=True)
class _Counts:
    jumlah: int = 0
    jumlah_l: int = 0
    tanpa_nik: int = 0
    tps: set[int] = field(default_factory=set)

    def add(self, row: Row[Any]) -> None:
        self.jumlah += 1
        self.jumlah_l += row.jenis_kelamin == JenisKelamin.L
        self.tanpa_nik += row.nik_idx is None
        self.tps.add(row.tps_id)


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
            daftar_id = _begin(database, pemilihan_id, jenis, per_tanggal, keyring.nik_check(), now)
            counts = _fill(database, pemilihan_id, daftar_id, keyring.name_hash(), progress)
            return _finish(database, pemilihan_id, daftar_id, counts)
    except AnotherIsRunning as error:
        raise PublishRunning from error


def _finish(database: Database, pemilihan_id: int, daftar_id: int, counts: _Counts) -> Daftar:
    """Compare what was written with what was read, then switch."""
    if not counts.jumlah:
        raise NothingToPublish
    with database.transaction() as session:
        _mark_moved(session, pemilihan_id, daftar_id)
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


def _begin(
    database: Database,
    pemilihan_id: int,
    jenis: JenisDaftar,
    per_tanggal: date,
    kunci_uji: str,
    now: datetime,
) -> int:
    """Remove what a run that died left behind in this election, and open the next version."""
    with database.transaction() as session:
        unfinished = (Daftar.pemilihan_id == pemilihan_id) & (Daftar.digest == NOT_READY)
        session.execute(delete(Terbit).where(Terbit.daftar_id.in_(select(Daftar.id).where(unfinished))))
        session.execute(delete(Daftar).where(unfinished))
        same_kind = (Daftar.pemilihan_id == pemilihan_id) & (Daftar.jenis == jenis)
        last = session.scalar(select(func.max(Daftar.versi)).where(same_kind)) or 0
        daftar = Daftar(
            pemilihan_id=pemilihan_id,
            jenis=jenis,
            versi=last + 1,
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
        session.add(daftar)
        session.flush()  # the number of the new list is needed for its rows
        return daftar.id


def _fill(
    database: Database, pemilihan_id: int, daftar_id: int, names: TokenHash, progress: Progress
) -> _Counts:
    counts = _Counts()
    with database.reading() as reading:
        total = (
            reading.scalar(
                select(func.count()).select_from(Pemilih).where(Pemilih.pemilihan_id == pemilihan_id)
            )
            or 0
        )
        with _roll(reading, pemilihan_id) as roll:
            rows = _projection(roll, counts, daftar_id, names)
            while batch := list(islice(rows, BATCH)):
                with database.transaction() as session:
                    session.execute(insert(Terbit), batch)
                progress(counts.jumlah, total)
    return counts


def _roll(session: Session, pemilihan_id: int) -> Result[Any]:
    """The roll in address order, so that the rows of one NIK come together."""
    statement = (
        select(Pemilih.nik_idx, Pemilih.nama, Pemilih.jenis_kelamin, Pemilih.tps_id)
        .where(Pemilih.pemilihan_id == pemilihan_id)
        .order_by(Pemilih.nik_idx, Pemilih.id)
        .execution_options(yield_per=BATCH)
    )
    return session.execute(statement)


def _projection(
    rows: Iterable[Row[Any]], counts: _Counts, daftar_id: int, names: TokenHash
) -> Iterator[dict[str, Any]]:
    """What the public may see of each row that has a NIK."""
    previous, urut = None, 0
    for row in rows:
        counts.add(row)
        if row.nik_idx is None:
            continue
        urut = urut + 1 if row.nik_idx == previous else 1
        previous = row.nik_idx
        yield {
            "nik_idx": row.nik_idx,
            "daftar_id": daftar_id,
            "urut": urut,
            "tps_id": row.tps_id,
            "nama_samar": mask(row.nama),
            "nama_token": names.of(row.nik_idx, tokens(row.nama)),
            "tanda": Tanda.TIDAK_ADA,
        }


def _mark_moved(session: Session, pemilihan_id: int, daftar_id: int) -> None:
    """Flag who votes at another TPS than in the list of this election in force so far: they are told so."""
    before = aliased(Terbit)
    active = select(Daftar.id).where(Daftar.aktif, Daftar.pemilihan_id == pemilihan_id).scalar_subquery()
    moved = (
        select(before.tps_id)
        .where(
            before.nik_idx == Terbit.nik_idx,
            before.daftar_id == active,
            before.urut == Terbit.urut,
            before.tps_id != Terbit.tps_id,
        )
        .exists()
    )
    session.execute(
        update(Terbit)
        .where(Terbit.daftar_id == daftar_id, moved)
        .values(tanda=int(Tanda.PINDAH_TPS))
        .execution_options(synchronize_session=False)
    )


def count_and_digest(session: Session, daftar_id: int) -> tuple[int, str]:
    """Count and SHA-256 of the stored rows in address order: what a copy of the list is checked against."""
    digest, count = hashlib.sha256(), 0
    statement = (
        select(
            Terbit.nik_idx,
            Terbit.urut,
            Tps.kelurahan,
            Tps.nomor,
            Terbit.nama_samar,
            Terbit.nama_token,
            Terbit.tanda,
        )
        .join(Tps, Tps.id == Terbit.tps_id)
        .where(Terbit.daftar_id == daftar_id)
        .order_by(Terbit.nik_idx, Terbit.urut)
        .execution_options(yield_per=BATCH)
    )
    for row in session.execute(statement):
        fixed = f"{row.urut}|{row.kelurahan}|{row.nomor}|{row.nama_samar}|{row.tanda}\n"
        digest.update(row.nik_idx + row.nama_token + fixed.encode())
        count += 1
    return count, digest.hexdigest()
