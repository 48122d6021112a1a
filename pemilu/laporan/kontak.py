"""Where a citizen wants to be told: a mobile number, an e-mail address, both, or nothing.

What is accepted here ends up on a message's envelope, so what could be more than one address is refused.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum

MAX_TELEPON = 40
MAX_EMAIL = 254
"""RFC 5321 4.5.3.1.3: a path of 256 characters less its angle brackets."""


class KontakFault(Enum):
    """Why a text is no contact. No StrEnum, so that `isinstance(found, str)` tells a contact from a fault."""

    KOSONG = "kosong"
    PANJANG = "panjang"
    HURUF = "huruf"
    """Something in a telephone number that is neither a digit nor a usual separator."""
    ASING = "asing"
    """A number of another country: the gateway sends to Indonesian ones only."""
    BUKAN_SELULER = "bukan-seluler"
    """A landline or a short code: it gets no SMS and no WhatsApp."""
    KURANG = "kurang"
    LEBIH = "lebih"
    BUKAN_ASCII = "bukan-ascii"
    """An e-mail address with letters that many mail servers still refuse (RFC 6531)."""
    BENTUK = "bentuk"


@dataclass(frozen=True, slots=True)
class Kontak:
    """Checked contacts, as the parsers below give them. `repr` shows neither."""

    telepon: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)

    @property
    def key(self) -> str | None:
        """The one contact by which reports of the same reporter are counted; None without any."""
        return self.telepon or self.email


def parse_telepon(text: str) -> str | KontakFault:
    """An Indonesian mobile number as E.164 (`+628…`) from what people type: 0812-3456-7890, +62 812…, 62812….

    Full-width digits are read; digits of other scripts, letters and control characters are refused.
    """
    if len(text) > MAX_TELEPON:
        return KontakFault.PANJANG
    bare = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text.strip()))
    if not bare:
        return KontakFault.KOSONG
    if not _DIALLED.fullmatch(bare):
        return KontakFault.HURUF
    if _ABROAD.match(bare):
        return KontakFault.ASING
    national = _COUNTRY.sub("", bare, count=1)
    return _mobile_fault(national) or f"+62{national}"


def parse_email(text: str) -> str | KontakFault:
    """A plain e-mail address in small letters: one `@`, ASCII, a dotted domain name, at most 254 characters.

    No quoted local part, no comment, no address literal, no line break inside, no hyphen in first place.
    """
    bare = text.strip(" \t\r\n")
    if not bare:
        return KontakFault.KOSONG
    if len(bare) > MAX_EMAIL:
        return KontakFault.PANJANG
    if not bare.isascii():
        return KontakFault.BUKAN_ASCII
    return bare.lower() if _EMAIL.fullmatch(bare) else KontakFault.BENTUK


# What people put between the digits. Blanks are those that a field can hold: no line break, no tab.
_SEPARATORS = re.compile(r"[ .()/\-\u2010-\u2015\u2212\u200b-\u200e\u202a-\u202e\u2060-\u2069\ufeff]")
_DIALLED = re.compile(r"\+?[0-9]+")
_ABROAD = re.compile(r"\+(?!62)|00(?!62)")
# Also "+62 (0)812…", and 812… without anything before it.
_COUNTRY = re.compile(r"^(?:(?:\+|00)?620*|0)")
# After the 62: a mobile operator's prefix (81x-89x), 9 to 12 digits in all.
_OPERATOR = re.compile("8(?:[1-9]|$)")
_LEAST, _MOST = 9, 12

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(
    rf"(?!-)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?:[A-Za-z]{{2,63}}|xn--[A-Za-z0-9-]{{1,59}})"
)


def _mobile_fault(national: str) -> KontakFault | None:
    if national and not _OPERATOR.match(national):
        return KontakFault.BUKAN_SELULER
    if len(national) < _LEAST:
        return KontakFault.KURANG
    return KontakFault.LEBIH if len(national) > _MOST else None
