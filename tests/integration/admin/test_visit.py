"""Field visits: the sheets, what is recorded of printing them, and results typed in for many at once."""

import re
from datetime import timedelta

import pytest

from pemilu.audit.kinds import Tindakan
from pemilu.laporan.act import NotHolder
from pemilu.laporan.kinds import HasilKunjungan
from pemilu.laporan.models import Kunjungan
from pemilu.laporan.opened import BUDGETS
from pemilu.laporan.recommend import NotVerified
from pemilu.laporan.visit import AlreadyVisited, NoteTooLong, VisitDayUnfit, visit_context
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.officer import Officer
from pemilu.wilayah.kode import KodeWilayah
from tests.factories import NOW, TERDAFTAR
from tests.integration.admin.case import ISI, Case, rows, stranger
from tests.integration.admin.room import Browser, Room
from tests.integration.laporan.office import KECAMATAN

TODAY = NOW.date()
ADDRESS = {"alamat": "Jl. Melati 7", "rt": "3", "rw": "5"}


@pytest.fixture
def pps(sqlite_room: Room) -> Officer:
    return sqlite_room.hire(Peran.PPS)


@pytest.fixture
def browser(sqlite_room: Room, pps: Officer) -> Browser:
    return sqlite_room.sign_in(pps)


def taken(room: Room, by: Officer, **isi: str) -> Case:
    case = Case(room, isi=ISI | isi)
    case.take(by)
    return case


def test_a_visit_lies_between_the_report_and_today(sqlite_room: Room, pps: Officer) -> None:
    case = taken(sqlite_room, pps)
    for day in (TODAY + timedelta(1), TODAY - timedelta(1)):
        with pytest.raises(VisitDayUnfit):
            case.visit(pps, tanggal=day)
    assert rows(sqlite_room, Kunjungan) == []


def test_the_same_result_is_recorded_once(sqlite_room: Room, pps: Officer) -> None:
    case = taken(sqlite_room, pps)
    case.visit(pps)
    with pytest.raises(AlreadyVisited):
        case.visit(pps)
    case.visit(pps, hasil=HasilKunjungan.RUMAH_KOSONG)
    assert len(rows(sqlite_room, Kunjungan)) == 2


def test_a_note_is_short_and_sealed(room: Room) -> None:
    pps = room.hire(Peran.PPS)
    case = taken(room, pps)
    with pytest.raises(NoteTooLong):
        case.visit(pps, catatan="a" * 501)
    case.visit(pps, catatan="Anaknya di rumah.")
    [row] = rows(room, Kunjungan)
    assert b"Anaknya" not in row.catatan
    assert room.staff.office.opener.open(row.catatan, visit_context(case.nomor)) == b"Anaknya di rumah."


def test_only_the_holder_records_a_visit(sqlite_room: Room, pps: Officer) -> None:
    case = taken(sqlite_room, pps)
    with pytest.raises(NotHolder):
        case.visit(sqlite_room.hire(Peran.PPK))


def test_a_strike_is_recommended_only_after_a_visit_or_a_checked_document(room: Room) -> None:
    pps = room.hire(Peran.PPS)
    case = Case(room, documents=(), **stranger())
    case.take(pps)
    for checked in (False, True):  # there is no document that could have been checked
        with pytest.raises(NotVerified):
            case.recommend(pps, dokumen_diperiksa=checked)
    case.visit(pps)
    case.recommend(pps, dokumen_diperiksa=False)


def test_sheets_are_made_for_each_rt_with_the_way_back_to_each_report(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    near = [
        taken(sqlite_room, pps, **ADDRESS),
        taken(sqlite_room, pps, **ADDRESS | {"alamat": "Jl. Mawar 1"}),
    ]
    far = taken(sqlite_room, pps, **ADDRESS | {"rt": "12"})
    unknown = taken(sqlite_room, pps)
    numbers = [case.nomor for case in (*near, far, unknown)]
    page = browser.post("/kunjungan/lembar", {"nomor": numbers, "alasan": "kunjungan"})
    assert page.status_code == 200
    assert re.findall(r"<h2>(RT[^,<]*)", page.text) == [
        "RT 003 / RW 005",
        "RT 012 / RW 005",
        "RT belum diketahui",
    ]
    assert page.text.count("<svg") >= len(numbers)
    assert "style=" not in page.text
    assert "Jl. Melati 7" in page.text
    assert TERDAFTAR not in page.text
    assert TERDAFTAR[-4:] in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_printing_is_recorded_for_each_report_and_as_one_sheet(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    cases = [taken(sqlite_room, pps) for _ in range(3)]
    before = len(sqlite_room.audit())
    browser.post("/kunjungan/lembar", {"nomor": [case.nomor for case in cases], "alasan": "kunjungan"})
    lines = sqlite_room.audit()[before:]
    opened = [line.objek for line in lines if line.tindakan is Tindakan.IDENTITAS_DIBUKA]
    assert opened == [case.nomor for case in cases]
    [printed] = [line for line in lines if line.tindakan is Tindakan.LEMBAR_DICETAK]
    assert printed.rincian["laporan"] == opened
    assert len({line.permintaan for line in lines}) == 1


@pytest.mark.parametrize("said", [{}, {"alasan": ""}, {"alasan": "lainnya"}])
def test_nothing_is_printed_without_a_reason(
    sqlite_room: Room, pps: Officer, browser: Browser, said: dict[str, str]
) -> None:
    case = taken(sqlite_room, pps, **ADDRESS)
    before = len(sqlite_room.audit())
    answer = browser.post("/kunjungan/lembar", {"nomor": case.nomor} | said)
    assert answer.status_code == 422
    assert ADDRESS["alamat"] not in answer.text
    assert len(sqlite_room.audit()) == before


def test_nothing_or_too_much_is_not_printed(sqlite_room: Room, browser: Browser) -> None:
    for numbers in ([], ["LP-222222"] * 31):
        answer = browser.post("/kunjungan/lembar", {"nomor": numbers, "alasan": "kunjungan"})
        assert answer.status_code == 422


def test_a_report_of_another_committee_is_not_printed(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    case = taken(sqlite_room, pps, **ADDRESS)
    held_above = {"pemegang_tingkat": TingkatPanitia.PPK, "pemegang_wilayah": KECAMATAN}
    sqlite_room.office.set(case.receipt, **held_above)
    mine = taken(sqlite_room, pps, **ADDRESS)
    answer = browser.post("/kunjungan/lembar", {"nomor": [mine.nomor, case.nomor], "alasan": "kunjungan"})
    assert answer.status_code == 422
    assert f"{case.nomor} tidak lagi dipegang panitia Anda. Belum ada yang dibuka." in answer.text
    assert re.search(f'value="{mine.nomor}"[^>]* checked', answer.text)
    assert ADDRESS["alamat"] not in answer.text
    assert Tindakan.IDENTITAS_DIBUKA not in {line.tindakan for line in sqlite_room.audit()}
    ppk = sqlite_room.sign_in(sqlite_room.hire(Peran.PPK))
    assert ppk.post("/kunjungan/lembar", {"nomor": case.nomor, "alasan": "kunjungan"}).status_code == 200


def test_sheets_cost_the_budget_of_the_day(
    sqlite_room: Room, pps: Officer, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BUDGETS, Peran.PPS, 1)
    numbers = [taken(sqlite_room, pps, **ADDRESS).nomor for _ in range(2)]
    answer = browser.post("/kunjungan/lembar", {"nomor": numbers, "alasan": "kunjungan"})
    assert answer.status_code == 429
    assert ADDRESS["alamat"] not in answer.text
    acts = [line.tindakan for line in sqlite_room.audit()]
    assert Tindakan.LEMBAR_DICETAK not in acts
    assert acts[-1] is Tindakan.ANGGARAN_BUKA_HABIS


def test_the_list_is_masked(sqlite_room: Room, pps: Officer, browser: Browser) -> None:
    case = taken(sqlite_room, pps, **ADDRESS)
    for path in ("/kunjungan", "/kunjungan/hasil"):
        page = browser.get(path).text
        assert case.nomor in page
        assert ISI["nama"] not in page
        assert TERDAFTAR[-4:] not in page
        assert ADDRESS["alamat"] not in page


def test_results_of_many_are_entered_and_what_is_wrong_stays(
    sqlite_room: Room, pps: Officer, browser: Browser
) -> None:
    good, tomorrow, moved = (taken(sqlite_room, pps) for _ in range(3))
    form: dict[str, object] = {}
    for row, case in enumerate((good, tomorrow, moved), start=1):
        form |= {
            f"nomor-{row}": case.nomor,
            f"versi-{row}": case.row.versi,
            f"tanggal-{row}": TODAY.isoformat(),
            f"hasil-{row}": "sesuai-laporan",
            f"catatan-{row}": f"Catatan ke-{row}",
        }
    form |= {"tanggal-2": (TODAY + timedelta(1)).isoformat(), "nomor-4": good.nomor, "hasil-4": ""}
    moved.recommend(pps)
    answer = browser.post("/kunjungan/hasil", form)
    assert answer.status_code == 422
    assert "Tercatat: 1 kunjungan." in answer.text
    assert [row.laporan_id for row in rows(sqlite_room, Kunjungan)] == [good.row.id]
    assert "Catatan ke-1" not in answer.text
    assert "Catatan ke-2" in answer.text
    assert "Catatan ke-3" in answer.text
    assert "Tanggal kunjungan harus antara" in answer.text
    form = {key.replace("-2", "-1"): value for key, value in form.items() if key.endswith("-2")}
    done = browser.post("/kunjungan/hasil", form | {"tanggal-1": TODAY.isoformat()})
    assert "Tercatat: 1 kunjungan." in browser.get(done.location).text


def test_numbers_from_the_sheet_are_looked_up(sqlite_room: Room, pps: Officer, browser: Browser) -> None:
    first, second, other = (taken(sqlite_room, pps) for _ in range(3))
    typed = f"{first.nomor.lower()}, {second.nomor.removeprefix('LP-')} bukan-nomor"
    page = browser.get("/kunjungan/hasil", query_string={"nomor": typed}).text
    assert f'value="{first.nomor}"' in page
    assert f'value="{second.nomor}"' in page
    assert f'value="{other.nomor}"' not in page
    assert "1 nomor tidak terbaca" in page


def test_a_result_for_somebody_elses_report_is_refused_and_kept(sqlite_room: Room, browser: Browser) -> None:
    room = sqlite_room
    room.office.add_regions({"1371031005": "Ulak Karang"})
    nomor = Case(room, kelurahan=KodeWilayah("1371031005")).nomor
    form = {"nomor-1": nomor, "versi-1": 1, "tanggal-1": TODAY.isoformat(), "hasil-1": "rumah-kosong"}
    answer = browser.post("/kunjungan/hasil", form | {"catatan-1": "Saya di sana."})
    assert answer.status_code == 422
    assert "Saya di sana." in answer.text
    assert rows(room, Kunjungan) == []


def test_an_empty_list_says_what_to_do(browser: Browser) -> None:
    for path in ("/kunjungan", "/kunjungan/hasil"):
        assert "Belum ada yang perlu didatangi" in browser.get(path).text


def test_who_only_reads_prints_nothing(sqlite_room: Room) -> None:
    reader = sqlite_room.sign_in(sqlite_room.hire(Peran.PENGAWAS))
    assert reader.get("/kunjungan").status_code == 403
    assert reader.post("/kunjungan/lembar", {"nomor": "LP-222222"}).status_code == 403
