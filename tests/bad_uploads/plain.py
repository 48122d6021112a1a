"""Takes a JPEG apart as far as needed to say that nothing is in it but a picture."""

from collections.abc import Iterator

from tests.bad_uploads import EICAR, MARK

JFIF, TABLES, FRAME, SCAN, END = 0xE0, {0xDB, 0xC4}, 0xC0, 0xDA, 0xD9
JFIF_BYTES = 16
SUSPICIOUS = (
    MARK,
    EICAR,
    b"<script",
    b"<?php",
    b"PK\x03\x04",
    b"%PDF",
    b"Exif",
    b"ICC_PROFILE",
    b"http:",
    b"139999",
)


def oddities(jpeg: bytes) -> list[str]:
    """What a picture alone would not have: strange segments, bytes after the end, marks of the input."""
    found = [f"segment {kind:02x}" for kind, body in _segments(jpeg) if _strange(kind, body)]
    found += [f"bytes {mark!r}" for mark in SUSPICIOUS if mark in jpeg]
    if jpeg.find(b"\xff\xd9", jpeg.index(b"\xff\xda")) != len(jpeg) - 2:
        found.append("bytes after the end")
    return found


def _segments(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each segment up to the scan."""
    at, kind = 2, 0
    while kind != SCAN:
        kind, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4])
        yield kind, jpeg[at + 2 : at + 2 + length]
        at += 2 + length


def _strange(kind: int, body: bytes) -> bool:
    if kind == JFIF:
        return len(body) != JFIF_BYTES
    return kind not in {*TABLES, FRAME, SCAN}
