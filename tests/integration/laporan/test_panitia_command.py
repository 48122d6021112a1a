"""The operator loads the committees: once, again, and with mistakes in the file."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

import admin
from pemilu.infra.config import from_env
from pemilu.infra.db import Database
from pemilu.petugas.models import Panitia
from tests.factories import KELURAHAN, Roll

HEAD = "tingkat,wilayah,mulai,sampai,alamat,telepon,jam\n"


@pytest.fixture
def app(database: Database) -> Flask:
    roll = Roll(database)
    return admin.create_app(from_env({"DATABASE_URL": roll.url}, keyring="admin"), roll.clock)


def load(app: Flask, folder: Path, *rows: str, head: str = HEAD) -> Result:
    file = folder / "panitia.csv"
    file.write_text(head + "\n".join(rows) + "\n")
    result = app.test_cli_runner().invoke(args=["petugas", "panitia", str(file)])
    operator = app.extensions["cek-pemilih-operator"]
    operator.database.engine.dispose()
    return result


def panitia(database: Database) -> dict[str, str | None]:
    with database.reading() as session:
        return {row.wilayah: row.alamat for row in session.scalars(select(Panitia))}


def test_a_file_that_is_no_such_table_changes_nothing(app: Flask, database: Database, tmp_path: Path) -> None:
    result = load(app, tmp_path, "pps,1371031004", head="nama,gaji\n")
    assert result.exit_code == 1
    assert panitia(database) == {}


def test_wrong_rows_are_told_and_right_ones_loaded(app: Flask, database: Database, tmp_path: Path) -> None:
    rows = ["pps,9999999999,,,,,", "pps,1371031004,,,Posko,,", "pps,1371031004,,,Lain,,", "ppk,137103,,,,,"]
    result = load(app, tmp_path, *rows)
    assert result.exit_code == 0
    assert "baris 2: " in result.output
    assert "baris 4: pps 1371031004 sudah ada" in result.output
    assert "2 baru, 0 diperbarui, 2 baris salah" in result.output
    assert panitia(database) == {KELURAHAN: "Posko", "137103": None}


def test_the_same_file_again_changes_nothing_and_a_newer_one_what_differs(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    load(app, tmp_path, "pps,1371031004,,,Posko,,")
    assert "0 baru, 0 diperbarui" in load(app, tmp_path, "pps,1371031004,,,Posko,,").output
    assert "0 baru, 1 diperbarui" in load(app, tmp_path, "pps,1371031004,,,Pindah,,").output
    assert panitia(database) == {KELURAHAN: "Pindah"}
