"""An objection to a rejection: whoever holds the report is told, and no reason is ever lost."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from pemilu.laporan.contest import contest
from pemilu.laporan.kinds import JenisPemberitahuan
from pemilu.laporan.models import Pemberitahuan
from pemilu.laporan.objection import object_to_rejection
from pemilu.laporan.staff_news import count_unread, mark_read, news_of
from pemilu.laporan.status import ForbiddenTransition, Status
from pemilu.laporan.submit import objection_context
from pemilu.laporan.watch import watch_deadlines
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.officer import Officer
from tests.integration.admin.case import TOLAK, Case, recommended, stranger
from tests.integration.admin.room import Room
from tests.integration.laporan.forms import Page

N = JenisPemberitahuan
FIRST, SECOND = "Saya penduduk sini sejak 1990.", "KK yang baru terlampir."


def rejected(room: Room, **differing: Any) -> tuple[Case, Officer]:
    """A report that KPU Kab/Kota has rejected as soon as it might, and who did."""
    kpu = room.hire(Peran.KPU_KABKO)
    case = recommended(room, room.hire(Peran.PPS), TOLAK, **differing)
    room.clock.advance(minutes=10)
    case.decide(kpu, TOLAK)
    return case, kpu


def objects(case: Case, alasan: str = FIRST) -> None:
    """Its reporter objects on the page, an hour after the rejection."""
    case.room.clock.advance(hours=1)
    browser = case.room.office.app.test_client()
    opened = browser.post("/lacak", data={"nomor": case.nomor, "kode": case.receipt.kode})
    token = Page(opened).values["titipan"]
    said = {"titipan": token, "aksi": "keberatan", "alasan": alasan}
    assert browser.post("/lacak/tindakan", data=said).status_code == 200


def clock_looks(room: Room) -> None:
    with room.database.transaction() as session:
        watch_deadlines(session, office=room.staff.office, now=room.clock.now())


def told(room: Room, officer: Officer) -> Sequence[JenisPemberitahuan]:
    with room.database.reading() as session:
        query = select(Pemberitahuan.jenis).where(Pemberitahuan.petugas_id == officer.id)
        return session.scalars(query.order_by(Pemberitahuan.id)).all()


def test_of_a_rejection_alone_nobody_is_told(sqlite_room: Room) -> None:
    _case, kpu = rejected(sqlite_room)
    clock_looks(sqlite_room)
    assert told(sqlite_room, kpu) == []


def test_all_who_hold_the_report_are_told_of_an_objection_at_once_and_nobody_else(room: Room) -> None:
    case, kpu = rejected(room)
    room.office.add_regions({"1372": "Solok"})
    colleague, gone = room.hire(Peran.KPU_KABKO), room.hire(Peran.KPU_KABKO, aktif=False)
    elsewhere, below = room.hire(Peran.KPU_KABKO, "1372"), room.hire(Peran.PPS)
    objects(case)
    row = case.row
    assert (row.status, row.pemegang_tingkat) == (Status.KEBERATAN, TingkatPanitia.KPU_KABKO)
    clock_looks(room)
    assert told(room, kpu) == told(room, colleague) == [N.KEBERATAN]
    assert [*told(room, gone), *told(room, elsewhere), *told(room, below)] == []
    with room.database.reading() as session:
        [news] = news_of(session, kpu)
    assert (news.nomor, news.jenis, news.dibaca) == (case.nomor, N.KEBERATAN, False)


def test_they_are_told_once_however_often_the_clock_looks(sqlite_room: Room) -> None:
    room = sqlite_room
    case, kpu = rejected(room)
    objects(case)
    clock_looks(room)
    with room.database.transaction() as session:
        [news] = news_of(session, kpu)
        mark_read(session, kpu, upto=news.id, now=room.clock.now())
    room.office.set(case.receipt, pantau=room.clock.now())
    clock_looks(room)
    with room.database.reading() as session:
        assert count_unread(session, kpu) == 0


def test_a_second_objection_is_told_anew_and_keeps_the_reason_of_the_first(sqlite_room: Room) -> None:
    room = sqlite_room
    case, kpu = rejected(room)
    objects(case, FIRST)
    clock_looks(room)
    with room.database.transaction() as session:
        mark_read(session, kpu, upto=10**6, now=room.clock.now())
    case.take(kpu)
    case.recommend(kpu, TOLAK)
    case.decide(kpu, TOLAK)
    objects(case, SECOND)
    clock_looks(room)
    with room.database.reading() as session:
        assert count_unread(session, kpu) == 1
    browser = room.sign_in(kpu)
    closed = browser.get(f"/laporan/{case.nomor}").text
    assert not [reason for reason in (FIRST, SECOND) if reason in closed]
    said = {"alasan": "keberatan", "keterangan": "membaca alasannya"}
    page = browser.post(f"/laporan/{case.nomor}/buka", said)
    assert page.status_code == 200
    assert [page.text.count(reason) for reason in (FIRST, SECOND)] == [1, 1]
    assert f"Alasan keberatan: {SECOND}" in page.text


@pytest.mark.parametrize(("taken_up", "news"), [(True, []), (False, [N.KEBERATAN])])
def test_a_voter_who_contests_makes_no_objection_of_one_that_was_taken_up(
    sqlite_room: Room, taken_up: bool, news: list[JenisPemberitahuan]
) -> None:
    """One that nobody has taken up yet stays one, though the voter answers on top of it."""
    room = sqlite_room
    case, kpu = rejected(room, **stranger())
    objects(case)
    if taken_up:
        case.take(kpu)
    with room.database.transaction() as session:
        assert contest(session, case.row.target_idx, now=room.clock.now()) == 1
    assert case.row.status is Status.KEBERATAN
    clock_looks(room)
    assert told(room, kpu) == news


def test_after_a_second_rejection_the_window_ends_as_after_the_first(sqlite_room: Room) -> None:
    room = sqlite_room
    case, kpu = rejected(room)
    objects(case)
    case.take(kpu)
    case.recommend(kpu, TOLAK)
    case.decide(kpu, TOLAK)
    until = case.row.keberatan_sampai
    assert until == room.clock.now() + timedelta(days=3)
    sealed = room.staff.office.sealer.seal(b"lagi", objection_context(case.nomor))
    with room.database.transaction() as session:
        object_to_rejection(session, case.nomor, sealed, now=until)
    with pytest.raises(ForbiddenTransition), room.database.transaction() as session:
        object_to_rejection(session, case.nomor, sealed, now=until)
