"""The record as those who oversee read it."""

from datetime import timedelta

import pytest

from pemilu.audit import read
from pemilu.audit.kinds import Tindakan
from pemilu.audit.record import Entry, append
from pemilu.petugas.kinds import Peran
from pemilu.web.words_audit import TINDAKAN
from tests.factories import KELURAHAN, NOW
from tests.integration.admin.room import Room

SIBLING, PARENT, FOREIGN = "1371031005", "1371", "1471011001"


def note(room: Room, objek: str, *, wilayah: str = KELURAHAN, minute: int = 0, **differing: object) -> None:
    values: dict[str, object] = {
        "waktu": NOW + timedelta(minutes=minute),
        "pelaku": "pps-a",
        "peran": "pps",
        "wilayah": wilayah,
        "tindakan": Tindakan.LAPORAN_DIBUKA,
        "objek": objek,
        "permintaan": "0" * 16,
    }
    with room.database.transaction() as session:
        append(session, room.staff.office.audit_key, Entry(**values | differing))


def seen(page: str, *objects: str) -> list[str]:
    """Those objects in the order in which the page tells of them."""
    places = {objek: page.find(f"<span>{objek}</span>") for objek in objects}
    return sorted((objek for objek in objects if places[objek] >= 0), key=lambda objek: places[objek])


def test_every_act_has_words() -> None:
    assert set(TINDAKAN) == set(Tindakan)


def test_pps_does_not_read_the_record(sqlite_room: Room) -> None:
    assert sqlite_room.sign_in(sqlite_room.hire(Peran.PPS)).get("/audit").status_code == 403


@pytest.mark.parametrize(
    ("peran", "wilayah", "expected"),
    [
        (Peran.PPK, "137103", ["own", "sibling"]),
        (Peran.KPU_KABKO, "1371", ["own", "sibling", "parent"]),
        (Peran.PENGAWAS, KELURAHAN, ["own"]),
        (Peran.KPU_PROV, "14", ["foreign"]),
        (Peran.KPU_RI, None, ["own", "sibling", "parent", "foreign", "nation"]),
        (Peran.OPERATOR, None, ["own", "sibling", "parent", "foreign", "nation"]),
    ],
)
def test_each_reads_of_their_own_region_only(
    room: Room, peran: Peran, wilayah: str | None, expected: list[str]
) -> None:
    room.office.add_regions({"14": "Riau"})
    places = {"own": KELURAHAN, "sibling": SIBLING, "parent": PARENT, "foreign": FOREIGN, "nation": ""}
    for minute, (objek, kode) in enumerate(reversed(places.items())):
        note(room, objek, wilayah=kode, minute=minute)
    page = room.sign_in(room.hire(peran, wilayah)).get("/audit").text
    assert seen(page, *places) == expected


def test_the_newest_stands_first_and_pages_lose_and_repeat_nothing(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "PAGE", 3)
    names = [f"LP-{number:06}" for number in range(8)]
    for number, name in enumerate(names):
        note(room, name, minute=number // 2)  # two at the same moment each
    browser = room.sign_in(room.hire(Peran.PPK))
    found: list[str] = []
    path: str | None = "/audit"
    while path:
        page = browser.get(path).text
        found += seen(page, *names)
        note(room, "LP-BARU00", minute=99)  # what comes meanwhile shifts no page
        path = _next(page)
    assert found == list(reversed(names))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tindakan=identitas-dibuka", ["b"]),
        ("akun=pps-b", ["b"]),
        ("objek=c", ["c"]),
        ("hari=2024-09-22", ["c", "b", "a"]),
        ("hari=2024-09-23", ["d"]),
        ("hari=2024-09-23&akun=pps-b", []),
        ("akun=+pps-b+", ["b"]),
    ],
)
def test_the_filter_narrows(room: Room, query: str, expected: list[str]) -> None:
    note(room, "a")
    note(room, "b", minute=1, pelaku="pps-b", tindakan=Tindakan.IDENTITAS_DIBUKA, alasan="verifikasi")
    note(room, "c", minute=2)
    # 23 September begins in WIB seven hours before it does in UTC.
    note(room, "d", minute=14 * 60 + 1)
    page = room.sign_in(room.hire(Peran.PPK)).get(f"/audit?{query}").text
    assert seen(page, "a", "b", "c", "d") == expected
    assert bool(expected) != ("Tidak ada catatan yang cocok." in page)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("hari=2024-02-30", "Tanggal itu tidak ada di kalender."),
        ("hari=kemarin", "Tanggal itu tidak ada di kalender."),
        ("tindakan=tidak-ada", "Pilih satu yang tersedia."),
        (f"akun={'x' * 61}", "Paling banyak 60 huruf."),
    ],
)
def test_a_filter_that_means_nothing_is_told_so(sqlite_room: Room, query: str, sentence: str) -> None:
    answer = sqlite_room.sign_in(sqlite_room.hire(Peran.PPK)).get(f"/audit?{query}")
    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize(
    "cursor", ["", "x", "1371", "1371-", "1371-x", "1371-99", "-1", "1371-" + "9" * 40, "1371-²", "ID-1"]
)
def test_a_cursor_that_nobody_made_does_no_harm(room: Room, cursor: str) -> None:
    note(room, "a")
    answer = room.sign_in(room.hire(Peran.PPK)).get("/audit", query_string={"sesudah": cursor})
    assert answer.status_code == 200


def test_a_cursor_of_another_region_tells_nothing_of_it(postgres_room: Room) -> None:
    note(postgres_room, "rahasia", wilayah=FOREIGN)
    note(postgres_room, "a", minute=-5)
    page = postgres_room.sign_in(postgres_room.hire(Peran.PPK)).get("/audit?sesudah=1471-1").text
    assert "rahasia" not in page


def test_a_line_tells_who_did_what_where_why(sqlite_room: Room) -> None:
    note(
        sqlite_room, "LP-ABC123", tindakan=Tindakan.IDENTITAS_DIBUKA, alasan="cocokkan", rincian={"sisa": 49}
    )
    page = sqlite_room.sign_in(sqlite_room.hire(Peran.PPK)).get("/audit").text
    for told in ("Membuka identitas", "LP-ABC123", "pps-a (PPS)", "22 September 2024 10.00 WIB", "cocokkan"):
        assert told in page
    assert "sisa: 49" in page


def _next(page: str) -> str | None:
    marker = 'href="/audit?sesudah='
    at = page.find(marker)
    return page[at + 6 : page.index('"', at + 6)].replace("&amp;", "&") if at >= 0 else None
