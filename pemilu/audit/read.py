"""What staff did, as somebody who oversees them reads it: newest first, their own regions only."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, not_, select, tuple_
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.audit.models import Audit

PAGE = 50
LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """None does not narrow. `sejak` and `sebelum` are instants, the first included."""

    tindakan: Tindakan | None = None
    pelaku: str | None = None
    objek: str | None = None
    sejak: datetime | None = None
    sebelum: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One act: accounts, numbers of reports, codes of regions, reasons.

    Of a search `rincian["alamat"]` is the keyed address of who was searched for: never shown, for equal ones
    would tell which searches were about one person.
    """

    rantai: str
    urut: int
    waktu: datetime
    pelaku: str
    peran: str
    wilayah: str
    tindakan: Tindakan
    objek: str
    alasan: str | None
    rincian: Mapping[str, object]

    @property
    def tempat(self) -> str:
        """Where it stands in the record; also the cursor of the page that follows it."""
        return f"{self.rantai}-{self.urut}"


@dataclass(frozen=True, slots=True)
class AuditPage:
    """At most `PAGE` lines; `sesudah` is the cursor of the next page, None on the last."""

    lines: Sequence[AuditLine]
    sesudah: str | None


Inside = Callable[[SQLColumnExpression[str]], ColumnElement[bool]]


def read_audit(
    session: Session,
    inside: Inside,
    wanted: AuditFilter,
    *,
    rantai: str | None = None,
    luas: bool = False,
    sesudah: str | None = None,
) -> AuditPage:
    """One page after the cursor `sesudah`; one statement. A cursor that nobody made is the first page.

    `inside` says that a column holds a region of the reader's scope (`WilayahScope.where`); `luas`: that is a
    kabupaten or more, whose newest lines are found by going back in time. `rantai` is the chain in which all
    of it stands, if it is one.
    """
    # Doubly negated it means the same and is nothing that SQLite would look up and then have to sort.
    here = not_(not_(inside(Audit.wilayah))) if luas else inside(Audit.wilayah)
    chain = [Audit.rantai == rantai] if rantai else []
    query = select(Audit).where(here, *chain, *_narrowed(wanted), *_after(sesudah))
    newest = query.order_by(Audit.waktu.desc(), Audit.rantai.desc(), Audit.urut.desc())
    found = [_line(row) for row in session.scalars(newest.limit(PAGE + 1))]
    shown = found[:PAGE]
    return AuditPage(shown, shown[-1].tempat if len(found) > PAGE else None)


def _narrowed(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    columns = {Audit.tindakan: wanted.tindakan, Audit.pelaku: wanted.pelaku, Audit.objek: wanted.objek}
    yield from (column == value for column, value in columns.items() if value is not None)
    if wanted.sejak is not None:
        yield Audit.waktu >= wanted.sejak
    if wanted.sebelum is not None:
        yield Audit.waktu < wanted.sebelum


def _after(cursor: str | None) -> Iterator[ColumnElement[bool]]:
    rantai, _, number = (cursor or "").partition("-")
    if not (number.isascii() and number.isdigit() and int(number) <= LARGEST):
        return
    urut = int(number)
    here = (Audit.rantai == rantai) & (Audit.urut == urut)
    moment = select(Audit.waktu).where(here).scalar_subquery()
    yield tuple_(Audit.waktu, Audit.rantai, Audit.urut) < tuple_(moment, rantai, urut)


def _line(row: Audit) -> AuditLine:
    return AuditLine(
        rantai=row.rantai,
        urut=row.urut,
        waktu=row.waktu,
        pelaku=row.pelaku,
        peran=row.peran,
        wilayah=row.wilayah,
        tindakan=row.tindakan,
        objek=row.objek,
        alasan=row.alasan,
        rincian=row.rincian,
    )
