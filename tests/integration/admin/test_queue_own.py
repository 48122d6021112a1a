"""The queue begins with what the officer's own committee holds; all of the wilayah is one step away."""

import re

import pytest

from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.status import Status
from pemilu.laporan.submit import Receipt
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.models import Tampilan
from tests.factories import KELURAHAN
from tests.integration.admin.room import Room
from tests.integration.laporan.office import nik_of

ABOVE = {"pemegang_tingkat": TingkatPanitia.PPK, "pemegang_wilayah": KELURAHAN[:6]}
WHOLE = "/antrean?dipegang=wilayah"


@pytest.fixture
def own(sqlite_room: Room) -> Receipt:
    return sqlite_room.office.file()


@pytest.fixture
def above(sqlite_room: Room) -> Receipt:
    receipt = sqlite_room.office.file(target=nik_of(1))
    sqlite_room.office.set(receipt, **ABOVE)
    return receipt


def shown(text: str) -> list[str]:
    return re.findall(r'<h3><a href="/laporan/(LP-\w{6})"', text)


def ticked(text: str) -> list[str]:
    return re.findall(r'name="pilih" value="(LP-\w{6}):', text)


def links(text: str) -> dict[str, str]:
    """The counts above the list: what they count with how many, and where they lead."""
    found = re.findall(r'<a href="([^"]+)"[^>]*><strong>\s*(\d+)\s*</strong> ([^<]+)</a>', text)
    return {f"{name}: {count}": href.replace("&amp;", "&") for href, count, name in found}


def test_pps_begins_with_its_own_and_finds_the_rest_by_a_link(
    sqlite_room: Room, own: Receipt, above: Receipt
) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    first = browser.get("/antrean").text
    assert shown(first) == [own.nomor]
    assert links(first)["Panitia saya: 1"] == "/antrean?dipegang=panitia"
    whole = browser.get(links(first)["Seluruh wilayah: 2"]).text
    assert set(shown(whole)) == {own.nomor, above.nomor}


def test_only_what_the_officer_can_act_on_has_a_box(sqlite_room: Room, own: Receipt, above: Receipt) -> None:
    for peran, boxes in ((Peran.PPS, {own.nomor}), (Peran.PPK, {own.nomor, above.nomor})):
        text = sqlite_room.sign_in(sqlite_room.hire(peran)).get(WHOLE).text
        assert len(shown(text)) == 2
        assert set(ticked(text)) == boxes


@pytest.mark.parametrize("query", [WHOLE, "/antrean?status=ditolak"])
def test_where_nothing_can_be_done_nothing_is_offered(sqlite_room: Room, above: Receipt, query: str) -> None:
    if "ditolak" in query:
        sqlite_room.office.set(above, status=Status.DITOLAK)
    text = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS)).get(query).text
    assert shown(text) == [above.nomor]
    assert "Untuk laporan yang dicentang" not in text


def test_who_sits_on_no_committee_begins_with_all(sqlite_room: Room, own: Receipt, above: Receipt) -> None:
    text = sqlite_room.sign_in(sqlite_room.hire(Peran.PENGAWAS)).get("/antrean").text
    assert set(shown(text)) == {own.nomor, above.nomor}
    assert links(text)["Seluruh wilayah: 2"] == "/antrean"


def test_a_committee_that_holds_nothing_is_told_how_much_waits_elsewhere(
    sqlite_room: Room, above: Receipt
) -> None:
    text = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS)).get("/antrean").text
    assert shown(text) == []
    assert "Tidak ada laporan yang menunggu panitia Anda." in text
    assert f'<a href="{WHOLE}">Lihat seluruh wilayah (1)</a>' in text


def test_a_filter_means_what_it_meant_before(sqlite_room: Room, own: Receipt, above: Receipt) -> None:
    """Views that were kept, and addresses that were passed on, say nothing of the committee."""
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    assert set(shown(browser.get("/antrean?tps=4").text)) == {own.nomor, above.nomor}
    assert shown(browser.get("/antrean?tps=4&dipegang=panitia").text) == [own.nomor]


def test_late_and_urgent_are_counted_where_the_officer_looks(
    sqlite_room: Room, own: Receipt, above: Receipt
) -> None:
    sqlite_room.office.set(above, tenggat=sqlite_room.clock.now())
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    mine, whole = (links(browser.get(path).text) for path in ("/antrean", WHOLE))
    assert mine["Terlambat: 0"] == "/antrean?dipegang=panitia&keadaan=terlambat"
    assert shown(browser.get(whole["Terlambat: 1"]).text) == [above.nomor]


def test_all_of_the_wilayah_can_be_kept_as_a_view(sqlite_room: Room, own: Receipt, above: Receipt) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    kept = browser.post("/antrean/tampilan", {"nama": "Semua", "saringan": "dipegang=wilayah"})
    assert kept.location == WHOLE
    with sqlite_room.database.reading() as session:
        [view] = session.query(Tampilan)
        assert view.saringan == "dipegang=wilayah"
    assert f'<a href="{WHOLE}" aria-current="page">Semua</a>' in browser.get(WHOLE).text


def test_all_that_match_are_those_of_the_list_that_was_seen(
    sqlite_room: Room, own: Receipt, above: Receipt
) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    for path, told in (("/antrean", "Akan diubah: 1"), (WHOLE, "Dilewati: 1")):
        [query] = set(re.findall(r'name="saringan" value="([^"]+)"', browser.get(path).text))
        form = {"aksi": "ambil", "semua": "y", "saringan": query}
        answer = browser.post("/antrean/borongan", form).text
        assert told in answer
        assert ("Dilewati" in answer) is (path == WHOLE)


def test_the_preview_says_of_each_report_what_it_is_and_why_it_is_left(
    sqlite_room: Room, own: Receipt, above: Receipt
) -> None:
    ganda = sqlite_room.office.file(jenis=JenisLaporan.GANDA, target=nik_of(2))
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    boxes = [f"{receipt.nomor}:1" for receipt in (ganda, above)]
    text = browser.post("/antrean/borongan", {"aksi": "ambil", "pilih": [*boxes, "LP-222222:1"]}).text
    done, left = text.split("Dilewati: 2 laporan")
    for fact in (ganda.nomor, "Tercatat lebih dari satu kali", "Lolong Belanti", "TPS 004", "Tenggat "):
        assert fact in done
    assert own.nomor not in text
    assert re.search(rf"{above.nomor}</a> .*?Dilewati: dipegang panitia lain", left, re.DOTALL)
    assert re.search(r"LP-222222</p>\s*<p><strong>Dilewati: tidak ada lagi di wilayah Anda", left)
