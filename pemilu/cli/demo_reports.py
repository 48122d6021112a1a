"""Three hundred reports in every state, as citizens would have filed and the demo's staff answered them."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pemilu.cli.demo_citizens import Citizens
from pemilu.cli.demo_work import Work
from pemilu.cli.operator import Operator
from pemilu.infra.files import SealedFiles
from pemilu.infra.keyring import Purpose
from pemilu.laporan.models import Laporan
from pemilu.laporan.office import Office
from pemilu.laporan.watch import watch_deadlines
from pemilu.tahapan.holidays import load_holidays

REPORTS = 300
LATE = 12
# One in so many is filed by who filed the one before.
TWICE = 15
SEED = 1945


def has_reports(o: Operator) -> bool:
    """Whether anybody has filed a report."""
    with o.database.reading() as session:
        return session.scalar(select(Laporan.id).limit(1)) is not None


def load_reports(o: Operator, progress: Callable[[int, int], None]) -> None:
    """File the reports and let staff work on them."""
    with o.database.reading() as session:
        work = Work(session, o, _office(o))
    random = Random(SEED)  # noqa: S311 - invented people need no secrets
    citizens = Citizens(o, random)
    for number in range(REPORTS):
        with o.database.transaction() as session:
            again = number % TWICE == TWICE - 1
            nomor, filed = citizens.file(session, work.office, again=again)
            (work.join if again else work.on)(session, nomor, filed, random)
        progress(number + 1, REPORTS)
    with o.database.transaction() as session:
        _grow_old(session, o)
    with o.database.transaction() as session:
        watch_deadlines(session, office=work.office, now=o.clock.now(), limit=REPORTS)


def _grow_old(session: Session, o: Operator) -> None:
    """Some are a week old: the demo shows what is late, too, and day four alone could not."""
    oldest = select(Laporan.id).where(Laporan.ditutup.is_(None)).order_by(Laporan.diajukan).limit(LATE)
    week = timedelta(days=6)
    for laporan in session.scalars(select(Laporan).where(Laporan.id.in_(oldest))):
        values = {
            "diajukan": laporan.diajukan - week,
            "tenggat": laporan.tenggat - week,
            "tenggat_tanggal": laporan.tenggat_tanggal - week,
            "pantau": o.clock.now(),
        }
        session.execute(update(Laporan).where(Laporan.id == laporan.id).values(**values))


def _office(o: Operator) -> Office:
    keys = o.keyring
    return Office(
        opener=keys.report_opener(),
        sealer=keys.report_sealer(),
        index=keys.index(Purpose.INDEKS_LAPORAN),
        files=SealedFiles(o.settings.files_dir),
        libur=load_holidays(),
        audit_key=keys.active(Purpose.AUDIT),
    )
