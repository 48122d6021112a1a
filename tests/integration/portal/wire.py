"""Multipart bodies byte by byte: what a browser sends, and what no browser ever would."""

from dataclasses import dataclass
from typing import Any

from tests.integration.laporan.office import PICTURE

BOUNDARY = "batas"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body, header lines and content as they go over the wire."""

    content: bytes
    disposition: str
    content_type: str | None = "image/jpeg"

    def on_the_wire(self, line: bytes = b"\r\n") -> bytes:
        heads = [f"Content-Disposition: form-data{self.disposition}"]
        heads += [f"Content-Type: {self.content_type}"] if self.content_type is not None else []
        return line.join([*(head.encode() for head in heads), b"", self.content])


def field(name: str, value: str) -> Part:
    return Part(value.encode(), f'; name="{name}"', None)


def file(content: bytes = PICTURE, name: str = "ktp.jpg", number: int = 1, **more: Any) -> Part:
    """A file in that field of a form for evidence; its name goes out as it is."""
    return Part(content, f'; name="bukti_{number}"; filename="{name}"', **more)


def body(parts: list[Part], boundary: str = BOUNDARY, *, line: bytes = b"\r\n", end: bytes = b"--") -> bytes:
    """A multipart body; `line` ends its lines, `end` follows the last boundary."""
    dash = b"--" + boundary.encode()
    return b"".join(dash + line + part.on_the_wire(line) + line for part in parts) + dash + end + line
