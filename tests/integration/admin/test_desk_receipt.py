"""Receipts at the desk: shown until handed over, to nobody but who took the report in. And the blank form."""

from datetime import timedelta

import pypdfium2
import pytest

from pemilu.laporan.kinds import JenisLaporan
from pemilu.petugas.kinds import Peran
from tests.factories import KELURAHAN
from tests.integration.admin.room import Browser, Room
from tests.integration.laporan.forms import CODE, NUMBER, filled
from tests.integration.laporan.office import nik_of

RECEIPT = "/meja/tanda-terima"
SEEN = {"dilihat_ktp-el": "y", "catatan_meja": "map 12"}


@pytest.fixture
def desk(sqlite_room: Room) -> Browser:
    return sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))


def take_in(desk: Browser, number: int) -> str:
    """The number of the report."""
    fields = filled(JenisLaporan.PERBAIKAN_DATA, nik=nik_of(number).value) | SEEN
    assert desk.post("/meja/perbaikan-data", fields).status_code == 303
    return NUMBER.findall(desk.get(RECEIPT).text)[0]


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        page = document[0]
        text = page.get_textpage()
        try:
            return str(text.get_text_bounded())
        finally:
            text.close()
            page.close()


def test_a_receipt_is_printed_shown_again_and_gone_once_it_is_handed_over(desk: Browser) -> None:
    nomor = take_in(desk, 1)
    paper = desk.get(f"{RECEIPT}.pdf?nomor={nomor}")
    assert paper.headers["Content-Disposition"].startswith("inline")
    [code] = set(CODE.findall(desk.get(RECEIPT).text))
    assert {nomor, code} <= set(text_of(paper.data).split())
    assert "belum diserahkan" in desk.get("/meja").text
    handed = desk.post(f"{RECEIPT}/serah", {"nomor": nomor})
    assert (handed.status_code, handed.location) == (303, "/meja")
    assert desk.get(RECEIPT).location == "/meja"
    assert desk.get(f"{RECEIPT}.pdf?nomor={nomor}").location == RECEIPT
    assert "belum diserahkan" not in desk.get("/meja").text


def test_an_earlier_receipt_waits_beside_the_newer(desk: Browser) -> None:
    first, second = take_in(desk, 1), take_in(desk, 2)
    assert list(dict.fromkeys(NUMBER.findall(desk.get(RECEIPT).text))) == [second, first]
    assert desk.post(f"{RECEIPT}/serah", {"nomor": second}).location == RECEIPT
    assert set(NUMBER.findall(desk.get(RECEIPT).text)) == {first}


def test_a_receipt_that_the_network_lost_waits_when_the_form_comes_changed(desk: Browser) -> None:
    fields = filled(JenisLaporan.PERBAIKAN_DATA, nik=nik_of(1).value, kunci="ab" * 32) | SEEN
    assert desk.post("/meja/perbaikan-data", fields).status_code == 303
    desk.client.delete_cookie("serah", path="/")
    again = desk.post("/meja/perbaikan-data", fields | {"keterangan": "Lain."})
    assert again.status_code == 422
    assert len(set(NUMBER.findall(desk.get(RECEIPT).text))) == 1


def test_nobody_is_born_tomorrow(sqlite_room: Room, desk: Browser) -> None:
    tomorrow = f"{sqlite_room.clock.now() + timedelta(days=1):%d-%m-%Y}"
    fields = filled(JenisLaporan.BELUM_TERDAFTAR, nik=nik_of(1).value, tanggal_lahir=tomorrow) | SEEN
    refused = desk.post("/meja/belum-terdaftar", fields)
    assert refused.status_code == 422
    assert "tanggal_lahir-salah" in refused.text


def test_after_an_hour_it_is_gone(sqlite_room: Room, desk: Browser) -> None:
    take_in(desk, 1)
    for _ in range(3):
        sqlite_room.clock.advance(minutes=19)
        assert desk.get(RECEIPT).status_code == 200
    sqlite_room.clock.advance(minutes=4)
    assert desk.get(RECEIPT).location == "/meja"


def test_who_signs_in_next_on_the_same_machine_opens_no_receipt(sqlite_room: Room, desk: Browser) -> None:
    nomor = take_in(desk, 1)
    left = desk.client.get_cookie("serah")
    assert left is not None
    assert nomor not in left.value
    for officer in (sqlite_room.hire(Peran.PPS), sqlite_room.hire(Peran.KPU_KABKO)):
        other = sqlite_room.sign_in(officer)
        other.client.set_cookie("serah", left.value)
        assert other.get(RECEIPT).location == "/meja"
        assert other.get(f"{RECEIPT}.pdf?nomor={nomor}").location == RECEIPT


def test_the_code_that_was_handed_over_opens_the_report_for_its_owner(
    sqlite_room: Room, desk: Browser
) -> None:
    nomor = take_in(desk, 1)
    [code] = set(CODE.findall(desk.get(RECEIPT).text))
    citizen = sqlite_room.office.app.test_client()
    tracked = citizen.post("/lacak", data={"nomor": nomor, "kode": code})
    assert nomor in tracked.text
    assert "Diterima, menunggu diperiksa" in tracked.text


@pytest.mark.parametrize(
    ("peran", "told"),
    [
        (Peran.PPS, ["Posko PPS", "0751-000000", "Lolong Belanti"]),
        (Peran.PPK, ["PPK", "Padang Utara"]),
        (Peran.KPU_KABKO, ["KPU Kabupaten/Kota", "Kota Padang"]),
    ],
)
def test_the_blank_form_says_where_to_hand_it_in(sqlite_room: Room, peran: Peran, told: list[str]) -> None:
    answer = sqlite_room.sign_in(sqlite_room.hire(peran)).get("/meja/formulir.pdf")
    assert answer.mimetype == "application/pdf"
    paper = " ".join(text_of(answer.data).split())
    for words in (
        *told,
        "Nomor KK",
        "Tercatat lebih dari satu kali",
        "Meninggal dunia",
        "Petugas yang menerima",
    ):
        assert words in paper
    assert KELURAHAN not in paper


def test_the_blank_form_is_there_outside_the_response_period_too(sqlite_room: Room) -> None:
    sqlite_room.clock.advance(days=40)
    assert sqlite_room.sign_in(sqlite_room.hire(Peran.PPS)).get("/meja/formulir.pdf").status_code == 200
