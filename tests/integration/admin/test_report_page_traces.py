"""No answer of these pages holds a full NIK without an audit line of the same request; and what they cost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Response, g
from sqlalchemy import event

from pemilu.audit.kinds import Tindakan
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.submit import Receipt
from pemilu.petugas.kinds import Peran
from tests.factories import TERDAFTAR
from tests.integration.admin.room import Browser, Room
from tests.integration.admin.sealed_report import (
    PELAPOR_NIK,
    RANDOM,
    SIXTEEN,
    file_secrets,
    open_evidence,
    open_identity,
    pages_of,
)
from tests.integration.laporan.office import person

OPENINGS = {Tindakan.IDENTITAS_DIBUKA, Tindakan.BUKTI_DIBUKA}


@pytest.fixture
def answers(room: Room) -> list[tuple[str, str]]:
    """What each request was called, and its answer: body, headers and address without what is random."""
    heard: list[tuple[str, str]] = []

    def listen(response: Response) -> Response:
        body = "" if response.is_streamed else response.get_data().decode(errors="replace")
        heard.append((g.permintaan, RANDOM.sub("", f"{response.headers}{body}")))
        return response

    room.app.after_request(listen)
    return heard


def look_everywhere(room: Room, browser: Browser, receipt: Receipt) -> None:
    """Every way into these pages, allowed and refused, with a NIK where somebody could type one."""
    uid = pages_of(room, receipt)[0]
    numbered = {"keterangan": f"NIK {TERDAFTAR}"}
    for path in (receipt.nomor, f"{receipt.nomor}/buka", f"{receipt.nomor}/bukti", TERDAFTAR):
        browser.get(f"/laporan/{path}", query_string={"selesai": TERDAFTAR})
    for answer in (
        open_identity(browser, receipt, **numbered),
        open_identity(browser, receipt, alasan=TERDAFTAR, **numbered),
        open_evidence(browser, receipt, uid, **numbered),
        open_evidence(browser, receipt, TERDAFTAR),
    ):
        assert answer.status_code in {403, 404, 409, 422}
    open_evidence(browser, receipt, uid)
    open_identity(browser, receipt)
    browser.get(f"/laporan/{receipt.nomor}")


@pytest.mark.parametrize("peran", [Peran.PPS, Peran.KPU_KABKO, Peran.KPU_PROV, Peran.PENGAWAS])
def test_no_page_holds_a_full_nik_without_an_audit_line_of_its_request(
    room: Room, answers: list[tuple[str, str]], peran: Peran
) -> None:
    receipt = file_secrets(room)
    look_everywhere(room, room.sign_in(room.hire(peran)), receipt)
    recorded = {line.permintaan for line in room.audit() if line.tindakan in OPENINGS}
    shown = {permintaan for permintaan, text in answers if SIXTEEN.search(text)}
    assert shown <= recorded
    # So that the search is seen to find what it looks for.
    assert bool(shown) is (peran in {Peran.PPS, Peran.KPU_KABKO})


def test_the_record_itself_holds_no_nik(room: Room) -> None:
    receipt = file_secrets(room)
    look_everywhere(room, room.sign_in(room.hire(Peran.PPS)), receipt)
    lines = [f"{line.objek} {line.alasan} {line.rincian}" for line in room.audit()]
    assert lines
    assert [line for line in lines if SIXTEEN.search(RANDOM.sub("", line))] == []


@contextmanager
def counted(room: Room) -> Iterator[Callable[[], int]]:
    """How many statements the staff app sends."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engine = room.staff.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield lambda: len(sent)
    event.remove(engine, "before_cursor_execute", note)


def statements(room: Room, browser: Browser, receipt: Receipt) -> int:
    with counted(room) as number:
        assert browser.get(f"/laporan/{receipt.nomor}").status_code == 200
        return number()


def test_forty_related_reports_cost_no_more_statements_than_one(room: Room) -> None:
    browser = room.sign_in(room.hire(Peran.PPK))
    first = file_secrets(room)
    room.office.file(jenis=JenisLaporan.PERBAIKAN_DATA, pelapor=Pelapor.KELUARGA)
    browser.get(f"/laporan/{first.nomor}")  # names of places are remembered from now on
    with_one = statements(room, browser, first)
    for number in range(39):
        reporter = person(PELAPOR_NIK) if number % 2 else person(TERDAFTAR)
        room.office.file(pelapor=Pelapor.KELUARGA, pelapor_nik=reporter)
    assert browser.get(f"/laporan/{first.nomor}").text.count("Pemilih dan jenis yang sama") == 40
    assert statements(room, browser, first) == with_one
