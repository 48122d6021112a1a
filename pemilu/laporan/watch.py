"""Deadlines at work: the holder is warned at 50 % and 80 % of the time; what is late goes one level up.

Every report bears the moment at which the clock looks at it next (`Laporan.pantau`), so one index tells what
is due, however many wait. Whatever moment it is, a report gets only what is due then, and that once: a clock
that stood still writes no heap of old warnings. The date of law itself never moves, also not while a document
is waited for (UU 10/2016 art. 58(6)).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise, takewhile

from sqlalchemy import Select, select, text, update
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.audit.record import Entry, append
from pemilu.laporan.act import hand_to, late_step
from pemilu.laporan.inform import tell_citizen, tell_committee
from pemilu.laporan.kinds import JenisPemberitahuan
from pemilu.laporan.models import IS_OPEN, Laporan, Riwayat
from pemilu.laporan.notices import JenisKabar
from pemilu.laporan.office import Office
from pemilu.laporan.staff_news import News, tell
from pemilu.laporan.status import Act, Status, after, possible
from pemilu.laporan.undone import happened
from pemilu.petugas.active import LEVELS, Holder, holder_for
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.models import Petugas
from pemilu.tahapan.day import local_date
from pemilu.wilayah.kode import KodeWilayah, Tingkat

LATE = 100
WARNINGS = {50: JenisPemberitahuan.SEPARUH_WAKTU, 80: JenisPemberitahuan.HAMPIR_HABIS}
BATCH = 100
SYSTEM = "sistem"
ABOVE = {lower: higher for (lower, _), (higher, _) in pairwise(LEVELS)}


@dataclass(slots=True)
class Watched:
    """Reports, of one batch. `more`: it was full, so there may be others."""

    warned: int = 0
    escalated: int = 0
    more: bool = False


def watch_deadlines(session: Session, *, office: Office, now: datetime, limit: int = BATCH) -> Watched:
    """Warn of and escalate what is due, at most `limit` reports, in the caller's transaction.

    Several workers may do so at once: rows that another one holds are left to it.
    """
    due = session.scalars(_due(now, limit)).all()
    turn = _Turn(session, office, now, Watched(more=len(due) == limit))
    # In one order, so that two workers take the ends of the record's chains in one order too.
    for laporan in sorted(due, key=lambda one: (one.kelurahan, one.id)):
        turn.look_at(laporan)
    tell(session, turn.news, now=now)
    # At the end: others who write to the record of that kabupaten wait from here until this commits.
    for entry in turn.entries:
        append(session, office.audit_key, entry)
    return turn.watched


def moment(laporan: Laporan, percent: int) -> datetime:
    """The instant at which that part of the time for the answer is used up."""
    return laporan.diajukan + (laporan.tenggat - laporan.diajukan) * percent / 100


def _due(now: datetime, limit: int) -> Select[Laporan]:
    query = select(Laporan).where(text(IS_OPEN), Laporan.pantau <= now)
    locked = query.order_by(Laporan.pantau, Laporan.id).limit(limit).with_for_update(skip_locked=True)
    return locked.execution_options(populate_existing=True)


class _Turn:
    """One batch: what has been asked of the database, and what is to be told and recorded at its end."""

    def __init__(self, session: Session, office: Office, now: datetime, watched: Watched) -> None:
        self.watched = watched
        self.news: list[News] = []
        self.entries: list[Entry] = []
        self._session, self._office, self._now = session, office, now
        self._id = secrets.token_hex(8)
        self._staff: dict[tuple[Peran, str], list[int]] = {}

    def look_at(self, laporan: Laporan) -> None:
        objected = self._objected(laporan)
        if objected is not None:
            # As of then: whoever was told of it at an earlier look is not told again.
            tell_committee(self._session, laporan, JenisPemberitahuan.KEBERATAN, now=objected)
        if self._now >= laporan.tenggat:
            self._late(laporan, objected)
            return
        passed = [percent for percent in WARNINGS if self._now >= moment(laporan, percent)]
        if passed and passed[-1] > laporan.diingatkan:
            self._warn(laporan, passed[-1], WARNINGS[passed[-1]])
        coming = [percent for percent in (*WARNINGS, LATE) if percent not in passed]
        self._keep(laporan, max([*passed, laporan.diingatkan]), moment(laporan, coming[0]))

    def _late(self, laporan: Laporan, objected: datetime | None) -> None:
        step = late_step(laporan)
        if objected and self._now < objected + step:
            self._keep(laporan, laporan.diingatkan, objected + step)
            return
        higher = self._above(laporan)
        if higher is None:
            if not self._province_knows(laporan):
                self._warn(laporan, LATE, JenisPemberitahuan.LEWAT_DAN_NAIK)
            # It may be sent back to a level that has another one above it.
            self._keep(laporan, LATE, self._now + step)
            return
        first = laporan.diingatkan < LATE
        self._escalate(laporan, higher)
        laporan.diingatkan = LATE
        # Who reports somebody else is not told who looks at it (docs/laporan-status.md, "What is not shown").
        if first and not laporan.berisiko:
            tell_citizen(self._session, laporan, JenisKabar.DIALIHKAN, office=self._office, now=self._now)

    def _objected(self, laporan: Laporan) -> datetime | None:
        """When its reporter objected to a rejection: who is to look at it again has their time as well.

        None where nobody has, or where that was taken up and it is the voter who brought it back here.
        """
        if laporan.status is not Status.KEBERATAN:
            return None
        lines = reversed(happened(self._session, laporan))
        since = takewhile(lambda line: line.status is Status.KEBERATAN, lines)
        return next((line.waktu for line in since if line.peristiwa is Act.OBJECT), None)

    def _above(self, laporan: Laporan) -> Holder | None:
        """The next committee up that is active today; None where nobody is above, or KPU decides already."""
        lowest = ABOVE.get(laporan.pemegang_tingkat)
        if lowest is None or not possible(laporan.status, Act.ESCALATE):
            return None
        today = local_date(self._now, laporan.zona)
        return holder_for(self._session, KodeWilayah(laporan.kelurahan), on=today, lowest=lowest)

    def _warn(self, laporan: Laporan, percent: int, jenis: JenisPemberitahuan) -> None:
        self._write(laporan, Act.WARN, laporan.status, f"{percent}-persen")
        whom = self._province(laporan) if percent == LATE else self._holders(laporan)
        self.news += [(petugas_id, laporan.id, jenis) for petugas_id in whom]
        self.watched.warned += 1

    def _escalate(self, laporan: Laporan, to: Holder) -> None:
        before = f"{laporan.pemegang_tingkat.value}:{laporan.pemegang_wilayah}"
        told = [] if laporan.petugas_id is None else [laporan.petugas_id]
        laporan.status = after(laporan.status, Act.ESCALATE)
        hand_to(laporan, to.tingkat, str(to.wilayah), now=self._now)
        told += self._holders(laporan)
        self.news += [(one, laporan.id, JenisPemberitahuan.LEWAT_DAN_NAIK) for one in dict.fromkeys(told)]
        self._write(laporan, Act.ESCALATE, laporan.status, None)
        self._record(laporan, dari_panitia=before, ke_panitia=f"{to.tingkat.value}:{to.wilayah}")
        self.watched.escalated += 1

    def _write(self, laporan: Laporan, act: Act, status: Status, alasan: str | None) -> None:
        self._session.add(
            Riwayat(
                laporan_id=laporan.id,
                waktu=self._now,
                peristiwa=act,
                status=status,
                oleh=SYSTEM,
                alasan=alasan,
            )
        )

    def _record(self, laporan: Laporan, **rincian: object) -> None:
        entry = Entry(
            waktu=self._now,
            pelaku=SYSTEM,
            peran=SYSTEM,
            wilayah=laporan.kelurahan,
            tindakan=Tindakan.DINAIKKAN,
            objek=laporan.nomor,
            permintaan=self._id,
            rincian=rincian,
        )
        self.entries.append(entry)

    def _keep(self, laporan: Laporan, told: int, pantau: datetime) -> None:
        """Past the version: a warning must not turn away an officer who has the report open."""
        values = {"diingatkan": told, "pantau": pantau}
        self._session.execute(update(Laporan).where(Laporan.id == laporan.id).values(values))

    def _province_knows(self, laporan: Laporan) -> bool:
        late = (Riwayat.laporan_id == laporan.id) & (Riwayat.peristiwa == Act.WARN)
        query = select(Riwayat.id).where(late, Riwayat.alasan == f"{LATE}-persen").limit(1)
        return self._session.scalar(query) is not None

    def _holders(self, laporan: Laporan) -> list[int]:
        """The committee that holds it, and who works on it; what is recommended lies with KPU Kab/Kota."""
        tingkat, wilayah = laporan.pemegang_tingkat, laporan.pemegang_wilayah
        if laporan.status is Status.DIREKOMENDASIKAN:
            tingkat, wilayah = TingkatPanitia.KPU_KABKO, laporan.kelurahan[: Tingkat.KABUPATEN.digits]
        working = [] if laporan.petugas_id is None else [laporan.petugas_id]
        return list(dict.fromkeys([*self._staff_of(Peran(tingkat.value), wilayah), *working]))

    def _province(self, laporan: Laporan) -> list[int]:
        return self._staff_of(Peran.KPU_PROV, laporan.kelurahan[: Tingkat.PROVINSI.digits])

    def _staff_of(self, peran: Peran, wilayah: str) -> list[int]:
        if (peran, wilayah) not in self._staff:
            there = (Petugas.peran == peran) & (Petugas.wilayah == wilayah) & Petugas.aktif
            query = select(Petugas.id).where(there).order_by(Petugas.id)
            self._staff[peran, wilayah] = list(self._session.scalars(query))
        return self._staff[peran, wilayah]
