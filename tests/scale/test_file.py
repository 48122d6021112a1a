"""A portal host with the exported file alone: which file answers when it is replaced in a bad moment."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import event, text

from pemilu.infra.reader import KeptReader, open_reader


def test_a_file_that_gets_the_number_of_an_earlier_one_is_opened_all_the_same(tmp_path: Path) -> None:
    """Replaced between the look at it and its opening, and once more by one with the number of the first."""
    place, first, second = tmp_path / "terbit.db", tmp_path / "satu.db", tmp_path / "dua.db"
    for file, version in ((first, 1), (second, 2)):
        write(file, version)
    os.link(first, place)
    reader = open_reader(f"sqlite:///{place}", published_file=True)

    def replaced_at_the_last_moment(*_connection: object) -> None:
        if second.exists():
            second.replace(place)

    event.listen(reader._engine, "do_connect", replaced_at_the_last_moment)
    assert read(reader) == 2
    write(first, 3)
    first.replace(place)
    assert read(reader) == 3
    reader.close()


def read(reader: KeptReader) -> object:
    return reader.all(text("SELECT versi FROM daftar"), {})[0][0]


def write(file: Path, version: int) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS daftar (versi INTEGER)")
        connection.execute("DELETE FROM daftar")
        connection.execute("INSERT INTO daftar VALUES (?)", (version,))
        connection.commit()
