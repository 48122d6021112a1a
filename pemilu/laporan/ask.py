"""Asking the citizen for a document that is missing."""

from datetime import datetime

from sqlalchemy.orm import Session

from pemilu.laporan.act import lock, must_hold, perform
from pemilu.laporan.answers import answer_to
from pemilu.laporan.inform import tell_citizen
from pemilu.laporan.notices import JenisKabar
from pemilu.laporan.office import Office
from pemilu.laporan.status import Act
from pemilu.petugas.officer import Officer


def ask_document(
    session: Session,
    by: Officer,
    nomor: str,
    *,
    alasan: str,
    jawaban: str,
    versi: int,
    office: Office,
    now: datetime,
) -> None:
    """Ask for the document `alasan` (a JenisBukti); `jawaban` is what the citizen reads beside it (blank: the
    prepared text).

    Raises:
        NotPermitted, NoSuchLaporan, StaleLaporan, NotHolder, ForbiddenTransition: as every act.
        NoSuchReason: that document is not asked for with such a report.
        AnswerUnfit.
    """
    laporan = lock(session, by, nomor, versi=versi)
    must_hold(by, laporan)
    answer = answer_to(session, laporan, None, alasan=alasan, jawaban=jawaban)
    tell_citizen(session, laporan, JenisKabar.BUTUH_DOKUMEN, office=office, now=now)
    perform(session, laporan, Act.ASK_DOCUMENT, by=by, office=office, now=now, alasan=alasan, jawaban=answer)
