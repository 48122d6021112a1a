"""The same voter twice: inside the file, and in the file and the roll.

The same NIK with the same name in the same TPS is the same entry and is passed over. With another name or TPS
it is a fact for people to resolve (tabrak data), so it is loaded and reported. Of those without a NIK, the
same is who agrees in everything that the roll holds in the clear.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pemilu.pemilih.importers.columns import Column
from pemilu.pemilih.importers.election import Election
from pemilu.pemilih.importers.masks import NIK_HIDDEN
from pemilu.pemilih.importers.problems import Masalah, Problem
from pemilu.pemilih.importers.staging import Staging
from pemilu.pemilih.models import Pemilih
from pemilu.wilayah.models import Tps

_ASKED = 500
"""Rows looked up in the roll with one statement."""

_SAME_NIK = """
    SELECT baris, first, copy FROM (
        SELECT baris, first_value(baris) OVER (PARTITION BY nik_idx ORDER BY baris) AS first,
            row_number() OVER (PARTITION BY nik_idx, nama_cari, tempat ORDER BY baris) AS copy
        FROM voter WHERE nik_idx IN (
            SELECT nik_idx FROM voter WHERE nik_idx IS NOT NULL GROUP BY nik_idx HAVING count(*) > 1))
    WHERE baris <> first"""
_SAME_WITHOUT_NIK = """
    SELECT baris, first FROM (
        SELECT baris, first_value(baris) OVER (PARTITION BY nama_cari, tempat, jenis_kelamin, kelompok_umur,
            rt, rw, nkk_idx ORDER BY baris) AS first
        FROM voter WHERE nik_idx IS NULL)
    WHERE baris <> first"""
_WITH_NIK = "SELECT baris, nik_idx, nama_cari, kelurahan, tps FROM kept WHERE nik_idx IS NOT NULL"
_WITHOUT_NIK = """
    SELECT baris, kelurahan, tps, nama_cari, jenis_kelamin, kelompok_umur, rt, rw, nkk_idx
    FROM kept WHERE nik_idx IS NULL"""

_Rows = Sequence[tuple[Any, ...]]


def note_twins_in_file(staging: Staging) -> None:
    """Find and note rows of the file that repeat another of its rows, or its NIK."""
    staging.index()
    for rows in staging.ask(_SAME_NIK):
        staging.note(_nik_twin(*row) for row in rows)
    for rows in staging.ask(_SAME_WITHOUT_NIK):
        staging.note(Problem(row[0], None, Masalah.SAMA_BERKAS, rujukan=str(row[1])) for row in rows)


def note_twins_in_roll(session: Session, election: Election, staging: Staging) -> None:
    """Find and note rows that the roll of the election holds already, or whose NIK it holds."""
    if not election.has_voters(session):
        return
    for question, compare in ((_WITH_NIK, _nik_in_roll), (_WITHOUT_NIK, _person_in_roll)):
        for rows in staging.ask(question, _ASKED):
            staging.note(compare(session, election, rows))


def _nik_twin(line: int, first: int, copy: int) -> Problem:
    masalah = Masalah.SAMA_BERKAS if copy > 1 else Masalah.GANDA_BERKAS
    return Problem(line, Column.NIK, masalah, NIK_HIDDEN, str(first))


def _nik_in_roll(session: Session, election: Election, rows: _Rows) -> Iterator[Problem]:
    known = defaultdict(list)
    statement = _in_roll(election, Pemilih.nik_idx, Pemilih.nama_cari, Pemilih.kelurahan, Tps.nomor)
    for nik_idx, *entry in session.execute(statement.where(Pemilih.nik_idx.in_([row[1] for row in rows]))):
        known[nik_idx].append(tuple(entry))
    for line, nik_idx, *entry in rows:
        if nik_idx in known:
            same = tuple(entry) in known[nik_idx]
            _, kelurahan, nomor = known[nik_idx][0]
            masalah = Masalah.SAMA_DAFTAR if same else Masalah.GANDA_DAFTAR
            yield Problem(line, Column.NIK, masalah, NIK_HIDDEN, f"TPS {nomor} kelurahan {kelurahan}")


def _person_in_roll(session: Session, election: Election, rows: _Rows) -> Iterator[Problem]:
    statement = _in_roll(
        election,
        Pemilih.kelurahan,
        Tps.nomor,
        Pemilih.nama_cari,
        Pemilih.jenis_kelamin,
        Pemilih.kelompok_umur,
        Pemilih.rt,
        Pemilih.rw,
        Pemilih.nkk_idx,
    ).where(
        Pemilih.nik_idx.is_(None),
        Pemilih.kelurahan.in_({row[1] for row in rows}),
        Pemilih.nama_cari.in_({row[3] for row in rows}),
    )
    known = {tuple(row) for row in session.execute(statement)}
    for line, *entry in rows:
        if tuple(entry) in known:
            where = f"TPS {entry[1]} kelurahan {entry[0]}"
            yield Problem(line, None, Masalah.SAMA_DAFTAR, rujukan=where)


def _in_roll(election: Election, *columns: Any) -> Select[Any]:
    joined = select(*columns).join(Tps, Tps.id == Pemilih.tps_id)
    return joined.where(Pemilih.pemilihan_id == election.id)
