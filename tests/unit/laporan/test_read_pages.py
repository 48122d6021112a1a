"""The readers themselves, in this process: the same answers as from the child, and what the child is told."""

import io
import resource
import sys
from types import SimpleNamespace

import pytest

from pemilu.laporan import image, pdf, scrub
from pemilu.laporan.pages import READY, CleanEvidence, EvidenceProblem, Limits, unpack
from tests.bad_uploads import BERSIH, Upload
from tests.bad_uploads.images import card, encoded, images
from tests.bad_uploads.pdfs import pdfs

LIMITS = Limits()
# A file that breaks a reader does so with any exception; here only those with an answer of their own.
ANSWERED = [upload for upload in [*images(), *pdfs()] if EvidenceProblem.RUSAK not in upload.expect]
LOCKED_OR_BROKEN = ["pdf-locked", "pdf-header-only", "pdf-random"]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("upload", ANSWERED, ids=[upload.id for upload in ANSWERED])
def test_a_reader_answers_as_the_corpus_says(upload: Upload) -> None:
    reader = pdf if upload.content.startswith(b"%PDF") else image
    answer = reader.read_pages(upload.content, LIMITS)
    assert (BERSIH if isinstance(answer, CleanEvidence) else answer) in upload.expect


@pytest.mark.parametrize("name", LOCKED_OR_BROKEN)
def test_a_pdf_that_does_not_open_is_locked_or_broken(name: str) -> None:
    upload = next(upload for upload in pdfs() if upload.id == name)
    assert pdf.read_pages(upload.content, LIMITS) in upload.expect


def test_a_child_shuts_itself_in_before_it_says_that_it_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    acts: list[object] = []
    out = io.BytesIO()
    monkeypatch.setattr(resource, "setrlimit", lambda what, pair: acts.append((what, pair[0])))
    monkeypatch.setattr(sys, "argv", ["scrub", LIMITS.to_json()])
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=_Watched(encoded(card()), acts, out)))
    scrub.serve(image.read_pages)
    assert acts[-1] == "read when ready"
    assert (resource.RLIMIT_FSIZE, 0) in acts
    assert (resource.RLIMIT_CORE, 0) in acts
    assert {what for what, _ in acts[:-1]} >= {resource.RLIMIT_AS, resource.RLIMIT_CPU}
    assert isinstance(unpack(out.getvalue().removeprefix(READY)), CleanEvidence)


def test_want_of_memory_is_told_as_too_many_pixels() -> None:
    def starving(_content: bytes, _limits: Limits) -> CleanEvidence:
        raise MemoryError

    answer = scrub._pages_or_problem(starving, b"", LIMITS)
    assert answer is EvidenceProblem.TERLALU_BANYAK_PIKSEL


@pytest.mark.parametrize(("ceiling", "value"), [(resource.RLIM_INFINITY, 100), (1_000, 100), (50, 50)])
def test_a_limit_that_is_lower_already_stays(
    monkeypatch: pytest.MonkeyPatch, ceiling: int, value: int
) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (ceiling, ceiling))
    monkeypatch.setattr(resource, "setrlimit", lambda _, pair: told.append(pair))
    scrub._lower(resource.RLIMIT_NOFILE, 100)
    assert told == [(value, value)]


class _Watched(io.BytesIO):
    def __init__(self, content: bytes, acts: list[object], out: io.BytesIO) -> None:
        super().__init__(content)
        self._acts, self._out = acts, out

    def read(self, size: int | None = -1) -> bytes:
        self._acts.append("read when ready" if self._out.getvalue() == READY else "read too early")
        return super().read(size)
