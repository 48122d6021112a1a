"""Every file of the corpus: refused for its reason, or turned into pictures that hold nothing else."""

import io

import pytest
from PIL import Image

from pemilu.laporan.evidence import clean
from pemilu.laporan.pages import CleanEvidence, CleanPage, EvidenceProblem, Limits
from tests.bad_uploads import BERSIH, Upload
from tests.bad_uploads.images import images
from tests.bad_uploads.others import others
from tests.bad_uploads.pdfs import pdfs
from tests.bad_uploads.plain import oddities

LIMITS = Limits()
CORPUS = [*others(), *images(), *pdfs()]


def test_the_corpus_names_every_file_once_and_meets_every_problem_but_two() -> None:
    ids = [upload.id for upload in CORPUS]
    met = {answer for upload in CORPUS for answer in upload.expect if len(upload.expect) == 1}
    assert len(set(ids)) == len(ids) > 150
    # What takes too long is in test_evidence_child, for it takes long.
    assert set(map(str, EvidenceProblem)) - met == {EvidenceProblem.TERLALU_LAMA}
    assert BERSIH in met


@pytest.mark.parametrize("upload", CORPUS, ids=[upload.id for upload in CORPUS])
def test_an_upload_is_refused_or_nothing_of_it_survives_but_the_picture(upload: Upload) -> None:
    result = clean(upload.content, limits=LIMITS)
    if isinstance(result, EvidenceProblem):
        assert result in upload.expect
        return
    assert BERSIH in upload.expect
    assert 1 <= len(result.pages) <= LIMITS.pdf_pages
    for page in result.pages:
        check_page(page)


def check_page(page: CleanPage) -> None:
    assert max(page.width, page.height) <= LIMITS.edge
    assert read(page.jpeg).size == (page.width, page.height)
    assert max(read(page.thumbnail).size) <= LIMITS.thumbnail_edge
    for picture in (page.jpeg, page.thumbnail):
        assert oddities(picture) == []
        assert not read(picture).getexif()


def read(jpeg: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(jpeg), formats=["JPEG"])
    picture.load()
    assert picture.mode == "RGB"
    return picture


def test_the_check_for_oddities_sees_them() -> None:
    dirty = next(upload for upload in CORPUS if upload.id == "jpeg-with-comment").content
    tail = next(upload for upload in CORPUS if upload.id == "jpeg-with-tail").content
    turned = next(upload for upload in CORPUS if upload.id == "jpeg-turned-6").content
    assert "segment fe" in oddities(dirty)
    assert "bytes after the end" in oddities(tail)
    assert "segment e1" in oddities(turned)


def test_a_whole_pdf_gives_all_its_pages_in_order() -> None:
    scan = next(upload for upload in CORPUS if upload.id == "pdf-scan").content
    result = clean(scan, limits=LIMITS)
    assert isinstance(result, CleanEvidence)
    assert [page.width < page.height for page in result.pages] == [True, False]
