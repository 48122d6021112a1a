"""Every route x role x relation against the table of docs/access.md: no difference."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin.door import Access, access_of
from pemilu.infra.db import Database, open_database
from pemilu.petugas.kinds import JenisSesi, Peran
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission, permits
from tests.factories import KELURAHAN
from tests.integration.admin.room import Browser, Room
from tests.integration.laporan.office import open_office
from tests.rules.sources import ROOT

PAGE = (ROOT / "docs" / "access.md").read_text()
ROW = re.compile(r"^\| (GET|POST) \| `([^`]+)` \| ([^|]+?) \|", re.MULTILINE)
IGNORED = {"HEAD", "OPTIONS"}
SIBLING, FOREIGN = "1371031005", "3273011001"
ELSEWHERE = {
    SIBLING: "Ulak Karang",
    "137104": "Nanggalo",
    "1371041001": "Surau Gadang",
    "1375": "Bukittinggi",
    "137502": "Mandiangin",
    "1375021001": "Campago",
    "32": "Jawa Barat",
    "3273": "Bandung",
    "327301": "Sukasari",
    FOREIGN: "Sukarasa",
}
# For each role a wilayah that holds the report, and some that do not.
OWN = {Peran.PPS: KELURAHAN, Peran.PPK: KELURAHAN[:6], Peran.KPU_KABKO: "1371", Peran.KPU_PROV: "13"}
OTHERS = {
    Peran.PPS: (SIBLING, "1371041001", FOREIGN),
    Peran.PPK: ("137104", "137502", "327301"),
    Peran.KPU_KABKO: ("1375", "3273"),
    Peran.KPU_PROV: ("32",),
    Peran.PENGAWAS: ("1375", "3273", "32"),
}


@dataclass(frozen=True, slots=True)
class Row:
    method: str
    path: str
    who: str

    @property
    def permission(self) -> Permission | None:
        name = self.who.removesuffix(", baru dibuktikan")
        return Permission(name) if name in set(Permission) else None

    @property
    def kiosk(self) -> bool:
        return self.who == "kios"


ROWS = [Row(*found) for found in ROW.findall(PAGE)]
WITH_REPORT = [row for row in ROWS if row.path.startswith("/laporan/<nomor>")]
CLOSED = [row for row in ROWS if row.permission]


def told(access: Access) -> str:
    """An entry of the table as the view is marked."""
    if access.permission:
        return access.permission.value + (", baru dibuktikan" if access.strong else "")
    return "kios" if access.kiosk else "siapa saja"


def routes(app: Flask) -> Iterator[Row]:
    for rule in app.url_map.iter_rules():
        access = access_of(app.view_functions[rule.endpoint])
        path = re.sub(r"<(?:[^<>]+:)?(\w+)>", r"<\1>", rule.rule)
        for method in (rule.methods or set()) - IGNORED:
            yield Row(method, path, told(access) if access else "nobody")


@pytest.fixture(scope="session")
def standing_room(_sqlite_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """One for all visits: none of them changes anything that another looks at."""
    home = tmp_path_factory.mktemp("akses")
    file = home / "pemilu.db"
    file.write_bytes(_sqlite_model.read_bytes())
    database = Database(open_database(f"sqlite:///{file}"))
    room = Room(open_office(database, home / "berkas"))
    room.office.add_regions(ELSEWHERE)
    yield room
    database.engine.dispose()


@pytest.fixture(scope="session")
def nomor(standing_room: Room) -> str:
    return standing_room.office.file().nomor


@pytest.fixture(scope="session")
def staff(standing_room: Room) -> Mapping[Peran, Officer]:
    """One of each role, with the report inside their wilayah where they have one."""
    return {peran: standing_room.hire(peran, OWN.get(peran)) for peran in Peran}


def sign_in(room: Room, officer: Officer, **options: JenisSesi) -> Browser:
    """A session of its own, younger than all before: the fourth ends the oldest."""
    room.clock.advance(seconds=1)
    return room.sign_in(officer, **options)


def call(browser: Browser, row: Row, **values: str) -> TestResponse:
    """The route as nobody's form would call it: with nothing filled in."""
    known = {"aksi": "ambil"} | values if row.path.startswith(("/laporan/", "/petugas/")) else {}
    path = re.sub(r"<(\w+)>", lambda found: known.get(found[1], "1"), row.path)
    return browser.get(path) if row.method == "GET" else browser.post(path)


def entered(answer: TestResponse) -> bool:
    """Whether the door let them in: not to the sign-in, not to the proof, not "your role may not"."""
    away = answer.status_code == 303 and re.match(r"/masuk[?/]", answer.location or "")
    return not away and not (answer.status_code == 403 and "Peran Anda tidak mencakup ini" in answer.text)


def test_the_table_names_every_route_and_no_other(standing_room: Room) -> None:
    assert sorted(map(str, routes(standing_room.app))) == sorted(map(str, ROWS))


@pytest.mark.parametrize("row", CLOSED, ids=lambda row: f"{row.method} {row.path}")
def test_without_a_session_nobody_enters(standing_room: Room, nomor: str, row: Row) -> None:
    answer = call(Browser(standing_room.app.test_client(), "x"), row, nomor=nomor)
    assert answer.status_code == 303
    assert answer.location.startswith("/masuk")


@pytest.mark.parametrize("peran", Peran)
def test_each_role_enters_just_what_the_table_gives_it(
    standing_room: Room, staff: Mapping[Peran, Officer], nomor: str, peran: Peran
) -> None:
    wrong = []
    for row in CLOSED:
        browser = sign_in(standing_room, staff[peran])  # some routes end the session
        answer = call(browser, row, nomor=nomor, akun=staff[peran].akun)
        assert answer.status_code < 500, (row, answer.status_code)
        if entered(answer) is not permits(peran, row.permission):
            wrong.append((row, answer.status_code))
    assert not wrong


@pytest.mark.parametrize("peran", OTHERS)
def test_a_report_of_elsewhere_is_not_there(standing_room: Room, nomor: str, peran: Peran) -> None:
    wrong = []
    for wilayah in OTHERS[peran]:
        officer = standing_room.hire(peran, wilayah)
        for row in WITH_REPORT:
            answer = call(sign_in(standing_room, officer), row, nomor=nomor)
            expected = 404 if permits(peran, row.permission) else 403
            # The address of a form that was sent leads back to the report, which is not there either.
            back = row.method == "GET" and answer.location == f"/laporan/{nomor}"
            if answer.status_code != expected and not back:
                wrong.append((row, wilayah, answer.status_code))
    assert not wrong


@pytest.mark.parametrize("peran", [*OWN, Peran.KPU_RI])
def test_a_report_of_ones_own_wilayah_is_there(
    standing_room: Room, staff: Mapping[Peran, Officer], nomor: str, peran: Peran
) -> None:
    missing = [
        row
        for row in WITH_REPORT
        if permits(peran, row.permission)
        and call(sign_in(standing_room, staff[peran]), row, nomor=nomor).status_code == 404
    ]
    assert not missing


@pytest.mark.parametrize("row", [row for row in ROWS if row.kiosk], ids=str)
def test_a_page_of_the_kiosk_is_not_for_a_session_of_staff(
    standing_room: Room, staff: Mapping[Peran, Officer], row: Row
) -> None:
    answer = call(sign_in(standing_room, staff[Peran.PPS]), row)
    assert (answer.status_code, answer.location) == (303, "/antrean")


def test_a_kiosk_enters_nothing_but_its_own(
    standing_room: Room, staff: Mapping[Peran, Officer], nomor: str
) -> None:
    for row in CLOSED:
        kiosk = sign_in(standing_room, staff[Peran.KPU_KABKO], jenis=JenisSesi.KIOS)
        answer = call(kiosk, row, nomor=nomor)
        assert (answer.status_code, answer.location) == (303, "/kios"), row
