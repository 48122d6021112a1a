"""Forms and JSON that nobody fills in by hand: too long, too many, doubled, nested, mislabelled."""

import pytest
from flask.testing import FlaskClient

from pemilu.web.guards import MOST_FIELDS
from tests.factories import TERDAFTAR
from tests.integration.portal.refusals import assert_clean

ENCODED_FORM = "application/x-www-form-urlencoded"
NIK = f'"nik": "{TERDAFTAR}"'


def fields(number: int) -> str:
    return f"nik={TERDAFTAR}" + "".join(f"&f{n}=" for n in range(number - 1))


MULTIPART = "multipart/form-data; boundary=b"
PART = '--b\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
FORMS: list[tuple[str, str | bytes, str | None, int]] = [
    ("nothing", "", ENCODED_FORM, 422),
    ("no-type", f"nik={TERDAFTAR}", None, 422),
    ("plain", f"nik={TERDAFTAR}", "text/plain", 422),
    ("json", f"{{{NIK}}}", "application/json", 422),
    ("utf-16-said", f"nik={TERDAFTAR}", f"{ENCODED_FORM}; charset=utf-16", 200),
    ("utf-7-said", "nik=%2BADw-script", f"{ENCODED_FORM}; charset=utf-7", 422),
    ("5-megabytes", "nik=" + "1" * 5_000_000, ENCODED_FORM, 413),
    ("5-megabytes-of-name", "&".join((f"nik={TERDAFTAR}", "nama=" + "A" * 5_000_000)), ENCODED_FORM, 413),
    ("most-fields", fields(MOST_FIELDS), ENCODED_FORM, 200),
    ("one-field-more", fields(MOST_FIELDS + 1), ENCODED_FORM, 400),
    ("2000-fields", fields(2000), ENCODED_FORM, 400),
    ("nameless-fields", "&" * 15_000, ENCODED_FORM, 422),
    ("doubled", f"nik={TERDAFTAR}&nik={TERDAFTAR}", ENCODED_FORM, 400),
    ("doubled-other", f"nik={TERDAFTAR}&x=1&x=2", ENCODED_FORM, 400),
    ("bare-percents", f"nik={TERDAFTAR}&nama=%%%zz%", ENCODED_FORM, 200),
    ("no-text", b"\xff\xfe\x00=\xff", ENCODED_FORM, 422),
    ("multipart", PART.format("nik", "", TERDAFTAR) + "--b--\r\n", MULTIPART, 200),
    ("multipart-file", PART.format("nik", '; filename="nik.txt"', TERDAFTAR) + "--b--\r\n", MULTIPART, 422),
    ("multipart-no-boundary", PART.format("nik", "", TERDAFTAR), "multipart/form-data", 422),
    ("multipart-unfinished", PART.format("nik", "", TERDAFTAR), MULTIPART, 422),
    ("multipart-many", "".join(PART.format(n, "", 1) for n in range(100)) + "--b--\r\n", MULTIPART, 413),
    ("multipart-long", PART.format("nik", "", "1" * 100_000) + "--b--\r\n", MULTIPART, 413),
    ("multipart-nameless", "--b\r\n\r\n1\r\n--b--\r\n", MULTIPART, 422),
    ("boundary-of-quotes", "x", 'multipart/form-data; boundary="\'\\"', 422),
]


@pytest.mark.parametrize(
    ("body", "content_type", "status"), [row[1:] for row in FORMS], ids=[row[0] for row in FORMS]
)
def test_an_odd_form_on_the_page(
    visitor: FlaskClient, body: str | bytes, content_type: str | None, status: int
) -> None:
    response = visitor.post("/cek", data=body, content_type=content_type)
    assert response.status_code == status
    assert_clean(response)


BODIES: list[tuple[str, str | bytes, int]] = [
    ("nothing", "", 400),
    ("bom", b"\xef\xbb\xbf" + f"{{{NIK}}}".encode(), 400),
    ("utf-16", f"{{{NIK}}}".encode("utf-16"), 400),
    ("latin-1", '{"nik": "é"}'.encode("latin-1"), 400),
    ("nan", '{"nik": NaN}', 400),
    ("infinity", '{"nik": -Infinity}', 400),
    ("1e999", '{"nik": 1e999}', 400),
    ("long-integer", '{"nik": ' + "1" * 5000 + "}", 400),
    ("doubled", f"{{{NIK}, {NIK}}}", 400),
    ("doubled-escaped", f'{{{NIK}, "\\u006eik": "1"}}', 400),
    ("nested", "[" * 8000 + "]" * 8000, 400),
    ("nested-objects", '{"nik":' * 2300, 400),
    ("nested-in-field", '{"nik": ' + "[" * 5000 + "]" * 5000 + "}", 400),
    ("nested-deeper-than-the-body", "[" * 100_000, 413),
    ("5-megabytes", '{"nik": "' + "1" * 5_000_000 + '"}', 413),
    ("array", f"[{{{NIK}}}]", 400),
    ("string", f'"{TERDAFTAR}"', 400),
    ("number", TERDAFTAR, 400),
    ("null", "null", 400),
    ("two-values", f"{{{NIK}}}{{{NIK}}}", 400),
    ("single-quotes", "{'nik': '1'}", 400),
    ("comment", f"{{{NIK}}} // x", 400),
    ("unknown-field", f'{{{NIK}, "admin": "1"}}', 400),
    ("proto", f'{{{NIK}, "__proto__": {{}}}}', 400),
    ("name-is-null", f'{{{NIK}, "nama": null}}', 400),
    ("name-is-list", f'{{{NIK}, "nama": ["A"]}}', 400),
    ("empty-object", "{}", 422),
    ("surrogate", '{"nik": "\\ud800139999170890000"}', 422),
    ("nul", '{"nik": "139999170890\\u00000001"}', 422),
    ("surrogate-name", f'{{{NIK}, "nama": "A\\udfff"}}', 200),
    ("nul-name", f'{{{NIK}, "nama": "BUDI\\u0000 SANTOSO"}}', 200),
    ("good", f"{{{NIK}}}", 200),
]


@pytest.mark.parametrize(("body", "status"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
def test_an_odd_body_in_the_api(visitor: FlaskClient, body: str | bytes, status: int) -> None:
    response = visitor.post("/api/v1/cek", data=body, content_type="application/json")
    assert response.status_code == status
    assert_clean(response, api=True)


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "text/json",
        ENCODED_FORM,
        "application/jsonx",
        "application/problem+json",
        "\xff",
    ],
)
def test_the_api_reads_nothing_but_json(visitor: FlaskClient, content_type: str | None) -> None:
    response = visitor.post("/api/v1/cek", data=f"{{{NIK}}}", content_type=content_type)
    assert response.status_code == 415
    assert_clean(response, api=True)


@pytest.mark.parametrize("length", ["-1", "abc", "", "1e3", "٣", "16385", "9" * 30])
@pytest.mark.parametrize("path", ["/cek", "/api/v1/cek"])
def test_a_length_that_lies_is_refused(visitor: FlaskClient, path: str, length: str) -> None:
    response = visitor.post(
        path, data="x", content_type="application/json", environ_overrides={"CONTENT_LENGTH": length}
    )
    assert response.status_code in {400, 413, 422}
    assert_clean(response, api=path.startswith("/api/"))
