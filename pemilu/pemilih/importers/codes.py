"""The letters, digits and words that the columns with codes may hold, as data.

B and S mean different things in different columns, and digits of the last column change with the edition of
the form, so nothing here is ever looked up without its column.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from pemilu.infra.errors import DomainError
from pemilu.pemilih.kinds import Disabilitas, JenisKelamin, Keterangan, StatusKawin, StatusKtp

Kind = TypeVar("Kind", bound=StrEnum)

BLANK = frozenset({"", "-", "--", "–", "—", "0", "NULL", "KOSONG", "TIDAK ADA", "N/A"})
"""What stands for nothing in a cell (upper case)."""


class UnknownEdition(DomainError):
    """No table of codes is known for the edition that an election names."""

    def __init__(self, edition: str) -> None:
        super().__init__(edition)
        self.edition = edition


def _by_word(words: dict[Kind, str]) -> dict[str, Kind]:
    return {word: kind for kind, listed in words.items() for word in listed.split(", ")}


JENIS_KELAMIN = _by_word(
    {
        JenisKelamin.L: "L, LK, LAKI, LAKI-LAKI, LAKI LAKI, LAKI2, PRIA, 1",
        JenisKelamin.P: "P, PR, PEREMPUAN, WANITA, W, 2",
    }
)

STATUS_KAWIN = _by_word(
    {
        StatusKawin.BELUM: "B, BELUM, BELUM KAWIN, BELUM MENIKAH, TIDAK KAWIN",
        StatusKawin.SUDAH: "S, SUDAH, KAWIN, SUDAH KAWIN, MENIKAH, SUDAH MENIKAH",
        StatusKawin.PERNAH: "P, PERNAH, PERNAH KAWIN, CERAI, CERAI HIDUP, CERAI MATI, JANDA, DUDA",
    }
)

STATUS_KTP = _by_word(
    {
        StatusKtp.SUDAH: "S, SUDAH, YA, Y, SUDAH MEMILIKI, SUDAH KTP-EL",
        StatusKtp.BELUM: "B, BELUM, TIDAK, T, BELUM MEMILIKI, BELUM KTP-EL, NON KTP-EL",
    }
)

_DISABILITAS_2023 = _by_word(
    {
        Disabilitas.TIDAK: "TIDAK, NON DISABILITAS, BUKAN",
        Disabilitas.FISIK: "1, FISIK, DISABILITAS FISIK, TUNADAKSA, TUNA DAKSA",
        Disabilitas.INTELEKTUAL: "2, INTELEKTUAL, DISABILITAS INTELEKTUAL, TUNAGRAHITA, TUNA GRAHITA",
        Disabilitas.MENTAL: "3, MENTAL, DISABILITAS MENTAL",
        Disabilitas.WICARA: "4, WICARA, SENSORIK WICARA, TUNAWICARA, TUNA WICARA",
        Disabilitas.RUNGU: "5, RUNGU, SENSORIK RUNGU, TUNARUNGU, TUNA RUNGU",
        Disabilitas.NETRA: "6, NETRA, SENSORIK NETRA, TUNANETRA, TUNA NETRA",
    }
)

# A tick typed in Wingdings comes out of an export as "ü".
_KETERANGAN_2024 = _by_word(
    {
        Keterangan.SESUAI: "✓, ✔, √, V, Ü, SESUAI, ADA, OK",
        Keterangan.UBAH: "U, UBAH, PERBAIKAN",
        Keterangan.BARU: "B, BARU, PEMILIH BARU",
        Keterangan.MENINGGAL: "1, MENINGGAL, MENINGGAL DUNIA",
        Keterangan.GANDA: "2, GANDA",
        Keterangan.DI_BAWAH_UMUR: "3, DI BAWAH UMUR, DIBAWAH UMUR",
        Keterangan.PINDAH_DOMISILI: "4, PINDAH, PINDAH DOMISILI",
        Keterangan.WNA: "5, WNA",
        Keterangan.TNI: "6, TNI",
        Keterangan.POLRI: "7, POLRI",
        Keterangan.SALAH_TPS: "8, SALAH TPS, SALAH PENEMPATAN TPS",
    }
)
_KETERANGAN_2023 = {**_KETERANGAN_2024, **_by_word({Keterangan.TIDAK_DIKENAL: "5, TIDAK DIKENAL"})}

_EDITIONS = {
    "2023": (_DISABILITAS_2023, _KETERANGAN_2023),
    "2024": (_DISABILITAS_2023, _KETERANGAN_2024),
}


def disabilitas_codes(edition: str) -> Mapping[str, Disabilitas]:
    """Codes and words for ragam disabilitas. Raises UnknownEdition."""
    return _edition(edition)[0]


def keterangan_codes(edition: str) -> Mapping[str, Keterangan]:
    """Codes and words of the last column; a "TMS" before a code does not change it. Raises UnknownEdition."""
    return _edition(edition)[1]


def _edition(edition: str) -> tuple[Mapping[str, Disabilitas], Mapping[str, Keterangan]]:
    if edition not in _EDITIONS:
        raise UnknownEdition(edition)
    return _EDITIONS[edition]
