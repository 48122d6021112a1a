"""The answer as a page. All but a few words of it is the same for everybody: it is rendered once and kept,
and those words (masked name, end of the NIK, the sealed hand-over, the facts of the TPS) are put in.

What is kept holds nothing of anybody who asked, and is as small for a nation as for a village.
docs/performance.md tells what it saves.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import render_template
from markupsafe import escape

from pemilu.pemilih.lookup import Answer, Placement
from pemilu.pemilih.nik import Nik
from pemilu.tahapan.day import local_date
from pemilu.tahapan.stage import Keadaan
from pemilu.web.i18n import asked_language, language
from pemilu.web.services import Situation
from pemilu.wilayah.polling_place import PollingPlace
from pemilu.wilayah.zona import zona_of

# Found, absent and wrongly named answers weigh the same on the wire, with the longest names too.
PAGE_STEP = 8192
MOST_CARDS = MOST_FRAMES = 500
# A NUL cannot come in by any field, so no text can pretend to be a gap.
GAP = re.compile("\0([a-z0-9-]+)\0")
# A slot of a card may stand within a link, where a tilde stays as it is. A card with slots holds no data.
SLOT = re.compile("~~([a-z]+)~~")
SLOTS = ("angka", "kode", "nama", "tempat", "alamat", "daerah", "lintang", "bujur")

Frame = tuple[Sequence[bytes], Sequence[str]]
"""What stands between the gaps, and the names of the gaps."""


@dataclass(frozen=True, slots=True)
class Catatan:
    """One placement as the frame shows it: gaps where its name and its card go."""

    nama_samar: str
    kartu: str
    pindah_tps: bool


class Kartu:
    """A TPS as the template of its card sees it: slots instead of facts, where it has them."""

    def __init__(self, tps: PollingPlace) -> None:
        self._tps = tps

    def __getattr__(self, name: str) -> object:
        value = getattr(self._tps, name)
        return f"~~{name}~~" if name in SLOTS and value not in {None, ""} else value


@dataclass(slots=True)
class _Kept:
    """What was rendered while one situation held on one local day."""

    situasi: Situation
    today: date
    keadaan: Keadaan
    frames: dict[object, Frame] = field(default_factory=dict)
    cards: dict[object, Frame] = field(default_factory=dict)
    fronts: dict[object, bytes] = field(default_factory=dict)


class AnswerPages:
    """Renders answers for one process. Changes of list, stage or day are seen by the very next answer."""

    def __init__(self) -> None:
        self._kept: _Kept | None = None

    def page(
        self,
        found: Answer,
        nik: Nik,
        *,
        situasi: Situation,
        now: datetime,
        dilaporkan: bool,
        titipan: str,
    ) -> bytes:
        """The answer in UTF-8, padded with blanks to the next step. `titipan` is what its forms hand over."""
        kept = self._now(situasi, now)
        pieces, gaps = _frame(kept, found, nik, dilaporkan=dilaporkan)
        filling: dict[str, bytes] = {"titipan": titipan.encode(), "empat": nik.last4.encode()}
        for number, placement in enumerate(found.placements):
            filling[f"nama-{number}"] = str(escape(placement.nama_samar)).encode()
            filling[f"kartu-{number}"] = _card(kept, placement.tps, several=len(found.placements) > 1)
        return padded(_filled(pieces, gaps, filling))

    def front(self, render: Callable[[], str], *, situasi: Situation, now: datetime) -> bytes:
        """The empty form in UTF-8: nothing in it is anybody's own."""
        kept, key = self._now(situasi, now), (language(), asked_language())
        if key not in kept.fronts:
            kept.fronts[key] = render().encode()
        return kept.fronts[key]

    def _now(self, situasi: Situation, now: datetime) -> _Kept:
        kept, today = self._kept, local_date(now, situasi.zona)
        if kept is None or kept.situasi is not situasi or kept.today != today:
            kept = self._kept = _Kept(situasi, today, situasi.keadaan(now))
        return kept


def padded(body: bytes) -> bytes:
    """Trailing blanks up to the next step, so that the size tells nothing of who is on the list."""
    return body + b" " * (-len(body) % PAGE_STEP)


def _filled(pieces: Sequence[bytes], gaps: Sequence[str], filling: Mapping[str, bytes]) -> bytes:
    parts = [pieces[0]]
    for gap, piece in zip(gaps, pieces[1:], strict=True):
        parts += (filling[gap], piece)
    return b"".join(parts)


def _frame(kept: _Kept, found: Answer, nik: Nik, *, dilaporkan: bool) -> Frame:
    moved = tuple(placement.pindah_tps for placement in found.placements)
    key = (
        language(),
        asked_language(),
        found.temuan,
        found.nama_diperiksa,
        moved,
        bool(nik.warnings),
        dilaporkan,
    )
    frame = kept.frames.get(key)
    if frame is None:
        frame = _rendered(kept, found, nik, dilaporkan=dilaporkan)
        if len(kept.frames) < MOST_FRAMES:
            kept.frames[key] = frame
    return frame


def _rendered(kept: _Kept, found: Answer, nik: Nik, *, dilaporkan: bool) -> Frame:
    page = render_template(
        "portal/hasil.html",
        jawaban=found,
        catatan=[_gaps(number, placement) for number, placement in enumerate(found.placements)],
        situasi=kept.situasi,
        keadaan=kept.keadaan,
        periksa_tanggal=bool(nik.warnings),
        empat=_gap("empat"),
        dilaporkan=dilaporkan,
        titipan=_gap("titipan"),
    )
    return _split(GAP, page)


def _gaps(number: int, placement: Placement) -> Catatan:
    return Catatan(_gap(f"nama-{number}"), _gap(f"kartu-{number}"), placement.pindah_tps)


def _gap(name: str) -> str:
    return f"\0{name}\0"


def _card(kept: _Kept, tps: PollingPlace, *, several: bool) -> bytes:
    """The card of a TPS: rendered once for all that have the same kinds of facts, then filled."""
    facts = {name: getattr(tps, name) for name in SLOTS}
    known = tuple(value not in {None, ""} for value in facts.values())
    when = tps.buka, tps.tutup, zona_of(tps.place.kode)
    key = language(), asked_language(), several, tps.khusus, known, when, tuple(tps.akses.items())
    card = kept.cards.get(key)
    if card is None:
        page = render_template(
            "portal/hasil/kartu.html",
            tps=Kartu(tps),
            situasi=kept.situasi,
            keadaan=kept.keadaan,
            several=several,
        )
        card = _split(SLOT, page)
        if len(kept.cards) < MOST_CARDS:
            kept.cards[key] = card
    return _filled(*card, {name: str(escape(value)).encode() for name, value in facts.items()})


def _split(mark: re.Pattern[str], page: str) -> Frame:
    parts = mark.split(page)
    return [part.encode() for part in parts[::2]], parts[1::2]
