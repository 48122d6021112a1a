"""What the demo's staff have done to a report so far: each state of the queue comes up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.cli.demo_staff import officers
from pemilu.cli.operator import Operator
from pemilu.infra.keyring import Purpose
from pemilu.laporan.answers import codes_for
from pemilu.laporan.ask import ask_document
from pemilu.laporan.decide import decide
from pemilu.laporan.kinds import HasilKunjungan, JenisLaporan, Putusan
from pemilu.laporan.link import joinable, link
from pemilu.laporan.models import Laporan
from pemilu.laporan.objection import object_to_rejection
from pemilu.laporan.office import Office
from pemilu.laporan.proposal import Choice
from pemilu.laporan.recommend import recommend
from pemilu.laporan.submit import objection_context
from pemilu.laporan.take import take
from pemilu.laporan.tracking import withdraw
from pemilu.laporan.visit import visit
from pemilu.pemilih.changes import RollKeys
from pemilu.petugas.kinds import Peran
from pemilu.petugas.officer import Officer
from pemilu.tahapan.day import local_date
from pemilu.wilayah.models import Tps

NOTE = "KTP-el dan KK sudah dicocokkan (data contoh)."
OBJECTION = "Saya sudah membawa dokumen asli ke kantor (data contoh)."
STEP = timedelta(minutes=20)


class Work:
    """Officers of the demo with what they need, and how far they get with a report."""

    def __init__(self, session: Session, o: Operator, office: Office) -> None:
        self.office = office
        self._roll = RollKeys(o.keyring.nik_index(), o.keyring.box(Purpose.IDENTITAS))
        self._staff = officers(session)

    def on(self, session: Session, nomor: str, filed: datetime, random: Random) -> None:
        """Work on a report that was filed then, as far as chance has it."""
        laporan = session.scalars(select(Laporan).where(Laporan.nomor == nomor)).one()
        how_far = random.choices(
            (self._wait, self._taken, self._asked, self._visited, self._recommended, self._approved),
            (70, 40, 25, 25, 40, 45),
        )[0]
        rarer = (how_far, self._rejected, self._objected, self._withdrawn)
        random.choices(rarer, (245, 30, 8, 8))[0](session, laporan, filed + STEP)

    def join(self, session: Session, nomor: str, filed: datetime, _random: Random) -> None:
        """Join a report to an open one about the same, where there is one."""
        laporan = session.scalars(select(Laporan).where(Laporan.nomor == nomor)).one()
        by = self._taken(session, laporan, filed + STEP)
        if by is not None and (others := joinable(session, by, laporan)):
            self._do(session, laporan, link, by, filed + 2 * STEP, induk=others[0])

    def _holder(self, laporan: Laporan, at: int = 0) -> Officer | None:
        """Somebody of the committee that holds it now."""
        seat = Peran(laporan.pemegang_tingkat.value), laporan.pemegang_wilayah
        people = self._staff.get(seat, [])
        return people[at % len(people)] if people else None

    def _wait(self, _session: Session, _laporan: Laporan, _now: datetime) -> Officer | None:
        return None

    def _taken(self, session: Session, laporan: Laporan, now: datetime) -> Officer | None:
        by = self._holder(laporan)
        if by is None:
            return None
        take(session, by, laporan.nomor, versi=laporan.versi, office=self.office, now=now)
        session.flush()
        return by

    def _asked(self, session: Session, laporan: Laporan, now: datetime) -> Officer | None:
        by = self._taken(session, laporan, now)
        if by is not None:
            reason = codes_for(laporan.jenis, None, berisiko=laporan.berisiko)[0]
            self._do(session, laporan, ask_document, by, now + STEP, alasan=reason, jawaban="")
        return by

    def _visited(self, session: Session, laporan: Laporan, now: datetime) -> Officer | None:
        by = self._taken(session, laporan, now)
        if by is not None:
            day, found = local_date(now + STEP, laporan.zona), HasilKunjungan.SESUAI_LAPORAN
            self._do(session, laporan, visit, by, now + STEP, tanggal=day, hasil=found, catatan=NOTE)
        return by

    def _recommended(
        self, session: Session, laporan: Laporan, now: datetime, putusan: Putusan = Putusan.SETUJU
    ) -> Officer | None:
        by = self._visited(session, laporan, now)
        if by is not None:
            reason = codes_for(laporan.jenis, putusan, berisiko=laporan.berisiko)[0]
            what = {"putusan": putusan, "alasan": reason, "catatan": NOTE, "dokumen_diperiksa": True}
            self._do(session, laporan, recommend, by, now + 2 * STEP, **what)
        return by

    def _approved(self, session: Session, laporan: Laporan, now: datetime) -> Officer | None:
        # In the demo nobody else stands twice, so nobody may be struck as a duplicate.
        single = laporan.jenis is JenisLaporan.GANDA
        return self._decided(session, laporan, now, Putusan.TOLAK if single else Putusan.SETUJU)

    def _rejected(self, session: Session, laporan: Laporan, now: datetime) -> Officer | None:
        return self._decided(session, laporan, now, Putusan.TOLAK)

    def _decided(self, session: Session, laporan: Laporan, now: datetime, putusan: Putusan) -> Officer | None:
        first = self._recommended(session, laporan, now, putusan)
        by = self._holder(laporan, at=1)
        if first is None or by is None or by.id == first.id:
            return first
        reason = codes_for(laporan.jenis, putusan, berisiko=laporan.berisiko)[0]
        what = {"putusan": putusan, "alasan": reason, "jawaban": "", "catatan": NOTE}
        choice = _choice(session, laporan)
        self._do(session, laporan, decide, by, now + 4 * STEP, roll=self._roll, choice=choice, **what)
        return by

    def _objected(self, session: Session, laporan: Laporan, now: datetime) -> Officer | None:
        by = self._rejected(session, laporan, now)
        if laporan.keberatan_sampai is not None:
            sealed = self.office.sealer.seal(OBJECTION.encode(), objection_context(laporan.nomor))
            object_to_rejection(session, laporan.nomor, sealed, now=now + 5 * STEP)
            session.flush()
        return by

    def _withdrawn(self, session: Session, laporan: Laporan, now: datetime) -> Officer | None:
        withdraw(session, laporan.nomor, now=now)
        return None

    def _do(
        self,
        session: Session,
        laporan: Laporan,
        act: Callable[..., object],
        by: Officer,
        now: datetime,
        **what: object,
    ) -> None:
        act(session, by, laporan.nomor, versi=laporan.versi, office=self.office, now=now, **what)
        session.flush()


def _choice(session: Session, laporan: Laporan) -> Choice:
    """Another TPS of the kelurahan, for those who say theirs is the wrong one."""
    if laporan.jenis is not JenisLaporan.SALAH_TPS:
        return Choice()
    others = select(Tps.id).where(Tps.kelurahan == laporan.kelurahan, Tps.nomor != laporan.tps_nomor)
    return Choice(tps_id=session.scalar(others.limit(1)))
