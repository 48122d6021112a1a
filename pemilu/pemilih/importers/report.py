"""The report of an import: one line of CSV for each finding, to be opened beside the file and worked through.

UTF-8 with BOM and every cell quoted, as spreadsheets want it. No NIK, NKK, name or birth date stands in it.
"""

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pemilu.pemilih.importers.masks import formula_safe
from pemilu.pemilih.importers.problems import Problem, Tingkat
from pemilu.pemilih.importers.records import shown_line
from pemilu.pemilih.importers.refusal import FileRefused, Refusal
from pemilu.pemilih.importers.wording import words_for, words_for_refusal

HEADINGS = ("baris", "kolom", "nilai_disamarkan", "tingkat", "alasan", "perbaikan")


def refuse_place(path: Path, source: Path) -> None:
    """Before anything is read: may a report about `source` be written here?

    Raises:
        FileRefused: it would overwrite the source, or it cannot be written.
    """
    for place in (path, _beside(path)):
        if place.exists() and place.samefile(source):
            raise FileRefused(Refusal.LAPORAN_SAMA)
    if path.is_dir():
        raise FileRefused(Refusal.LAPORAN_TAK_TERTULIS, bagian=path)
    try:
        os.close(_opened(_beside(path)))
        _beside(path).unlink()
    except OSError:
        raise FileRefused(Refusal.LAPORAN_TAK_TERTULIS, bagian=path) from None


def write_report(path: Path, problems: Iterable[Problem]) -> None:
    """Write all findings in the order given. The file appears whole or not at all. Raises OSError."""
    _write(path, map(_row, problems))


def write_refusal(path: Path, refused: FileRefused) -> None:
    """Write a report that says why the whole file was refused. Raises OSError."""
    _write(path, [("", "", "", Tingkat.DITOLAK.value, *words_for_refusal(refused))])


def _row(problem: Problem) -> tuple[Any, ...]:
    line = "" if problem.baris is None else shown_line(problem.baris)
    column = problem.kolom.value if problem.kolom else ""
    words = map(formula_safe, words_for(problem))
    return (line, column, formula_safe(problem.nilai), problem.masalah.tingkat.value, *words)


def _write(path: Path, rows: Iterable[tuple[Any, ...]]) -> None:
    beside = _beside(path)
    with os.fdopen(_opened(beside), "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(HEADINGS)
        writer.writerows(rows)
    beside.replace(path)


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".baru")


def _opened(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
