"""Opening what is sealed: a reason, a budget, a trace in the same request, and for that one answer only."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest

from pemilu.audit.kinds import Tindakan
from pemilu.laporan import opened
from pemilu.laporan.act import note_context
from pemilu.laporan.models import Riwayat
from pemilu.laporan.status import Act, Status
from pemilu.laporan.submit import objection_context
from pemilu.petugas.kinds import Peran, TingkatPanitia
from tests.factories import TERDAFTAR
from tests.integration.admin.room import Browser, Room
from tests.integration.admin.sealed_report import (
    HIDDEN,
    NKK,
    REASON,
    SECRETS,
    file_secrets,
    open_identity,
    told,
)
from tests.integration.laporan.office import KABUPATEN, KECAMATAN

SIBLING = "1371031005"
LOOK = opened.Reason(opened.AlasanBuka.MENCOCOKKAN)


def openings(room: Room, what: Tindakan = Tindakan.IDENTITAS_DIBUKA) -> list[str]:
    return [line.objek for line in room.audit() if line.tindakan is what]


@pytest.fixture
def small_budget(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setitem(opened.BUDGETS, Peran.PPS, 3)
    return 3


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ({"alasan": ""}, "Pilih alasan membuka data ini."),
        ({"alasan": "karena ingin tahu"}, "Pilih alasan membuka data ini."),
        ({"alasan": "lainnya", "keterangan": " "}, "Tulis penjelasan alasan lain itu."),
        ({"alasan": "lainnya", "keterangan": "..."}, "Tulis penjelasan alasan lain itu."),
        ({"keterangan": "NIK 1399 9917 0890 0001"}, "Hapus nomor NIK, KK, atau telepon"),
        ({"keterangan": "telepon 0812-3456-7890"}, "Hapus nomor NIK, KK, atau telepon"),
        ({"keterangan": "x" * 201}, "Penjelasan paling banyak 200 huruf."),
    ],
)
def test_without_a_good_reason_nothing_is_opened(
    sqlite_room: Room, reason: dict[str, str], said: str
) -> None:
    receipt = file_secrets(sqlite_room)
    answer = open_identity(sqlite_room.sign_in(sqlite_room.hire(Peran.PPS)), receipt, **reason)
    assert answer.status_code == 422
    assert said in answer.text
    assert [secret for secret in HIDDEN if secret in told(answer)] == []
    assert sqlite_room.audit() == []


def test_a_refused_reason_stays_in_its_field(sqlite_room: Room) -> None:
    receipt = file_secrets(sqlite_room)
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    answer = open_identity(browser, receipt, alasan="", keterangan="KK buram")
    assert 'value="KK buram"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 1


def test_an_opening_shows_everything_and_is_recorded_by_the_same_request(room: Room) -> None:
    receipt = file_secrets(room)
    laporan = room.office.laporan(receipt)
    seal = room.staff.office.sealer.seal
    room.office.set(receipt, keberatan=seal(b"Saya masih tinggal di sini", objection_context(receipt.nomor)))
    note = seal(b"Pagar hijau, anjing galak", note_context(receipt.nomor))
    line = {"waktu": room.clock.now(), "peristiwa": Act.VISIT, "status": Status.DIVERIFIKASI, "oleh": "pps"}
    room.office.add(Riwayat(laporan_id=laporan.id, catatan=note, **line))
    answer = open_identity(room.sign_in(room.hire(Peran.PPS)), receipt)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    expected = [SECRETS[name] for name in ("nik", "nkk", "nama", "alamat", "telepon", "email", "keterangan")]
    for secret in (*expected, "Padang Panjang", "17-08-1990", "Saya masih tinggal", "anjing galak"):
        assert secret in answer.text
    recorded = room.audit()[-1]
    assert (recorded.tindakan, recorded.objek) == (Tindakan.IDENTITAS_DIBUKA, receipt.nomor)
    assert recorded.alasan == "mencocokkan: berkas KK kurang jelas"


def test_the_next_look_at_the_page_is_masked_again(sqlite_room: Room) -> None:
    receipt = file_secrets(sqlite_room)
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    assert NKK in open_identity(browser, receipt).text
    assert NKK not in browser.get(f"/laporan/{receipt.nomor}").text
    again = browser.get(f"/laporan/{receipt.nomor}/buka")
    assert (again.status_code, again.location) == (303, f"/laporan/{receipt.nomor}")


@pytest.mark.parametrize("peran", [Peran.PENGAWAS, Peran.KPU_PROV, Peran.KPU_RI, Peran.OPERATOR])
def test_roles_that_answer_nothing_open_nothing(sqlite_room: Room, peran: Peran) -> None:
    receipt = file_secrets(sqlite_room)
    browser = sqlite_room.sign_in(sqlite_room.hire(peran))
    answer = open_identity(browser, receipt)
    assert answer.status_code == 403
    assert TERDAFTAR not in answer.text
    assert sqlite_room.audit() == []
    if peran is not Peran.OPERATOR:
        assert "Buka data laporan ini" not in browser.get(f"/laporan/{receipt.nomor}").text


def test_a_report_elsewhere_cannot_be_opened(room: Room) -> None:
    room.office.add_regions({SIBLING: "Ulak Karang"})
    receipt = file_secrets(room)
    assert open_identity(room.sign_in(room.hire(Peran.PPS, SIBLING)), receipt).status_code == 404
    assert room.audit() == []


@pytest.mark.parametrize(
    ("tingkat", "wilayah", "may"),
    [
        (TingkatPanitia.PPK, KECAMATAN, {Peran.PPK, Peran.KPU_KABKO}),
        (TingkatPanitia.KPU_KABKO, KABUPATEN, {Peran.KPU_KABKO}),
    ],
)
def test_only_the_holder_and_those_above_open(
    sqlite_room: Room, tingkat: TingkatPanitia, wilayah: str, may: set[Peran]
) -> None:
    receipt = file_secrets(sqlite_room)
    sqlite_room.office.set(receipt, pemegang_tingkat=tingkat, pemegang_wilayah=wilayah)
    opened_by = set()
    for peran in (Peran.PPS, Peran.PPK, Peran.KPU_KABKO):
        answer = open_identity(sqlite_room.sign_in(sqlite_room.hire(peran)), receipt)
        assert answer.status_code == (200 if TERDAFTAR in answer.text else 409)
        opened_by |= {peran} if answer.status_code == 200 else set()
    assert opened_by == may
    text = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS)).get(f"/laporan/{receipt.nomor}").text
    assert "Hanya panitia yang memegang laporan ini" in text


def spend(room: Room, browser: Browser, count: int) -> list[int]:
    return [open_identity(browser, room.office.file()).status_code for _ in range(count)]


def test_past_the_budget_of_the_day_nothing_opens(room: Room, small_budget: int) -> None:
    officer = room.hire(Peran.PPS)
    browser = room.sign_in(officer)
    assert spend(room, browser, small_budget) == [200] * small_budget
    receipt = file_secrets(room)
    answer = open_identity(browser, receipt)
    assert answer.status_code == 429
    assert "PPK kecamatan Anda" in answer.text
    # It is 10.00 in Padang: fourteen hours until midnight there.
    assert answer.headers["Retry-After"] == str(14 * 3600)
    assert [secret for secret in HIDDEN if secret in told(answer)] == []
    assert len(openings(room)) == small_budget
    assert openings(room, Tindakan.ANGGARAN_BUKA_HABIS) == [receipt.nomor]
    page = browser.get(f"/laporan/{receipt.nomor}").text
    assert "Jatah Anda hari ini sudah habis." in page
    assert "Buka data laporan ini" not in page


def test_the_page_tells_how_many_openings_are_left(sqlite_room: Room, small_budget: int) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    receipt = file_secrets(sqlite_room)
    assert f"{small_budget} dari {small_budget} laporan" in browser.get(f"/laporan/{receipt.nomor}").text
    open_identity(browser, receipt)
    page = browser.get(f"/laporan/{receipt.nomor}").text
    assert f"{small_budget - 1} dari {small_budget} laporan" in page
    assert "membukanya lagi tidak mengurangi jatah" in page


def test_the_same_report_costs_once_a_day_and_is_recorded_each_time(
    sqlite_room: Room, small_budget: int
) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    receipt = file_secrets(sqlite_room)
    assert [open_identity(browser, receipt).status_code for _ in range(small_budget + 2)] == [200] * 5
    assert len(openings(sqlite_room)) == small_budget + 2
    assert spend(sqlite_room, browser, small_budget) == [200, 200, 429]
    assert open_identity(browser, receipt).status_code == 200


def test_the_budget_is_ones_own_and_new_at_local_midnight(sqlite_room: Room, small_budget: int) -> None:
    officer = sqlite_room.hire(Peran.PPS)
    spend(sqlite_room, sqlite_room.sign_in(officer), small_budget)
    assert spend(sqlite_room, sqlite_room.sign_in(officer), 1) == [429]
    assert spend(sqlite_room, sqlite_room.sign_in(sqlite_room.hire(Peran.PPS)), 1) == [200]
    until_midnight = timedelta(hours=14)
    sqlite_room.clock.advance(seconds=until_midnight.total_seconds() - 1)
    assert spend(sqlite_room, sqlite_room.sign_in(officer), 1) == [429]
    sqlite_room.clock.advance(seconds=1)
    assert spend(sqlite_room, sqlite_room.sign_in(officer), 1) == [200]


def test_each_level_has_the_budget_that_was_decided() -> None:
    assert opened.BUDGETS == {Peran.PPS: 50, Peran.PPK: 200, Peran.KPU_KABKO: 500}


def test_two_windows_at_once_spend_no_more_than_the_budget(postgres_room: Room, small_budget: int) -> None:
    room, officer = postgres_room, postgres_room.hire(Peran.PPS)
    numbers = [room.office.file().nomor for _ in range(9)]
    office, now, what = room.staff.office, room.clock.now(), Tindakan.IDENTITAS_DIBUKA

    def attempt(nomor: str) -> bool:
        with suppress(opened.BudgetSpent), room.staff.writing(officer) as session:
            opened.open_seal(session, officer, nomor, LOOK, what=what, office=office, now=now)
            return True
        return False

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(attempt, numbers))
    assert sum(done) == small_budget
    assert len(openings(room)) == small_budget


def test_a_form_without_the_hidden_field_opens_nothing(sqlite_room: Room) -> None:
    receipt = file_secrets(sqlite_room)
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    answer = browser.client.post(f"/laporan/{receipt.nomor}/buka", data=REASON)
    assert answer.status_code == 403
    assert sqlite_room.audit() == []
