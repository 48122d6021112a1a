"""The first pass over a file: every row is read, converted and staged; nothing reaches the database.

Rows go through in chunks, so that several processes can convert them and memory stays the same whatever the
size of the file.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pemilu.pemilih.importers.columns import Column
from pemilu.pemilih.importers.converting import converted
from pemilu.pemilih.importers.facts import WINDOW, Facts, refuse_unfit
from pemilu.pemilih.importers.problems import Masalah, Problem
from pemilu.pemilih.importers.source import open_source
from pemilu.pemilih.importers.staging import Staging
from pemilu.pemilih.importers.twins import note_twins_in_file
from pemilu.pemilih.importers.voter import Rules

Progress = Callable[[int, int], None]
"""Told how much of how much is done."""


class Checked(NamedTuple):
    """What reading a file gave: bytes, rows, lines that were no voters, optional columns that it lacks."""

    size: int
    rows: int
    decorations: int
    missing: tuple[Column, ...]


def check(
    path: Path, staging: Staging, *, rules: Rules, is_utf8: bool, progress: Progress, workers: int = 0
) -> Checked:
    """Stage every row of the file with its problems; `workers` processes convert (0: this one).

    Raises:
        FileRefused: the file as a whole is unfit; also after its last row.
    """
    facts = Facts()
    decorations = 0
    with open_source(path, is_utf8=is_utf8) as source:
        rules = replace(rules, absent=source.missing)
        for chunk, passed_over in converted(source.parcels(WINDOW), rules, workers):
            staging.add(chunk)
            facts.merge(chunk.facts)
            decorations += passed_over
            progress(source.done(), source.total)
        checked = Checked(source.total, facts.rows, decorations + source.decorations, source.missing)
        unread = source.unread
    refuse_unfit(facts)
    note_twins_in_file(staging)
    staging.note(Problem(None, column, Masalah.KOLOM_TIDAK_ADA) for column in checked.missing)
    staging.note(Problem(None, None, Masalah.LEMBAR_LAIN, rujukan=str(sheet)) for sheet in unread)
    return checked
