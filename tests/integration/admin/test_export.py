"""Reports leave the program as files: masked, of one's own region, few enough, recorded before they go."""

import csv
import io
from collections.abc import Sequence

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from werkzeug.test import TestResponse

from pemilu.audit.kinds import Tindakan
from pemilu.audit.models import Audit
from pemilu.infra.sheets import FORMULA_SIGNS
from pemilu.laporan import export
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.models import Kasus
from pemilu.laporan.status import Status
from pemilu.petugas.kinds import Peran
from pemilu.wilayah.kode import KodeWilayah
from tests.factories import KELURAHAN, NAMA, NOW, TERDAFTAR
from tests.integration.admin.room import Browser, Room

NEIGHBOUR = "1371031005"
ISI = {
    "nik": TERDAFTAR,
    "nkk": "1399990000000001",
    "nama": NAMA,
    "alamat": "Jalan Rahasia 7",
    "telepon": "0812 3456 7890",
    "email": "budi@contoh.id",
    "keterangan": "Tolong diperbaiki",
    "pelapor_nik": "1399991708900002",
    "pelapor_nama": "SITI AMINAH",
}
SECRETS = (*(value for name, value in ISI.items() if name != "nama"), "BUDI", "Budi", "SANTOSO", "3456")


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def ask(browser: Browser, bentuk: str = "csv", **filters: str) -> TestResponse:
    """Read to its end, so that its file is closed."""
    return browser.post("/ekspor", {"bentuk": bentuk} | filters, buffered=True)


def take(browser: Browser, bentuk: str = "csv", **filters: str) -> bytes:
    answer = ask(browser, bentuk, **filters)
    assert answer.status_code == 200, answer.text
    return answer.data


def numbers(data: bytes) -> list[str]:
    return [row[0] for row in rows_of(data)[2:]]


def exports(room: Room) -> Sequence[Audit]:
    return [row for row in room.audit() if row.tindakan is Tindakan.DIEKSPOR]


@pytest.fixture
def kabko(room: Room) -> Browser:
    return room.sign_in(room.hire(Peran.KPU_KABKO))


@pytest.mark.parametrize("peran", [Peran.PPS, Peran.OPERATOR])
def test_below_ppk_nobody_takes_reports_out(sqlite_room: Room, peran: Peran) -> None:
    sqlite_room.office.file()
    browser = sqlite_room.sign_in(sqlite_room.hire(peran))
    assert browser.get("/ekspor").status_code == 403
    assert browser.post("/ekspor", {"bentuk": "csv"}).status_code == 403
    assert not exports(sqlite_room)


def test_taking_out_asks_who_one_is_once_more(sqlite_room: Room) -> None:
    sqlite_room.office.file()
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.KPU_KABKO))
    sqlite_room.clock.advance(minutes=6)
    assert browser.get("/ekspor?jenis=ganda").location == "/masuk/lagi?kembali=/ekspor?jenis%3Dganda"
    assert browser.post("/ekspor", {"bentuk": "csv"}).status_code == 307
    assert not exports(sqlite_room)


@pytest.mark.parametrize("bentuk", ["", "pdf", "xls", "CSV"])
def test_another_kind_of_file_is_refused(sqlite_room: Room, bentuk: str) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.KPU_KABKO))
    assert browser.post("/ekspor", {"bentuk": bentuk}).status_code == 422
    assert not exports(sqlite_room)


def test_more_than_ones_level_may_take_is_refused_and_nothing_is_recorded(
    sqlite_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "FEW", 2)
    for _ in range(3):
        sqlite_room.office.file()
    ppk = sqlite_room.sign_in(sqlite_room.hire(Peran.PPK))
    assert "Lebih dari 2 laporan cocok" in ppk.get("/ekspor").text
    refused = ppk.post("/ekspor", {"bentuk": "xlsx"})
    assert (refused.status_code, refused.mimetype) == (422, "text/html")
    assert not exports(sqlite_room)
    kabko = sqlite_room.sign_in(sqlite_room.hire(Peran.KPU_KABKO))
    assert len(numbers(take(kabko))) == 3


def test_nothing_personal_is_in_a_file(room: Room, kabko: Browser) -> None:
    room.office.file(isi=ISI)
    data = take(kabko)
    (row,) = rows_of(data)[2:]
    assert row[-2:] == ["B*** S******", TERDAFTAR[-4:]]
    text = data.decode()
    workbook = openpyxl.load_workbook(io.BytesIO(take(kabko, "xlsx"))).active
    assert workbook is not None
    text += " ".join(str(cell.value) for line in workbook.iter_rows() for cell in line)
    assert [secret for secret in SECRETS if secret in text] == []


def test_the_file_says_who_took_it_and_when_and_is_kept_nowhere(sqlite_room: Room) -> None:
    sqlite_room.office.file()
    officer = sqlite_room.hire(Peran.KPU_KABKO)
    answer = ask(sqlite_room.sign_in(officer))
    assert f"Diekspor oleh {officer.akun} pada 22 September 2024 10.00 WIB" in rows_of(answer.data)[0][0]
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=laporan-1371-2024-09-22.csv"
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_left_is_recorded_with_its_rows_and_filter(room: Room, kabko: Browser) -> None:
    for jenis in (JenisLaporan.PERBAIKAN_DATA, JenisLaporan.PERBAIKAN_DATA, JenisLaporan.SALAH_TPS):
        room.office.file(jenis=jenis)
    assert len(numbers(take(kabko, jenis="perbaikan-data"))) == 2
    take(kabko, "xlsx", cakupan="semua")
    csv_line, xlsx_line = exports(room)
    assert (csv_line.objek, csv_line.rincian) == (
        "laporan.csv",
        {"jumlah": 2, "semua": False, "saringan": "jenis=perbaikan-data"},
    )
    assert (xlsx_line.objek, xlsx_line.rincian["jumlah"]) == ("laporan.xlsx", 3)


def test_only_reports_of_ones_own_region_leave(room: Room) -> None:
    room.office.add_regions({NEIGHBOUR: "Ulak Karang", "137104": "Kuranji", "1371041001": "Pasar Ambacang"})
    here = room.office.file()
    near = room.office.file(kelurahan=KodeWilayah(NEIGHBOUR))
    far = room.office.file(kelurahan=KodeWilayah("1371041001"))
    ppk = room.sign_in(room.hire(Peran.PPK))
    assert numbers(take(ppk)) == [here.nomor, near.nomor]
    assert numbers(take(ppk, wilayah="1371041001")) == []
    assert numbers(take(ppk, wilayah="1371041001", cakupan="semua")) == []
    kabko = room.sign_in(room.hire(Peran.KPU_KABKO))
    assert numbers(take(kabko)) == [here.nomor, near.nomor, far.nomor]
    assert numbers(take(kabko, wilayah=NEIGHBOUR, cakupan="semua")) == [near.nomor]
    pengawas = room.sign_in(room.hire(Peran.PENGAWAS, "137104"))
    assert numbers(take(pengawas)) == [far.nomor]


def test_all_are_also_the_closed_and_the_suspected(room: Room, kabko: Browser) -> None:
    waiting, closed, suspected = (room.office.file() for _ in range(3))
    room.office.set(closed, status=Status.DISETUJUI, ditutup=NOW)
    room.office.add(Kasus(id=7, kelurahan=KELURAHAN, tanggal=NOW.date(), dibuka=NOW))
    room.office.set(suspected, kasus_id=7)
    assert numbers(take(kabko)) == [waiting.nomor]
    assert numbers(take(kabko, status="disetujui")) == [closed.nomor]
    assert numbers(take(kabko, cakupan="semua")) == [waiting.nomor, closed.nomor, suspected.nomor]


def test_a_report_whose_seal_does_not_open_leaves_without_a_name(room: Room, kabko: Browser) -> None:
    room.office.set(room.office.file(), isi=b"rusak")
    (row,) = rows_of(take(kabko))[2:]
    assert row[-2:] == ["", ""]


def test_the_page_counts_before_anything_leaves(sqlite_room: Room) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.KPU_KABKO))
    assert "Tidak ada yang dapat diekspor" in browser.get("/ekspor").text
    sqlite_room.office.file(jenis=JenisLaporan.GANDA)
    page = browser.get("/ekspor?jenis=ganda&tps=4").text
    assert "1 laporan cocok." in page
    assert '<input type="hidden" name="jenis" value="ganda">' in page
    assert "Ambil sebagai XLSX" in page
    assert not exports(sqlite_room)


def test_rows_are_read_a_few_at_a_time_in_a_constant_number_of_statements(
    room: Room, kabko: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = [room.office.file().nomor for _ in range(7)]
    monkeypatch.setattr(export, "BATCH", 3)
    asked: list[str] = []
    event.listen(room.staff.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert numbers(take(kabko)) == filed
    assert sum("laporan.isi" in statement for statement in asked) == 4


def test_one_session_takes_twenty_files_an_hour(sqlite_room: Room) -> None:
    sqlite_room.office.file()
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.KPU_KABKO))
    answers = [ask(browser).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


names = st.text(st.sampled_from([*FORMULA_SIGNS, *"\t\r\n;,\"' aB1"]), min_size=1, max_size=20)


@given(nama=names)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_cell_of_an_export_starts_a_formula(sqlite_room: Room, nama: str) -> None:
    sqlite_room.office.file(isi={"nik": TERDAFTAR, "nama": nama}, pelapor=Pelapor.PEMILIH)
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.KPU_KABKO))
    cells = [cell for row in rows_of(take(browser)) for cell in row]
    sheet = openpyxl.load_workbook(io.BytesIO(take(browser, "xlsx"))).active
    assert sheet is not None
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    cells += [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.lstrip().startswith(tuple(FORMULA_SIGNS))]
    assert "f" not in kinds
