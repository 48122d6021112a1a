"""Hostile uploads over HTTP, to /lapor and to Lacak: refused in words, and only sealed files are kept."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from ipaddress import IPv4Address
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from werkzeug.test import TestResponse

from bench.uploads import WAIT, faults
from pemilu.infra.db import Database, open_database
from pemilu.laporan.evidence import Cleaner
from pemilu.laporan.kinds import JenisBukti, JenisLaporan
from pemilu.laporan.models import Bukti, Laporan
from pemilu.laporan.pages import CleanEvidence, EvidenceProblem
from pemilu.web import uploads
from pemilu.web.lapor_files import BYTES_EACH
from pemilu.web.services import EXTENSION
from pemilu.web.words import MASALAH_BUKTI
from tests.bad_uploads import BERSIH, MARK, Upload
from tests.bad_uploads.images import images
from tests.bad_uploads.others import others
from tests.bad_uploads.pdfs import pdfs
from tests.integration.laporan.forms import Page, filled
from tests.integration.laporan.office import EVIDENCE, PICTURE, Office, open_office
from tests.integration.portal.refusals import assert_clean
from tests.integration.portal.wire import BOUNDARY, Part, body, field, file

KIND = JenisLaporan.PERBAIKAN_DATA
DOCUMENT = JenisBukti.KTP_EL.value
OURS = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")
_senders = count(1)


class Sketches(Cleaner):
    """The real one, except for one small drawing that needs no child."""

    def clean(self, data: bytes | BinaryIO) -> CleanEvidence | EvidenceProblem:
        content = data if isinstance(data, bytes) else data.read()
        return EVIDENCE if content == PICTURE else super().clean(content)


@pytest.fixture(scope="module")
def office(_sqlite_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("kiriman")
    database = Database(open_database(f"sqlite:///{shutil.copy(_sqlite_model, home / 'pemilu.db')}"))
    office = open_office(database, home / "data" / "berkas")
    intake = replace(office.intake, cleaner=Sketches())
    office.app.extensions[EXTENSION] = replace(office.services, intake=intake)
    yield office
    database.engine.dispose()


class Door:
    """A form that takes files: where it is sent, and the fields that go with them."""

    def __init__(self, office: Office, name: str) -> None:
        self.office = office
        self.name = name
        self.client: FlaskClient = office.app.test_client()
        self.client.environ_base["HTTP_X_FORWARDED_FOR"] = str(IPv4Address("10.9.0.0") + next(_senders))
        self.path = f"/lapor/{KIND}" if name == "lapor" else "/lacak/tindakan"
        self.receipt = None if name == "lapor" else office.file()

    @property
    def taken(self) -> int:
        """What it answers to a form that it took."""
        return 303 if self.receipt is None else 200

    def fields(self, kinds: int = 1) -> list[Part]:
        """Rightly filled in but for the files, of which so many are announced."""
        values = filled(KIND) if self.receipt is None else self._unlocked()
        values |= {f"jenis_bukti_{number}": DOCUMENT for number in range(1, kinds + 1)}
        return [field(name, value) for name, value in values.items()]

    def _unlocked(self) -> dict[str, str]:
        assert self.receipt
        said = {"nomor": self.receipt.nomor, "kode": self.receipt.kode}
        token = Page(self.client.post("/lacak", data=said)).values["titipan"]
        return {"titipan": token, "aksi": "tambah-dokumen"}

    def send(self, files: list[Part], **options: Any) -> TestResponse:
        return self.post(body(self.fields(len(files)) + files), **options)

    def post(self, sent: bytes, content_type: str | None = None, **environ: Any) -> TestResponse:
        """Whatever comes of it: no 5xx but one that tells to wait, ours in words, our files alone."""
        answer = self.client.post(
            self.path,
            input_stream=BytesIO(sent),
            content_type=content_type or f"multipart/form-data; boundary={BOUNDARY}",
            environ_overrides={"CONTENT_LENGTH": str(len(sent))} | environ,
        )
        waits = answer.status_code == 503 and "Retry-After" in answer.headers
        assert answer.status_code < 500 or (waits and "Tunggu" in answer.text), answer.status
        if answer.status_code != 303:
            assert_clean(answer)
        assert_ours(self.office)
        return answer


def assert_ours(office: Office) -> None:
    """Nothing lies beside the database but sealed files under names of ours."""
    home = office.folder.parent.parent
    found = [path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()]
    stored = {path.removeprefix("data/berkas/") for path in found if not path.startswith("pemilu.db")}
    assert [path for path in stored if not OURS.fullmatch(path)] == []


def kept(office: Office) -> tuple[int, int, int]:
    """How many files, pages and reports there are."""
    return len(office.files()), office.count(Bukti), office.count(Laporan)


@pytest.fixture(params=["lapor", "lacak"])
def door(office: Office, request: pytest.FixtureRequest) -> Door:
    return Door(office, request.param)


# Those that only another process can judge cost a third of a second each: of each way one is here.
IN_A_CHILD = {
    "jpeg-random",
    "jpeg-truncated",
    "png-2-31",
    "png-bad-checksum",
    "webp-canvas-2-24",
    "pdf-random",
    "pdf-locked",
    "pdf-11-pages",
}
CLEANED = {"jpeg-with-tail", "jpeg-with-pdf", "png-with-text", "pdf-with-eicar-tail", "jpeg-turned-6"}
NO_PICTURES = others()
CORPUS = {one.id: one for one in (*NO_PICTURES, *images(), *pdfs())}
# By name: some contents are random, and every process must come to the same list.
REFUSED = [CORPUS[name] for name in (*(one.id for one in NO_PICTURES), *sorted(IN_A_CHILD))]


def fives(files: list[Upload]) -> list[list[Upload]]:
    return [files[at : at + 5] for at in range(0, len(files), 5)]


def test_the_chosen_part_of_the_corpus_is_there() -> None:
    assert CORPUS.keys() >= IN_A_CHILD | CLEANED
    assert {answer for one in REFUSED for answer in one.expect}.isdisjoint({BERSIH})


@pytest.mark.parametrize("five", fives(REFUSED), ids=lambda five: five[0].id)
def test_a_hostile_file_is_named_with_its_fault_and_nothing_is_kept(
    office: Office, five: list[Upload]
) -> None:
    door, before = Door(office, "lapor"), kept(office)
    answer = door.send([file(one.content, f"{one.id}.jpg", n) for n, one in enumerate(five, start=1)])
    assert answer.status_code == 422
    for one in five:
        faults_of = [
            str(escape(f"{one.id}.jpg: {MASALAH_BUKTI[EvidenceProblem(why)]}")) for why in one.expect
        ]
        assert [fault for fault in faults_of if fault in answer.text], one.id
    assert Page(answer).invalid >= {f"bukti_{n}" for n in range(1, len(five) + 1) if five[n - 1].content}
    assert kept(office) == before


def test_hostile_documents_added_on_lacak_are_named_and_not_kept(office: Office) -> None:
    door = Door(office, "lacak")
    before = kept(office)
    chosen = [CORPUS[name] for name in ("php", "svg", "jpeg-random", "pdf-random", "heic-heic")]
    answer = door.send([file(one.content, f"{one.id}.jpg", n) for n, one in enumerate(chosen, start=1)])
    assert answer.status_code == 422
    assert [one.id for one in chosen if f"{one.id}.jpg: " not in answer.text] == []
    assert kept(office) == before


def test_of_polyglots_that_are_taken_only_sealed_pages_are_kept(office: Office) -> None:
    door, before = Door(office, "lapor"), kept(office)
    chosen = [CORPUS[name] for name in sorted(CLEANED)]
    answer = door.send([file(one.content, f"{one.id}.php", n) for n, one in enumerate(chosen, start=1)])
    assert answer.status_code == 303
    assert kept(office) == (before[0] + 2 * len(chosen), before[1] + len(chosen), before[2] + 1)
    for path in office.files():
        content = path.read_bytes()
        assert not content.startswith((b"\xff\xd8", b"%PDF", b"\x89PNG", b"RIFF"))
        assert MARK not in content


NAMES = {
    "two-endings": "ktp.jpg.php",
    "escaped-nul": "ktp.php%00.jpg",
    "nul": "ktp\0.jpg",
    "space-at-end": "ktp.jpg ",
    "hidden": ".htaccess",
    "device": "CON",
    "device-with-ending": "nul.jpg",
    "stream": "ktp.jpg:ads",
    "up": "../../x.jpg",
    "far-up": "../" * 40 + "tmp/x.jpg",
    "absolute": "/etc/passwd",
    "windows": "..\\\\x",
    "4096": "A" * 4_096 + ".jpg",
    "dots": "...",
    "backwards": "\u202egpj.exe",
    "quote": 'ktp".jpg',
    "escaped-quote": 'ktp\\".jpg',
    "semicolon": 'ktp; name="aksi"; x.jpg',
    "line-break": "ktp\r\nX-Tajam: 1\r\n.jpg",
    "emoji": "\U0001faaa.jpg",
    "markup": "<b id=tajam>.jpg",
    "template": "{{7*7}}{%if%}.jpg",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_a_hostile_file_name_is_never_the_name_of_anything(office: Office, door: Door, name: str) -> None:
    taken = door.send([file(name=name)])
    # Behind a line break the rest is another header, and no file name is left.
    assert taken.status_code == (422 if "\r\n" in name else door.taken)
    told = door.send([file(b"bukan gambar", name)])
    assert told.status_code == 422
    assert "tajam" not in Page(told).targets
    assert "X-Tajam" not in told.headers
    assert "A" * 61 not in told.text
    assert "49{%" not in told.text


def test_a_file_without_a_name_is_no_file(office: Office, door: Door) -> None:
    before = kept(office)
    assert door.send([file(name="")]).status_code == 422
    assert kept(office) == before


TYPES = {
    "none": None,
    "empty": "",
    "html": "text/html",
    "svg": "image/svg+xml",
    "charset": "image/jpeg; charset=utf-7",
    "nested": "multipart/mixed; boundary=dalam",
    "message": "message/rfc822",
    "not-ascii": "imäge/jpeg",
    "length-short": "image/jpeg\r\nContent-Length: 1",
    "length-negative": "image/jpeg\r\nContent-Length: -1",
    "length-no-number": "image/jpeg\r\nContent-Length: x",
    "base64": "image/jpeg\r\nContent-Transfer-Encoding: base64",
}


@pytest.mark.parametrize("content_type", TYPES.values(), ids=list(TYPES))
def test_a_file_is_what_it_holds_whatever_it_is_called(door: Door, content_type: str | None) -> None:
    assert door.send([file(content_type=content_type)]).status_code == door.taken
    inner = body([file()], "dalam")
    for content in (b"<html>" + MARK, inner):
        assert door.send([file(content, content_type=content_type)]).status_code == 422


LENGTHS = {
    "negative": ("-1", 0),
    "no-number": ("abc", 0),
    "empty": ("", 0),
    "other-digits": ("٣", 0),
    "exponent": ("1e3", 0),
    "short": (None, -300),
    "one-short": (None, -20),
    "long": (None, 1_000),
    "beyond-all": ("9" * 30, 0),
    "larger-than-a-form-may-be": ("60000000", 0),
}


@pytest.mark.parametrize(("said", "off"), LENGTHS.values(), ids=list(LENGTHS))
def test_a_form_whose_length_is_a_lie_is_not_stored(
    office: Office, door: Door, said: str | None, off: int
) -> None:
    sent = body([*door.fields(), file()])
    before = kept(office)
    answer = door.post(sent, CONTENT_LENGTH=said if said is not None else str(len(sent) + off))
    assert answer.status_code in {400, 413}
    assert kept(office) == before


FORM = "multipart/form-data"
BY_BOUNDARY = f"{FORM}; boundary={BOUNDARY}"
Sent = Callable[[list[Part]], tuple[bytes, str]]
WHOLE: dict[str, Sent] = {
    "boundary-70": lambda parts: (body(parts, "b" * 70), f"{FORM}; boundary={'b' * 70}"),
    "boundary-5000": lambda parts: (body(parts, "b" * 5_000), f"{FORM}; boundary={'b' * 5_000}"),
    "boundary-with-blank": lambda parts: (body(parts, "a b:c"), f'{FORM}; boundary="a b:c"'),
    "bare-line-feeds": lambda parts: (body(parts, line=b"\n"), BY_BOUNDARY),
    "text-before": lambda parts: (b"x" * 5_000 + b"\r\n" + body(parts), BY_BOUNDARY),
    "text-after": lambda parts: (body(parts) + b"x" * 5_000, BY_BOUNDARY),
    "part-without-name": lambda parts: (body([Part(PICTURE, ""), *parts]), BY_BOUNDARY),
    "file-without-field": lambda parts: (body([Part(PICTURE, '; filename="x.php"'), *parts]), BY_BOUNDARY),
}
BROKEN: dict[str, Sent] = {
    "no-boundary": lambda parts: (body(parts), FORM),
    "empty-boundary": lambda parts: (body(parts, ""), f"{FORM}; boundary="),
    "another-boundary": lambda parts: (body(parts), f"{FORM}; boundary=lain"),
    "boundary-not-ascii": lambda parts: (body(parts), f"{FORM}; boundary=bätas"),
    "no-end": lambda parts: (body(parts).removesuffix(f"--{BOUNDARY}--\r\n".encode()), BY_BOUNDARY),
    "half-an-end": lambda parts: (body(parts, end=b""), BY_BOUNDARY),
    "no-line-ends": lambda parts: (body(parts, line=b""), BY_BOUNDARY),
    "header-without-end": lambda parts: (
        body([*parts, file(content_type="image/jpeg; x=" + "a" * 300_000)]),
        BY_BOUNDARY,
    ),
}


@pytest.mark.parametrize("sent", WHOLE.values(), ids=list(WHOLE))
def test_an_odd_form_that_can_be_read_is_taken_and_nothing_else_of_it(
    office: Office, door: Door, sent: Sent
) -> None:
    before = len(office.files())
    assert door.post(*sent([*door.fields(), file()])).status_code == door.taken
    assert len(office.files()) - before in {0, 2}


@pytest.mark.parametrize("sent", BROKEN.values(), ids=list(BROKEN))
def test_a_form_that_cannot_be_told_apart_is_called_so_and_not_shown_as_an_empty_one(
    office: Office, door: Door, sent: Sent
) -> None:
    before = kept(office)
    answer = door.post(*sent([*door.fields(), file()]))
    assert answer.status_code in {400, 413}
    assert "tidak dapat dibaca" in answer.text or "terlalu besar" in answer.text
    assert kept(office) == before


def test_a_form_in_chunks_is_taken_and_one_that_never_ends_is_not(
    office: Office, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    assert door.post(body([*door.fields(), file()]), **chunks).status_code == door.taken
    monkeypatch.setattr(uploads, "FORM_BYTES", 100_000)
    before = kept(office)
    answer = door.post(body([*door.fields(), file(b"x" * 200_000)]), **chunks)
    assert (answer.status_code, kept(office)) == (413, before)


def test_a_file_may_be_as_large_as_said_and_not_a_byte_larger(office: Office) -> None:
    door = Door(office, "lapor")
    answer = door.send([file(b"x" * (BYTES_EACH + more), f"{more}.jpg", 1 + more) for more in (0, 1)])
    assert answer.status_code == 422
    told = {0: EvidenceProblem.TIPE_TIDAK_DIDUKUNG, 1: EvidenceProblem.TERLALU_BESAR}
    for more, problem in told.items():
        assert str(escape(f"{more}.jpg: {MASALAH_BUKTI[problem]}")) in answer.text


@pytest.mark.parametrize("number", [51, 100, 2_000])
def test_a_form_of_so_many_parts_is_refused_unread(office: Office, door: Door, number: int) -> None:
    before = kept(office)
    answer = door.post(body([*door.fields(), *(file(number=n) for n in range(1, number + 1))]))
    assert (answer.status_code, kept(office)) == (413, before)
    assert "Kiriman terlalu besar" in answer.text
    same = door.post(body([*door.fields(), *[file()] * number]))
    assert (same.status_code, kept(office)) == (413, before)


def test_one_field_with_two_files_is_one_document(office: Office, door: Door) -> None:
    before = kept(office)
    assert door.send([file(), file()]).status_code in {door.taken, 422}
    assert kept(office)[1] <= before[1] + 1


def test_the_same_file_in_every_field_is_taken_as_it_is(office: Office) -> None:
    before = kept(office)
    assert Door(office, "lapor").send([file(number=n) for n in range(1, 6)]).status_code == 303
    assert kept(office) == (before[0] + 10, before[1] + 5, before[2] + 1)


def test_the_bench_fails_on_every_5xx_but_one_that_tells_to_wait() -> None:
    told = Counter({"303": 3, "422": 2, WAIT: 5, "no answer": 1, "500": 1, "503": 2})
    assert faults(told) == {"500": 1, "503": 2}
