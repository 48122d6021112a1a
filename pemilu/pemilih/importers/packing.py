"""Converted rows made ready where there are processors to spare: what is asked of them, and what is loaded.

What is asked (equal NIKs, families, places) goes row by row into the staging area; the rest of a chunk goes
there in one piece that nobody looks into before it is loaded.
"""

import pickle
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pemilu.pemilih.importers.facts import Facts
from pemilu.pemilih.importers.problems import Problem
from pemilu.pemilih.importers.voter import Chunk, Voter

PLACES = 1_000
"""A place is kelurahan * PLACES + TPS number: where a voter votes, before the TPS has a row of its own."""

COPIED = ("row_uid", "nik_idx", "nkk_idx", "identitas", "nama", "nama_cari")
COPIED_CODES = ("jenis_kelamin", "kelompok_umur", "kelurahan", "rt", "rw", "keterangan")

Key = tuple[Any, ...]
"""Of a voter: line, nik_idx, nkk_idx, nama_cari, place, twin mark."""
Pack = Callable[[Sequence[Voter]], list[Any]]

_REMEMBERED = 65_536
_NEIGHBOURS = 4_096
_NULL = b"\xff\xff\xff\xff"
_SIXTEEN = b"\0\0\0\x10"
_TWO = b"\0\0\0\2"


class Packed(NamedTuple):
    """A chunk as it is staged; `rows` holds for each voter its line, its place and what `Pack` made of it."""

    keys: list[Key]
    rows: bytes
    problems: list[Problem]
    facts: Facts


def packed(chunk: Chunk, pack: Pack) -> Packed:
    """`pack` makes of each voter what the database takes (`for_copy`, `for_insert`)."""
    keys = [
        (line, nik, nkk, cari, _place(kelurahan, tps), mark)
        for line, _, nik, nkk, _, _, cari, _, _, kelurahan, _, _, tps, _, mark in chunk.voters
    ]
    rows = ([key[0] for key in keys], [key[4] for key in keys], pack(chunk.voters))
    return Packed(keys, pickle.dumps(rows, pickle.HIGHEST_PROTOCOL), chunk.problems, chunk.facts)


def unpacked(rows: bytes) -> tuple[list[int], list[int], list[Any]]:
    """Lines, places and packed voters of a chunk; the bytes must come from `packed` of this very run."""
    lines, places, voters = pickle.loads(rows)  # noqa: S301 - never leaves the nameless file of this process
    return lines, places, voters


def for_insert(voters: Sequence[Voter]) -> list[tuple[Any, ...]]:
    """The values of `COPIED` and `COPIED_CODES`."""
    return [(*voter[1:12], voter[13]) for voter in voters]


def for_copy(voters: Sequence[Voter]) -> list[bytes]:
    """The same as PostgreSQL's binary COPY writes them: the length of each value, then its bytes."""
    return [
        b"".join(
            (
                _SIXTEEN,
                uid,
                _SIXTEEN + nik if nik else _NULL,
                _SIXTEEN + nkk if nkk else _NULL,
                len(identitas).to_bytes(4),
                identitas,
                _text(nama),
                _text(cari),
                _codes(kelamin, umur, kelurahan, rt, rw, mark),
            )
        )
        for _, uid, nik, nkk, identitas, nama, cari, kelamin, umur, kelurahan, rt, rw, _, mark, _ in voters
    ]


def named(place: int) -> str:
    """A place in the words of a report."""
    kelurahan, nomor = divmod(place, PLACES)
    return f"TPS {nomor} kelurahan {kelurahan:010}"


@lru_cache(_REMEMBERED)
def _place(kelurahan: str, tps: int) -> int:
    return int(kelurahan) * PLACES + tps


@lru_cache(_NEIGHBOURS)
def _codes(kelamin: str, umur: str, kelurahan: str, rt: int | None, rw: int | None, mark: str) -> bytes:
    numbers = b"".join(_NULL if one is None else _TWO + one.to_bytes(2) for one in (rt, rw))
    return _text(kelamin) + _text(umur) + _text(kelurahan) + numbers + _text(mark)


def _text(text: str) -> bytes:
    written = text.encode()
    return len(written).to_bytes(4) + written
