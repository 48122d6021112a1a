"""Pengesahan: KPU Kab/Kota decides, and an approval becomes one proposed change of the roll.

What could strike a voter needs two people and time between them, few an hour, and no contest: in doubt the
voter stays (docs/threats.md, "false reports").
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.infra.errors import DomainError
from pemilu.laporan.act import lock, must_hold, perform
from pemilu.laporan.answers import OBJECTION, answers_to
from pemilu.laporan.inform import tell_citizen
from pemilu.laporan.joined import could_strike, lock_family, lock_joined
from pemilu.laporan.kinds import Putusan
from pemilu.laporan.models import Laporan, Riwayat
from pemilu.laporan.notices import JenisKabar
from pemilu.laporan.office import Office
from pemilu.laporan.proposal import Choice, write_change
from pemilu.laporan.recommend import NOTE, NoteMissing
from pemilu.laporan.status import Act, ForbiddenTransition, Status
from pemilu.laporan.visit import NoteTooLong
from pemilu.pemilih.changes import RollKeys
from pemilu.petugas.manage import of_one_hand
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission

WAIT = timedelta(minutes=10)
"""Between the recommendation and the decision of a report that could strike a voter."""
HOUR = timedelta(hours=1)
APPROVED_AN_HOUR = 20
ACT_OF = {Putusan.SETUJU: Act.APPROVE, Putusan.TOLAK: Act.REJECT}


class SamePerson(DomainError):
    """Who recommended may not decide: another officer has to."""


class SameHand(SamePerson):
    """One of the two accounts was set up through a link that the other made: both may be one person's."""


class TooSoon(DomainError):
    """`args[0]` is the instant from which it may be decided."""


class Contested(DomainError):
    """The voter has said that they still qualify; it can only be rejected."""


class TooMany(DomainError):
    """That officer has approved as many such reports within an hour as anybody may."""


def decide(
    session: Session,
    by: Officer,
    nomor: str,
    *,
    putusan: Putusan,
    alasan: str,
    jawaban: str,
    catatan: str | None,
    versi: int,
    office: Office,
    roll: RollKeys,
    now: datetime,
    choice: Choice | None = None,
) -> None:
    """Decide the report and every one that is joined to it; tell each citizen.

    `jawaban` is the public answer (blank: the prepared text), `catatan` for staff, mandatory where the
    decision is not what was recommended.

    Raises:
        NotPermitted, NoSuchLaporan, StaleLaporan, NotHolder, ForbiddenTransition: as every act.
        NoSuchReason, AnswerUnfit, NoteMissing, NoteTooLong, ChoiceMissing, NotReadable, SingleEntry,
            ListedAlready.
        SamePerson, SameHand, TooSoon, Contested, TooMany: where any of them could strike a voter.
    """
    by.must(Permission.DECIDE)
    lock_family(session, nomor)
    laporan = lock(session, by, nomor, versi=versi)
    must_hold(by, laporan)
    together = (laporan, *lock_joined(session, laporan))
    answers = answers_to(session, together, putusan, alasan=alasan, jawaban=jawaban)
    note = _note(laporan, putusan, catatan)
    _must_be_recommended(laporan, ACT_OF[putusan])
    _guard(session, by, together, putusan, now)
    # All that takes time comes before the record, for which the whole kabupaten waits.
    for each in together:
        tell_citizen(session, each, JenisKabar.DIPUTUSKAN, office=office, now=now)
    if putusan is Putusan.SETUJU:
        write = partial(write_change, by=by.id, office=office, roll=roll, now=now)
        change = write(session, laporan, choice or Choice(), noted=note is not None)
    record = partial(perform, session, by=by, office=office, now=now, alasan=alasan)
    for each, answer in zip(together, answers, strict=True):
        _close(each, by, putusan, now)
        record(each, ACT_OF[putusan], jawaban=answer, catatan=note if each is laporan else None)
    if putusan is Putusan.SETUJU:
        _refuse_haste(session, by, together, now)
        _note_change(session, by, laporan, change, office, now)


def _must_be_recommended(laporan: Laporan, act: Act) -> None:
    """Raises ForbiddenTransition; also for one that is joined to another: it gets that one's answer."""
    by_somebody = None not in {laporan.rekomendasi_oleh, laporan.direkomendasikan}
    if laporan.status is not Status.DIREKOMENDASIKAN or not by_somebody:
        raise ForbiddenTransition(laporan.status, act)


def decidable_from(together: Sequence[Laporan]) -> datetime | None:
    """The instant from which a report (the first) and those joined to it may be decided, where any of them
    could strike a voter; None: at once.
    """
    recommended = together[0].direkomendasikan
    return recommended + WAIT if recommended and could_strike(together) else None


def recommenders(together: Sequence[Laporan]) -> frozenset[int]:
    """Who recommended any of them."""
    return frozenset(each.rekomendasi_oleh for each in together if each.rekomendasi_oleh is not None)


def of_recommending_hand(session: Session, by: Officer, together: Sequence[Laporan]) -> bool:
    """Whether who recommended any of them and this officer may be one person with two accounts."""
    return any(of_one_hand(session, by.id, each) for each in sorted(recommenders(together)))


def _guard(
    session: Session, by: Officer, together: Sequence[Laporan], putusan: Putusan, now: datetime
) -> None:
    if not could_strike(together):
        return
    nomor = together[0].nomor
    if by.id in recommenders(together):
        raise SamePerson(nomor)
    if of_recommending_hand(session, by, together):
        raise SameHand(nomor)
    earliest = decidable_from(together)
    if earliest is not None and now < earliest:
        raise TooSoon(earliest)
    if putusan is Putusan.SETUJU and any(each.disanggah for each in together):
        raise Contested(nomor)


def _refuse_haste(session: Session, by: Officer, together: Sequence[Laporan], now: datetime) -> None:
    """Counted once the record is held, this one included: two sessions of one officer count each other."""
    if not could_strike(together):
        return
    # Reports that got one answer count once, whichever of them could strike.
    approved = (
        select(func.count(func.distinct(func.coalesce(Laporan.induk_id, Laporan.id))))
        .join(Riwayat, Riwayat.laporan_id == Laporan.id)
        .where(
            Riwayat.petugas_id == by.id,
            Riwayat.peristiwa == Act.APPROVE,
            Riwayat.waktu > now - HOUR,
            Laporan.berisiko,
        )
    )
    if (session.scalar(approved) or 0) > APPROVED_AN_HOUR:
        raise TooMany(by.akun)


def _note(laporan: Laporan, putusan: Putusan, catatan: str | None) -> str | None:
    note = (catatan or "").strip()
    if not note and putusan is not laporan.rekomendasi:
        raise NoteMissing
    if len(note) > NOTE:
        raise NoteTooLong
    return note or None


def _close(laporan: Laporan, by: Officer, putusan: Putusan, now: datetime) -> None:
    laporan.ditutup, laporan.diputus_oleh = now, by.id
    laporan.keberatan_sampai = now + OBJECTION if putusan is Putusan.TOLAK else None
    # The clock looks at open reports only: at this one as soon as its reporter objects, to tell the holder.
    laporan.pantau = now


def _note_change(
    session: Session, by: Officer, laporan: Laporan, uid: bytes, office: Office, now: datetime
) -> None:
    done, where = Tindakan.PERUBAHAN_DIUSULKAN, laporan.kelurahan
    office.note(session, by, done, laporan.nomor, wilayah=where, now=now, perubahan=uid.hex())
