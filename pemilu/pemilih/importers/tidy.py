"""Cells without what people never meant to write: odd blanks, invisible marks, the quotes of spreadsheets."""

import re
import unicodedata
from collections.abc import Sequence

_QUOTED = re.compile(r'=?"(.*)"')


def tidy(cells: Sequence[str]) -> tuple[Sequence[str], bool]:
    """Every cell trimmed, its inner blanks single; and whether all is plain printable ASCII.

    Control characters stay, for they tell of damage.
    """
    joined = f"|{'|'.join(cells)}|"
    plain = joined.isascii() and joined.isprintable()
    quoted = "'" in joined or '"' in joined
    if plain and not (quoted or "  " in joined or " |" in joined or "| " in joined):
        return cells, True
    return [_tidy(cell) for cell in cells], plain


def _tidy(cell: str) -> str:
    if not cell.isascii():
        cell = "".join(sign for sign in cell if unicodedata.category(sign) != "Cf")
    text = " ".join(cell.split())
    quoted = _QUOTED.fullmatch(text)
    # An apostrophe in first place is how a spreadsheet is told "this is text".
    return (quoted[1] if quoted else text).lstrip("'").strip()
