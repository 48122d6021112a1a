"""The mail of officers: one digest of what is new, in office hours, at most one an hour.

At least once: what was sent is marked right after, so a worker that dies between the two sends the same
digest again, under the same Message-ID. One worker does it at a time, because nothing is locked in the tables
while a server is being talked to. A digest names numbers of reports and what happened; no person, and no link
that opens anything; and no report that its officer may no longer know of when it is written.
"""

from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from pemilu.infra.db import Database
from pemilu.infra.senders import Message, Outcome
from pemilu.infra.turn import AnotherIsRunning, alone
from pemilu.laporan.channel import PAUSE, Channel
from pemilu.laporan.deliver import DIGEST_ROWS, HOUR, UID_CHARACTERS, Delivered, Limits
from pemilu.laporan.kinds import JenisPemberitahuan
from pemilu.laporan.models import Laporan, Pemberitahuan
from pemilu.laporan.notices import Situs, Words
from pemilu.laporan.status import OPEN
from pemilu.laporan.visible import visible_to
from pemilu.petugas.models import Petugas
from pemilu.petugas.vault import officer_of
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.zona import UnknownZona, Zona, zona_of

STAFF_LOCK = 1_399_990_004
OPENS, CLOSES = time(7), time(20)
"""Office hours by the clock of the officer's own region; of national officers, that of WIB."""
STAFF_LIMITS = Limits(hourly=1_000, batch=10)
MOST_LISTED = 20
N = JenisPemberitahuan
# The most urgent first.
_NEWS = {
    N.LEWAT_DAN_NAIK: "Lewat tenggat, naik satu tingkat",
    N.HAMPIR_HABIS: "Sisa waktunya kurang dari seperlima",
    N.KEBERATAN: "Pelapor mengajukan keberatan",
    N.DIKEMBALIKAN: "Dikembalikan untuk dilengkapi",
    N.DITUGASKAN: "Ditugaskan kepada Anda",
    N.DIALIHKAN_KE_SINI: "Dialihkan ke panitia Anda",
    N.SEPARUH_WAKTU: "Separuh waktunya sudah terpakai",
}
_MAIL = """\
{news}

Buka {alamat}/antrean di peramban, lalu masuk dengan akun Anda.

Surat ini tidak memuat nama, NIK, atau tautan masuk. Jangan pernah memberikan sandi atau kode
masuk Anda kepada siapa pun. Pesan ini dikirim otomatis; balasan tidak dibaca.

{nama}
"""


@dataclass(frozen=True, slots=True)
class _Digest:
    """What one officer is to be told: rows, and by kind the numbers of reports that still are open and theirs
    to know of.
    """

    petugas_id: int
    surel: str = field(repr=False)
    rows: Sequence[int]
    numbers: dict[JenisPemberitahuan, list[str]]

    @property
    def uid(self) -> str:
        """Follows from the rows: the same digest again is the same message."""
        return sha256(f"pemberitahuan:{self.rows}".encode()).hexdigest()[:UID_CHARACTERS]


def deliver_staff_news(
    database: Database,
    channel: Channel,
    *,
    now: datetime,
    situs: Situs,
    resting: MutableMapping[int, datetime],
    limits: Limits = STAFF_LIMITS,
) -> Delivered:
    """Mail what is new to officers who have an address, at most one batch; the others see it in the app.

    `situs` bears the address of the staff app (ADMIN_BASE_URL). `resting` is the worker's memory of officers
    whose mail failed, and until when they are left alone. Nothing is done while another worker does it.
    """
    here = _in_office(now)
    if here is None or not channel.is_open(now):
        return Delivered()
    try:
        with alone(database, STAFF_LOCK):
            return _deliver(database, channel, here, now=now, situs=situs, resting=resting, limits=limits)
    except AnotherIsRunning:
        return Delivered()


def _deliver(
    database: Database,
    channel: Channel,
    here: ColumnElement[bool],
    *,
    now: datetime,
    situs: Situs,
    resting: MutableMapping[int, datetime],
    limits: Limits,
) -> Delivered:
    for petugas_id in [one for one, until in resting.items() if until <= now]:
        del resting[petugas_id]
    with database.reading() as session:
        left = limits.hourly - _sent_this_hour(session, now) - channel.tries_in_vain(now)
        ask = min(limits.batch, max(left, 0))
        whom = _waiting(session, and_(here, Petugas.id.not_in(list(resting))), now, ask)
    done = Delivered(more=len(whom) == limits.batch)
    for petugas in whom:
        if not channel.is_open(now):
            break
        digest = _digest(database, petugas)
        outcome = _send(digest, channel, now=now, situs=situs) if digest.numbers else Outcome.SENT
        if outcome is not Outcome.SENT:
            resting[digest.petugas_id] = now + (PAUSE if outcome is Outcome.UNAVAILABLE else HOUR)
            done.failed += 1
            continue
        with database.transaction() as session:
            _mark(session, digest, now)
        done.sent += bool(digest.numbers)
    return done


def _in_office(now: datetime) -> ColumnElement[bool] | None:
    """Which officers are in office hours now; None: nobody."""
    zones = {zona for zona in Zona if OPENS <= now.astimezone(zona.tzinfo).time() < CLOSES}
    if not zones:
        return None
    codes = [str(kode) for kode, zona in _PROVINCES.items() if zona in zones]
    regional = func.substr(Petugas.wilayah, 1, 2).in_(codes)
    return or_(regional, Petugas.wilayah.is_(None)) if Zona.WIB in zones else regional


def _provinces() -> Iterator[tuple[KodeWilayah, Zona]]:
    for number in range(11, 100):
        kode = KodeWilayah(str(number))
        try:
            yield kode, zona_of(kode)
        except UnknownZona:
            continue


_PROVINCES = dict(_provinces())


def _sent_this_hour(session: Session, now: datetime) -> int:
    lately = select(Pemberitahuan.petugas_id).where(Pemberitahuan.dikirim > now - HOUR).distinct()
    return session.scalar(select(func.count()).select_from(lately.subquery())) or 0


def _waiting(session: Session, whom: ColumnElement[bool], now: datetime, most: int) -> Sequence[Petugas]:
    """Officers with something new who had no mail, and read nothing in the app, within the hour."""
    own = Pemberitahuan.petugas_id == Petugas.id
    waiting = exists().where(own, Pemberitahuan.dikirim.is_(None))
    lately = exists().where(own, Pemberitahuan.dikirim > now - HOUR)
    query = select(Petugas).where(Petugas.aktif, Petugas.surel.is_not(None), waiting)
    return session.scalars(query.where(~lately, whom).order_by(Petugas.id).limit(most)).all()


def _digest(database: Database, petugas: Petugas) -> _Digest:
    """Looked up right before it goes: what was lifted away from them since is not theirs any more."""
    by = officer_of(petugas, permintaan="")
    theirs = and_(visible_to(by), Laporan.status.in_(OPEN)).label("theirs")
    query = select(Pemberitahuan.id, Pemberitahuan.jenis, Laporan.nomor, theirs)
    query = query.join(Laporan, Laporan.id == Pemberitahuan.laporan_id)
    mine = and_(Pemberitahuan.petugas_id == by.id, Pemberitahuan.dikirim.is_(None))
    with database.reading() as session:
        rows = session.execute(query.where(mine).order_by(Pemberitahuan.id).limit(DIGEST_ROWS)).all()
    numbers: dict[JenisPemberitahuan, list[str]] = {}
    for row in rows:
        if row.theirs:
            numbers.setdefault(row.jenis, []).append(row.nomor)
    return _Digest(by.id, petugas.surel or "", [row.id for row in rows], numbers)


def _send(digest: _Digest, channel: Channel, *, now: datetime, situs: Situs) -> Outcome:
    words = compose_digest(digest.numbers, situs=situs)
    return channel.send(Message(digest.uid, digest.surel, words.subject, words.text, now), now=now)


def compose_digest(numbers: dict[JenisPemberitahuan, list[str]], *, situs: Situs) -> Words:
    """The mail about these reports (what happened -> numbers, at least one)."""
    reports = {nomor for listed in numbers.values() for nomor in listed}
    news = "\n\n".join(_listed(what, numbers[jenis]) for jenis, what in _NEWS.items() if jenis in numbers)
    subject = f"{len(reports)} laporan perlu perhatian Anda"
    return Words(subject=subject, text=_MAIL.format(news=news, nama=situs.nama, alamat=situs.alamat))


def _listed(what: str, numbers: Sequence[str]) -> str:
    lines = [f"{what}:", *(f"- {nomor}" for nomor in numbers[:MOST_LISTED])]
    more = len(numbers) - MOST_LISTED
    return "\n".join([*lines, f"dan {more} lainnya"] if more > 0 else lines)


def _mark(session: Session, digest: _Digest, now: datetime) -> None:
    mine = and_(Pemberitahuan.id.in_(digest.rows), Pemberitahuan.dikirim.is_(None))
    session.execute(update(Pemberitahuan).where(mine).values(dikirim=now))
