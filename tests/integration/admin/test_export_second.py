"""More than a thousand rows a day leave only after a second officer of the office, or above it, said yes."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from pemilu.audit.kinds import Tindakan
from pemilu.laporan import export, release
from pemilu.petugas.kinds import Peran
from pemilu.petugas.models import PermintaanEkspor, Petugas
from pemilu.petugas.officer import Officer
from tests.integration.admin.accounts import SANDI, employ, quick_hashes
from tests.integration.admin.room import Browser, Room

__all__ = ["quick_hashes"]

ALASAN = "Rapat pleno rekapitulasi"
HOURS_24 = timedelta(hours=24)
ASK, ONE = "/ekspor/permintaan", "/ekspor/permintaan/1"


@pytest.fixture(autouse=True)
def two_rows_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "ALONE", 2)


def file(room: Room, reports: int = 3) -> None:
    for _ in range(reports):
        room.office.file()


def hire(room: Room, peran: Peran = Peran.KPU_KABKO, wilayah: str | None = None) -> Officer:
    """Somebody who has set a password, so that they can come in and say yes."""
    return room.hire(peran, wilayah, sandi="ada")


def post(room: Room, who: Officer, path: str, **form: object) -> TestResponse:
    """From a session that has just begun."""
    return room.sign_in(who).post(path, form, buffered=True)


def ask(room: Room, who: Officer, **form: object) -> TestResponse:
    return post(room, who, ASK, **{"alasan": ALASAN, **form})


def acts(room: Room) -> list[Tindakan]:
    return [line.tindakan for line in room.audit()]


def requests(room: Room) -> list[PermintaanEkspor]:
    with room.database.reading() as session:
        return list(session.scalars(select(PermintaanEkspor)))


def test_too_much_for_one_alone_does_not_leave(room: Room) -> None:
    file(room)
    mine = hire(room)
    refused = post(room, mine, "/ekspor", bentuk="csv")
    assert (refused.status_code, refused.mimetype) == (422, "text/html")
    assert "Perlu persetujuan petugas lain" in refused.text
    assert acts(room) == []


def test_files_taken_one_after_the_other_count_together_until_the_next_day(sqlite_room: Room) -> None:
    file(sqlite_room, 1)
    mine, other = hire(sqlite_room), hire(sqlite_room)
    assert [post(sqlite_room, mine, "/ekspor", bentuk="csv").status_code for _ in range(3)] == [200, 200, 422]
    assert post(sqlite_room, other, "/ekspor", bentuk="csv").status_code == 200
    assert acts(sqlite_room) == [Tindakan.DIEKSPOR] * 3
    sqlite_room.clock.advance(hours=24)
    assert post(sqlite_room, mine, "/ekspor", bentuk="csv").status_code == 200


def test_after_a_colleagues_yes_the_file_leaves_once_and_all_of_it_is_recorded(room: Room) -> None:
    file(room)
    mine, colleague = hire(room), hire(room)
    # With everything asked for, neither state nor case narrows, and nobody is told that they do.
    beside = {"status": "ditolak", "kasus": "3", "milik": "saya"}
    asked_for = ask(room, mine, cakupan="semua", tps="4", **beside)
    assert asked_for.location.startswith(f"{ASK}?selesai=diminta.")
    waiting = room.sign_in(colleague).get(ASK).text
    assert ALASAN in waiting
    assert "Semua, juga yang ditutup, TPS 4<br>" in waiting
    assert "KPU Kabupaten/Kota, Kota Padang" in waiting
    assert "1 menunggu persetujuan Anda" in room.sign_in(colleague).get("/ekspor").text
    assert post(room, colleague, f"{ONE}/setujui").location.startswith(f"{ASK}?selesai=disetujui.")
    browser = room.sign_in(mine)
    assert "Ambil sebagai CSV" in browser.get(ASK).text
    taken, again = (browser.post(f"{ONE}/ambil", {"bentuk": "csv"}, buffered=True) for _ in range(2))
    assert (taken.status_code, taken.mimetype) == (200, "text/csv")
    assert len(taken.data.splitlines()) == 5
    assert again.status_code == 409
    asked, approved, left = room.audit()
    assert [line.tindakan for line in (asked, approved, left)] == [
        Tindakan.EKSPOR_DIMINTA,
        Tindakan.EKSPOR_DISETUJUI,
        Tindakan.DIEKSPOR,
    ]
    assert [line.pelaku for line in (asked, approved, left)] == [mine.akun, colleague.akun, mine.akun]
    assert (asked.alasan, left.alasan) == (ALASAN, ALASAN)
    assert (left.rincian["permintaan"], left.rincian["disetujui_oleh"]) == (1, colleague.id)
    assert left.rincian["saringan"] == "tps=4"


def test_filters_without_a_field_stay_and_are_told(sqlite_room: Room) -> None:
    file(sqlite_room)
    mine = hire(sqlite_room)
    page = sqlite_room.sign_in(mine).get("/ekspor?dipegang=panitia&nomor=LP-22").text
    assert "Yang masih terbuka, Nomor LP-22, Hanya yang dipegang panitia peminta." in page
    form = page[page.index('method="get"') : page.index("</form>")]
    assert 'name="dipegang" value="panitia"' in form
    assert 'name="nomor" value="LP-22"' in form


def test_who_approved_is_named_within_ones_own_wilayah_only(room: Room) -> None:
    """As row-level security shows accounts: PPK does not see those of KPU Kab/Kota."""
    file(room)
    mine, above = hire(room, Peran.PPK), hire(room)
    assert ask(room, mine).status_code == 303
    post(room, above, f"{ONE}/setujui")
    page = room.sign_in(mine).get(ASK).text
    assert "<dt>Disetujui oleh</dt><dd>Petugas tingkat lain</dd>" in page


@pytest.mark.parametrize("path", [f"{ONE}/ambil", "/kunjungan/lembar"])
def test_another_language_leads_from_an_answer_to_a_page(sqlite_room: Room, path: str) -> None:
    browser = sqlite_room.sign_in(hire(sqlite_room))
    assert browser.get(f"{path}?bahasa=en").status_code == 303


def test_what_a_second_officer_approved_is_not_counted_as_taken_alone(sqlite_room: Room) -> None:
    file(sqlite_room)
    mine, colleague = hire(sqlite_room), hire(sqlite_room)
    ask(sqlite_room, mine)
    post(sqlite_room, colleague, f"{ONE}/setujui")
    assert post(sqlite_room, mine, f"{ONE}/ambil", bentuk="xlsx").status_code == 200
    with sqlite_room.database.reading() as session:
        assert release.left_alone(session, mine, now=sqlite_room.clock.now()) == 2


@pytest.mark.parametrize(
    ("peran", "wilayah", "asker", "code"),
    [
        (Peran.KPU_KABKO, "1371", Peran.KPU_KABKO, 303),
        (Peran.KPU_PROV, "13", Peran.KPU_KABKO, 303),
        (Peran.KPU_RI, None, Peran.KPU_PROV, 303),
        (Peran.KPU_KABKO, "1371", Peran.PPK, 303),
        (Peran.PENGAWAS, "13", Peran.PENGAWAS, 303),
        (Peran.KPU_KABKO, "1375", Peran.KPU_KABKO, 404),
        (Peran.KPU_PROV, "32", Peran.KPU_KABKO, 404),
        (Peran.KPU_RI, None, Peran.KPU_KABKO, 404),
        (Peran.PPK, "137103", Peran.KPU_KABKO, 404),
        (Peran.PENGAWAS, "1371", Peran.KPU_KABKO, 404),
        (Peran.KPU_KABKO, "1371", Peran.PENGAWAS, 404),
        (Peran.PENGAWAS, "137103", Peran.PENGAWAS, 404),
        (Peran.PPS, "1371031004", Peran.KPU_KABKO, 403),
    ],
)
def test_yes_is_said_by_the_same_committee_or_the_level_above(
    sqlite_room: Room, peran: Peran, wilayah: str | None, asker: Peran, code: int
) -> None:
    sqlite_room.office.add_regions({"1375": "Bukittinggi", "32": "Jawa Barat"})
    file(sqlite_room)
    mine, other = hire(sqlite_room, asker), hire(sqlite_room, peran, wilayah)
    hire(sqlite_room, asker)
    assert ask(sqlite_room, mine).status_code == 303
    assert post(sqlite_room, other, f"{ONE}/setujui").status_code == code
    listed = sqlite_room.sign_in(other).get(ASK)
    assert (requests(sqlite_room)[0].disetujui_oleh == other.id) is (code == 303)
    assert mine.akun not in listed.text


def test_nobody_says_yes_to_themselves(room: Room) -> None:
    file(room)
    mine = hire(room)
    hire(room)
    ask(room, mine)
    assert post(room, mine, f"{ONE}/setujui").status_code == 404
    assert post(room, mine, f"{ONE}/ambil", bentuk="csv").status_code == 409
    assert acts(room) == [Tindakan.EKSPOR_DIMINTA]


def test_who_said_yes_does_not_take_the_file(sqlite_room: Room) -> None:
    file(sqlite_room)
    mine, colleague = hire(sqlite_room), hire(sqlite_room)
    ask(sqlite_room, mine)
    post(sqlite_room, colleague, f"{ONE}/setujui")
    assert post(sqlite_room, colleague, f"{ONE}/ambil", bentuk="csv").status_code == 404
    assert post(sqlite_room, colleague, f"{ONE}/setujui").status_code == 409
    assert Tindakan.DIEKSPOR not in acts(sqlite_room)


@pytest.mark.parametrize(("late", "code"), [(timedelta(seconds=1), 303), (timedelta(), 409)])
def test_a_wish_waits_a_day_for_its_yes(sqlite_room: Room, late: timedelta, code: int) -> None:
    file(sqlite_room)
    mine, colleague = hire(sqlite_room), hire(sqlite_room)
    ask(sqlite_room, mine)
    sqlite_room.clock.advance(seconds=(HOURS_24 - late).total_seconds())
    assert post(sqlite_room, colleague, f"{ONE}/setujui").status_code == code


@pytest.mark.parametrize(("late", "code"), [(timedelta(seconds=1), 200), (timedelta(), 409)])
def test_a_yes_waits_a_day_for_its_file(sqlite_room: Room, late: timedelta, code: int) -> None:
    file(sqlite_room)
    mine, colleague = hire(sqlite_room), hire(sqlite_room)
    ask(sqlite_room, mine)
    sqlite_room.clock.advance(hours=23)
    post(sqlite_room, colleague, f"{ONE}/setujui")
    sqlite_room.clock.advance(seconds=(HOURS_24 - late).total_seconds())
    assert post(sqlite_room, mine, f"{ONE}/ambil", bentuk="csv").status_code == code


def test_an_office_of_one_is_told_so_and_asks_nobody(sqlite_room: Room) -> None:
    file(sqlite_room)
    mine = hire(sqlite_room)
    sqlite_room.hire(Peran.KPU_KABKO)  # has set no password yet
    off = hire(sqlite_room)
    with sqlite_room.database.transaction() as session:
        session.get_one(Petugas, off.id).aktif = False
    page = sqlite_room.sign_in(mine).get("/ekspor").text
    assert "Belum ada petugas lain yang dapat menyetujui" in page
    assert "Minta persetujuan" not in page
    assert ask(sqlite_room, mine).status_code == 422
    assert requests(sqlite_room) == []
    hire(sqlite_room, Peran.KPU_PROV)
    assert "Minta persetujuan" in sqlite_room.sign_in(mine).get("/ekspor").text


@pytest.mark.parametrize("alasan", ["", "  ", "123", "NIK 1399991708900001", "x" * 201])
def test_a_wish_needs_a_reason_without_numbers(sqlite_room: Room, alasan: str) -> None:
    file(sqlite_room)
    mine = hire(sqlite_room)
    hire(sqlite_room)
    refused = ask(sqlite_room, mine, alasan=alasan)
    assert refused.status_code == 422
    assert re.search(r'id="salah-alasan" role="alert"', refused.text)
    [typed] = re.findall(r'id="alasan"[^>]* value="([^"]*)"', refused.text)
    assert typed == alasan.replace("1399991708900001", "[nomor]")[:200]
    assert requests(sqlite_room) == []


def test_what_is_too_much_for_anybody_is_not_even_asked_for(
    sqlite_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MANY", 2)
    file(sqlite_room)
    mine = hire(sqlite_room)
    hire(sqlite_room)
    assert ask(sqlite_room, mine).status_code == 422
    assert requests(sqlite_room) == []


def test_nobody_says_yes_to_an_account_that_they_set_up_themselves(room: Room) -> None:
    file(room)
    kpu = hire(room)
    ppk = room.hire(Peran.PPK, sandi="ada", dibuat_oleh=kpu.akun)
    assert ask(room, ppk).status_code == 422
    colleague = hire(room)
    assert ask(room, ppk).status_code == 303
    listed = room.sign_in(kpu).get(ASK).text
    assert (ppk.akun in listed, "Setujui permintaan" in listed) == (True, False)
    assert "menunggu persetujuan Anda" not in room.sign_in(kpu).get("/ekspor").text
    assert post(room, kpu, f"{ONE}/setujui").status_code == 409
    assert requests(room)[0].disetujui is None
    assert post(room, colleague, f"{ONE}/setujui").status_code == 303


@pytest.mark.parametrize(("more", "code"), [(2, 200), (3, 422)])
def test_rows_that_came_in_after_the_wish_count_as_taken_alone(
    sqlite_room: Room, more: int, code: int
) -> None:
    file(sqlite_room)
    mine, colleague = hire(sqlite_room), hire(sqlite_room)
    ask(sqlite_room, mine)
    post(sqlite_room, colleague, f"{ONE}/setujui")
    file(sqlite_room, more)
    taken = post(sqlite_room, mine, f"{ONE}/ambil", bentuk="csv")
    assert taken.status_code == code
    assert ("lebih banyak laporan cocok daripada yang disetujui" in taken.text) is (code != 200)
    assert (requests(sqlite_room)[0].diambil is None) is (code != 200)
    with sqlite_room.database.reading() as session:
        assert release.left_alone(session, mine, now=sqlite_room.clock.now()) == (0 if code == 200 else 2)


def test_an_approved_file_that_has_grown_beyond_any_says_so(
    sqlite_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(sqlite_room)
    mine, colleague = hire(sqlite_room), hire(sqlite_room)
    ask(sqlite_room, mine)
    post(sqlite_room, colleague, f"{ONE}/setujui")
    monkeypatch.setattr(export, "MANY", 2)
    assert post(sqlite_room, mine, f"{ONE}/ambil", bentuk="csv").status_code == 422
    assert requests(sqlite_room)[0].diambil is None


@pytest.mark.parametrize("path", [ASK, f"{ONE}/setujui", f"{ONE}/ambil"])
def test_each_step_asks_who_one_is_once_more(sqlite_room: Room, path: str) -> None:
    browser: Browser = sqlite_room.sign_in(hire(sqlite_room))
    sqlite_room.clock.advance(minutes=6)
    assert (browser.post(path).location or "").startswith("/masuk/lagi")


def test_what_was_typed_waits_for_the_proof_and_stands_in_no_address(sqlite_room: Room) -> None:
    file(sqlite_room)
    hire(sqlite_room)
    person = employ(sqlite_room, Peran.KPU_KABKO)
    browser, typed = person.browser(), {"alasan": ALASAN, "tps": "4"}
    sqlite_room.clock.advance(minutes=6)
    late = browser.post(ASK, typed)
    assert (late.status_code, late.location) == (307, f"/masuk/lagi/isian?kembali={ASK}")
    waiting = browser.post(late.location, typed)
    wrong = browser.post("/masuk/lagi", fields(waiting) | {"sandi": SANDI, "kode": person.wrong_code()})
    assert (wrong.status_code, requests(sqlite_room)) == (422, [])
    proven = browser.post("/masuk/lagi", fields(wrong) | {"sandi": SANDI, "kode": person.code()})
    assert (proven.status_code, proven.location, requests(sqlite_room)) == (200, None, [])
    assert "Rapat" not in str(proven.headers)
    assert not [page for page in (waiting, wrong, proven) if "bahasa=en" in page.text]
    sent = browser.post(ASK, fields(proven))
    assert "Permintaan tercatat." in browser.get(sent.location).text
    [wish] = requests(sqlite_room)
    assert (ALASAN in wish.alasan, wish.saringan) == (True, "tps=4")


def test_a_file_asked_for_too_late_leaves_after_the_proof_in_the_language_of_before(
    sqlite_room: Room,
) -> None:
    file(sqlite_room, 1)
    person = employ(sqlite_room, Peran.KPU_KABKO)
    browser = person.browser()
    typed: dict[str, object] = {"bentuk": "csv", "tps": "4"}
    sqlite_room.clock.advance(minutes=6)
    late = browser.post("/ekspor?bahasa=en", typed)
    waiting = browser.post(late.location, typed)
    proof = fields(waiting) | {"sandi": SANDI, "kode": person.code()}
    proven = browser.post("/masuk/lagi?bahasa=en", proof)
    assert "After the file is downloaded this page stays open" in proven.text
    assert 'action="/ekspor?bahasa=en"' in proven.text
    assert Tindakan.DIEKSPOR not in acts(sqlite_room)
    taken = browser.post("/ekspor?bahasa=en", fields(proven), buffered=True)
    assert (taken.status_code, taken.mimetype) == (200, "text/csv")
    assert acts(sqlite_room)[-1] is Tindakan.DIEKSPOR


def fields(page: TestResponse) -> dict[str, object]:
    """The hidden fields of its forms."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    return {name: unescape(value) for name, value in found}
