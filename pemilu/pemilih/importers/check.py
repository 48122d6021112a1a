"""The first pass over a file: every row is read, converted and staged; nothing reaches the database.

Rows go through in chunks, so that several processes can convert them and memory stays the same whatever the
size of the file.
"""

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from pemilu.pemilih.importers.columns import Column
from pemilu.pemilih.importers.facts import WINDOW, Facts, refuse_unfit
from pemilu.pemilih.importers.packing import Packed, for_copy, for_insert, packed
from pemilu.pemilih.importers.problems import Masalah, Problem
from pemilu.pemilih.importers.rows import Parcel
from pemilu.pemilih.importers.source import open_source
from pemilu.pemilih.importers.staging import Staging
from pemilu.pemilih.importers.twins import note_twins_in_file
from pemilu.pemilih.importers.voter import Converter, Rules

Progress = Callable[[int, int], None]
"""Told how much of how much is done."""

_Done = tuple[Packed, int]
"""A parcel staged, and how many of its lines were no voters."""
_RARELY = 1_000_000
_AHEAD = 3
"""Chunks given to each process beyond the one whose turn it is."""


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
        for chunk, passed_over in _converted(source.parcels(WINDOW), rules, workers):
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


def _converted(parcels: Iterable[Parcel], rules: Rules, workers: int) -> Iterator[_Done]:
    """The parcels converted, in their order."""
    if workers <= 0:
        yield from map(_Process(rules).convert, parcels)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(rules,)) as pool:
        ahead: deque[Future[_Done]] = deque()
        for parcel in parcels:
            ahead.append(pool.submit(_convert, parcel))
            if len(ahead) > workers * _AHEAD:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


class _Process:
    """What a converting process keeps between parcels."""

    here: "_Process"

    def __init__(self, rules: Rules) -> None:
        self._converter = Converter(rules)
        self._pack = for_copy if rules.for_copy else for_insert

    def convert(self, parcel: Parcel) -> _Done:
        rows, passed_over = parcel.opened()
        return packed(self._converter.convert(rows), self._pack), passed_over


def _begin(rules: Rules) -> None:
    _Process.here = _Process(rules)
    # Rows make no cycles; looking for some among all that is remembered takes a quarter of the time.
    gc.freeze()
    gc.set_threshold(_RARELY)


def _convert(parcel: Parcel) -> _Done:
    return _Process.here.convert(parcel)
