"""Which published list is in force: back to the one before, forth again. Nothing is ever deleted."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from pemilu.infra.errors import DomainError
from pemilu.pemilih.models import Daftar
from pemilu.tahapan.models import Pemilihan

# The digest of a list that is still being written.
NOT_READY = ""


class NoEarlierDaftar(DomainError):
    """There is no list to roll back to."""


class NoSuchDaftar(DomainError):
    """No finished list has that number; `nomor` is what was asked for."""

    def __init__(self, nomor: int) -> None:
        super().__init__(nomor)
        self.nomor = nomor


def switch(session: Session, daftar: Daftar) -> None:
    """Put one list in force and every other of its election out, in one statement."""
    same = Daftar.pemilihan_id == daftar.pemilihan_id
    session.execute(update(Daftar).where(same).values(aktif=(Daftar.id == daftar.id)))


def switch_to(session: Session, nomor: int) -> Daftar:
    """Put the list of that number (`id`) in force in its election.

    Raises:
        NoSuchDaftar: there is none, or it was never finished.
    """
    daftar = session.get(Daftar, nomor)
    if daftar is None or daftar.digest == NOT_READY:
        raise NoSuchDaftar(nomor)
    switch(session, daftar)
    return daftar


def roll_back(session: Session) -> Daftar:
    """Put the list before the one in force back; `switch_to` leads forth again.

    Raises:
        NoEarlierDaftar: this election has none.
    """
    active = aliased(Daftar)
    earlier = session.scalars(
        select(Daftar)
        .join(active, (active.pemilihan_id == Daftar.pemilihan_id) & (active.id > Daftar.id))
        .join(Pemilihan, Pemilihan.id == active.pemilihan_id)
        .where(active.aktif, Pemilihan.aktif, Daftar.digest != NOT_READY)
        .order_by(Daftar.id.desc())
        .limit(1)
    ).one_or_none()
    if earlier is None:
        raise NoEarlierDaftar
    switch(session, earlier)
    return earlier


def all_daftar(session: Session, pemilihan_id: int) -> list[Daftar]:
    """The finished lists of an election, the oldest first."""
    mine = (Daftar.pemilihan_id == pemilihan_id) & (Daftar.digest != NOT_READY)
    return list(session.scalars(select(Daftar).where(mine).order_by(Daftar.id)))
