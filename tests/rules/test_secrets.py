"""Nothing in the repository may open a door or belong to a person."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.sources import repository_files, text_of

# Lists of refused input hold numbers in every shape, on purpose.
BAD_INPUTS = ("tests/bad_inputs/",)
# No kabupaten and no kecamatan has code 99, so no person has such a number.
NOBODY = "139999"

SIXTEEN = re.compile(
    r"""(?<![\w.])(?:
        \d{16}
      | \d{6}[ .\-]\d{6}[ .\-]\d{4}
      | \d{2}[ .\-]\d{2}[ .\-]\d{2}[ .\-]\d{6}[ .\-]\d{4}
      | \d{4}([ .\-])\d{4}\1\d{4}\1\d{4}
    )(?!\w|\.\d)""",
    re.VERBOSE | re.ASCII,
)
SECRETS = {
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "AWS key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "GitHub token": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})"),
    "Slack token": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    "Google key": re.compile(r"\bAIza[0-9A-Za-z_\-]{35}\b"),
    "signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{15,}"),
    "password in a URL": re.compile(
        r"\b[a-z][a-z0-9+]*://[^\s:/@\"'{}<>$]+:"
        r"(?!\.\.\.|(?:rahasia|SECRET|postgres|changeme|pemilu)@)[^\s:/@\"'{}<>$]{6,}@"
    ),
    "key of a keyring": re.compile(r"\"nilai\":\s*\"[A-Za-z0-9+/]{43}=\""),
}


def test_no_number_in_the_repository_could_be_the_nik_of_a_person() -> None:
    found = [
        f"{path}:{line}"
        for path, line, text in _lines()
        if not str(path).startswith(BAD_INPUTS) and any(_person_numbers(text))
    ]
    assert not found


def test_no_secret_is_in_the_repository() -> None:
    found = [
        f"{path}:{line}: {name}"
        for path, line, text in _lines()
        for name, pattern in SECRETS.items()
        if pattern.search(text)
    ]
    assert not found


def test_no_key_file_and_no_database_is_in_the_repository() -> None:
    kept_out = {".pem", ".key", ".p12", ".pfx", ".db", ".sqlite", ".sqlite3", ".env"}
    found = [str(path) for path in repository_files() if path.suffix in kept_out or path.name in kept_out]
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        "{}{}{}".format("327301", "450890", "0001"),
        "{}.{}.{}".format("327301", "450890", "0001"),
        "{} {} {} {}".format("3273", "0145", "0890", "0001"),
        "{}-{}-{}-{}-{}".format("32", "73", "01", "450890", "0001"),
        "nik={}{}{},".format("327301", "310790", "1234"),
    ],
)
def test_a_nik_is_seen_however_it_is_spelled(text: str) -> None:
    assert list(_person_numbers(text))


@pytest.mark.parametrize(
    "text",
    [
        "1399990101900001",
        "139999.410190.0001",
        "1234567890123456",
        "0000000000000000",
        "sha256:a{}{}0".format("327301450890", "0001"),
        "{}{}.5".format("327301450890", "0001"),
    ],
)
def test_a_number_that_nobody_can_have_is_not_taken_for_a_nik(text: str) -> None:
    assert not list(_person_numbers(text))


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN " + "PRIVATE KEY-----",
        "-----BEGIN EC " + "PRIVATE KEY-----",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp_" + "a1" * 18,
        "postgresql://pemilu:" + "rahasia123@db/pemilu",
        '"nilai": "' + "A" * 43 + '="',
    ],
)
def test_a_secret_is_seen(text: str) -> None:
    assert any(pattern.search(text) for pattern in SECRETS.values())


def _lines() -> Iterator[tuple[Path, int, str]]:
    for path in repository_files():
        for number, text in enumerate(text_of(path).splitlines(), 1):
            yield path, number, text


def _person_numbers(text: str) -> Iterator[str]:
    """Numbers in `text` that have the shape of a NIK and may have been issued."""
    for match in SIXTEEN.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if not digits.startswith(NOBODY) and _has_the_shape(digits):
            yield digits


def _has_the_shape(digits: str) -> bool:
    province, day, month, serial = int(digits[:2]), int(digits[6:8]), int(digits[8:10]), digits[12:]
    return (
        11 <= province <= 97 and (day - 1) % 40 < 31 and day <= 71 and 1 <= month <= 12 and serial != "0000"
    )
