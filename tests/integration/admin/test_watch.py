"""The clock at work: warnings at 50 % and 80 %, one level up at the end; each once, whenever it is looked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from pemilu.audit.kinds import Tindakan
from pemilu.laporan.act import LEAST_STEP, QUARTER
from pemilu.laporan.kinds import JenisPemberitahuan, Pelapor
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.models import Kabar, Laporan, Pemberitahuan, Riwayat
from pemilu.laporan.notices import JenisKabar
from pemilu.laporan.objection import object_to_rejection
from pemilu.laporan.status import Act, Status
from pemilu.laporan.submit import Receipt
from pemilu.laporan.watch import Watched, moment, watch_deadlines
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.models import Panitia
from pemilu.petugas.officer import Officer
from tests.factories import KELURAHAN
from tests.integration.admin.room import Room
from tests.integration.laporan.office import TMS

S, T, N = Status, TingkatPanitia, JenisPemberitahuan
SECOND = timedelta(seconds=1)


def watch(room: Room, at: datetime, *, limit: int = 100) -> Watched:
    with room.database.transaction() as session:
        return watch_deadlines(session, office=room.staff.office, now=at, limit=limit)


def at(room: Room, receipt: Receipt, percent: int) -> datetime:
    return moment(room.office.laporan(receipt), percent)


def step(room: Room, receipt: Receipt) -> timedelta:
    """How long a committee has that is given a late report."""
    laporan = room.office.laporan(receipt)
    return (laporan.tenggat - laporan.diajukan) / QUARTER


def history(room: Room, receipt: Receipt) -> list[tuple[Act | None, str | None]]:
    """What happened after it was filed."""
    with room.database.reading() as session:
        rows = session.scalars(
            select(Riwayat)
            .join(Laporan, Laporan.id == Riwayat.laporan_id)
            .where(Laporan.nomor == receipt.nomor)
        )
        return [(row.peristiwa, row.alasan) for row in sorted(rows, key=lambda row: row.id)][1:]


def told(room: Room, officer: Officer) -> list[JenisPemberitahuan]:
    with room.database.reading() as session:
        query = select(Pemberitahuan.jenis).where(Pemberitahuan.petugas_id == officer.id)
        return list(session.scalars(query.order_by(Pemberitahuan.id)))


def held_by(room: Room, receipt: Receipt) -> tuple[TingkatPanitia, str]:
    laporan = room.office.laporan(receipt)
    return laporan.pemegang_tingkat, laporan.pemegang_wilayah


def notices(room: Room) -> list[str]:
    with room.database.reading() as session:
        return list(session.scalars(select(Kabar.jenis).order_by(Kabar.id)))


def staff(room: Room, *roles: Peran) -> Sequence[Officer]:
    return [room.hire(peran) for peran in roles]


def test_before_half_the_time_nobody_is_told(room: Room) -> None:
    receipt = room.office.file()
    [pps] = staff(room, Peran.PPS)
    assert watch(room, at(room, receipt, 50) - SECOND) == Watched()
    assert told(room, pps) == []
    assert history(room, receipt) == []


def test_the_holder_is_warned_at_half_the_time_and_at_eighty_percent_once_each(room: Room) -> None:
    receipt = room.office.file()
    pps, colleague = staff(room, Peran.PPS, Peran.PPS)
    others = [*staff(room, Peran.PPK, Peran.KPU_KABKO), room.hire(Peran.PPS, aktif=False)]
    half, eighty = at(room, receipt, 50), at(room, receipt, 80)
    assert watch(room, half).warned == 1
    assert watch(room, half) == Watched()
    assert watch(room, eighty - SECOND) == Watched()
    assert watch(room, eighty).warned == 1
    assert watch(room, at(room, receipt, 100) - SECOND) == Watched()
    assert told(room, pps) == told(room, colleague) == [N.SEPARUH_WAKTU, N.HAMPIR_HABIS]
    assert [told(room, other) for other in others] == [[], [], []]
    assert history(room, receipt) == [(Act.WARN, "50-persen"), (Act.WARN, "80-persen")]
    assert room.office.laporan(receipt).diingatkan == 80


def test_a_warning_does_not_turn_away_an_officer_who_has_the_report_open(room: Room) -> None:
    receipt = room.office.file()
    before = room.office.laporan(receipt).versi
    watch(room, at(room, receipt, 50))
    assert room.office.laporan(receipt).versi == before


def test_at_the_end_of_its_time_it_goes_up_one_level_and_a_quarter_later_another(room: Room) -> None:
    receipt = room.office.file()
    pps, ppk, kpu, prov = staff(room, Peran.PPS, Peran.PPK, Peran.KPU_KABKO, Peran.KPU_PROV)
    room.office.set(receipt, petugas_id=pps.id, status=S.DIVERIFIKASI)
    due, quarter = at(room, receipt, 100), step(room, receipt)
    assert watch(room, due).escalated == 1
    laporan = room.office.laporan(receipt)
    assert (laporan.status, laporan.petugas_id, laporan.diingatkan) == (S.DIALIHKAN, None, 100)
    assert held_by(room, receipt) == (T.PPK, KELURAHAN[:6])
    assert watch(room, due) == watch(room, due + quarter - SECOND) == Watched()
    assert watch(room, due + quarter).escalated == 1
    assert held_by(room, receipt) == (T.KPU_KABKO, KELURAHAN[:4])
    assert watch(room, due + 2 * quarter) == Watched(warned=1)
    for quarters in range(3, 9):
        assert watch(room, due + quarters * quarter) == Watched()
    assert [told(room, one) for one in (pps, ppk, kpu, prov)] == [[N.LEWAT_DAN_NAIK]] * 4
    assert history(room, receipt) == [(Act.ESCALATE, None), (Act.ESCALATE, None), (Act.WARN, "100-persen")]


def test_a_clock_that_stood_still_writes_only_what_is_due_now(room: Room) -> None:
    late, eighty = room.office.file(), room.office.file(now=room.clock.now() + timedelta(days=1))
    [pps] = staff(room, Peran.PPS)
    assert watch(room, at(room, late, 100)) == Watched(warned=1, escalated=1)
    assert history(room, late) == [(Act.ESCALATE, None)]
    assert history(room, eighty) == [(Act.WARN, "80-persen")]
    assert told(room, pps) == [N.HAMPIR_HABIS]
    # Weeks late is one level up too, and that level has its own time before the next.
    later = at(room, late, 100) + timedelta(days=30)
    watch(room, later)
    assert held_by(room, eighty) == (T.PPK, KELURAHAN[:6])
    assert watch(room, later + step(room, late) / 2) == Watched()


def test_the_rise_is_recorded_as_the_systems_own_act(room: Room) -> None:
    receipt = room.office.file()
    watch(room, at(room, receipt, 100))
    [line] = room.audit()
    assert (line.tindakan, line.pelaku, line.objek) == (Tindakan.DINAIKKAN, "sistem", receipt.nomor)
    assert line.wilayah == KELURAHAN
    assert line.rincian == {"dari_panitia": f"pps:{KELURAHAN}", "ke_panitia": f"ppk:{KELURAHAN[:6]}"}


def test_where_no_ppk_stands_any_more_kpu_gets_it(sqlite_room: Room) -> None:
    room = sqlite_room
    receipt = room.office.file()
    with room.database.transaction() as session:
        ppk = session.scalars(select(Panitia).where(Panitia.tingkat == T.PPK)).one()
        ppk.sampai = room.clock.now().date()
    watch(room, at(room, receipt, 100))
    assert held_by(room, receipt) == (T.KPU_KABKO, KELURAHAN[:4])


def test_what_is_recommended_is_kpus_to_answer(sqlite_room: Room) -> None:
    room = sqlite_room
    receipt = room.office.file()
    pps, kpu, prov = staff(room, Peran.PPS, Peran.KPU_KABKO, Peran.KPU_PROV)
    room.office.set(receipt, status=S.DIREKOMENDASIKAN)
    assert watch(room, at(room, receipt, 80)).warned == 1
    assert watch(room, at(room, receipt, 100)) == Watched(warned=1)
    assert (told(room, pps), told(room, kpu)) == ([], [N.HAMPIR_HABIS])
    assert told(room, prov) == [N.LEWAT_DAN_NAIK]
    assert room.office.laporan(receipt).status is S.DIREKOMENDASIKAN


def test_one_that_kpu_sends_back_late_goes_up_again(sqlite_room: Room) -> None:
    room = sqlite_room
    receipt = room.office.file()
    room.office.set(receipt, status=S.DIREKOMENDASIKAN)
    due, quarter = at(room, receipt, 100), step(room, receipt)
    watch(room, due)
    room.office.set(receipt, status=S.DIVERIFIKASI)
    assert watch(room, due + quarter).escalated == 1
    assert held_by(room, receipt) == (T.PPK, KELURAHAN[:6])


def test_waiting_for_a_document_does_not_stop_the_clock(sqlite_room: Room) -> None:
    room = sqlite_room
    receipt = room.office.file()
    [pps] = staff(room, Peran.PPS)
    room.office.set(receipt, status=S.BUTUH_DOKUMEN)
    due = at(room, receipt, 100)
    watch(room, at(room, receipt, 50))
    assert told(room, pps) == [N.SEPARUH_WAKTU]
    assert watch(room, due).escalated == 1
    assert room.office.laporan(receipt).tenggat == due


def test_an_objection_after_the_date_has_a_quarter_before_it_goes_up(room: Room) -> None:
    receipt = room.office.file()
    objected = at(room, receipt, 100) + timedelta(days=2)
    room.office.set(receipt, status=S.DITOLAK, keberatan_sampai=objected + timedelta(days=1))
    with room.database.transaction() as session:
        object_to_rejection(session, receipt.nomor, b"alasan", now=objected)
    assert watch(room, objected) == watch(room, objected + step(room, receipt) - SECOND) == Watched()
    assert watch(room, objected + step(room, receipt)).escalated == 1


@pytest.mark.parametrize("status", [S.DISETUJUI, S.DITOLAK, S.DIGABUNG, S.DIBATALKAN])
def test_what_is_answered_is_left_alone(sqlite_room: Room, status: Status) -> None:
    receipt = sqlite_room.office.file()
    sqlite_room.office.set(receipt, status=status)
    assert watch(sqlite_room, at(sqlite_room, receipt, 100) + timedelta(days=9)) == Watched()


def test_whoever_works_on_it_is_warned_wherever_they_sit(sqlite_room: Room) -> None:
    room = sqlite_room
    receipt = room.office.file()
    ppk = room.hire(Peran.PPK)
    room.office.set(receipt, petugas_id=ppk.id)
    watch(room, at(room, receipt, 50))
    assert told(room, ppk) == [N.SEPARUH_WAKTU]


def test_filed_in_the_last_minutes_of_a_stage_it_does_not_rush_through_every_level(sqlite_room: Room) -> None:
    room = sqlite_room
    receipt = room.office.file()
    now = room.clock.now()
    room.office.set(receipt, tenggat=now + timedelta(minutes=8), pantau=now)
    assert watch(room, now + timedelta(minutes=8)).escalated == 1
    assert watch(room, now + timedelta(minutes=8) + LEAST_STEP - SECOND) == Watched()


def test_reports_of_before_the_clock_find_their_own_time(sqlite_room: Room) -> None:
    """The migration sets the clock of every earlier report to the day it was filed."""
    receipt = sqlite_room.office.file()
    sqlite_room.office.set(receipt, pantau=sqlite_room.clock.now())
    assert watch(sqlite_room, sqlite_room.clock.now() + SECOND) == Watched()
    assert sqlite_room.office.laporan(receipt).pantau == at(sqlite_room, receipt, 50)


def test_the_citizen_is_told_of_the_first_rise_only(room: Room) -> None:
    receipt = room.office.file(kontak=Kontak(), isi={"telepon": "0812 3456 7890", "email": "salah"})
    due = at(room, receipt, 100)
    watch(room, due)
    watch(room, due + step(room, receipt))
    assert notices(room) == [JenisKabar.DIALIHKAN.value]


def test_who_reported_somebody_else_is_not_told_who_looks_at_it(sqlite_room: Room) -> None:
    room = sqlite_room
    contact = {"isi": {"telepon": "0812 3456 7890"}}
    receipt = room.office.file(jenis=TMS, pelapor=Pelapor.KELUARGA, **contact)
    assert watch(room, at(room, receipt, 100)).escalated == 1
    assert notices(room) == []


def test_a_report_that_no_key_opens_goes_up_all_the_same(
    sqlite_room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    receipt = sqlite_room.office.file()
    sqlite_room.office.set(receipt, isi=b"rusak")
    assert watch(sqlite_room, at(sqlite_room, receipt, 100)).escalated == 1
    assert [record.message for record in caplog.records] == ["isi laporan tidak terbuka"]


def test_a_batch_ends_at_its_limit_and_says_that_there_is_more(room: Room) -> None:
    receipts = [room.office.file() for _ in range(5)]
    half = at(room, receipts[0], 50)
    assert watch(room, half, limit=2) == Watched(warned=2, more=True)
    assert watch(room, half, limit=2) == Watched(warned=2, more=True)
    assert watch(room, half, limit=2) == Watched(warned=1)
    with room.database.reading() as session:
        assert session.scalar(select(func.count()).where(Riwayat.peristiwa == Act.WARN)) == 5
