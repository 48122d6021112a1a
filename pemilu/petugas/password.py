"""Passwords: what is refused, how one is kept, and how it is compared (NIST SP 800-63B-4 section 3.1.1).

At least 15 characters, at most 128, any of them; no rule of composition and no expiry. Refused is what
everybody would try first. Nothing is cut off and nothing is trimmed. There is no corpus of leaked passwords
behind it, but a list of words of our own and rules for what people do with them (docs/threats.md).
"""

import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

SHORTEST, LONGEST = 15, 128
WORDS = Path(__file__).with_name("data") / "sandi-umum.txt"
# What must be left of a password once everything that is easy to think of is taken out.
OWN_CHARACTERS = 8
DIFFERENT_CHARACTERS = 5
# A shorter word of an account or a region ("di", "ii") would take pieces out of honest passwords.
SHORTEST_WORD = 3
LONGEST_WORD = 30
# Backwards only longer ones are looked for: short syllables stand in honest words as well.
SHORTEST_BACKWARDS = 5
WALK = 4
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "01234567890",
    "1q2w3e4r5t6y7u8i9o0",
    # Columns of the keyboard, and ways over the keys of a telephone.
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
    "147258369",
    "159357",
)
WALKED = (*ROWS, *(row[::-1] for row in ROWS))
# A year, a date of six or eight digits, one sign again and again.
NUMBERED = (
    re.compile(r"(?:19|20)\d\d"),
    re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)?\d\d"),
    re.compile(r"(.)\1{2,}"),
)
# Signs that stand for letters; the one may be an L or an I.
LEET = tuple(str.maketrans("0123456789@$!+|", f"o{one}zeasgtbgasit{one}") for one in "li")

# RFC 9106 section 4, the second recommended option: Argon2id, 64 MiB, 3 passes, 4 lanes. A hash made with
# other figures is made anew when its owner next signs in.
HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
# Each hash takes 64 MiB and four threads: whoever floods the sign-in must not take the machine with it.
_TURNS = BoundedSemaphore(2)


class SandiProblem(StrEnum):
    """Why a new password is refused."""

    TERLALU_PENDEK = "terlalu-pendek"
    TERLALU_PANJANG = "terlalu-panjang"
    TERLALU_UMUM = "terlalu-umum"
    TENTANG_ANDA = "tentang-anda"
    LAMA_SALAH = "lama-salah"


def problem_of(sandi: str, *, about: Iterable[str]) -> SandiProblem | None:
    """Why `sandi` may not be the password of somebody, or None.

    `about` is what others know of them: the account, the name, the regions. Length is counted in code points.
    """
    plain = normalise(sandi)
    if len(plain) < SHORTEST:
        return SandiProblem.TERLALU_PENDEK
    if len(sandi) > LONGEST or len(plain) > LONGEST:
        return SandiProblem.TERLALU_PANJANG
    known = frozenset(word for text in about for word in _words(text))
    if _is_easy(plain, common_words()):
        return SandiProblem.TERLALU_UMUM
    return SandiProblem.TENTANG_ANDA if _is_easy(plain, common_words() | known) else None


def normalise(sandi: str) -> str:
    """NFKC: the same characters, whatever keyboard made them."""
    return unicodedata.normalize("NFKC", sandi)


def hash_sandi(sandi: str) -> str:
    """The password as it is kept."""
    with _TURNS:
        return HASHER.hash(normalise(sandi))


def verify_sandi(sandi: str, stored: str | None) -> bool:
    """Whether `sandi` is exactly the one that is kept as `stored`.

    Takes the same work when there is nothing to compare with, so that time tells nothing.
    """
    fits = len(sandi) <= LONGEST and stored is not None
    try:
        with _TURNS:
            same = HASHER.verify(stored if fits and stored else _decoy(), normalise(sandi[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return same and fits


def is_outdated(stored: str) -> bool:
    """Whether this hash was made with other figures than today's."""
    return HASHER.check_needs_rehash(stored)


@cache
def common_words() -> frozenset[str]:
    """The words of the packaged list, the longer ones also backwards."""
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("#")]
    return frozenset(words) | {word[::-1] for word in words if len(word) >= SHORTEST_BACKWARDS}


@cache
def _decoy() -> str:
    return HASHER.hash(secrets.token_hex())


def _words(text: str) -> list[str]:
    folded = "".join(char if char.isalnum() else " " for char in normalise(text).casefold())
    return [word for word in folded.split() if len(word) >= SHORTEST_WORD]


def _is_easy(sandi: str, words: frozenset[str]) -> bool:
    """Whether hardly anything is left of it without the words, numbers and rows of keys in it.

    Also read without its signs: what stands between the letters of a word hides it from nobody.
    """
    folded = sandi.casefold()
    bare = "".join(filter(str.isalnum, folded))
    few = len(set(folded)) < DIFFERENT_CHARACTERS or _repeats(folded) or _repeats(bare)
    return few or min(_own(text, words) for text in {folded, bare}) < min(OWN_CHARACTERS, len(bare))


def _repeats(text: str) -> bool:
    """Whether it is one short piece over and over."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, OWN_CHARACTERS))


def _own(text: str, words: frozenset[str]) -> int:
    """How many letters and digits stand outside of what is easy to think of."""
    easy = {at for start, end in (*_spans(text, words), *_walks(text)) for at in range(start, end)}
    return sum(char.isalnum() and at not in easy for at, char in enumerate(text))


def _spans(text: str, words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where a word stands, also one in which digits and signs stand for letters."""
    for spelling in {text, *(text.translate(leet) for leet in LEET)}:
        for start in range(len(spelling)):
            for end in range(start + SHORTEST_WORD, min(start + LONGEST_WORD, len(spelling)) + 1):
                if spelling[start:end] in words:
                    yield start, end


def _walks(text: str) -> Iterator[tuple[int, int]]:
    """Where somebody went along a row of keys or the alphabet, or wrote a year or a date."""
    yield from (found.span() for numbered in NUMBERED for found in numbered.finditer(text))
    for start in range(len(text) - WALK + 1):
        if any(text[start : start + WALK] in row for row in WALKED):
            yield start, start + WALK
