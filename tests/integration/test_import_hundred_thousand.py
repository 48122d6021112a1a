"""A list of 100,000 voters, one in a hundred of them broken: what the import says is all true.

As XLSX a tenth of it: the rows go the same way once they are read.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from sqlalchemy import select

from bench.breaks import BREAKS
from bench.generate import Row, generate_rows, sumatera_barat, write_csv, write_xlsx
from pemilu.infra.db import Database
from pemilu.pemilih.importers.problems import Masalah, Problem
from pemilu.pemilih.importers.wording import words_for
from pemilu.pemilih.models import Pemilih
from tests.import_world import ImportWorld
from tests.voter_files import KEYS

PLACES = sumatera_barat(kelurahan=40, tps=300)


def rows(count: int) -> Iterable[Row]:
    return generate_rows(count, seed=2024, places=PLACES, broken=0.01)


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("name", "write", "count"), [("daftar.csv", write_csv, 100_000), ("daftar.xlsx", write_xlsx, 10_000)]
)
def test_every_broken_row_is_reported_with_its_reason_and_every_good_one_is_found(
    sqlite_database: Database,
    tmp_path: Path,
    name: str,
    write: Callable[[Path, Iterable[Row]], None],
    count: int,
) -> None:
    codes = {place.kelurahan for place in PLACES}
    above = {code[:length] for code in codes for length in (2, 4, 6)}
    world = ImportWorld(sqlite_database, tmp_path, {code: f"Wilayah {code}" for code in above | codes})
    given = list(rows(count))
    write(tmp_path / name, given)
    broken = {line: row.broken for line, row in enumerate(given, start=2) if row.broken}

    found = world.load(tmp_path / name)

    refused = [finding for finding in world.findings() if finding["tingkat"] == "ditolak"]
    reasons = {line: words_for(Problem(line, None, Masalah(kind))) for line, kind in broken.items()}
    assert {int(finding["baris"]) for finding in refused} == broken.keys()
    assert {(line, *words) for line, words in reasons.items()} <= {
        (int(finding["baris"]), finding["alasan"], finding["perbaikan"]) for finding in refused
    }
    assert len(set(broken.values())) == len(BREAKS) >= 20
    assert (found.dibaca, found.dimuat, found.ditolak) == (count, count - len(broken), len(broken))
    index = KEYS.nik_index()
    good = {index.of(row.cells["nik"]) for row in given if not row.broken}
    with sqlite_database.reading() as session:
        assert set(session.scalars(select(Pemilih.nik_idx))) == good
    assert len(good) == found.dimuat
