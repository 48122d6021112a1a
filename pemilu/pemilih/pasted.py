"""Numbers as people paste them: quotes, a label, blanks of any width, invisible marks, groups of four."""

import re
import unicodedata

_QUOTES = "\"'`´‘’‚‛“”„‟"
_WRAPPING = re.compile(
    rf"\A(?:nik *[:=.]? *)?(?:=(?=[{_QUOTES}]))?[{_QUOTES}]? *| *[{_QUOTES}]?\Z", re.IGNORECASE | re.ASCII
)
_BLANKS = [0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]
_INVISIBLE = [0xAD, 0x34F, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F)]
_INVISIBLE += [*range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFEFF]
_EASED: dict[int, str | None] = {
    **dict.fromkeys(_BLANKS, " "),
    **dict.fromkeys(_INVISIBLE),
    **{0xFF10 + digit: str(digit) for digit in range(10)},
}
_SEPARATORS = dict.fromkeys(map(ord, " .-‐‑‒–—―−﹣-"))
_DAMAGE = frozenset({"Cc", "Cs", "Co", "Cn"})
_REPLACEMENT = "\ufffd"


def unwrap(text: str) -> str:
    """The text without invisible marks, a leading "NIK:" and one pair of quotes (also ="..." and a lone ').

    Blanks become plain spaces and full-width digits ASCII ones; no other script's digits are touched.
    """
    return _WRAPPING.sub("", text.translate(_EASED).strip(" "))


def join_groups(body: str) -> str:
    """`body` without spaces, dots and hyphens, except in first place: there a hyphen is a minus sign."""
    return body[:1] + body[1:].translate(_SEPARATORS)


def is_damaged(body: str) -> bool:
    """Whether control characters, lone surrogates or a decoder's replacement mark are in it."""
    return _REPLACEMENT in body or any(unicodedata.category(sign) in _DAMAGE for sign in body)
