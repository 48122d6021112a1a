"""The first pass over a file: every row is read, converted and staged; nothing reaches the database.

Rows go through in chunks, so that several processes can convert them and memory stays the same whatever the
size of the file.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from pemilu.pemilih.importers.columns import Column
from pemilu.pemilih.importers.facts import WINDOW, Facts, refuse_unfit
from pemilu.pemilih.importers.problems import Masalah, Problem
from pemilu.pemilih.importers.rows import RawRow
from pemilu.pemilih.importers.source import Source, open_source
from pemilu.pemilih.importers.staging import Staging
from pemilu.pemilih.importers.twins import note_twins_in_file
from pemilu.pemilih.importers.voter import Chunk, Converter, Rules

Progress = Callable[[int, int], None]
"""Told how much of how much is done."""

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
    with open_source(path, is_utf8=is_utf8) as source:
        rules = replace(rules, absent=source.missing)
        for chunk in _converted(_chunks(source), rules, workers):
            staging.add(chunk.voters, chunk.problems)
            facts.merge(chunk.facts)
            progress(source.done(), source.total)
        checked = Checked(source.total, facts.rows, source.decorations, source.missing)
        unread = source.unread
    refuse_unfit(facts)
    note_twins_in_file(staging)
    staging.note(Problem(None, column, Masalah.KOLOM_TIDAK_ADA) for column in checked.missing)
    staging.note(Problem(None, None, Masalah.LEMBAR_LAIN, rujukan=str(sheet)) for sheet in unread)
    return checked


def _chunks(source: Source) -> Iterator[list[RawRow]]:
    rows = iter(source)
    while chunk := list(islice(rows, WINDOW)):
        yield chunk


def _converted(chunks: Iterable[list[RawRow]], rules: Rules, workers: int) -> Iterator[Chunk]:
    """The chunks converted, in their order."""
    if workers <= 0:
        yield from map(Converter(rules).convert, chunks)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(rules,)) as pool:
        ahead: deque[Future[Chunk]] = deque()
        for chunk in chunks:
            ahead.append(pool.submit(_convert, chunk))
            if len(ahead) > workers * _AHEAD:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


class _Process:
    """What a converting process keeps between chunks."""

    converter: Converter


def _begin(rules: Rules) -> None:
    _Process.converter = Converter(rules)


def _convert(rows: list[RawRow]) -> Chunk:
    return _Process.converter.convert(rows)
