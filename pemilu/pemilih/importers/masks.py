"""What a report may repeat of a cell: enough to find it in the file, nothing to know a person by."""

import re

from pemilu.pemilih.importers.columns import Column
from pemilu.pemilih.nama import mask as mask_name

NIK_HIDDEN = "•••• •••• •••• ••••"

_MAX_SHOWN = 24
_MAX_CODE = 4
_MAX_LETTERS = 2
_MAX_DIGITS = 3
_CODED = frozenset(
    {
        Column.STATUS_KAWIN,
        Column.JENIS_KELAMIN,
        Column.RT,
        Column.RW,
        Column.DISABILITAS,
        Column.KTP,
        Column.KETERANGAN,
        Column.TPS,
    }
)
_KODE = re.compile(r"[1-9][0-9](?:[. ]?[0-9]{2}){2}[. ]?[0-9]{4}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def masked(column: Column | None, text: str) -> str:
    """The cell as a report may show it.

    Codes and the code of a kelurahan stand as they are, a name as in the public list; of everything else only
    the shape: # for a digit, A for a letter. In a row whose cells have shifted any column may hold a name or
    a year, so what is too much of a word or a number for a code has its shape only.
    """
    if column is Column.NAMA:
        return mask_name(text)
    if _is_code(column, text) or (column is Column.KELURAHAN and _KODE.fullmatch(text)):
        return _printable(text)
    shape = "".join(_shape(sign) for sign in text[:_MAX_SHOWN])
    return f"{shape}… ({len(text)} karakter)" if len(text) > _MAX_SHOWN else shape


def _is_code(column: Column | None, text: str) -> bool:
    return (
        column in _CODED
        and len(text) <= _MAX_CODE
        and sum(map(str.isalpha, text)) <= _MAX_LETTERS
        and sum(map(str.isdigit, text)) <= _MAX_DIGITS
    )


def formula_safe(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _shape(sign: str) -> str:
    if sign.isdigit():
        return "#"
    return "A" if sign.isalpha() else _printable(sign)


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in text)
