"""Recap, export, record and kiosk in a browser: no barrier, no scroll sideways, and a phone that forgets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server

from pemilu.audit.kinds import Tindakan
from pemilu.infra.db import Database
from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.models import Kasus
from pemilu.laporan.recap_kept import count_all, keep
from pemilu.laporan.status import Status
from pemilu.petugas.kinds import Peran
from pemilu.wilayah.kode import KodeWilayah
from tests.e2e.complaints import complaints, listening
from tests.factories import ABSEN, GANDA, KELURAHAN, NOW, TERDAFTAR
from tests.integration.admin.accounts import SANDI, employ, quick_hashes
from tests.integration.admin.room import COOKIE, Room
from tests.integration.laporan.office import open_office

__all__ = ["quick_hashes"]

NEIGHBOURS = {"1371031005": "Ulak Karang Selatan Sebelah Barat", "1371031006": "Air Tawar"}


@pytest.fixture
def room(sqlite_database: Database, tmp_path: Path) -> Room:
    """Reports in many states, in three kelurahan."""
    room = Room(open_office(sqlite_database, tmp_path / "berkas"))
    room.office.add_regions(NEIGHBOURS)
    room.office.add(Kasus(id=1, kelurahan=KELURAHAN, tanggal=NOW.date(), dibuka=NOW))
    for number, status in enumerate(list(Status) * 2):
        kelurahan = [KELURAHAN, *NEIGHBOURS][number % 3]
        jenis = (JenisLaporan.PERBAIKAN_DATA, JenisLaporan.SALAH_TPS)[number % 2]
        receipt = room.office.file(kelurahan=KodeWilayah(kelurahan), jenis=jenis)
        room.office.set(
            receipt, status=status, tenggat=NOW - timedelta(hours=1) if number % 4 else receipt.tenggat
        )
        if status in {Status.DISETUJUI, Status.DITOLAK}:
            room.office.set(receipt, diajukan=NOW - timedelta(days=2), ditutup=NOW - timedelta(hours=number))
    return room


@contextmanager
def served(room: Room) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, room.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def signed_in(room: Room, page: Page, url: str, peran: Peran) -> None:
    officer = room.hire(peran)
    token = room.sign_in(officer).token
    with room.database.transaction() as session:
        room.staff.office.note(
            session,
            officer,
            Tindakan.IDENTITAS_DIBUKA,
            "LP-ABC123",
            wilayah=KELURAHAN,
            now=NOW,
            alasan="cocokkan",
        )
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": url}])


@pytest.mark.parametrize(
    "path",
    [
        "/rekap",
        f"/rekap/{KELURAHAN}",
        "/rekap?kurun=7-hari",
        "/ekspor",
        "/ekspor?jenis=ganda",
        "/ekspor/permintaan",
        "/audit",
        "/audit?hari=2024-02-30&tindakan=lain",
        "/audit?akun=tidak-ada",
        "/kios/buka",
    ],
)
def test_a_page_of_oversight_raises_no_complaint(
    room: Room, browser_page: Callable[..., Page], path: str
) -> None:
    page = browser_page(locale="id-ID")
    with served(room) as url, listening(page) as heard:
        signed_in(room, page, url, Peran.KPU_KABKO)
        page.goto(url + path)
        assert complaints(page, "id") == []
    assert heard == []


def test_a_recap_in_dark_colours_raises_no_complaint(room: Room, browser_page: Callable[..., Page]) -> None:
    page = browser_page(locale="id-ID", color_scheme="dark")
    with served(room) as url:
        signed_in(room, page, url, Peran.PENGAWAS)
        page.goto(url + "/rekap/137103")
        assert complaints(page, "id") == []


def test_a_recap_that_nobody_counts_any_more_says_so_and_raises_no_complaint(
    room: Room, browser_page: Callable[..., Page]
) -> None:
    page = browser_page(locale="id-ID")
    with room.database.reading() as session:
        rows = count_all(session, None, now=NOW)
    with room.database.transaction() as session:
        keep(session, rows)
    room.clock.advance(hours=2)
    with served(room) as url:
        signed_in(room, page, url, Peran.KPU_KABKO)
        page.goto(url + "/rekap?kurun=semua")
        assert page.get_by_role("alert").inner_text().startswith("Angka ini sudah lama")
        assert complaints(page, "id") == []


@pytest.mark.parametrize("script", [True, False])
def test_a_form_that_comes_too_late_waits_for_the_proof_and_is_sent_after_it(
    room: Room, browser_page: Callable[..., Page], script: bool
) -> None:
    person = employ(room, Peran.KPU_KABKO)
    page = browser_page(locale="id-ID", javascript=script)
    with served(room) as url, listening(page) as heard:
        page.context.add_cookies([{"name": COOKIE, "value": person.browser().token, "url": url}])
        page.goto(url + "/ekspor?jenis=salah-tps")
        room.clock.advance(minutes=6)
        page.click("text=Ambil sebagai CSV")
        assert not (script and complaints(page, "id"))
        page.fill("[name=sandi]", SANDI)
        page.fill("[name=kode]", person.code())
        page.click("text=Lanjutkan")
        assert page.locator("h1").inner_text() == "Isian Anda belum terkirim"
        assert not (script and complaints(page, "id"))
        with page.expect_download() as taken:
            page.click("main button")
    assert taken.value.suggested_filename.endswith(".csv")
    assert heard == []


def test_a_kiosk_answers_one_neighbour_after_the_other_and_forgets(
    room: Room, browser_page: Callable[..., Page]
) -> None:
    page = browser_page(locale="id-ID")
    with served(room) as url, listening(page) as heard:
        signed_in(room, page, url, Peran.PPS)
        page.goto(url + "/kios/buka")
        page.click("text=Buka kios sekarang")
        for nik, heading in (
            (TERDAFTAR, "Anda terdaftar sebagai pemilih"),
            (GANDA, "NIK ini tercatat lebih dari satu kali"),
            (ABSEN, "Tidak ada di wilayah kios ini"),
        ):
            assert complaints(page, "id") == []
            page.fill("#nik", nik)
            page.click("main button")
            assert page.inner_text("h1").endswith(heading)
            assert complaints(page, "id") == []
            page.click("text=Selesai")
            assert page.input_value("#nik") == ""
        page.go_back()
        assert TERDAFTAR[-4:] not in page.content()
        page.goto(url + "/kios")
        page.fill("#nik", "123")
        page.click("main button")
        assert complaints(page, "id") == []
        page.click("text=Tutup kios")
        assert page.url == f"{url}/masuk"
    assert heard == []


def test_an_answer_goes_away_when_nobody_touches_the_phone(
    room: Room, browser_page: Callable[..., Page]
) -> None:
    page = browser_page(locale="id-ID")
    page.clock.install()
    with served(room) as url:
        signed_in(room, page, url, Peran.PPS)
        page.goto(url + "/kios/buka")
        page.click("text=Buka kios sekarang")
        page.fill("#nik", TERDAFTAR)
        page.click("main button")
        page.clock.run_for(119_000)
        assert page.inner_text("h1").endswith("Anda terdaftar sebagai pemilih")
        page.clock.run_for(2_000)
        page.wait_for_url(f"{url}/kios")
        page.wait_for_selector("#nik")
        assert TERDAFTAR[-4:] not in page.content()
