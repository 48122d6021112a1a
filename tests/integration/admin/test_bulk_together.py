"""Many officers at once on the same reports: each is given to one of them, and the others are told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from pemilu.laporan.bulk import Dilewati, Seen, Take, do_many
from pemilu.laporan.models import Riwayat
from pemilu.laporan.status import Act
from pemilu.laporan.undo import done_in_bulk
from pemilu.petugas.kinds import Peran
from pemilu.petugas.officer import Officer
from tests.integration.admin.room import Room
from tests.integration.laporan.office import nik_of

OFFICERS, REPORTS = 4, 6


def test_officers_who_take_the_same_reports_at_once_get_each_once(room: Room) -> None:
    receipts = [room.office.file(target=nik_of(n)) for n in range(REPORTS)]
    chosen = [Seen(receipt.nomor, 1) for receipt in receipts]
    officers = [room.hire(Peran.PPS) for _ in range(OFFICERS)]
    office, now, start = room.staff.office, room.clock.now(), Barrier(OFFICERS)

    def take_all(by: Officer) -> int:
        start.wait()
        # In another order each time: what is locked is locked in one order all the same.
        mine = chosen[::-1] if by.id % 2 else chosen
        with room.database.transaction(within=by.scope.limit, who=by.id) as session:
            return do_many(session, by, mine, Take(), office=office, now=now)

    with ThreadPoolExecutor(OFFICERS) as pool:
        done = list(pool.map(take_all, officers))
    with room.database.reading() as session:
        results = [done_in_bulk(session, by, number) for by, number in zip(officers, done, strict=True)]
        taken = session.scalar(select(func.count()).select_from(Riwayat).where(Riwayat.peristiwa == Act.TAKE))
    assert sorted(nomor for result in results for nomor in result.berubah) == sorted(
        r.nomor for r in receipts
    )
    assert taken == REPORTS
    left = [why for result in results for why in result.dilewati.values()]
    assert left == [Dilewati.BERUBAH] * REPORTS * (OFFICERS - 1)
    assert {room.office.laporan(receipt).versi for receipt in receipts} == {2}
