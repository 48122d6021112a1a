"""The two XML vocabularies of a sheet (ECMA-376 part 1, §18.3 and §18.4) as event handlers."""

import re
from collections.abc import Callable
from string import ascii_uppercase
from xml.parsers import expat

from pemilu.pemilih.importers.records import MAX_CELL, Record
from pemilu.pemilih.importers.refusal import FileRefused, Refusal

MAX_COLUMNS = 104
"""A to CZ. Cells further right are not read: no form of ours is that wide."""

_COLUMN = {letters: at for at, letters in enumerate(a + b for a in ("", *"ABC") for b in ascii_uppercase)}
_ROW_NUMBER = re.compile(r"[0-9]{1,7}")
_DIGITS = "0123456789"
_EXCEL_DIGITS = 15
_BEYOND_EXCEL = 10.0**_EXCEL_DIGITS
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BOOLEANS = {"1": "TRUE", "0": "FALSE"}


class _Text:
    """Collects the text of an element, not much more of it than a cell may hold."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0

    def add(self, text: str) -> None:
        if self._size <= MAX_CELL:
            self._parts.append(text)
            self._size += len(text)

    def take(self) -> str:
        text = "".join(self._parts)
        self._parts.clear()
        self._size = 0
        return text


class StringParser:
    """sharedStrings.xml: one text for each <si>, its runs joined, phonetic hints left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._text = _Text()
        self._hint = False
        self.parser = _parser(self._start, self._end)

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "rPh":
            self._hint = True
        elif tag == "t" and not self._hint:
            self.parser.CharacterDataHandler = self._text.add

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        self.parser.CharacterDataHandler = None
        if tag == "rPh":
            self._hint = False
        elif tag == "si":
            self.found.append(_unescaped(self._text.take()))


class RowParser:
    """The <row> elements of a sheet; `take()` hands over the rows that are complete."""

    def __init__(self, strings: list[str], before: int = 0) -> None:
        """`before` is added to the number of every row."""
        self._strings, self._before = strings, before
        self._text = _Text()
        self._rows: list[Record] = []
        self._cells: list[str] = []
        self._line = self._column = 0
        self._kind = "n"
        self.parser = _parser(self._start, self._end)

    def take(self) -> list[Record]:
        rows, self._rows = self._rows, []
        return rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2] if ":" in name else name
        if tag == "c":
            self._start_cell(attributes)
        elif tag in {"v", "t"}:
            self.parser.CharacterDataHandler = self._text.add
        elif tag == "row":
            self._cells = []
            self._column = -1
            number = attributes.get("r", "")
            self._line = int(number) if _ROW_NUMBER.fullmatch(number) else self._line + 1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._kind = attributes.get("t", "n")
        place = attributes.get("r")
        self._column = _COLUMN.get(place.rstrip(_DIGITS), -1) if place else self._column + 1

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2] if ":" in name else name
        if tag in {"v", "t"}:
            self.parser.CharacterDataHandler = None
        elif tag == "c":
            self._place(_value(self._kind, self._text.take(), self._strings))
        elif tag == "row" and self._cells:
            self._rows.append(Record(self._before + self._line, self._cells))
            self._cells = []

    def _place(self, value: str) -> None:
        column, cells = self._column, self._cells
        if value and 0 <= column < MAX_COLUMNS:
            if column >= len(cells):
                cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = value


def _parser(start: Callable[[str, dict[str, str]], None], end: Callable[[str], None]) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    return parser


def _refuse_doctype(*_declaration: object) -> None:
    raise FileRefused(Refusal.BERBAHAYA, bagian="DTD")


def _value(kind: str, text: str, strings: list[str]) -> str:
    if kind == "s":
        at = int(text[:_EXCEL_DIGITS]) if text.isdecimal() else len(strings)
        return strings[at] if at < len(strings) else ""
    if kind == "n":
        return text if len(text) <= _EXCEL_DIGITS and text.isdecimal() else _number(text)
    return _BOOLEANS.get(text, "") if kind == "b" else _unescaped(text)


def _number(text: str) -> str:
    """A number as a person reads it; past Excel's 15 digits the last ones are lost, and it shows."""
    try:
        number = float(text)
    except ValueError:
        return text
    if abs(number) >= _BEYOND_EXCEL:
        return f"{number:.5E}"
    return str(int(number)) if number.is_integer() else text


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
