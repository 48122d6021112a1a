"""Opens a file of any name as rows of voters: what it is, its bytes tell."""

import codecs
import hashlib
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pemilu.pemilih.importers.columns import Column
from pemilu.pemilih.importers.header import HEADER_WITHIN, MIN_KNOWN, is_list, likeness
from pemilu.pemilih.importers.records import SHEET, Record, Table, in_blocks
from pemilu.pemilih.importers.refusal import FileRefused, Refusal
from pemilu.pemilih.importers.rows import Parcel, RawRow, Rows
from pemilu.pemilih.importers.sheet import SheetReader, read_strings
from pemilu.pemilih.importers.textfile import open_text, read_table
from pemilu.pemilih.importers.workbook import open_workbook

_BLOCK = 1024 * 1024
_HEAD = 4096
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = (
    (b"%PDF", Refusal.PDF),
    (b"\x1f\x8b", Refusal.TERKOMPRESI),
    (b"7z\xbc\xaf\x27\x1c", Refusal.TERKOMPRESI),
    (b"Rar!", Refusal.TERKOMPRESI),
    (b"BZh", Refusal.TERKOMPRESI),
    (b"\xfd7zXZ", Refusal.TERKOMPRESI),
    (b"PK\x05\x06", Refusal.TERKOMPRESI),
)
_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<[!?a-zA-Z]")


class Fingerprint(NamedTuple):
    """What one look at every byte tells: SHA-256 in hex, how long, whether all of it is UTF-8."""

    sha256: str
    size: int
    is_utf8: bool


class Opened(NamedTuple):
    """The tables of a file, and which of its sheets hold something else (numbered from 1 as shown)."""

    tables: list[Table]
    unread: list[int]


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file: iterate it once. One table, or as many as a workbook has sheets with a list.

    `unread` are the sheets that hold something else, numbered from 1 as shown.
    """

    parts: list[tuple[Rows, Table]]
    unread: list[int]

    def __iter__(self) -> Iterator[RawRow]:
        return chain.from_iterable(rows for rows, _ in self.parts)

    def parcels(self, size: int) -> Iterator[Parcel]:
        """The same, to be converted about `size` lines at a time; sheets are not mixed."""
        return chain.from_iterable(rows.parcels(size) for rows, _ in self.parts)

    @property
    def missing(self) -> tuple[Column, ...]:
        """Optional columns that the file does not have anywhere."""
        first, *others = (rows.missing for rows, _ in self.parts)
        return tuple(column for column in first if all(column in missing for missing in others))

    @property
    def decorations(self) -> int:
        """Lines passed over so far as titles, sums and so on."""
        return sum(rows.decorations for rows, _ in self.parts)

    @property
    def total(self) -> int:
        """Bytes to read."""
        return sum(table.total for _, table in self.parts)

    def done(self) -> int:
        """Bytes behind."""
        return sum(table.done() for _, table in self.parts)


def fingerprint(path: Path) -> Fingerprint:
    """Read the file once in blocks. Raises OSError."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    is_utf8, size = True, 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
            is_utf8 = is_utf8 and _decodes(decoder, block)
    return Fingerprint(digest.hexdigest(), size, is_utf8)


@contextmanager
def open_source(path: Path, *, is_utf8: bool = True) -> Iterator[Source]:
    """The file as a stream of rows, closed on leaving.

    Raises:
        FileRefused: not a table of ours, or one that must not be read; also midway, when a part is broken.
    """
    before = _version(path)
    with path.open("rb") as file:
        kind = _kind(file)
    with _opened_xlsx(path) if kind == _ZIP else _opened_text(path, is_utf8=is_utf8) as (tables, unread):
        yield Source([(Rows(table), table) for table in tables], unread)
    if _version(path) != before:
        raise FileRefused(Refusal.BERUBAH)


def _version(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _kind(file: BinaryIO) -> bytes:
    """`_ZIP` or nothing for text; everything else is refused."""
    head = file.read(_HEAD)
    if not head.strip(b"\0 \r\n\t"):
        raise FileRefused(Refusal.KOSONG)
    for start, kind in _FOREIGN:
        if head.startswith(start):
            raise FileRefused(kind)
    if head.startswith(_OLE):
        raise FileRefused(Refusal.TERSANDI if _has_encrypted_stream(file, head) else Refusal.EXCEL_LAMA)
    if _MARKUP.match(head):
        raise FileRefused(Refusal.HTML)
    return _ZIP if head.startswith(_ZIP) else b""


def _has_encrypted_stream(file: BinaryIO, head: bytes) -> bool:
    """An .xlsx with a password lies as one stream of that name inside an old container."""
    tail = head
    while block := file.read(_BLOCK):
        if _ENCRYPTED_STREAM in tail[-_HEAD:] + block:
            return True
        tail = block
    return _ENCRYPTED_STREAM in tail


@contextmanager
def _opened_text(path: Path, *, is_utf8: bool) -> Iterator[Opened]:
    with open_text(path, is_utf8=is_utf8) as file:
        yield Opened([read_table(file, score=likeness)], [])


@contextmanager
def _opened_xlsx(path: Path) -> Iterator[Opened]:
    archive, sheets = open_workbook(path)
    with closing(archive):
        strings = read_strings(archive, sheets.strings)
        heads = {
            at: list(islice(SheetReader(archive, part, strings).records(), HEADER_WITHIN))
            for at, part in enumerate(sheets.parts, start=1)
        }
        found = _lists(heads)
        readers = [
            SheetReader(archive, sheets.parts[at - 1], strings, at * SHEET if len(found) > 1 else 0)
            for at in found
        ]
        unread = [at for at, head in heads.items() if head and at not in found]
        yield Opened([_table(reader) for reader in readers], unread)


def _lists(heads: dict[int, list[Record]]) -> list[int]:
    """The sheets that hold lists of voters; else the first one like it, so that it tells what it lacks."""
    found = [at for at, head in heads.items() if is_list(head)]
    found = found or [at for at, head in heads.items() if likeness(head) >= MIN_KNOWN][:1]
    if not found:
        raise FileRefused(Refusal.TANPA_JUDUL, batas=HEADER_WITHIN)
    return found


def _table(reader: SheetReader) -> Table:
    records = reader.records()
    blocks = partial(in_blocks, records)
    return Table(records, reader.total, partial(_done, reader), ragged=False, blocks=blocks)


def _done(reader: SheetReader) -> int:
    return reader.done
