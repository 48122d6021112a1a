"""Receipts that wait to be kept, and a Lacak page that tells its owner all and a stranger nothing."""

import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pemilu.laporan.kinds import JenisBukti, JenisLaporan, Pelapor
from pemilu.laporan.models import Bukti, Riwayat
from pemilu.laporan.pages import CleanEvidence, CleanPage
from pemilu.laporan.status import Act, Status
from pemilu.laporan.submit import Receipt
from pemilu.laporan.tracking import MORE_DOCUMENTS, MOST_PAGES, AlreadyAdded, TooManyDocuments
from pemilu.petugas.active import LEVELS, Holder
from pemilu.web.receipt_facts import facts, mengapa
from pemilu.wilayah.kode import KodeWilayah
from portal.receipt import MOST_KEPT, USE
from tests.factories import KELURAHAN, NOW, TERDAFTAR
from tests.integration.laporan.forms import CODE, NUMBER, Page, attached, filled, post, receipt_of, send
from tests.integration.laporan.office import PICTURE, TMS, Office, days, nik_of, person

J = JenisLaporan
SHOWN = "/lapor/tanda-terima"
COOKIE_BYTES = 4_096
"""What every browser keeps at least of name, value and attributes (RFC 6265 6.1)."""
Visit = Callable[[Office], FlaskClient]


@pytest.fixture
def browser(standing_office: Office, visit: Visit) -> FlaskClient:
    return visit(standing_office)


_people = count(500_000)


def numbers(browser: FlaskClient) -> list[str]:
    return list(dict.fromkeys(NUMBER.findall(browser.get(SHOWN).get_data(as_text=True))))


def file_several(browser: FlaskClient, how_many: int) -> list[str]:
    """Their numbers, newest first."""
    filed: list[str] = []
    for _ in range(how_many):
        # Somebody new each time: a voter's own earlier report is told on the receipt.
        assert send(browser, J.PERBAIKAN_DATA, nik=nik_of(next(_people)).value).status_code == 303
        filed.insert(0, receipt_of(browser)[0])
    return filed


def hold(office: Office, browser: FlaskClient, receipts: int) -> list[str]:
    """Give that browser so many unsaved receipts; their numbers, newest first."""
    keys = [secrets.token_bytes(32) for _ in range(receipts)]
    filed = [office.file(kunci=key, target=nik_of(next(_people)), documents=()) for key in keys]
    kept = {"kunci": " ".join(key.hex() for key in keys)}
    browser.set_cookie("terima", office.services.titipan.give(USE, kept, now=office.clock.now()))
    return [receipt.nomor for receipt in filed]


def test_an_unsaved_receipt_survives_many_others_and_the_cookie_has_room_for_them(
    standing_office: Office, browser: FlaskClient
) -> None:
    held = hold(standing_office, browser, MOST_KEPT - 1)
    assert "menggeser" not in browser.get(SHOWN).text
    sent = send(browser, J.PERBAIKAN_DATA, nik=nik_of(next(_people)).value)
    assert len(sent.headers["Set-Cookie"]) < COOKIE_BYTES - len("__Host-")
    newest, *others = numbers(browser)
    assert others == held
    assert "menggeser yang paling lama" in browser.get(SHOWN).text
    papers = {browser.get(f"{SHOWN}.pdf?nomor={nomor}").data for nomor in (newest, held[-1])}
    assert len(papers) == 2


def test_a_browser_that_takes_no_cookie_sees_its_receipt_when_it_sends_again(
    standing_office: Office, visit: Visit
) -> None:
    address = visit(standing_office).environ_base["HTTP_X_FORWARDED_FOR"]
    browser = standing_office.app.test_client(use_cookies=False)
    browser.environ_base["HTTP_X_FORWARDED_FOR"] = address
    fields = filled(J.PERBAIKAN_DATA, nik=nik_of(next(_people)).value)
    assert send(browser, J.PERBAIKAN_DATA, **fields).status_code == 303
    assert "menolak cookie" in browser.get(SHOWN).text
    shown = [send(browser, J.PERBAIKAN_DATA, **fields) for _ in range(2)]
    assert {one.status_code for one in shown} == {200}
    nomor, kode = NUMBER.findall(shown[0].text)[0], CODE.findall(shown[0].text)[0]
    assert (nomor in shown[1].text, kode in shown[1].text) == (True, True)
    assert not [text for text in (nomor, kode) if text in shown[0].headers["Set-Cookie"]]


def test_a_document_that_came_too_late_is_told_and_the_receipt_says_how_many_came(
    standing_office: Office, browser: FlaskClient
) -> None:
    fields = filled(J.PERBAIKAN_DATA, nik=nik_of(next(_people)).value)
    assert send(browser, J.PERBAIKAN_DATA, **fields).status_code == 303
    assert "tidak menjadi laporan kedua" not in browser.get(SHOWN).text
    pages = standing_office.count(Bukti)
    two = attached([JenisBukti.KTP_EL, JenisBukti.KK])
    again = browser.get(send(browser, J.PERBAIKAN_DATA, **fields, **two).headers["Location"]).text
    assert standing_office.count(Bukti) == pages
    assert "Tambahkan di halaman Lacak" in again
    assert "tidak menjadi laporan kedua" in again
    assert "<dt>Dokumen yang kami terima</dt><dd><strong>1</strong>" in again


def test_who_has_no_address_is_asked_for_at_an_office_of_their_own_level(standing_office: Office) -> None:
    s = standing_office.services
    told = []
    with standing_office.app.test_request_context():
        for tingkat, level in LEVELS:
            holder = Holder(tingkat, KodeWilayah(KELURAHAN[: level.digits]))
            receipt = replace(standing_office.file(), holder=holder)
            told.append(" ".join(line for fact in facts(receipt, places=s.places, chooser=s.chooser)
                                 for line in fact.lines))  # fmt: skip
    for words in ("kantor desa atau kelurahan", "kantor kecamatan", "kantor KPU Kabupaten/Kota"):
        assert [words in each for each in told].count(True) == 1


def test_receipts_are_let_go_one_by_one_or_all_together(browser: FlaskClient) -> None:
    newest, middle, oldest = file_several(browser, 3)
    assert browser.post(f"{SHOWN}/simpan", data={"nomor": middle}).headers["Location"] == SHOWN
    assert numbers(browser) == [newest, oldest]
    assert browser.post(f"{SHOWN}/simpan").headers["Location"] == "/lacak"
    assert numbers(browser) == []


def test_leaving_a_shared_phone_warns_of_a_receipt_before_it_is_gone(browser: FlaskClient) -> None:
    filed = file_several(browser, 1)
    warned = browser.get("/selesai")
    assert "Clear-Site-Data" not in warned.headers
    assert {SHOWN, "/selesai"} <= set(Page(warned).addresses)
    assert numbers(browser) == filed
    assert browser.post("/selesai", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    gone = browser.post("/selesai")
    # "cookies" would sign people out of every site under the same domain; ours are taken one by one.
    assert gone.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert numbers(browser) == []
    assert "Clear-Site-Data" in browser.get("/selesai").headers


@pytest.mark.parametrize("name", ["terima", "__Host-terima"])
def test_leaving_takes_the_cookie_away_under_either_name(browser: FlaskClient, name: str) -> None:
    browser.set_cookie(name, "x")
    response = browser.get("/selesai")
    assert response.headers["Set-Cookie"].startswith(f"{name}=;")


def test_page_and_paper_tell_the_same_in_the_language_of_the_request(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_several(browser, 1)
    written: list[str] = []
    monkeypatch.setattr("pemilu.web.receipt_pdf._write", lambda _pdf, text, **_how: written.append(text))
    for language, time, why in (("id", "23.59 WIB", "5 hari"), ("en", "23:59 WIB", "5 days")):
        written.clear()
        paper = browser.get(f"{SHOWN}.pdf?bahasa={language}").data
        page = browser.get(f"{SHOWN}?bahasa={language}").get_data(as_text=True)
        assert f"/Lang ({language})".encode() in paper
        assert [text for text in written[1:-3] if text not in page] == []
        for fact in (time, why, "Posko PPS", "0751-000000", "08.00-16.00"):
            assert fact in " ".join(written)


BASE = {"aturan": "hari-sejak-laporan", "hari": 5, "hari_kerja": False, "dilewati": []}


@pytest.mark.parametrize(
    ("alasan", "law"),
    [({}, True), ({"hari": 7}, False), ({"hari_kerja": True}, False), ({"aturan": "akhir-tahapan"}, False)],
)
def test_a_law_is_named_only_where_it_is_the_reason(alasan: dict[str, object], law: bool) -> None:
    assert ("UU 10/2016" in mengapa(BASE | alasan)) is law


def test_holidays_that_were_passed_over_are_named() -> None:
    libur = {"tanggal": date(2024, 9, 16).isoformat(), "nama": "Maulid Nabi"}
    told = mengapa(BASE | {"hari_kerja": True, "dilewati": [libur]})
    assert "Senin, 16 September 2024 (Maulid Nabi)" in told


# --- Lacak ---


def unlocked(browser: FlaskClient, receipt: Receipt) -> tuple[str, str]:
    """The page and its token."""
    response = browser.post("/lacak", data={"nomor": receipt.nomor, "kode": receipt.kode})
    return response.get_data(as_text=True), Page(response).values["titipan"]


def add(browser: FlaskClient, token: str, kind: JenisBukti = JenisBukti.KK) -> int:
    return _added(browser, token, kind).status_code


def _added(browser: FlaskClient, token: str, kind: JenisBukti = JenisBukti.KK) -> TestResponse:
    return post(browser, "/lacak/tindakan", {"titipan": token, "aksi": "tambah-dokumen"} | attached([kind]))


def test_the_half_hour_runs_from_the_code_however_much_is_done(office: Office, visit: Visit) -> None:
    browser, receipt = visit(office), office.file()
    token = unlocked(browser, receipt)[1]
    office.clock.advance(minutes=20)
    fields = {"titipan": token, "aksi": "tambah-dokumen"} | attached([JenisBukti.KK])
    later = Page(post(browser, "/lacak/tindakan", fields)).values["titipan"]
    office.clock.advance(minutes=11)
    assert add(browser, later, JenisBukti.LAINNYA) == 422


def test_a_finger_that_taps_twice_adds_nothing_twice(office: Office, visit: Visit) -> None:
    browser, receipt = visit(office), office.file()
    token, before = unlocked(browser, receipt)[1], office.count(Bukti)
    assert [add(browser, token), add(browser, token)] == [200, 200]
    assert office.count(Bukti) == before + 1
    assert len(office.files()) == 2 * (before + 1)
    with pytest.raises(AlreadyAdded):
        office.intake.add(receipt.nomor, [(JenisBukti.KK, _evidence(b"gambar"))], now=NOW)


def test_a_report_holds_so_many_more_documents_and_no_more(office: Office, visit: Visit) -> None:
    receipt = office.file()
    for number in range(MORE_DOCUMENTS):
        office.clock.advance(minutes=1)
        document = (JenisBukti.KK, _evidence(f"gambar {number}".encode()))
        office.intake.add(receipt.nomor, [document], now=office.clock.now())
    files = office.files()
    with pytest.raises(TooManyDocuments):
        office.intake.add(receipt.nomor, [(JenisBukti.KK, _evidence(b"x"))], now=office.clock.now())
    browser = visit(office)
    answer = _added(browser, unlocked(browser, receipt)[1])
    assert (answer.status_code, "paling banyak 5 dokumen tambahan" in answer.text) == (422, True)
    assert office.files() == files


def test_where_it_is_pages_that_are_too_many_the_page_speaks_of_pages(
    sqlite_office: Office, visit: Visit
) -> None:
    receipt, browser = sqlite_office.file(documents=()), visit(sqlite_office)
    long = CleanEvidence(_evidence(b"x").pages * MOST_PAGES)
    sqlite_office.intake.add(receipt.nomor, [(JenisBukti.LAINNYA, long)], now=NOW)
    answer = _added(browser, unlocked(browser, receipt)[1])
    assert (answer.status_code, "paling banyak 50 halaman" in answer.text) == (422, True)
    assert "dokumen tambahan" not in answer.text


def _evidence(content: bytes) -> CleanEvidence:
    picture = PICTURE.replace(b"gambar", content)
    return CleanEvidence((CleanPage(2, 2, picture, picture),))


def test_the_page_names_who_holds_it_and_what_happened_in_plain_words(office: Office, visit: Visit) -> None:
    browser, receipt = visit(office), office.file()
    row = office.laporan(receipt)
    facts = {"laporan_id": row.id, "waktu": NOW, "oleh": "pps"}
    office.add(
        Riwayat(peristiwa=Act.TAKE, status=Status.DIVERIFIKASI, **facts),
        Riwayat(peristiwa=Act.ASK_DOCUMENT, status=Status.BUTUH_DOKUMEN, alasan="kk", **facts),
    )
    office.clock.advance(days=6)
    page = unlocked(browser, receipt)[0]
    for fact in ("Lolong Belanti", "Posko PPS", "0751-000000", "08.00-16.00", "hubungi petugas di bawah"):
        assert fact in page
    steps = re.findall(r"<h3>(.*?)</h3>", page)
    assert steps == ["Laporan diterima", "Petugas mulai memeriksa", "Petugas meminta dokumen dari Anda"]
    assert "Kartu Keluarga (KK)</p>" in page


@pytest.mark.parametrize("status", [Status.DITERIMA, Status.BUTUH_DOKUMEN])
def test_a_document_does_not_give_away_that_the_voter_answered(office: Office, status: Status) -> None:
    receipts = [office.file(jenis=TMS, pelapor=Pelapor.WARGA, target=person(TERDAFTAR)) for _ in range(2)]
    plain, contested = receipts
    for receipt in receipts:
        office.set(receipt, status=status)
        row = office.laporan(receipt)
        if status is not Status.DITERIMA:
            facts = {"laporan_id": row.id, "waktu": NOW, "oleh": "pps"}
            office.add(Riwayat(peristiwa=Act.ASK_DOCUMENT, status=status, **facts))
    office.set(plain, target_idx=None)
    assert office.intake.contest(person(TERDAFTAR), now=days(1)) == 1
    for receipt in receipts:
        office.intake.add(receipt.nomor, [(JenisBukti.KK, _evidence(b"x"))], now=days(2))
    seen = [office.tracked(receipt) for receipt in receipts]
    assert seen[0].status is seen[1].status
    assert [step.status for step in seen[0].steps] == [step.status for step in seen[1].steps]
    assert office.laporan(contested).status is Status.KEBERATAN
    assert seen[0].pemegang == seen[1].pemegang
