"""One report on its way through the acts, past the pages."""

from typing import Any

from sqlalchemy import select

from pemilu.infra.db import Base
from pemilu.laporan.answers import AlasanAlih, reasons_for
from pemilu.laporan.ask import ask_document
from pemilu.laporan.decide import decide
from pemilu.laporan.kinds import HasilKunjungan, JenisLaporan, Pelapor, Putusan
from pemilu.laporan.link import link, unlink
from pemilu.laporan.models import Laporan
from pemilu.laporan.recommend import recommend, return_
from pemilu.laporan.take import take
from pemilu.laporan.transfer import transfer
from pemilu.laporan.visit import visit
from pemilu.pemilih.changes import RollKeys
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.officer import Officer
from pemilu.tahapan.day import local_date
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.zona import Zona
from tests.factories import KELURAHAN, NAMA, TERDAFTAR
from tests.integration.admin.room import Room

ISI = {"nik": TERDAFTAR, "nama": NAMA, "keterangan": "Nama saya salah tulis.", "telepon": "0812 3456 7890"}
SETUJU, TOLAK = Putusan.SETUJU, Putusan.TOLAK


class Case:
    """A filed report. Acts use the version that stands now, unless `versi` is given."""

    def __init__(self, room: Room, **differing: Any) -> None:
        """`differing` are values of `new_report`; with `berisiko` it is filed as one that could strike."""
        risky = differing.pop("berisiko", False)
        self.room = room
        self.receipt = room.office.file(**{"isi": ISI} | differing)
        if risky:
            room.office.set(self.receipt, berisiko=True)

    @property
    def nomor(self) -> str:
        return self.receipt.nomor

    @property
    def row(self) -> Laporan:
        return self.room.office.laporan(self.receipt)

    def take(self, by: Officer, **differing: Any) -> None:
        self._do(take, by, differing)

    def ask(self, by: Officer, **differing: Any) -> None:
        self._do(ask_document, by, {"alasan": "kk", "jawaban": ""} | differing)

    def visit(self, by: Officer, **differing: Any) -> None:
        today = local_date(self.room.clock.now(), Zona.WIB)
        said = {"tanggal": today, "hasil": HasilKunjungan.SESUAI_LAPORAN, "catatan": None}
        self._do(visit, by, said | differing)

    def recommend(self, by: Officer, putusan: Putusan = SETUJU, **differing: Any) -> None:
        said = {"catatan": "Sudah diperiksa.", "dokumen_diperiksa": True, "alasan": self.reason(putusan)}
        self._do(recommend, by, said | {"putusan": putusan} | differing)

    def send_back(self, by: Officer, **differing: Any) -> None:
        self._do(return_, by, {"catatan": "Periksa sekali lagi."} | differing)

    def decide(self, by: Officer, putusan: Putusan = SETUJU, **differing: Any) -> None:
        keys = RollKeys(self.room.staff.keyring.nik_index(), self.room.staff.identities)
        said = {"alasan": self.reason(putusan), "jawaban": "", "catatan": "Sesuai bukti.", "roll": keys}
        self._do(decide, by, said | {"putusan": putusan} | differing)

    def link(self, by: Officer, induk: str, **differing: Any) -> None:
        self._do(link, by, {"induk": induk} | differing)

    def unlink(self, by: Officer, **differing: Any) -> None:
        self._do(unlink, by, differing)

    def transfer(self, by: Officer, ke: TingkatPanitia, wilayah: str, **differing: Any) -> None:
        said = {"alasan": AlasanAlih.PERLU_TINGKAT_LAIN, "catatan": None}
        said |= {"ke": ke, "wilayah": KodeWilayah(wilayah)} | differing
        self._do(transfer, by, said, unbound=True)

    def reason(self, putusan: Putusan) -> str:
        """The usual reason for that outcome."""
        row = self.row
        return reasons_for(row.jenis, putusan, berisiko=row.berisiko)[0].value

    def _do(self, act: Any, by: Officer, said: dict[str, Any], *, unbound: bool = False) -> None:
        staff = self.room.staff
        common = {"versi": self.row.versi, "office": staff.office, "now": self.room.clock.now()}
        with staff.database.transaction() if unbound else staff.writing(by) as session:
            act(session, by, self.nomor, **common | said)


def recommended(room: Room, by: Officer, putusan: Putusan = SETUJU, **differing: Any) -> Case:
    """A report that `by` has taken, checked and recommended."""
    case = Case(room, **differing)
    case.take(by)
    case.recommend(by, putusan)
    return case


def stranger(**differing: Any) -> dict[str, Any]:
    """A report that says somebody has died, by family."""
    values = {"jenis": JenisLaporan.TIDAK_MEMENUHI_SYARAT, "pelapor": Pelapor.KELUARGA}
    return values | {"isi": ISI | {"alasan": "meninggal"}} | differing


def rows(room: Room, model: type[Base]) -> list[Any]:
    with room.database.reading() as session:
        return list(session.scalars(select(model).order_by(*model.__table__.primary_key)))


__all__ = ["KELURAHAN", "SETUJU", "TOLAK", "Case", "recommended", "rows", "stranger"]
