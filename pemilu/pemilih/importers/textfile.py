"""CSV as people save it: any usual encoding and delimiter, read line by line in bounded memory."""

import codecs
import csv
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from pemilu.pemilih.importers.problems import Masalah
from pemilu.pemilih.importers.records import MAX_CELL, Block, Record, Table, Uncut
from pemilu.pemilih.importers.refusal import FileRefused, Refusal

MAX_LINE = 100_000
MAX_JOINED = 5
"""A quoted cell may run over this many lines; a quote that stays open longer was never meant as one."""

MAX_DELIMITERS = 4
"""A cell over two lines with more delimiters than this has swallowed a row: two quotes were left open."""

SAMPLE_LINES = 60
_SAMPLE_BYTES = 4096
_DELIMITERS = ";,\t|"
_CTRL_Z = "\x1a"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def open_text(path: Path, *, is_utf8: bool) -> TextIO:
    """Open with the encoding its bytes speak for; what cannot be decoded becomes U+FFFD and costs its row."""
    return path.open(encoding=_encoding(path, is_utf8=is_utf8), errors="replace")


def read_table(file: TextIO, *, score: Callable[[list[Record]], int]) -> Table:
    """Cut a text file into cells. `score` says how much lines, cut at some delimiter, look like our table.

    Raises:
        FileRefused: most of its first lines are no text.
    """
    lines = deque(islice(_lines(file), SAMPLE_LINES))
    if _is_binary(text for _, text in lines):
        raise FileRefused(Refusal.BUKAN_TABEL)
    declared = _declared_delimiter(lines)
    if declared:
        lines.popleft()
    delimiter = declared or max(_DELIMITERS, key=lambda sign: score(list(_records(_Pushable(lines), sign))))
    rest = _lines(file, first=lines[-1][0] + 1 if lines else 1)
    total = os.fstat(file.fileno()).st_size
    pushable = _Pushable(chain(lines, rest))
    blocks = partial(_blocks, pushable, delimiter)
    return Table(_records(pushable, delimiter), total, file.buffer.tell, ragged=True, blocks=blocks)


def _encoding(path: Path, *, is_utf8: bool) -> str:
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
    marked = next((name for bom, name in _BOMS if head.startswith(bom)), None)
    if marked:
        return marked
    zeros_even, zeros_odd = head[::2].count(0), head[1::2].count(0)
    if max(zeros_even, zeros_odd) > len(head) // 5:
        return "utf-16-le" if zeros_odd > zeros_even else "utf-16-be"
    return "utf-8" if is_utf8 else "cp1252"


def _lines(file: TextIO, first: int = 1) -> Iterator[tuple[int, str]]:
    """Numbered lines without their ends; one longer than MAX_LINE is cut there and its rest is dropped."""
    number = first
    while line := file.readline(MAX_LINE):
        if len(line) == MAX_LINE and not line.endswith("\n"):
            _drop_rest(file)
        yield number, line.rstrip("\n")
        number += 1


def _drop_rest(file: TextIO) -> None:
    while (part := file.readline(MAX_LINE)) and not part.endswith("\n"):
        pass


def _is_binary(lines: Iterable[str]) -> bool:
    """Whether one sign in twenty is none that text has; a damaged cell or two are not enough."""
    text = "".join(line[:MAX_CELL] for line in lines)
    odd = sum(not sign.isprintable() and not sign.isspace() for sign in text)
    return odd * 20 > len(text) and text != _CTRL_Z


def _declared_delimiter(lines: deque[tuple[int, str]]) -> str | None:
    """Excel's own first line `sep=;`."""
    first = lines[0][1].strip('"').lower() if lines else ""
    sign = first.removeprefix("sep=")
    return sign if len(sign) == 1 and sign != first else None


def _blocks(lines: "_Pushable", delimiter: str, size: int) -> Iterator[Block]:
    """Lines as they are where each is a row; where a quote may join some, cut."""
    while block := list(islice(lines, size)):
        texts = [text for _, text in block]
        if '"' not in "".join(texts) and max(map(len, texts)) <= MAX_CELL:
            yield Uncut(block[0][0], texts, delimiter)
        else:
            lines.push_back(block)
            yield list(islice(_records(lines, delimiter), size))


def _records(lines: "_Pushable", delimiter: str) -> Iterator[Record]:
    opening = delimiter + '"'
    for number, line in lines:
        if len(line) > MAX_CELL and (cut := _cut(line, delimiter)):
            yield Record(number, cut, Masalah.BARIS_PANJANG)
        elif '"' not in line:
            yield Record(number, line.split(delimiter))
        elif line.count('"') % 2 == 0 or not (line.startswith('"') or opening in line):
            yield _parsed(number, line, delimiter)
        else:
            yield _joined(number, line, lines, delimiter)


def _cut(line: str, delimiter: str) -> list[str]:
    """The beginnings of the cells of a line that holds too much; nothing when all are of lawful size."""
    cells = line.split(delimiter)
    if len(line) < MAX_LINE and max(map(len, cells)) <= MAX_CELL:
        return []
    return [cell[:MAX_CELL] for cell in cells]


def _joined(number: int, line: str, lines: "_Pushable", delimiter: str) -> Record:
    """A row whose quoted cell runs over line ends; when it never closes only this line is lost."""
    held: list[tuple[int, str]] = []
    for following in islice(lines, MAX_JOINED - 1):
        held.append(following)
        text = "\n".join([line, *(part for _, part in held)])
        if len(text) > MAX_CELL:
            break
        if text.count('"') % 2 == 0:
            record = _parsed(number, text, delimiter)
            if not any("\n" in cell and cell.count(delimiter) > MAX_DELIMITERS for cell in record.cells):
                return record
            break
    lines.push_back(held)
    return Record(number, [line], Masalah.BARIS_KUTIP)


def _parsed(number: int, text: str, delimiter: str) -> Record:
    # One reader for one row: a stray quote cannot swallow the next one.
    try:
        return Record(number, next(csv.reader((text,), delimiter=delimiter)))
    except csv.Error:
        return Record(number, [text], Masalah.BARIS_KUTIP)


class _Pushable:
    """Lines that can be given back."""

    def __init__(self, numbered: Iterable[tuple[int, str]]) -> None:
        self._given_back: deque[tuple[int, str]] = deque()
        self._rest = iter(numbered)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        return self._given_back.popleft() if self._given_back else next(self._rest)

    def push_back(self, lines: Iterable[tuple[int, str]]) -> None:
        self._given_back.extendleft(reversed(list(lines)))
