"""Limits of reports and of Lacak: nobody locks an owner out, carrier networks may file, each says its own."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pemilu.infra import limits
from pemilu.infra.db import Database
from pemilu.laporan import tracking
from pemilu.laporan.kinds import JenisBukti, JenisLaporan
from pemilu.laporan.models import Laporan
from tests.integration.laporan.forms import RECEIPT, Page, attached, post, send
from tests.integration.laporan.office import Office, open_office

Visit = Callable[[Office], FlaskClient]
Tight = Callable[..., Office]
WRONG_CODE = "AAAA-BBBB-CCCC"
NOBODYS = "LP-ZZZZZZ"


@pytest.fixture
def tight(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tight:
    """`tight(PAGE="3 per hour")` is an office with these limits. Limits count by its own clock."""

    def opened(**few: str) -> Office:
        for name, limit in few.items():
            monkeypatch.setattr(limits, name, limit)
        office = open_office(sqlite_database, tmp_path / "berkas")
        monkeypatch.setattr(time, "time", lambda: office.clock.now().timestamp())
        return office

    return opened


def ask(browser: FlaskClient, nomor: str, kode: str = WRONG_CODE) -> TestResponse:
    return browser.post("/lacak", data={"nomor": nomor, "kode": kode})


def statuses(answers: list[TestResponse]) -> list[int]:
    return [answer.status_code for answer in answers]


def test_wrong_pairs_of_one_source_are_refused_and_its_right_one_still_opens(
    tight: Tight, visit: Visit
) -> None:
    office = tight(WRONG_PAIR_IPV4="3 per hour")
    browser, receipt = visit(office), office.file()
    assert statuses([ask(browser, f"LP-{n:06}") for n in range(5)]) == [422, 422, 422, 429, 429]
    assert ask(browser, receipt.nomor, receipt.kode).status_code == 200
    refused = ask(browser, receipt.nomor)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "3601"
    for said in ("tidak terkunci", "kode yang benar tetap membukanya", "1 jam"):
        assert said in refused.text
    assert "pencarian" not in refused.text
    assert ask(visit(office), receipt.nomor).status_code == 422


def test_strangers_who_know_a_number_cannot_lock_its_owner_out(tight: Tight, visit: Visit) -> None:
    office = tight(WRONG_PAIR_NUMBER="4 per day")
    receipt, enemy = office.file(), visit(office)
    for nomor in (receipt.nomor, NOBODYS):
        tried = [ask(visit(office), nomor) for _ in range(4)] + [ask(enemy, nomor)]
        assert statuses(tried) == [422] * 4 + [429]
        typed_otherwise = nomor.lower().removeprefix("lp-")
        assert ask(visit(office), typed_otherwise).status_code == 429
    assert ask(visit(office), receipt.nomor, receipt.kode).status_code == 200
    assert ask(enemy, receipt.nomor, receipt.kode).status_code == 200


def test_a_refused_pair_tells_nothing_of_which_numbers_exist(
    tight: Tight, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = tight(WRONG_PAIR_NUMBER="1 per day")
    receipt = office.file()
    verified: list[bool] = []
    verify = tracking.verify_secret
    monkeypatch.setattr(tracking, "verify_secret", lambda *texts: verified.append(True) or verify(*texts))
    real, nobodys = ([ask(visit(office), nomor) for _ in range(2)][1] for nomor in (receipt.nomor, NOBODYS))
    assert real.status_code == nobodys.status_code == 429
    assert real.data == nobodys.data
    assert dict(real.headers) == dict(nobodys.headers)
    assert len(verified) == 4


def test_what_is_no_number_counts_for_its_source_alone_and_by_the_hour(tight: Tight, visit: Visit) -> None:
    office = tight(WRONG_PAIR_NUMBER="1 per day", WRONG_PAIR_IPV4="4 per hour")
    browser = visit(office)
    for typed in ("LP-7K3M9", "", "x", "1399"):
        assert ask(browser, typed).status_code == 422
    assert ask(browser, "x").status_code == 429
    assert ask(visit(office), "x").status_code == 422
    office.clock.advance(hours=1, seconds=1)
    assert ask(browser, "x").status_code == 422


def test_right_codes_and_what_is_done_with_them_cost_no_wrong_pair(tight: Tight, visit: Visit) -> None:
    office = tight(WRONG_PAIR_IPV4="1 per hour", WRONG_PAIR_NUMBER="1 per day")
    browser, receipt = visit(office), office.file()
    opened = [ask(browser, receipt.nomor, receipt.kode) for _ in range(4)]
    assert statuses(opened) == [200] * 4
    acts = {"titipan": Page(opened[0]).values["titipan"], "aksi": "tambah-dokumen"}
    assert post(browser, "/lacak/tindakan", acts).status_code == 422
    added = post(browser, "/lacak/tindakan", acts | attached([JenisBukti.KK]))
    assert added.status_code == 200
    assert ask(browser, receipt.nomor).status_code == 422


@pytest.mark.parametrize("path", ["/lacak", "/lacak/tindakan"])
def test_even_right_codes_have_a_ceiling_for_each_source(tight: Tight, visit: Visit, path: str) -> None:
    office = tight(TRACK_IPV4="3 per hour")
    browser, receipt = visit(office), office.file()
    assert statuses([ask(browser, receipt.nomor, receipt.kode) for _ in range(3)]) == [200] * 3
    refused = browser.post(path, data={"nomor": receipt.nomor, "kode": receipt.kode})
    assert refused.status_code == 429
    assert "permintaan ke Lacak" in refused.text
    assert "1 jam" in refused.text
    assert ask(visit(office), receipt.nomor, receipt.kode).status_code == 200


def test_one_report_too_many_is_not_stored_and_says_so_and_until_when(tight: Tight, visit: Visit) -> None:
    office = tight(REPORT_IPV4="2 per day")
    browser = visit(office)
    assert statuses([send(browser, JenisLaporan.GANDA) for _ in range(2)]) == [303, 303]
    office.clock.advance(hours=2, minutes=20)
    refused = send(browser, JenisLaporan.GANDA)
    assert refused.status_code == 429
    for said in ("<h1>Laporan ini belum tersimpan</h1>", "muat ulang dalam 22 jam", "tidak akan menjadi dua"):
        assert said in refused.text
    assert "Lacak" not in refused.text
    assert office.count(Laporan) == 2
    assert send(visit(office), JenisLaporan.GANDA).status_code == 303


def test_a_form_that_was_filed_gets_its_receipt_again_though_the_limit_of_reports_is_full(
    tight: Tight, visit: Visit
) -> None:
    office = tight(REPORT_IPV4="1 per day")
    browser, key = visit(office), secrets.token_hex(32)
    assert send(browser, JenisLaporan.GANDA, kunci=key).status_code == 303
    assert send(browser, JenisLaporan.GANDA).status_code == 429
    again = send(browser, JenisLaporan.GANDA, kunci=key)
    assert (again.status_code, again.location) == (303, f"{RECEIPT}?lagi=ya")
    changed = send(browser, JenisLaporan.GANDA, kunci=key, nama="BUDI SANTOSA")
    assert (changed.status_code, "sudah terkirim dengan isian lain" in changed.text) == (422, True)
    assert office.count(Laporan) == 1


def test_behind_a_carrier_address_more_than_sixty_people_an_hour_may_file() -> None:
    amount, _, window = limits.REPORT_IPV4.partition(" ")
    assert (int(amount), window) == (600, "per day")


def test_a_form_that_comes_back_costs_nothing_of_the_reports(tight: Tight, visit: Visit) -> None:
    browser = visit(tight(REPORT_IPV4="1 per day"))
    for _ in range(3):
        assert browser.post("/lapor/ganda", data={"aksi": "kirim"}).status_code == 422
    assert send(browser, JenisLaporan.GANDA).status_code == 303


def test_the_steps_before_filing_keep_the_limit_of_a_page_once_somebody_has_filed(
    tight: Tight, visit: Visit
) -> None:
    office = tight(PAGE="3 per hour")
    assert send(visit(office), JenisLaporan.GANDA).status_code == 303
    browser = visit(office)
    steps = [browser.post("/lapor/ganda", data={"aksi": "cari", "cari": "lolong"}) for _ in range(4)]
    assert statuses(steps) == [200, 200, 200, 429]
    assert "Terlalu banyak permintaan dari jaringan ini" in steps[-1].text


def test_what_a_full_limit_says_is_there_in_english(tight: Tight, visit: Visit) -> None:
    office = tight(WRONG_PAIR_IPV4="1 per hour")
    browser = visit(office)
    ask(browser, "x")
    refused = browser.post("/lacak?bahasa=en", data={"nomor": "x", "kode": "y"})
    assert "not locked" in refused.text
    assert "1 hour" in refused.text


def test_contesting_is_limited_by_itself_and_says_that_nothing_is_stored(tight: Tight, visit: Visit) -> None:
    browser = visit(tight(CONTEST_IPV4="1 per hour"))
    assert browser.post("/cek/sanggah").status_code == 303
    refused = browser.post("/cek/sanggah")
    assert refused.status_code == 429
    assert "belum tersimpan" in refused.text
