"""A report from the citizen to PPS, to KPU Kab/Kota and back to the citizen's Lacak, in a browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pemilu.infra.migrate import migrate
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.submit import Receipt
from pemilu.petugas.kinds import Peran
from pemilu.petugas.officer import Officer
from tests.e2e.office_site import OfficeSite, running_office
from tests.e2e.report_states import photo
from tests.factories import ABSEN, NAMA, TERDAFTAR
from tests.integration.laporan.office import KECAMATAN, nik_of, person
from tests.servers.postgres import Postgres

KTP = {"name": "ktp.jpg", "mimeType": "image/jpeg", "buffer": photo()}


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeSite]:
    home: Path = tmp_path_factory.mktemp("kantor")
    if request.param == "sqlite":
        url = f"sqlite:///{home / 'kantor.db'}"
        migrate(url)
    else:
        server: Postgres = request.getfixturevalue("postgres_server")
        server.create("kantor", template="model")
        url = server.url("kantor")
    with running_office(home, url) as running:
        yield running


@pytest.fixture
def page(browser_page: Callable[..., Page]) -> Page:
    return browser_page(locale="id-ID", javascript=False)


def filed(site: OfficeSite, **differing: object) -> Receipt:
    """A report past the pages, for journeys that begin with the staff."""
    isi = {"nama": NAMA, "nik": TERDAFTAR, "pelapor": "pemilih"}
    return site.office.file(**({"isi": isi} | differing))


def go(site: OfficeSite, page: Page, nomor: str) -> None:
    page.goto(f"{site.admin.url}/laporan/{nomor}")


def form(page: Page, aksi: str) -> None:
    """Open the form of an act that is folded away."""
    page.locator(f"details:has(form[action*='/{aksi}']) > summary").click()


def send(page: Page, aksi: str) -> None:
    page.locator(f"form[action$='/{aksi}'] button").last.click()
    expect(page.locator("p.kotak.benar")).to_be_visible()


def take(site: OfficeSite, page: Page, nomor: str) -> None:
    go(site, page, nomor)
    send(page, "ambil")


def recommend(page: Page, putusan: str, alasan: str) -> None:
    form(page, "rekomendasi")
    page.check(f"form[action$='/rekomendasi'] input[value={putusan}]")
    page.select_option("#rekomendasi-alasan", alasan)
    page.fill("#rekomendasi-catatan", "Sudah dicocokkan dengan KTP-el.")
    page.check("input[name=dokumen_diperiksa]")
    send(page, "rekomendasi")


def decide(page: Page, putusan: str, alasan: str) -> None:
    form(page, "putuskan")
    page.check(f"form[action$='/putuskan'] input[value={putusan}]")
    page.select_option("#putuskan-alasan", alasan)
    send(page, "putuskan")


def lacak(site: OfficeSite, page: Page, nomor: str, kode: str) -> None:
    page.goto(f"{site.portal.url}/lacak")
    page.fill("#nomor", nomor)
    page.fill("#kode", kode)
    page.click("main form button")
    expect(page.locator("h1")).to_contain_text(nomor)


def staff_of(site: OfficeSite) -> tuple[Officer, Officer]:
    return site.hire(Peran.PPS), site.hire(Peran.KPU_KABKO)


def test_an_unlisted_citizen_is_approved_by_two_offices_and_reads_it_in_lacak(
    site: OfficeSite, page: Page
) -> None:
    nomor, kode = _file_unlisted(site, page)
    pps, kpu = staff_of(site)
    site.sign_in(page, pps)
    page.get_by_role("link", name=nomor).click()
    send(page, "ambil")
    recommend(page, "setuju", "dokumen-sesuai")
    site.sign_in(page, kpu)
    go(site, page, nomor)
    decide(page, "setuju", "dokumen-sesuai")
    lacak(site, page, nomor, kode)
    expect(page.locator("h1")).to_have_text(f"{nomor}: Disetujui")
    expect(page.locator("ol.tahapan")).to_contain_text("Dokumen yang dikirim membuktikan laporan ini.")


def test_a_missing_document_is_asked_for_and_brought_through_lacak(site: OfficeSite, page: Page) -> None:
    receipt = filed(site)
    pps, _kpu = staff_of(site)
    site.sign_in(page, pps)
    take(site, page, receipt.nomor)
    form(page, "minta-dokumen")
    page.select_option("#minta-alasan", "kk")
    send(page, "minta-dokumen")
    lacak(site, page, receipt.nomor, receipt.kode)
    expect(page.locator("h1")).to_contain_text("Butuh dokumen dari Anda")
    page.select_option("#jenis_bukti_1", "kk")
    page.set_input_files("#bukti_1", KTP)
    page.click("button[value=tambah-dokumen]")
    expect(page.locator("h1")).to_contain_text("Sedang diverifikasi")
    go(site, page, receipt.nomor)
    expect(page.locator("h1")).to_contain_text("Sedang diverifikasi")
    expect(page.locator("main")).to_contain_text("Kartu Keluarga")


def test_a_rejection_is_objected_to_and_looked_at_again(site: OfficeSite, page: Page) -> None:
    receipt = filed(site)
    pps, kpu = staff_of(site)
    site.sign_in(page, pps)
    take(site, page, receipt.nomor)
    recommend(page, "tolak", "data-sudah-benar")
    site.sign_in(page, kpu)
    go(site, page, receipt.nomor)
    decide(page, "tolak", "data-sudah-benar")
    lacak(site, page, receipt.nomor, receipt.kode)
    expect(page.locator("h1")).to_contain_text("Ditolak")
    page.fill("#alasan", "Nama saya masih keliru di daftar.")
    page.click("button[value=keberatan]")
    expect(page.locator("h1")).to_contain_text("Keberatan sedang diperiksa")
    site.sign_in(page, kpu)
    take(site, page, receipt.nomor)
    expect(page.locator("h1")).to_contain_text("Sedang diverifikasi")


def test_a_late_report_goes_up_and_the_level_above_answers(site: OfficeSite, page: Page) -> None:
    receipt = filed(site)
    ppk = site.hire(Peran.PPK)
    site.pass_time(days=6)
    site.watch()
    site.sign_in(page, ppk)
    go(site, page, receipt.nomor)
    expect(page.locator("main")).to_contain_text("Dinaikkan karena lewat tenggat")
    send(page, "ambil")
    expect(page.locator("h1")).to_contain_text("Sedang diverifikasi")
    lacak(site, page, receipt.nomor, receipt.kode)
    expect(page.locator("main")).to_contain_text("PPK")
    site.pass_time(days=-6)


def test_a_report_is_handed_to_the_committee_that_should_have_it(site: OfficeSite, page: Page) -> None:
    receipt = filed(site)
    pps, _kpu = staff_of(site)
    ppk = site.hire(Peran.PPK)
    site.sign_in(page, pps)
    take(site, page, receipt.nomor)
    form(page, "alihkan")
    page.select_option("#alihkan-tujuan", f"ppk:{KECAMATAN}")
    page.select_option("#alihkan-alasan", "perlu-tingkat-lain")
    send(page, "alihkan")
    site.sign_in(page, ppk)
    take(site, page, receipt.nomor)
    lacak(site, page, receipt.nomor, receipt.kode)
    expect(page.locator("main")).to_contain_text("PPK")


def test_of_two_equal_reports_one_answer_reaches_both(site: OfficeSite, page: Page) -> None:
    voter = person(TERDAFTAR)
    first = filed(site, jenis=JenisLaporan.PERBAIKAN_DATA, target=voter)
    second = filed(site, jenis=JenisLaporan.PERBAIKAN_DATA, target=voter)
    pps, kpu = staff_of(site)
    site.sign_in(page, pps)
    take(site, page, second.nomor)
    form(page, "gabung")
    page.fill("#gabung-induk", first.nomor)
    send(page, "gabung")
    take(site, page, first.nomor)
    recommend(page, "setuju", "dokumen-sesuai")
    site.sign_in(page, kpu)
    go(site, page, first.nomor)
    decide(page, "setuju", "dokumen-sesuai")
    for receipt in (first, second):
        lacak(site, page, receipt.nomor, receipt.kode)
        expect(page.locator("h1")).to_contain_text("Disetujui")


def test_a_report_that_could_strike_a_voter_needs_a_second_person_and_ten_minutes(
    site: OfficeSite, page: Page
) -> None:
    risky = {"jenis": JenisLaporan.TIDAK_BERDOMISILI, "pelapor": Pelapor.KELUARGA, "target": nik_of(77)}
    receipt = filed(site, **risky)
    kpu, other = site.hire(Peran.KPU_KABKO), site.hire(Peran.KPU_KABKO)
    site.sign_in(page, kpu)
    take(site, page, receipt.nomor)
    recommend(page, "setuju", "dokumen-sesuai")
    expect(page.locator("main")).to_contain_text("petugas lain harus memutuskan")
    site.sign_in(page, other)
    go(site, page, receipt.nomor)
    expect(page.locator("main")).to_contain_text("menunggu 10 menit")
    site.pass_time(minutes=10)
    go(site, page, receipt.nomor)
    decide(page, "setuju", "dokumen-sesuai")
    expect(page.locator("h1")).to_contain_text("Disetujui")


def _file_unlisted(site: OfficeSite, page: Page) -> tuple[str, str]:
    """From the lookup to the receipt; number and secret code."""
    page.goto(site.portal.url)
    page.fill("#nik", ABSEN)
    page.click("main button[type=submit]")
    page.click(".langkah form button")
    page.fill("#cari", "lolong")
    page.click("button[value=cari]:not([tabindex])")
    page.click("button[name=pilih]")
    page.fill("#nama", "JOKO WIDODO SAPUTRA")
    page.fill("#tempat_lahir", "Padang")
    page.fill("#tanggal_lahir", "17-08-1990")
    page.check("input[name=jenis_kelamin][value=L]")
    page.select_option("#status_kawin", index=1)
    page.fill("#alamat", "Jalan Contoh 1")
    page.select_option("#status_ktp", index=1)
    page.select_option("#jenis_bukti_1", "ktp-el")
    page.set_input_files("#bukti_1", KTP)
    page.check("#benar")
    page.click("button[value=kirim]:not([tabindex])")
    page.wait_for_selector(".resi")
    text = page.locator("main").inner_text()
    nomor = re.search(r"LP-[0-9A-Z]{6}", text)
    kode = re.search(r"\b(?:[0-9A-Z]{4}[- ]){2}[0-9A-Z]{4}\b", text)
    assert nomor, text
    assert kode, text
    return nomor[0], kode[0]
