"""A report as an officer sees it: everything needed to answer it, and nothing personal that is not opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pemilu.audit.record import without_numbers
from pemilu.laporan.act import find, holds
from pemilu.laporan.claim import Claim, Reporter, read_claim, reporter
from pemilu.laporan.compare import Comparison, Roll, compare, took_in
from pemilu.laporan.consequence import Approved, Foreseen, approved, foreseen
from pemilu.laporan.history import Event, Visit, history, objection, visits
from pemilu.laporan.kinds import AlasanTms, JenisLaporan, Pelapor, Putusan
from pemilu.laporan.lampu import Lampu, lampu_of
from pemilu.laporan.models import Laporan
from pemilu.laporan.office import Office
from pemilu.laporan.opened import Access, access
from pemilu.laporan.picture import Document, documents
from pemilu.laporan.related import Related, Relative, related, relatives
from pemilu.laporan.status import Act, Status
from pemilu.laporan.visible import visible_to
from pemilu.petugas.active import Holder, holder_for
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer
from pemilu.tahapan.day import local_date
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.zona import Zona


@dataclass(frozen=True, slots=True)
class Told:
    """What the report itself tells. `penjelasan` is None unless opened; `panjang` is how long it is,
    `nomor` whether a long number stands in it. `usulan` is what its approval would mean.
    """

    pelapor: Reporter
    alasan: AlasanTms | None
    penjelasan: str | None = field(repr=False)
    panjang: int
    nomor: bool
    banding: Comparison
    usulan: Foreseen
    keluarga: tuple[Relative, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """One report. `isi` is None when its seal does not open; `dibuka` when it was opened for this answer.

    `petugas` is who works on it, where that officer may know the name; `induk` and `mirip` are numbers.
    """

    nomor: str
    versi: int
    jenis: JenisLaporan
    status: Status
    pelapor: Pelapor
    pelapor_cocok: bool
    berisiko: bool
    disanggah: bool
    held_alone: bool
    di_meja: bool
    kelurahan: str
    zona: Zona
    diajukan: datetime
    tenggat: datetime
    tenggat_tanggal: date
    alasan_tenggat: Mapping[str, Any]
    lampu: Lampu
    pemegang: Holder
    dipegang_sendiri: bool
    petugas_id: int | None
    petugas: str | None
    rekomendasi: Putusan | None
    direkomendasikan: datetime | None
    rekomendasi_oleh: int | None
    induk: str | None
    mirip: str | None
    keberatan_sampai: datetime | None
    keberatan: str | None = field(repr=False)
    riwayat: tuple[Event, ...]
    kunjungan: tuple[Visit, ...]
    bukti: tuple[Document, ...]
    terkait: Related
    perubahan: Approved | None
    akses: Access
    isi: Told | None
    dibuka: bool

    @property
    def recommendation(self) -> Event | None:
        """The line of the history in which the recommendation that stands was made."""
        made = [each for each in self.riwayat if each.peristiwa is Act.RECOMMEND]
        return made[-1] if made and self.rekomendasi is not None else None


def read(
    session: Session,
    by: Officer,
    nomor: str,
    *,
    office: Office,
    roll: Roll,
    now: datetime,
    opened: bool = False,
) -> ReportPage:
    """The report with that number within the officer's wilayah. The number of statements is constant.

    `opened` only in the transaction in which `pemilu.laporan.opened.open_seal` has allowed and recorded it.

    Raises:
        NoSuchLaporan.
    """
    laporan = find(session, by, nomor)
    claim = read_claim(laporan, office)
    told = _told(session, by, laporan, claim, roll=roll, opened=opened) if claim else None
    return ReportPage(
        **_facts(laporan),
        **_people(session, by, laporan, now),
        lampu=lampu_of(laporan, now),
        keberatan=objection(laporan, office, opened=opened),
        riwayat=history(session, by, laporan, office=office, opened=opened),
        kunjungan=visits(session, by, laporan),
        bukti=documents(session, laporan),
        terkait=related(session, by, laporan),
        perubahan=approved(session, by, laporan),
        akses=access(session, by, laporan, now=now),
        isi=told,
        dibuka=opened,
    )


# Columns that stand on the page under their own names.
_AS_THEY_ARE = (
    "nomor",
    "versi",
    "jenis",
    "status",
    "pelapor",
    "pelapor_cocok",
    "berisiko",
    "disanggah",
    "held_alone",
    "kelurahan",
    "zona",
    "diajukan",
    "tenggat",
    "tenggat_tanggal",
    "petugas_id",
    "rekomendasi",
    "direkomendasikan",
    "rekomendasi_oleh",
    "keberatan_sampai",
)


def _facts(laporan: Laporan) -> dict[str, Any]:
    return {name: getattr(laporan, name) for name in _AS_THEY_ARE} | {
        "alasan_tenggat": laporan.tenggat_alasan,
        "di_meja": laporan.penerima_id is not None,
    }


def _people(session: Session, by: Officer, laporan: Laporan, now: datetime) -> dict[str, Any]:
    """Who holds it, who works on it, and the numbers of the reports that it points to."""
    nomor = _numbers(session, by, laporan)
    return {
        "pemegang": _holder(session, laporan, now),
        "dipegang_sendiri": holds(by, laporan),
        "petugas": _worker(session, by, laporan),
        "induk": nomor.get(laporan.induk_id),
        "mirip": nomor.get(laporan.mirip_id),
    }


def _told(session: Session, by: Officer, laporan: Laporan, claim: Claim, *, roll: Roll, opened: bool) -> Told:
    banding = compare(session, by, laporan, claim, roll=roll, opened=opened)
    nkk = {baris.nkk_idx for baris in banding.baris if baris.nkk_idx}
    # Whoever entered the report could try family numbers until a family shows.
    asked = claim.nkk if opened or not took_in(by, laporan) else None
    nkk |= {roll.nkk_index.of(asked)} if asked else set()
    penjelasan = claim.text("keterangan")
    return Told(
        pelapor=reporter(claim, opened=opened),
        alasan=claim.alasan,
        penjelasan=penjelasan if opened else None,
        panjang=len(penjelasan or ""),
        nomor=bool(penjelasan) and without_numbers(penjelasan or "") != penjelasan,
        banding=banding,
        usulan=foreseen(laporan.jenis, claim.alasan, banding),
        keluarga=relatives(session, by, laporan, nkk, but=[baris.id for baris in banding.baris]),
    )


def _holder(session: Session, laporan: Laporan, now: datetime) -> Holder:
    """Who holds it, and how to reach them where that is known today."""
    stored = Holder(laporan.pemegang_tingkat, KodeWilayah(laporan.pemegang_wilayah))
    kelurahan, today = KodeWilayah(laporan.kelurahan), local_date(now, laporan.zona)
    found = holder_for(session, kelurahan, on=today, lowest=stored.tingkat)
    return found if (found.tingkat, found.wilayah) == (stored.tingkat, stored.wilayah) else stored


def _worker(session: Session, by: Officer, laporan: Laporan) -> str | None:
    colleague = select(Petugas.nama).where(
        Petugas.id == laporan.petugas_id, by.scope.where(func.coalesce(Petugas.wilayah, ""))
    )
    return session.scalar(colleague)


def _numbers(session: Session, by: Officer, laporan: Laporan) -> dict[int | None, str]:
    """Of the report it was joined to, and of the earlier one like it, within that officer's wilayah."""
    ids = [each for each in (laporan.induk_id, laporan.mirip_id) if each is not None]
    query = select(Laporan.id, Laporan.nomor).where(visible_to(by))
    rows = session.execute(query.where(Laporan.id.in_(ids)))
    return {row.id: row.nomor for row in rows}
