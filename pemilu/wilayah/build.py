"""Makes the packaged region data from the unpacked npm package idn-area-data 4.0.1.

    npm pack idn-area-data@4.0.1 && tar -xzf idn-area-data-4.0.1.tgz
    python -m pemilu.wilayah.build package

The result does not depend on when or where it is made. Its licence and changes: `data/NOTICE.md`.
"""

import argparse
import csv
import gzip
import hashlib
import io
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pemilu.infra.errors import DomainError
from pemilu.wilayah.kode import KodeWilayah, Tingkat
from pemilu.wilayah.source import PACKAGED, check_wilayah, read_wilayah

FILES: Final = ("provinces.csv", "regencies.csv", "districts.csv", "villages.csv")
_QUOTE_IN_WORD: Final = re.compile(r'(?<=\w)"(?=\w)')
EXPECTED: Final = {
    Tingkat.PROVINSI: 38,
    Tingkat.KABUPATEN: 514,
    Tingkat.KECAMATAN: 7_285,
    Tingkat.KELURAHAN: 83_762,
}


class BrokenPackage(DomainError, ValueError):
    """The package is not the edition we ship, or holds a row that fits no region."""


def build(package: Path, output: Path, *, expected: Mapping[Tingkat, int] = EXPECTED) -> str:
    """Write `output` (gzipped `kode,nama`, sorted by code) and return the SHA-256 of its unpacked bytes.

    Raises `BrokenPackage` when a row names another parent than its code does, when a code comes twice or
    lacks its parent, or when the counts differ from `expected`; then `output` is left as it was.
    """
    rows = sorted(row for name in FILES for row in _regions(package / "data" / name))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("kode", "nama"))
    writer.writerows(rows)
    content = text.getvalue().encode()
    fresh = output.with_name(f"{output.name}.tmp.gz")
    with fresh.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(content)
    try:
        _verify(fresh, expected)
        fresh.replace(output)
    finally:
        fresh.unlink(missing_ok=True)
    return hashlib.sha256(content).hexdigest()


def _regions(path: Path) -> Iterator[tuple[KodeWilayah, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kode = KodeWilayah.parse(row["code"])
            parent = next((value for column, value in row.items() if column.endswith("_code")), None)
            if parent is not None and KodeWilayah.parse(parent) != kode.induk:
                raise BrokenPackage(f"{path.name}: {kode.dotted} is said to lie in {parent}")
            yield kode, clean_nama(row["name"])


def clean_nama(nama: str) -> str:
    """The name without control and invisible characters, with single spaces and none at the ends.

    A double quote inside a word (`Ra"as`) is the slip of a typist for the apostrophe of a glottal stop.
    """
    visible = (" " if unicodedata.category(char) == "Cc" else char for char in nama)
    spaced = " ".join("".join(char for char in visible if unicodedata.category(char) != "Cf").split())
    return _QUOTE_IN_WORD.sub("'", spaced)


def _verify(path: Path, expected: Mapping[Tingkat, int]) -> None:
    check = check_wilayah(read_wilayah(path))
    if check.bad:
        raise BrokenPackage(
            f"{check.bad_total} rows are wrong, first line {check.bad[0].line}: {check.bad[0].reason}"
        )
    if check.counts != expected:
        raise BrokenPackage(f"counts are {dict(check.counts)}, expected {dict(expected)}")


def main(arguments: Sequence[str]) -> int:
    """Build from the command line; 1 and a message when the package is refused."""
    parser = argparse.ArgumentParser(prog="python -m pemilu.wilayah.build", description=__doc__)
    parser.add_argument("package", type=Path, help="the unpacked package (the folder with data/)")
    parser.add_argument("--output", type=Path, default=PACKAGED)
    chosen = parser.parse_args(arguments)
    try:
        digest = build(chosen.package, chosen.output)
    except (BrokenPackage, OSError) as refused:
        print(f"refused: {refused}", file=sys.stderr)
        return 1
    print(f"{chosen.output}: {sum(EXPECTED.values())} regions, {chosen.output.stat().st_size} bytes")
    print(f"sha256 of the unpacked rows: {digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
