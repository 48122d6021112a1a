"""The outcome of an import in numbers."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringkasan:
    """Counts of rows: `dibaca` = `dimuat` + `ditolak` + `dilewati`; `dengan_peringatan` are among `dimuat`.

    `bukan_data` are lines that were no voters (titles, sums). `masalah` counts findings by kind, those about
    a whole TPS or family too. Of a dry run `dimuat` is what would be loaded.
    """

    berkas: str
    sha256: str
    hanya_diperiksa: bool
    dibaca: int
    dimuat: int
    dengan_peringatan: int
    ditolak: int
    dilewati: int
    bukan_data: int
    tps_baru: int
    kolom_tidak_ada: tuple[str, ...]
    masalah: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self) | {"kolom_tidak_ada": list(self.kolom_tidak_ada), "masalah": dict(self.masalah)}
