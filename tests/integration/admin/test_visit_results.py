"""Results of visits for a whole sheet: nothing is left out silently, and what is wrong stands at its row."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from admin.hasil_kunjungan import PAGE
from pemilu.laporan.fieldwork import sheets_printed, to_visit
from pemilu.laporan.kinds import HasilKunjungan
from pemilu.laporan.models import Kunjungan
from pemilu.laporan.visit import NOTE
from pemilu.petugas.kinds import Peran
from pemilu.petugas.officer import NotPermitted, Officer
from pemilu.web.app import FORM_BYTES
from tests.factories import NOW, TERDAFTAR
from tests.integration.admin.case import ISI, Case, rows
from tests.integration.admin.room import Browser, Room
from tests.integration.admin.test_queue_pages import copied, copies

TODAY = NOW.date()


@pytest.fixture
def pps(sqlite_room: Room) -> Officer:
    return sqlite_room.hire(Peran.PPS)


@pytest.fixture
def browser(sqlite_room: Room, pps: Officer) -> Browser:
    return sqlite_room.sign_in(pps)


def taken(room: Room, by: Officer) -> Case:
    case = Case(room, isi=ISI)
    case.take(by)
    return case


def asked_again(text: str) -> list[str]:
    """The numbers of the rows that ask for a result."""
    rows = dict(re.findall(r'name="nomor-(\d+)" value="([^"]+)"', text))
    return [rows[row] for row in re.findall(r'<select id="hasil-(\d+)"', text)]


def filled(number: int, case: Case, **differing: str) -> dict[str, object]:
    said = {"nomor": case.nomor, "versi": str(case.row.versi), "tanggal": TODAY.isoformat()}
    said |= {"hasil": "sesuai-laporan", "catatan": ""} | differing
    return {f"{name}-{number}": value for name, value in said.items()}


def test_who_only_reads_learns_of_no_sheet(sqlite_room: Room) -> None:
    with sqlite_room.database.reading() as session, pytest.raises(NotPermitted):
        sheets_printed(session, sqlite_room.hire(Peran.PENGAWAS), now=NOW)


def test_a_report_tells_of_its_last_visit(sqlite_room: Room, pps: Officer) -> None:
    case, never = taken(sqlite_room, pps), taken(sqlite_room, pps)
    case.visit(pps, hasil=HasilKunjungan.RUMAH_KOSONG)
    case.visit(pps, hasil=HasilKunjungan.SESUAI_LAPORAN)
    with sqlite_room.database.reading() as session:
        found = {each.nomor: each for each in to_visit(session, pps, office=sqlite_room.staff.office)}
    last = found[case.nomor].kunjungan
    assert last is not None
    assert (last.tanggal, last.hasil) == (TODAY, HasilKunjungan.SESUAI_LAPORAN)
    assert found[never.nomor].kunjungan is None


def test_all_of_a_sheet_are_asked_for_at_once(sqlite_room: Room, pps: Officer, browser: Browser) -> None:
    first = taken(sqlite_room, pps)
    copies(sqlite_room, PAGE - 1)
    numbers = [first.nomor, *copied(PAGE - 1)]
    browser.post("/kunjungan/lembar", {"nomor": numbers, "alasan": "kunjungan"})
    [way] = re.findall(
        r'href="([^"]+)">Catat hasil lembar [^<]+ \(30 laporan\)', browser.get("/kunjungan").text
    )
    assert asked_again(browser.get(way).text) == numbers


def test_sheets_of_others_and_of_long_ago_are_not_offered(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    case = taken(sqlite_room, pps)
    browser.post("/kunjungan/lembar", {"nomor": case.nomor, "alasan": "kunjungan"})
    colleague, now = sqlite_room.hire(Peran.PPS), sqlite_room.clock.now()
    with sqlite_room.database.reading() as session:
        assert [each.nomor for each in sheets_printed(session, pps, now=now)] == [(case.nomor,)]
        assert sheets_printed(session, colleague, now=now) == []
        assert sheets_printed(session, pps, now=now + timedelta(days=14)) == []


def test_numbers_beyond_a_page_are_named_and_stand_on_the_next_one(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    first = taken(sqlite_room, pps)
    copies(sqlite_room, PAGE + 1)
    numbers = [first.nomor, *copied(PAGE + 1)]
    page = browser.get("/kunjungan/hasil", query_string={"nomor": " ".join(numbers)}).text
    assert asked_again(page) == numbers[:PAGE]
    assert f"Di halaman berikutnya: {numbers[-2]}, {numbers[-1]}." in page
    [onward] = re.findall(r'href="([^"]+)" rel="next"', page)
    assert asked_again(browser.get(onward.replace("&amp;", "&")).text) == numbers[PAGE:]


def test_numbers_that_are_typed_come_into_the_address_and_a_nik_does_not(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    first, second = taken(sqlite_room, pps), taken(sqlite_room, pps)
    typed = browser.post("/kunjungan/hasil", {"nomor": f"{first.nomor.lower()} {second.nomor}"})
    assert asked_again(browser.get(typed.location).text) == [first.nomor, second.nomor]
    odd = browser.post("/kunjungan/hasil", {"nomor": f"{TERDAFTAR} {second.nomor}"})
    assert (odd.status_code, asked_again(odd.text)) == (422, [second.nomor])
    assert "1 nomor tidak terbaca" in odd.text
    assert TERDAFTAR not in odd.text
    assert 'method="get"' not in odd.text


def test_without_numbers_every_report_is_on_some_page(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    first = taken(sqlite_room, pps)
    copies(sqlite_room, PAGE + 1)
    pages = [browser.get(f"/kunjungan/hasil?halaman={page}").text for page in (1, 2)]
    found = [nomor for page in pages for nomor in asked_again(page)]
    assert sorted(found) == sorted([first.nomor, *copied(PAGE + 1)])
    assert ['rel="next"' in page for page in pages] == [True, False]
    chosen = [browser.get(f"/kunjungan?halaman={page}").text for page in (1, 2)]
    assert sum(page.count('type="checkbox" name="nomor"') for page in chosen) == PAGE + 2


def test_after_saving_the_same_sheet_is_shown_and_what_was_visited_is_not_asked_again(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    visited, empty = taken(sqlite_room, pps), taken(sqlite_room, pps)
    path = f"/kunjungan/hasil?nomor={visited.nomor},{empty.nomor}"
    done = browser.post(path, filled(1, visited) | filled(2, empty, hasil=""))
    assert parse_qs(urlsplit(done.location).query)["nomor"] == [f"{visited.nomor} {empty.nomor}"]
    page = browser.get(done.location).text
    assert "Tercatat: 1 kunjungan." in page
    assert asked_again(page) == [empty.nomor]
    assert "Sudah didatangi Minggu, 22 September 2024: " in page
    assert "Sudah didatangi" in browser.get("/kunjungan").text


def test_a_link_that_somebody_else_made_tells_of_no_visit(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    done = browser.post("/kunjungan/hasil", filled(1, taken(sqlite_room, pps)))
    assert "Tercatat" not in sqlite_room.sign_in(pps).get(done.location).text
    changed = done.location.partition("?")[2].replace("selesai=1", "selesai=3")
    for made in ("tercatat=3", "selesai=3", f"selesai=3.{'0' * 32}", changed):
        assert "Tercatat" not in browser.get(f"/kunjungan/hasil?{made}").text


def test_one_wrong_row_keeps_all_rows_and_names_itself(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    good, wrong, blank = (taken(sqlite_room, pps) for _ in range(3))
    yesterday, tomorrow = ((TODAY + timedelta(days)).isoformat() for days in (-1, 1))
    form = filled(1, good) | filled(2, wrong, tanggal=tomorrow, catatan="Ketemu")
    form |= filled(3, blank, hasil="", tanggal=yesterday)
    answer = browser.post(f"/kunjungan/hasil?nomor={good.nomor},{wrong.nomor},{blank.nomor}", form)
    assert answer.status_code == 422
    assert [row.laporan_id for row in rows(sqlite_room, Kunjungan)] == [good.row.id]
    assert asked_again(answer.text) == [wrong.nomor, blank.nomor]
    _head, first, second, third = re.split(r"<fieldset ", answer.text)
    assert "Sudah didatangi" in first
    assert "Tanggal kunjungan harus antara" in second
    assert "Ketemu" in second
    assert "Salah:" not in first + third
    assert f'value="{yesterday}"' in third


def test_a_form_that_is_sent_twice_is_saved_once_and_says_so(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    case = taken(sqlite_room, pps)
    form = filled(1, case)
    first, second = (browser.post(f"/kunjungan/hasil?nomor={case.nomor}", form) for _ in range(2))
    assert (first.status_code, second.status_code, second.location) == (303, 303, first.location)
    assert len(rows(sqlite_room, Kunjungan)) == 1
    for differing in ({"hasil-1": "rumah-kosong"}, {"catatan-1": "Pagar hijau"}):
        other = browser.post(f"/kunjungan/hasil?nomor={case.nomor}", form | differing)
        assert (other.status_code, "baru diubah petugas lain" in other.text) == (422, True)
    colleague = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    assert colleague.post(f"/kunjungan/hasil?nomor={case.nomor}", form).status_code == 422


def test_numbers_that_cannot_be_read_bring_up_no_other_rows(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    taken(sqlite_room, pps)
    answer = browser.post("/kunjungan/hasil", {"nomor": "satu dua"})
    assert answer.status_code == 422
    assert "2 nomor tidak terbaca" in answer.text
    assert asked_again(answer.text) == []


@pytest.mark.parametrize("path", ["/kunjungan", "/kunjungan/hasil"])
def test_a_page_that_has_become_empty_leads_to_the_first(
    sqlite_room: Room, pps: Officer, browser: Browser, path: str
) -> None:
    taken(sqlite_room, pps)
    assert browser.get(f"{path}?halaman=2").location == path


def test_more_notes_are_taken_than_other_forms_hold(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    form: dict[str, object] = {}
    for number in range(1, 5):
        form |= filled(number, taken(sqlite_room, pps), catatan="’" * NOTE)
    assert len(urlencode(form)) > FORM_BYTES
    assert browser.post("/kunjungan/hasil", form).status_code == 303
    assert len(rows(sqlite_room, Kunjungan)) == 4


def test_the_sheet_has_a_button_to_print_it_where_scripts_run(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    case = taken(sqlite_room, pps)
    page = browser.post("/kunjungan/lembar", {"nomor": case.nomor, "alasan": "kunjungan"}).text
    assert '<button type="button" data-cetak hidden>Cetak</button>' in page
    [script] = re.findall(r'<script src="([^"]+cetak[^"]+)" defer>', page)
    with browser.get(script) as served:
        assert "window.print()" in served.text
