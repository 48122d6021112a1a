"""The rows of one XLSX sheet as a stream: memory does not grow with the sheet, nor with what it claims to be.

The part is parsed as it is inflated. Cells are placed by their own reference, so a cell at XFD1048576 costs
one row and not 17 thousand million cells. Every value becomes text: a whole number its digits, a number too
long for Excel's 15 digits the scientific notation Excel shows for it, a date its serial number.
"""

import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from pemilu.pemilih.importers.records import Record
from pemilu.pemilih.importers.refusal import FileRefused, Refusal
from pemilu.pemilih.importers.sheetxml import RowParser, StringParser
from pemilu.pemilih.importers.workbook import BROKEN

MAX_STRINGS = 2_500_000
_CHUNK = 65_536


class SheetReader:
    """Reads one sheet; `done` is how many bytes of its XML were parsed."""

    def __init__(self, archive: zipfile.ZipFile, part: str, strings: list[str], before: int = 0) -> None:
        """`before` is added to the number of every row."""
        self._part, self._before = part, before
        self._archive, self._strings = archive, strings
        self.total = archive.getinfo(part).file_size
        self.done = 0

    def records(self) -> Iterator[Record]:
        """Rows with anything in them, numbered as Excel shows them. Raises FileRefused midway if broken."""
        rows = RowParser(self._strings, self._before)
        for chunk in _inflated(self._archive, self._part):
            _feed(rows.parser, chunk, self._part)
            self.done += len(chunk)
            yield from rows.take()
        _feed(rows.parser, b"", self._part, last=True)
        yield from rows.take()


def read_strings(archive: zipfile.ZipFile, part: str | None) -> list[str]:
    """The table of strings that cells refer to. Raises FileRefused for a broken or enormous one."""
    if part is None:
        return []
    strings = StringParser()
    for chunk in _inflated(archive, part):
        _feed(strings.parser, chunk, part)
        if len(strings.found) > MAX_STRINGS:
            raise FileRefused(Refusal.TERLALU_BESAR, batas=f"{MAX_STRINGS:,} isi sel".replace(",", "."))
    _feed(strings.parser, b"", part, last=True)
    return strings.found


def _inflated(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    try:
        with archive.open(part) as stream:
            yield from _chunks(stream)
    except BROKEN:
        raise FileRefused(Refusal.RUSAK, bagian=part) from None


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _feed(parser: expat.XMLParserType, chunk: bytes, part: str, *, last: bool = False) -> None:
    try:
        parser.Parse(chunk, last)
    except expat.ExpatError:
        raise FileRefused(Refusal.RUSAK, bagian=part) from None
