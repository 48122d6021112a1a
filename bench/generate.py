"""Lists of made-up voters of any size as CSV or XLSX, with rows that are broken on purpose if asked for.

The voters are those of `pemilu.cli.synthetic`. Broken rows bear the name of what the import must say about
them. Needs the standard library only; writing XLSX needs xlsxwriter.

    python -m bench.generate --broken 0.001 --out var/daftar.csv        # the province: 4,103,084 rows
    python -m bench.generate --rows 20000000 --out var/daftar.csv
"""

import argparse
import csv
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, cycle
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.breaks import BREAKS
from pemilu.cli.mix import VOTERS
from pemilu.cli.synthetic import HEADINGS, Cells, Place, voters

# Sumatera Barat in 2024. Its kabupaten and kota are 1301 to 1312 and 1371 to 1377.
KABUPATEN, KECAMATAN, KELURAHAN, TPS = 19, 179, 1_265, 10_846
_FIRST_KABUPATEN = 81


class Row(NamedTuple):
    """One voter as text cells by the keys of `HEADINGS`; `broken` names what is wrong with it."""

    cells: Cells
    broken: str | None


def generate_rows(
    count: int,
    *,
    seed: int,
    places: Sequence[Place],
    broken: float = 0.0,
    lane: int = 0,
    lanes: int = 1,
) -> Iterator[Row]:
    """`count` voters spread evenly over `places` in their order, families together; `broken` is a share."""
    random, kinds = Random(seed * lanes + lane), cycle(BREAKS)
    for cells in voters(count, seed=seed, places=places, lane=lane, lanes=lanes):
        kind = next(kinds) if broken and random.random() < broken else None
        if kind:
            BREAKS[kind](cells, random)
        yield Row(cells, kind)


def sumatera_barat(kelurahan: int = KELURAHAN, tps: int = TPS) -> list[Place]:
    """As many kabupaten, kecamatan, kelurahan and TPS as the province has, with codes that nothing bears.

    Of fewer kelurahan those are in as many kecamatan as they fill.
    """
    kecamatan = max(1, kelurahan * KECAMATAN // KELURAHAN)
    kabupaten = min(KABUPATEN, max(1, kecamatan * KABUPATEN // KECAMATAN))
    codes = []
    for n in range(kelurahan):
        at = n * kecamatan // kelurahan
        above = at * kabupaten // kecamatan
        codes.append(
            f"13{_FIRST_KABUPATEN + above}{1 + at - _first(above, kecamatan, kabupaten):02}{2001 + n % 20:04}"
        )
    numbers = Counter[str]()
    places = []
    for n in range(tps):
        code = codes[n * kelurahan // tps]
        numbers[code] += 1
        places.append(Place(code, numbers[code]))
    return places


def places_for(rows: int) -> list[Place]:
    """Kelurahan and TPS for a list of that length, in the proportion of the province."""
    return sumatera_barat(max(1, rows * KELURAHAN // VOTERS), max(1, rows * TPS // VOTERS))


def _first(kabupaten: int, of_all: int, among: int) -> int:
    """The first kecamatan of a kabupaten."""
    return -(-kabupaten * of_all // among)


def write_csv(
    path: Path,
    rows: Iterable[Row],
    *,
    delimiter: str = ";",
    encoding: str = "utf-8",
    headings: bool = True,
) -> None:
    """The rows below one line of headings."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        if headings:
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


def write_full(path: Path, rows: int, *, seed: int, broken: float, processes: int) -> None:
    """The list of the whole province (or a larger one) as CSV, made by several processes side by side."""
    parts = [path.with_name(f"{path.name}.{lane}") for lane in range(processes)]
    jobs = [(part, rows, seed, broken, lane, processes) for lane, part in enumerate(parts)]
    with get_context("spawn").Pool(processes) as pool:
        pool.starmap(_write_lane, jobs)
    with path.open("wb") as whole:
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, whole, 1 << 20)
            part.unlink()


def _write_lane(part: Path, rows: int, seed: int, broken: float, lane: int, lanes: int) -> None:
    made = generate_rows(rows, seed=seed, places=places_for(rows), broken=broken, lane=lane, lanes=lanes)
    write_csv(part, made, headings=lane == 0)


def main() -> None:
    """Write a list to a file; the ending of its name says which kind."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--rows", type=int, default=VOTERS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broken", type=float, default=0.0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    began = time.perf_counter()
    if wanted.out.suffix == ".xlsx":
        places = places_for(wanted.rows)
        write_xlsx(
            wanted.out, generate_rows(wanted.rows, seed=wanted.seed, places=places, broken=wanted.broken)
        )
    else:
        write_full(
            wanted.out, wanted.rows, seed=wanted.seed, broken=wanted.broken, processes=wanted.processes
        )
    seconds = time.perf_counter() - began
    print(f"{wanted.rows:,} rows in {seconds:.1f} s, {wanted.rows / seconds:,.0f} rows/s: {wanted.out}")


if __name__ == "__main__":
    main()
