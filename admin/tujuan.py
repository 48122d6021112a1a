"""Where an officer wants a report to go: a committee chosen from the list, or a kelurahan that was typed."""

from collections.abc import Sequence

from admin.door import officer
from admin.kata_antrean import PANITIA
from admin.staff import staff
from pemilu.infra.errors import DomainError
from pemilu.laporan.transfer import Target, TargetFault, TargetUnfit
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.wilayah.kode import InvalidKode, KodeWilayah
from pemilu.wilayah.scope import WilayahScope
from pemilu.wilayah.tree import Place


class TypedUnfit(TargetUnfit):
    """The report cannot go to the kelurahan that was typed. `args[0]` is a TargetFault."""


class TwoTargets(DomainError):
    """One committee is chosen and another typed. `args` are their names, in this order."""


def target_of(text: str | None) -> Target | None:
    """A committee out of the value of a choice: `pps:1371031004`."""
    tingkat, _colon, kode = (text or "").partition(":")
    try:
        return Target(TingkatPanitia(tingkat), KodeWilayah(kode))
    except (ValueError, InvalidKode):
        return None


def wanted_target(chosen: str | None, typed: str) -> Target:
    """What the two fields mean together; both may say the same.

    Raises:
        TargetUnfit: nothing that could be chosen.
        TypedUnfit: what was typed is the name of no kelurahan here, or of several.
        TwoTargets.
    """
    choice = target_of(chosen)
    if typed:
        return _typed_target(typed, choice)
    if choice is None:
        raise TargetUnfit(TargetFault.DI_LUAR)
    return choice


def _typed_target(typed: str, choice: Target | None) -> Target:
    found = [Target(TingkatPanitia.PPS, place.kode) for place in _kelurahan(typed)]
    if choice in found:  # of several with that name, this one
        return found[found.index(choice)]
    if choice:
        raise TwoTargets(_name(choice), _name(found[0]) if len(found) == 1 else typed)
    if len(found) != 1:
        raise TypedUnfit(TargetFault.BANYAK if found else TargetFault.DI_LUAR)
    return found[0]


def _kelurahan(typed: str) -> Sequence[Place]:
    """Those with that code or name."""
    by = officer()
    near = by.wilayah and by.wilayah.kabupaten
    place = staff().chooser.kelurahan(typed.replace(".", ""))
    if place:
        return [place]
    return staff().chooser.search(typed, WilayahScope.of(near) if near else by.scope).places


def _name(target: Target) -> str:
    names = staff().chooser.names(target.wilayah) or (target.wilayah,)
    return f"{PANITIA[target.tingkat]} ({names[-1]})"
