"""What of the queue somebody wants to see, as conditions that an index answers.

The values stand in addresses, so none of them is personal: a NIK is searched by `pemilu.laporan.seek`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, extract, false, func, literal, not_, or_, text, true
from sqlalchemy.orm import Session

from pemilu.infra.db import UtcDateTime
from pemilu.laporan.code import ALPHABET, NUMBER_SYMBOLS, PREFIX
from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.models import IS_CLOSED, IS_QUEUED, Laporan
from pemilu.laporan.status import CLOSED, OPEN, Status
from pemilu.laporan.visible import not_lifted_from
from pemilu.petugas.officer import Officer
from pemilu.wilayah.kode import KodeWilayah, Tingkat
from pemilu.wilayah.scope import WilayahScope

URGENT_SHARE = 5
"""A report is urgent in the last fifth of its time (`pemilu.tahapan.deadline.Urgency.MENDESAK`)."""


class Keadaan(StrEnum):
    """How much time is left."""

    TERLAMBAT = "terlambat"
    MENDESAK = "mendesak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saringan:
    """None and False do not narrow. Without `status` and `nomor` only open reports are meant.

    Reports of a suspected campaign are listed by their case (`kasus`), not one by one, unless the officer
    works on them (`saya`) or asks for a number. `nomor` is the beginning of a number, without its prefix.
    """

    jenis: JenisLaporan | None = None
    status: Status | None = None
    wilayah: KodeWilayah | None = None
    tps: int | None = None
    keadaan: Keadaan | None = None
    saya: bool = False
    panitia: bool = False
    kasus: int | None = None
    nomor: str | None = None

    @property
    def narrows(self) -> bool:
        return self != Saringan()

    @property
    def whole(self) -> bool:
        """Whether it is a queue itself, of the wilayah or of one's committee, and no search in it."""
        return self in {Saringan(), Saringan(panitia=True)}


def conditions(session: Session, by: Officer, saringan: Saringan, *, now: datetime) -> ColumnElement[bool]:
    """What a report has to be, to be seen by that officer through this filter."""
    where = region(by, saringan.wilayah)
    queued = _queue_of(where) if _is_due_queue(saringan) else None
    if queued is None:
        queued = and_(where.where(Laporan.kelurahan), _which(saringan), *_closed_of(where, saringan))
    return and_(queued, *not_lifted_from(by), *_narrowed(session, by, saringan, now))


def region(by: Officer, wilayah: KodeWilayah | None) -> WilayahScope:
    """What that region and the officer's scope have in common."""
    if wilayah is None or (by.wilayah and wilayah.contains(by.wilayah)):
        return by.scope
    return WilayahScope.of(wilayah) if by.scope.covers(wilayah) else WilayahScope()


def within(wilayah: KodeWilayah | None) -> ColumnElement[bool]:
    """Reports of that region, open or closed (None: of the nation)."""
    return WilayahScope.of(wilayah).where(Laporan.kelurahan) if wilayah else true()


def is_open() -> ColumnElement[bool]:
    return Laporan.status.in_(OPEN)


def _is_due_queue(saringan: Saringan) -> bool:
    """Whether it is best read in due order: other indexes find what somebody holds, or what is closed."""
    found_otherwise = (saringan.nomor, saringan.kasus, saringan.saya or None, saringan.panitia or None)
    return not any(found_otherwise) and saringan.status in {None, *OPEN}


def _queue_of(where: WilayahScope) -> ColumnElement[bool] | None:
    """What waits there, in the words of the index in due order; None where that index is of no use.

    A kabupaten has one of its own. Above it nearly everything in due order belongs; below it there is little
    to sort, and SQLite must not see that it could read the queue of everybody instead.
    """
    waits = text(IS_QUEUED)
    if where.everywhere:
        return and_(waits)
    if len(where.prefixes) != 1:
        return None
    [kode] = where.prefixes
    match kode.tingkat:
        case Tingkat.PROVINSI:
            # Doubly negated it means the same and is nothing that SQLite would look up and then have to sort.
            return and_(not_(not_(where.where(Laporan.kabupaten))), waits)
        case Tingkat.KABUPATEN:
            return and_(Laporan.kabupaten == str(kode), waits)
    return None


def _closed_of(where: WilayahScope, saringan: Saringan) -> Iterator[ColumnElement[bool]]:
    """Of a wide region what is closed is read in due order too; of a small one there is little to sort."""
    narrow = any(kode.tingkat in {Tingkat.KECAMATAN, Tingkat.KELURAHAN} for kode in where.prefixes)
    if saringan.status in CLOSED and not narrow:
        yield and_(text(IS_CLOSED))


def _which(saringan: Saringan) -> ColumnElement[bool]:
    if saringan.nomor is not None or saringan.status in CLOSED:
        return true()
    by_case = saringan.kasus is not None or saringan.saya
    return is_open() if by_case else and_(is_open(), Laporan.kasus_id.is_(None))


def _narrowed(
    session: Session, by: Officer, saringan: Saringan, now: datetime
) -> Iterator[ColumnElement[bool]]:
    if saringan.keadaan is not None:
        yield late(now) if saringan.keadaan is Keadaan.TERLAMBAT else urgent(session, now)
    if saringan.saya:
        yield Laporan.petugas_id == by.id
    if saringan.panitia:
        yield held_by_committee_of(by)
    if saringan.nomor is not None:
        yield _number_begins(saringan.nomor)
    columns = {
        Laporan.jenis: saringan.jenis,
        Laporan.status: saringan.status,
        Laporan.tps_nomor: saringan.tps,
        Laporan.kasus_id: saringan.kasus,
    }
    yield from (column == value for column, value in columns.items() if value is not None)


def late(now: datetime) -> ColumnElement[bool]:
    return Laporan.tenggat <= now


def urgent(session: Session, now: datetime) -> ColumnElement[bool]:
    """Not late, and in the last fifth of its time. SQLite stores instants as text, so it counts in days."""
    due, filed, moment = Laporan.tenggat, Laporan.diajukan, literal(now, UtcDateTime)
    if session.get_bind().dialect.name == "sqlite":
        left, whole = (func.julianday(due) - func.julianday(other) for other in (moment, filed))
    else:
        left, whole = (extract("epoch", due) - extract("epoch", other) for other in (moment, filed))
    return and_(Laporan.tenggat > now, left * URGENT_SHARE <= whole)


def held_by_committee_of(by: Officer) -> ColumnElement[bool]:
    """Nothing for roles that sit on no committee."""
    if by.peran.tingkat is None or by.wilayah is None:
        return false()
    at = Laporan.pemegang_wilayah == str(by.wilayah)
    return and_(at, Laporan.pemegang_tingkat == by.peran.tingkat)


def _number_begins(symbols: str) -> ColumnElement[bool]:
    """A range of the unique index: digits sort before letters, and letters alike, in every collation."""
    lowest, highest = (symbols.ljust(NUMBER_SYMBOLS, filler) for filler in (ALPHABET[0], ALPHABET[-1]))
    return Laporan.nomor.between(f"{PREFIX}-{lowest}", f"{PREFIX}-{highest}")


def about(target: bytes) -> ColumnElement[bool]:
    """Reports about that person, or filed by them; `target` is the keyed address of their NIK."""
    return or_(Laporan.target_idx == target, Laporan.pelapor_idx == target)
