"""Views of the queue that an officer keeps for themselves, under names of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pemilu.audit.record import without_numbers
from pemilu.infra.errors import DomainError
from pemilu.petugas.models import Tampilan
from pemilu.petugas.officer import Officer

NAME = 60
MOST = 20


class ViewUnnamed(DomainError):
    """A view needs a name of 1 to NAME visible characters; it is kept in clear, so no NIK may stand in it."""


class TooManyViews(DomainError):
    """Somebody keeps MOST views; one has to go first."""


@dataclass(frozen=True, slots=True)
class View:
    """A kept view; `saringan` is the query of its address, without personal data."""

    id: int
    nama: str
    saringan: str


def kept_views(session: Session, by: Officer) -> Sequence[View]:
    """The officer's own views, by name."""
    own = select(Tampilan).where(Tampilan.petugas_id == by.id).order_by(Tampilan.nama)
    return [View(row.id, row.nama, row.saringan) for row in session.scalars(own)]


def keep_view(session: Session, by: Officer, nama: str, saringan: str) -> None:
    """Keep that filter under that name; a view of the same name is replaced.

    Raises:
        ViewUnnamed, TooManyViews.
    """
    nama = " ".join("".join(char if char.isprintable() else " " for char in nama).split())
    if not 0 < len(nama) <= NAME or without_numbers(nama) != nama:
        raise ViewUnnamed
    same = select(Tampilan).where(Tampilan.petugas_id == by.id, Tampilan.nama == nama)
    if row := session.scalars(same).one_or_none():
        row.saringan = saringan
        return
    count = select(func.count()).select_from(Tampilan).where(Tampilan.petugas_id == by.id)
    if (session.scalar(count) or 0) >= MOST:
        raise TooManyViews
    session.add(Tampilan(petugas_id=by.id, nama=nama, saringan=saringan))


def drop_view(session: Session, by: Officer, view_id: int) -> None:
    """Delete one of the officer's own views; somebody else's stays."""
    session.execute(delete(Tampilan).where(Tampilan.petugas_id == by.id, Tampilan.id == view_id))
