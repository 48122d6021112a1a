"""The filter of the queue in addresses and forms: nothing personal, so it may be kept and passed on."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from admin.staff import staff
from pemilu.laporan.code import ALPHABET, NUMBER_SYMBOLS, PREFIX
from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.saringan import Keadaan, Saringan
from pemilu.laporan.status import Status
from pemilu.petugas.officer import Officer
from pemilu.wilayah.choose import Choice
from pemilu.wilayah.kode import InvalidKode, KodeWilayah, Tingkat

Kind = TypeVar("Kind", bound=StrEnum)
MOST_TPS = 9_999
LAST_ROW = 2**31 - 1
QUERY = 500
WHOLE = "wilayah"
_READ_AS = str.maketrans("OIL", "011")


def read_filter(values: Mapping[str, str]) -> Saringan:
    """The filter that an address or form asks for; what has no meaning does not narrow."""
    return Saringan(
        jenis=_one_of(JenisLaporan, values.get("jenis")),
        status=_one_of(Status, values.get("status")),
        wilayah=_region(values.get("wilayah")),
        tps=_number(values.get("tps"), MOST_TPS),
        keadaan=_one_of(Keadaan, values.get("keadaan")),
        saya=values.get("milik") == "saya",
        panitia=values.get("dipegang") == "panitia",
        kasus=_number(values.get("kasus"), LAST_ROW),
        nomor=beginning_of_number(values.get("nomor", "")),
    )


def read_queue(values: Mapping[str, str], by: Officer) -> Saringan:
    """The filter of the queue: who asks for nothing sees what their own committee holds, if they are on one.

    All of the wilayah is asked for by `dipegang=wilayah`, or by any other filter.
    """
    saringan = read_filter(values)
    own = by.peran.tingkat is not None and values.get("dipegang") != WHOLE
    return Saringan(panitia=True) if own and not saringan.narrows else saringan


def read_query(query: str) -> Saringan:
    """The filter out of the query of an address that was passed on or kept."""
    return read_filter(dict(parse_qsl(query[:QUERY])))


def as_values(saringan: Saringan) -> dict[str, Any]:
    """The same filter as texts for an address, in a fixed order and without what does not narrow."""
    values = {
        "jenis": saringan.jenis,
        "status": saringan.status,
        "wilayah": saringan.wilayah,
        "tps": saringan.tps,
        "keadaan": saringan.keadaan,
        "milik": "saya" if saringan.saya else None,
        "dipegang": "panitia" if saringan.panitia else None,
        "kasus": saringan.kasus,
        "nomor": f"{PREFIX}-{saringan.nomor}" if saringan.nomor else None,
    }
    return {name: str(value) for name, value in values.items() if value is not None}


def as_query(saringan: Saringan) -> str:
    return urlencode(as_values(saringan))


def queue_values(saringan: Saringan, by: Officer) -> dict[str, Any]:
    """`as_values` for an address of the queue, where nothing means one's own committee (`read_queue`)."""
    return as_values(saringan) or ({"dipegang": WHOLE} if by.peran.tingkat else {})


def queue_query(saringan: Saringan, by: Officer) -> str:
    return urlencode(queue_values(saringan, by))


def looks_like_name(typed: str) -> bool:
    """Letters alone, and not said to be a number: numbers without a digit are typed with their prefix."""
    bare = "".join(typed[:QUERY].split()).upper()
    letters = any(char.isalpha() for char in bare) and not any(char.isdigit() for char in bare)
    return letters and not bare.startswith(PREFIX)


def beginning_of_number(typed: str) -> str | None:
    """The symbols of a number or of its beginning (two at least), or None when it cannot be one."""
    symbols = "".join(char for char in typed[:QUERY].upper() if char.isascii() and char.isalnum())
    symbols = symbols.removeprefix(PREFIX).translate(_READ_AS)
    fits = 2 <= len(symbols) <= NUMBER_SYMBOLS and set(symbols) <= set(ALPHABET)  # noqa: PLR2004
    return symbols if fits else None


def regions(by: Officer, saringan: Saringan) -> Sequence[Choice]:
    """The regions to narrow to: those above the chosen one within the scope, itself, and those below it."""
    chooser, chosen = staff().chooser, saringan.wilayah or by.wilayah
    below = chooser.below(chosen)
    if chosen is None:
        return below
    way = list(zip(chosen.ancestors(), chooser.names(chosen), strict=False))
    within = [Choice(kode, nama) for kode, nama in way if by.scope.covers(kode) and kode != by.wilayah]
    return [*within, *below]


def _one_of(kinds: type[Kind], text: str | None) -> Kind | None:
    return next((kind for kind in kinds if kind.value == text), None)


def _number(text: str | None, most: int) -> int | None:
    if not text or not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return None
    return int(text) if 0 < int(text) <= most else None


def _region(text: str | None) -> KodeWilayah | None:
    """A code of digits as they are stored."""
    if not text or not text.isdigit() or len(text) > Tingkat.KELURAHAN.digits:
        return None
    try:
        return KodeWilayah(text)
    except InvalidKode:
        return None
