"""A portal over a published list while reports are taken in, with the staff's key beside it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, cast

from flask import Flask
from sqlalchemy import func, select, update

from pemilu.infra.clock import FrozenClock
from pemilu.infra.db import Base, Database
from pemilu.laporan.evidence import Cleaner
from pemilu.laporan.intake import Document, Intake
from pemilu.laporan.kinds import JenisBukti, JenisLaporan, Pelapor
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.models import Laporan
from pemilu.laporan.pages import JPEG_END, JPEG_START, CleanEvidence, CleanPage, EvidenceProblem
from pemilu.laporan.submit import NewLaporan, Receipt
from pemilu.laporan.tracking import Tracked, track
from pemilu.pemilih.nik import Nik, parse_nik
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.models import Panitia
from pemilu.tahapan.stage import Jadwal
from pemilu.web.services import EXTENSION, Services
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.models import Wilayah
from tests.factories import KELURAHAN, NAMA, NOW, TERDAFTAR, Roll, published_roll

KECAMATAN, KABUPATEN = KELURAHAN[:6], KELURAHAN[:4]
PICTURE = JPEG_START + b"gambar" + JPEG_END
EVIDENCE = CleanEvidence((CleanPage(2, 2, PICTURE, PICTURE),))
DOCUMENTS: Sequence[Document] = ((JenisBukti.KTP_EL, EVIDENCE),)
TMS, SELF = JenisLaporan.TIDAK_MEMENUHI_SYARAT, Pelapor.PEMILIH
SERIALS = 9_999


def nik_of(number: int) -> Nik:
    """As many different NIKs as a test wants; none can belong to a person."""
    day, serial = divmod(number, SERIALS)
    month, day = divmod(day, 28)
    parsed = parse_nik(f"139999{day + 1:02}{month + 1:02}90{serial + 1:04}")
    assert isinstance(parsed, Nik)
    return parsed


def person(nik: str) -> Nik:
    parsed = parse_nik(nik)
    assert isinstance(parsed, Nik)
    return parsed


_strangers = map(nik_of, count(50_000))


def new_report(**differing: Any) -> NewLaporan:
    """A voter's report about their own entry. With `pelapor`, somebody else's who is known to the list."""
    target = person(TERDAFTAR)
    about_self = differing.get("pelapor", SELF) is SELF
    values = {
        "jenis": JenisLaporan.PERBAIKAN_DATA,
        "pelapor": SELF,
        "kelurahan": KodeWilayah(KELURAHAN),
        "target": target,
        "pelapor_nik": target if about_self else next(_strangers),
        "pelapor_cocok": True,
        "tps_nomor": 4,
        "kontak": Kontak(),
        "isi": {"nama": NAMA},
        "kunci": secrets.token_bytes(32),
        "sidik": secrets.token_bytes(32),
    }
    return NewLaporan(**values | differing)


class Photocopier(Cleaner):
    """Stands in for the real one where evidence is not what a test is about: whatever comes is a page."""

    def clean(self, data: bytes | BinaryIO) -> CleanEvidence | EvidenceProblem:
        return EVIDENCE if data else EvidenceProblem.KOSONG


class Office:
    """Files reports past the pages (`file`) and through them (`app`), and looks at what became of them."""

    def __init__(self, roll: Roll, folder: Path, **environment: str) -> None:
        self.roll = roll
        self.database: Database = roll.database
        self.clock = cast(FrozenClock, roll.clock)
        self.folder = folder
        self.app: Flask = roll.portal(FILES_DIR=str(folder), TRUSTED_PROXIES="1", **environment)
        services = self.services
        intake = replace(services.intake, cleaner=Photocopier())
        self.app.extensions[EXTENSION] = replace(services, intake=intake)

    @property
    def services(self) -> Services:
        return cast(Services, self.app.extensions[EXTENSION])

    @property
    def intake(self) -> Intake:
        return self.services.intake

    @cached_property
    def jadwal(self) -> Jadwal:
        """Read once: a thread that reads for itself keeps a connection that nobody closes."""
        jadwal = self.services.situations.now().jadwal
        assert jadwal is not None
        return jadwal

    def file(
        self, *, documents: Sequence[Document] = DOCUMENTS, now: datetime | None = None, **differing: Any
    ) -> Receipt:
        """File `new_report(**differing)`."""
        return self.refile(new_report(**differing), documents=documents, now=now)

    def refile(
        self, new: NewLaporan, *, documents: Sequence[Document] = DOCUMENTS, now: datetime | None = None
    ) -> Receipt:
        return self.intake.file(new, documents, jadwal=self.jadwal, now=now or self.clock.now())

    def laporan(self, receipt: Receipt) -> Laporan:
        with self.database.reading() as session:
            return session.scalars(select(Laporan).where(Laporan.nomor == receipt.nomor)).one()

    def set(self, receipt: Receipt, **values: object) -> None:
        """What staff will do with pages of their own."""
        with self.database.transaction() as session:
            session.execute(update(Laporan).where(Laporan.nomor == receipt.nomor).values(**values))

    def tracked(self, receipt: Receipt) -> Tracked:
        with self.database.reading() as session:
            tracked = track(session, receipt.nomor, now=self.clock.now())
        assert tracked is not None
        return tracked

    def count(self, model: type[Base]) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0

    def add(self, *rows: Base) -> None:
        with self.database.transaction() as session:
            session.add_all(rows)

    def add_regions(self, names: Mapping[str, str]) -> None:
        """Regions by code, parents before children."""
        self.add(
            *(Wilayah(kode=kode, induk=KodeWilayah(kode).induk, nama=nama) for kode, nama in names.items())
        )

    def seat(self, tingkat: TingkatPanitia, wilayah: str, **facts: object) -> None:
        """A committee that stands since ever, unless `mulai` and `sampai` say otherwise."""
        self.add(Panitia(tingkat=tingkat, wilayah=wilayah, **facts))

    def files(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]


def open_office(database: Database, folder: Path, **environment: str) -> Office:
    """A published list, an open response period, PPS and PPK in their seats."""
    office = Office(published_roll(database), folder, **environment)
    office.seat(TingkatPanitia.PPS, KELURAHAN, alamat="Posko PPS", telepon="0751-000000", jam="08.00-16.00")
    office.seat(TingkatPanitia.PPK, KECAMATAN)
    office.seat(TingkatPanitia.KPU_KABKO, KABUPATEN)
    return office


def days(number: int) -> datetime:
    return NOW + timedelta(days=number)
