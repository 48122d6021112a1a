"""Report forms as a browser sends them, and what a page says about them."""

import re
import secrets
from collections.abc import Iterable
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from pemilu.laporan.documents import SYARAT, SYARAT_TMS
from pemilu.laporan.kinds import AlasanTms, JenisBukti, JenisLaporan, Pelapor
from pemilu.web.lapor_form import ALWAYS, FIELDS
from tests.factories import KELURAHAN, NAMA, TERDAFTAR
from tests.integration.laporan.office import nik_of

RECEIPT = "/lapor/tanda-terima"
NUMBER = re.compile(r"LP-[0-9A-Z]{6}")
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
SKIP_LINK = "#isi"
ANSWERS = {
    "nik": TERDAFTAR,
    "nkk": "",
    "nama": NAMA,
    "tempat_lahir": "Padang",
    "tanggal_lahir": "17-08-1990",
    "jenis_kelamin": "L",
    "status_kawin": "belum",
    "alamat": "Jalan Contoh 1",
    "rt": "1",
    "rw": "2",
    "status_ktp": "sudah",
    "alasan": AlasanTms.MENINGGAL.value,
    "keterangan": "Yang benar ada di KTP-el.",
    "pelapor_nik": "",
    "pelapor_nama": "",
    "telepon": "",
    "email": "",
    "situs": "",
    "benar": "y",
}


def filled(jenis: JenisLaporan, by: Pelapor = Pelapor.PEMILIH, **differing: str) -> dict[str, str]:
    """The fields of that kind, filled in rightly, with a form key of its own and nothing attached."""
    named = (*FIELDS[jenis], *ALWAYS)
    fields = {name: value for name, value in ANSWERS.items() if name in named} | {"pelapor": by.value}
    if not by.reports_about_self:
        fields |= {"pelapor_nik": nik_of(60_000).value, "pelapor_nama": "SITI PELAPOR"}
    return fields | {"aksi": "kirim", "tempat": KELURAHAN, "kunci": secrets.token_hex(32)} | differing


def required(jenis: JenisLaporan, by: Pelapor = Pelapor.PEMILIH) -> list[JenisBukti]:
    """One document for each requirement of such a report."""
    about = SYARAT.get(jenis, SYARAT_TMS[AlasanTms.MENINGGAL]).salah_satu[0]
    return [about] if by.reports_about_self else [about, JenisBukti.IDENTITAS_PELAPOR]


def attached(
    kinds: Iterable[JenisBukti], content: bytes = b"gambar", name: str = "foto.jpg"
) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for number, kind in enumerate(kinds, start=1):
        fields[f"jenis_bukti_{number}"] = kind.value
        fields[f"bukti_{number}"] = FileStorage(BytesIO(content), name)
    return fields


def send(
    client: FlaskClient, jenis: JenisLaporan, by: Pelapor = Pelapor.PEMILIH, **differing: Any
) -> TestResponse:
    """A right form with its documents, except for what differs (None: the field is not sent)."""
    fields = filled(jenis, by) | attached(required(jenis, by)) | differing
    return post(client, f"/lapor/{jenis}", fields)


def post(client: FlaskClient, address: str, fields: dict[str, Any], **options: Any) -> TestResponse:
    body, content_type = encoded(fields)
    return client.post(address, data=body, content_type=content_type, **options)


def encoded(fields: dict[str, Any]) -> tuple[bytes, str]:
    """A multipart body and its content type."""
    sent = {name: value for name, value in fields.items() if value is not None}
    boundary, body = encode_multipart(sent)
    return body, f"multipart/form-data; boundary={boundary}"


def receipt_of(client: FlaskClient) -> tuple[str, str]:
    """Number and code that the browser holds now."""
    page = client.get(RECEIPT).get_data(as_text=True)
    return NUMBER.findall(page)[0], CODE.findall(page)[0]


class Page(HTMLParser):
    """What a form page holds: values of its controls, which are wrong, and where the summary leads."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.invalid: set[str] = set()
        self.jumps: list[str] = []
        self.targets: set[str] = set()
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self._select = self._textarea = ""
        self.feed(response.get_data(as_text=True))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.targets.add(found.get("id", ""))
        self.addresses += [found[name] for name in ("href", "action", "src") if name in found]
        if found.get("href", "").startswith("#") and found["href"] != SKIP_LINK:
            self.jumps.append(found["href"][1:])
        if "aria-invalid" in found:
            self.invalid.add(found["name"])
        self._keep_value(tag, found)

    def _keep_value(self, tag: str, found: dict[str, str]) -> None:
        if tag == "select":
            self._select = found["name"]
        elif tag == "textarea":
            self._textarea = found["name"]
            self.values[self._textarea] = ""
        elif tag == "option" and "selected" in found:
            self.values[self._select] = found["value"]
        elif tag == "input" and "name" in found and _is_set(found):
            self.values[found["name"]] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""


def _is_set(found: dict[str, str]) -> bool:
    return found.get("type") not in {"radio", "checkbox"} or "checked" in found
