"""The committees of an election and where citizens find them, from a CSV file that KPU keeps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.petugas.active import LEVELS
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.models import Panitia
from pemilu.wilayah.csvrows import BadRow, Columns, RawRow, read_rows, shown
from pemilu.wilayah.kode import InvalidKode, KodeWilayah
from pemilu.wilayah.models import Wilayah

COLUMNS = Columns(
    required=frozenset({"tingkat", "wilayah"}),
    optional=frozenset({"mulai", "sampai", "alamat", "telepon", "jam"}),
)
LENGTHS = {"alamat": 200, "telepon": 30, "jam": 60}


@dataclass(frozen=True, slots=True)
class LoadedPanitia:
    new: int
    changed: int
    bad: tuple[BadRow, ...]


def load_panitia(session: Session, path: Path) -> LoadedPanitia:
    """Add committees, or update the contact and term of those that stand already. Wrong rows are told.

    Raises:
        UnreadableCsv: the file is no such table.
    """
    known = {(p.tingkat, p.wilayah): p for p in session.scalars(select(Panitia))}
    regions = set(session.scalars(select(Wilayah.kode)))
    seen: set[tuple[TingkatPanitia, str]] = set()
    new, changed, bad = 0, 0, []
    for row in read_panitia(path):
        if isinstance(row, BadRow):
            bad.append(row)
            continue
        key = row["tingkat"], row["wilayah"]
        if row["wilayah"] not in regions:
            bad.append(BadRow(row["line"], f"kolom wilayah: {row['wilayah']} tidak ada di tabel wilayah."))
        elif key in seen:
            bad.append(BadRow(row["line"], f"{key[0].value} {key[1]} sudah ada di baris sebelumnya."))
        elif standing := known.get(key):
            changed += _update(standing, row)
        else:
            session.add(Panitia(**{name: value for name, value in row.items() if name != "line"}))
            new += 1
        seen.add(key)
    return LoadedPanitia(new, changed, tuple(bad))


def read_panitia(path: Path) -> Iterator[dict[str, Any] | BadRow]:
    """The rows of the file as values of `panitia`, with the line they stood in."""
    for raw in read_rows(path, COLUMNS):
        if isinstance(raw, BadRow):
            yield raw
            continue
        try:
            yield _values(raw)
        except ValueError as error:
            yield BadRow(raw.line, str(error))


def _values(raw: RawRow) -> dict[str, Any]:
    """Raises ValueError with a sentence for the operator."""
    tingkat, kode = _level(raw.cells["tingkat"]), _code(raw.cells["wilayah"])
    if kode.tingkat is not dict(LEVELS)[tingkat]:
        raise ValueError(f"kolom wilayah: {tingkat.value} memerlukan kode {dict(LEVELS)[tingkat].value}.")
    texts = {name: raw.cells.get(name, "")[:most] or None for name, most in LENGTHS.items()}
    days = {name: _day(name, raw.cells.get(name, "")) for name in ("mulai", "sampai")}
    if days["mulai"] and days["sampai"] and days["sampai"] < days["mulai"]:
        raise ValueError("kolom sampai: lebih awal daripada mulai.")
    return {"line": raw.line, "tingkat": tingkat, "wilayah": str(kode)} | texts | days


def _level(text: str) -> TingkatPanitia:
    if text.lower() not in set(TingkatPanitia):
        raise ValueError(f"kolom tingkat: {shown(text)}; isi pps, ppk, atau kpu-kabko.")
    return TingkatPanitia(text.lower())


def _code(text: str) -> KodeWilayah:
    try:
        return KodeWilayah.parse(text)
    except InvalidKode as error:
        raise ValueError(f"kolom wilayah: {shown(text)} bukan kode wilayah.") from error


def _day(column: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ValueError(f"kolom {column}: {shown(text)}; tulis seperti 2024-05-26.") from error


def _update(panitia: Panitia, row: dict[str, Any]) -> bool:
    different = {name: row[name] for name in row if name != "line" and getattr(panitia, name) != row[name]}
    for name, value in different.items():
        setattr(panitia, name, value)
    return bool(different)
