"""The first step of a report: the kelurahan of the address, chosen level by level or by its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pemilu.wilayah.choose import Choice, Found, RegionChooser
from pemilu.wilayah.kode import InvalidKode, KodeWilayah, Tingkat
from pemilu.wilayah.scope import WilayahScope
from pemilu.wilayah.tree import Place


@dataclass(frozen=True, slots=True)
class RegionStep:
    """Where the choice stands. `place` is set once a kelurahan is; else `choices` are one deeper.

    `found` is what was asked for by name, below the region that is chosen so far. `unchosen`: the list was
    sent with nothing chosen.
    """

    place: Place | None
    current: KodeWilayah | None
    path: tuple[str, ...] = ()
    choices: Sequence[Choice] = ()
    searched: str = ""
    found: Found | None = None
    unchosen: bool = False


def region_step(chooser: RegionChooser, typed: Mapping[str, str], root: KodeWilayah | None) -> RegionStep:
    """Read the choice: the button of a found kelurahan, the list of the next level, or what was set."""
    current = root if typed.get("aksi") == "ganti" else _chosen(chooser, typed, root) or root
    if current is not None and current.tingkat is Tingkat.KELURAHAN:
        return RegionStep(chooser.kelurahan(str(current)), current)
    searched = typed.get("cari", "")[:60]
    return RegionStep(
        None,
        current,
        path=chooser.names(current),
        choices=chooser.below(current),
        searched=searched,
        found=_found(chooser, searched, current) if searched or typed.get("aksi") == "cari" else None,
        unchosen=typed.get("aksi") == "wilayah" and not typed.get("wilayah"),
    )


def _found(chooser: RegionChooser, searched: str, within: KodeWilayah | None) -> Found:
    return chooser.search(searched, WilayahScope.of(within) if within else WilayahScope.national())


def _chosen(chooser: RegionChooser, typed: Mapping[str, str], root: KodeWilayah | None) -> KodeWilayah | None:
    """The newest of the three fields that names a region which takes part in the election."""
    names = ("pilih", "wilayah", "tempat") if typed.get("aksi") == "wilayah" else ("pilih", "tempat")
    for name in names:
        try:
            kode = KodeWilayah(typed.get(name, ""))
        except InvalidKode:
            continue
        if (root is None or root.contains(kode)) and chooser.names(kode):
            return kode
    return None
