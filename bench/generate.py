"""Lists of made-up voters of any size as CSV or XLSX, with rows that are broken on purpose if asked for.

The voters are those of `pemilu.cli.synthetic`. Broken rows bear the name of what the import must say about
them. Needs the standard library only; writing XLSX needs xlsxwriter.

    python -m bench.generate --rows 100000 --broken 0.01 --out var/daftar.csv
"""

import argparse
import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, cycle
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.breaks import BREAKS
from pemilu.cli.synthetic import HEADINGS, Cells, Place, voters


class Row(NamedTuple):
    """One voter as text cells by the keys of `HEADINGS`; `broken` names what is wrong with it."""

    cells: Cells
    broken: str | None


def generate_rows(count: int, *, seed: int, places: Sequence[Place], broken: float = 0.0) -> Iterator[Row]:
    """`count` voters spread evenly over `places` in their order, families together; `broken` is a share."""
    random, kinds = Random(seed), cycle(BREAKS)
    for cells in voters(count, seed=seed, places=places):
        kind = next(kinds) if broken and random.random() < broken else None
        if kind:
            BREAKS[kind](cells, random)
        yield Row(cells, kind)


def sumatera_barat(kelurahan: int = 1_265, tps: int = 10_846) -> list[Place]:
    """As many kelurahan and TPS as the province has, in kabupaten that do not exist (13.99 and down)."""
    codes = [f"13{99 - n // 1980}{1 + n % 1980 // 20:02}{2001 + n % 20:04}" for n in range(kelurahan)]
    numbers = Counter[str]()
    places = []
    for n in range(tps):
        code = codes[n * kelurahan // tps]
        numbers[code] += 1
        places.append(Place(code, numbers[code]))
    return places


def write_csv(path: Path, rows: Iterable[Row], *, delimiter: str = ";", encoding: str = "utf-8") -> None:
    """The rows below one line of headings."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(HEADINGS.values())
        writer.writerows(row.cells.values() for row in rows)


def write_xlsx(path: Path, rows: Iterable[Row]) -> None:
    """The rows below one line of headings, every cell a text."""
    import xlsxwriter  # noqa: PLC0415 - the only package that is needed, and only here

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Daftar Pemilih")
        for at, cells in enumerate(chain([HEADINGS], (row.cells for row in rows))):
            for column, cell in enumerate(cells.values()):
                sheet.write_string(at, column, cell)


def main() -> None:
    """Write a list to a file; the ending of its name says which kind."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broken", type=float, default=0.0)
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    rows = generate_rows(wanted.rows, seed=wanted.seed, places=sumatera_barat(), broken=wanted.broken)
    (write_xlsx if wanted.out.suffix == ".xlsx" else write_csv)(wanted.out, rows)


if __name__ == "__main__":
    main()
