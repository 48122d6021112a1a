"""The search for what acts in a PDF, on bytes alone: hiding does not help, and scans are not suspected."""

import pytest

from pemilu.laporan.pages import EvidenceProblem
from pemilu.laporan.pdf_active import ACTIVE, find_active
from tests.bad_uploads.images import deflated_zeros
from tests.bad_uploads.pdf_writer import packed_pdf, pdf, stream

MOST = 1_000_000


@pytest.mark.parametrize("name", sorted(ACTIVE))
def test_every_active_name_is_found_in_the_open_and_in_an_object_stream(name: bytes) -> None:
    assert find_active(pdf(b"/X << /%s 1 >>" % name), most=MOST) is EvidenceProblem.PDF_AKTIF
    assert find_active(packed_pdf(b"", b"<< /%s 1 >>" % name), most=MOST) is EvidenceProblem.PDF_AKTIF
    escaped = b"".join(b"#%02x" % byte for byte in name)
    assert find_active(pdf(b"/X << /%s 1 >>" % escaped), most=MOST) is EvidenceProblem.PDF_AKTIF


@pytest.mark.parametrize("name", [b"JavaScripts", b"JSx", b"aa", b"LaunchDate", b"XFAB", b"Soundtrack"])
def test_a_name_that_only_begins_like_one_is_not_suspected(name: bytes) -> None:
    assert find_active(pdf(b"/X << /%s 1 >>" % name), most=MOST) is None


@pytest.mark.parametrize(
    "opening",
    [b"[10 0 R /Fit]", b" \r\n[10 0 R /Fit]", b"<< /S /GoTo /D [10 0 R /Fit] >>", b"10000 0 R"],
)
def test_to_show_a_page_first_is_not_to_act(opening: bytes) -> None:
    assert find_active(pdf(b"/OpenAction " + opening), most=MOST) is None


@pytest.mark.parametrize("action", [b"URI", b"Named", b"Hide", b"SetOCGState"])
def test_to_do_something_at_opening_is_to_act(action: bytes) -> None:
    assert find_active(pdf(b"/OpenAction << /S /%s >>" % action), most=MOST) is EvidenceProblem.PDF_AKTIF
    assert find_active(pdf(b"/X << /S /%s >>" % action), most=MOST) is None


@pytest.mark.parametrize("entries", [b"", b"/Filter /FlateDecode", b"/Subtype /Image", b"/Type /Metadata"])
def test_the_bytes_of_pictures_and_text_are_not_searched(entries: bytes) -> None:
    assert find_active(pdf(objects={10_000: stream(b"/JS /AA /XFA ", entries)}), most=MOST) is None


def test_object_streams_together_may_unpack_to_so_much_and_no_more() -> None:
    packed = stream(deflated_zeros(1), b"/Type /ObjStm /Filter /FlateDecode")
    assert find_active(pdf(objects={10_000: packed}), most=1_000_000) is None
    assert find_active(pdf(objects={10_000: packed}), most=999_999) is EvidenceProblem.TERLALU_BESAR
    two = pdf(objects={10_000: packed, 10_001: packed})
    assert find_active(two, most=1_999_999) is EvidenceProblem.TERLALU_BESAR


@pytest.mark.parametrize(
    "content", [b"", b"/", b"stream", b"endstream", b"/#", b"/#zz", b"/J#5", b"stream endstream"]
)
def test_scraps_are_read_without_complaint(content: bytes) -> None:
    assert find_active(content, most=MOST) is None
