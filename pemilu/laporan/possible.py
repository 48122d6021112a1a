"""Which acts an officer can do to a report now, and why one they would expect has to wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pemilu.laporan.act import holds, may_take_over
from pemilu.laporan.decide import decidable_from, recommenders
from pemilu.laporan.joined import could_strike
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
    SATU_TANGAN = "satu-tangan"
    """Nor does who may own the account that recommended."""
    TUNGGU = "tunggu"
    """Ten minutes after the recommendation."""
    DISANGGAH = "disanggah"
    """The voter contested it: it can only be rejected."""
    IKUT_INDUK = "ikut-induk"
    """It is joined to another report and gets that one's answer."""
    TAK_TERBUKA = "tak-terbuka"
    """Its seal does not open: nobody can say what would be changed. It can only be rejected."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An officer before a report (the first of `together`, the others are joined to it) at a moment.

    `one_hand`: the account that recommended may be theirs as well (`decide.of_recommending_hand`).
    `readable`: its seal opens here.
    """

    by: Officer
    together: Sequence[Laporan]
    now: datetime
    one_hand: bool
    readable: bool

    @property
    def laporan(self) -> Laporan:
        return self.together[0]


def possible_acts(standing: Standing) -> frozenset[Act]:
    """The acts that this officer can do at this moment."""
    return frozenset(act for act in _of_state(standing) if _hindrance(standing, act) is None)


def hindrances(standing: Standing) -> Mapping[Act, Halangan]:
    """Why acts that the report's state allows are not open to this officer now."""
    found = {act: _hindrance(standing, act) for act in _of_state(standing)}
    return {act: hindrance for act, hindrance in found.items() if hindrance is not None}


def _of_state(standing: Standing) -> frozenset[Act]:
    by, laporan = standing.by, standing.laporan
    if not by.may(Permission.WORK_ON_REPORTS):
        return frozenset()
    of_table = frozenset(act for act in OF_STAFF if possible(laporan.status, act))
    # What is open may change hands wherever it stands.
    return of_table | {Act.TAKE} if laporan.status in OPEN and not is_taken_by(by, laporan) else of_table


def _hindrance(standing: Standing, act: Act) -> Halangan | None:
    by, laporan = standing.by, standing.laporan
    if act is Act.TAKE:
        return None if may_take_over(by, laporan) else Halangan.PANITIA_LAIN
    if act in OF_DECIDER and not by.may(Permission.DECIDE):
        return Halangan.BUKAN_PENGESAH
    if not holds(by, laporan):
        return Halangan.PANITIA_LAIN
    return _of_decision(standing, act) if act in OF_DECIDER else None


def _of_decision(standing: Standing, act: Act) -> Halangan | None:
    if act is Act.RETURN:
        return None
    if standing.laporan.status is Status.DIGABUNG:
        return Halangan.IKUT_INDUK
    if act is Act.APPROVE and not standing.readable:
        return Halangan.TAK_TERBUKA
    return _of_strike(standing, act) if could_strike(standing.together) else None


def _of_strike(standing: Standing, act: Act) -> Halangan | None:
    together = standing.together
    if standing.by.id in recommenders(together):
        return Halangan.PETUGAS_LAIN
    if standing.one_hand:
        return Halangan.SATU_TANGAN
    if act is Act.APPROVE and any(each.disanggah for each in together):
        return Halangan.DISANGGAH
    earliest = decidable_from(together)
    return Halangan.TUNGGU if earliest is not None and standing.now < earliest else None
