"""Pictures: bombs, polyglots, lying headers, hidden data, and honest ones of every make."""

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image, ImageDraw

from pemilu.laporan.pages import EvidenceProblem
from tests.bad_uploads import BERSIH, EICAR, MARK, Upload, upload

PNG = b"\x89PNG\r\n\x1a\n"
CORNERS = {"red": (0, 0), "lime": (1, 0), "blue": (0, 1), "yellow": (1, 1)}
_P = EvidenceProblem


def card(width: int = 96, height: int = 60, mode: str = "RGB") -> Image.Image:
    """A picture with another colour in each corner, so that turning it shows."""
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    for colour, (right, down) in CORNERS.items():
        at = (right * width // 2, down * height // 2)
        draw.rectangle((*at, at[0] + width // 2, at[1] + height // 2), fill=colour)
    return picture.convert(mode)


def encoded(picture: Image.Image, format: str = "JPEG", **options: object) -> bytes:  # noqa: A002 - Pillow's
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


def images() -> list[Upload]:
    return [*_honest(), *_polyglots(), *_jpegs(), *_pngs(), *_webps()]


def with_segments(jpeg: bytes, *segments: tuple[int, bytes]) -> bytes:
    """The JPEG with these (marker, payload) segments right after its start."""
    made = (struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body for marker, body in segments)
    return jpeg[:2] + b"".join(made) + jpeg[2:]


def turned(orientation: int, format: str = "JPEG") -> bytes:  # noqa: A002 - Pillow's word for it
    """A card stored so that an orientation tag must turn it upright, with a GPS position beside the tag."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = MARK.decode("latin-1")
    exif.get_ifd(0x8825).update({1: "S", 2: (0.0, 56.0, 53.0)})
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = card().transpose(Image.Transpose(undo[orientation])) if orientation in undo else card()
    return encoded(stored, format, exif=exif)


def scan_bomb(side: int, scans: int) -> bytes:
    """A small progressive JPEG whose last scan comes again and again: every one passes over all blocks."""
    jpeg = encoded(Image.new("L", (side, side), 128), progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:last] + jpeg[last:-2] * scans + jpeg[-2:]


def _honest() -> Iterator[Upload]:
    for mode in ("L", "RGB", "CMYK"):
        yield upload(f"jpeg-{mode}", encoded(card(mode=mode)), BERSIH)
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        yield upload(f"png-{mode}", encoded(card(mode=mode), "PNG"), BERSIH)
    for orientation in range(1, 9):
        yield upload(f"jpeg-turned-{orientation}", turned(orientation), BERSIH)
    yield upload("png-turned-6", turned(6, "PNG"), BERSIH)
    yield upload("webp-turned-6", turned(6, "WEBP"), BERSIH)
    yield upload("jpeg-progressive", encoded(card(), progressive=True), BERSIH)
    yield upload("jpeg-one-pixel", encoded(Image.new("RGB", (1, 1))), BERSIH)
    yield upload("jpeg-very-long", encoded(Image.new("RGB", (20_000, 3))), BERSIH)
    yield upload("jpeg-two-pictures", encoded(card(), "MPO", save_all=True, append_images=[card()]), BERSIH)
    yield upload("webp", encoded(card(), "WEBP"), BERSIH)
    yield upload("webp-lossless", encoded(card(mode="RGBA"), "WEBP", lossless=True), BERSIH)


def _polyglots() -> Iterator[Upload]:
    jpeg, png, webp = encoded(card()), encoded(card(), "PNG"), encoded(card(), "WEBP")
    for name, start in {"jpeg": jpeg, "png": png, "webp": webp}.items():
        yield upload(f"{name}-with-tail", start + MARK, BERSIH)
        yield upload(f"{name}-with-eicar", start + EICAR, BERSIH)
    yield upload("jpeg-with-pdf", jpeg + b"%PDF-1.7\n" + MARK, BERSIH)
    yield upload("jpeg-with-comment", with_segments(jpeg, (0xFE, MARK)), BERSIH)
    yield upload("png-with-text", _png_with(png, b"tEXt", b"Comment\0" + MARK), BERSIH)
    yield upload("png-with-unknown-chunk", _png_with(png, b"jaHT", MARK), BERSIH)


def _jpegs() -> Iterator[Upload]:
    jpeg = encoded(card())
    sof = jpeg.index(b"\xff\xc0")
    yield upload("jpeg-65535", _patched(jpeg, sof + 5, b"\xff\xff\xff\xff"), _P.TERLALU_BANYAK_PIKSEL)
    yield upload(
        "jpeg-51-mp", _patched(jpeg, sof + 5, struct.pack(">HH", 7000, 7300)), _P.TERLALU_BANYAK_PIKSEL
    )
    yield upload(
        "jpeg-lying-49-mp", _patched(jpeg, sof + 5, struct.pack(">HH", 7000, 7000)), _P.RUSAK, BERSIH
    )
    yield upload("jpeg-no-size", _patched(jpeg, sof + 5, bytes(4)), _P.RUSAK)
    yield upload("jpeg-12-bit", _patched(jpeg, sof + 4, b"\x0c"), _P.RUSAK)
    yield upload("jpeg-arithmetic", _patched(jpeg, sof + 1, b"\xc9"), _P.RUSAK, BERSIH)
    yield upload("jpeg-lossless", _patched(jpeg, sof + 1, b"\xc3"), _P.RUSAK)
    yield upload("jpeg-truncated", encoded(card(900, 600))[:-900], _P.RUSAK)
    yield upload("jpeg-header-only", jpeg[:sof], _P.RUSAK)
    yield upload("jpeg-no-tables", jpeg[:20] + jpeg[sof:], _P.RUSAK, BERSIH)
    yield upload("jpeg-random", b"\xff\xd8\xff" + bytes(range(256)) * 40, _P.RUSAK)
    exif = b"Exif\0\0"
    full = 65_533 - len(exif)
    for name, body in {
        "huge": exif + b"MM\0*" + MARK + bytes(full - 4 - len(MARK)),
        "endless": exif + b"MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12" * 60,
        "loop": exif + b"II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0",
        "empty": exif,
        "text": exif + MARK,
    }.items():
        yield upload(f"jpeg-exif-{name}", with_segments(jpeg, (0xE1, body)), BERSIH)
    xmp = b"http://ns.adobe.com/xap/1.0/\0" + MARK * 600
    yield upload("jpeg-xmp-9-mb", with_segments(jpeg, *[(0xE1, xmp)] * 230), BERSIH, _P.RUSAK)
    icc = [(0xE2, b"ICC_PROFILE\0" + bytes((n, 120)) + MARK * 900) for n in range(1, 121)]
    yield upload("jpeg-icc-7-mb", with_segments(jpeg, *icc), BERSIH)
    yield upload("jpeg-comments", with_segments(jpeg, *[(0xFE, MARK)] * 20_000), BERSIH)


def _pngs() -> Iterator[Upload]:
    png = encoded(card(), "PNG")
    for side in (12_000, 30_000):
        yield upload(f"png-bomb-{side}", _one_bit_png(side), _P.TERLALU_BANYAK_PIKSEL)
    yield upload("png-26-mp", _one_bit_png(5_100), _P.TERLALU_BANYAK_PIKSEL)
    yield upload("png-2-31", _sized_png(2**31 - 1, 2**31 - 1), _P.TERLALU_BANYAK_PIKSEL)
    yield upload("png-no-size", _sized_png(0, 0), _P.RUSAK)
    yield upload("png-lying-24-mp", _sized_png(4_900, 4_900), _P.RUSAK)
    yield upload("png-truncated", png[:-60], _P.RUSAK)
    yield upload("png-bad-checksum", _patched(png, 29, b"\0\0\0\0"), _P.RUSAK)
    yield upload("png-cgbi", png[:8] + _chunk(b"CgBI", bytes(4)) + png[8:], _P.RUSAK, BERSIH)
    bomb = deflated_zeros(200)
    for kind, head in {b"iTXt": b"a\0\x01\0\0\0", b"zTXt": b"a\0\0", b"iCCP": b"a\0\0"}.items():
        yield upload(f"png-{kind.decode()}-bomb", _png_with(png, kind, head + bomb), _P.RUSAK, BERSIH)
    frames = [Image.new("L", (64, 64), n) for n in range(255)]
    yield upload("png-255-frames", encoded(frames[0], "PNG", save_all=True, append_images=frames[1:]), BERSIH)


def _webps() -> Iterator[Upload]:
    frames = [Image.new("RGB", (64, 64), (n, n, n)) for n in range(200)]
    webp = encoded(card(), "WEBP")
    yield upload(
        "webp-200-frames", encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:]), BERSIH
    )
    # 16383 x 16383 black pixels in 40 bytes, and the header alone of a lossy picture of that size.
    yield upload("webp-16383", bytes.fromhex(_WEBP_16383), _P.TERLALU_BANYAK_PIKSEL)
    canvas = b"\x10\0\0\0" + b"\xff\xff\xff" * 2
    yield upload("webp-canvas-2-24", _riff(b"VP8X", canvas) + bytes(64), _P.TERLALU_BANYAK_PIKSEL)
    lossy = b"\xf0\xf2\x69\x9d\x01\x2a\xff\x3f\xff\x3f" + bytes(64)
    yield upload("webp-lossy-16383", _riff(b"VP8 ", lossy), _P.TERLALU_BANYAK_PIKSEL)
    yield upload("webp-truncated", webp[: len(webp) // 2], _P.RUSAK)
    yield upload("webp-empty", b"RIFF\x04\0\0\0WEBP", _P.RUSAK)


_WEBP_16383 = "5249464620000000574542505650384c140000002ffebfff0f075081540820000a9afec78888fe07"


def _patched(content: bytes, at: int, change: bytes) -> bytes:
    return content[:at] + change + content[at + len(change) :]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png_with(png: bytes, kind: bytes, body: bytes) -> bytes:
    return png[:33] + _chunk(kind, body) + png[33:]


def _one_bit_png(side: int) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    return (
        PNG + head + _chunk(b"IDAT", zlib.compress(bytes((side // 8 + 1) * side), 9)) + _chunk(b"IEND", b"")
    )


def deflated_zeros(megabytes: int) -> bytes:
    """A zlib stream of so many million zeros, made without counting them all (its checksum is missing)."""
    deflater = zlib.compressobj(9)
    start = deflater.compress(bytes(1_000_000)) + deflater.flush(zlib.Z_FULL_FLUSH)
    more = deflater.compress(bytes(1_000_000)) + deflater.flush(zlib.Z_FULL_FLUSH)
    return start + more * (megabytes - 1) + b"\x03\x00"


def _sized_png(width: int, height: int) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return PNG + head + _chunk(b"IDAT", zlib.compress(bytes(100))) + _chunk(b"IEND", b"")


def _riff(kind: bytes, body: bytes) -> bytes:
    inner = b"WEBP" + kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", len(inner)) + inner
