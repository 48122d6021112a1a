"""Reading the whole record again: what was edited, taken out, put in, moved, or cut off at the end."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from pemilu.audit.anchor import Anchor
from pemilu.audit.chain import chains, count_lines, lines
from pemilu.audit.models import Audit, AuditUjung
from pemilu.audit.walk import Finding, Kerusakan, Walk

TOLD_EVERY = 1_000
ANCHORS_AT_ONCE = 400


def hold_still(session: Session) -> None:
    """Let this session see one moment for as long as it reads, whoever writes meanwhile. Call it first."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def verify(
    session: Session, keys: Sequence[bytes], *, progress: Callable[[int, int], None]
) -> Iterator[Finding]:
    """What is wrong with the record, chain by chain; memory does not grow with its length.

    `keys` are all that it was ever sealed with; `progress` is told how many lines of how many.
    """
    done, total = 0, count_lines(session)
    for rantai in chains(session):
        walk = Walk(keys, rantai)
        for line in lines(session, rantai):
            yield from walk.take(line)
            done += 1
            if done % TOLD_EVERY == 0:
                progress(done, total)
        yield from walk.finish(session.get(AuditUjung, rantai))
    progress(done, total)


def compare(session: Session, anchors: Iterable[Anchor]) -> Sequence[Finding]:
    """Where the record is no longer as the anchors say it was: of each chain the earliest place."""
    first: dict[str, Finding] = {}
    coming = iter(anchors)
    while some := list(islice(coming, ANCHORS_AT_ONCE)):
        for finding in _differing(session, some):
            known = first.get(finding.rantai)
            if known is None or finding.dari < known.dari:
                first[finding.rantai] = finding
    return [first[rantai] for rantai in sorted(first)]


def _differing(session: Session, some: Sequence[Anchor]) -> Iterator[Finding]:
    place = tuple_(Audit.rantai, Audit.urut)
    wanted = {(anchor.rantai, anchor.urut) for anchor in some}
    query = select(Audit.rantai, Audit.urut, Audit.mac).where(place.in_(wanted))
    macs = {(row.rantai, row.urut): row.mac for row in session.execute(query)}
    for anchor in some:
        mac = macs.get((anchor.rantai, anchor.urut))
        if mac != anchor.mac:
            jenis = Kerusakan.JANGKAR_HILANG if mac is None else Kerusakan.JANGKAR_BERBEDA
            yield Finding(anchor.rantai, jenis, anchor.urut, anchor.urut, anchor.waktu)
