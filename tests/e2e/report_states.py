"""Every state of Lapor and Lacak, and how a citizen comes to see it."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import Page

from pemilu.laporan.kinds import JenisLaporan
from tests.e2e import small_roll, states
from tests.e2e.states import State, Visit

# Between them these have every field; the forms of the other kinds are parts of them.
UNLIKE = (JenisLaporan.BELUM_TERDAFTAR, JenisLaporan.GANDA, JenisLaporan.TIDAK_MEMENUHI_SYARAT)
# Each state sends from an address of its own: forms are limited by the hour.
SOURCES = (f"198.51.100.{last}" for last in range(1, 255))


def reached(name: str, path: str, steps: object = None, **rest: object) -> State:
    return State(name, path, steps=steps, source=next(SOURCES), **rest)


def photo() -> bytes:
    """A small picture that passes for a photo of a document."""
    drawn = BytesIO()
    Image.new("RGB", (640, 400), "white").save(drawn, "JPEG")
    return drawn.getvalue()


def search_region(visit: Visit, text: str = "lolong") -> None:
    visit.page.fill("#cari", text)
    visit.page.click("button[value=cari]:not([tabindex])")


def choose_region(visit: Visit) -> None:
    search_region(visit)
    visit.page.click("button[name=pilih]")
    visit.page.wait_for_selector("#bukti")


def send_empty(visit: Visit) -> None:
    choose_region(visit)
    visit.page.click("button[value=kirim]:not([tabindex])")


def fill_wrong_tps(page: Page) -> None:
    """The shortest form: somebody whose family is split between two TPS."""
    page.fill("#nik", small_roll.TERDAFTAR.nik)
    page.fill("#nama", small_roll.TERDAFTAR.nama)
    page.fill("#alamat", "Jalan Contoh 1")
    page.fill("#keterangan", "Keluarga saya di TPS 012.")
    page.select_option("#jenis_bukti_1", "ktp-el")
    page.set_input_files("#bukti_1", {"name": "ktp.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.check("#benar")


def file_report(visit: Visit) -> None:
    choose_region(visit)
    fill_wrong_tps(visit.page)
    visit.page.click("button[value=kirim]:not([tabindex])")
    visit.page.wait_for_selector(".resi")


def report_from_answer(visit: Visit) -> None:
    visit.page.fill("#nik", small_roll.NIK_ABSEN)
    visit.page.click("main button[type=submit]")
    visit.page.click(".langkah form button")
    visit.page.wait_for_selector("#cari")


def contest(visit: Visit) -> None:
    voter = small_roll.DISANGGAH[visit.language]
    visit.page.fill("#nik", voter.nik)
    visit.page.fill("#nama", voter.nama)
    visit.page.click("main button[type=submit]")
    visit.page.click(".kotak form button")
    visit.page.wait_for_selector(".kotak.benar")


def track_wrongly(visit: Visit) -> None:
    visit.page.fill("#nomor", "LP-000000")
    visit.page.fill("#kode", "0000-0000-0000")
    visit.page.click("main button")


def track_received(visit: Visit) -> None:
    _unlock(visit, "diterima")


def track_rejected(visit: Visit) -> None:
    _unlock(visit, "ditolak")


def add_nothing(visit: Visit) -> None:
    track_received(visit)
    visit.page.click("button[value=tambah-dokumen]")
    visit.page.wait_for_selector("[role=alert]")


def _unlock(visit: Visit, status: str) -> None:
    receipt = visit.site.receipts[status]
    visit.page.fill("#nomor", receipt.nomor)
    visit.page.fill("#kode", receipt.kode)
    visit.page.click("main button")
    visit.page.wait_for_selector(".tahapan")


ALL = (
    reached("lapor", "/lapor"),
    reached("lapor, wilayah", "/lapor/belum-terdaftar"),
    reached("lapor, wilayah dicari", "/lapor/belum-terdaftar", search_region),
    reached("lapor, wilayah tidak ada", "/lapor/ganda", lambda visit: search_region(visit, "zzz")),
    reached("lapor dari jawaban", "/", report_from_answer),
    *(reached(f"lapor {jenis}", f"/lapor/{jenis}", choose_region) for jenis in UNLIKE),
    reached("lapor, isian salah", "/lapor/belum-terdaftar", send_empty, status=422),
    reached("lapor, alasan belum dipilih", "/lapor/tidak-memenuhi-syarat", send_empty, status=422),
    reached("lapor tutup, sebelum tanggapan", "/lapor/ganda", now=states.BEFORE),
    reached("lapor tutup, setelah DPT", "/lapor/ganda", now=states.FINAL),
    reached("tanda terima", "/lapor/salah-tps", file_report),
    reached("tanpa tanda terima", "/lapor/tanda-terima"),
    reached("sanggahan", "/", contest),
    reached("lacak", "/lacak"),
    reached("lacak, kode salah", "/lacak", track_wrongly, status=422),
    reached("lacak, diterima", "/lacak", track_received),
    reached("lacak, ditolak", "/lacak", track_rejected),
    reached("lacak, berkas belum dipilih", "/lacak", add_nothing, status=422),
)
