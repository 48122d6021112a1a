"""What the citizen sees of cleaning: limits as they are told, and a picture that looks as it did."""

import io
import subprocess
import sys
from dataclasses import replace

import pytest
from PIL import Image

from pemilu.laporan.evidence import ROOT, Cleaner, clean
from pemilu.laporan.pages import CleanEvidence, CleanPage, EvidenceProblem, Limits
from tests.bad_uploads.images import CORNERS, card, encoded, images, turned
from tests.bad_uploads.pdf_writer import pdf
from tests.bad_uploads.pdfs import pdfs

LIMITS = Limits()
COLOURS = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0)}
# Measures from a small process of its own: the highest memory of its children is then that of the cleaning.
MEASURE = """
import resource, sys
from pemilu.laporan.evidence import clean
from pemilu.laporan.pages import Limits
clean(sys.stdin.buffer, limits=Limits())
sys.stdout.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024))
"""


def test_one_byte_over_the_limit_is_refused_and_the_limit_itself_is_not() -> None:
    jpeg = encoded(card())
    full = jpeg + bytes(LIMITS.bytes_in - len(jpeg))
    assert clean(full + b"\0", limits=LIMITS) is EvidenceProblem.TERLALU_BESAR
    assert isinstance(clean(full, limits=LIMITS), CleanEvidence)


def test_of_an_endless_file_no_more_is_read_than_allowed() -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size: int = -1) -> bytes:
            self.taken += size
            return bytes(size)

    endless = Endless()
    assert clean(endless, limits=LIMITS) is EvidenceProblem.TERLALU_BESAR
    assert endless.taken == LIMITS.bytes_in + 1


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_a_picture_over_the_pixel_cap_is_refused(format: str) -> None:  # noqa: A002 - Pillow's word for it
    picture = encoded(card(100, 60), format)
    assert clean(picture, limits=replace(LIMITS, pixels_whole=5_999)) is EvidenceProblem.TERLALU_BANYAK_PIKSEL
    assert isinstance(clean(picture, limits=replace(LIMITS, pixels_whole=6_000)), CleanEvidence)


def test_a_jpeg_has_a_pixel_cap_of_its_own() -> None:
    picture = encoded(card(100, 60))
    assert clean(picture, limits=replace(LIMITS, pixels=5_999)) is EvidenceProblem.TERLALU_BANYAK_PIKSEL
    assert isinstance(clean(picture, limits=replace(LIMITS, pixels=6_000, pixels_whole=1)), CleanEvidence)


def test_a_pdf_page_over_the_cap_is_refused() -> None:
    assert clean(pdf(box=(100, 10_001)), limits=LIMITS) is EvidenceProblem.TERLALU_BANYAK_PIKSEL
    assert isinstance(clean(pdf(box=(100, 10_000)), limits=LIMITS), CleanEvidence)


@pytest.mark.parametrize(
    "name", ["png-bomb-12000", "png-iTXt-bomb", "webp-16383", "jpeg-65535", "pdf-object-stream-bomb"]
)
def test_a_bomb_takes_little_memory(name: str) -> None:
    assert peak_megabytes(corpus_file(name)) < 150


def test_a_phone_photo_of_12_megapixels_takes_little_memory() -> None:
    photo = encoded(card(4_000, 3_000), quality=95)
    # 55 as it is; 100 if it were decoded at its full size.
    assert peak_megabytes(photo) < 75


@pytest.mark.parametrize("size", [(4_000, 3_000), (3_000, 4_000), (8_064, 6_048)])
def test_a_phone_photo_comes_out_at_the_size_of_a_page(size: tuple[int, int]) -> None:
    page = only_page(clean(encoded(card(*size)), limits=LIMITS))
    assert max(page.width, page.height) == LIMITS.edge
    assert page.width / page.height == pytest.approx(size[0] / size[1], abs=0.01)
    assert_looks_like_a_card(page.jpeg)
    assert_looks_like_a_card(page.thumbnail)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(orientation: int, format: str) -> None:  # noqa: A002 - Pillow's word
    page = only_page(clean(turned(orientation, format), limits=LIMITS))
    assert (page.width, page.height) == (96, 60)
    assert_looks_like_a_card(page.jpeg)


@pytest.mark.parametrize("mode", ["P", "CMYK", "RGBA"])
def test_colours_survive_every_mode(mode: str) -> None:
    picture = encoded(card(mode=mode), "JPEG" if mode == "CMYK" else "PNG")
    assert_looks_like_a_card(only_page(clean(picture, limits=LIMITS)).jpeg)


def test_what_is_transparent_becomes_white_paper() -> None:
    picture = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    picture.paste((200, 0, 0, 255), (0, 0, 20, 40))
    page = read(only_page(clean(encoded(picture, "PNG"), limits=LIMITS)).jpeg)
    assert close(page.getpixel((35, 20)), (255, 255, 255))
    assert close(page.getpixel((5, 20)), (200, 0, 0))


def test_a_scan_with_16_bits_of_grey_stays_grey() -> None:
    picture = Image.new("I;16", (40, 40), 128 * 256)
    page = read(only_page(clean(encoded(picture, "PNG"), limits=LIMITS)).jpeg)
    assert close(page.getpixel((20, 20)), (128, 128, 128))


def test_of_an_animation_the_first_picture_is_kept() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "lime")]
    for format in ("PNG", "WEBP"):  # noqa: A001 - Pillow's word for it
        moving = encoded(frames[0], format, save_all=True, append_images=frames[1:])
        page = read(only_page(clean(moving, limits=LIMITS)).jpeg)
        assert close(page.getpixel((20, 20)), COLOURS["red"])


def test_what_is_filled_into_a_pdf_form_is_seen() -> None:
    page = read(only_page(clean(corpus_file("pdf-with-form"), limits=LIMITS)).jpeg)
    assert close(page.getpixel((page.width * 400 // 595, page.height * 442 // 842)), COLOURS["red"])


def test_a_file_object_is_read_like_its_bytes() -> None:
    jpeg = encoded(card())
    assert clean(io.BytesIO(jpeg), limits=LIMITS) == clean(jpeg, limits=LIMITS)


def test_a_cleaner_gives_its_turn_back() -> None:
    cleaner = Cleaner(LIMITS, at_once=1)
    results = [cleaner.clean(content) for content in (encoded(card()), b"\xff\xd8\xff", b"", encoded(card()))]
    assert [isinstance(result, CleanEvidence) for result in results] == [True, False, False, True]


def test_pictures_do_not_show_when_a_result_is_printed() -> None:
    shown = repr(clean(encoded(card()), limits=LIMITS))
    assert "width=96" in shown
    assert "\\x" not in shown


def corpus_file(name: str) -> bytes:
    return next(upload.content for upload in [*images(), *pdfs()] if upload.id == name)


def peak_megabytes(content: bytes) -> int:
    command = [sys.executable, "-c", MEASURE]
    return int(subprocess.run(command, input=content, capture_output=True, check=True, cwd=ROOT).stdout)


def only_page(result: CleanEvidence | EvidenceProblem) -> CleanPage:
    assert isinstance(result, CleanEvidence)
    (page,) = result.pages
    return page


def read(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg))


def assert_looks_like_a_card(jpeg: bytes) -> None:
    picture = read(jpeg)
    for colour, (right, down) in CORNERS.items():
        at = (picture.width * (1 + 2 * right) // 4, picture.height * (1 + 2 * down) // 4)
        assert close(picture.getpixel(at), COLOURS[colour]), colour


def close(seen: object, wanted: tuple[int, ...]) -> bool:
    assert isinstance(seen, tuple)
    return all(abs(one - other) < 12 for one, other in zip(seen, wanted, strict=True))
