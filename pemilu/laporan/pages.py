"""What evidence is after cleaning, what can be wrong with it, and how both cross the pipe from the child."""

import json
import struct
from dataclasses import asdict, dataclass, field
from enum import StrEnum

READY = b"siap\n"
"""The child says it once it is shut in; without it the fault is ours, not the file's."""
JPEG_START = b"\xff\xd8\xff"
JPEG_END = b"\xff\xd9"
SIZES = struct.Struct(">HHII")
"""Of one page: width, height, bytes of the JPEG, bytes of the thumbnail."""


class EvidenceProblem(StrEnum):
    """Why a file cannot be taken as evidence."""

    KOSONG = "kosong"
    TERLALU_BESAR = "terlalu-besar"
    """More bytes than allowed, packed or (within a PDF) unpacked."""
    TIPE_HEIC = "tipe-heic"
    """The photo format of iPhones: ask for JPEG ("Paling Kompatibel" in the camera settings)."""
    TIPE_TIDAK_DIDUKUNG = "tipe-tidak-didukung"
    RUSAK = "rusak"
    TERLALU_BANYAK_PIKSEL = "terlalu-banyak-piksel"
    PDF_AKTIF = "pdf-aktif"
    """It runs something, carries another file, or hides what it does."""
    PDF_TERSANDI = "pdf-tersandi"
    PDF_TERLALU_PANJANG = "pdf-terlalu-panjang"
    TERLALU_LAMA = "terlalu-lama"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Shown to people where it is asked for, so keep them round."""

    bytes_in: int = 10 * 1024 * 1024
    pixels: int = 50_000_000
    """Of a JPEG, which is decoded at a fraction of its size (a phone takes 12 to 50 million)."""
    pixels_whole: int = 25_000_000
    """Of a PNG or WebP, which must be decoded whole: up to 16 bytes a pixel."""
    edge: int = 2_000
    """Pixels on the long side of a clean page."""
    thumbnail_edge: int = 320
    quality: int = 85
    pdf_pages: int = 10
    pdf_points: int = 10_000
    """On the long side of a PDF page; photo apps write one point a pixel."""
    pdf_dpi: int = 150
    """Enough to read the small print of a KK; 110 is not."""
    pdf_unpacked: int = 32 * 1024 * 1024
    """Bytes of all object streams of a PDF."""
    memory: int = 512 * 1024 * 1024
    """Address space of the child."""
    cpu_seconds: int = 8
    seconds: float = 20.0
    bytes_out: int = 40 * 1024 * 1024

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Limits":
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class CleanPage:
    """One picture, made from pixels alone: JPEG without metadata, and a small one for lists."""

    width: int
    height: int
    jpeg: bytes = field(repr=False)
    thumbnail: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CleanEvidence:
    """The pages of one file: one for a picture, one to ten for a PDF."""

    pages: tuple[CleanPage, ...]


def pack(result: CleanEvidence | EvidenceProblem) -> bytes:
    """The number of pages, then the sizes of each, then each JPEG and its thumbnail; or 0 and the problem."""
    if isinstance(result, EvidenceProblem):
        return bytes((0,)) + result.encode()
    sizes = [
        SIZES.pack(page.width, page.height, len(page.jpeg), len(page.thumbnail)) for page in result.pages
    ]
    pictures = [picture for page in result.pages for picture in (page.jpeg, page.thumbnail)]
    return bytes((len(sizes),)) + b"".join(sizes + pictures)


def unpack(answer: bytes) -> CleanEvidence | EvidenceProblem:
    """Read what `pack` wrote, trusting nothing: the writer had a hostile file in its hands.

    Anything that is not exactly an answer is RUSAK.
    """
    try:
        return _pages(answer) if answer[:1] > b"\0" else EvidenceProblem(answer[1:].decode())
    except (ValueError, struct.error):
        return EvidenceProblem.RUSAK


def _pages(answer: bytes) -> CleanEvidence:
    """Raises ValueError or struct.error unless there are just as many JPEGs of just these sizes."""
    pages: list[CleanPage] = []
    at = 1 + answer[0] * SIZES.size
    for number in range(answer[0]):
        width, height, *lengths = SIZES.unpack_from(answer, 1 + number * SIZES.size)
        middle, end = at + lengths[0], at + sum(lengths)
        pages.append(CleanPage(width, height, _jpeg(answer[at:middle]), _jpeg(answer[middle:end])))
        at = end
    if at != len(answer):
        raise ValueError("sizes do not add up")
    return CleanEvidence(tuple(pages))


def _jpeg(picture: bytes) -> bytes:
    if not (picture.startswith(JPEG_START) and picture.endswith(JPEG_END)):
        raise ValueError("no JPEG")
    return picture
