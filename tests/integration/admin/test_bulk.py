"""One act on many reports: what is shown is what is done, and it can be undone for ten minutes."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from pemilu.audit.kinds import Tindakan
from pemilu.laporan.bulk import (
    MOST,
    Assign,
    Dilewati,
    Seen,
    Take,
    Task,
    TooManyAtOnce,
    Transfer,
    do_many,
    matching,
    preview,
)
from pemilu.laporan.contest import contest
from pemilu.laporan.kinds import JenisLaporan, JenisPemberitahuan, Pelapor
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.models import Borongan, Kabar, Pemberitahuan, Riwayat
from pemilu.laporan.saringan import Keadaan, Saringan
from pemilu.laporan.status import Act, Status
from pemilu.laporan.submit import Receipt
from pemilu.laporan.take import NotColleague, Rekan, assign, colleague, colleagues, take
from pemilu.laporan.undo import Bulk, NoSuchBorongan, TooLateToUndo, UndoneAlready, done_in_bulk, undo
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.officer import NotPermitted, Officer
from pemilu.wilayah.kode import KodeWilayah
from tests.factories import KELURAHAN
from tests.integration.admin.room import Room
from tests.integration.laporan.office import nik_of

KECAMATAN = KELURAHAN[:6]


def filed(room: Room, number: int) -> list[Receipt]:
    return [room.office.file(target=nik_of(n)) for n in range(number)]


def seen(room: Room, *receipts: Receipt) -> list[Seen]:
    return [Seen(receipt.nomor, room.office.laporan(receipt).versi) for receipt in receipts]


def do(room: Room, by: Officer, chosen: Sequence[Seen], task: Task) -> int:
    with room.database.transaction() as session:
        return do_many(session, by, chosen, task, office=room.staff.office, now=room.clock.now())


def fates(room: Room, by: Officer, chosen: Sequence[Seen], task: Task) -> list[Dilewati | None]:
    with room.database.reading(within=by.scope.limit) as session:
        return [fate.dilewati for fate in preview(session, by, chosen, task)]


def result(room: Room, by: Officer, borongan: int) -> Bulk:
    with room.database.reading() as session:
        return done_in_bulk(session, by, borongan)


def take_back(room: Room, by: Officer, borongan: int) -> None:
    with room.database.transaction() as session:
        undo(session, by, borongan, office=room.staff.office, now=room.clock.now())


def rekan(room: Room, by: Officer, of: Officer) -> Rekan:
    with room.database.reading() as session:
        return colleague(session, by, of.id)


@pytest.mark.parametrize("peran", [Peran.KPU_PROV, Peran.KPU_RI, Peran.PENGAWAS, Peran.OPERATOR])
def test_who_only_reads_does_nothing_in_bulk(room: Room, peran: Peran) -> None:
    chosen = seen(room, *filed(room, 1))
    by = room.hire(peran)
    for act in (preview_of, do):
        with pytest.raises(NotPermitted):
            act(room, by, chosen, Take())
    assert room.office.count(Borongan) == 0


def preview_of(room: Room, by: Officer, chosen: Sequence[Seen], task: Task) -> None:
    fates(room, by, chosen, task)


def test_more_than_two_hundred_at_once_are_refused(sqlite_room: Room) -> None:
    chosen = [Seen(f"LP-{n:06}", 1) for n in range(MOST + 1)]
    with pytest.raises(TooManyAtOnce):
        do(sqlite_room, sqlite_room.hire(Peran.PPS), chosen, Take())


def test_each_report_that_cannot_be_taken_is_left_with_its_reason(room: Room) -> None:
    free, changed, closed, above, mine = filed(room, 5)
    by = room.hire(Peran.PPS)
    chosen = seen(room, free, changed, closed, above, mine)
    room.office.set(changed, versi=7)
    room.office.set(closed, status=Status.DIBATALKAN)
    room.office.set(above, pemegang_tingkat=TingkatPanitia.PPK, pemegang_wilayah=KECAMATAN)
    room.office.set(mine, status=Status.DIVERIFIKASI, petugas_id=by.id)
    chosen.append(Seen("LP-000000", 1))
    expected = [
        None, Dilewati.BERUBAH, Dilewati.SELESAI, Dilewati.PANITIA_LAIN, Dilewati.SUDAH, Dilewati.TIDAK_ADA,
    ]  # fmt: skip
    assert fates(room, by, chosen, Take()) == expected
    done = result(room, by, do(room, by, chosen, Take()))
    assert done.berubah == [free.nomor]
    assert list(done.dilewati.values()) == expected[1:]
    assert room.office.laporan(free).petugas_id == by.id
    assert room.office.laporan(changed).petugas_id is None


def test_a_report_of_another_wilayah_is_told_as_absent(room: Room) -> None:
    room.office.add_regions({"1371031005": "Gunung Pangilun"})
    elsewhere = room.office.file(kelurahan=KodeWilayah("1371031005"))
    by = room.hire(Peran.PPS)
    chosen = seen(room, elsewhere)
    assert fates(room, by, chosen, Take()) == [Dilewati.TIDAK_ADA]
    do(room, by, chosen, Take())
    assert room.office.laporan(elsewhere).petugas_id is None


def test_taking_brings_reports_of_a_committee_below_to_ones_own(room: Room) -> None:
    receipts = filed(room, 3)
    room.office.set(receipts[1], status=Status.DIREKOMENDASIKAN)
    by = room.hire(Peran.PPK)
    do(room, by, seen(room, *receipts), Take())
    held = [room.office.laporan(receipt) for receipt in receipts]
    assert {(one.pemegang_tingkat, one.pemegang_wilayah, one.petugas_id) for one in held} == {
        (TingkatPanitia.PPK, KECAMATAN, by.id)
    }
    assert [one.status for one in held] == [Status.DIVERIFIKASI, Status.DIREKOMENDASIKAN, Status.DIVERIFIKASI]


def test_each_report_has_its_own_line_in_history_and_record(room: Room) -> None:
    receipts = filed(room, 3)
    by = room.hire(Peran.PPS)
    borongan = do(room, by, seen(room, *receipts), Take())
    acts = [row for row in room.audit() if row.tindakan is Tindakan.LAPORAN_DITINDAK]
    assert {row.objek for row in acts} == {receipt.nomor for receipt in receipts}
    [whole] = [row for row in room.audit() if row.tindakan is Tindakan.BORONGAN]
    assert whole.objek == f"borongan:{borongan}"
    assert whole.rincian == {"perbuatan": "diambil", "jumlah": 3, "dilewati": 0}
    with room.database.reading() as session:
        assert len(session.scalars(select(Riwayat).where(Riwayat.peristiwa == Act.TAKE)).all()) == 3


def test_a_colleague_is_somebody_active_on_the_same_committee(room: Room) -> None:
    by, friend = room.hire(Peran.PPS, nama="Ani"), room.hire(Peran.PPS, nama="Budi")
    room.hire(Peran.PPS, nama="Berhenti", aktif=False)
    stranger = room.hire(Peran.PPK)
    with room.database.reading(within=by.scope.limit) as session:
        assert [one.nama for one in colleagues(session, by)] == ["Ani", "Budi"]
        assert colleague(session, by, friend.id).nama == "Budi"
        with pytest.raises(NotColleague):
            colleague(session, by, stranger.id)


def test_who_is_given_reports_is_told_of_each_once(room: Room) -> None:
    by, friend = room.hire(Peran.PPS), room.hire(Peran.PPS)
    receipts = filed(room, 2)
    do(room, by, seen(room, *receipts), Assign(rekan(room, by, friend)))
    do(room, by, seen(room, *receipts), Assign(rekan(room, by, by)))
    do(room, by, seen(room, *receipts), Assign(rekan(room, by, friend)))
    assert {room.office.laporan(receipt).petugas_id for receipt in receipts} == {friend.id}
    with room.database.reading() as session:
        told = list(session.scalars(select(Pemberitahuan)))
    assert [(one.petugas_id, one.jenis) for one in told] == [(friend.id, JenisPemberitahuan.DITUGASKAN)] * 2


def test_what_another_committee_holds_is_not_given_away(room: Room) -> None:
    [receipt] = filed(room, 1)
    by = room.hire(Peran.PPK)
    assert fates(room, by, seen(room, receipt), Assign()) == [Dilewati.PANITIA_LAIN]
    assert fates(room, by, seen(room, receipt), Transfer()) == [Dilewati.PANITIA_LAIN]


def test_many_reports_go_to_the_committee_above(room: Room) -> None:
    receipts = filed(room, 2)
    room.office.set(receipts[1], status=Status.DIREKOMENDASIKAN)
    by = room.hire(Peran.PPS)
    done = result(room, by, do(room, by, seen(room, *receipts), Transfer(TingkatPanitia.PPK)))
    assert (done.berubah, done.dilewati) == ([receipts[0].nomor], {receipts[1].nomor: Dilewati.TIDAK_DAPAT})
    gone = room.office.laporan(receipts[0])
    assert (gone.status, gone.pemegang_tingkat) == (Status.DIALIHKAN, TingkatPanitia.PPK)


def test_a_committee_that_is_not_in_its_seat_gets_nothing(room: Room) -> None:
    room.office.add_regions({"137104": "Nanggalo", "1371041001": "Kurao Pagang"})
    room.office.seat(TingkatPanitia.PPS, "1371041001")
    receipt = room.office.file(kelurahan=KodeWilayah("1371041001"))
    by = room.hire(Peran.PPS, "1371041001")
    done = result(room, by, do(room, by, seen(room, receipt), Transfer(TingkatPanitia.PPK)))
    assert done.dilewati == {receipt.nomor: Dilewati.TUJUAN}
    assert room.office.laporan(receipt).status is Status.DITERIMA


@pytest.mark.parametrize("task", [Take(), Assign(), Transfer(TingkatPanitia.KPU_KABKO)], ids=repr)
def test_undoing_puts_everything_back(room: Room, task: Task) -> None:
    kontak = Kontak(email="warga@contoh.id")
    receipts = [room.office.file(target=nik_of(n), kontak=kontak) for n in range(2)]
    by, friend = room.hire(Peran.PPS), room.hire(Peran.PPS)
    room.hire(Peran.KPU_KABKO)
    before = standing(room, receipts)
    room.clock.advance(minutes=1)
    task = Assign(rekan(room, by, friend)) if isinstance(task, Assign) else task
    borongan = do(room, by, seen(room, *receipts), task)
    assert standing(room, receipts) != before
    room.clock.advance(minutes=10)
    take_back(room, by, borongan)
    assert standing(room, receipts) == before
    assert result(room, by, borongan).dibatalkan == room.clock.now()
    [undone] = [row for row in room.audit() if row.tindakan is Tindakan.BORONGAN_DIBATALKAN]
    assert (undone.objek, undone.rincian["jumlah"]) == (f"borongan:{borongan}", 2)
    with room.database.reading() as session:
        history = session.scalars(select(Riwayat.peristiwa).order_by(Riwayat.laporan_id, Riwayat.id)).all()
    assert history == [None, task.act, Act.UNDO] * 2


def standing(room: Room, receipts: Sequence[Receipt]) -> list[object]:
    """All that an act on reports writes, but for the history; and what their citizens see."""
    held = [room.office.laporan(receipt) for receipt in receipts]
    counts = [room.office.count(model) for model in (Pemberitahuan, Kabar)]
    facts = [
        (one.status, one.pemegang_tingkat, one.pemegang_wilayah, one.petugas_id, one.pantau) for one in held
    ]
    return [*facts, *counts, *(room.office.tracked(receipt) for receipt in receipts)]


def test_undoing_does_not_tell_the_reporter_that_the_voter_answered(room: Room) -> None:
    """A contested report looks to its reporter as it looked before, also when an act on it was undone."""
    receipt = room.office.file(jenis=JenisLaporan.GANDA, pelapor=Pelapor.WARGA)
    with room.database.transaction() as session:
        target = room.office.laporan(receipt).target_idx
        assert target is not None
        contest(session, target, now=room.clock.now())
    before = room.office.tracked(receipt)
    by = room.hire(Peran.PPK)
    take_back(room, by, do(room, by, seen(room, receipt), Take()))
    assert room.office.tracked(receipt) == before
    assert room.office.laporan(receipt).status is Status.KEBERATAN


def test_what_somebody_changed_since_stays_and_is_named(room: Room) -> None:
    first, second = filed(room, 2)
    by, friend = room.hire(Peran.PPS), room.hire(Peran.PPS)
    borongan = do(room, by, seen(room, first, second), Take())
    with room.database.transaction() as session:
        versi = room.office.laporan(second).versi
        take(session, friend, second.nomor, versi=versi, office=room.staff.office, now=room.clock.now())
    take_back(room, by, borongan)
    assert result(room, by, borongan).tetap == [second.nomor]
    assert room.office.laporan(first).status is Status.DITERIMA
    assert room.office.laporan(second).petugas_id == friend.id


def test_after_ten_minutes_nothing_is_undone(room: Room) -> None:
    [receipt] = filed(room, 1)
    by = room.hire(Peran.PPS)
    borongan = do(room, by, seen(room, receipt), Take())
    room.clock.advance(minutes=10, seconds=1)
    with pytest.raises(TooLateToUndo):
        take_back(room, by, borongan)
    assert room.office.laporan(receipt).petugas_id == by.id


def test_undoing_twice_and_undoing_for_another_are_refused(room: Room) -> None:
    by, friend = room.hire(Peran.PPS), room.hire(Peran.PPS)
    borongan = do(room, by, seen(room, *filed(room, 1)), Take())
    with pytest.raises(NoSuchBorongan):
        take_back(room, friend, borongan)
    with pytest.raises(NoSuchBorongan):
        result(room, friend, borongan)
    take_back(room, by, borongan)
    with pytest.raises(UndoneAlready):
        take_back(room, by, borongan)


def test_all_that_match_are_those_of_the_filter_in_due_order(room: Room) -> None:
    receipts = filed(room, 4)
    by = room.hire(Peran.PPS)
    for days, receipt in enumerate(receipts[1:], start=1):
        room.office.set(receipt, tenggat=room.clock.now() - timedelta(days=days))
    late = Saringan(keadaan=Keadaan.TERLAMBAT)
    with room.database.reading(within=by.scope.limit) as session:
        found = matching(session, by, late, now=room.clock.now())
    assert [one.nomor for one in found] == [receipt.nomor for receipt in reversed(receipts[1:])]


def test_assigning_one_report_keeps_where_it_stands(room: Room) -> None:
    [receipt] = filed(room, 1)
    by, friend = room.hire(Peran.PPS), room.hire(Peran.PPS)
    with room.database.transaction() as session:
        assign(
            session, by, receipt.nomor,
            kepada=friend.id, versi=1, office=room.staff.office, now=room.clock.now(),
        )  # fmt: skip
    laporan = room.office.laporan(receipt)
    assert (laporan.status, laporan.petugas_id, laporan.versi) == (Status.DITERIMA, friend.id, 2)
