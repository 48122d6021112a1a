"""Which reports an officer may know of: those of their wilayah, and for PPS none that was lifted from them.

What a voter contested and what belongs to a suspected campaign goes to PPK, away from who might have an
interest in it (docs/threats.md, "false reports"): the neighbours are not told who spoke up. What was lifted
for lateness alone stays visible.
"""

from sqlalchemy import ColumnElement, and_, not_, or_

from pemilu.laporan.models import Laporan
from pemilu.petugas.kinds import Peran
from pemilu.petugas.officer import Officer


def visible_to(by: Officer) -> ColumnElement[bool]:
    """Reports of the officer's wilayah that they may know of."""
    return and_(by.scope.where(Laporan.kelurahan), *not_lifted_from(by))


def not_lifted_from(by: Officer) -> tuple[ColumnElement[bool], ...]:
    """What `visible_to` asks beyond the wilayah; nothing of who is not PPS.

    Said as a negation, so that no index is tried on either half of it.
    """
    if by.peran is not Peran.PPS:
        return ()
    lifted = or_(Laporan.disanggah, Laporan.kasus_id.is_not(None))
    at, wilayah = Laporan.pemegang_tingkat == by.peran.tingkat, str(by.wilayah or "")
    return (not_(and_(lifted, not_(and_(at, Laporan.pemegang_wilayah == wilayah)))),)


def sees_cases(by: Officer) -> bool:
    """Whether the officer may know which suspected campaigns there are."""
    return by.peran is not Peran.PPS
