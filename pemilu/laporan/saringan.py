"""What of the queue somebody wants to see, as conditions that an index answers.

The values stand in addresses, so none of them is personal: a NIK is searched by `pemilu.laporan.seek`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from sqlalchemy import ColumnElement, and_, extract, func, literal, or_, text, true
from sqlalchemy.orm import Session

from pemilu.infra.db import UtcDateTime
from pemilu.laporan.code import ALPHABET, NUMBER_SYMBOLS, PREFIX
from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.models import IS_OPEN, Laporan
from pemilu.laporan.status import OPEN, Status
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


def conditions(session: Session, by: Officer, saringan: Saringan, *, now: datetime) -> ColumnElement[bool]:
    """What a report has to be, to be seen by that officer through this filter."""
    return and_(within(by.wilayah), _which(saringan), *_narrowed(session, by, saringan, now))


def within(wilayah: KodeWilayah | None) -> ColumnElement[bool]:
    """The scope of somebody of that region, written so that the queue is read in due order (None: all).

    A kabupaten has an index of its own. Above it nearly everything in due order belongs, below it there is
    little to sort. Same rows as `WilayahScope.where`.
    """
    if wilayah is None:
        return true()
    match wilayah.tingkat:
        case Tingkat.PROVINSI:
            return func.substr(Laporan.kabupaten, 1, Tingkat.PROVINSI.digits) == str(wilayah)
        case Tingkat.KABUPATEN:
            return Laporan.kabupaten == str(wilayah)
        case Tingkat.KECAMATAN | Tingkat.KELURAHAN:
            return WilayahScope.of(wilayah).where(Laporan.kelurahan)
        case never:
            assert_never(never)


def is_open() -> ColumnElement[bool]:
    """In the words of the partial indexes; for statements about reports alone."""
    return text(IS_OPEN)  # type: ignore[return-value]  # a condition like any other


def _which(saringan: Saringan) -> ColumnElement[bool]:
    if saringan.nomor is not None:
        return true()
    alone = saringan.kasus is None and not saringan.saya
    waits = and_(is_open(), Laporan.kasus_id.is_(None)) if alone else is_open()
    if saringan.status is None:
        return waits
    # What is closed lies beyond the index of what waits.
    same = Laporan.status == saringan.status
    return and_(waits, same) if saringan.status in OPEN else same


def _narrowed(
    session: Session, by: Officer, saringan: Saringan, now: datetime
) -> Iterator[ColumnElement[bool]]:
    if saringan.wilayah is not None:
        yield within(saringan.wilayah)
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
    """Roles without a committee hold nothing: the columns are never NULL."""
    return and_(
        Laporan.pemegang_wilayah == (by.wilayah and str(by.wilayah)),
        Laporan.pemegang_tingkat == by.peran.tingkat,
    )


def _number_begins(symbols: str) -> ColumnElement[bool]:
    """A range of the unique index: digits sort before letters, and letters alike, in every collation."""
    lowest, highest = (symbols.ljust(NUMBER_SYMBOLS, filler) for filler in (ALPHABET[0], ALPHABET[-1]))
    return Laporan.nomor.between(f"{PREFIX}-{lowest}", f"{PREFIX}-{highest}")


def about(target: bytes) -> ColumnElement[bool]:
    """Reports about that person, or filed by them; `target` is the keyed address of their NIK."""
    return or_(Laporan.target_idx == target, Laporan.pelapor_idx == target)
