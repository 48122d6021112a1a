"""A page of evidence out of its sealed file, and the tickets by which a browser fetches it once."""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from pemilu.infra.crypto import BoxDoesNotOpen
from pemilu.infra.envelope import open_content
from pemilu.infra.files import FileMissing
from pemilu.laporan.act import NoSuchLaporan
from pemilu.laporan.kinds import JenisBukti
from pemilu.laporan.models import Bukti, Kunci, Laporan
from pemilu.laporan.office import Office
from pemilu.laporan.store import page_context, thumbnail_context
from pemilu.laporan.visible import visible_to
from pemilu.petugas.officer import Officer

log = logging.getLogger("pemilu.laporan")
TICKET_FOR = timedelta(minutes=2)
TICKET_BYTES = 16
UID_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document. `uid` names it in forms; it tells nothing."""

    uid: str
    halaman: int
    ukuran: int


@dataclass(frozen=True, slots=True)
class Document:
    """The pages of one file that a citizen sent."""

    jenis: JenisBukti
    ditambah: datetime
    susulan: bool
    """It came later than the report itself."""
    pages: tuple[Page, ...]

    def has(self, uid: str) -> bool:
        return any(page.uid == uid for page in self.pages)


def documents(session: Session, laporan: Laporan) -> tuple[Document, ...]:
    """All documents of a report in the order in which they came. One statement."""
    query = select(Bukti).where(Bukti.laporan_id == laporan.id)
    grouped: dict[tuple[datetime, int], list[Bukti]] = {}
    for row in session.scalars(query.order_by(Bukti.ditambah, Bukti.urutan, Bukti.halaman)):
        grouped.setdefault((row.ditambah, row.urutan), []).append(row)
    return tuple(
        Document(
            jenis=rows[0].jenis,
            ditambah=ditambah,
            susulan=ditambah > laporan.diajukan,
            pages=tuple(Page(row.uid, row.halaman, row.ukuran) for row in rows),
        )
        for (ditambah, _urutan), rows in grouped.items()
    )


def find_page(session: Session, by: Officer, nomor: str, uid: str) -> Bukti:
    """A page of that report within the officer's wilayah. Raises NoSuchLaporan (told alike)."""
    found = session.scalars(_page(by, uid).where(Laporan.nomor == nomor)).one_or_none()
    if found is None:
        raise NoSuchLaporan(nomor)
    return found


def pages_of(session: Session, bukti: Bukti) -> Sequence[Bukti]:
    """All pages of the document that this page is of, in order."""
    same = select(Bukti).filter_by(laporan_id=bukti.laporan_id, urutan=bukti.urutan, ditambah=bukti.ditambah)
    return session.scalars(same.order_by(Bukti.halaman)).all()


def read_picture(bukti: Bukti, *, office: Office, small: bool = False) -> bytes | None:
    """The JPEG, checked to its end; None when its file is missing or damaged, which operators are told."""
    file_id, key = (bukti.kecil, bukti.kunci_kecil) if small else (bukti.berkas, bukti.kunci)
    context = thumbnail_context(bukti.uid) if small else page_context(bukti.uid)
    try:
        with office.files.open(file_id) as sealed:
            return b"".join(open_content(sealed, key, opener=office.opener, context=context))
    except (FileMissing, BoxDoesNotOpen, OSError) as error:
        facts = {"nomor": file_id, "galat": type(error).__name__}
        log.error("evidence", extra=facts)  # noqa: TRY400 - a trace adds nothing
        return None


def give_ticket(session: Session, bukti: Bukti, *, sesi: bytes, small: bool = False, now: datetime) -> str:
    """A ticket by which the browser of that session fetches one picture, once and soon.

    Only the transaction that records the opening gives one.
    """
    tiket = f"{'k' if small else 'h'}{bukti.uid}{secrets.token_urlsafe(TICKET_BYTES)}"
    bound = _bound(tiket, sesi)
    session.add(Kunci(kunci=_kept(tiket), sidik=bound, laporan_id=bukti.laporan_id, dibuat=now))
    return tiket


def use_ticket(
    session: Session, by: Officer, tiket: str, *, sesi: bytes, office: Office, now: datetime
) -> bytes | None:
    """The picture, or None: used before, too old, of another session, no ticket at all, or damaged.

    The ticket is used up with the caller's transaction.
    """
    ours = (Kunci.kunci == _kept(tiket)) & (Kunci.sidik == _bound(tiket, sesi))
    fresh = ours & (Kunci.dibuat >= now - TICKET_FOR)
    laporan_id = session.scalars(delete(Kunci).where(fresh).returning(Kunci.laporan_id)).one_or_none()
    if laporan_id is None:
        return None
    uid = tiket[1 : 1 + UID_DIGITS]
    page = session.scalars(_page(by, uid).where(Laporan.id == laporan_id)).one_or_none()
    return read_picture(page, office=office, small=tiket.startswith("k")) if page else None


def _page(by: Officer, uid: str) -> Select[Bukti]:
    here = visible_to(by)
    return select(Bukti).join(Laporan, Laporan.id == Bukti.laporan_id).where(Bukti.uid == uid, here)


def _kept(tiket: str) -> bytes:
    """As a form's key is kept: hashed, so that the table fetches nothing."""
    return sha256(b"tiket-bukti:" + tiket.encode()).digest()


def _bound(tiket: str, sesi: bytes) -> bytes:
    return sha256(b"tiket-sesi:" + sesi + tiket.encode()).digest()
