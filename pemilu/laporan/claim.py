"""What a report says of its voter and its reporter, once its seal is opened: read as text, checked again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pemilu.infra.crypto import BoxDoesNotOpen
from pemilu.laporan.inform import content_of
from pemilu.laporan.kinds import AlasanTms
from pemilu.laporan.models import Laporan
from pemilu.laporan.office import Office
from pemilu.pemilih.nama import mask
from pemilu.pemilih.nik import Nik, parse_nik

TERTUTUP = "•••"
"""Stands for a value that is there and not shown until somebody opens it."""
NKK_DIGITS = 16
_PHONE_SHOWN = 3


class Kolom(StrEnum):
    """What a report and the roll both tell of a voter, in reading order; named as the report's fields."""

    NIK = "nik"
    NKK = "nkk"
    NAMA = "nama"
    TEMPAT_LAHIR = "tempat_lahir"
    TANGGAL_LAHIR = "tanggal_lahir"
    JENIS_KELAMIN = "jenis_kelamin"
    STATUS_KAWIN = "status_kawin"
    STATUS_KTP = "status_ktp"
    ALAMAT = "alamat"
    RT = "rt"
    RW = "rw"
    KELURAHAN = "kelurahan"


_OPEN = frozenset({Kolom.JENIS_KELAMIN, Kolom.RT, Kolom.RW, Kolom.KELURAHAN})
SEALED = frozenset(Kolom) - _OPEN - {Kolom.NIK, Kolom.NAMA}
"""Columns of which nothing is shown unopened, not even whether report and roll agree."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The fields of the form as they were filled in; `repr` shows none."""

    isi: Mapping[str, str] = field(repr=False)
    kelurahan: str

    def text(self, name: str) -> str | None:
        """A field, or None where it was left empty or is not asked for that kind."""
        return (self.isi.get(name) or "").strip() or None

    @property
    def nik(self) -> Nik | None:
        return _nik(self.text("nik"))

    @property
    def nkk(self) -> str | None:
        digits = _digits(self.text("nkk"))
        return digits if len(digits) == NKK_DIGITS else None

    @property
    def alasan(self) -> AlasanTms | None:
        code = self.text("alasan")
        return AlasanTms(code) if code in set(AlasanTms) else None

    def value(self, kolom: Kolom) -> str | None:
        """A column as it is compared: digits only, dates as 1945-08-17, RT without zeros."""
        if kolom is Kolom.KELURAHAN:
            return self.kelurahan
        if kolom is Kolom.NIK:
            return self.nik.value if self.nik else self.text(kolom)
        text = self.text(kolom)
        return _PLAIN[kolom](text) if text and kolom in _PLAIN else text


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports, as a page may show them."""

    nama: str | None = field(repr=False)
    nik: str | None = field(repr=False)
    telepon: str | None = field(repr=False)
    email: str | None = field(repr=False)


def read_claim(laporan: Laporan, office: Office) -> Claim | None:
    """What was reported, or None when its seal does not open: another key, or a changed byte."""
    try:
        return Claim(content_of(laporan, office), laporan.kelurahan)
    except BoxDoesNotOpen:
        return None


def shown(kolom: Kolom, value: str | None, *, opened: bool) -> str | None:
    """A column as a page may show it: masked, unless somebody has opened it."""
    if value is None or kolom in _OPEN:
        return value
    if opened:
        return _day_first(value) if kolom is Kolom.TANGGAL_LAHIR else value
    if kolom is Kolom.NAMA:
        return mask(value)
    return masked_number(value) if kolom is Kolom.NIK else TERTUTUP


def masked_number(digits: str) -> str:
    """The last four digits of a NIK; nothing of what is none."""
    return f"•••• {digits[-4:]}" if len(digits) == NKK_DIGITS and digits.isdigit() else TERTUTUP


def reporter(claim: Claim, *, opened: bool) -> Reporter:
    """Who reports: themselves the voter where no other name was given."""
    nik = _nik(claim.text("pelapor_nik"))
    nama, telepon, email = claim.text("pelapor_nama"), claim.text("telepon"), claim.text("email")
    if opened:
        return Reporter(nama, nik.value if nik else None, telepon, email)
    return Reporter(
        nama=mask(nama) if nama else None,
        nik=masked_number(nik.value) if nik else None,
        telepon=f"••• {_digits(telepon)[-_PHONE_SHOWN:]}" if telepon else None,
        email=f"{email[0]}•••@•••" if email else None,
    )


def _nik(text: str | None) -> Nik | None:
    parsed = parse_nik(text or "")
    return parsed if isinstance(parsed, Nik) else None


def _digits(text: str | None) -> str:
    return "".join(sign for sign in text or "" if sign.isascii() and sign.isdigit())


def _iso_date(text: str) -> str:
    """A day written as 17-08-1945 in ISO form; what is no day stays as it was written."""
    parts = text.replace("/", "-").replace(".", "-").replace(" ", "-").split("-")
    try:
        day, month, year = (int(part) for part in parts)
        return date(year, month, day).isoformat()
    except ValueError:
        return text


def _day_first(iso: str) -> str:
    """1990-08-17 as people write it, 17-08-1990."""
    return "-".join(reversed(iso.split("-")))


def _number(text: str) -> str:
    return str(int(text)) if text.isascii() and text.isdigit() else text


_PLAIN = {
    Kolom.NKK: lambda text: _digits(text) or text,
    Kolom.TANGGAL_LAHIR: _iso_date,
    Kolom.RT: _number,
    Kolom.RW: _number,
}
