"""Whoever reports the same again is told the number of the first; a stranger learns of none."""

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.submit import Receipt
from pemilu.laporan.tracking import withdraw
from tests.factories import ABSEN, NOW
from tests.integration.laporan.forms import NUMBER, send
from tests.integration.laporan.office import TMS, Office, person

J, P = JenisLaporan, Pelapor
OURS, THEIRS = Kontak(telepon="+6281234567890"), Kontak(telepon="+6281234567899")
TOLD = "Sudah pernah dilaporkan"
Visit = Callable[[Office], FlaskClient]


def missing(office: Office, kontak: Kontak, **differing: Any) -> Receipt:
    """A report of somebody who is on no list, and so cannot be known to it."""
    facts = {"jenis": J.BELUM_TERDAFTAR, "target": person(ABSEN), "tps_nomor": None, "documents": ()}
    return office.file(**facts | {"pelapor_cocok": False, "kontak": kontak} | differing)


@pytest.mark.parametrize(
    ("first", "second"), [(Kontak(), Kontak()), (OURS, Kontak()), (Kontak(), OURS), (OURS, THEIRS)]
)
def test_a_stranger_learns_of_no_earlier_report(sqlite_office: Office, first: Kontak, second: Kontak) -> None:
    missing(sqlite_office, first)
    assert missing(sqlite_office, second).mirip is None


def test_somebody_elses_telephone_does_not_tell_whom_its_owner_reported(sqlite_office: Office) -> None:
    accusing = {"jenis": TMS, "pelapor": P.WARGA, "pelapor_cocok": True, "kontak": OURS}
    sqlite_office.file(**accusing)
    assert sqlite_office.file(**accusing).mirip is None


def test_a_report_that_was_taken_back_is_told_to_nobody(sqlite_office: Office) -> None:
    first = missing(sqlite_office, OURS)
    with sqlite_office.database.transaction() as session:
        withdraw(session, first.nomor, now=NOW)
    assert missing(sqlite_office, OURS).mirip is None


def test_who_is_on_no_list_is_told_by_the_same_telephone_even_after_a_stranger(sqlite_office: Office) -> None:
    missing(sqlite_office, THEIRS)
    own = missing(sqlite_office, OURS)
    assert missing(sqlite_office, OURS).mirip == own.nomor


def test_a_browser_that_holds_the_first_receipt_is_told_and_another_is_not(
    sqlite_office: Office, visit: Visit
) -> None:
    browser, stranger = visit(sqlite_office), visit(sqlite_office)
    for client in (browser, browser, stranger):
        sent = send(client, J.BELUM_TERDAFTAR, nik=ABSEN, kunci=secrets.token_hex(32))
        assert sent.status_code == 303
    page = browser.get("/lapor/tanda-terima").text
    newest, first = list(dict.fromkeys(NUMBER.findall(page.replace(TOLD, ""))))[:2]
    assert page.count(TOLD) == 1
    assert f"<dt>{TOLD}</dt><dd><strong>{first}</strong>" in page
    assert newest != first
    assert TOLD not in stranger.get("/lapor/tanda-terima").text
