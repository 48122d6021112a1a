"""Birth dates as lists write them: 17-08-1945, 17|08|1945, 17 Agustus 1945, 1945-08-17, an Excel serial.

A text may have more than one lawful reading (3/4/1980; a serial of Excel for Windows or for old Macs). All
are returned, the usual one first; the date digits of the NIK are the best judge between them.
"""

import re
from datetime import date, timedelta

from pemilu.pemilih.importers.problems import Masalah

FIRST_YEAR = 1900
VOTING_AGE = 17

Reading = tuple[tuple[date, ...], Masalah | None]
"""The possible dates, or none and why. No date and no problem: the cell was blank."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "JANUARI JAN JANUARY",
            "FEBRUARI FEB PEBRUARI PEB FEBRUARY",
            "MARET MAR MRT MARCH",
            "APRIL APR",
            "MEI MAY",
            "JUNI JUN JUNE",
            "JULI JUL JULY",
            "AGUSTUS AGT AGS AGU AGUST AUG AUGUST",
            "SEPTEMBER SEP SEPT",
            "OKTOBER OKT OCTOBER OCT",
            "NOVEMBER NOV NOP NOPEMBER",
            "DESEMBER DES DECEMBER DEC",
        ),
        start=1,
    )
    for name in names.split()
}
_TIME = re.compile(r"[T ]+[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?:\.[0-9]+)?(?: ?[AP]M)?Z?$")
_PARTS = re.compile(r"([0-9]{1,4})\s*[-/.|\s]\s*([0-9]{1,2}|[A-Z]{3,9})\.?\s*[-/.|\s]\s*([0-9]{1,4})")
_USUAL = re.compile(r"[0-9]{2}[-/.|][0-9]{2}[-/.|][0-9]{4}")
_COMPACT = re.compile(r"[0-9]{8}")
_SERIAL = re.compile(r"([0-9]{4,5})(?:[.,][0-9]+)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_SERIAL_ORIGIN = date(1899, 12, 30)
_MAC_DAYS = 1462
_MAX_LENGTH = 40
_YEAR_DIGITS = 4


def read_date(text: str, on: date) -> Reading:
    """The possible birth dates in a cell, for an election held `on` that day (decides two-digit years)."""
    if len(text) > _MAX_LENGTH:
        return (), Masalah.LAHIR_TAK_TERBACA
    body = text if _USUAL.fullmatch(text) else _TIME.sub("", text.upper()).strip()
    if _YEAR.fullmatch(body):
        return (), Masalah.LAHIR_TAHUN_SAJA
    if found := _PARTS.fullmatch(body):
        return _judged(_from_parts(found[1], found[2], found[3], on), on)
    if _COMPACT.fullmatch(body):
        year_first = (int(body[:4]), int(body[4:6]), int(body[6:]))
        return _judged([(int(body[4:]), int(body[2:4]), int(body[:2])), year_first], on)
    if found := _SERIAL.fullmatch(body):
        return _from_serial(int(found[1]), on)
    return (), Masalah.LAHIR_TAK_TERBACA


def _from_parts(first: str, middle: str, last: str, on: date) -> list[tuple[int, int, int]]:
    """Readings as (year, month, day), lawful or not; the usual one first."""
    if not middle.isdecimal():
        month = _MONTHS.get(middle)
        return [] if month is None else [(_full_year(last, on), month, int(first))]
    if len(first) == _YEAR_DIGITS:
        return [(int(first), int(middle), int(last))]
    year = _full_year(last, on)
    return [(year, int(middle), int(first)), (year, int(first), int(middle))]


def _full_year(digits: str, on: date) -> int:
    """A two-digit year is the latest one in which somebody old enough to vote can have been born."""
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - written out
        return year
    return year + 2000 if year + 2000 <= on.year - VOTING_AGE else year + 1900


def _judged(readings: list[tuple[int, int, int]], on: date) -> Reading:
    if not readings:
        return (), Masalah.LAHIR_TAK_TERBACA
    dates = tuple(dict.fromkeys(filter(None, (_date(*reading) for reading in readings))))
    lawful = tuple(day for day in dates if day.year >= FIRST_YEAR and day <= on)
    if lawful:
        return lawful, None
    return (), Masalah.LAHIR_MASA_DEPAN if any(day > on for day in dates) else Masalah.LAHIR_MUSTAHIL


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _from_serial(days: int, on: date) -> Reading:
    dates = [_SERIAL_ORIGIN + timedelta(days=days + shift) for shift in (0, _MAC_DAYS)]
    lawful = tuple(day for day in dates if day <= on)
    return (lawful, None) if lawful else ((), Masalah.LAHIR_MASA_DEPAN)
