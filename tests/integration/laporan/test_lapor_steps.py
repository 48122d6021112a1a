"""Up to the form: choosing a kelurahan without JavaScript, a NIK carried over, what a closed stage says."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from pemilu.infra.clock import FrozenClock
from pemilu.infra.db import Database
from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.models import Laporan
from pemilu.wilayah.choose import MOST_FOUND
from pemilu.wilayah.zona import Zona
from tests.factories import ABSEN, KELURAHAN, NAMA, NOW, TERDAFTAR, published_roll
from tests.integration.laporan.forms import Page, receipt_of, send
from tests.integration.laporan.office import Office

J = JenisLaporan
PADANG_UTARA, PADANG, SUMBAR, DENPASAR, AMBON = "137103", "1371", "13", "5171011001", "8171011001"
ELSEWHERE = {
    "51": "Bali",
    "5171": "Kota Denpasar",
    "517101": "Denpasar Selatan",
    DENPASAR: "Serangan",
    "81": "Maluku",
    "8171": "Kota Ambon",
    "817101": "Nusaniwe",
    AMBON: "Waihaong",
}
LOLONG = "1375011001"
NEIGHBOURS = {"1375": "Kota Bukittinggi", "137501": "Guguk Panjang", LOLONG: "Lolong Hilir"}
ODD_SEARCHES = [
    "\0",
    "aaa\0",
    "%%%",
    "___",
    "\\\\\\",
    "a" * 10_000,
    "’’’",
    "<b id=tajam>",
    "\u202e abc",
    "   ",
    "ab",
]
Visit = Callable[[Office], FlaskClient]


@pytest.fixture
def browser(standing_office: Office, visit: Visit) -> FlaskClient:
    return visit(standing_office)


def step(browser: FlaskClient, jenis: JenisLaporan = J.BELUM_TERDAFTAR, **fields: str) -> Page:
    response = browser.post(f"/lapor/{jenis}", data=fields)
    assert response.status_code == 200
    return Page(response)


def choices(browser: FlaskClient, **fields: str) -> set[str]:
    html = browser.post("/lapor/belum-terdaftar", data=fields).get_data(as_text=True)
    return set(re.findall(r'<option value="(\d+)"', html)) | set(
        re.findall(r'name="pilih" value="(\d+)"', html)
    )


def test_the_choice_page_leads_to_every_kind(browser: FlaskClient) -> None:
    page = Page(browser.get("/lapor"))
    assert {f"/lapor/{jenis}" for jenis in J} <= set(page.addresses)
    for jenis in J:
        assert browser.get(f"/lapor/{jenis}").status_code == 200


def test_a_kelurahan_is_chosen_level_by_level(browser: FlaskClient) -> None:
    assert choices(browser) == {PADANG}
    assert choices(browser, aksi="wilayah", wilayah=PADANG, tempat=SUMBAR) == {PADANG_UTARA}
    assert KELURAHAN in choices(browser, aksi="wilayah", wilayah=PADANG_UTARA, tempat=PADANG)
    page = step(browser, aksi="wilayah", wilayah=KELURAHAN, tempat=PADANG_UTARA)
    assert page.values["tempat"] == KELURAHAN
    assert "nama" in page.values


def test_a_kelurahan_is_found_by_a_part_of_its_name(browser: FlaskClient) -> None:
    assert choices(browser, aksi="cari", cari=" LOLONG ", tempat=SUMBAR) == {PADANG, KELURAHAN}
    assert step(browser, pilih=KELURAHAN, tempat=SUMBAR).values["tempat"] == KELURAHAN


def test_a_search_stays_within_the_region_that_is_chosen(sqlite_office: Office, visit: Visit) -> None:
    sqlite_office.add_regions(NEIGHBOURS)
    browser = visit(sqlite_office)
    found = {
        within: choices(browser, aksi="cari", cari="lolong", tempat=within) for within in (SUMBAR, "1375")
    }
    assert {KELURAHAN, LOLONG} <= found[SUMBAR]
    assert LOLONG in found["1375"]
    assert KELURAHAN not in found["1375"]


def test_a_search_that_finds_more_than_it_shows_says_so(sqlite_office: Office, visit: Visit) -> None:
    browser = visit(sqlite_office)
    sqlite_office.add_regions({f"13710310{n}": f"Muaro Contoh {n}" for n in range(30, 30 + MOST_FOUND)})
    said = []
    for fields in ({}, {"13710310" + str(30 + MOST_FOUND): "Muaro Contoh Lagi"}):
        sqlite_office.add_regions(fields)
        page = browser.post("/lapor/ganda", data={"aksi": "cari", "cari": "muaro", "tempat": PADANG}).text
        said.append((page.count('name="pilih"'), "Lebih dari 20" in page))
    assert said == [(MOST_FOUND, False), (MOST_FOUND, True)]


@pytest.mark.parametrize("text", ["", "  ", "ab", " ab "])
def test_too_few_letters_are_told_so_and_not_called_a_wrong_spelling(browser: FlaskClient, text: str) -> None:
    page = browser.post("/lapor/ganda", data={"aksi": "cari", "cari": text, "tempat": SUMBAR}).text
    assert "Ketik paling sedikit tiga huruf" in page
    assert "Periksa ejaan" not in page


def test_going_on_with_nothing_chosen_is_told(browser: FlaskClient) -> None:
    page = step(browser, aksi="wilayah", wilayah="", tempat=SUMBAR)
    assert (page.invalid, "wilayah-salah" in page.targets) == ({"wilayah"}, True)
    assert step(browser, aksi="wilayah", wilayah=PADANG, tempat=SUMBAR).invalid == set()


def test_another_kelurahan_can_be_chosen(browser: FlaskClient) -> None:
    page = step(browser, aksi="ganti", tempat=KELURAHAN, nik=TERDAFTAR)
    assert page.values["tempat"] == SUMBAR
    assert page.values["nik"] == TERDAFTAR


@pytest.mark.parametrize("name", ["tempat", "pilih", "wilayah"])
@pytest.mark.parametrize(
    "code", ["", "x", "13.71", "9999999999", DENPASAR, "51", "1" * 40, "１３７１", "13\0"]
)
def test_a_region_that_takes_no_part_is_as_good_as_none(browser: FlaskClient, name: str, code: str) -> None:
    page = step(browser, aksi="wilayah", **{name: code})
    assert page.values["tempat"] == SUMBAR


def test_nothing_is_filed_for_a_region_outside_the_election(office: Office, visit: Visit) -> None:
    office.add_regions(ELSEWHERE)
    response = send(visit(office), J.PERBAIKAN_DATA, tempat=DENPASAR)
    assert response.status_code == 422
    assert office.count(Laporan) == 0


@pytest.mark.parametrize("text", ODD_SEARCHES)
def test_odd_searches_find_nothing_and_break_nothing(office: Office, visit: Visit, text: str) -> None:
    browser = visit(office)
    response = browser.post("/lapor/belum-terdaftar", data={"aksi": "cari", "cari": text, "tempat": SUMBAR})
    assert response.status_code == 200
    page = Page(response)
    assert "pilih" not in page.values
    assert "tajam" not in page.targets


def test_a_nik_is_carried_from_the_answer_into_the_form_and_stands_in_no_address(
    browser: FlaskClient,
) -> None:
    answer = browser.post("/cek", data={"nik": ABSEN})
    token = Page(answer).values["titipan"]
    first = browser.post("/lapor/belum-terdaftar", data={"titipan": token})
    kept = Page(first).values
    second = browser.post(
        "/lapor/belum-terdaftar", data={"nik": kept["nik"], "pilih": KELURAHAN, "tempat": "13"}
    )
    assert Page(second).values["nik"] == ABSEN
    response = send(browser, J.BELUM_TERDAFTAR, nik=ABSEN)
    pages = [answer, first, second, browser.get("/lapor/tanda-terima")]
    addresses = [address for page in pages for address in Page(page).addresses] + [
        response.headers["Location"]
    ]
    assert not [address for address in addresses if ABSEN in address or token in address]
    assert ABSEN not in token


@pytest.mark.parametrize("token", ["", "abc", "A" * 5_000, "é", "AQ=="])
def test_a_token_of_somebody_else_carries_nothing(browser: FlaskClient, token: str) -> None:
    assert "nik" not in step(browser, titipan=token).values


def test_a_token_carries_for_half_an_hour(office: Office, visit: Visit) -> None:
    browser = visit(office)
    token = Page(browser.post("/cek", data={"nik": ABSEN})).values["titipan"]
    office.clock.advance(minutes=30)
    assert step(browser, titipan=token).values["nik"] == ABSEN
    office.clock.advance(seconds=1)
    assert "nik" not in step(browser, titipan=token).values


def test_a_receipt_names_who_answers_and_where_and_by_when(browser: FlaskClient) -> None:
    send(browser, J.PERBAIKAN_DATA)
    page = browser.get("/lapor/tanda-terima").get_data(as_text=True)
    for fact in ("Posko PPS", "0751-000000", "08.00-16.00", "Lolong Belanti", "Jumat, 27 September 2024"):
        assert fact in page
    assert NAMA not in page
    assert TERDAFTAR not in page


def test_a_receipt_stays_until_it_is_said_to_be_kept(browser: FlaskClient) -> None:
    send(browser, J.PERBAIKAN_DATA)
    assert receipt_of(browser) == receipt_of(browser)
    assert browser.get("/lapor/tanda-terima.pdf").data.startswith(b"%PDF")
    assert browser.post("/lapor/tanda-terima/simpan").headers["Location"] == "/lacak"
    assert "tanda-terima.pdf" not in browser.get("/lapor/tanda-terima").get_data(as_text=True)
    assert browser.get("/lapor/tanda-terima.pdf").status_code == 303


def test_a_receipt_is_for_one_day_and_one_browser(office: Office, visit: Visit) -> None:
    browser = visit(office)
    send(browser, J.PERBAIKAN_DATA)
    nomor, _kode = receipt_of(browser)
    assert nomor not in visit(office).get("/lapor/tanda-terima").get_data(as_text=True)
    office.clock.advance(hours=24, seconds=1)
    assert nomor not in browser.get("/lapor/tanda-terima").get_data(as_text=True)


@pytest.mark.parametrize("day", [-20, 8, 30, 66, 80])
def test_a_closed_stage_says_what_to_do_instead_and_takes_nothing(
    sqlite_office: Office, visit: Visit, day: int
) -> None:
    sqlite_office.clock.advance(days=day)
    browser = visit(sqlite_office)
    shown, sent = browser.get("/lapor/belum-terdaftar"), send(browser, J.BELUM_TERDAFTAR)
    assert (shown.status_code, sent.status_code) == (200, 409)
    for response in (shown, sent):
        assert "enctype" not in response.get_data(as_text=True)
        assert "/" in Page(response).addresses
    assert sqlite_office.count(Laporan) == 0
    assert sqlite_office.files() == []


@pytest.mark.parametrize(
    ("kelurahan", "zona", "closes"),
    [
        (KELURAHAN, Zona.WIB, datetime.fromisoformat("2024-09-28T23:59:59+07:00")),
        (DENPASAR, Zona.WITA, datetime.fromisoformat("2024-09-28T23:59:59+08:00")),
        (AMBON, Zona.WIT, datetime.fromisoformat("2024-09-28T23:59:59+09:00")),
    ],
)
def test_the_door_closes_at_midnight_of_the_region(
    sqlite_database: Database, tmp_path: Path, visit: Visit, kelurahan: str, zona: Zona, closes: datetime
) -> None:
    office = Office(published_roll(sqlite_database, wilayah="", clock=FrozenClock(NOW)), tmp_path)
    office.add_regions(ELSEWHERE)
    browser = visit(office)
    office.clock.advance(seconds=(closes - NOW).total_seconds())
    key = "ab" * 32
    assert send(browser, J.PERBAIKAN_DATA, tempat=kelurahan, kunci=key).status_code == 303
    receipt = office.intake.receipt(bytes.fromhex(key))
    assert receipt is not None
    assert (receipt.zona, receipt.tenggat) == (zona, (closes + timedelta(days=5)))
    assert f"3 Oktober 2024, 23.59 {zona}" in browser.get("/lapor/tanda-terima").get_data(as_text=True)
    office.clock.advance(seconds=1)
    assert send(browser, J.PERBAIKAN_DATA, tempat=kelurahan).status_code == 409
    assert office.count(Laporan) == 1


def test_a_national_door_opens_with_the_first_zone(
    sqlite_database: Database, tmp_path: Path, visit: Visit
) -> None:
    """Before a region is chosen nobody knows whose midnight counts; the east has it two hours earlier."""
    office = Office(published_roll(sqlite_database, wilayah="", clock=FrozenClock(NOW)), tmp_path)
    office.add_regions(ELSEWHERE)
    browser = visit(office)
    opens = datetime.fromisoformat("2024-09-19T00:00:00+09:00")
    office.clock.advance(seconds=(opens - NOW).total_seconds() - 1)
    assert "enctype" not in browser.get("/lapor/perbaikan-data").text
    office.clock.advance(seconds=1)
    assert "enctype" in browser.get("/lapor/perbaikan-data").text
    assert send(browser, J.PERBAIKAN_DATA, tempat=KELURAHAN).status_code == 409
    assert send(browser, J.PERBAIKAN_DATA, tempat=AMBON).status_code == 303
