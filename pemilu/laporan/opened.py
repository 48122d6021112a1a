"""Opening what is sealed in a report: with a reason, within a day's budget, never without its trace.

What was opened is shown in the answer to that very request and nowhere else (security.md 2.2, row 26).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.audit.models import Audit
from pemilu.audit.record import without_numbers
from pemilu.infra.errors import DomainError
from pemilu.laporan.act import NotHolder, find, may_take_over
from pemilu.laporan.models import Laporan
from pemilu.laporan.office import Office
from pemilu.petugas.kinds import Peran
from pemilu.petugas.officer import NotPermitted, Officer
from pemilu.petugas.permissions import Permission
from pemilu.tahapan.day import day_start, local_date
from pemilu.wilayah.zona import Zona, zona_of

# Reports whose seal one officer may open within a local day; whom to ask for more stands in the words.
BUDGETS = {Peran.PPS: 50, Peran.PPK: 200, Peran.KPU_KABKO: 500}
LONGEST_TEXT = 200
_COUNTED = (Tindakan.IDENTITAS_DIBUKA, Tindakan.BUKTI_DIBUKA)


class AlasanBuka(StrEnum):
    """Why somebody opens what is sealed."""

    MENCOCOKKAN = "mencocokkan"
    MENGHUBUNGI = "menghubungi"
    KUNJUNGAN = "kunjungan"
    MEMUTUS = "memutus"
    KEBERATAN = "keberatan"
    LAINNYA = "lainnya"


class ReasonFault(StrEnum):
    """Why a reason is none."""

    KOSONG = "kosong"
    TANPA_PENJELASAN = "tanpa-penjelasan"
    """LAINNYA without a word of explanation."""
    PANJANG = "panjang"
    NOMOR = "nomor"
    """It holds a NIK, NKK or telephone number: the record outlives the data."""


class BudgetSpent(DomainError):
    """That officer has opened as many reports as a day allows. The transaction must not last."""

    def __init__(self, peran: Peran, until: datetime) -> None:
        super().__init__(peran.value)
        self.peran = peran
        self.until = until


@dataclass(frozen=True, slots=True)
class Reason:
    """A checked reason: one of the list, with what was written beside it."""

    alasan: AlasanBuka
    keterangan: str = field(default="", repr=False)

    @property
    def recorded(self) -> str:
        return f"{self.alasan.value}: {self.keterangan}" if self.keterangan else self.alasan.value


@dataclass(frozen=True, slots=True)
class Access:
    """Whether an officer may open a report's seal, and how many reports more today.

    `permitted`: the role opens seals at all. `near`: the committee holds the report or stands above. `free`:
    it was opened today already and costs nothing more.
    """

    permitted: bool
    near: bool
    free: bool
    left: int
    budget: int

    @property
    def may_open(self) -> bool:
        return self.permitted and self.near and (self.free or self.left > 0)


def parse_reason(alasan: str, keterangan: str) -> Reason | ReasonFault:
    """What an officer gave as reason, or what is wrong with it."""
    text = " ".join(keterangan.split())
    if alasan not in set(AlasanBuka):
        return ReasonFault.KOSONG
    if len(text) > LONGEST_TEXT:
        return ReasonFault.PANJANG
    if without_numbers(text) != text:
        return ReasonFault.NOMOR
    if alasan == AlasanBuka.LAINNYA and not any(sign.isalpha() for sign in text):
        return ReasonFault.TANPA_PENJELASAN
    return Reason(AlasanBuka(alasan), text)


def access(session: Session, by: Officer, laporan: Laporan, *, now: datetime) -> Access:
    """What that officer may open now. One statement; none for roles that open nothing."""
    budget = BUDGETS.get(by.peran, 0) if by.may(Permission.OPEN_IDENTITY) else 0
    if not budget:
        return Access(permitted=False, near=False, free=False, left=0, budget=0)
    opened = set(session.scalars(_today(by, now)))
    return Access(
        permitted=True,
        near=may_take_over(by, laporan),
        free=laporan.nomor in opened,
        left=max(0, budget - len(opened)),
        budget=budget,
    )


def open_seal(
    session: Session,
    by: Officer,
    nomor: str,
    reason: Reason,
    *,
    what: Tindakan,
    office: Office,
    now: datetime,
    **rincian: object,
) -> Laporan:
    """Record that this officer opens the identities or the evidence of a report, and give the report.

    Whatever is shown of it must be shown only once this transaction is durable. A report costs one of the
    day's budget, however often it is opened.

    Raises:
        NotPermitted, NoSuchLaporan.
        NotHolder: another committee holds it, and none below the officer's.
        BudgetSpent: the day's budget is used up.
    """
    by.must(Permission.OPEN_IDENTITY)
    if by.peran not in BUDGETS:
        raise NotPermitted(Permission.OPEN_IDENTITY.value)
    laporan = find(session, by, nomor)
    if not may_take_over(by, laporan):
        raise NotHolder(nomor)
    # Recorded first: whoever writes to this chain waits here, so that two requests at once count each other.
    where, told = laporan.kelurahan, reason.recorded
    office.note(session, by, what, nomor, wilayah=where, now=now, alasan=told, **rincian)
    spent = session.scalar(select(func.count()).select_from(_today(by, now).subquery())) or 0
    if spent > BUDGETS[by.peran]:
        raise BudgetSpent(by.peran, day_of(by, now) + timedelta(days=1))
    return laporan


def note_refusal(session: Session, by: Officer, nomor: str, *, office: Office, now: datetime) -> None:
    """Record that somebody wanted to open more than a day allows: whoever watches over them should know."""
    laporan = find(session, by, nomor)
    spent = Tindakan.ANGGARAN_BUKA_HABIS
    office.note(session, by, spent, nomor, wilayah=laporan.kelurahan, now=now)


def _today(by: Officer, now: datetime) -> Select[str]:
    """The numbers of the reports that this officer has opened since local midnight."""
    opened = select(Audit.objek).where(
        Audit.pelaku == by.akun, Audit.waktu >= day_of(by, now), Audit.tindakan.in_(_COUNTED)
    )
    return opened.distinct()


def day_of(by: Officer, now: datetime) -> datetime:
    """Midnight where the officer works."""
    zona = zona_of(by.wilayah) if by.wilayah else Zona.WIB
    return day_start(local_date(now, zona), zona)
