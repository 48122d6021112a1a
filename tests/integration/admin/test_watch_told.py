"""What the citizen sees in Lacak of a report that the clock warned of and raised."""

from datetime import timedelta

import pytest

from pemilu.laporan.ask import ask_document
from pemilu.laporan.kinds import JenisBukti, Pelapor
from pemilu.laporan.status import Act, Status
from pemilu.laporan.submit import Receipt
from pemilu.laporan.take import take
from pemilu.laporan.watch import moment, watch_deadlines
from pemilu.petugas.active import Holder
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.officer import Officer
from tests.factories import KELURAHAN, TERDAFTAR
from tests.integration.admin.room import Room
from tests.integration.laporan.office import TMS, nik_of, person

S = Status


def let_time_pass(room: Room, receipt: Receipt) -> None:
    """Long enough for both warnings, every level and the province."""
    laporan = room.office.laporan(receipt)
    for percent in (50, 80, 100, 125, 150, 175):
        with room.database.transaction() as session:
            watch_deadlines(session, office=room.staff.office, now=moment(laporan, percent))


def accuse(room: Room, number: int, **differing: object) -> Receipt:
    return room.office.file(jenis=TMS, pelapor=Pelapor.KELUARGA, target=nik_of(number), **differing)


def seen(room: Room, receipt: Receipt) -> tuple[Status, Holder, list[tuple[Act | None, Status]]]:
    tracked = room.office.tracked(receipt)
    return tracked.status, tracked.pemegang, [(step.peristiwa, step.status) for step in tracked.steps]


def taken(
    room: Room, receipt: Receipt, peran: Peran = Peran.PPK, *, after: timedelta = timedelta()
) -> Officer:
    officer, laporan = room.hire(peran), room.office.laporan(receipt)
    now = room.clock.now() + after
    with room.database.transaction() as session:
        take(session, officer, receipt.nomor, versi=laporan.versi, office=room.staff.office, now=now)
    return officer


def walk(room: Room, receipt: Receipt, to: Status) -> None:
    """PPS works on the report until it stands there."""
    if to is S.DITERIMA:
        return
    pps = taken(room, receipt, Peran.PPS)
    if to is S.BUTUH_DOKUMEN:
        with room.database.transaction() as session:
            ask_document(
                session,
                pps,
                receipt.nomor,
                alasan=JenisBukti.SURAT_KEMATIAN.value,
                jawaban="",
                versi=room.office.laporan(receipt).versi,
                office=room.staff.office,
                now=room.clock.now(),
            )


def test_the_owner_sees_each_rise_and_no_warning(sqlite_room: Room) -> None:
    receipt = sqlite_room.office.file()
    let_time_pass(sqlite_room, receipt)
    status, holder, steps = seen(sqlite_room, receipt)
    assert status is S.DIALIHKAN
    assert (holder.tingkat, holder.wilayah) == (TingkatPanitia.KPU_KABKO, KELURAHAN[:4])
    assert steps == [(None, S.DITERIMA), (Act.ESCALATE, S.DIALIHKAN), (Act.ESCALATE, S.DIALIHKAN)]


def test_late_accusations_look_alike_whether_or_not_they_were_set_aside_or_contested(
    sqlite_room: Room,
) -> None:
    room = sqlite_room
    plain = accuse(room, 1)
    held = accuse(room, 2, pelapor_cocok=False)
    contested = room.office.file(jenis=TMS, pelapor=Pelapor.KELUARGA)
    assert room.office.laporan(held).kasus_id is not None
    assert room.office.intake.contest(person(TERDAFTAR), now=room.clock.now()) == 1
    let_time_pass(room, plain)
    levels = {room.office.laporan(receipt).pemegang_tingkat for receipt in (plain, held, contested)}
    assert levels == {TingkatPanitia.KPU_KABKO}
    assert seen(room, plain) == seen(room, held) == seen(room, contested)
    assert seen(room, plain)[0] is S.DITERIMA


@pytest.mark.parametrize("before", [S.DITERIMA, S.DIVERIFIKASI, S.BUTUH_DOKUMEN])
def test_taken_up_above_an_accusation_goes_on_from_where_it_stood(sqlite_room: Room, before: Status) -> None:
    room = sqlite_room
    receipt = accuse(room, 3)
    walk(room, receipt, before)
    with room.database.transaction() as session:
        at = moment(room.office.laporan(receipt), 100)
        watch_deadlines(session, office=room.staff.office, now=at)
    assert seen(room, receipt)[0] is before
    taken(room, receipt, after=timedelta(days=7))
    tracked = room.office.tracked(receipt)
    assert tracked.status is (S.BUTUH_DOKUMEN if before is S.BUTUH_DOKUMEN else S.DIVERIFIKASI)
    assert [step.peristiwa for step in tracked.steps].count(Act.TAKE) == 1
    assert Act.ESCALATE not in {step.peristiwa for step in tracked.steps}
