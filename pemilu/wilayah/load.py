"""Regions and polling places from a checked file into their tables."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from pemilu.infra.errors import DomainError
from pemilu.wilayah.csvrows import BadRow
from pemilu.wilayah.models import Tps, Wilayah
from pemilu.wilayah.source import WilayahRow, check_wilayah, read_wilayah
from pemilu.wilayah.tps_source import TpsRow, read_tps

BATCH = 5_000
TPS_COLUMNS = tuple(f.name for f in fields(TpsRow) if f.name != "line")

Progress = Callable[[int, int], None]


class WilayahRefused(DomainError):
    """The file is no whole tree of regions. `bad` lists the first wrong rows, `total` counts them."""

    def __init__(self, bad: list[BadRow], total: int) -> None:
        super().__init__(total)
        self.bad = bad
        self.total = total


@dataclass(frozen=True, slots=True)
class LoadedWilayah:
    new: int
    renamed: int
    same: int


@dataclass(frozen=True, slots=True)
class LoadedTps:
    new: int
    changed: int
    bad: tuple[BadRow, ...]


def load_wilayah(session: Session, path: Path | None, *, progress: Progress) -> LoadedWilayah:
    """Load a whole tree of regions (the packaged one without a path). Codes never disappear by loading.

    Raises:
        WilayahRefused: a row is wrong; nothing is loaded.
        UnreadableCsv: the file is no such table.
    """
    check = check_wilayah(read_wilayah(path))
    if check.bad_total:
        raise WilayahRefused(list(check.bad), check.bad_total)
    known = {row.kode: row.nama for row in session.execute(select(Wilayah.kode, Wilayah.nama))}
    rows = sorted((row for row in read_wilayah(path) if isinstance(row, WilayahRow)), key=lambda r: r.kode)
    fresh = [row for row in rows if row.kode not in known]
    renamed = [row for row in rows if known.get(row.kode, row.nama) != row.nama]
    for start in range(0, len(fresh), BATCH):
        session.execute(insert(Wilayah), [_as_row(row) for row in fresh[start : start + BATCH]])
        progress(min(start + BATCH, len(fresh)), len(fresh))
    for row in renamed:
        session.execute(update(Wilayah).where(Wilayah.kode == row.kode).values(nama=row.nama))
    return LoadedWilayah(len(fresh), len(renamed), len(rows) - len(fresh) - len(renamed))


def _as_row(row: WilayahRow) -> dict[str, str | None]:
    induk = row.kode.induk
    return {"kode": str(row.kode), "induk": str(induk) if induk else None, "nama": row.nama}


def load_tps(session: Session, path: Path, *, pemilihan_id: int, progress: Progress) -> LoadedTps:
    """Load the polling places of one election; one that exists is updated in place.

    Wrong rows, and rows whose kelurahan is not in the region table, are left out and told.

    Raises:
        UnreadableCsv: the file is no such table.
    """
    known = {
        (tps.kelurahan, tps.nomor): tps
        for tps in session.scalars(select(Tps).where(Tps.pemilihan_id == pemilihan_id))
    }
    regions = set(session.scalars(select(Wilayah.kode)))
    new, changed, bad = 0, 0, []
    for count, row in enumerate(read_tps(path), start=1):
        if isinstance(row, BadRow):
            bad.append(row)
        elif row.kelurahan not in regions:
            reason = f"kolom kelurahan: {row.kelurahan.dotted} tidak ada di tabel wilayah. Periksa kodenya."
            bad.append(BadRow(row.line, reason))
        elif tps := known.get((row.kelurahan, row.nomor)):
            changed += _update(tps, row)
        else:
            session.add(Tps(pemilihan_id=pemilihan_id, **_tps_values(row)))
            new += 1
        progress(count, count)
    return LoadedTps(new, changed, tuple(bad))


def _update(tps: Tps, row: TpsRow) -> bool:
    different = {name: value for name, value in _tps_values(row).items() if getattr(tps, name) != value}
    for name, value in different.items():
        setattr(tps, name, value)
    return bool(different)


def _tps_values(row: TpsRow) -> dict[str, object]:
    values = {name: getattr(row, name) for name in TPS_COLUMNS}
    return values | {"kelurahan": str(row.kelurahan)}
