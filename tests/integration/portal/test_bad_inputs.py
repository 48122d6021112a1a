"""Every listed bad input over HTTP: none breaks a page, each wrong one is named, what was typed is kept."""

import json
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pemilu.pemilih.nama import match, tokens
from pemilu.web.app import FORM_BYTES
from pemilu.web.fields import NAME_CHARACTERS
from tests.bad_inputs import BadInput, read_bad_inputs
from tests.factories import NAMA as BUDI
from tests.factories import TERDAFTAR

NIK, NAMA = read_bad_inputs("nik"), read_bad_inputs("nama")
ENCODED_FORM = "application/x-www-form-urlencoded"
TYPED_NIK = [case for case in NIK if not {"form", "json"} & case.facts.keys()]


def cases(chosen: list[BadInput]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", chosen, ids=[case.id for case in chosen])


class Page(HTMLParser):
    """The tags in their order, and the value of each named input."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.values: dict[str, str] = {}
        self.invalid: set[str] = set()
        self.feed(response.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        if tag == "input" and found.get("name"):
            self.values[str(found["name"])] = found.get("value") or ""
            if found.get("aria-invalid"):
                self.invalid.add(str(found["name"]))


def post_page(client: FlaskClient, **fields: bytes) -> TestResponse:
    body = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields.items())
    return client.post("/cek", data=body, content_type=ENCODED_FORM)


def post_json(client: FlaskClient, body: str | bytes) -> TestResponse:
    return client.post("/api/v1/cek", data=body, content_type="application/json")


def refused_fields(response: TestResponse) -> set[str]:
    assert response.mimetype == "application/problem+json"
    assert response.json["status"] == response.status_code
    return {error["field"] for error in response.json["errors"]}


def as_typed(raw: bytes) -> str:
    """What a form field holds: bytes that are no text stay percent-encoded."""
    return raw.decode("utf-8", "werkzeug.url_quote")


def is_text(case: BadInput) -> bool:
    return as_typed(case.raw).encode() == case.raw


@cases(TYPED_NIK)
def test_a_nik_on_the_page(visitor: FlaskClient, case: BadInput) -> None:
    response = post_page(visitor, nik=case.raw)
    if case.verdict != "reject":
        assert response.status_code == 200
        return
    if len(quote_from_bytes(case.raw)) > FORM_BYTES - len("nik="):
        assert response.status_code == 413
        return
    assert response.status_code == 422
    page = Page(response)
    assert page.invalid == {"nik"}
    assert page.values["nik"] == as_typed(case.raw)
    assert page.tags == Page(post_page(visitor, nik=b"123")).tags


@cases(TYPED_NIK)
def test_a_nik_in_the_api(visitor: FlaskClient, case: BadInput) -> None:
    response = post_json(visitor, json.dumps({"nik": case.text}))
    if case.verdict != "reject":
        assert response.status_code == 200
        assert response.json["nik"][-4:] == case.value[-4:]
        assert response.json["tanggal_nik_mustahil"] is (case.kind == "TANGGAL_MUSTAHIL")
    elif len(case.text) > FORM_BYTES:
        assert response.status_code == 413
    else:
        assert response.status_code == 422
        assert refused_fields(response) == {"nik"}


@cases([case for case in NIK if not is_text(case)])
def test_bytes_that_are_no_text_are_refused_in_the_api(visitor: FlaskClient, case: BadInput) -> None:
    assert post_json(visitor, b'{"nik": "' + case.raw + b'"}').status_code == 400


@cases([case for case in NIK if "form" in case.facts])
def test_a_form_that_names_its_fields_oddly(visitor: FlaskClient, case: BadInput) -> None:
    response = visitor.post("/cek", data=case.facts["form"], content_type=ENCODED_FORM)
    assert response.status_code in {400, 422}


@cases([case for case in NIK if "json" in case.facts])
def test_json_that_is_not_text(visitor: FlaskClient, case: BadInput) -> None:
    response = post_json(visitor, case.facts["json"])
    assert response.status_code == 400
    assert "nik" in response.json["detail"]


@cases(NAMA)
def test_a_name_on_the_page(visitor: FlaskClient, case: BadInput) -> None:
    response = post_page(visitor, nik=TERDAFTAR.encode(), nama=case.raw)
    typed, said_no = as_typed(case.raw), case.verdict == "reject" and is_text(case)
    if len(quote_from_bytes(case.raw)) > FORM_BYTES - 64:
        assert response.status_code == 413
    elif len(typed) > NAME_CHARACTERS or (said_no and typed.strip()):
        assert response.status_code == 422
        page = Page(response)
        assert page.invalid == {"nama"}
        assert page.values == {"nik": TERDAFTAR, "nama": typed}
        assert page.tags == Page(post_page(visitor, nik=TERDAFTAR.encode(), nama=b"-")).tags
    else:
        assert response.status_code == 200
        assert BUDI not in response.text.upper()


@cases(NAMA)
def test_a_name_in_the_api(visitor: FlaskClient, case: BadInput) -> None:
    response = post_json(visitor, json.dumps({"nik": TERDAFTAR, "nama": case.text}))
    if len(json.dumps(case.text)) > FORM_BYTES - 64:
        assert response.status_code == 413
    elif len(case.text) > NAME_CHARACTERS or (case.verdict == "reject" and case.text.strip()):
        assert response.status_code == 422
        assert refused_fields(response) == {"nama"}
    else:
        assert response.status_code == 200
        right = match(tokens(case.value), tokens(BUDI))
        assert response.json["status"] == ("terdaftar" if right else "nama-tidak-cocok")


def test_both_fields_are_named_when_both_are_wrong(visitor: FlaskClient) -> None:
    assert Page(post_page(visitor, nik=b"123", nama=b"-")).invalid == {"nik", "nama"}
    response = post_json(visitor, '{"nik": "123", "nama": "-"}')
    assert refused_fields(response) == {"nik", "nama"}


def test_a_blank_name_counts_as_not_given(visitor: FlaskClient) -> None:
    assert post_page(visitor, nik=TERDAFTAR.encode(), nama=b" \t ").status_code == 200
    assert post_json(visitor, json.dumps({"nik": TERDAFTAR, "nama": "  "})).json["nama_diperiksa"] is False
