"""Finds in the bytes of a PDF what would act on its own (ISO 32000-1, 7.5.7, 12.6, 12.7.8, 7.11.4).

Pages are turned into pictures anyway, so nothing that is missed here can act; but a file that tries is
refused whole, because it is not the scan of a document.
"""

import re
import zlib
from collections.abc import Iterator

from pemilu.laporan.pages import EvidenceProblem

ACTIVE = {
    b"JavaScript", b"JS", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"XFA", b"AA", b"RichMedia",
    b"Rendition", b"Movie", b"Sound", b"SubmitForm", b"ImportData", b"ResetForm", b"GoToE", b"GoToR",
}  # fmt: skip
# Harmless in a link that somebody taps, not as what a file does by itself when it is opened.
NOT_AT_OPENING = {b"URI", b"Named", b"Thread", b"Hide", b"SetOCGState", b"Trans", b"GoTo3DView"}
OPENING = b"OpenAction"
OBJECT_STREAM = b"ObjStm"
UNREADABLE = {b"DecodeParms", b"LZWDecode", b"ASCIIHexDecode", b"ASCII85Decode", b"RunLengthDecode", b"Crypt"}

_NAME = re.compile(rb"/((?:[^\x00-\x20()<>\[\]{}/%#]|#[0-9A-Fa-f]{2})+)")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
# `/OpenAction [3 0 R /FitH null]` only says which page is shown first; most programs write it.
_OPENS_AT_A_PAGE = re.compile(rb"/OpenAction\s*\[")


def find_active(content: bytes, *, most: int) -> EvidenceProblem | None:
    """PDF_AKTIF when the file acts or hides what it does; TERLALU_BESAR past `most` bytes unpacked."""
    plain: list[bytes] = []
    unpacked = 0
    for before, packed in _pieces(content):
        names = _names(before)
        plain.append(before)
        if OBJECT_STREAM not in names:
            continue
        if names & UNREADABLE:
            return EvidenceProblem.PDF_AKTIF
        objects = _inflate(packed, most - unpacked + 1) if b"FlateDecode" in names else packed
        unpacked += len(objects)
        if unpacked > most:
            return EvidenceProblem.TERLALU_BESAR
        plain.append(objects)
    return EvidenceProblem.PDF_AKTIF if _acts(b"\n".join(plain)) else None


def _acts(objects: bytes) -> bool:
    names = _names(objects)
    if names & ACTIVE:
        return True
    opens_by_action = OPENING in names and not _OPENS_AT_A_PAGE.search(objects)
    return opens_by_action and bool(names & NOT_AT_OPENING)


def _pieces(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The file as pairs: what stands before a stream, and the bytes of the stream."""
    at = 0
    while (start := content.find(b"stream", at)) >= 0 and (end := content.find(b"endstream", start)) >= 0:
        yield content[at:start], content[start + len(b"stream") : end]
        at = end + len(b"endstream")
    yield content[at:], b""


def _names(objects: bytes) -> set[bytes]:
    """All names, with `#4A` read as the letter it stands for."""
    return {
        _ESCAPE.sub(lambda code: bytes.fromhex(code[1].decode()), name) for name in _NAME.findall(objects)
    }


def _inflate(packed: bytes, most: int) -> bytes:
    """At most `most` bytes of a FlateDecode stream; as much as can be read of a damaged one."""
    inflater = zlib.decompressobj()
    try:
        return inflater.decompress(packed.lstrip(b"\r\n"), most)
    except zlib.error:
        return b""
