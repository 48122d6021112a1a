"""What came of a campaign, and the claims that must hold whatever it did."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from tqdm import tqdm

from pemilu import tables  # noqa: F401 - every table is to be compared
from pemilu.infra.db import Base, Database
from pemilu.laporan.guard import HOUSEHOLD_REPORTS, KELURAHAN_REPORTS, KELURAHAN_WEEKLY, of_household
from pemilu.laporan.models import Bukti, Kabar, Kasus, Kunci, Laporan, Riwayat
from pemilu.laporan.status import Status
from pemilu.laporan.submit import Receipt
from pemilu.laporan.tracking import track
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.models import Panitia
from pemilu.tahapan.day import day_end, local_date
from pemilu.wilayah.zona import Zona
from tests.campaign.plans import DAYS, UNNOTICED
from tests.campaign.world import Attempt, World

# All that filing may write. Every other table must stay as it was, to the last byte.
WRITTEN = {model.__tablename__ for model in (Laporan, Bukti, Riwayat, Kunci, Kabar, Kasus)}
DAYS_TO_ANSWER = 5
ENOUGH = 0.95
MOST, NEARLY_ALL = 0.6, 0.9
"""Of the honest reports stay with their PPS: anywhere, and where no flood is. The others, all of relatives,
lie with PPK, for the same time."""
SINGLE = KELURAHAN_REPORTS * (1 + HOUSEHOLD_REPORTS)
"""So many reports of a campaign may PPS find single among its own of a day, if everybody is careful."""
NUMBER = re.compile(r"LP-[0-9A-Z]{6}")
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@dataclass(frozen=True, slots=True)
class Filed:
    """An attempt, what its sender was told, and the row as it stood when all was over."""

    attempt: Attempt
    receipt: Receipt
    laporan: Laporan

    @property
    def held(self) -> bool:
        return self.laporan.kasus_id is not None

    @property
    def at_own_pps(self) -> bool:
        holder = self.laporan.pemegang_tingkat, self.laporan.pemegang_wilayah
        return not self.held and holder == (TingkatPanitia.PPS, self.attempt.kelurahan)


@dataclass(frozen=True, slots=True)
class Campaign:
    """Everything that was filed, in the order of time, and what the other tables were and are."""

    hostile: Sequence[Filed]
    honest: Sequence[Filed]
    pretended: Sequence[Filed]
    cases: int
    before: str
    after: str

    @property
    def share_held(self) -> float:
        return sum(filed.held for filed in self.hostile) / len(self.hostile)

    @property
    def identities(self) -> int:
        """How many people were behind it, whatever names they used."""
        return len({filed.attempt.behind for filed in self.hostile})

    @property
    def passed_plans(self) -> set[str]:
        return {filed.attempt.plan for filed in self.hostile if not filed.held}

    @property
    def share_at_pps(self) -> float:
        """Of the honest reports."""
        return _share_at_pps(self.honest)

    @property
    def share_at_pps_elsewhere(self) -> float:
        """Of the honest reports of kelurahan where at most the careful file."""
        flooded = {one.attempt.kelurahan for one in self.hostile if one.attempt.plan not in UNNOTICED}
        return _share_at_pps([filed for filed in self.honest if filed.attempt.kelurahan not in flooded])

    @property
    def most_passed(self) -> int:
        """How many reports no case holds, a household's left aside, in the kelurahan where they are most."""
        return _most(filed.attempt.kelurahan for filed in self._passed() if not _of_household(filed))

    @property
    def most_families(self) -> int:
        """From how many people no case holds a household's reports, in the kelurahan where they are most."""
        families = {
            (filed.attempt.kelurahan, filed.attempt.reporter)
            for filed in self._passed()
            if _of_household(filed)
        }
        return _most(kelurahan for kelurahan, _reporter in families)

    @property
    def most_single(self) -> int:
        """How many hostile reports of one day PPS has to look at one by one, where they are most."""
        single = (filed.attempt for filed in self.hostile if not filed.held)
        return _most((attempt.kelurahan, local_date(attempt.at, Zona.WIB)) for attempt in single)

    def _passed(self) -> list[Filed]:
        everybody = (*self.hostile, *self.honest, *self.pretended)
        return [filed for filed in everybody if filed.laporan.berisiko and not filed.held]


def _share_at_pps(filed: Sequence[Filed]) -> float:
    return sum(one.at_own_pps for one in filed) / (len(filed) or 1)


def _of_household(filed: Filed) -> bool:
    return of_household(filed.attempt.jenis, filed.attempt.pelapor)


def _most(places: Iterable[Hashable]) -> int:
    return max(Counter(places).values(), default=0)


def wage(
    world: World, hostile: Sequence[Attempt], honest: Sequence[Attempt], pretended: Sequence[Attempt] = ()
) -> Campaign:
    """File all of it as time goes by. Every form is valid, so every one must be acknowledged."""
    before = digest(world.database)
    attempts = sorted((*hostile, *honest, *pretended), key=lambda attempt: attempt.at)
    receipts = {id(attempt): world.file(attempt) for attempt in tqdm(attempts, unit=" reports", disable=None)}
    with world.database.reading() as session:
        rows = {row.nomor: row for row in session.scalars(select(Laporan))}
        cases = session.scalar(select(func.count()).select_from(Kasus)) or 0

    def filed(part: Sequence[Attempt]) -> list[Filed]:
        return [Filed(one, receipts[id(one)], rows[receipts[id(one)].nomor]) for one in part]

    return Campaign(filed(hostile), filed(honest), filed(pretended), cases, before, digest(world.database))


def digest(database: Database) -> str:
    """SHA-256 over every row of every table that filing must not touch."""
    seen = sha256()
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in WRITTEN:
                for row in session.execute(select(table).order_by(*table.primary_key.columns)):
                    seen.update(repr((table.name, tuple(row))).encode())
    return seen.hexdigest()


def broken_claims(world: World, campaign: Campaign) -> list[str]:
    """Everything that does not hold, in words."""
    everybody = (campaign.hostile, campaign.honest, campaign.pretended)
    holds = {
        "no row changed that filing must not touch": campaign.before == campaign.after,
        "nearly all hostile reports are held": campaign.share_held >= ENOUGH,
        "whatever passes is careful": campaign.passed_plans <= UNNOTICED,
        "what passes is a week's share of a kelurahan at most": campaign.most_passed <= KELURAHAN_WEEKLY,
        "of families too": campaign.most_families <= KELURAHAN_WEEKLY,
        "a day brings PPS few single ones": campaign.most_single <= SINGLE,
        "most honest reports stay with their PPS": campaign.share_at_pps >= MOST,
        "nearly all of them where no flood is": campaign.share_at_pps_elsewhere >= NEARLY_ALL,
        "cases are few": campaign.cases <= len(world.kelurahan) * DAYS,
        "what strikes nobody is not held": not any(filed.held for filed in campaign.pretended),
        "receipts look alike": len({shape for part in everybody for shape in shapes(part)}) == 1,
        "Lacak shows all alike": len({view for part in everybody for view in views(world, part)}) == 1,
    }
    return [claim for claim, does in holds.items() if not does] + wronged(world, campaign)


def wronged(world: World, campaign: Campaign) -> list[str]:
    """Honest reports that did not get what they were promised, in words."""
    with world.database.reading() as session:
        return [
            f"{filed.attempt.plan}: {why}" for filed in campaign.honest for why in _faults(session, filed)
        ]


def _faults(session: Session, filed: Filed) -> Iterator[str]:
    row, at = filed.laporan, filed.attempt.at
    due = day_end(local_date(at, Zona.WIB) + timedelta(days=DAYS_TO_ANSWER), Zona.WIB)
    if not row.tenggat == filed.receipt.tenggat == due:
        yield f"due {row.tenggat} instead of {due}"
    if row.status is not Status.DITERIMA:
        yield f"stands at {row.status}"
    holder = row.pemegang_tingkat, row.pemegang_wilayah
    if not row.berisiko and not filed.at_own_pps:
        yield f"not with its own PPS but {holder}"
    if not filed.attempt.kelurahan.startswith(row.pemegang_wilayah) or not _sits(session, *holder):
        yield f"nobody holds it: {holder}"


def _sits(session: Session, tingkat: TingkatPanitia, wilayah: str) -> bool:
    here = (Panitia.tingkat == tingkat) & (Panitia.wilayah == wilayah)
    return session.scalar(select(Panitia.id).where(here)) is not None


def shapes(filed: Sequence[Filed]) -> Counter[tuple[object, ...]]:
    """Receipts without what is a report's own; two that differ here could be told apart."""
    return Counter(_shape(one) for one in filed)


def _shape(filed: Filed) -> tuple[object, ...]:
    receipt = filed.receipt
    days = receipt.tenggat_tanggal - local_date(receipt.diajukan, receipt.zona)
    return (
        bool(NUMBER.fullmatch(receipt.nomor) and CODE.fullmatch(receipt.kode)),
        receipt.kelurahan == filed.attempt.kelurahan == receipt.holder.wilayah,
        (receipt.jenis, receipt.diajukan) == (filed.attempt.jenis, filed.attempt.at),
        receipt.holder.tingkat,
        days,
        receipt.zona,
        tuple(sorted(receipt.alasan)),
    )


def views(world: World, filed: Sequence[Filed]) -> Counter[tuple[object, ...]]:
    """The same for what Lacak shows of them."""
    with world.database.reading() as session:
        return Counter(_view(session, one) for one in filed)


def _view(session: Session, filed: Filed) -> tuple[object, ...]:
    seen = track(session, filed.receipt.nomor, now=filed.attempt.at)
    assert seen is not None
    return (
        seen.status,
        seen.pemegang == filed.receipt.holder,
        seen.tenggat == filed.receipt.tenggat,
        tuple(step.peristiwa for step in seen.steps),
        seen.may_add_document,
        seen.may_withdraw,
        seen.object_until,
    )
