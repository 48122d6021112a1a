"""Ways in which a row of a list can be broken, by the name that the import's report gives to each."""

from collections.abc import Callable
from random import Random

from pemilu.cli.synthetic import Cells


def _nik(change: Callable[[str], str]) -> Callable[[Cells, Random], None]:
    def act(cells: Cells, _random: Random) -> None:
        cells["nik"] = change(cells["nik"])

    return act


def _put(column: str, *values: str) -> Callable[[Cells, Random], None]:
    def act(cells: Cells, random: Random) -> None:
        cells[column] = random.choice(values)

    return act


BREAKS: dict[str, Callable[[Cells, Random], None]] = {
    "nik-kurang": _nik(lambda nik: nik[:15]),
    "nik-lebih": _nik(lambda nik: nik + nik[-1]),
    "nik-dua": _nik(lambda nik: f"{nik} {nik[:-1]}9"),
    "nik-huruf": _nik(lambda nik: f"{nik[:12]}O{nik[13:]}"),
    "nik-bukan-angka": _nik(lambda nik: f"{nik[:6]}/{nik[6:]}"),
    "nik-paspor": _put("nik", "B1234567", "C7654321"),
    "nik-telepon": _put("nik", "081234567890", "+6281234567890"),
    "nik-pola": _put("nik", "1" * 16, ("1234567890" * 2)[:16]),
    "nik-provinsi": _nik(lambda nik: f"20{nik[2:]}"),
    "nik-tanggal": _nik(lambda nik: f"{nik[:6]}32{nik[8:]}"),
    "nik-bulan": _nik(lambda nik: f"{nik[:8]}13{nik[10:]}"),
    "nik-seri-0000": _nik(lambda nik: f"{nik[:12]}0000"),
    "nama-kosong": _put("nama", "", "-", "..."),
    "nama-terlalu-panjang": _put("nama", "BIN " * 26),
    "tanggal-lahir-tak-terbaca": _put("tanggal_lahir", "TIDAK TAHU", "17--1945", "AGUSTUS 1945"),
    "tanggal-lahir-mustahil": _put("tanggal_lahir", "31-02-1990", "00-00-1950", "29-02-1900"),
    "tanggal-lahir-masa-depan": _put("tanggal_lahir", "17-08-2045"),
    "jenis-kelamin-tak-dikenal": _put("jenis_kelamin", "X", "LP", "3"),
    "kelurahan-tak-dikenal": _put("kelurahan", "KELURAHAN YANG TIDAK ADA", "13.71"),
    "kelurahan-di-luar-wilayah": _put("kelurahan", "9999999999", "99.99.99.9998"),
    "tps-tak-sah": _put("tps", "0", "1A", "V", "1000", "-1"),
    "karakter-rusak": _put("alamat", "JL. \ufffd\ufffd NO. 5"),
}
"""What can be wrong with a row, by the name the import's report gives it (each makes it refuse the row)."""
