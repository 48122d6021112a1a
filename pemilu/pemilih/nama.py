"""Names: one written form, tokens that survive spelling habits, the comparison, and the public mask.

Titles, nicknames of Muhammad and old spelling differ between a KTP-el and what its holder types. The tokens
forgive these on both sides alike, so a voter is not made a stranger; the price is that a few different names
(JANI and YANI, SANDI and SANDY) count as one. Nothing here raises, whatever the text.
"""

import unicodedata
from collections.abc import Hashable, Iterable

from pemilu.pemilih.ejaan import MUHAMMAD, skeleton

MAX_LENGTH = 200
"""Characters of a normalised name; the longest names on record stay well below."""

_MAX_READ = 1000
_MASK_WORDS = 5
_MASK_STARS = 7
_MATCH_PERCENT = 85
_MAX_TITLE_WORDS = 3
_APOSTROPHES = "'`´‘’‚‛′ʹʻʼʽʾʿ"

_TITLES = """
    H HJ HAJI HAJJAH KH KYAI KIAI UST USTADZ USTAZ PDT TN NY SDR SDRI BPK ALM ALMH ALMARHUM ALMARHUMAH
    PROF DR DRS DRA DRG DRH IR NERS NS APT LC PHD MPHIL MSC BSC MBA CPA AMD AMDKEB AMDKEP AMK
    SH SHI SE SEI SY SS SSI SSY SSN SSOS SST SSTP ST STH STHI STP STR STRKEB SIP SIKOM SAG SAP SAK SAB
    SPD SPDI SPDK SPDSD SPSI SPT SPI SKOM SKM SKEP SKED SKH SFARM SHUT SPOG SPPD
    MA MAG MH MHI MHUM MKN MKOM MKES MKEP MM MPD MPDI MPH MPSI MSI MSN MSOS MSY MT MTI MTH
"""
TITLES = frozenset(_TITLES.split())
"""Titles and degrees without their dots. Dropped wherever they stand: S.Pd. reads S PD after normalising."""

CONNECTORS = frozenset({"BIN", "BINTI", "BINTE", "BTE", "BTI", "BT", "BNT", "ALIAS", "ALS"})
"""Words between a name and a father's or second name; the name that follows them stays."""


class _Kept(dict[int, str]):
    """What `normalise` keeps of a code point: letters and digits; marks vanish, the rest parts words."""

    def __missing__(self, code: int) -> str:
        return _kept(chr(code))


def _kept(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign.isspace() or kind[0] in "PSZ":
        return "" if sign in _APOSTROPHES else " "
    return sign if kind[0] in "LN" and sign not in _APOSTROPHES else ""


_KEPT = _Kept({code: _kept(chr(code)) for code in range(128)})


def normalise(nama: str) -> str:
    """Upper case, compatibility forms unified, accents and punctuation gone, one space between words.

    An apostrophe joins (MA'RUF is MARUF); hyphens, dots and other signs part words. Bidi, zero-width and
    control characters vanish, and so do vowel signs of other scripts: names on a KTP-el are Latin
    (Permendagri 73/2022). At most MAX_LENGTH characters; text past the first thousand is not read.
    """
    text = unicodedata.normalize("NFKD", nama[:_MAX_READ].replace("´", "'"))
    text = unicodedata.normalize("NFKD", text.upper()).translate(_KEPT)
    return unicodedata.normalize("NFC", " ".join(text.split()))[:MAX_LENGTH].rstrip()


def tokens(nama: str) -> tuple[str, ...]:
    """The words of a name that count when two names are compared, each once, in spelling-proof form.

    Dropped in turn: titles and connectors, words of one letter, the Muhammad family; each only while a word
    is left, and a name of nothing but titles stays whole. The last two because M. YUSUF, MUH YUSUF and YUSUF
    are written for one man; the price is that a guesser need not guess the commonest first name of all.
    No rule looks at the order of words.
    """
    return _tokens(normalise(nama).split())


def published_forms(nama: str) -> tuple[str, tuple[str, ...]]:
    """`mask` and `tokens` of a name that is read once: most of the work of either."""
    words = normalise(nama).split()
    return _mask(words), _tokens(words)


def _tokens(words: list[str]) -> tuple[str, ...]:
    telling = _without_titles(words)
    telling = [word for word in telling if len(word) > 1] or telling or words
    folded = [skeleton(word) for word in telling]
    return tuple(dict.fromkeys([word for word in folded if word != MUHAMMAD] or folded))


def match(roll: Iterable[Hashable], typed: Iterable[Hashable]) -> bool:
    """Whether two collections of tokens, clear or keyed alike, name one person: Dice >= 0.85, sets not empty.

    Up to three tokens must all agree; a fourth may be missing on one side; of seven one may differ.
    """
    ours, theirs = frozenset(roll), frozenset(typed)
    if not ours or not theirs:
        return False
    return 200 * len(ours & theirs) >= _MATCH_PERCENT * (len(ours) + len(theirs))


def mask(nama: str) -> str:
    """The public form: `B*** S******`. Five words, seven stars each at most; one letter shows as a star."""
    return _mask(normalise(nama).split())


def _mask(words: list[str]) -> str:
    return " ".join(
        word[0] + "*" * min(len(word) - 1, _MASK_STARS) if len(word) > 1 else "*"
        for word in words[:_MASK_WORDS]
    )


def _without_titles(words: list[str]) -> list[str]:
    """`words` without connectors and titles, also those that dots had cut into up to three words."""
    kept, at = [], 0
    while at < len(words):
        spans = (n for n in range(_MAX_TITLE_WORDS, 0, -1) if "".join(words[at : at + n]) in _DROPPED)
        span = next(spans, 0)
        kept += [] if span else [words[at]]
        at += span or 1
    return kept


_DROPPED = TITLES | CONNECTORS
