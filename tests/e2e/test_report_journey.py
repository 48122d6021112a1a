"""Who is not listed files a report with two photos, keeps the receipt and follows it, on a phone."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pypdfium2 import PdfDocument

from tests.e2e import small_roll
from tests.e2e.complaints import PHONE
from tests.e2e.site import Site

NAMA, ALAMAT = "NURHAYATI CONTOH", "Jalan Khatib Sulaiman 9"
NUMBER, CODE = r"LP-[0-9A-Z]{6}", r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}"
TYPED = {
    "#nama": NAMA,
    "#tempat_lahir": "Padang",
    "#tanggal_lahir": "17-08-1985",
    "#alamat": ALAMAT,
    "#rt": "003",
    "#rw": "001",
}


@pytest.fixture(params=[True, False], ids=["javascript", "no javascript"])
def page(browser: Browser, sites: Mapping[str, Site], request: pytest.FixtureRequest) -> Iterator[Page]:
    source = f"198.51.101.{int(request.param) + 1}"
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]},
        java_script_enabled=request.param,
        locale="id-ID",
        extra_http_headers={"X-Forwarded-For": source},
    )
    page = context.new_page()
    page.goto(sites["terbit"].url)
    yield page
    context.close()


def photo(name: str) -> dict[str, object]:
    """Twelve million pixels, as phones take them."""
    drawn = BytesIO()
    Image.radial_gradient("L").resize((4000, 3000)).convert("RGB").save(drawn, "JPEG", quality=90)
    return {"name": name, "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


def test_who_is_not_listed_reports_with_two_photos_and_follows_it_to_the_end(
    page: Page, tmp_path: Path
) -> None:
    _not_registered(page)
    _choose_the_kelurahan_step_by_step(page)
    _fill_in(page)
    page.click("button[value=kirim]:not([tabindex])")
    expect(page.get_by_role("heading", level=1)).to_have_text("Laporan Anda sudah kami terima")
    nomor, kode = _number_and_code(page)
    _download_the_receipt(page, tmp_path, nomor, kode)
    page.get_by_role("button", name=re.compile("simpan")).click()
    page.get_by_role("link", name="Lacak").first.click()
    page.fill("#nomor", nomor)
    page.fill("#kode", kode)
    page.click("main button")
    expect(page.locator(".tahapan")).to_contain_text("Laporan diterima")
    assert not [told for told in (small_roll.NIK_ABSEN, NAMA, ALAMAT, kode) if told in page.content()]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def _not_registered(page: Page) -> None:
    page.fill("#nik", small_roll.NIK_ABSEN)
    page.click("main button[type=submit]")
    expect(page.get_by_role("heading", level=1)).to_contain_text("belum terdaftar")
    page.click(".langkah form button")


def _choose_the_kelurahan_step_by_step(page: Page) -> None:
    assert small_roll.NIK_ABSEN not in page.url
    for name in ("Kota Padang", "Kecamatan Padang Utara", re.compile(small_roll.LONG_NAME)):
        option = page.locator("#wilayah option", has_text=name)
        page.select_option("#wilayah", value=option.get_attribute("value"))
        page.click("button[value=wilayah]:not([tabindex])")
    expect(page.locator(".jalur")).to_contain_text(small_roll.LONG_NAME)


def _fill_in(page: Page) -> None:
    expect(page.locator("#nik")).to_have_value(small_roll.NIK_ABSEN)
    for field, value in TYPED.items():
        page.fill(field, value)
    page.check("input[name=jenis_kelamin][value=P]")
    for row, (kind, name) in enumerate((("ktp-el", "ktp.jpg"), ("kk", "kk.jpg")), start=1):
        page.select_option(f"#jenis_bukti_{row}", kind)
        page.set_input_files(f"#bukti_{row}", photo(name))
    page.check("#benar")


def _number_and_code(page: Page) -> tuple[str, str]:
    receipt = page.locator(".resi").inner_text()
    [nomor], [kode] = set(re.findall(NUMBER, receipt)), set(re.findall(CODE, receipt))
    assert not [told for told in (small_roll.NIK_ABSEN, NAMA, kode) if told in page.url + page.title()]
    return nomor, kode


def _download_the_receipt(page: Page, folder: Path, nomor: str, kode: str) -> None:
    with page.expect_download() as coming:
        page.get_by_role("link", name=re.compile("PDF")).click()
    coming.value.save_as(folder / "resi.pdf")
    assert not re.search(f"{kode}|1399", coming.value.url)
    text = "".join(sheet.get_textpage().get_text_range() for sheet in PdfDocument(folder / "resi.pdf"))
    assert nomor in text
    assert kode in text
