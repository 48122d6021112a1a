"""Region data from the packaged file or from any CSV of the same shape, and what makes them fit to load."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pemilu.wilayah.csvrows import BadRow, Columns, RawRow, read_rows, shown
from pemilu.wilayah.kode import InvalidKode, KodeWilayah, Tingkat
from pemilu.wilayah.zona import UnknownZona, zona_of

PACKAGED: Final = Path(__file__).with_name("data") / "wilayah.csv.gz"
MAX_NAMA: Final = 100
MAX_LISTED: Final = 1_000

_COLUMNS: Final = Columns(
    required=frozenset({"kode", "nama"}),
    aliases={"code": "kode", "name": "nama"},
    others_ignored=True,
)


@dataclass(frozen=True, slots=True)
class WilayahRow:
    """One region, and the line of the file it was read from."""

    kode: KodeWilayah
    nama: str
    line: int


@dataclass(frozen=True, slots=True)
class WilayahCheck:
    """What a file of regions holds: `bad` lists the first 1,000 wrong rows, `bad_total` counts them all."""

    counts: Mapping[Tingkat, int]
    bad: tuple[BadRow, ...]
    bad_total: int

    @property
    def ok(self) -> bool:
        """Whether every row may be loaded."""
        return not self.bad_total


def read_wilayah(path: Path | None = None) -> Iterator[WilayahRow | BadRow]:
    """The regions of a file with the columns `kode,nama` (or `code,name`; others are ignored), as a stream.

    Without a path, the packaged regions of the country, a parent always before its children. Raises
    `UnreadableCsv` for a file that is no such table.
    """
    for raw in read_rows(path or PACKAGED, _COLUMNS):
        yield raw if isinstance(raw, BadRow) else _wilayah(raw)


def _wilayah(raw: RawRow) -> WilayahRow | BadRow:
    written, nama = raw.cells["kode"], raw.cells["nama"]
    try:
        kode = KodeWilayah.parse(written)
    except InvalidKode as invalid:
        return BadRow(raw.line, refused_kode(invalid, written, column="kode"))
    if not nama:
        return BadRow(raw.line, f"nama kosong untuk kode {kode.dotted}. Isi nama wilayahnya.")
    if len(nama) > MAX_NAMA:
        return BadRow(raw.line, f"nama {shown(nama)} lebih panjang dari {MAX_NAMA} huruf. Persingkat.")
    return WilayahRow(kode, nama, raw.line)


def refused_kode(invalid: InvalidKode, written: str, *, column: str) -> str:
    """The sentence for a code that is none: which column, what stood there, and the way to write it."""
    hints = {
        7: " (kode BPS? pakai kode Kemendagri)",
        9: " (nol di depan hilang, atau kode BPS? pakai kode Kemendagri sebagai teks)",
        13: " (kode TPS? pakai 10 digit kelurahannya)",
    }
    hint = hints.get(invalid.digits, "")
    return (
        f"{column} {shown(written)} bukan kode wilayah{hint}."
        " Tulis 2, 4, 6 atau 10 digit, misalnya 13.71.03.1004."
    )


def check_wilayah(rows: Iterable[WilayahRow | BadRow]) -> WilayahCheck:
    """Read all rows and say whether they form a whole tree: no code twice, no child without its parent.

    A parent may stand below its children. Memory grows with the number of regions only (84,000: 10 MB).
    """
    bad = _BadRows()
    lines = _first_lines(rows, bad)
    for kode, line in lines.items():
        if reason := _outside_tree(kode, lines):
            bad.add(BadRow(line, reason))
    if not lines and not bad.total:
        bad.add(BadRow(1, "Berkas tidak memuat satu wilayah pun. Periksa apakah berkasnya benar."))
    counts = Counter(kode.tingkat for kode in lines)
    return WilayahCheck({tingkat: counts[tingkat] for tingkat in Tingkat}, bad.by_line(), bad.total)


@dataclass(slots=True)
class _BadRows:
    listed: list[BadRow] = field(default_factory=list)
    total: int = 0

    def add(self, row: BadRow) -> None:
        self.total += 1
        if len(self.listed) < MAX_LISTED:
            self.listed.append(row)

    def by_line(self) -> tuple[BadRow, ...]:
        return tuple(sorted(self.listed, key=lambda row: row.line))


def _first_lines(rows: Iterable[WilayahRow | BadRow], bad: _BadRows) -> dict[KodeWilayah, int]:
    lines: dict[KodeWilayah, int] = {}
    for row in rows:
        if isinstance(row, BadRow):
            bad.add(row)
        elif (first := lines.setdefault(row.kode, row.line)) != row.line:
            reason = f"kode {row.kode.dotted} sudah ada di baris {first}. Hapus salah satunya."
            bad.add(BadRow(row.line, reason))
    return lines


def _outside_tree(kode: KodeWilayah, known: Mapping[KodeWilayah, int]) -> str | None:
    induk = kode.induk
    if induk is not None:
        missing = f"kode {kode.dotted} tanpa induk: {induk.dotted} tidak ada di berkas. Tambahkan induknya."
        return None if induk in known else missing
    try:
        zona_of(kode)
    except UnknownZona:
        return f"provinsi {kode} tidak dikenal zona waktunya. Periksa kodenya."
    return None
