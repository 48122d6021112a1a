"""A world with an outbox: reports to tell about, people to tell, and senders that do as they are told."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pemilu.infra.crypto import BlindIndex
from pemilu.infra.db import Base, Database
from pemilu.infra.envelope import PrivateOpener, PublicSealer, generate_keypair
from pemilu.infra.senders import Message, Outcome
from pemilu.laporan.channel import Channel
from pemilu.laporan.deliver import Delivered, Limits, deliver_due
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.models import Kabar, Laporan
from pemilu.laporan.notices import JenisKabar, Kanal, Situs, queue_notice
from pemilu.laporan.status import Status
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.wilayah.zona import Zona
from tests.factories import KELURAHAN, NOW, Roll

SITUS = Situs("Cek Pemilih", "https://cek.contoh.go.id")
BUDI = "budi@contoh.id"
TELEPON = "+6281234567890"


class Recorder:
    """A sender that keeps what it is given. `outcome` is what it says; `before` runs first and may raise."""

    def __init__(self, outcome: Outcome = Outcome.SENT) -> None:
        self.outcome = outcome
        self.messages: list[Message] = []
        self.before: Callable[[Message], None] = lambda _message: None
        self._turn = threading.Lock()

    def send(self, message: Message) -> Outcome:
        self.before(message)
        with self._turn:
            self.messages.append(message)
        return self.outcome

    @property
    def uids(self) -> list[str]:
        return [message.uid for message in self.messages]


class Outbox:
    """Notices in a database. Numbers of reports are LP-000001 and on, in the order they are made."""

    def __init__(self, database: Database) -> None:
        Base.metadata.create_all(database.engine)
        self.database = database
        self.pemilihan_id = Roll(database).pemilihan_id
        pair = generate_keypair()
        self.seal = PublicSealer(pair.public, 1).seal
        self.index = BlindIndex(b"k" * 32)
        self.opener = PrivateOpener({1: pair.private})
        self.mail, self.sms = Recorder(), Recorder()
        self.channels = {Kanal.EMAIL: Channel(self.mail), Kanal.PESAN: Channel(self.sms)}

    def report(self) -> int:
        with self.database.transaction() as session:
            made = session.scalar(select(func.count()).select_from(Laporan)) or 0
            laporan = Laporan(**self._values(f"LP-{made + 1:06}"))
            session.add(laporan)
            session.flush()
            return laporan.id

    def queue(self, *emails: str, now: datetime = NOW, jenis: JenisKabar = JenisKabar.DIPUTUSKAN) -> None:
        """One report and one notice for each address."""
        for email in emails:
            self.tell(self.report(), Kontak(email=email), jenis, now=now)

    def tell(self, laporan_id: int, kontak: Kontak, jenis: JenisKabar, *, now: datetime = NOW) -> None:
        with self.database.transaction() as session:
            self.write(session, laporan_id, kontak, jenis, now=now)

    def write(
        self, session: Session, laporan_id: int, kontak: Kontak, jenis: JenisKabar, *, now: datetime = NOW
    ) -> None:
        queue_notice(session, laporan_id, kontak, jenis, seal=self.seal, index=self.index, now=now)

    def deliver(self, now: datetime = NOW, **limits: int) -> Delivered:
        return deliver_due(
            self.database,
            self.opener,
            self.channels,
            now=now,
            limits=Limits(**{"batch": 50} | limits),
            situs=SITUS,
        )

    def rows(self) -> list[Kabar]:
        with self.database.reading() as session:
            return list(session.scalars(select(Kabar).order_by(Kabar.id)))

    def _values(self, nomor: str) -> dict[str, object]:
        return {
            "nomor": nomor,
            "kode_hash": "",
            "pemilihan_id": self.pemilihan_id,
            "jenis": JenisLaporan.BELUM_TERDAFTAR,
            "pelapor": Pelapor.PEMILIH,
            "berisiko": False,
            "pelapor_cocok": False,
            "kelurahan": KELURAHAN,
            "status": Status.DITERIMA,
            "pemegang_tingkat": TingkatPanitia.PPS,
            "pemegang_wilayah": KELURAHAN,
            "diajukan": NOW,
            "tenggat": NOW + timedelta(days=5),
            "tenggat_tanggal": date(2024, 9, 27),
            "tenggat_alasan": {},
            "zona": Zona.WIB,
            "isi": b"",
        }


def people(count: int) -> list[str]:
    """So many different addresses."""
    return [f"orang{n}@contoh.id" for n in range(count)]
