"""Which acts an officer can do to a report now, and why one they would expect has to wait."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from pemilu.laporan.act import holds, may_take_over
from pemilu.laporan.decide import could_strike, decidable_from, recommenders
from pemilu.laporan.models import Laporan
from pemilu.laporan.status import OPEN, Act, Status, possible
from pemilu.laporan.take import is_taken_by
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission

OF_HOLDER = frozenset(
    {Act.ASK_DOCUMENT, Act.VISIT, Act.RECOMMEND, Act.TRANSFER, Act.MERGE, Act.UNMERGE, Act.ASSIGN}
)
OF_DECIDER = frozenset({Act.APPROVE, Act.REJECT, Act.RETURN})
# What the clock or another report decides is nobody's act here.
OF_STAFF = OF_HOLDER | OF_DECIDER | {Act.TAKE}


class Halangan(StrEnum):
    """Why an act that the report's state allows is not possible for this officer, or not yet."""

    PANITIA_LAIN = "panitia-lain"
    BUKAN_PENGESAH = "bukan-pengesah"
    PETUGAS_LAIN = "petugas-lain"
    """Who recommended does not decide."""
    TUNGGU = "tunggu"
    """Ten minutes after the recommendation."""
    DISANGGAH = "disanggah"
    """The voter contested it: it can only be rejected."""
    IKUT_INDUK = "ikut-induk"
    """It is joined to another report and gets that one's answer."""


def possible_acts(by: Officer, together: Sequence[Laporan], *, now: datetime) -> frozenset[Act]:
    """The acts that this officer can do at this moment to a report: the first of `together`, the others are
    joined to it.
    """
    return frozenset(act for act in _of_state(by, together[0]) if _hindrance(by, together, act, now) is None)


def hindrances(by: Officer, together: Sequence[Laporan], *, now: datetime) -> Mapping[Act, Halangan]:
    """Why acts that the report's state allows are not open to this officer now."""
    found = {act: _hindrance(by, together, act, now) for act in _of_state(by, together[0])}
    return {act: hindrance for act, hindrance in found.items() if hindrance is not None}


def _of_state(by: Officer, laporan: Laporan) -> frozenset[Act]:
    if not by.may(Permission.WORK_ON_REPORTS):
        return frozenset()
    of_table = frozenset(act for act in OF_STAFF if possible(laporan.status, act))
    # What is open may change hands wherever it stands.
    return of_table | {Act.TAKE} if laporan.status in OPEN and not is_taken_by(by, laporan) else of_table


def _hindrance(by: Officer, together: Sequence[Laporan], act: Act, now: datetime) -> Halangan | None:
    laporan = together[0]
    if act is Act.TAKE:
        return None if may_take_over(by, laporan) else Halangan.PANITIA_LAIN
    if act in OF_DECIDER and not by.may(Permission.DECIDE):
        return Halangan.BUKAN_PENGESAH
    if not holds(by, laporan):
        return Halangan.PANITIA_LAIN
    return _of_decision(by, together, act, now) if act in OF_DECIDER else None


def _of_decision(by: Officer, together: Sequence[Laporan], act: Act, now: datetime) -> Halangan | None:
    if act is Act.RETURN:
        return None
    if together[0].status is Status.DIGABUNG:
        return Halangan.IKUT_INDUK
    return _of_strike(by, together, act, now) if could_strike(together) else None


def _of_strike(by: Officer, together: Sequence[Laporan], act: Act, now: datetime) -> Halangan | None:
    if by.id in recommenders(together):
        return Halangan.PETUGAS_LAIN
    if act is Act.APPROVE and any(each.disanggah for each in together):
        return Halangan.DISANGGAH
    earliest = decidable_from(together)
    return Halangan.TUNGGU if earliest is not None and now < earliest else None
