"""A voter learns of a report against them by NIK and name, and keeps their right with one tap."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.models import Laporan, Riwayat
from pemilu.laporan.objection import object_to_rejection
from pemilu.laporan.status import CLOSED, OPEN, Act, Status
from pemilu.laporan.submit import Receipt
from pemilu.petugas.kinds import TingkatPanitia
from tests.factories import ABSEN, KHUSUS, NAMA, TERDAFTAR
from tests.integration.laporan.forms import Page, post
from tests.integration.laporan.office import KECAMATAN, TMS, Office, person

Visit = Callable[[Office], FlaskClient]
NOTICE = "Ada laporan atas data Anda"
KEEP = "/cek/sanggah"


@pytest.fixture
def browser(office: Office, visit: Visit) -> FlaskClient:
    return visit(office)


def accuse(office: Office, nik: str = TERDAFTAR, **differing: object) -> Receipt:
    values = {"jenis": TMS, "pelapor": Pelapor.WARGA, "target": person(nik), "documents": ()}
    return office.file(**values | differing)


def look_up(browser: FlaskClient, nik: str = TERDAFTAR, nama: str | None = NAMA) -> TestResponse:
    return browser.post("/cek", data={"nik": nik} | ({"nama": nama} if nama else {}))


def is_told(response: TestResponse) -> bool:
    return NOTICE in response.get_data(as_text=True)


def keep(browser: FlaskClient, answer: TestResponse) -> TestResponse:
    return browser.post(KEEP, data={"titipan": Page(answer).values["titipan"]})


@pytest.mark.parametrize(
    ("nik", "nama"),
    [
        (TERDAFTAR, None),
        (TERDAFTAR, "SITI AMINAH"),
        (TERDAFTAR, "B S"),
        (KHUSUS, "SITI AMINAH"),
        (ABSEN, NAMA),
    ],
)
def test_whoever_does_not_give_the_name_learns_nothing(
    office: Office, browser: FlaskClient, nik: str, nama: str | None
) -> None:
    before = look_up(browser, nik, nama)
    receipt = accuse(office)
    after = look_up(browser, nik, nama)
    assert not is_told(after)
    assert (before.status_code, len(before.get_data())) == (after.status_code, len(after.get_data()))
    keep(browser, after)
    assert office.laporan(receipt).status is Status.DITERIMA


def test_the_journey_of_a_voter_who_was_reported(office: Office, browser: FlaskClient) -> None:
    reports = [accuse(office), accuse(office, jenis=JenisLaporan.TIDAK_BERDOMISILI)]
    answer = look_up(browser)
    assert is_told(answer)
    assert KEEP in Page(answer).addresses
    kept = keep(browser, answer)
    assert kept.status_code == 200
    assert "Sanggahan Anda sudah dicatat" in kept.get_data(as_text=True)
    for receipt in reports:
        laporan = office.laporan(receipt)
        assert (laporan.status, laporan.disanggah) == (Status.KEBERATAN, True)
        assert (laporan.pemegang_tingkat, laporan.pemegang_wilayah) == (TingkatPanitia.PPK, KECAMATAN)
        assert laporan.tenggat == receipt.tenggat
    assert _acts(office, reports[0]) == [(None, "warga"), (Act.CONTEST, "pemilih")]


def test_a_contested_report_is_not_offered_again_but_a_new_one_is(
    office: Office, browser: FlaskClient
) -> None:
    accuse(office)
    keep(browser, look_up(browser))
    assert not is_told(look_up(browser))
    accuse(office)
    assert is_told(look_up(browser))


def test_tapping_twice_contests_once(office: Office, browser: FlaskClient) -> None:
    receipt = accuse(office)
    answer = look_up(browser)
    assert [keep(browser, answer).status_code for _ in range(2)] == [200, 200]
    assert len(_acts(office, receipt)) == 2


def test_a_report_of_the_voter_about_their_own_data_is_no_accusation(
    office: Office, browser: FlaskClient
) -> None:
    office.file(jenis=JenisLaporan.PERBAIKAN_DATA)
    office.file(jenis=JenisLaporan.SALAH_TPS)
    assert not is_told(look_up(browser))


@pytest.mark.parametrize("status", Status)
def test_only_an_open_report_is_told_of(office: Office, browser: FlaskClient, status: Status) -> None:
    receipt = accuse(office)
    office.set(receipt, status=status)
    answer = look_up(browser)
    assert is_told(answer) is (status in OPEN)
    keep(browser, answer)
    assert office.laporan(receipt).status is (status if status in CLOSED else Status.KEBERATAN)


def test_one_voter_does_not_contest_for_another(office: Office, browser: FlaskClient) -> None:
    receipt = accuse(office, KHUSUS)
    keep(browser, look_up(browser))
    assert office.laporan(receipt).status is Status.DITERIMA
    assert is_told(look_up(browser, KHUSUS, "SITI AMINAH"))


@pytest.mark.parametrize("token", [None, "", "x", "A" * 5_000])
def test_without_the_token_of_an_answer_nothing_is_contested(
    office: Office, browser: FlaskClient, token: str | None
) -> None:
    receipt = accuse(office)
    response = browser.post(KEEP, data={"titipan": token} if token is not None else {})
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert office.laporan(receipt).status is Status.DITERIMA


def test_the_token_lasts_half_an_hour(office: Office, browser: FlaskClient) -> None:
    receipt = accuse(office)
    answer = look_up(browser)
    office.clock.advance(minutes=30, seconds=1)
    assert keep(browser, answer).status_code == 303
    assert office.laporan(receipt).status is Status.DITERIMA


def test_a_contest_from_another_site_or_sent_twice_is_refused(office: Office, browser: FlaskClient) -> None:
    receipt = accuse(office)
    token = Page(look_up(browser)).values["titipan"]
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert post(browser, KEEP, {"titipan": token}, headers=foreign).status_code == 403
    doubled = f"titipan={token}&titipan={token}"
    form = "application/x-www-form-urlencoded"
    assert browser.post(KEEP, data=doubled, content_type=form).status_code == 400
    assert office.laporan(receipt).status is Status.DITERIMA


def test_the_reporter_is_not_told_that_the_voter_answered(office: Office, browser: FlaskClient) -> None:
    receipt = accuse(office)
    before = office.tracked(receipt)
    keep(browser, look_up(browser))
    office.clock.advance(hours=1)
    assert office.tracked(receipt) == before
    office.intake.add(receipt.nomor, [], now=office.clock.now())
    assert {step.status for step in office.tracked(receipt).steps} == {Status.DITERIMA}


def test_the_reporter_sees_an_objection_of_their_own_even_so(office: Office, browser: FlaskClient) -> None:
    receipt = accuse(office)
    keep(browser, look_up(browser))
    until = office.clock.now() + timedelta(days=3)
    office.set(receipt, status=Status.DITOLAK, keberatan_sampai=until)
    assert office.tracked(receipt).status is Status.DITOLAK
    with office.database.transaction() as session:
        object_to_rejection(session, receipt.nomor, b"", now=office.clock.now())
    tracked = office.tracked(receipt)
    assert tracked.status is tracked.steps[-1].status is Status.KEBERATAN


def test_a_lookup_answers_while_the_database_of_reports_is_away(
    office: Office, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> bool:
        raise OperationalError("", {}, ConnectionError())

    accuse(office)
    monkeypatch.setattr("pemilu.laporan.intake.reported", fail)
    answer = look_up(browser)
    assert answer.status_code == 200
    assert not is_told(answer)


def _acts(office: Office, receipt: Receipt) -> list[tuple[Act | None, str]]:
    query = select(Riwayat.peristiwa, Riwayat.oleh).join(Laporan).where(Laporan.nomor == receipt.nomor)
    with office.database.reading() as session:
        return [(row.peristiwa, row.oleh) for row in session.execute(query.order_by(Riwayat.id))]
