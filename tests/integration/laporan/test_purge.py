"""What was interrupted is cleared up after a day; what belongs to a report stays."""

import os
from datetime import timedelta
from pathlib import Path

from click.testing import Result
from sqlalchemy import select

import admin
from pemilu.infra.config import from_env
from pemilu.laporan.models import Bukti, Kunci
from pemilu.laporan.purge import Purged, purge
from tests.factories import NOW
from tests.integration.laporan.office import Office, new_report

DAY = timedelta(hours=24)
TICK = timedelta(seconds=1)


def orphan(office: Office, *, age: timedelta, name: str | None = None) -> Path:
    """A file that no row knows, as an upload leaves it that was cut off."""
    path = office.folder / "ab" / (name or office.intake.files.write([b"x"]))
    if name is None:
        path = office.folder / path.name[:2] / path.name
    path.touch()
    _age(path, age)
    return path


def _age(path: Path, age: timedelta) -> None:
    then = (NOW - age).timestamp()
    os.utime(path, (then, then))


def clear(office: Office) -> Purged:
    return purge(office.database, office.intake.files, now=NOW)


def test_files_of_reports_stay_however_old(office: Office) -> None:
    office.file()
    for path in office.files():
        _age(path, 1_000 * DAY)
    before = office.files()
    assert clear(office).berkas == 0
    assert office.files() == before


def test_orphans_and_unfinished_files_go_after_a_day(office: Office) -> None:
    office.file()
    old = [orphan(office, age=DAY + TICK), orphan(office, age=DAY + TICK, name="ab" * 16 + ".tmp")]
    young = orphan(office, age=DAY - TICK)
    assert clear(office).berkas == 2
    assert not [path for path in old if path.exists()]
    assert young.exists()


def test_a_database_without_evidence_is_taken_for_the_wrong_one(office: Office) -> None:
    left = orphan(office, age=9 * DAY)
    assert clear(office).berkas == 0
    assert left.exists()


def test_form_keys_go_after_a_day_and_the_receipt_with_them(office: Office) -> None:
    old, new = new_report(), new_report()
    office.refile(old, now=NOW - DAY - TICK)
    office.refile(new, now=NOW - DAY)
    assert clear(office).kunci == 1
    assert office.count(Kunci) == 1
    assert office.intake.receipt(old.kunci) is None
    assert office.intake.receipt(new.kunci) is not None


def test_purging_again_finds_nothing(office: Office) -> None:
    office.file(now=NOW - 2 * DAY)
    orphan(office, age=2 * DAY)
    assert clear(office) == Purged(berkas=1, kunci=1)
    assert clear(office) == Purged(berkas=0, kunci=0)


def test_the_command_tells_what_it_removed(office: Office) -> None:
    office.file(now=NOW - 2 * DAY)
    orphan(office, age=2 * DAY)
    result = _run(office)
    assert (result.exit_code, result.output) == (0, "Dihapus: 1 berkas tanpa laporan, 1 kunci formulir.\n")
    with office.database.reading() as session:
        assert {path.name for path in office.files()} == {
            name for row in session.execute(select(Bukti.berkas, Bukti.kecil)) for name in row
        }


def _run(office: Office) -> Result:
    settings = from_env({"DATABASE_URL": office.roll.url, "FILES_DIR": str(office.folder)}, keyring="admin")
    app = admin.create_app(settings, office.clock)
    try:
        return app.test_cli_runner().invoke(args=["purge", "run"])
    finally:
        app.extensions["cek-pemilih-operator"].database.engine.dispose()
