"""Lines of a chain in their order, a few at a time however long it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import Session

from pemilu.audit.models import Audit, AuditUjung

BATCH = 2_000
# What reading a column raises that somebody filled with what it never holds.
_SPOILT = (LookupError, ValueError, TypeError)


@dataclass(frozen=True, slots=True)
class SpoiltLine:
    """A line with a value that no act of ours writes; there is nothing in it to be checked."""

    urut: int
    mac: bytes


Line = Audit | SpoiltLine


def chains(session: Session) -> Sequence[str]:
    """Every chain that has lines or an end."""
    return sorted(session.scalars(union(select(Audit.rantai), select(AuditUjung.rantai))))


def count_lines(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Audit)) or 0


def lines(session: Session, rantai: str) -> Iterator[Line]:
    """All lines of one chain by number; of those that were given the session remembers none."""
    batch = _batch(session, rantai, None)
    while batch:
        yield from batch
        session.expunge_all()
        batch = _batch(session, rantai, batch[-1].urut)


def _batch(session: Session, rantai: str, after: int | None) -> Sequence[Line]:
    here = Audit.rantai == rantai
    wanted = here & (Audit.urut > after) if after is not None else here
    try:
        return session.scalars(select(Audit).where(wanted).order_by(Audit.urut).limit(BATCH)).all()
    except _SPOILT:
        numbers = session.scalars(select(Audit.urut).where(wanted).order_by(Audit.urut).limit(BATCH)).all()
        return [_line(session, rantai, urut) for urut in numbers]


def _line(session: Session, rantai: str, urut: int) -> Line:
    here = (Audit.rantai == rantai) & (Audit.urut == urut)
    line: Audit | None = _read(session, select(Audit).where(here))
    return line or SpoiltLine(urut, _read(session, select(Audit.mac).where(here)) or b"")


def _read(session: Session, query: Select[Any]) -> Any:
    try:
        return session.scalars(query).one()
    except _SPOILT:
        return None
