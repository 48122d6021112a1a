"""News for officers about reports: put before them once, read in the app, mailed as a digest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pemilu.laporan.kinds import JenisLaporan, JenisPemberitahuan
from pemilu.laporan.models import Laporan, Pemberitahuan
from pemilu.laporan.visible import visible_to
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.zona import Zona

News = tuple[int, int, JenisPemberitahuan]
"""Officer, report, what happened."""
PAGE = 50


@dataclass(frozen=True, slots=True)
class Told:
    """One piece of news as its officer reads it."""

    id: int
    nomor: str
    jenis: JenisPemberitahuan
    jenis_laporan: JenisLaporan
    kelurahan: KodeWilayah
    zona: Zona
    dibuat: datetime
    tenggat: datetime
    dibaca: bool


def tell(session: Session, news: Iterable[News], *, now: datetime) -> None:
    """Put each piece of news before its officer, if their account is in use; the same one never twice."""
    wanted = list(dict.fromkeys(news))
    query = select(Petugas.id).where(Petugas.id.in_({who for who, _, _ in wanted}), Petugas.aktif)
    there = set(session.scalars(query)) if wanted else set()
    rows = [
        {"petugas_id": who, "laporan_id": laporan_id, "jenis": jenis, "dibuat": now}
        for who, laporan_id, jenis in wanted
        if who in there
    ]
    if rows:
        build = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        session.execute(build(Pemberitahuan).on_conflict_do_nothing(), rows)


def news_of(session: Session, by: Officer, *, before: int | None = None) -> Sequence[Told]:
    """The officer's own news, newest first, at most `PAGE`; `before` is the last `id` of the page above.

    Only about reports of their wilayah: one that was transferred out is no longer theirs to open.
    """
    query = select(Pemberitahuan, Laporan).join(Laporan, Laporan.id == Pemberitahuan.laporan_id)
    query = query.where(_own(by), visible_to(by))
    if before is not None:
        query = query.where(Pemberitahuan.id < before)
    found = session.execute(query.order_by(Pemberitahuan.id.desc()).limit(PAGE))
    return [
        Told(
            id=news.id,
            nomor=laporan.nomor,
            jenis=news.jenis,
            jenis_laporan=laporan.jenis,
            kelurahan=KodeWilayah(laporan.kelurahan),
            zona=laporan.zona,
            dibuat=news.dibuat,
            tenggat=laporan.tenggat,
            dibaca=news.dibaca is not None,
        )
        for news, laporan in found
    ]


def count_unread(session: Session, by: Officer) -> int:
    """How many pieces of news the officer has not read."""
    here = exists().where(Laporan.id == Pemberitahuan.laporan_id, visible_to(by))
    query = select(func.count()).where(_own(by), Pemberitahuan.dibaca.is_(None), here)
    return session.scalar(query) or 0


def mark_read(session: Session, by: Officer, *, upto: int, only: int | None = None, now: datetime) -> None:
    """Note that the officer has read all up to the piece `upto`, or `only` one; nobody else's changes.

    What came in while they were reading has a higher number and stays unread. What is read is not mailed.
    """
    which = Pemberitahuan.id <= upto if only is None else Pemberitahuan.id == only
    unread = and_(_own(by), Pemberitahuan.dibaca.is_(None), which)
    told = {"dibaca": now, "dikirim": func.coalesce(Pemberitahuan.dikirim, now)}
    session.execute(update(Pemberitahuan).where(unread).values(told))


def _own(by: Officer) -> ColumnElement[bool]:
    return Pemberitahuan.petugas_id == by.id
