"""What a report may repeat of a cell: enough to find it in the file, nothing to know a person by."""

import re

from pemilu.pemilih.importers.columns import Column
from pemilu.pemilih.nama import mask as mask_name

NIK_HIDDEN = "•••• •••• •••• ••••"

_MAX_SHOWN = 24
_MAX_CODE = 4
_KODE = re.compile(r"[0-9]{2}(?:[. ]?[0-9]{2}){2}[. ]?[0-9]{4}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def masked(column: Column | None, text: str) -> str:
    """The cell as a report may show it.

    Codes of at most four signs and the code of a kelurahan stand as they are, a name as in the public list;
    of everything else only the shape: # for a digit, A for a letter.
    """
    if column is Column.NAMA:
        return mask_name(text)
    if len(text) <= _MAX_CODE or (column is Column.KELURAHAN and _KODE.fullmatch(text)):
        return _printable(text)
    shape = "".join(_shape(sign) for sign in text[:_MAX_SHOWN])
    return f"{shape}… ({len(text)} karakter)" if len(text) > _MAX_SHOWN else shape


def formula_safe(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _shape(sign: str) -> str:
    if sign.isdigit():
        return "#"
    return "A" if sign.isalpha() else _printable(sign)


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in text)
