"""What an approval means for the roll, for whoever looks at the report: foreseen, and as it was approved."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from pemilu.laporan.claim import SEALED, Kolom
from pemilu.laporan.compare import Baris, Comparison, Kesamaan, Line, Pencarian
from pemilu.laporan.kinds import AlasanTms, JenisLaporan
from pemilu.laporan.models import Laporan
from pemilu.laporan.proposal import KELAS, VALUES, mark_of
from pemilu.laporan.visible import visible_to
from pemilu.pemilih.kinds import KelasPerubahan, Keterangan, StatusPerubahan
from pemilu.pemilih.models import Perubahan
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer
from pemilu.wilayah.models import Tps


@dataclass(frozen=True, slots=True)
class Target:
    """A row of the roll that may be meant. `baru` are the columns that would become others, beside what
    stands there now; of `tertutup` nothing is shown, not even whether they would.
    """

    uid: bytes = field(repr=False)
    kelurahan: str
    tps: int
    nama: str | None
    baru: tuple[Line, ...]
    tertutup: tuple[Kolom, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the approval of a report would propose; masked as the rest of its page.

    `isi` and `tertutup` are the values of a new voter. `terdaftar`: the NIK of a new voter is listed already.
    `satu_baris`: who is to be struck as a duplicate stands once only. Both are refused or need a note.
    """

    kelas: KelasPerubahan
    keterangan: Keterangan | None
    sasaran: tuple[Target, ...]
    isi: tuple[Line, ...]
    tertutup: tuple[Kolom, ...]
    terdaftar: bool
    satu_baris: bool


@dataclass(frozen=True, slots=True)
class Approved:
    """The change that was approved. `nomor` is the report that it hangs on: this one, or the one that this
    was joined to, where that officer may know of it. `oleh` is who approved it, where that officer may know
    the name; `tps` where a move leads.
    """

    nomor: str | None
    kelas: KelasPerubahan
    keterangan: Keterangan | None
    status: StatusPerubahan
    pemilih_uid: bytes | None = field(repr=False)
    tps: int | None
    disetujui: datetime | None
    oleh: str | None


def foreseen(jenis: JenisLaporan, alasan: AlasanTms | None, banding: Comparison) -> Foreseen:
    """What `pemilu.laporan.proposal.write_change` would write, out of what the page compares anyway."""
    kelas = KELAS[jenis]
    new, listed = kelas is KelasPerubahan.BARU, len(banding.terbit)
    lines = banding.lines if new else ()
    return Foreseen(
        kelas=kelas,
        keterangan=mark_of(jenis, alasan),
        sasaran=() if new else tuple(_target(baris, kelas) for baris in banding.baris),
        isi=_told(lines),
        tertutup=_closed(lines),
        terdaftar=new and banding.dicari is Pencarian.NIK and bool(listed or banding.baris),
        satu_baris=jenis is JenisLaporan.GANDA and max(listed, len(banding.baris)) == 1,
    )


def approved(session: Session, by: Officer, laporan: Laporan) -> Approved | None:
    """The change that was approved with this report, within that officer's wilayah. One statement."""
    colleague = and_(
        Petugas.id == Perubahan.disetujui_oleh, by.scope.where(func.coalesce(Petugas.wilayah, ""))
    )
    found = [each for each in (laporan.id, laporan.induk_id) if each is not None]
    query = (
        select(
            case((visible_to(by), Laporan.nomor)).label("nomor"),
            Perubahan.kelas,
            Perubahan.keterangan,
            Perubahan.status,
            Perubahan.pemilih_uid,
            Tps.nomor,
            Perubahan.disetujui,
            Petugas.nama,
        )
        .join(Laporan, Laporan.id == Perubahan.laporan_id)
        .join(Tps, Tps.id == Perubahan.tps_id, isouter=True)
        .join(Petugas, colleague, isouter=True)
        .where(Perubahan.laporan_id.in_(found), by.scope.where(Perubahan.kelurahan))
    )
    row = session.execute(query).first()
    return Approved(*row) if row else None


def _target(baris: Baris, kelas: KelasPerubahan) -> Target:
    nama = next((line.daftar for line in baris.lines if line.kolom is Kolom.NAMA), None)
    lines = baris.lines if kelas is KelasPerubahan.UBAH else ()
    return Target(baris.uid, baris.kelurahan, baris.tps, nama, _told(lines), _closed(lines))


def _told(lines: Iterable[Line]) -> tuple[Line, ...]:
    """What was reported and is, or may be, new."""
    return tuple(
        line for line in _reported(lines) if line.kesamaan is not None and line.kesamaan is not Kesamaan.SAMA
    )


def _closed(lines: Iterable[Line]) -> tuple[Kolom, ...]:
    return tuple(line.kolom for line in _reported(lines) if line.kesamaan is None and line.kolom in SEALED)


def _reported(lines: Iterable[Line]) -> Iterable[Line]:
    """Of what a report tells, what goes into a change."""
    return (line for line in lines if line.laporan is not None and line.kolom.value in VALUES)
