"""The rows of a list that is being published: what the public may see of each voter, written by batches.

Each batch is a short transaction of its own, so that reports can still be written meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from struct import Struct
from typing import Any

from sqlalchemy import Result, func, select
from sqlalchemy.orm import Session

from pemilu.infra.crypto import TokenHash
from pemilu.infra.db import Database
from pemilu.pemilih.kinds import JenisKelamin, Tanda
from pemilu.pemilih.models import Daftar, Pemilih, Terbit
from pemilu.pemilih.nama import published_forms

BATCH = 5_000

Published = tuple[bytes, int, int, int, str, bytes, int]
"""The values of `COLUMNS`."""
COLUMNS = ("nik_idx", "daftar_id", "urut", "tps_id", "nama_samar", "nama_token", "tanda")

_INTO = f"terbit ({', '.join(COLUMNS)})"
_INSERT = f"INSERT INTO {_INTO} VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - names of columns
_COPY = f"COPY {_INTO} FROM STDIN (FORMAT BINARY)".encode()
_BEGIN, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
# As binary COPY writes them: the count of fields, and before each value its length.
_HEAD, _LENGTH, _LAST = Struct(">hi16siiihiii"), Struct(">i"), Struct(">ih")


Progress = Callable[[int, int], None]
"""Told how many of how many people are done."""


@dataclass(slots=True)
class Counts:
    """What stands in the roll, whether or not it has a NIK to be found by."""

    jumlah: int = 0
    jumlah_l: int = 0
    tanpa_nik: int = 0
    tps: set[int] = field(default_factory=set)


def fill(
    database: Database, *, pemilihan_id: int, daftar_id: int, names: TokenHash, progress: Progress
) -> Counts:
    """Write the roll of an election into its list `daftar_id`, in the order of addresses."""
    counts = Counts()
    with database.reading() as reading:
        mine = Pemilih.pemilihan_id == pemilihan_id
        total = reading.scalar(select(func.count()).select_from(Pemilih).where(mine)) or 0
        with _roll(reading, pemilihan_id) as roll, _in_force(reading, pemilihan_id) as before:
            rows = _projection(roll, _Before(before), counts, daftar_id, names)
            while batch := list(islice(rows, BATCH)):
                with database.transaction() as session:
                    write_rows(session, batch)
                progress(counts.jumlah, total)
    return counts


def _roll(session: Session, pemilihan_id: int) -> Result[*tuple[Any, ...]]:
    """The roll in address order, so that the rows of one NIK come together."""
    pemilih = Pemilih.__table__.c  # rows past the ORM take half the time
    statement = (
        select(pemilih.nik_idx, pemilih.nama, pemilih.jenis_kelamin, pemilih.tps_id)
        .where(pemilih.pemilihan_id == pemilihan_id)
        .order_by(pemilih.nik_idx, pemilih.id)
        .execution_options(yield_per=BATCH)
    )
    return session.execute(statement)


def _in_force(session: Session, pemilihan_id: int) -> Result[*tuple[Any, ...]]:
    """The list of this election that is in force so far, in the same order."""
    active = select(Daftar.id).where(Daftar.aktif, Daftar.pemilihan_id == pemilihan_id).scalar_subquery()
    terbit = Terbit.__table__.c
    statement = (
        select(terbit.nik_idx, terbit.urut, terbit.tps_id)
        .where(terbit.daftar_id == active)
        .order_by(terbit.nik_idx, terbit.urut)
        .execution_options(yield_per=BATCH)
    )
    return session.execute(statement)


class _Before:
    """The list in force, read along with the new one: no row of it is looked for."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._rows = iter(rows)
        self._address: tuple[bytes, int] | None = None
        self._tps_id: int | None = None
        self._step()

    def tps_of(self, nik_idx: bytes, urut: int) -> int | None:
        """Where that row votes; None where the list has none. Ask in the order of the list."""
        asked = (nik_idx, urut)
        while self._address is not None and self._address < asked:
            self._step()
        return self._tps_id if self._address == asked else None

    def _step(self) -> None:
        row = next(self._rows, None)
        self._address, self._tps_id = ((row[0], row[1]), row[2]) if row else (None, None)


def _projection(
    rows: Iterable[tuple[Any, ...]], before: _Before, counts: Counts, daftar_id: int, names: TokenHash
) -> Iterator[Published]:
    """What the public may see of each row that has a NIK.

    Who votes at another TPS than in the list so far is flagged: they are told so.
    """
    previous, urut = None, 0
    for nik_idx, nama, kelamin, tps_id in rows:
        counts.jumlah += 1
        counts.jumlah_l += kelamin is JenisKelamin.L
        counts.tps.add(tps_id)
        if nik_idx is None:
            counts.tanpa_nik += 1
            continue
        urut = urut + 1 if nik_idx == previous else 1
        previous = nik_idx
        moved = before.tps_of(nik_idx, urut) not in {None, tps_id}
        tanda = Tanda.PINDAH_TPS if moved else Tanda.TIDAK_ADA
        samar, words = published_forms(nama)
        yield nik_idx, daftar_id, urut, tps_id, samar, names.of(nik_idx, words), tanda.value


def write_rows(session: Session, rows: list[Published]) -> None:
    """Add plain tuples to the published lists, past SQLAlchemy, which takes several times as long."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        connection.exec_driver_sql(_INSERT, rows)
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write(b"".join([_BEGIN, *map(_packed, rows), _END]))


def _packed(row: Published) -> bytes:
    nik_idx, daftar_id, urut, tps_id, samar, token, tanda = row
    shown = samar.encode()
    head = _HEAD.pack(len(COLUMNS), 16, nik_idx, 4, daftar_id, 2, urut, 4, tps_id, len(shown))
    return b"".join((head, shown, _LENGTH.pack(len(token)), token, _LAST.pack(2, tanda)))
