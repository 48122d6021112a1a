"""Field visits: which reports wait for one, and the sheets that officers take along, one for each RT."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.audit.models import Audit
from pemilu.infra.errors import DomainError
from pemilu.laporan.act import find, must_hold
from pemilu.laporan.claim import Claim, Kolom, masked_number, read_claim
from pemilu.laporan.compare import Roll, compare
from pemilu.laporan.kinds import AlasanTms, HasilKunjungan, JenisLaporan
from pemilu.laporan.models import Kunjungan, Laporan
from pemilu.laporan.office import Office
from pemilu.laporan.opened import Reason, open_seal
from pemilu.laporan.status import TRANSITIONS, Act, Status
from pemilu.laporan.visible import visible_to
from pemilu.pemilih.nama import mask
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.tahapan.day import local_date

MOST_PRINTED = 30
REMEMBERED, SHEETS = timedelta(days=14), 5
_VISITED_FROM = sorted(TRANSITIONS[Act.VISIT][0])


class SheetUnfit(DomainError):
    """Nothing was chosen, or more than `MOST_PRINTED` reports at once."""


@dataclass(frozen=True, slots=True)
class LastVisit:
    """When somebody was there last, what they found, and who entered it."""

    tanggal: date
    hasil: HasilKunjungan
    petugas_id: int


@dataclass(frozen=True, slots=True)
class ToVisit:
    """A report that a visit can be recorded for, and its last one. The name is masked."""

    nomor: str
    versi: int
    jenis: JenisLaporan
    status: Status
    nama: str | None
    diajukan: date
    tenggat: date
    kunjungan: LastVisit | None


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One address on a sheet: opened, but for the NIK, of which the last four digits tell twins apart."""

    nomor: str
    jenis: JenisLaporan
    alasan: AlasanTms | None
    nama: str | None = field(repr=False)
    nik: str | None = field(repr=False)
    alamat: str | None = field(repr=False)
    penjelasan: str | None = field(repr=False)
    tenggat: date


@dataclass(frozen=True, slots=True)
class RtSheet:
    """What is visited in one RT. `rt` and `rw` are None where nobody has said them."""

    kelurahan: str
    rw: str | None
    rt: str | None
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """Sheets as they were printed at once: when, and for which reports."""

    waktu: datetime
    nomor: tuple[str, ...]


def to_visit(
    session: Session,
    by: Officer,
    *,
    office: Office,
    only: Collection[str] | None = None,
    most: int = 50,
    after: int = 0,
) -> Sequence[ToVisit]:
    """Reports of the officer's own committee that are being verified, due first; `only` of these numbers.

    Two statements. The first `after` are left out. Raises NotPermitted.
    """
    by.must(Permission.WORK_ON_REPORTS)
    query = select(Laporan).where(
        visible_to(by),
        Laporan.pemegang_wilayah == by.wilayah,
        Laporan.pemegang_tingkat == by.peran.tingkat,
        Laporan.status.in_(_VISITED_FROM),
    )
    if only is not None:
        query = query.where(Laporan.nomor.in_(only))
    rows = session.scalars(query.order_by(Laporan.tenggat, Laporan.id).offset(after).limit(most)).all()
    visits = _last_visits(session, [laporan.id for laporan in rows])
    return [_masked(laporan, read_claim(laporan, office), visits.get(laporan.id)) for laporan in rows]


def print_sheets(
    session: Session,
    by: Officer,
    numbers: Sequence[str],
    reason: Reason,
    *,
    office: Office,
    roll: Roll,
    now: datetime,
) -> Sequence[RtSheet]:
    """Open these reports of the officer's own committee for a walk; recorded for each, and as one sheet.

    Show it only once the transaction is durable. Every report costs one of the day's budget.

    Raises:
        NotPermitted, NoSuchLaporan, NotHolder, BudgetSpent: nothing is opened then.
        SheetUnfit.
    """
    by.must(Permission.OPEN_IDENTITY)
    if not 0 < len(numbers) <= MOST_PRINTED:
        raise SheetUnfit
    chosen = [find(session, by, nomor) for nomor in numbers]
    for laporan in chosen:
        must_hold(by, laporan)
    # All that takes time comes before the record, in which others of the kabupaten wait their turn.
    lines = [_line(session, by, laporan, office, roll) for laporan in chosen]
    opened = Tindakan.IDENTITAS_DIBUKA
    for nomor in numbers:
        open_seal(session, by, nomor, reason, what=opened, office=office, now=now, lembar=True)
    where, told = by.wilayah or "", reason.recorded
    printed = Tindakan.LEMBAR_DICETAK
    office.note(session, by, printed, "kunjungan", wilayah=where, now=now, alasan=told, laporan=list(numbers))
    return _grouped(lines)


def sheets_printed(session: Session, by: Officer, *, now: datetime) -> Sequence[Printed]:
    """The last sheets that this officer printed within `REMEMBERED`, the newest first.

    Raises NotPermitted.
    """
    by.must(Permission.WORK_ON_REPORTS)
    mine = Audit.pelaku == by.akun, Audit.tindakan == Tindakan.LEMBAR_DICETAK, Audit.waktu > now - REMEMBERED
    query = select(Audit.waktu, Audit.rincian).where(*mine).order_by(Audit.waktu.desc()).limit(SHEETS)
    return [Printed(row.waktu, tuple(row.rincian["laporan"])) for row in session.execute(query)]


def _last_visits(session: Session, reports: Sequence[int]) -> Mapping[int, LastVisit]:
    query = select(Kunjungan.laporan_id, Kunjungan.tanggal, Kunjungan.hasil, Kunjungan.petugas_id)
    of_these = query.where(Kunjungan.laporan_id.in_(reports)).order_by(Kunjungan.tanggal, Kunjungan.id)
    return {
        row.laporan_id: LastVisit(row.tanggal, row.hasil, row.petugas_id) for row in session.execute(of_these)
    }


Placed = tuple[tuple[str, str, str], SheetLine]


def _grouped(lines: Iterable[Placed]) -> Sequence[RtSheet]:
    """One sheet for each RT, in the order of a walk; addresses without RT last."""
    ordered = sorted(lines, key=lambda placed: (placed[0], placed[1].alamat or "", placed[1].nomor))
    return [
        RtSheet(
            kelurahan, rw.strip("~") or None, rt.strip("~") or None, tuple(line for _place, line in group)
        )
        for (kelurahan, rw, rt), group in groupby(ordered, key=lambda placed: placed[0])
    ]


def _line(session: Session, by: Officer, laporan: Laporan, office: Office, roll: Roll) -> Placed:
    claim = read_claim(laporan, office) or Claim({}, laporan.kelurahan)
    values = _known(session, by, laporan, claim, roll)
    line = SheetLine(
        nomor=laporan.nomor,
        jenis=laporan.jenis,
        alasan=claim.alasan,
        nama=values.get(Kolom.NAMA),
        nik=masked_number(claim.nik.value) if claim.nik else None,
        alamat=values.get(Kolom.ALAMAT),
        penjelasan=claim.text("keterangan"),
        tenggat=laporan.tenggat_tanggal,
    )
    return (laporan.kelurahan, _sorted(values.get(Kolom.RW)), _sorted(values.get(Kolom.RT))), line


def _known(
    session: Session, by: Officer, laporan: Laporan, claim: Claim, roll: Roll
) -> dict[Kolom, str | None]:
    """Name and address as reported; what the report does not say, as the one row of the roll has it."""
    found = compare(session, by, laporan, claim, roll=roll, opened=True)
    lines = found.baris[0].lines if len(found.baris) == 1 else found.lines
    return {line.kolom: line.laporan or line.daftar for line in lines}


def _sorted(number: str | None) -> str:
    """RT and RW in counting order; what is not known comes after every number."""
    return number.zfill(3) if number else "~"


def _masked(laporan: Laporan, claim: Claim | None, last: LastVisit | None) -> ToVisit:
    nama = claim.text(Kolom.NAMA) if claim else None
    return ToVisit(
        nomor=laporan.nomor,
        versi=laporan.versi,
        jenis=laporan.jenis,
        status=laporan.status,
        nama=mask(nama) if nama else None,
        diajukan=local_date(laporan.diajukan, laporan.zona),
        tenggat=laporan.tenggat_tanggal,
        kunjungan=last,
    )
