"""Opening one page of evidence: recorded, and given out as tickets for its pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.laporan.office import Office
from pemilu.laporan.opened import Reason, open_seal
from pemilu.laporan.picture import Document, documents, find_page, give_ticket, pages_of, read_picture
from pemilu.petugas.officer import Officer


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of evidence on the screen. `gambar` is the ticket of its picture, None when that is missing or
    damaged; `kecil` has the tickets of the small pictures of the document's other pages, by uid.
    """

    uid: str
    halaman: int
    document: Document
    gambar: str | None = field(repr=False)
    kecil: Mapping[str, str] = field(repr=False)


def open_sheet(
    session: Session,
    by: Officer,
    nomor: str,
    uid: str,
    *,
    reason: Reason,
    sesi: bytes,
    office: Office,
    now: datetime,
) -> Sheet:
    """Open one page for the browser of that session (`sesi`, its id).

    The tickets work only once this transaction is durable.

    Raises:
        NotPermitted, NoSuchLaporan, NotHolder, BudgetSpent: as `open_seal`.
    """
    page = find_page(session, by, nomor, uid)
    whole = read_picture(page, office=office) is not None
    what = Tindakan.BUKTI_DIBUKA
    laporan = open_seal(session, by, nomor, reason, what=what, office=office, now=now, lembar=uid, utuh=whole)
    document = next(each for each in documents(session, laporan) if each.has(uid))
    others = [other for other in pages_of(session, page) if other.uid != uid]
    return Sheet(
        uid=uid,
        halaman=page.halaman,
        document=document,
        gambar=give_ticket(session, page, sesi=sesi, now=now) if whole else None,
        kecil={each.uid: give_ticket(session, each, sesi=sesi, small=True, now=now) for each in others},
    )
