"""The answer as a page. All but a few words of it is the same for everybody who votes at the same TPS: it is
rendered once and kept, and those words (masked name, end of the NIK, the sealed hand-over) are put in.

What is kept holds nothing of anybody who asked. docs/performance.md tells what it saves.
"""

import re
from collections.abc import Mapping, Sequence
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

# Found, absent and wrongly named answers weigh the same on the wire, with the longest names too.
PAGE_STEP = 8192
# A province has some ten thousand TPS; a card weighs 2 KB.
MOST_CARDS = 12_000
MOST_FRAMES = 500
# A NUL cannot come in by any field, so no text can pretend to be a gap.
GAP = re.compile("\0([a-z0-9-]+)\0")

Frame = tuple[Sequence[bytes], Sequence[str]]
"""What stands between the gaps, and the names of the gaps."""


@dataclass(frozen=True, slots=True)
class Catatan:
    """One placement as the frame shows it: gaps where its name and its card go."""

    nama_samar: str
    kartu: str
    pindah_tps: bool


@dataclass(slots=True)
class _Kept:
    """What was rendered while one situation held on one local day."""

    situasi: Situation
    today: date
    keadaan: Keadaan
    frames: dict[object, Frame] = field(default_factory=dict)
    cards: dict[object, bytes] = field(default_factory=dict)


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
        kept, today = self._kept, local_date(now, situasi.zona)
        if kept is None or kept.situasi is not situasi or kept.today != today:
            kept = self._kept = _Kept(situasi, today, situasi.keadaan(now))
        pieces, gaps = _frame(kept, found, nik, dilaporkan=dilaporkan)
        filling: dict[str, bytes] = {"titipan": titipan.encode(), "empat": nik.last4.encode()}
        for number, placement in enumerate(found.placements):
            filling[f"nama-{number}"] = str(escape(placement.nama_samar)).encode()
            filling[f"kartu-{number}"] = _card(kept, placement.tps, several=len(found.placements) > 1)
        return padded(_filled(pieces, gaps, filling))


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
    parts = GAP.split(page)
    return [part.encode() for part in parts[::2]], parts[1::2]


def _gaps(number: int, placement: Placement) -> Catatan:
    return Catatan(_gap(f"nama-{number}"), _gap(f"kartu-{number}"), placement.pindah_tps)


def _gap(name: str) -> str:
    return f"\0{name}\0"


def _card(kept: _Kept, tps: PollingPlace, *, several: bool) -> bytes:
    key = language(), asked_language(), several, tps.facts
    card = kept.cards.get(key)
    if card is None:
        card = render_template(
            "portal/hasil/kartu.html", tps=tps, situasi=kept.situasi, keadaan=kept.keadaan, several=several
        ).encode()
        if len(kept.cards) < MOST_CARDS:
            kept.cards[key] = card
    return card
