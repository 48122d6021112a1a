"""Lacak: number and code open a report; nothing else does, and everything else looks alike."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from pemilu.infra.crypto import BoxDoesNotOpen
from pemilu.laporan import code, tracking
from pemilu.laporan.kinds import JenisBukti, JenisLaporan
from pemilu.laporan.models import Bukti, Laporan, Riwayat
from pemilu.laporan.status import CLOSED, OPEN, Act, Status
from pemilu.laporan.submit import Receipt, content_context, objection_context
from pemilu.web.words import STATUS
from tests.factories import NAMA, NOW, TERDAFTAR
from tests.integration.laporan.forms import CODE, NUMBER, Page, attached, post, send
from tests.integration.laporan.office import EVIDENCE, Office

Visit = Callable[[Office], FlaskClient]
WRONG_CODE = "AAAA-BBBB-CCCC"
CHANGING = re.compile(r'(value|nonce)="[^"]*"')


@pytest.fixture
def browser(standing_office: Office, visit: Visit) -> FlaskClient:
    return visit(standing_office)


@pytest.fixture
def receipt(standing_office: Office) -> Receipt:
    return standing_office.file()


def ask(browser: FlaskClient, nomor: str, kode: str) -> TestResponse:
    return browser.post("/lacak", data={"nomor": nomor, "kode": kode})


def unlock(browser: FlaskClient, receipt: Receipt) -> str:
    """The token that further acts must bring."""
    response = ask(browser, receipt.nomor, receipt.kode)
    assert response.status_code == 200
    return Page(response).values["titipan"]


def act(browser: FlaskClient, token: str, aksi: str, **fields: object) -> TestResponse:
    return post(browser, "/lacak/tindakan", {"titipan": token, "aksi": aksi} | fields)


def status_shown(response: TestResponse) -> str:
    return re.findall(r"<h1>LP-\w+: (.*?)</h1>", response.get_data(as_text=True))[0]


WRONG = [
    ("{nomor}", WRONG_CODE),
    ("LP-000000", "{kode}"),
    ("LP-000000", WRONG_CODE),
    ("{nomor}", ""),
    ("", "{kode}"),
    ("", ""),
    ("{kode}", "{nomor}"),
    ("x", "y"),
    ("{nomor}", "{kode}0"),
    ("\0", "\0"),
    ("' OR 1=1 --", "' OR 1=1 --"),
    ("LP-00000é", "１２３４"),
    ("9" * 3_000, "9" * 3_000),
]


@pytest.mark.parametrize(("nomor", "kode"), WRONG, ids=range(len(WRONG)))
def test_whatever_does_not_open_looks_and_works_alike(
    browser: FlaskClient, receipt: Receipt, monkeypatch: pytest.MonkeyPatch, nomor: str, kode: str
) -> None:
    verified: list[bool] = []
    verify = tracking.verify_secret
    monkeypatch.setattr(tracking, "verify_secret", lambda *texts: verified.append(True) or verify(*texts))
    facts = {"nomor": receipt.nomor, "kode": receipt.kode}
    wrong = ask(browser, nomor.format(**facts), kode.format(**facts))
    standard = ask(browser, "LP-ZZZZZZ", WRONG_CODE)
    assert wrong.status_code == standard.status_code == 422
    assert _without_echo(wrong) == _without_echo(standard)
    assert _headers(wrong) == _headers(standard)
    assert len(verified) == 2


def _without_echo(response: TestResponse) -> str:
    return CHANGING.sub("", response.get_data(as_text=True))


def _headers(response: TestResponse) -> dict[str, str]:
    return {name: value for name, value in response.headers if name != "Content-Length"}


def test_one_hash_is_computed_whether_or_not_there_is_such_a_report(
    browser: FlaskClient, receipt: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    code._decoy()
    work: list[str] = []

    class Counting:
        def verify(self, stored: str, kode: str) -> bool:
            work.append(stored.split("$")[3])
            return hasher.verify(stored, kode)

    hasher = code._HASHER
    monkeypatch.setattr(code, "_HASHER", Counting())
    for nomor, kode in ((receipt.nomor, WRONG_CODE), ("LP-ZZZZZZ", WRONG_CODE), ("x", "y")):
        ask(browser, nomor, kode)
    assert work == ["m=8192,t=1,p=1"] * 3


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda text: text.replace("-", ""),
        lambda text: text.replace("-", " "),
        lambda t: f"  {t}\n",
    ],
)
def test_number_and_code_open_however_they_are_typed(
    browser: FlaskClient, receipt: Receipt, typed: Callable[[str], str]
) -> None:
    assert ask(browser, typed(receipt.nomor), typed(receipt.kode)).status_code == 200
    assert ask(browser, receipt.nomor.removeprefix("LP-"), receipt.kode).status_code == 200


def test_nothing_personal_and_no_code_is_on_the_page(browser: FlaskClient, receipt: Receipt) -> None:
    response = ask(browser, receipt.nomor, receipt.kode)
    page = response.get_data(as_text=True)
    assert "Jumat, 27 September 2024, 23.59 WIB" in page
    for secret in (TERDAFTAR, TERDAFTAR[-4:], NAMA, receipt.kode, *NAMA.split()):
        assert secret not in page
    assert not [
        address for address in Page(response).addresses if NUMBER.search(address) or CODE.search(address)
    ]
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_a_field_sent_twice_or_from_another_site_is_refused(browser: FlaskClient, receipt: Receipt) -> None:
    doubled = f"nomor={receipt.nomor}&kode={receipt.kode}&kode=x"
    form = "application/x-www-form-urlencoded"
    assert browser.post("/lacak", data=doubled, content_type=form).status_code == 400
    foreign = {"Sec-Fetch-Site": "cross-site"}
    data = {"nomor": receipt.nomor, "kode": receipt.kode}
    assert browser.post("/lacak", data=data, headers=foreign).status_code == 403
    token = unlock(browser, receipt)
    assert post(browser, "/lacak/tindakan", {"titipan": token}, headers=foreign).status_code == 403


@pytest.mark.parametrize("token", [None, "", "x", "A" * 5_000])
@pytest.mark.parametrize("aksi", ["batalkan", "tambah-dokumen", "keberatan"])
def test_without_its_token_nothing_is_done(browser: FlaskClient, token: str | None, aksi: str) -> None:
    response = act(browser, token, aksi, yakin="y", alasan="x", **attached([JenisBukti.KK]))
    assert response.status_code == 422
    assert "belum ada yang tersimpan" in response.get_data(as_text=True)
    assert "titipan" not in Page(response).values


def test_the_token_of_an_answer_page_opens_no_report(browser: FlaskClient) -> None:
    token = Page(browser.post("/cek", data={"nik": TERDAFTAR})).values["titipan"]
    assert act(browser, token, "batalkan", yakin="y").status_code == 422


@pytest.mark.parametrize("aksi", ["", "hapus", "BATALKAN", None])
def test_an_unknown_act_does_nothing(
    standing_office: Office, browser: FlaskClient, receipt: Receipt, aksi: str | None
) -> None:
    assert act(browser, unlock(browser, receipt), aksi, yakin="y").status_code == 303
    assert standing_office.laporan(receipt).status is Status.DITERIMA


def test_an_unlocked_report_locks_itself_after_half_an_hour(office: Office, visit: Visit) -> None:
    browser, receipt = visit(office), office.file()
    token = unlock(browser, receipt)
    office.clock.advance(minutes=30, seconds=1)
    assert act(browser, token, "batalkan", yakin="y").status_code == 422
    assert office.laporan(receipt).status is Status.DITERIMA


@pytest.fixture
def own(office: Office, visit: Visit) -> tuple[Office, FlaskClient, Receipt]:
    return office, visit(office), office.file()


def test_a_document_is_added_and_a_waiting_report_goes_on(own: tuple[Office, FlaskClient, Receipt]) -> None:
    office, browser, receipt = own
    office.set(receipt, status=Status.BUTUH_DOKUMEN)
    response = act(browser, unlock(browser, receipt), "tambah-dokumen", **attached([JenisBukti.KK]))
    assert response.status_code == 200
    assert status_shown(response) == str(STATUS[Status.DIVERIFIKASI])
    assert _pages_of(office, receipt) == [JenisBukti.KTP_EL, JenisBukti.KK]
    assert _history(office, receipt) == [(None, Status.DITERIMA), (Act.ADD_DOCUMENT, Status.DIVERIFIKASI)]


@pytest.mark.parametrize("status", sorted(OPEN - {Status.BUTUH_DOKUMEN}))
def test_a_document_for_any_other_open_report_changes_no_state(office: Office, status: Status) -> None:
    receipt = office.file()
    office.set(receipt, status=status)
    office.intake.add(receipt.nomor, [(JenisBukti.KK, EVIDENCE)], now=NOW)
    assert office.laporan(receipt).status is status
    assert _pages_of(office, receipt)[-1] is JenisBukti.KK


def test_what_is_no_document_is_told_and_not_kept(own: tuple[Office, FlaskClient, Receipt]) -> None:
    office, browser, receipt = own
    files = office.files()
    token = unlock(browser, receipt)
    for fields in ({}, attached([JenisBukti.KK], b""), attached([JenisBukti.KK]) | {"jenis_bukti_1": "x"}):
        response = act(browser, token, "tambah-dokumen", **fields)
        assert response.status_code == 422
        assert 'role="alert"' in response.get_data(as_text=True)
    assert office.files() == files


def test_a_report_is_withdrawn_once_its_owner_is_sure(own: tuple[Office, FlaskClient, Receipt]) -> None:
    office, browser, receipt = own
    token = unlock(browser, receipt)
    assert act(browser, token, "batalkan").status_code == 422
    assert office.laporan(receipt).status is Status.DITERIMA
    response = act(browser, token, "batalkan", yakin="y")
    assert (response.status_code, status_shown(response)) == (200, str(STATUS[Status.DIBATALKAN]))
    assert office.laporan(receipt).ditutup == NOW
    assert {"aksi"}.isdisjoint(Page(response).values)
    again = act(browser, token, "batalkan", yakin="y")
    assert (again.status_code, "Pembatalan ini sudah kami catat sebelumnya" in again.text) == (200, True)
    assert [act_ for act_, _status in _history(office, receipt)] == [None, Act.WITHDRAW]
    assert _pages_of(office, receipt) == [JenisBukti.KTP_EL]


@pytest.mark.parametrize("status", sorted(CLOSED))
@pytest.mark.parametrize("aksi", ["batalkan", "tambah-dokumen", "keberatan"])
def test_what_cannot_be_done_any_more_is_said_politely(
    office: Office, visit: Visit, status: Status, aksi: str
) -> None:
    browser, receipt = visit(office), office.file()
    token = unlock(browser, receipt)
    office.set(receipt, status=status)
    files = office.files()
    response = act(browser, token, aksi, yakin="y", alasan="x", **attached([JenisBukti.KK]))
    assert response.status_code == 422
    assert "keadaan laporan sudah berubah" in response.get_data(as_text=True)
    assert status_shown(response) == str(STATUS[status])
    assert office.laporan(receipt).status is status
    assert (office.files(), len(_history(office, receipt))) == (files, 1)


def test_an_objection_is_made_inside_its_window_with_a_reason(
    own: tuple[Office, FlaskClient, Receipt],
) -> None:
    office, browser, receipt = own
    until = NOW + timedelta(days=3)
    office.set(receipt, status=Status.DITOLAK, keberatan_sampai=until, ditutup=NOW)
    token = unlock(browser, receipt)
    assert act(browser, token, "keberatan", alasan="  ").status_code == 422
    office.clock.advance(days=3)
    token = unlock(browser, receipt)
    response = act(browser, token, "keberatan", alasan="Saya penduduk sini. <b>é")
    assert (response.status_code, status_shown(response)) == (200, str(STATUS[Status.KEBERATAN]))
    row = office.laporan(receipt)
    assert (row.status, row.ditutup) == (Status.KEBERATAN, None)
    opener = office.roll.keyring.report_opener()
    assert opener.open(row.keberatan, objection_context(row.nomor)).decode() == "Saya penduduk sini. <b>é"
    with pytest.raises(BoxDoesNotOpen):
        opener.open(row.keberatan, content_context(row.nomor))
    again = act(browser, token, "keberatan", alasan="lagi")
    assert (again.status_code, "Keberatan Anda sudah kami catat sebelumnya" in again.text) == (200, True)
    assert office.laporan(receipt).keberatan == row.keberatan


def test_the_reason_of_an_objection_survives_the_half_hour(own: tuple[Office, FlaskClient, Receipt]) -> None:
    office, browser, receipt = own
    office.set(receipt, status=Status.DITOLAK, keberatan_sampai=NOW + timedelta(days=3))
    token, reason = unlock(browser, receipt), 'Saya tinggal "di sini".\nSejak lahir.'
    office.clock.advance(minutes=31)
    door = act(browser, token, "keberatan", alasan=reason)
    assert (door.status_code, "tetap ada" in door.text) == (422, True)
    carried = Page(door).values["alasan"]
    wrong = browser.post("/lacak", data={"nomor": receipt.nomor, "kode": WRONG_CODE, "alasan": carried})
    fields = {"nomor": receipt.nomor, "kode": receipt.kode, "alasan": Page(wrong).values["alasan"]}
    assert Page(browser.post("/lacak", data=fields)).values["alasan"].splitlines() == reason.splitlines()


def test_an_objection_after_its_window_is_refused(own: tuple[Office, FlaskClient, Receipt]) -> None:
    office, browser, receipt = own
    office.set(receipt, status=Status.DITOLAK, keberatan_sampai=NOW)
    offered = ask(browser, receipt.nomor, receipt.kode).get_data(as_text=True)
    assert "keberatan" in offered
    token = Page(ask(browser, receipt.nomor, receipt.kode)).values["titipan"]
    office.clock.advance(seconds=1)
    assert act(browser, token, "keberatan", alasan="terlambat").status_code == 422
    assert office.laporan(receipt).status is Status.DITOLAK
    assert 'value="keberatan"' not in ask(browser, receipt.nomor, receipt.kode).get_data(as_text=True)


def test_a_report_filed_on_the_page_is_followed_on_the_page(own: tuple[Office, FlaskClient, Receipt]) -> None:
    office, browser, _receipt = own
    send(browser, JenisLaporan.BELUM_TERDAFTAR)
    page = browser.get("/lapor/tanda-terima").get_data(as_text=True)
    response = ask(browser, NUMBER.findall(page)[0], CODE.findall(page)[0])
    assert status_shown(response) == str(STATUS[Status.DITERIMA])
    assert office.count(Laporan) == 2


def _pages_of(office: Office, receipt: Receipt) -> list[JenisBukti]:
    with office.database.reading() as session:
        return list(
            session.scalars(
                select(Bukti.jenis).join(Laporan).where(Laporan.nomor == receipt.nomor).order_by(Bukti.id)
            )
        )


def _history(office: Office, receipt: Receipt) -> list[tuple[Act | None, Status]]:
    query = select(Riwayat.peristiwa, Riwayat.status).join(Laporan).where(Laporan.nomor == receipt.nomor)
    with office.database.reading() as session:
        return [(row.peristiwa, row.status) for row in session.execute(query.order_by(Riwayat.id))]
