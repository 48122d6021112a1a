"""Where checked rows wait until the whole file has been judged: a nameless SQLite file on disk.

It has no name in any directory, so nothing stays behind when the process is killed; identities in it are
sealed already. Memory stays the same whatever the size of the file (environment variable SQLITE_TMPDIR or
TMPDIR says where the disk space is taken).
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pemilu.pemilih.importers.columns import AT, COLUMNS
from pemilu.pemilih.importers.packing import Packed, unpacked
from pemilu.pemilih.importers.problems import Masalah, Problem, Tingkat

BATCH = 5_000

_CACHE_KB = 48_000
_PRAGMAS = ("journal_mode=OFF", "synchronous=OFF", "temp_store=FILE", f"cache_size=-{_CACHE_KB}")
_SCHEMA = """
    -- What is asked of the rows, and in `part` what is loaded of them, a chunk in one piece.
    CREATE TABLE voter (baris INTEGER PRIMARY KEY, nik_idx BLOB, nkk_idx BLOB, nama_cari TEXT,
        tempat INTEGER, kembar BLOB);
    CREATE TABLE part (urut INTEGER PRIMARY KEY, isi BLOB);
    CREATE TABLE problem (baris INTEGER, urut INTEGER, masalah TEXT, tingkat TEXT, nilai TEXT, rujukan TEXT);
    -- Rows that are in the file or the roll already: reported, never loaded.
    CREATE TABLE skipped (baris INTEGER PRIMARY KEY);
    CREATE VIEW kept AS SELECT * FROM voter WHERE baris NOT IN (SELECT baris FROM skipped);
    BEGIN;
"""
_ADD_VOTER = "INSERT INTO voter VALUES (?, ?, ?, ?, ?, ?)"
_ADD_PART = "INSERT INTO part (isi) VALUES (?)"
_ADD_PROBLEM = "INSERT INTO problem VALUES (?, ?, ?, ?, ?, ?)"
_ADD_SKIPPED = "INSERT OR IGNORE INTO skipped VALUES (?)"
_SKIPPED = "SELECT baris FROM skipped WHERE baris BETWEEN ? AND ?"
_PROBLEMS = "SELECT baris, urut, masalah, nilai, rujukan FROM problem ORDER BY baris, urut, rowid"
_WHOLE_ROW = -1
_FILE_LINE = 2**40
"""Findings about the file come after those about its lines."""


class Staging:
    """Rows and findings of one file. Questions over all rows go to the tables `voter`, `kept`, `problem`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def add(self, chunk: Packed) -> None:
        if chunk.keys:
            self._sql.executemany(_ADD_VOTER, chunk.keys)
            self._sql.execute(_ADD_PART, (chunk.rows,))
        self.note(chunk.problems)

    def note(self, problems: Iterable[Problem]) -> None:
        """Add findings; a row of which one says that it is there already will not be loaded."""
        rows = [_stored(problem) for problem in problems]
        self._sql.executemany(_ADD_PROBLEM, rows)
        self._sql.executemany(_ADD_SKIPPED, [row[:1] for row in rows if row[3] == Tingkat.DILEWATI])

    def problems(self) -> Iterator[Problem]:
        """All findings in the order of the file, those about the file itself last."""
        rows = self._sql.execute(_PROBLEMS)
        for line, order, masalah, nilai, rujukan in rows:
            column = None if order == _WHOLE_ROW else COLUMNS[order]
            yield Problem(None if line == _FILE_LINE else line, column, Masalah(masalah), nilai, rujukan)

    def kept(self) -> Iterator[list[tuple[int, Any]]]:
        """The rows to load, in the order of the file, a chunk at a time: each with its place, as packed."""
        for (isi,) in self._sql.execute("SELECT isi FROM part ORDER BY urut"):
            lines, places, voters = unpacked(isi)
            skipped = {line for (line,) in self._sql.execute(_SKIPPED, (lines[0], lines[-1]))}
            rows = zip(lines, places, voters, strict=True)
            yield [(place, voter) for line, place, voter in rows if line not in skipped]

    def index(self) -> None:
        """Make questions about equal NIKs fast, once all rows are in."""
        self._sql.execute("CREATE INDEX voter_nik ON voter (nik_idx) WHERE nik_idx IS NOT NULL")

    def ask(self, question: str, size: int = BATCH) -> Iterator[list[tuple[Any, ...]]]:
        """The answers to a question of ours, `size` at a time. Findings may be noted meanwhile."""
        rows = self._sql.execute(question)
        while batch := rows.fetchmany(size):
            yield batch

    def number(self, question: str) -> int:
        """The one number that answers a question of ours."""
        return int(self._sql.execute(question).fetchone()[0])

    def counted(self) -> Mapping[str, int]:
        """How many findings of each kind there are."""
        return dict(
            self._sql.execute("SELECT masalah, count(*) FROM problem GROUP BY masalah ORDER BY masalah")
        )


@contextmanager
def open_staging() -> Iterator[Staging]:
    """An empty staging area that vanishes on leaving."""
    connection = sqlite3.connect("", isolation_level=None)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.executescript(_SCHEMA)
        yield Staging(connection)
    finally:
        connection.close()


def _stored(problem: Problem) -> tuple[int, int, str, str, str, str]:
    line, column, masalah, nilai, rujukan = problem
    return (
        _FILE_LINE if line is None else line,
        _WHOLE_ROW if column is None else AT[column],
        masalah.value,
        masalah.tingkat.value,
        nilai,
        rujukan,
    )
