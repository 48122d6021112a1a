"""Reports taken in at the desk, for citizens who come in person: the same guards, receipt and date of answer.

Who answers is decided by the address, not by who took it in. PPS takes reports in (PKPU 7/2022 art. 66); PPK
and KPU Kab/Kota may as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.infra.errors import DomainError
from pemilu.laporan.act import note_context
from pemilu.laporan.intake import Document, Intake
from pemilu.laporan.kinds import JenisBukti
from pemilu.laporan.models import Laporan, Riwayat
from pemilu.laporan.office import Office
from pemilu.laporan.submit import NewLaporan, Receipt
from pemilu.petugas.active import Holder, holder_for
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.tahapan.day import local_date
from pemilu.tahapan.stage import Jadwal
from pemilu.wilayah.zona import zona_of


class OutsideWilayah(DomainError):
    """The voter's address lies outside the wilayah of the officer; another desk takes that report in."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Papers that the officer has looked at; `catatan` tells where their copies are kept."""

    dokumen: Sequence[JenisBukti] = ()
    catatan: str = field(default="", repr=False)


def take_in(
    intake: Intake,
    by: Officer,
    new: NewLaporan,
    documents: Sequence[Document],
    *,
    seen: Seen,
    office: Office,
    jadwal: Jadwal,
    now: datetime,
) -> Receipt:
    """File a report for somebody at the desk, or give the receipt again when this very form was filed.

    Raises:
        NotPermitted, OutsideWilayah.
        ReportsClosed, KeyReused, DiskFull: as `Intake.file`.
    """
    by.must(Permission.ENTER_AT_DESK)
    if not by.scope.covers(new.kelurahan):
        raise OutsideWilayah

    def also(session: Session, receipt: Receipt) -> None:
        _sign(session, by, receipt, seen, office)
        office.note(
            session,
            by,
            Tindakan.LAPORAN_DITERIMA_DI_MEJA,
            receipt.nomor,
            wilayah=str(new.kelurahan),
            now=now,
            jenis=new.jenis.value,
            dilihat=[one.value for one in seen.dokumen],
            berkas=len(documents),
        )

    return intake.file(new, documents, jadwal=jadwal, now=now, also=also)


def _sign(session: Session, by: Officer, receipt: Receipt, seen: Seen, office: Office) -> None:
    """Write who took it in, and what they saw, on the report and on the first line of its history."""
    laporan = session.scalars(select(Laporan).where(Laporan.nomor == receipt.nomor)).one()
    laporan.penerima_id = by.id
    line = session.scalars(select(Riwayat).where(Riwayat.laporan_id == laporan.id)).one()
    line.petugas_id = by.id
    if seen.dokumen:
        kinds = ", ".join(one.value for one in seen.dokumen)
        text = f"Diterima di meja. Dokumen dilihat: {kinds}. Salinan: {seen.catatan}"
        line.catatan = office.sealer.seal(text.encode(), note_context(laporan.nomor))


def post_of(session: Session, by: Officer, *, now: datetime) -> Holder | None:
    """Where the officer's own committee takes reports in; None for those who take none."""
    if by.wilayah is None or by.peran.tingkat is None:
        return None
    today = local_date(now, zona_of(by.wilayah))
    return holder_for(session, by.wilayah, on=today, lowest=by.peran.tingkat)
