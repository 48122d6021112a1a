"""The outbox emptied: due notices are claimed, put into one message for each destination, sent, and marked.

At least once: a claim is a lease in the row, so what a dead worker had in hand comes due again, and a message
sent again bears the same uid. Nothing is locked while a server is being talked to.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from pemilu.infra.crypto import BoxDoesNotOpen
from pemilu.infra.db import Database
from pemilu.infra.senders import Message, Outcome
from pemilu.laporan.channel import Channel
from pemilu.laporan.models import Kabar, Laporan
from pemilu.laporan.notices import JenisKabar, Kanal, Situs, compose, tujuan_context

# A batch of messages, each as slow as its timeouts allow, ends within half of this.
LEASE = timedelta(minutes=30)
FIRST_DELAY = timedelta(minutes=1)
DELAY_FACTOR = 4
LONGEST_DELAY = timedelta(hours=4)
LAST_DELAY = timedelta(hours=24)
ATTEMPTS = 8
"""At 0, 1, 5, 21 and 85 minutes, twice after 4 hours more, once a day later; then the notice is given up."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DIGEST_ROWS = 500
UID_CHARACTERS = 32

log = logging.getLogger("pemilu.kabar")


class Opener(Protocol):
    """Opens sealed addresses, as `pemilu.infra.envelope.PrivateOpener` does. Raises BoxDoesNotOpen."""

    def open(self, box: bytes, context: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Brakes against floods: messages an hour for a channel, a day for a destination, and in one run."""

    hourly: int = 500
    daily: int = 6
    batch: int = 10


@dataclass(slots=True)
class Delivered:
    """Notices, of which a digest holds several. `failed` are tried again or given up; `postponed` were put
    off by the daily limit. `more`: the batch was full, so there may be others.
    """

    sent: int = 0
    failed: int = 0
    postponed: int = 0
    more: bool = False


def deliver_due(
    database: Database,
    opener: Opener,
    channels: Mapping[Kanal, Channel],
    *,
    now: datetime,
    limits: Limits,
    situs: Situs,
) -> Delivered:
    """Send what is due, at most one batch; several workers may do so at once.

    Notices without a channel, or whose channel is paused or used up for the hour, stay as they are.
    """
    delivered = Delivered()
    for _ in range(limits.batch):
        with database.transaction() as session:
            claim = _claim(session, _usable(session, channels, limits, now), limits, now)
        if claim is None:
            return delivered
        delivered.postponed += claim.postponed
        if not claim.notices:
            continue
        outcome = _send(claim, opener, channels[claim.kanal], now=now, situs=situs)
        with database.transaction() as session:
            _mark(session, claim, outcome, now)
        if outcome is Outcome.SENT:
            delivered.sent += len(claim.notices)
        else:
            delivered.failed += len(claim.notices)
    delivered.more = True
    return delivered


@dataclass(frozen=True, slots=True)
class _Notice:
    id: int
    uid: str
    tujuan: bytes
    nomor: str
    jenis: JenisKabar


@dataclass(frozen=True, slots=True)
class _Claim:
    """Notices to one destination that are ours alone while the lease lasts; none where they had to wait."""

    kanal: Kanal
    notices: Sequence[_Notice]
    postponed: int = 0

    @property
    def uid(self) -> str:
        """Follows from the notices: the same digest again is the same message, a longer one is another."""
        if len(self.notices) == 1:
            return self.notices[0].uid
        return sha256("".join(notice.uid for notice in self.notices).encode()).hexdigest()[:UID_CHARACTERS]


def _usable(
    session: Session, channels: Mapping[Kanal, Channel], limits: Limits, now: datetime
) -> list[Kanal]:
    """Channels that are not paused and have sent less than an hour's worth, by all workers together."""
    return [
        kanal
        for kanal, channel in channels.items()
        if channel.is_open(now)
        and _sent_this_hour(session, kanal, now) + channel.tries_in_vain(now) < limits.hourly
    ]


def _sent_this_hour(session: Session, kanal: Kanal, now: datetime) -> int:
    messages = (
        select(Kabar.tujuan_idx, Kabar.dikirim)
        .where(Kabar.kanal == kanal.value, Kabar.dikirim > now - HOUR)
        .distinct()
    )
    return session.scalar(select(func.count()).select_from(messages.subquery())) or 0


def _claim(session: Session, usable: Sequence[Kanal], limits: Limits, now: datetime) -> _Claim | None:
    """Lease all that is due for the next destination, or put it off; None when nothing is due.

    A receipt waits behind news that ask for something: the citizen has seen it on the page already.
    """
    first = session.execute(
        select(Kabar.kanal, Kabar.tujuan_idx)
        .where(_due(now), Kabar.kanal.in_([kanal.value for kanal in usable]))
        .order_by(Kabar.jenis == JenisKabar.DITERIMA.value, Kabar.berikutnya, Kabar.id)
        .limit(1)
    ).one_or_none()
    if first is None:
        return None
    kanal, to = Kanal(first.kanal), and_(Kabar.kanal == first.kanal, Kabar.tujuan_idx == first.tujuan_idx)
    locked = _locked(session, and_(to, _due(now)))
    free = _free_at(session, to, limits, now)
    for row, _nomor in locked:
        row.percobaan += free is None
        row.berikutnya = free or now + LEASE
    if free is not None:
        return _Claim(kanal, (), postponed=len(locked))
    return _Claim(
        kanal, [_Notice(row.id, row.uid, row.tujuan, nomor, JenisKabar(row.jenis)) for row, nomor in locked]
    )


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(Kabar.dikirim.is_(None), Kabar.berikutnya <= now, Kabar.percobaan < ATTEMPTS)


def _locked(session: Session, which: ColumnElement[bool]) -> list[tuple[Kabar, str]]:
    """Those rows with their reports' numbers, oldest first.

    PostgreSQL waits here while another worker claims the same ones, sees that they are no longer due, and
    gives none; SKIP LOCKED could tear one digest into two. SQLite lets only one transaction write at a time.
    """
    rows = session.execute(
        select(Kabar, Laporan.nomor)
        .join(Laporan, Laporan.id == Kabar.laporan_id)
        .where(which)
        .order_by(Kabar.id)
        .limit(DIGEST_ROWS)
        .with_for_update(of=Kabar)
    )
    return [(row, nomor) for row, nomor in rows]


def _free_at(session: Session, to: ColumnElement[bool], limits: Limits, now: datetime) -> datetime | None:
    """When that destination may get its next message; None for now."""
    sent = select(Kabar.dikirim).where(to, Kabar.dikirim > now - DAY).distinct()
    oldest = session.scalars(sent.order_by(Kabar.dikirim.desc()).offset(limits.daily - 1).limit(1)).first()
    return oldest and oldest + DAY


def _send(claim: _Claim, opener: Opener, channel: Channel, *, now: datetime, situs: Situs) -> Outcome:
    first = claim.notices[0]
    try:
        to = opener.open(first.tujuan, tujuan_context(first.uid)).decode()
    except BoxDoesNotOpen:
        # Perhaps an old key is missing from the keyring; the last try is a day away.
        log.exception("alamat kabar tidak terbuka", extra={"nomor": first.nomor})
        return Outcome.REFUSED
    news = {notice.nomor: notice.jenis for notice in claim.notices}
    words = compose(claim.kanal, news, situs=situs)
    return channel.send(Message(claim.uid, to, words.subject, words.text, now), now=now)


def _mark(session: Session, claim: _Claim, outcome: Outcome, now: datetime) -> None:
    """Write down what became of it. What is sent keeps no address: nobody needs it any more."""
    nomor = {notice.id: notice.nomor for notice in claim.notices}
    mine = and_(Kabar.id.in_(nomor), Kabar.dikirim.is_(None))
    for row in session.scalars(select(Kabar).where(mine).order_by(Kabar.id).with_for_update()):
        if outcome is Outcome.SENT:
            row.dikirim, row.tujuan = now, b""
            continue
        if outcome is Outcome.REFUSED:
            row.percobaan = max(row.percobaan, ATTEMPTS - 1)
        row.berikutnya = now + _delay(row.percobaan)
        if row.percobaan >= ATTEMPTS:
            log.error("kabar tidak dapat dikirim", extra={"peristiwa": row.jenis, "nomor": nomor[row.id]})


def _delay(attempts: int) -> timedelta:
    if attempts >= ATTEMPTS - 1:
        return LAST_DELAY
    return min(FIRST_DELAY * float(DELAY_FACTOR ** (attempts - 1)), LONGEST_DELAY)
