"""Looking at evidence: recorded page by page, fetched once, by whoever opened it, and soon."""

import html
import re
from collections.abc import Callable

import pytest

from pemilu.audit.kinds import Tindakan
from pemilu.laporan import opened
from pemilu.laporan.kinds import JenisBukti
from pemilu.laporan.models import Kunci
from pemilu.laporan.pages import JPEG_END, JPEG_START, CleanEvidence, CleanPage
from pemilu.laporan.submit import Receipt
from pemilu.petugas.kinds import Peran, TingkatPanitia
from tests.integration.admin.room import Browser, Room
from tests.integration.admin.sealed_report import file_secrets, open_evidence, open_identity, pages_of
from tests.integration.laporan.office import KECAMATAN, nik_of

SOURCE = re.compile(r'src="(/bukti/[^"]+)"')


def scan(*numbers: int) -> CleanEvidence:
    """Pages whose pictures differ, small ones from large ones too."""
    return CleanEvidence(tuple(CleanPage(2, 2, _jpeg(f"besar {n}"), _jpeg(f"kecil {n}")) for n in numbers))


def _jpeg(text: str) -> bytes:
    return JPEG_START + text.encode() + JPEG_END


DOCUMENTS = ((JenisBukti.KTP_EL, scan(1)), (JenisBukti.KK, scan(2, 3, 4)))


@pytest.fixture
def receipt(room: Room) -> Receipt:
    return file_secrets(room, documents=DOCUMENTS)


@pytest.fixture
def pps(room: Room) -> Browser:
    return room.sign_in(room.hire(Peran.PPS))


def pictures(text: str) -> list[str]:
    return [html.unescape(found) for found in SOURCE.findall(text)]


def test_the_page_shows_no_picture_until_one_is_opened(room: Room, receipt: Receipt, pps: Browser) -> None:
    text = pps.get(f"/laporan/{receipt.nomor}").text
    assert pictures(text) == []
    assert [uid for uid in pages_of(room, receipt) if f'value="{uid}"' not in text] == []
    assert pictures(open_identity(pps, receipt).text) == []


def test_an_opened_page_is_shown_with_the_small_ones_of_its_document(
    room: Room, receipt: Receipt, pps: Browser
) -> None:
    _ktp, first, second, third = pages_of(room, receipt)
    answer = open_evidence(pps, receipt, second)
    assert answer.status_code == 200
    assert "Kartu Keluarga (KK)" in answer.text
    assert "Halaman 2 dari 3." in answer.text
    large, *small = (pps.get(path) for path in pictures(answer.text))
    assert large.data == _jpeg("besar 3")
    assert [picture.data for picture in small] == [_jpeg("kecil 2"), _jpeg("kecil 4")]
    assert [uid for uid in (first, third) if f'value="{uid}"' not in answer.text] == []


def test_every_page_that_is_opened_is_recorded(room: Room, receipt: Receipt, pps: Browser) -> None:
    pages = pages_of(room, receipt)
    for uid in pages[:2]:
        open_evidence(pps, receipt, uid)
    lines = [line for line in room.audit() if line.tindakan is Tindakan.BUKTI_DIBUKA]
    assert [line.rincian["lembar"] for line in lines] == pages[:2]
    assert {line.objek for line in lines} == {receipt.nomor}


def test_a_picture_is_never_kept_nor_offered_for_download(room: Room, receipt: Receipt, pps: Browser) -> None:
    page = open_evidence(pps, receipt, pages_of(room, receipt)[0])
    assert page.headers["Cache-Control"] == "no-store"
    assert "download" not in page.text
    picture = pps.get(pictures(page.text)[0])
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert picture.headers["Cache-Control"] == "no-store"
    assert picture.headers["Content-Disposition"] == "inline"
    assert picture.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"


def _another_session(room: Room, pps: Browser) -> Browser:
    return room.sign_in(room.hire(Peran.PPS))


def _after_three_minutes(room: Room, pps: Browser) -> Browser:
    room.clock.advance(minutes=3)
    return pps


@pytest.mark.parametrize("other", [_another_session, _after_three_minutes])
def test_a_ticket_is_for_one_session_and_two_minutes(
    room: Room, receipt: Receipt, pps: Browser, other: Callable[[Room, Browser], Browser]
) -> None:
    path = pictures(open_evidence(pps, receipt, pages_of(room, receipt)[0]).text)[0]
    answer = other(room, pps).get(path)
    assert answer.status_code == 410
    assert b"besar" not in answer.data


def test_a_ticket_works_once(room: Room, receipt: Receipt, pps: Browser) -> None:
    path = pictures(open_evidence(pps, receipt, pages_of(room, receipt)[0]).text)[0]
    assert [pps.get(path).status_code for _ in range(2)] == [200, 410]


def test_a_ticket_tells_no_other_page(room: Room, receipt: Receipt, pps: Browser) -> None:
    ktp, kk, *_rest = pages_of(room, receipt)
    path = pictures(open_evidence(pps, receipt, ktp).text)[0]
    assert pps.get(path.replace(ktp, kk)).status_code == 410
    assert pps.get(path.replace("/h", "/k", 1)).status_code == 410
    assert pps.get(path).status_code == 200


@pytest.mark.parametrize("tiket", ["x", "h" + "0" * 54, "..%2f..%2fetc", "%00", "a" * 3000])
def test_what_is_no_ticket_opens_nothing(sqlite_room: Room, tiket: str) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    assert browser.get(f"/bukti/{tiket}").status_code in {404, 410}


@pytest.mark.parametrize("dest", ["document", "iframe", "empty", "object"])
def test_a_picture_is_no_page_of_its_own(room: Room, receipt: Receipt, pps: Browser, dest: str) -> None:
    path = pictures(open_evidence(pps, receipt, pages_of(room, receipt)[0]).text)[0]
    assert pps.get(path, headers={"Sec-Fetch-Dest": dest}).status_code == 404
    assert pps.get(path, headers={"Sec-Fetch-Dest": "image"}).status_code == 200


@pytest.mark.parametrize("uid", ["", "0" * 32, "../../x"])
def test_a_page_that_the_report_has_not_is_not_found(
    room: Room, receipt: Receipt, pps: Browser, uid: str
) -> None:
    assert open_evidence(pps, receipt, uid).status_code == 404
    assert open_evidence(pps, room.office.file(), pages_of(room, receipt)[0]).status_code == 404
    assert room.audit() == []


def test_without_a_reason_no_page_is_opened(room: Room, receipt: Receipt, pps: Browser) -> None:
    answer = open_evidence(pps, receipt, pages_of(room, receipt)[0], alasan="")
    assert answer.status_code == 422
    assert 'id="salah-bukti"' in answer.text
    assert room.office.count(Kunci) == 1  # the form's own
    assert room.audit() == []


@pytest.mark.parametrize("peran", [Peran.PENGAWAS, Peran.KPU_PROV])
def test_who_only_reads_opens_no_page(sqlite_room: Room, peran: Peran) -> None:
    receipt = file_secrets(sqlite_room)
    browser = sqlite_room.sign_in(sqlite_room.hire(peran))
    assert open_evidence(browser, receipt, pages_of(sqlite_room, receipt)[0]).status_code == 403
    text = browser.get(f"/laporan/{receipt.nomor}").text
    assert "1 halaman, tertutup" in text
    assert 'name="lembar"' not in text


def test_a_committee_below_the_holder_opens_no_page(sqlite_room: Room) -> None:
    receipt = file_secrets(sqlite_room)
    held = {"pemegang_tingkat": TingkatPanitia.PPK, "pemegang_wilayah": KECAMATAN}
    sqlite_room.office.set(receipt, **held)
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    assert open_evidence(browser, receipt, pages_of(sqlite_room, receipt)[0]).status_code == 409


def test_evidence_and_identity_of_one_report_cost_one_opening(
    room: Room, receipt: Receipt, pps: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(opened.BUDGETS, Peran.PPS, 1)
    assert open_identity(pps, receipt).status_code == 200
    statuses = [open_evidence(pps, receipt, uid).status_code for uid in pages_of(room, receipt)]
    assert statuses == [200] * 4
    other = file_secrets(room, target=nik_of(7))
    answer = open_evidence(pps, other, pages_of(room, other)[0])
    assert answer.status_code == 429
    assert pictures(answer.text) == []


@pytest.mark.parametrize("damage", [lambda file: file.unlink(), lambda file: file.write_bytes(b"\1" * 99)])
def test_a_missing_or_damaged_file_is_told_in_words(
    room: Room, receipt: Receipt, pps: Browser, damage: Callable[..., object]
) -> None:
    for file in room.office.files():
        damage(file)
    answer = open_evidence(pps, receipt, pages_of(room, receipt)[0])
    assert answer.status_code == 200
    assert "berkasnya hilang atau rusak" in answer.text
    assert pictures(answer.text) == []
    assert room.audit()[-1].rincian["utuh"] is False
