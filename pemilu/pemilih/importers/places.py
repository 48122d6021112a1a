"""What the rows mean for TPS and families: new TPS, too many voters in one, a family told to vote apart.

A TPS is capped by its election (600 in Pilkada 2024) and a family is not to be split (PKPU 7/2024); lists
break both, and people must look, so these only warn. A dry run finds the same as a real one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pemilu.pemilih.importers.columns import Column
from pemilu.pemilih.importers.election import Election
from pemilu.pemilih.importers.packing import PLACES, named
from pemilu.pemilih.importers.problems import Masalah, Problem
from pemilu.pemilih.importers.records import shown_line
from pemilu.pemilih.importers.staging import Staging
from pemilu.pemilih.models import Pemilih
from pemilu.wilayah.models import Tps

MAX_LISTED = 1_000
"""Findings of one of these kinds that are listed one by one; the rest is counted."""

_ASKED = 500
_PER_PLACE = "SELECT tempat, count(*) FROM kept GROUP BY tempat ORDER BY tempat"
_SPLIT_FAMILIES = """
    SELECT baris, first, first_place FROM (
        SELECT baris, tempat, first_value(baris) OVER family AS first,
            first_value(tempat) OVER family AS first_place,
            row_number() OVER (PARTITION BY nkk_idx, tempat ORDER BY baris) AS copy
        FROM kept WHERE nkk_idx IN (
            SELECT nkk_idx FROM kept WHERE nkk_idx IS NOT NULL
            GROUP BY nkk_idx HAVING min(tempat) <> max(tempat))
        WINDOW family AS (PARTITION BY nkk_idx ORDER BY baris))
    WHERE tempat <> first_place AND copy = 1 ORDER BY baris"""
_FAMILIES = "SELECT nkk_idx, tempat, min(baris) FROM kept WHERE nkk_idx IS NOT NULL GROUP BY nkk_idx, tempat"


def known_places(session: Session, pemilihan_id: int) -> dict[int, int]:
    """The id of every TPS of the election by its place."""
    rows = session.execute(select(Tps.kelurahan, Tps.nomor, Tps.id).where(Tps.pemilihan_id == pemilihan_id))
    return {int(kelurahan) * PLACES + nomor: key for kelurahan, nomor, key in rows}


def note_places(session: Session, election: Election, staging: Staging) -> Counter[Masalah]:
    """Note new TPS, full TPS and split families; gives back how many were found but not listed."""
    places = known_places(session, election.id)
    arriving = {place: count for rows in staging.ask(_PER_PLACE) for place, count in rows}
    present = _present(session, election, places)
    unlisted = Counter[Masalah]()
    for problems in (
        (Problem(None, Column.TPS, Masalah.TPS_BARU, named(place)) for place in arriving.keys() - places),
        _full(arriving, present, election.tps_maks),
        _split_in_file(staging),
        _split_with_roll(session, election, staging) if present else iter(()),
    ):
        unlisted.update(_listed(staging, problems))
    return unlisted


def _present(session: Session, election: Election, places: Mapping[int, int]) -> dict[int, int]:
    """How many voters each place has in the roll already; nothing while the roll is empty."""
    if not election.has_voters(session):
        return {}
    counted = select(Pemilih.tps_id, func.count()).where(Pemilih.pemilihan_id == election.id)
    place_of = {key: place for place, key in places.items()}
    return {place_of[key]: count for key, count in session.execute(counted.group_by(Pemilih.tps_id))}


def _full(arriving: Mapping[int, int], present: Mapping[int, int], most: int) -> Iterator[Problem]:
    for place, count in arriving.items():
        voters = count + present.get(place, 0)
        if voters > most:
            words = f"{voters} pemilih, batasnya {most}"
            yield Problem(None, Column.TPS, Masalah.TPS_PENUH, named(place), words)


def _split_in_file(staging: Staging) -> Iterator[Problem]:
    for rows in staging.ask(_SPLIT_FAMILIES):
        for line, first, place in rows:
            where = f"{named(place)}, baris {shown_line(first)}"
            yield Problem(line, Column.NKK, Masalah.KELUARGA_TERPISAH, rujukan=where)


def _split_with_roll(session: Session, election: Election, staging: Staging) -> Iterator[Problem]:
    for rows in staging.ask(_FAMILIES, _ASKED):
        homes = defaultdict(set)
        known = select(Pemilih.nkk_idx, Pemilih.kelurahan, Tps.nomor).join(Tps, Tps.id == Pemilih.tps_id)
        of_these = Pemilih.nkk_idx.in_([row[0] for row in rows])
        for nkk_idx, kelurahan, nomor in session.execute(
            known.where(Pemilih.pemilihan_id == election.id, of_these).distinct()
        ):
            homes[nkk_idx].add(int(kelurahan) * PLACES + nomor)
        for nkk_idx, place, line in rows:
            if elsewhere := homes[nkk_idx] - {place}:
                where = f"{named(min(elsewhere))}, sudah dalam daftar"
                yield Problem(line, Column.NKK, Masalah.KELUARGA_TERPISAH, rujukan=where)


def _listed(staging: Staging, problems: Iterator[Problem]) -> Counter[Masalah]:
    """List as many as a person may read and say how many more there are; gives back the count of these."""
    staging.note(list(islice(problems, MAX_LISTED)))
    others = Counter(problem.masalah for problem in problems)
    staging.note(
        Problem(None, None, Masalah.TIDAK_DIRINCI, masalah.value, str(count))
        for masalah, count in others.items()
    )
    return others
