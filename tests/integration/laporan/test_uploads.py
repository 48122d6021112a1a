"""Forms with photos: a few at a time, not for ever, not in clear on the disk, not more than memory holds."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from flask.ctx import RequestContext
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from werkzeug import formparser
from werkzeug.exceptions import ClientDisconnected

from pemilu.laporan import evidence
from pemilu.laporan.evidence import Cleaner, CleanerBusy
from pemilu.laporan.kinds import JenisBukti, JenisLaporan
from pemilu.laporan.models import Laporan
from pemilu.laporan.pages import CleanEvidence, CleanPage
from pemilu.tahapan.holidays import HolidayCoverageEnded
from pemilu.web import uploads
from pemilu.web.lapor_files import BYTES_EACH, CLEAN_PAGES
from pemilu.web.services import EXTENSION, UPLOADS_AT_ONCE
from tests.factories import KELURAHAN, NOW
from tests.integration.laporan.forms import Page, attached, filled, send
from tests.integration.laporan.office import PICTURE, Office

J = JenisLaporan
LARGE = b"x" * 600 * 1024
Visit = Callable[[Office], FlaskClient]


@pytest.fixture
def browser(standing_office: Office, visit: Visit) -> FlaskClient:
    return visit(standing_office)


@pytest.fixture
def taken(standing_office: Office) -> Iterator[ExitStack]:
    """Every turn is somebody else's."""
    with ExitStack() as held:
        for _ in range(UPLOADS_AT_ONCE):
            held.enter_context(standing_office.services.upload_turns)
        yield held


@pytest.mark.usefixtures("taken")
def test_who_finds_every_turn_taken_is_told_to_send_again_before_anything_is_read(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "_read_in_time", lambda: pytest.fail("the form was read"))
    response = send(browser, J.PERBAIKAN_DATA, **attached([JenisBukti.KTP_EL], LARGE))
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "kirim lagi" in response.get_data(as_text=True)


@pytest.mark.usefixtures("taken")
def test_the_steps_before_the_photos_wait_for_nobody(browser: FlaskClient) -> None:
    assert browser.post("/lapor/ganda", data={"aksi": "cari", "cari": "lolong"}).status_code == 200


def test_a_turn_is_given_back_whatever_happens(standing_office: Office, browser: FlaskClient) -> None:
    for fields in ({}, {"nama": ""}, {"bukti_1": None, "keterangan": "x" * 300_000}):
        for _ in range(UPLOADS_AT_ONCE + 1):
            files = attached([JenisBukti.KTP_EL], LARGE)
            assert send(browser, J.PERBAIKAN_DATA, **files | fields).status_code in {303, 422, 413}
    turns = standing_office.services.upload_turns
    assert [turns.acquire(blocking=False) for _ in range(UPLOADS_AT_ONCE)] == [True] * UPLOADS_AT_ONCE
    for _ in range(UPLOADS_AT_ONCE):
        turns.release()


def test_a_form_that_takes_too_long_is_hung_up_on(
    standing_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "BODY_SECONDS", 0.01)
    here, there = socket.socketpair()

    class Dripping:
        def read(self, _size: int) -> bytes:
            return here.recv(1)  # nothing ever comes

    form = {"CONTENT_LENGTH": str(len(LARGE)), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    environ = {"gunicorn.socket": here, "wsgi.input": Dripping()} | form
    with here, there, posting(standing_office, environ):
        response = standing_office.app.make_response(_received(standing_office))
    assert response.status_code == 408
    assert "Kiriman ini belum tersimpan" in response.get_data(as_text=True)


def test_a_form_that_breaks_off_is_not_called_slow(standing_office: Office) -> None:
    form = {"CONTENT_LENGTH": str(len(LARGE)), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    with posting(standing_office, form), pytest.raises(ClientDisconnected):
        _received(standing_office)


def _received(office: Office) -> ResponseReturnValue:
    """What a view with files makes of the request at hand."""
    return uploads.takes_files(lambda: "no", lambda: office.services.upload_turns)()


def posting(office: Office, environ: dict[str, object]) -> RequestContext:
    return office.app.test_request_context("/lapor/ganda", method="POST", environ_overrides=environ)


def test_a_cleaner_that_never_has_a_turn_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "WAIT_SECONDS", 0.01)
    cleaner = Cleaner()
    with cleaner._turns, pytest.raises(CleanerBusy):
        cleaner.clean(b"\xff\xd8\xff")


def test_no_photo_is_ever_written_in_clear(browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TemporaryFile", "SpooledTemporaryFile"):
        monkeypatch.setattr(formparser, name, lambda *_, **__: pytest.fail("a temporary file"), raising=False)
    assert send(browser, J.PERBAIKAN_DATA, **attached([JenisBukti.KTP_EL], LARGE)).status_code == 303


def test_of_a_file_that_is_too_large_no_more_is_kept_than_tells_so() -> None:
    file = uploads.CappedFile()
    for _ in range(12):
        assert file.write(b"x" * 1024 * 1024) == 1024 * 1024
    assert len(file.getvalue()) == BYTES_EACH + 1


def test_the_pages_of_one_form_have_an_end_and_the_rest_is_kept(office: Office, visit: Visit) -> None:
    pages = CleanEvidence((CleanPage(2, 2, PICTURE, PICTURE),) * (CLEAN_PAGES // 2))
    _clean_into(office, pages)
    files = attached([JenisBukti.KTP_EL, JenisBukti.KK, JenisBukti.LAINNYA])
    response = send(visit(office), J.PERBAIKAN_DATA, **files)
    page = Page(response)
    assert (response.status_code, page.invalid, page.jumps) == (422, {"bukti_3"}, ["bukti_3"])
    assert "30 halaman" in response.get_data(as_text=True)
    assert page.values["tempat"] == KELURAHAN


def _clean_into(office: Office, pages: CleanEvidence) -> None:
    class Copier(Cleaner):
        def clean(self, _data: object) -> CleanEvidence:
            return pages

    services = office.services
    intake = replace(services.intake, cleaner=Copier())
    office.app.extensions[EXTENSION] = replace(services, intake=intake)


def test_a_holiday_calendar_that_has_ended_is_our_fault_and_said(
    office: Office, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object, **__: object) -> None:
        raise HolidayCoverageEnded(NOW.date(), berlaku_mulai=NOW.date(), berlaku_sampai=NOW.date())

    monkeypatch.setattr("pemilu.laporan.submit.due_at", ended)
    response = send(visit(office), J.PERBAIKAN_DATA)
    assert response.status_code == 503
    assert "kalender" in response.get_data(as_text=True)
    assert office.count(Laporan) == 0


def test_what_was_typed_survives_another_region_and_a_report_without_one(browser: FlaskClient) -> None:
    typed = filled(J.BELUM_TERDAFTAR)
    kept = {name: value for name, value in typed.items() if value and name not in {"aksi", "tempat", "kunci"}}
    for status, fields in ((200, typed | {"aksi": "ganti"}), (422, typed | {"tempat": ""})):
        response = browser.post("/lapor/belum-terdaftar", data=fields)
        assert response.status_code == status
        assert kept.items() <= Page(response).values.items()
        again = {name: value for name, value in Page(response).values.items() if name != "cari"}
        back = browser.post("/lapor/belum-terdaftar", data=again | {"pilih": KELURAHAN})
        assert kept.items() <= Page(back).values.items()
    assert "Pilih desa atau kelurahan dahulu" in response.get_data(as_text=True)
    assert "cari" in Page(response).jumps


@pytest.mark.parametrize(("fields", "does"), [({}, "cari"), ({"pilih": KELURAHAN}, "kirim")])
def test_enter_presses_the_button_that_one_means(
    browser: FlaskClient, fields: dict[str, str], does: str
) -> None:
    """Browsers press the first button of the form, shown or not."""
    page = browser.post("/lapor/ganda", data=fields).get_data(as_text=True)
    first = re.findall(r"<button[^>]*>", page[page.index("<form") :])[0]
    assert f'name="aksi" value="{does}" tabindex="-1" aria-hidden="true"' in first
