"""Why a whole file is refused. Nothing of it is loaded then; the words for people are in `wording`."""

from collections.abc import Mapping
from enum import StrEnum

from pemilu.infra.errors import DomainError


class Refusal(StrEnum):
    """What is wrong with a file as a whole."""

    KOSONG = "berkas-kosong"
    BUKAN_TABEL = "bukan-tabel"
    PDF = "pdf"
    HTML = "html"
    TERKOMPRESI = "terkompresi"
    EXCEL_LAMA = "excel-lama"
    ODS = "ods"
    XLSB = "xlsb"
    MAKRO = "makro"
    TERSANDI = "tersandi"
    RUSAK = "berkas-rusak"
    BERBAHAYA = "isi-berbahaya"
    TERLALU_BESAR = "terlalu-besar"
    TANPA_JUDUL = "tanpa-baris-judul"
    KOLOM_KURANG = "kolom-kurang"
    KOLOM_TERTUKAR = "kolom-tertukar"
    NIK_RUSAK_EXCEL = "nik-rusak-excel"
    WILAYAH_LAIN = "wilayah-lain"
    LAPORAN_SAMA = "laporan-menimpa-berkas"
    LAPORAN_TAK_TERTULIS = "laporan-tak-dapat-ditulis"
    BERUBAH = "berkas-berubah"


class FileRefused(DomainError):
    """The file cannot be imported; nothing of it was loaded.

    `facts` holds what the words need: `kolom` (missing columns), `jumlah` and `baris` (how many rows, the
    first five of them), `batas` (the limit that was passed), `bagian` (the part of the workbook, the place of
    the report).
    """

    def __init__(self, kind: Refusal, **facts: object) -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.facts: Mapping[str, object] = facts
