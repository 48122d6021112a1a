"""The NIK: 16 digits a person keeps for life (PP 40/2019 art. 30(2)), read from what people type or paste.

Shape: 2 province, 2 kabupaten/kota, 2 kecamatan of first registration, DDMMYY of birth (women: day + 40),
4 serial. Only what is certain refuses; the rest warns, because a NIK is not changed when birth data are
corrected and its prefix does not follow a move. An NKK has the same shape and cannot be told apart.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pemilu.infra.errors import DomainError
from pemilu.pemilih.kinds import JenisKelamin
from pemilu.pemilih.pasted import is_damaged, join_groups, unwrap

MAX_LENGTH = 64
"""Longer text is refused unread. A NIK in groups of four, twice, with quotes still fits."""

_RANGES = ((11, 19), (21, 21), (31, 36), (51, 54), (61, 65), (71, 76), (81, 82), (91, 97))
PROVINCES = frozenset(str(code) for first, last in _RANGES for code in range(first, last + 1))
"""Codes a NIK may begin with. 54 is Timor Timur: retired, but its NIKs live on."""

LOOKALIKES = {"O": "0", "I": "1", "L": "1", "|": "1", "Z": "2", "S": "5", "B": "8"}
"""Letters people type for digits, upper case, and the digit each one resembles."""


class NikFault(StrEnum):
    """What is wrong with a text that is no NIK. A page maps each to one sentence."""

    KOSONG = "kosong"
    KURANG = "kurang"
    LEBIH = "lebih"
    DUA_NIK = "dua-nik"
    HURUF = "huruf"
    BUKAN_ANGKA = "bukan-angka"
    RUSAK = "rusak"
    EXCEL = "excel"
    PASPOR = "paspor"
    TELEPON = "telepon"
    POLA = "pola"
    PROVINSI = "provinsi"
    TANGGAL = "tanggal"
    BULAN = "bulan"
    SERI_0000 = "seri-0000"
    """Excel's rounding of the 16th digit makes these; hardly anything else does."""


class NikWarning(StrEnum):
    """Odd, but no ground to refuse."""

    TANGGAL_MUSTAHIL = "tanggal-mustahil"
    TANGGAL_BERBEDA = "tanggal-berbeda"
    JENIS_KELAMIN_BERBEDA = "jenis-kelamin-berbeda"


@dataclass(frozen=True, slots=True)
class NikProblem:
    """Why a text is no NIK, without the text.

    `digits` counts the digits seen (0 when the text was too long to read); `letters` names, for HURUF,
    the keys of `LOOKALIKES` that were met, in order.
    """

    kind: NikFault
    digits: int = 0
    letters: tuple[str, ...] = ()


class InvalidNik(DomainError):
    """A `Nik` was built from text that `parse_nik` refuses. Carries nothing of the text."""


@dataclass(frozen=True, slots=True, repr=False)
class Nik:
    """A NIK that passed every hard check. Build it with `parse_nik`; InvalidNik otherwise."""

    value: str

    def __post_init__(self) -> None:
        if not _SIXTEEN.fullmatch(self.value) or _hard_fault(self.value):
            raise InvalidNik

    def __repr__(self) -> str:
        return "Nik(••••)"

    @property
    def last4(self) -> str:
        return self.value[12:]

    @property
    def masked(self) -> str:
        return f"•••• •••• •••• {self.last4}"

    @property
    def kecamatan(self) -> str:
        """Six digits: where the NIK was first issued. Never a route to today's address."""
        return self.value[:6]

    @property
    def jenis_kelamin(self) -> JenisKelamin:
        return JenisKelamin.P if self.value[6] >= "4" else JenisKelamin.L

    @property
    def lahir(self) -> str:
        """DDMMYY with the women's 40 taken off; the century is not known."""
        return _TENS_OF_DAY[self.value[6]] + self.value[7:12]

    @property
    def sel(self) -> str:
        """Kecamatan + DDMMYY, sexes folded: the 12-digit cell in which guessed serials are counted."""
        return self.kecamatan + self.lahir

    @property
    def warnings(self) -> tuple[NikWarning, ...]:
        day_month, year = self.lahir[:4], self.lahir[4:]
        possible = day_month in _DAYS_OF_YEAR and (day_month != "2902" or year in _LEAP_YEARS)
        return () if possible else (NikWarning.TANGGAL_MUSTAHIL,)


def parse_nik(text: str) -> Nik | NikProblem:
    """Read a NIK from typed or pasted text; never raises, linear in at most MAX_LENGTH characters.

    Accepted around the digits: what `unwrap` and `join_groups` drop. Digits of other scripts are refused, and
    so are line breaks and other control characters: a field cannot hold them, so nobody typed them.
    """
    if text[:2] in PROVINCES and _SIXTEEN.fullmatch(text):
        return _judge(text)
    if len(text) > MAX_LENGTH:
        return NikProblem(NikFault.LEBIH)
    body = unwrap(text)
    bare = join_groups(body)
    fault = _foreign_fault(body, bare)
    return _judge(bare) if fault is None and _SIXTEEN.fullmatch(bare) else _explain(bare, fault)


def compare_birth(nik: Nik, lahir: date, jenis_kelamin: JenisKelamin) -> tuple[NikWarning, ...]:
    """Where the NIK disagrees with the birth date and sex on the form. Lawful, so only a warning."""
    found = []
    if nik.lahir != f"{lahir.day:02}{lahir.month:02}{lahir.year % 100:02}":
        found.append(NikWarning.TANGGAL_BERBEDA)
    if nik.jenis_kelamin != jenis_kelamin:
        found.append(NikWarning.JENIS_KELAMIN_BERBEDA)
    return tuple(found)


def looks_excel_damaged(text: str) -> bool:
    """Whether a cell certainly went through a number: 1.39E+15, a decimal part, thousands, serial 0000.

    Excel keeps 15 digits, so the 16th is lost and the row cannot be mended.
    """
    if len(text) > MAX_LENGTH:
        return False
    body = unwrap(text)
    bare = join_groups(body)
    return bool(_EXCEL.fullmatch(body)) or (bool(_SIXTEEN.fullmatch(bare)) and bare.endswith("0000"))


def ends_in_zero(text: str) -> bool:
    """Whether a cell holds 16 digits ending in 0: one in ten honest NIKs, all of a rounded column."""
    bare = join_groups(unwrap(text[: MAX_LENGTH + 1]))
    return bool(_SIXTEEN.fullmatch(bare)) and bare.endswith("0")


_LENGTH = 16
_SIXTEEN = re.compile(r"[0-9]{16}")
_EXCEL = re.compile(
    r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}"
    r"|[0-9]{15,17}[.,]0{1,2}"
    r"|[0-9](?:[.,][0-9]{3}){4}[.,][0-9]{2}0"
)
_TELEPON = re.compile(r"(?:\+62|0062|62|0)8[0-9]{7,12}|\+[0-9]{8,15}")
_PASPOR = re.compile(r"[A-Za-z]{1,2}[0-9]{6,7}")
_LOOKALIKE = re.compile(r"[0-9OIL|ZSB]+", re.IGNORECASE | re.ASCII)
_LOOKALIKE_MIN_DIGITS = 8

_DIGITS = "0123456789"
_TRIVIAL = frozenset(
    "".join(_DIGITS[(start + step * at) % 10] for at in range(_LENGTH))
    for start in range(10)
    for step in (-1, 0, 1)
)
_DAYS = frozenset(f"{day:02}" for day in (*range(1, 32), *range(41, 72)))
_TENS_OF_DAY = dict(zip("01234567", "01230123", strict=True))
_MONTHS = frozenset(f"{month:02}" for month in range(1, 13))
_DAYS_OF_YEAR = frozenset(
    f"{day:02}{month:02}" for month in range(1, 13) for day in range(1, monthrange(2000, month)[1] + 1)
)
# Of 19YY and 20YY at least one is a leap year exactly when YY divides by four (2000 was one).
_LEAP_YEARS = frozenset(f"{year:02}" for year in range(0, 100, 4))


def _foreign_fault(body: str, bare: str) -> NikFault | None:
    """Text that is surely something else, whatever its digits."""
    if is_damaged(body):
        return NikFault.RUSAK
    if _EXCEL.fullmatch(body):
        return NikFault.EXCEL
    if _TELEPON.fullmatch(bare):
        return NikFault.TELEPON
    return NikFault.PASPOR if _PASPOR.fullmatch(bare) else None


def _judge(digits: str) -> Nik | NikProblem:
    fault = _hard_fault(digits)
    return NikProblem(fault, digits=_LENGTH) if fault else _judged(digits)


def _judged(digits: str) -> Nik:
    """Without the checks that they have passed just now: a list of the nation holds 206 million."""
    nik = object.__new__(Nik)
    object.__setattr__(nik, "value", digits)
    return nik


def _hard_fault(digits: str) -> NikFault | None:
    """The first hard check that 16 ASCII digits fail."""
    if digits in _TRIVIAL:
        return NikFault.POLA
    if digits[:2] not in PROVINCES:
        return NikFault.PROVINSI
    if digits[6:8] not in _DAYS:
        return NikFault.TANGGAL
    if digits[8:10] not in _MONTHS:
        return NikFault.BULAN
    return NikFault.SERI_0000 if digits[12:] == "0000" else None


def _explain(bare: str, fault: NikFault | None) -> NikProblem:
    digits = sum(sign in _DIGITS for sign in bare)
    letters: tuple[str, ...] = ()
    fault = fault or _shape_fault(bare, digits)
    if fault is NikFault.HURUF:
        letters = tuple(dict.fromkeys(sign for sign in bare.upper() if sign in LOOKALIKES))
    return NikProblem(fault, digits=digits, letters=letters)


def _shape_fault(bare: str, digits: int) -> NikFault:
    """What separates `bare` from 16 digits."""
    if not bare:
        return NikFault.KOSONG
    if digits == 2 * _LENGTH:
        return NikFault.DUA_NIK
    if digits == len(bare):
        return NikFault.KURANG if digits < _LENGTH else NikFault.LEBIH
    if digits >= _LOOKALIKE_MIN_DIGITS and _LOOKALIKE.fullmatch(bare):
        return NikFault.HURUF
    return NikFault.BUKAN_ANGKA
