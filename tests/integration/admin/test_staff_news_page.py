"""The page of an officer's news: their own, of their own wilayah, until they say that they have read it."""

import re

import pytest
from sqlalchemy import select

from pemilu.laporan.kinds import JenisPemberitahuan
from pemilu.laporan.models import Laporan, Pemberitahuan
from pemilu.laporan.staff_news import PAGE, count_unread, tell
from pemilu.petugas.kinds import Peran
from pemilu.petugas.officer import Officer
from tests.integration.admin.room import Room

N = JenisPemberitahuan
PATH = "/pemberitahuan"


def news(room: Room, officer: Officer, *kinds: JenisPemberitahuan) -> list[str]:
    """One report for each piece; their numbers."""
    receipts = [room.office.file() for _ in kinds]
    with room.database.transaction() as session:
        rows = [
            (officer.id, room.office.laporan(receipt).id, jenis)
            for receipt, jenis in zip(receipts, kinds, strict=True)
        ]
        tell(session, rows, now=room.clock.now())
    return [receipt.nomor for receipt in receipts]


def unread(room: Room, officer: Officer) -> int:
    with room.staff.reading(officer) as session:
        return count_unread(session, officer)


def ids(room: Room) -> list[int]:
    with room.database.reading() as session:
        return list(session.scalars(select(Pemberitahuan.id).order_by(Pemberitahuan.id)))


def test_an_officer_without_news_is_told_what_would_stand_there(sqlite_room: Room) -> None:
    page = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS)).get(PATH)
    assert page.status_code == 200
    assert "Belum ada kabar" in page.text


def test_news_lead_to_the_report_the_newest_first(room: Room) -> None:
    officer = room.hire(Peran.PPS)
    half, late = news(room, officer, N.SEPARUH_WAKTU, N.LEWAT_DAN_NAIK)
    browser = room.sign_in(officer)
    page = browser.get(PATH).text
    assert re.findall(r'href="/laporan/(LP-\w+)"', page) == [late, half]
    assert "separuh waktunya sudah terpakai" in page
    assert "Belum dibaca: 2." in page
    assert browser.get(f"/laporan/{late}").status_code == 200


def test_all_that_was_shown_is_read_at_once_and_what_came_since_is_not(room: Room) -> None:
    officer = room.hire(Peran.PPS)
    news(room, officer, N.SEPARUH_WAKTU, N.HAMPIR_HABIS)
    browser, shown = room.sign_in(officer), max(ids(room))
    news(room, officer, N.DITUGASKAN)
    assert browser.post(f"{PATH}/dibaca", {"sampai": shown}).status_code == 303
    assert unread(room, officer) == 1
    assert "Belum dibaca: 1." in browser.get(PATH).text


def test_one_piece_is_read_alone(sqlite_room: Room) -> None:
    officer = sqlite_room.hire(Peran.PPS)
    news(sqlite_room, officer, N.SEPARUH_WAKTU, N.HAMPIR_HABIS)
    newest = max(ids(sqlite_room))
    sqlite_room.sign_in(officer).post(f"{PATH}/dibaca", {"sampai": newest, "satu": newest})
    assert unread(sqlite_room, officer) == 1


def test_nobody_reads_or_ends_the_news_of_another(room: Room) -> None:
    officer, colleague = room.hire(Peran.PPS), room.hire(Peran.PPS)
    [nomor] = news(room, officer, N.SEPARUH_WAKTU)
    browser, only = room.sign_in(colleague), ids(room)[0]
    assert nomor not in browser.get(PATH).text
    for form in ({"sampai": only}, {"sampai": only, "satu": only}):
        browser.post(f"{PATH}/dibaca", form)
    assert unread(room, officer) == 1


def test_what_was_transferred_to_another_wilayah_is_no_longer_shown(room: Room) -> None:
    room.office.add_regions({"1371031005": "Ulak Karang"})
    officer = room.hire(Peran.PPS)
    nomor, stays = news(room, officer, N.SEPARUH_WAKTU, N.HAMPIR_HABIS)
    with room.database.transaction() as session:
        laporan = session.scalars(select(Laporan).where(Laporan.nomor == nomor)).one()
        laporan.kelurahan = "1371031005"
    page = room.sign_in(officer).get(PATH).text
    assert nomor not in page
    assert stays in page
    assert unread(room, officer) == 1


@pytest.mark.parametrize(
    "form", [{}, {"sampai": 1, "satu": "x"}, {"sampai": "semua"}, {"sampai": "1; DROP"}, {"sampai": ""}]
)
def test_a_form_without_a_number_changes_nothing(sqlite_room: Room, form: dict[str, object]) -> None:
    officer = sqlite_room.hire(Peran.PPS)
    news(sqlite_room, officer, N.SEPARUH_WAKTU)
    assert sqlite_room.sign_in(officer).post(f"{PATH}/dibaca", form).status_code == 400
    assert unread(sqlite_room, officer) == 1


@pytest.mark.parametrize("number", [2**63, -(2**70), 10**30])
def test_a_number_beyond_all_numbers_is_no_error(room: Room, number: int) -> None:
    officer = room.hire(Peran.PPS)
    news(room, officer, N.SEPARUH_WAKTU)
    browser = room.sign_in(officer)
    assert browser.get(f"{PATH}?sebelum={number}").status_code in {200, 404}
    assert browser.post(f"{PATH}/dibaca", {"sampai": number}).status_code in {303, 400}


def test_older_news_stand_on_the_next_page(sqlite_room: Room) -> None:
    room = sqlite_room
    officer = room.hire(Peran.PPS)
    numbers = news(room, officer, *[N.SEPARUH_WAKTU] * (PAGE + 2))
    browser = room.sign_in(officer)
    first = browser.get(PATH).text
    link = re.search(rf'href="({PATH}\?sebelum=\d+)"', first)
    assert link is not None
    second = browser.get(link[1]).text
    shown = [re.findall(r'href="/laporan/(LP-\w+)"', page) for page in (first, second)]
    assert [len(page) for page in shown] == [PAGE, 2]
    assert [*shown[0], *shown[1]] == numbers[::-1]
    assert "Lebih lama" not in second
