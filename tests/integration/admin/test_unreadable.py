"""A recommended report whose seal does not open: it is not approved, and no page breaks over it."""

import logging

import pytest
from sqlalchemy import func, select

from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.models import Kabar
from pemilu.laporan.notices import JenisKabar
from pemilu.laporan.proposal import NotReadable
from pemilu.laporan.status import Status
from pemilu.pemilih.models import Perubahan
from pemilu.petugas.kinds import Peran, TingkatPanitia
from tests.integration.admin.case import SETUJU, TOLAK, Case, recommended
from tests.integration.admin.room import Room
from tests.integration.laporan.office import KECAMATAN


def unreadable(room: Room, **differing: object) -> Case:
    case = recommended(room, room.hire(Peran.PPS), **differing)
    room.office.set(case.receipt, isi=b"\1\1" + bytes(80))
    return case


def notices(room: Room) -> list[str]:
    with room.database.reading() as session:
        return list(session.scalars(select(Kabar.jenis)))


@pytest.mark.parametrize("jenis", [JenisLaporan.PERBAIKAN_DATA, JenisLaporan.BELUM_TERDAFTAR])
def test_what_cannot_be_read_is_not_approved(sqlite_room: Room, jenis: JenisLaporan) -> None:
    case, kpu = unreadable(sqlite_room, jenis=jenis), sqlite_room.hire(Peran.KPU_KABKO)
    with pytest.raises(NotReadable):
        case.decide(kpu, SETUJU)
    assert case.row.status is Status.DIREKOMENDASIKAN
    with sqlite_room.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Perubahan)) == 0


def test_its_page_says_why_and_offers_the_rejection_only(sqlite_room: Room) -> None:
    case = unreadable(sqlite_room)
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.KPU_KABKO))
    page = browser.get(f"/laporan/{case.nomor}")
    assert page.status_code == 200
    assert "Tidak dapat disetujui: isi laporan tidak dapat dibuka; beri tahu operator" in page.text
    assert "/putuskan" in page.text
    form = {"versi": case.row.versi, "putusan": "setuju", "alasan": case.reason(SETUJU), "catatan": "Ya."}
    answer = browser.post(f"/laporan/{case.nomor}/putuskan", form)
    assert answer.status_code == 422
    assert "Isi laporan tidak dapat dibuka, jadi tidak dapat disetujui." in answer.text


def test_it_may_be_rejected_though_nobody_can_be_written_to(
    sqlite_room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    case, kpu = unreadable(sqlite_room), sqlite_room.hire(Peran.KPU_KABKO)
    with caplog.at_level(logging.ERROR):
        case.decide(kpu, TOLAK)
    assert case.row.status is Status.DITOLAK
    assert JenisKabar.DIPUTUSKAN.value not in notices(sqlite_room)
    assert [record.message for record in caplog.records] == ["isi laporan tidak terbuka"]


def test_a_document_may_be_asked_for_and_it_may_be_sent_on(sqlite_room: Room) -> None:
    case, pps = Case(sqlite_room), sqlite_room.hire(Peran.PPS)
    sqlite_room.office.set(case.receipt, isi=b"rusak")
    case.take(pps)
    case.ask(pps)
    assert case.row.status is Status.BUTUH_DOKUMEN
    case.transfer(pps, TingkatPanitia.PPK, KECAMATAN)
    assert case.row.pemegang_tingkat is TingkatPanitia.PPK
