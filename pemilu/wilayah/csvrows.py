"""Rows of a CSV file as people save them: `,` or `;`, with or without a BOM, plain or gzipped.

The file is read as a stream in bounded memory. A broken row is a `BadRow` and reading goes on; a file that is
no such table at all raises `UnreadableCsv`. Reasons are Indonesian sentences for the person who must mend the
file; a value is shown in them only through `shown`, since a voter list may have been offered by mistake.
"""

import csv
import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final, TextIO

from pemilu.infra.errors import DomainError

_MAX_LINE: Final = 10_000
_MAX_SHOWN: Final = 40
_LONG_NUMBER: Final = re.compile(r"[0-9](?:[ .\-]?[0-9]){13,}")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used: the line where it starts (from 1), what is wrong and how to mend it."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row by column, spaces tidied; a column the file does not have is not among them."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a file must and may have, other spellings, and whether unknown ones are passed over."""

    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    aliases: Mapping[str, str] = field(default_factory=dict)
    others_ignored: bool = False


class UnreadableCsv(DomainError, ValueError):
    """The file as a whole cannot be read; `reason` says why and what to do, in Indonesian."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def shown(value: str) -> str:
    """A value fit for a message: short, and with any number as long as a NIK blotted out."""
    safe = _LONG_NUMBER.sub("[angka panjang disembunyikan]", value)
    return f"“{safe}”" if len(safe) <= _MAX_SHOWN else f"“{safe[:_MAX_SHOWN]}…”"


def read_rows(path: Path, columns: Columns) -> Iterator[RawRow | BadRow]:
    """The rows below the header without the empty ones. Raises `UnreadableCsv`, OSError for no file."""
    try:
        with _open_text(path) as text:
            yield from _rows(text, columns)
    except UnicodeDecodeError:  # its text would quote bytes of the file
        raise UnreadableCsv("Berkas bukan teks UTF-8. Simpan ulang sebagai “CSV UTF-8”.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise UnreadableCsv("Berkas .gz rusak atau terpotong. Unggah ulang berkasnya.") from None


def _open_text(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _lines(text: TextIO) -> Iterator[str]:
    while line := text.readline(_MAX_LINE):
        if len(line) == _MAX_LINE:
            raise UnreadableCsv(
                f"Ada baris lebih panjang dari {_MAX_LINE} huruf. Periksa apakah ini berkas CSV."
            )
        yield line


def _rows(text: TextIO, columns: Columns) -> Iterator[RawRow | BadRow]:
    lines = _lines(text)
    first = next(lines, "")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    records = _records(chain([first], lines), delimiter)
    header = _header(next(records), columns)
    for record in records:
        if isinstance(record, BadRow):
            yield record
        elif any(record.cells):
            yield _row(record, header)


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    cells: list[str]


def _records(lines: Iterable[str], delimiter: str) -> Iterator[_Record | BadRow]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield _Record(line, [" ".join(cell.split()) for cell in next(reader)])
        except StopIteration:
            return
        except csv.Error:
            yield BadRow(
                line, 'Tanda kutip tidak berpasangan. Hapus tanda kutip (") di baris ini lalu simpan ulang.'
            )


def _header(record: _Record | BadRow, columns: Columns) -> Sequence[str]:
    if isinstance(record, BadRow):
        raise UnreadableCsv(record.reason)
    names = [cell.casefold().replace(" ", "_") for cell in record.cells]
    header = [columns.aliases.get(name, name) for name in names]
    known = columns.required | columns.optional
    if missing := sorted(columns.required.difference(header)):
        raise UnreadableCsv(f"Kolom {', '.join(missing)} tidak ada. Baris pertama harus berisi nama kolom.")
    if twice := sorted(name for name in known if header.count(name) > 1):
        raise UnreadableCsv(f"Kolom {', '.join(twice)} ada dua kali. Hapus salah satunya.")
    if not columns.others_ignored and (strange := [shown(name) for name in header if name not in known]):
        accepted = ", ".join(sorted(known))
        raise UnreadableCsv(f"Kolom {', '.join(strange)} tidak dikenal. Hapus, atau pakai: {accepted}.")
    return header


def _row(record: _Record, header: Sequence[str]) -> RawRow | BadRow:
    if len(record.cells) != len(header):
        found = f"Ada {len(record.cells)} kolom, seharusnya {len(header)}."
        return BadRow(record.line, f"{found} Isi yang memuat pemisah kolom harus diapit tanda kutip.")
    for name, cell in zip(header, record.cells, strict=True):
        if not cell.isprintable():
            return BadRow(record.line, f"Kolom {name} memuat karakter tak terlihat. Ketik ulang isinya.")
    return RawRow(record.line, dict(zip(header, record.cells, strict=True)))
