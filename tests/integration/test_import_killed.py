"""A process that dies in the middle of an import leaves no voter and no file behind."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pemilu.infra.db import Database, open_database
from pemilu.pemilih.models import Impor
from pemilu.wilayah.models import Tps
from tests.import_world import ImportWorld
from tests.voter_files import voters

ROOT = Path(__file__).resolve().parents[2]
# Arguments: the database, the file, the report, the share of progress at which to die.
DIES = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import select
import pemilu.tables
from pemilu.infra import keyring
from pemilu.infra.db import Database, open_database
from pemilu.pemilih.importers.load import import_file
from pemilu.tahapan.models import Pemilihan

url, path, report, share = sys.argv[1:]

def progress(done, total):
    if done >= total * float(share):
        os.kill(os.getpid(), signal.SIGKILL)

with Database(open_database(url)).transaction() as session:
    import_file(
        session, Path(path), pemilihan=session.scalars(select(Pemilihan)).one(), keyring=keyring.generate(),
        report=Path(report), actor="uji", now=datetime.now(UTC), progress=progress,
    )
"""


@pytest.mark.parametrize("share", [0.0, 0.85, 1.0])
def test_a_killed_import_leaves_nothing(database_url: str, tmp_path: Path, share: float) -> None:
    database = Database(open_database(database_url))
    world = ImportWorld(database, tmp_path)
    path = world.file([row | {"tps": str(1 + n % 900)} for n, row in enumerate(voters(9_000))])
    temporary = tmp_path / "sementara"
    temporary.mkdir()
    died = subprocess.run(
        [sys.executable, "-c", DIES, database_url, str(path), str(world.report), str(share)],
        cwd=ROOT,
        env={"TMPDIR": str(temporary), "SQLITE_TMPDIR": str(temporary)},
        check=False,
    )
    assert died.returncode == -signal.SIGKILL
    assert world.count() == world.count(Impor) == world.count(Tps) == 0
    assert not world.report.exists()
    assert list(temporary.iterdir()) == []
    assert world.load(path).dimuat == 9_000
    database.engine.dispose()
