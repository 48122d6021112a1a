"""Pictures into clean pages. Run as a module it answers for one file (see `scrub`)."""

import struct
from contextlib import suppress
from io import BytesIO

from PIL import ExifTags, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from pemilu.laporan.pages import CleanEvidence, CleanPage, EvidenceProblem, Limits
from pemilu.laporan.scrub import serve

# Importing a plugin registers it: the child learns these three formats before it is shut in.
FORMATS = [
    plugin.format
    for plugin in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
    )
]
SIDE_14_BITS = 0x3FFF
DECODED_SCALED = {"JPEG", "MPO"}
# EXIF orientation (TIFF 6.0 tag 274) -> what makes the picture upright.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def read_pages(content: bytes, limits: Limits) -> CleanEvidence | EvidenceProblem:
    """One page: the picture, or the first frame of an animation."""
    # Ours is the stricter check, and it comes before a pixel is decoded.
    Image.MAX_IMAGE_PIXELS = None
    if content.startswith(b"RIFF") and _webp_pixels(content) > limits.pixels_whole:
        return EvidenceProblem.TERLALU_BANYAK_PIKSEL
    with Image.open(BytesIO(content), formats=FORMATS) as picture:
        most = limits.pixels if picture.format in DECODED_SCALED else limits.pixels_whole
        if picture.width * picture.height > most:
            return EvidenceProblem.TERLALU_BANYAK_PIKSEL
        return CleanEvidence((to_page(_upright_and_small(picture, limits.edge), limits),))


def to_page(picture: Image.Image, limits: Limits) -> CleanPage:
    """A page from a picture no larger than a page may be; only its pixels are used."""
    canvas = Image.new("RGB", picture.size, "white")
    canvas.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    small = canvas.copy()
    small.thumbnail((limits.thumbnail_edge, limits.thumbnail_edge))
    return CleanPage(
        width=canvas.width,
        height=canvas.height,
        jpeg=_encode(canvas, limits.quality),
        thumbnail=_encode(small, limits.quality),
    )


def _webp_pixels(content: bytes) -> int:
    """Pixels that a WebP declares (RFC 9649), 0 for none: its decoder takes memory on opening."""

    def number(start: int, end: int) -> int:
        return int.from_bytes(content[start:end], "little")

    match content[12:16]:
        case b"VP8X":
            return (number(24, 27) + 1) * (number(27, 30) + 1)
        case b"VP8L":
            return ((number(21, 25) & SIDE_14_BITS) + 1) * ((number(21, 25) >> 14 & SIDE_14_BITS) + 1)
        case b"VP8 ":
            return (number(26, 28) & SIDE_14_BITS) * (number(28, 30) & SIDE_14_BITS)
    return 0


def _upright_and_small(picture: Image.Image, edge: int) -> Image.Image:
    """RGB or RGBA, at most `edge` pixels a side, turned as its EXIF says."""
    picture.draft(None, _fit(picture.size, edge))
    picture.load()
    turn = UPRIGHT.get(_orientation(picture))
    small = _plain(picture)
    small.thumbnail((edge, edge))
    return small.transpose(turn) if turn is not None else small


def _plain(picture: Image.Image) -> Image.Image:
    """Colours without palettes or depths that resizing or JPEG cannot keep."""
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda grey: grey * (1 / 256)).convert("L")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if picture.mode == mode:
        return picture
    return picture.convert(mode)


def _fit(size: tuple[int, int], edge: int) -> tuple[int, int]:
    width, height = size
    longest = max(edge, width, height)
    return max(1, width * edge // longest), max(1, height * edge // longest)


def _orientation(picture: Image.Image) -> int:
    """1 to 8; upright when the EXIF is damaged, as apps that forward photos often leave it."""
    with suppress(OSError, SyntaxError, ValueError, TypeError, LookupError, OverflowError, struct.error):
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    return 1


def _encode(picture: Image.Image, quality: int) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


if __name__ == "__main__":
    serve(read_pages)
