"""Cells without what people never meant to write: odd blanks, invisible marks, the quotes of spreadsheets."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain

_QUOTED = re.compile(r'=?"(.*)"')


def tidy(cells: Sequence[str]) -> tuple[Sequence[str], bool]:
    """Every cell trimmed, its inner blanks single; and whether all is plain printable ASCII.

    Control characters stay, for they tell of damage.
    """
    plain, neat = _judged(cells)
    return cells if neat else [_tidy(cell) for cell in cells], plain


def tidied(rows: Sequence[Sequence[str]]) -> tuple[list[Sequence[str]], list[int]]:
    """As `tidy` for many rows: the cells, and the indexes of rows that are not plain."""
    # Most often one look at all of them tells that there is nothing to do.
    if _judged([*chain.from_iterable(rows)]) == (True, True):
        return list(rows), []
    each = [tidy(cells) for cells in rows]
    return [cells for cells, _ in each], [at for at, (_, plain) in enumerate(each) if not plain]


def _judged(cells: Sequence[str]) -> tuple[bool, bool]:
    """Whether all is plain printable ASCII; whether there is nothing to tidy."""
    joined = f"|{'|'.join(cells)}|"
    plain = joined.isascii() and joined.isprintable()
    quoted = "|'" in joined or '"' in joined
    return plain, plain and not (quoted or "  " in joined or " |" in joined or "| " in joined)


def _tidy(cell: str) -> str:
    if not cell.isascii():
        cell = "".join(sign for sign in cell if unicodedata.category(sign) != "Cf")
    text = " ".join(cell.split())
    quoted = _QUOTED.fullmatch(text)
    # An apostrophe in first place is how a spreadsheet is told "this is text".
    return (quoted[1] if quoted else text).lstrip("'").strip()
