"""The verification is done: what the committee recommends to KPU Kab/Kota, and its sending back.

What is recommended is answered to every report that is joined to it, so all of them are judged as one.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.infra.errors import DomainError
from pemilu.laporan.act import hand_to, lock, must_hold, perform
from pemilu.laporan.answers import must_be_reason
from pemilu.laporan.inform import tell_committee
from pemilu.laporan.joined import could_strike, joined_to, lock_family, lock_joined
from pemilu.laporan.kinds import JenisPemberitahuan, Putusan
from pemilu.laporan.models import Bukti, Kunjungan, Laporan
from pemilu.laporan.office import Office
from pemilu.laporan.status import Act, after
from pemilu.laporan.visit import NoteTooLong
from pemilu.petugas.active import holder_for
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.tahapan.day import local_date
from pemilu.wilayah.kode import KodeWilayah, Tingkat

NOTE = 1_000


class NoteMissing(DomainError):
    """Staff after this one need to know why; a note is mandatory."""


class NotVerified(DomainError):
    """Nobody has visited or checked a document, and the report, or one joined to it, could strike a voter."""


def recommend(
    session: Session,
    by: Officer,
    nomor: str,
    *,
    putusan: Putusan,
    alasan: str,
    catatan: str,
    dokumen_diperiksa: bool,
    versi: int,
    office: Office,
    now: datetime,
) -> None:
    """Recommend a decision and hand the report to KPU Kab/Kota. The citizen is not told which.

    `catatan` is the verification note, `dokumen_diperiksa` the officer's word that the evidence was seen.

    Raises:
        NotPermitted, NoSuchLaporan, StaleLaporan, NotHolder, ForbiddenTransition: as every act.
        NoSuchReason, NoteMissing, NoteTooLong.
        NotVerified: what could strike a voter needs a visit or a checked document, of any of the reports.
    """
    lock_family(session, nomor)
    laporan = lock(session, by, nomor, versi=versi)
    must_hold(by, laporan)
    together = (laporan, *lock_joined(session, laporan))
    must_be_reason(laporan.jenis, putusan, alasan, berisiko=could_strike(together))
    note = noted(catatan)
    checked = dokumen_diperiksa and _has_evidence(session, together)
    _must_be_verified(session, together, checked=checked)
    after(laporan.status, Act.RECOMMEND)
    laporan.rekomendasi, laporan.rekomendasi_oleh, laporan.direkomendasikan = putusan, by.id, now
    kabupaten = laporan.kelurahan[: Tingkat.KABUPATEN.digits]
    hand_to(laporan, TingkatPanitia.KPU_KABKO, kabupaten, now=now)
    perform(
        session,
        laporan,
        Act.RECOMMEND,
        by=by,
        office=office,
        now=now,
        alasan=alasan,
        catatan=note,
        putusan=putusan.value,
        dokumen_diperiksa=checked,
    )


def return_(
    session: Session, by: Officer, nomor: str, *, catatan: str, versi: int, office: Office, now: datetime
) -> None:
    """Send the report back to the committee that recommended; `catatan` says what is still to be done.

    Where that committee has ended, or may no longer look at it, the level above takes its place.

    Raises:
        NotPermitted, NoSuchLaporan, StaleLaporan, NotHolder, ForbiddenTransition: as every act.
        NoteMissing, NoteTooLong.
    """
    by.must(Permission.DECIDE)
    laporan = lock(session, by, nomor, versi=versi)
    must_hold(by, laporan)
    note = noted(catatan)
    after(laporan.status, Act.RETURN)
    kept = [lowest_for(each) for each in (laporan, *joined_to(session, laporan))]
    lowest = max(_recommending_level(session, laporan), *kept, key=list(TingkatPanitia).index)
    kode, today = KodeWilayah(laporan.kelurahan), local_date(now, laporan.zona)
    holder = holder_for(session, kode, on=today, lowest=lowest)
    hand_to(laporan, holder.tingkat, str(holder.wilayah), now=now)
    laporan.rekomendasi = laporan.rekomendasi_oleh = laporan.direkomendasikan = None
    perform(session, laporan, Act.RETURN, by=by, office=office, now=now, catatan=note)
    tell_committee(session, laporan, JenisPemberitahuan.DIKEMBALIKAN, now=now)


def lowest_for(laporan: Laporan) -> TingkatPanitia:
    """The lowest level that may hold it: what a voter contested or a case holds stays away from PPS."""
    kept = laporan.disanggah or laporan.kasus_id is not None
    return TingkatPanitia.PPK if kept else TingkatPanitia.PPS


def noted(catatan: str) -> str:
    """The mandatory note, trimmed. Raises NoteMissing, NoteTooLong."""
    note = catatan.strip()
    if not note:
        raise NoteMissing
    if len(note) > NOTE:
        raise NoteTooLong
    return note


def visited_any(session: Session, together: Sequence[Laporan]) -> bool:
    """Whether anybody has been to the address for one of these reports about one voter."""
    here = Kunjungan.laporan_id.in_([each.id for each in together])
    return session.scalar(select(Kunjungan.id).where(here).limit(1)) is not None


def _must_be_verified(session: Session, together: Sequence[Laporan], *, checked: bool) -> None:
    if could_strike(together) and not checked and not visited_any(session, together):
        raise NotVerified(together[0].nomor)


def _has_evidence(session: Session, together: Sequence[Laporan]) -> bool:
    query = select(Bukti.id).where(Bukti.laporan_id.in_([each.id for each in together])).limit(1)
    return session.scalar(query) is not None


def _recommending_level(session: Session, laporan: Laporan) -> TingkatPanitia:
    peran = session.scalar(select(Petugas.peran).where(Petugas.id == laporan.rekomendasi_oleh))
    return (peran and peran.tingkat) or TingkatPanitia.PPS
