"""Parcels of rows converted, here or in other processes. These load no database library: they need none."""

import gc
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from pemilu.pemilih.importers.packing import Packed, for_copy, for_insert, packed
from pemilu.pemilih.importers.rows import Parcel
from pemilu.pemilih.importers.voter import Converter, Rules

Done = tuple[Packed, int]
"""A parcel ready to be staged, and how many of its lines were no voters."""

_AHEAD = 3
"""Parcels given to each process beyond the one whose turn it is."""
_RARELY = 1_000_000


def converted(parcels: Iterable[Parcel], rules: Rules, workers: int) -> Iterator[Done]:
    """The parcels converted, in their order."""
    if workers <= 0:
        yield from map(_Process(rules).convert, parcels)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(rules,)) as pool:
        ahead: deque[Future[Done]] = deque()
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

    def convert(self, parcel: Parcel) -> Done:
        rows, passed_over = parcel.opened()
        return packed(self._converter.convert(rows), self._pack), passed_over


def _begin(rules: Rules) -> None:
    _Process.here = _Process(rules)
    # Rows make no cycles; looking for some among all that is remembered takes a quarter of the time.
    gc.freeze()
    gc.set_threshold(_RARELY)


def _convert(parcel: Parcel) -> Done:
    return _Process.here.convert(parcel)
