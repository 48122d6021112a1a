"""The same voter twice: inside the file, and in the file and the roll.

The same NIK with the same name in the same TPS is the same entry and is passed over. With another name or TPS
it is a fact for people to resolve (tabrak data), so it is loaded and reported. Of those without a NIK, the
same is who agrees in everything, what is sealed included; in doubt the voter stays.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pemilu.infra.crypto import BoxDoesNotOpen
from pemilu.infra.keyring import Purpose
from pemilu.pemilih.importers.columns import Column
from pemilu.pemilih.importers.election import Election
from pemilu.pemilih.importers.masks import NIK_HIDDEN
from pemilu.pemilih.importers.packing import PLACES, named
from pemilu.pemilih.importers.problems import Masalah, Problem
from pemilu.pemilih.importers.records import shown_line
from pemilu.pemilih.importers.staging import Staging
from pemilu.pemilih.importers.voter import Rules, clear_facts
from pemilu.pemilih.models import Pemilih
from pemilu.wilayah.models import Tps

_ASKED = 500
"""Rows looked up in the roll with one statement."""

_SAME_NIK = """
    SELECT baris, first, equal FROM (
        SELECT baris, first_value(baris) OVER (PARTITION BY nik_idx ORDER BY baris) AS first,
            first_value(baris) OVER (PARTITION BY nik_idx, nama_cari, tempat ORDER BY baris) AS equal
        FROM voter WHERE nik_idx IN (
            SELECT nik_idx FROM voter WHERE nik_idx IS NOT NULL GROUP BY nik_idx HAVING count(*) > 1))
    WHERE baris <> first"""
_SAME_WITHOUT_NIK = """
    SELECT baris, first FROM (
        SELECT baris, first_value(baris) OVER (PARTITION BY nama_cari, tempat, kembar ORDER BY baris) AS first
        FROM voter WHERE nik_idx IS NULL)
    WHERE baris <> first"""
_WITH_NIK = "SELECT baris, nik_idx, nama_cari, tempat FROM kept WHERE nik_idx IS NOT NULL"
_WITHOUT_NIK = "SELECT baris, tempat, nama_cari, kembar FROM kept WHERE nik_idx IS NULL"

_Rows = Sequence[tuple[Any, ...]]
_MarkOf = Callable[[bytes, bytes, str], bytes]
"""The twin mark of a sealed identity, its row, and what stands in the clear."""
_FACTS = (Pemilih.jenis_kelamin, Pemilih.rt, Pemilih.rw)


def note_twins_in_file(staging: Staging) -> None:
    """Find and note rows of the file that repeat another of its rows, or its NIK."""
    staging.index()
    for rows in staging.ask(_SAME_NIK):
        staging.note(_nik_twin(*row) for row in rows)
    for rows in staging.ask(_SAME_WITHOUT_NIK):
        staging.note(Problem(row[0], None, Masalah.SAMA_BERKAS, rujukan=shown_line(row[1])) for row in rows)


def note_twins_in_roll(session: Session, election: Election, staging: Staging, *, rules: Rules) -> None:
    """Find and note rows that the roll of the election holds already, or whose NIK it holds.

    Raises KeyMissing.
    """
    if not election.has_voters(session):
        return
    for question, compare in (
        (_WITH_NIK, _nik_in_roll),
        (_WITHOUT_NIK, partial(_person_in_roll, _mark_of(rules))),
    ):
        for rows in staging.ask(question, _ASKED):
            staging.note(compare(session, election, rows))


def _nik_twin(line: int, first: int, equal: int) -> Problem:
    if equal != line:
        return Problem(line, Column.NIK, Masalah.SAMA_BERKAS, NIK_HIDDEN, shown_line(equal))
    return Problem(line, Column.NIK, Masalah.GANDA_BERKAS, NIK_HIDDEN, shown_line(first))


def _nik_in_roll(session: Session, election: Election, rows: _Rows) -> Iterator[Problem]:
    known = defaultdict(list)
    statement = _in_roll(election, Pemilih.nik_idx, Pemilih.nama_cari)
    here = Pemilih.nik_idx.in_([row[1] for row in rows])
    for kelurahan, nomor, nik_idx, nama in session.execute(statement.where(here)):
        known[nik_idx].append((nama, int(kelurahan) * PLACES + nomor))
    for line, nik_idx, *entry in rows:
        if nik_idx in known:
            masalah = Masalah.SAMA_DAFTAR if tuple(entry) in known[nik_idx] else Masalah.GANDA_DAFTAR
            yield Problem(line, Column.NIK, masalah, NIK_HIDDEN, named(known[nik_idx][0][1]))


def _person_in_roll(mark_of: _MarkOf, session: Session, election: Election, rows: _Rows) -> Iterator[Problem]:
    """Those without NIK: who agrees in everything is the same; of one name in one TPS, people must judge."""
    statement = _in_roll(election, *_FACTS, Pemilih.nama_cari, Pemilih.identitas, Pemilih.row_uid).where(
        Pemilih.nik_idx.is_(None),
        Pemilih.kelurahan.in_({f"{row[1] // PLACES:010}" for row in rows}),
        Pemilih.nama_cari.in_({row[2] for row in rows}),
    )
    known = defaultdict(set)
    for kelurahan, nomor, kelamin, rt, rw, nama, identitas, uid in session.execute(statement):
        mark = mark_of(identitas, uid, clear_facts(kelamin, rt, rw))
        known[int(kelurahan) * PLACES + nomor, nama].add(mark)
    for line, place, nama, mark in rows:
        if namesakes := known.get((place, nama)):
            masalah = Masalah.SAMA_DAFTAR if mark in namesakes else Masalah.MIRIP_DAFTAR
            yield Problem(line, None, masalah, rujukan=named(place))


def _mark_of(rules: Rules) -> _MarkOf:
    box, mark = rules.keyring.box(Purpose.IDENTITAS), rules.twin_mark()

    def mark_of(identitas: bytes, uid: bytes, clear: str) -> bytes:
        try:
            return mark(clear + box.open(identitas, uid).decode())
        except BoxDoesNotOpen:
            return b""  # Nothing equals it, so the voter of the file stays.

    return mark_of


def _in_roll(election: Election, *columns: Any) -> Select[Any]:
    joined = select(Pemilih.kelurahan, Tps.nomor, *columns).join(Tps, Tps.id == Pemilih.tps_id)
    return joined.where(Pemilih.pemilihan_id == election.id)
