"""Anchors: how far each chain went at a moment, to be kept where nobody who can change the record can reach.

A tail that is cut off together with the word on how long the chain is leaves no other trace.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.audit.models import AuditUjung
from pemilu.infra.db import Database

EVERY = timedelta(minutes=15)
# Colons keep a log, which blackens sixteen digits in a row, from spoiling a seal.
_GROUP = 2

log = logging.getLogger("pemilu.audit")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of a chain at a moment (aware UTC): its number and its seal."""

    rantai: str
    urut: int
    mac: bytes
    waktu: datetime

    @property
    def line(self) -> str:
        """As one line of JSON."""
        facts = {
            "rantai": self.rantai,
            "urut": self.urut,
            "mac": self.mac.hex(":", _GROUP),
            "waktu": self.waktu.isoformat(),
        }
        return json.dumps(facts)


def anchors(session: Session, *, now: datetime) -> Sequence[Anchor]:
    """Where every chain ends now."""
    query = select(AuditUjung).where(AuditUjung.urut > 0).order_by(AuditUjung.rantai)
    return [Anchor(end.rantai, end.urut, end.mac, now) for end in session.scalars(query)]


def read_anchors(text: Iterable[str]) -> Iterator[Anchor]:
    """The anchors among those lines: of a file that `audit anchor` wrote, or of a log that tells of them."""
    for line in text:
        facts = _object(line)
        anchor = _anchor(facts) or _anchor(_object(facts.get("pesan")))
        if anchor:
            yield anchor


def _object(text: object) -> dict[str, object]:
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _anchor(facts: dict[str, object]) -> Anchor | None:
    try:
        mac = bytes.fromhex(str(facts["mac"]).replace(":", ""))
        return Anchor(
            str(facts["rantai"]), int(str(facts["urut"])), mac, datetime.fromisoformat(str(facts["waktu"]))
        )
    except (KeyError, ValueError):
        return None


class AnchorLog:
    """Tells the log every quarter of an hour how far the chains went; a chain at rest is told of once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._told: dict[str, int] = {}
        self._next: datetime | None = None

    def turn(self, now: datetime) -> int:
        """Call it as often as you like; how many chains were told of. Raises what a read raises."""
        if self._next is not None and now < self._next:
            return 0
        with self._database.reading() as session:
            moved = [end for end in anchors(session, now=now) if self._told.get(end.rantai) != end.urut]
        for anchor in moved:
            log.info("%s", anchor.line)
            self._told[anchor.rantai] = anchor.urut
        self._next = now + EVERY
        return len(moved)
