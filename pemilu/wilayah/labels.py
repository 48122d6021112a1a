"""What a region is called where it lies: a desa is a nagari in Sumatera Barat, a kampung in Papua."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

from pemilu.infra.errors import DomainError
from pemilu.wilayah.kode import KodeWilayah, Tingkat

PACKAGED: Final = Path(__file__).with_name("data") / "sebutan.toml"


class Jenis(StrEnum):
    """What a region is by law, as far as its code tells; also the names of the tables in `sebutan.toml`."""

    PROVINSI = "provinsi"
    KABUPATEN = "kabupaten"
    KOTA = "kota"
    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"
    DESA = "desa"
    DESA_ADAT = "desa_adat"


class BrokenLabels(DomainError, ValueError):
    """The table of names has a heading, a code or a word that means nothing; `where` says which."""

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(f"the table of region names is wrong at {where}")


@dataclass(frozen=True, slots=True)
class Labels:
    """For every kind of region the word in use, keyed by the beginning of the code ("" for the country)."""

    words: Mapping[Jenis, Mapping[str, str]]

    def label(self, kode: KodeWilayah) -> str:
        """The word for this region in small letters: `nagari`, `kapanewon`, `kota`."""
        words = self.words[jenis_of(kode)]
        return next(words[kode[:cut]] for cut in range(len(kode), -1, -1) if kode[:cut] in words)

    def titled(self, kode: KodeWilayah, nama: str) -> str:
        """The name with its word before it, never twice: `Nagari Sungai Puar`, `Kabupaten Agam`."""
        word = self.label(kode)
        if nama.casefold().startswith(f"{word} "):
            return nama
        return f"{word.title()} {nama}"


def jenis_of(kode: KodeWilayah) -> Jenis:
    """What the region is, by its level and the digits Kemendagri gives that meaning."""
    match kode.tingkat:
        case Tingkat.KABUPATEN:
            return Jenis.KOTA if kode[2] == "7" else Jenis.KABUPATEN
        case Tingkat.KELURAHAN:
            return {"1": Jenis.KELURAHAN, "3": Jenis.DESA_ADAT}.get(kode[6], Jenis.DESA)
        case tingkat:
            return Jenis(tingkat.value)


def label(kode: KodeWilayah) -> str:
    """The word for this region by the packaged table."""
    return load_labels().label(kode)


@lru_cache(maxsize=4)
def load_labels(override: Path | None = None) -> Labels:
    """The packaged table, with the rows of `override` (same shape, may be partial) laid over it.

    Raises `BrokenLabels` for a heading, a code or a word that is not understood, OSError for no file.
    """
    words = _read(PACKAGED)
    for jenis, rows in (_read(override) if override else {}).items():
        words[jenis] |= rows
    return Labels(words)


def _read(path: Path) -> dict[Jenis, dict[str, str]]:
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except ValueError as broken:
        raise BrokenLabels(path.name) from broken
    return {_jenis(heading): _rows(heading, rows) for heading, rows in tables.items()}


def _jenis(heading: str) -> Jenis:
    try:
        return Jenis(heading)
    except ValueError:
        raise BrokenLabels(f"[{heading}]") from None


def _rows(heading: str, rows: object) -> dict[str, str]:
    if not isinstance(rows, dict):
        raise BrokenLabels(f"[{heading}]")
    for prefix, word in rows.items():
        if not (_is_prefix(prefix) and isinstance(word, str) and word.strip()):
            raise BrokenLabels(f'[{heading}] "{prefix}"')
    return {prefix: word.strip() for prefix, word in rows.items()}


def _is_prefix(text: str) -> bool:
    try:
        return text == "" or bool(KodeWilayah(text))
    except ValueError:
        return False
