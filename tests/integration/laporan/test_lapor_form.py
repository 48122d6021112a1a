"""The report form says what is wrong, where, and keeps what was typed; nothing wrong is ever filed."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from pemilu.laporan.kinds import AlasanTms, JenisBukti, JenisLaporan, Pelapor
from pemilu.laporan.models import Laporan
from pemilu.web.lapor_form import ALWAYS, FIELDS
from tests.bad_inputs import BadInput, read_bad_inputs
from tests.factories import KHUSUS, NAMA, TERDAFTAR
from tests.integration.laporan.forms import (
    CODE,
    NUMBER,
    Page,
    attached,
    filled,
    post,
    receipt_of,
    required,
    send,
)
from tests.integration.laporan.office import TMS, Office, nik_of

J, P = JenisLaporan, Pelapor
OTHERS = [pelapor for pelapor in Pelapor if not pelapor.reports_about_self]
OFFERED = [(j, p) for j in J for p in P if (j, p) != (TMS, P.PEMILIH)]
# What makes a page out of a text that is written into it as it is; every echo must tame it.
SHARP = "<b id=tajam>\"'&{{7*7}}"
WRONG = [
    ("nik", "123"),
    ("nik", ""),
    ("nik", SHARP),
    ("nkk", "12"),
    ("nkk", SHARP),
    ("nama", ""),
    ("nama", "--"),
    ("nama", SHARP * 10),
    ("tempat_lahir", ""),
    ("tempat_lahir", SHARP * 10),
    ("tanggal_lahir", ""),
    ("tanggal_lahir", "31-02-1990"),
    ("tanggal_lahir", "1990-08-17"),
    ("tanggal_lahir", "23-09-2024"),
    ("tanggal_lahir", SHARP),
    ("alamat", ""),
    ("alamat", SHARP * 10),
    ("rt", "sepuluh"),
    ("rw", "1234"),
    ("rt", SHARP),
    ("keterangan", " "),
    ("keterangan", SHARP + "x" * 1_000),
    ("telepon", "0751 123456"),
    ("telepon", SHARP),
    ("email", "budi"),
    ("email", SHARP),
    ("pelapor_nik", "123"),
    ("pelapor_nama", "--"),
]
UNKNOWN_CHOICES = ["pelapor", "jenis_kelamin", "status_kawin", "status_ktp", "alasan"]


@pytest.fixture
def browser(standing_office: Office, visit: Callable[[Office], FlaskClient]) -> FlaskClient:
    return visit(standing_office)


def kind_with(field: str) -> JenisLaporan:
    """A kind that asks for that field, and must have it explained where there is something to explain."""
    return J.PERBAIKAN_DATA if field in (*ALWAYS, "keterangan") else next(j for j in J if field in FIELDS[j])


@pytest.mark.parametrize(("field", "value"), WRONG, ids=lambda text: str(text)[:12])
def test_a_wrong_field_is_named_linked_and_kept(
    standing_office: Office, browser: FlaskClient, field: str, value: str
) -> None:
    before, jenis = standing_office.count(Laporan), kind_with(field)
    response = send(browser, jenis, **{field: value})
    page = Page(response)
    assert response.status_code == 422
    assert "Set-Cookie" not in response.headers
    assert page.invalid == {field}
    assert field in page.jumps
    assert set(page.jumps) <= page.targets
    assert page.values[field].replace("\r\n", "\n") == value
    assert "tajam" not in page.targets
    kept = {name: text for name, text in filled(jenis).items() if name not in {field, "kunci", "aksi"}}
    assert kept.items() <= page.values.items()
    assert standing_office.count(Laporan) == before


@pytest.mark.parametrize("field", UNKNOWN_CHOICES)
@pytest.mark.parametrize("value", ["", "lain", SHARP])
def test_a_choice_that_is_not_offered_is_refused(browser: FlaskClient, field: str, value: str) -> None:
    response = send(browser, kind_with(field), **{field: value})
    assert response.status_code == 422
    assert field in Page(response).jumps


@pytest.mark.parametrize("jenis", J)
def test_an_empty_form_is_told_all_that_is_missing_at_once(browser: FlaskClient, jenis: JenisLaporan) -> None:
    fields = dict.fromkeys(filled(jenis), "") | {"aksi": "kirim", "tempat": filled(jenis)["tempat"]}
    response = browser.post(f"/lapor/{jenis}", data=fields)
    page = Page(response)
    assert response.status_code == 422
    needed = {"nama", "benar", *({"alasan", "alamat"} if jenis is TMS else {"nik", "bukti"})}
    assert needed <= set(page.jumps)
    assert set(page.jumps) <= page.targets


def test_without_the_statement_nothing_is_filed(browser: FlaskClient) -> None:
    response = send(browser, J.PERBAIKAN_DATA, benar=None)
    assert response.status_code == 422
    assert Page(response).invalid == {"benar"}


def test_nobody_reports_in_the_name_of_the_voter_whose_entry_would_end(browser: FlaskClient) -> None:
    response = send(browser, TMS, P.PEMILIH)
    assert response.status_code == 422
    assert "pelapor" in Page(response).jumps


def test_the_trap_for_programs_catches_and_says_how_to_get_out(
    standing_office: Office, browser: FlaskClient
) -> None:
    before = standing_office.count(Laporan)
    response = send(browser, J.PERBAIKAN_DATA, situs="https://contoh.id")
    assert response.status_code == 422
    assert "situs" in Page(response).jumps
    assert standing_office.count(Laporan) == before


@pytest.mark.parametrize(("jenis", "pelapor"), OFFERED)
def test_a_report_without_its_documents_is_told_which(
    browser: FlaskClient, jenis: JenisLaporan, pelapor: Pelapor
) -> None:
    none = send(browser, jenis, pelapor, bukti_1=None, bukti_2=None)
    wrong = send(browser, jenis, pelapor, jenis_bukti_1=JenisBukti.SK_PEMBERHENTIAN.value)
    for response, missing in ((none, len(required(jenis, pelapor))), (wrong, 1)):
        assert response.status_code == 422
        assert Page(response).jumps.count("bukti") == missing


def test_a_document_without_its_kind_is_told_and_named(browser: FlaskClient) -> None:
    files = attached([JenisBukti.KTP_EL], name="<b id=tajam>&ktp'.jpg") | {"jenis_bukti_1": "lain"}
    response = send(browser, J.PERBAIKAN_DATA, **files)
    assert response.status_code == 422
    assert str(escape("<b id=tajam>&ktp'.jpg")) in response.get_data(as_text=True)
    assert "tajam" not in Page(response).targets


def test_the_names_of_chosen_files_are_told_again_when_something_else_is_wrong(browser: FlaskClient) -> None:
    files = attached([JenisBukti.KTP_EL, JenisBukti.KK], name="kartu saya.jpg")
    response = send(browser, J.PERBAIKAN_DATA, nama="", **files)
    assert response.get_data(as_text=True).count("kartu saya.jpg") == 2
    assert Page(response).values["jenis_bukti_2"] == JenisBukti.KK


@pytest.mark.parametrize("jenis", J)
@pytest.mark.parametrize("pelapor", OTHERS)
@pytest.mark.parametrize("missing", ["pelapor_nik", "pelapor_nama"])
def test_who_reports_somebody_else_must_say_who_they_are(
    browser: FlaskClient, jenis: JenisLaporan, pelapor: Pelapor, missing: str
) -> None:
    response = send(browser, jenis, pelapor, **{missing: ""})
    assert response.status_code == 422
    assert Page(response).invalid == {missing}


@pytest.mark.parametrize("jenis", [J.SALAH_TPS, TMS])
def test_who_reports_somebody_else_cannot_give_the_nik_of_that_voter_as_their_own(
    browser: FlaskClient, jenis: JenisLaporan
) -> None:
    response = send(browser, jenis, P.WARGA, pelapor_nik=TERDAFTAR)
    assert response.status_code == 422
    assert Page(response).invalid == {"pelapor_nik"}


@pytest.mark.parametrize(("jenis", "pelapor"), OFFERED)
def test_a_right_form_gives_a_receipt(browser: FlaskClient, jenis: JenisLaporan, pelapor: Pelapor) -> None:
    response = send(browser, jenis, pelapor)
    assert (response.status_code, response.headers["Location"]) == (303, "/lapor/tanda-terima")
    nomor, kode = receipt_of(browser)
    assert nomor not in response.headers["Set-Cookie"]
    assert kode not in response.headers["Set-Cookie"]


@pytest.mark.parametrize("pelapor", OTHERS)
def test_the_nik_of_somebody_reported_as_not_qualified_may_be_unknown(
    browser: FlaskClient, pelapor: Pelapor
) -> None:
    assert send(browser, TMS, pelapor, nik="").status_code == 303


@pytest.mark.parametrize(
    ("jenis", "pelapor"), [(TMS, P.PEMILIH), *((j, p) for j in J if j is not TMS for p in P)]
)
def test_every_other_report_needs_the_nik(
    browser: FlaskClient, jenis: JenisLaporan, pelapor: Pelapor
) -> None:
    response = send(browser, jenis, pelapor, nik="")
    assert response.status_code == 422
    assert Page(response).invalid == {"nik"}


@pytest.mark.parametrize("alasan", AlasanTms)
def test_each_reason_asks_for_its_own_document(browser: FlaskClient, alasan: AlasanTms) -> None:
    needed = send(browser, TMS, P.WARGA, alasan=alasan.value, jenis_bukti_1=JenisBukti.SPLP.value)
    assert needed.status_code == 422
    assert Page(needed).jumps == ["bukti"]


@pytest.mark.parametrize("jenis", ["", "lain", "GANDA", "belum_terdaftar", "belum-terdaftar%00", "../cek"])
def test_an_unknown_kind_is_not_found(browser: FlaskClient, jenis: str) -> None:
    for response in (browser.get(f"/lapor/{jenis}"), browser.post(f"/lapor/{jenis}", data={"aksi": "kirim"})):
        assert response.status_code in {404, 405, 308} if jenis == "../cek" or not jenis else {404}


def test_a_field_sent_twice_is_refused(browser: FlaskClient) -> None:
    fields = filled(J.PERBAIKAN_DATA)
    doubled = [*fields.items(), ("nik", nik_of(5).value)]
    body = "&".join(f"{name}={value}" for name, value in doubled)
    response = browser.post(
        "/lapor/perbaikan-data", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 400


@pytest.mark.parametrize("header", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://lain.example"}])
def test_a_form_from_another_site_is_refused(browser: FlaskClient, header: dict[str, str]) -> None:
    fields = filled(J.PERBAIKAN_DATA) | attached([JenisBukti.KTP_EL])
    response = post(browser, "/lapor/perbaikan-data", fields, headers=header)
    assert response.status_code == 403


@pytest.mark.parametrize("kunci", ["", "zz", "00", "é" * 64, "0" * 62, "0" * 66, "0 " * 40])
def test_a_strange_form_key_counts_as_none(browser: FlaskClient, kunci: str) -> None:
    numbers = []
    for _ in range(2):
        assert send(browser, J.PERBAIKAN_DATA, kunci=kunci).status_code == 303
        numbers.append(receipt_of(browser)[0])
    assert numbers[0] != numbers[1]


def test_the_same_form_again_shows_the_same_receipt(standing_office: Office, browser: FlaskClient) -> None:
    fields = filled(J.PERBAIKAN_DATA)
    before = standing_office.count(Laporan)
    receipts = set()
    for _ in range(3):
        assert send(browser, J.PERBAIKAN_DATA, **fields).status_code == 303
        receipts.add(receipt_of(browser))
    assert len(receipts) == 1
    assert standing_office.count(Laporan) == before + 1


@pytest.mark.parametrize(
    "changed",
    [
        {"nama": "ANI"},
        {"tempat": "1371031005"},
    ],
    ids=["name", "kelurahan"],
)
def test_a_form_that_was_sent_with_another_content_asks_again_under_a_new_key(
    standing_office: Office, browser: FlaskClient, changed: dict[str, str]
) -> None:
    fields = filled(J.PERBAIKAN_DATA)
    assert send(browser, J.PERBAIKAN_DATA, **fields).status_code == 303
    before, first = standing_office.count(Laporan), receipt_of(browser)
    response = send(browser, J.PERBAIKAN_DATA, **fields | changed)
    page = Page(response)
    assert response.status_code == 422
    assert page.invalid == {"benar"}
    assert "benar" not in page.values
    assert len(page.values["kunci"]) == 64
    assert page.values["kunci"] != fields["kunci"]
    assert (standing_office.count(Laporan), receipt_of(browser)) == (before, first)


def test_the_same_words_with_a_photo_taken_anew_show_the_receipt_again(
    standing_office: Office, browser: FlaskClient
) -> None:
    fields = filled(J.PERBAIKAN_DATA)
    assert send(browser, J.PERBAIKAN_DATA, **fields).status_code == 303
    before, first = standing_office.count(Laporan), receipt_of(browser)
    again = fields | attached([JenisBukti.KTP_EL], b"lain")
    assert send(browser, J.PERBAIKAN_DATA, **again).status_code == 303
    assert (standing_office.count(Laporan), receipt_of(browser)) == (before, first)


def test_a_receipt_that_the_network_lost_is_told_when_the_form_comes_with_another_content(
    standing_office: Office, browser: FlaskClient
) -> None:
    fields = filled(J.PERBAIKAN_DATA)
    assert send(browser, J.PERBAIKAN_DATA, **fields).status_code == 303
    first = receipt_of(browser)
    browser.delete_cookie("terima")
    before = standing_office.count(Laporan)
    response = send(browser, J.PERBAIKAN_DATA, **fields | {"telepon": "0812 3456 7890"})
    assert (response.status_code, standing_office.count(Laporan)) == (422, before)
    assert "/lapor/tanda-terima" in Page(response).addresses
    assert (NUMBER.findall(response.text)[0], CODE.findall(response.text)[0]) == first
    assert not [code for code in first if code in response.headers["Set-Cookie"]]
    assert receipt_of(browser) == first


@pytest.mark.parametrize("changed", [{"nama": "ANI"}, {"kunci": "", "tempat": ""}], ids=["key", "region"])
def test_the_names_of_chosen_files_are_told_again_before_they_were_looked_at(
    browser: FlaskClient, changed: dict[str, str]
) -> None:
    fields = filled(J.PERBAIKAN_DATA)
    send(browser, J.PERBAIKAN_DATA, **fields)
    files = attached([JenisBukti.KTP_EL], name="kartu saya.jpg")
    response = send(browser, J.PERBAIKAN_DATA, **fields | changed | files)
    assert response.status_code == 422
    assert "kartu saya.jpg" in response.text


@pytest.mark.parametrize(("nomor", "open_"), [(2, False), (3, True)])
def test_the_folded_documents_are_open_where_one_of_them_is_wrong(
    browser: FlaskClient, nomor: int, open_: bool
) -> None:
    wrong = {f"bukti_{nomor}": attached([JenisBukti.KK])["bukti_1"], f"jenis_bukti_{nomor}": ""}
    response = send(browser, J.PERBAIKAN_DATA, **wrong)
    assert f"jenis_bukti_{nomor}" in Page(response).invalid
    assert ("<details open><summary>Tambah dokumen lain" in response.text) is open_


def sendable(case: BadInput) -> str:
    """No form can carry half a surrogate pair."""
    return case.text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("case", read_bad_inputs("nama"), ids=lambda case: case.id)
def test_odd_texts_break_nothing(standing_office: Office, browser: FlaskClient, case: BadInput) -> None:
    texts = dict.fromkeys(
        ("nama", "alamat", "keterangan", "pelapor_nama", "telepon", "email"), sendable(case)
    )
    response = send(browser, J.TIDAK_BERDOMISILI, P.WARGA, **texts)
    assert response.status_code in {303, 413, 422}


@pytest.mark.parametrize("case", read_bad_inputs("nik"), ids=lambda case: case.id)
def test_odd_numbers_break_nothing(browser: FlaskClient, case: BadInput) -> None:
    numbers = dict.fromkeys(
        ("nik", "nkk", "pelapor_nik", "telepon", "rt", "rw", "tanggal_lahir"), sendable(case)
    )
    response = send(browser, J.BELUM_TERDAFTAR, P.WARGA, **numbers)
    assert response.status_code in {413, 422}


def test_a_name_on_the_list_is_neither_confirmed_nor_denied(browser: FlaskClient) -> None:
    """Whether reporter and target stand on the list shows in no answer."""
    sent = [
        send(browser, TMS, P.WARGA, nik=nik, nama=nama, pelapor_nik=own)
        for nik, nama in ((TERDAFTAR, NAMA), (nik_of(70_000).value, NAMA), ("", "ENTAH SIAPA"))
        for own in (KHUSUS, nik_of(70_001).value)
    ]
    assert {(one.status_code, one.headers["Location"], len(one.get_data())) for one in sent} == {
        (303, "/lapor/tanda-terima", len(sent[0].get_data()))
    }
