"""Reports as rows of a file: masked, within the officer's regions, no more than their level may take out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.orm import Session, aliased, defer

from pemilu.infra.errors import DomainError
from pemilu.laporan.claim import read_claim
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.models import Laporan
from pemilu.laporan.office import Office
from pemilu.laporan.saringan import Saringan, conditions, within
from pemilu.laporan.status import OPEN, Status
from pemilu.pemilih.nama import mask
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.labels import load_labels
from pemilu.wilayah.models import Wilayah
from pemilu.wilayah.zona import Zona

BATCH = 500
FEW, MANY = 1_000, 20_000
"""Rows of one file: PPK and pengawas take out few; KPU, who answer for a whole kabupaten, many."""
_TAKE_MANY = frozenset({Peran.KPU_KABKO, Peran.KPU_PROV, Peran.KPU_RI})
_UNREAD = (Laporan.keberatan, Laporan.tenggat_alasan, Laporan.kode_hash)

Line = tuple[Laporan, str, str, str]


class TooManyRows(DomainError):
    """More reports fit than that officer may take out in one file. `args[0]` is how many they may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which reports: those of the queue through its filter; `semua` are also the closed ones and those of a
    suspected campaign, narrowed by kind, region and TPS only."""

    saringan: Saringan
    semua: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """One report. `nama` is masked, `nik_akhir` the last four digits of the voter's NIK, if any is known."""

    nomor: str
    jenis: JenisLaporan
    pelapor: Pelapor
    status: Status
    kelurahan_kode: str
    kelurahan: str
    kecamatan: str
    tps: int | None
    pemegang: TingkatPanitia
    diajukan: datetime
    tenggat: datetime
    ditutup: datetime | None
    zona: Zona
    terlambat: bool
    berisiko: bool
    kasus: int | None
    nama: str | None = field(repr=False)
    nik_akhir: str | None = field(repr=False)


def most_rows(by: Officer) -> int:
    """How many rows one file of that officer may hold."""
    return MANY if by.peran in _TAKE_MANY else FEW


def count_rows(session: Session, by: Officer, selection: Selection, *, now: datetime) -> int:
    """How many reports are meant; one more than allowed stands for all beyond. Raises NotPermitted."""
    by.must(Permission.EXPORT)
    wanted = select(Laporan.id).where(_wanted(session, by, selection, now)).limit(most_rows(by) + 1)
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def export_rows(
    session: Session, by: Officer, selection: Selection, *, office: Office, now: datetime
) -> Iterator[ExportRow]:
    """The rows in the order of filing, a few at a time: memory does not grow with them.

    Raises:
        NotPermitted.
        TooManyRows: before the first row.
    """
    if count_rows(session, by, selection, now=now) > most_rows(by):
        raise TooManyRows(most_rows(by))
    wanted = _wanted(session, by, selection, now)
    after, left = 0, most_rows(by)
    while left and (batch := _batch(session, wanted, after, min(BATCH, left))):
        yield from (_row(line, office, now) for line in batch)
        after, left = batch[-1].Laporan.id, left - len(batch)
        session.expunge_all()


def _wanted(session: Session, by: Officer, selection: Selection, now: datetime) -> ColumnElement[bool]:
    saringan = selection.saringan
    if not selection.semua:
        return conditions(session, by, saringan, now=now)
    columns = {Laporan.jenis: saringan.jenis, Laporan.tps_nomor: saringan.tps}
    narrowed = [column == value for column, value in columns.items() if value is not None]
    return and_(within(by.wilayah), within(saringan.wilayah), *narrowed)


def _batch(session: Session, wanted: ColumnElement[bool], after: int, most: int) -> Sequence[Row[*Line]]:
    few = select(Laporan.id).where(wanted, Laporan.id > after).order_by(Laporan.id).limit(most).subquery()
    here, above = aliased(Wilayah), aliased(Wilayah)
    return session.execute(
        select(
            Laporan, here.nama.label("kelurahan"), above.kode.label("induk"), above.nama.label("kecamatan")
        )
        .join(few, few.c.id == Laporan.id)
        .join(here, here.kode == Laporan.kelurahan)
        .join(above, above.kode == here.induk)
        .order_by(Laporan.id)
        .options(*map(defer, _UNREAD))
    ).all()


def _row(line: Row[*Line], office: Office, now: datetime) -> ExportRow:
    laporan: Laporan = line.Laporan
    claim = read_claim(laporan, office)
    nama, nik = (claim.text("nama"), claim.nik) if claim else (None, None)
    titled = load_labels().titled
    return ExportRow(
        nomor=laporan.nomor,
        jenis=laporan.jenis,
        pelapor=laporan.pelapor,
        status=laporan.status,
        kelurahan_kode=laporan.kelurahan,
        kelurahan=titled(KodeWilayah(laporan.kelurahan), line.kelurahan),
        kecamatan=titled(KodeWilayah(line.induk), line.kecamatan),
        tps=laporan.tps_nomor,
        pemegang=laporan.pemegang_tingkat,
        diajukan=laporan.diajukan,
        tenggat=laporan.tenggat,
        ditutup=laporan.ditutup,
        zona=laporan.zona,
        terlambat=_late(laporan, now),
        berisiko=laporan.berisiko,
        kasus=laporan.kasus_id,
        nama=mask(nama) if nama else None,
        nik_akhir=nik.last4 if nik else None,
    )


def _late(laporan: Laporan, now: datetime) -> bool:
    """Whether it was, or is, answered after its time."""
    return (now if laporan.status in OPEN else laporan.ditutup or now) > laporan.tenggat
