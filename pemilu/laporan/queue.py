"""The queue: what an officer's wilayah has to answer, what is due first at the top."""

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased, defer

from pemilu.infra.db import UtcDateTime
from pemilu.laporan.act import holds, may_take_over
from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.models import Laporan
from pemilu.laporan.saringan import Saringan, conditions
from pemilu.laporan.status import OPEN, Status
from pemilu.laporan.visible import visible_to
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.tahapan.deadline import Urgency, urgency
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.labels import load_labels
from pemilu.wilayah.models import Wilayah
from pemilu.wilayah.zona import Zona

PAGE = 25
ESCALATED = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_LAST_ROW = 2**31 - 1
# What a line does not show, and what is long.
_UNREAD = (Laporan.isi, Laporan.keberatan, Laporan.tenggat_alasan, Laporan.kode_hash)

Line = tuple[Laporan, str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the queue. Nothing in it is sealed.

    `urgency` is None when the report is closed; `left` is negative when its time is over. `petugas` is who
    works on it: None for nobody, "" for somebody of another wilayah. `kembar`: another report says the same.
    `dapat`: it is open and the officer's committee holds it or may take it over.
    """

    nomor: str
    versi: int
    jenis: JenisLaporan
    status: Status
    kelurahan: str
    kecamatan: str
    tps: int | None
    urgency: Urgency | None
    left: timedelta
    tenggat: datetime
    zona: Zona
    petugas: str | None
    saya: bool
    pemegang: TingkatPanitia
    dipegang: bool
    dapat: bool
    berisiko: bool
    kasus: int | None
    disanggah: bool
    kembar: bool
    naik: bool


@dataclass(frozen=True, slots=True)
class Page:
    """At most `PAGE` lines; `sesudah` is the cursor of the next page, None on the last."""

    items: Sequence[Item]
    sesudah: str | None


def page(
    session: Session, by: Officer, saringan: Saringan, *, sesudah: str | None = None, now: datetime
) -> Page:
    """One page in due order, after the cursor `sesudah`; one statement. Raises NotPermitted.

    A cursor that nobody made is the first page.
    """
    by.must(Permission.READ_REPORTS)
    wanted = conditions(session, by, saringan, now=now)
    if after := _read_cursor(sesudah):
        wanted = and_(wanted, _later_than(*after))
    rows = session.execute(_lines(by, wanted, most=PAGE + 1)).all()
    shown = rows[:PAGE]
    cursor = _cursor(shown[-1].Laporan.tenggat, shown[-1].Laporan.id) if len(rows) > PAGE else None
    return Page([_item(row, by, now) for row in shown], cursor)


def items(
    session: Session, by: Officer, wanted: ColumnElement[bool], *, most: int, now: datetime
) -> list[Item]:
    """The first lines of what is wanted; the caller has put the officer's scope into it."""
    return [_item(row, by, now) for row in session.execute(_lines(by, wanted, most=most))]


def items_of(session: Session, by: Officer, numbers: Collection[str], *, now: datetime) -> Mapping[str, Item]:
    """The lines of those reports by number, open or closed; only what that officer may know of."""
    wanted = and_(visible_to(by), Laporan.nomor.in_(numbers))
    return {item.nomor: item for item in items(session, by, wanted, most=len(numbers), now=now)}


def _lines(by: Officer, wanted: ColumnElement[bool], *, most: int) -> Select[*Line]:
    """Reports with the names of their place and of who works on them; names are sought for few rows only.

    Names of staff are told within the officer's wilayah, as row-level security does on PostgreSQL.
    """
    due_first = select(Laporan.id).where(wanted).order_by(Laporan.tenggat, Laporan.id).limit(most).subquery()
    here, above = aliased(Wilayah), aliased(Wilayah)
    known = and_(Petugas.id == Laporan.petugas_id, by.scope.where(func.coalesce(Petugas.wilayah, "")))
    return (
        select(
            Laporan,
            here.nama.label("kelurahan"),
            above.kode.label("kode_kecamatan"),
            above.nama.label("kecamatan"),
            Petugas.nama.label("petugas"),
        )
        .join(due_first, due_first.c.id == Laporan.id)
        .join(here, here.kode == Laporan.kelurahan)
        .join(above, above.kode == here.induk)
        .join(Petugas, known, isouter=True)
        .order_by(Laporan.tenggat, Laporan.id)
        .options(*map(defer, _UNREAD))
    )


def _item(row: Row[*Line], by: Officer, now: datetime) -> Item:
    laporan: Laporan = row.Laporan
    titled = load_labels().titled
    return Item(
        nomor=laporan.nomor,
        versi=laporan.versi,
        jenis=laporan.jenis,
        status=laporan.status,
        kelurahan=titled(KodeWilayah(laporan.kelurahan), row.kelurahan),
        kecamatan=titled(KodeWilayah(row.kode_kecamatan), row.kecamatan),
        tps=laporan.tps_nomor,
        urgency=_urgency(laporan, now),
        left=laporan.tenggat - now,
        tenggat=laporan.tenggat,
        zona=laporan.zona,
        petugas=None if laporan.petugas_id is None else row.petugas or "",
        saya=laporan.petugas_id == by.id,
        pemegang=laporan.pemegang_tingkat,
        dipegang=holds(by, laporan),
        dapat=laporan.status in OPEN and may_take_over(by, laporan),
        berisiko=laporan.berisiko,
        kasus=laporan.kasus_id,
        disanggah=laporan.disanggah,
        kembar=laporan.mirip_id is not None or laporan.induk_id is not None,
        naik=laporan.diingatkan >= ESCALATED,
    )


def _urgency(laporan: Laporan, now: datetime) -> Urgency | None:
    if laporan.status not in OPEN:
        return None
    whole = laporan.tenggat - laporan.diajukan
    if whole <= timedelta(0):  # filed within the very last second
        return urgency(float(now >= laporan.tenggat))
    return urgency(max(0.0, (now - laporan.diajukan) / whole))


def _later_than(tenggat: datetime, laporan_id: int) -> ColumnElement[bool]:
    return tuple_(Laporan.tenggat, Laporan.id) > tuple_(literal(tenggat, UtcDateTime), literal(laporan_id))


def _cursor(tenggat: datetime, laporan_id: int) -> str:
    """Where a page ends, for an address: due instant and row, in letters that need no escape."""
    text = f"{(tenggat - _EPOCH) // _TICK}.{laporan_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None) -> tuple[datetime, int] | None:
    if not cursor:
        return None
    try:
        ticks, _, number = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(".")
        return _EPOCH + int(ticks) * _TICK, max(0, min(int(number), _LAST_ROW))
    except (ValueError, OverflowError):
        return None
