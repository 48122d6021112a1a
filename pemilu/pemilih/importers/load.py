"""Imports a file into the roll: check it whole, compare it with the roll, then load it in one transaction."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from pemilu.infra.db import Database
from pemilu.infra.errors import DomainError
from pemilu.infra.keyring import Keyring
from pemilu.infra.turn import wait_turn
from pemilu.pemilih.importers.check import Checked, Progress, check
from pemilu.pemilih.importers.copying import Waiting
from pemilu.pemilih.importers.election import Election, read_region
from pemilu.pemilih.importers.insert import insert_voters
from pemilu.pemilih.importers.places import note_places
from pemilu.pemilih.importers.problems import Masalah
from pemilu.pemilih.importers.refusal import FileRefused
from pemilu.pemilih.importers.report import refuse_place, write_refusal, write_report
from pemilu.pemilih.importers.source import Fingerprint, fingerprint
from pemilu.pemilih.importers.staging import Staging, open_staging
from pemilu.pemilih.importers.summary import Ringkasan
from pemilu.pemilih.importers.twins import note_twins_in_roll
from pemilu.pemilih.importers.voter import Rules
from pemilu.pemilih.models import Impor
from pemilu.tahapan.models import Pemilihan

_LOAD_SHARE = 4
"""Loading counts as one part of progress after so many parts of checking."""
_MAX_NAME = 200
_WARNED = "SELECT count(*) FROM kept WHERE baris IN (SELECT baris FROM problem WHERE tingkat = 'peringatan')"
_LONG_NUMBER = re.compile(r"[0-9]{13,}")
# Any fixed number: who loads a list holds the lock of this number.
_IMPORT_LOCK = 1_399_990_003


class AlreadyImported(DomainError):
    """The election holds this very file already; `impor` says since when and by whom."""

    def __init__(self, impor: Impor) -> None:
        super().__init__(impor.id)
        self.impor = impor


@dataclass(frozen=True, slots=True)
class Job:
    """One file on its way into one election; `report` is where the findings are written."""

    path: Path
    mark: Fingerprint
    election: Election
    rules: Rules
    report: Path


def import_file(
    session: Session,
    path: Path,
    *,
    pemilihan: Pemilihan,
    keyring: Keyring,
    report: Path,
    actor: str,
    now: datetime,
    progress: Progress,
    check_only: bool = False,
    workers: int = 0,
) -> Ringkasan:
    """Check a list of voters and load it into the roll, all in the caller's transaction.

    Nothing is written before the whole file has been judged. `check_only` stops there (the dry run finds the
    same). `workers` processes convert rows; 0 does without. The report appears in either case.

    Raises:
        AlreadyImported: the same bytes were loaded before; nothing changes.
        FileRefused: the file as a whole is unfit; nothing changes, the report says why.
        UnknownEdition: no codes are known for the election's forms.
        KeyMissing: the keyring cannot seal identities.
    """
    job = prepare(session, path, pemilihan=pemilihan, keyring=keyring, report=report)
    with open_staging() as staging:
        checked = read(job, staging, progress=progress, workers=workers)
        return finish(
            session, job, staging, checked, actor=actor, now=now, progress=progress, check_only=check_only
        )


def import_beside_traffic(
    database: Database,
    path: Path,
    *,
    pemilihan: Pemilihan,
    keyring: Keyring,
    report: Path,
    actor: str,
    now: datetime,
    progress: Progress,
    workers: int = 0,
    waiting: Waiting = lambda: None,
) -> Ringkasan:
    """As `import_file`, but the database is locked for the loading only: with SQLite, others can write
    (citizens report) while the file is read and checked. `pemilihan` may be detached. `waiting` hears that
    another import, a publication or a dump has to end first.
    """
    with database.reading() as session:
        job = prepare(session, path, pemilihan=pemilihan, keyring=keyring, report=report)
    with open_staging() as staging:
        checked = read(job, staging, progress=progress, workers=workers)
        with database.transaction() as session:
            return finish(
                session, job, staging, checked, actor=actor, now=now, progress=progress, waiting=waiting
            )


def prepare(session: Session, path: Path, *, pemilihan: Pemilihan, keyring: Keyring, report: Path) -> Job:
    """Look at the file's bytes and read what its rows will be judged by.

    Raises:
        AlreadyImported: the same bytes were loaded before.
        FileRefused: the report would overwrite the file, or cannot be written.
    """
    refuse_place(report, path)
    _allow_long(session)
    job = Job(
        path,
        fingerprint(path),
        Election.of(pemilihan),
        Rules(
            read_region(session, pemilihan),
            pemilihan.edisi_kode,
            pemilihan.tanggal_pemungutan,
            keyring,
            for_copy=session.get_bind().dialect.name == "postgresql",
        ),
        report,
    )
    _refuse_repeated(session, job)
    return job


def read(job: Job, staging: Staging, *, progress: Progress, workers: int = 0) -> Checked:
    """Stage all rows; needs no database. Raises FileRefused, having written the reason into the report."""

    def first_leg(done: int, total: int) -> None:
        progress(done, total + total // _LOAD_SHARE)

    try:
        return check(
            job.path,
            staging,
            rules=job.rules,
            is_utf8=job.mark.is_utf8,
            progress=first_leg,
            workers=workers,
        )
    except FileRefused as refused:
        write_refusal(job.report, refused)
        raise


def finish(
    session: Session,
    job: Job,
    staging: Staging,
    checked: Checked,
    *,
    actor: str,
    now: datetime,
    progress: Progress,
    check_only: bool = False,
    waiting: Waiting = lambda: None,
) -> Ringkasan:
    """Compare the staged rows with the roll, load them unless `check_only`, and write the report."""
    _allow_long(session)
    if not check_only:
        if session.get_bind().dialect.name == "postgresql":
            # Before the first look at the roll: where two make partitions, their locks would cross.
            wait_turn(session.connection(), _IMPORT_LOCK, waiting=waiting)
        _refuse_repeated(session, job)
    note_twins_in_roll(session, job.election, staging, rules=job.rules)
    unlisted = note_places(session, job.election, staging)
    ringkasan = _summary(job, staging, checked, unlisted, check_only=check_only)
    if not check_only:
        impor = _record(session, job, ringkasan, actor=actor, now=now)
        share = checked.size // _LOAD_SHARE

        def second_leg(rows: int) -> None:
            progress(checked.size + share * rows // max(ringkasan.dimuat, 1), checked.size + share)

        insert_voters(session, staging, impor, done=second_leg, waiting=waiting)
    write_report(job.report, staging.problems())
    return ringkasan


def _allow_long(session: Session) -> None:
    """PostgreSQL gives up on statements and pauses that are long for a page; an import is not a page."""
    if session.get_bind().dialect.name == "postgresql":
        for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            session.execute(text(f"SET LOCAL {limit} = 0"))


def _refuse_repeated(session: Session, job: Job) -> None:
    same = select(Impor).where(Impor.pemilihan_id == job.election.id, Impor.sha256 == job.mark.sha256)
    impor = session.scalars(same).one_or_none()
    if impor is not None:
        session.expunge(impor)
        raise AlreadyImported(impor)


def _summary(
    job: Job, staging: Staging, checked: Checked, unlisted: Counter[Masalah], *, check_only: bool
) -> Ringkasan:
    staged = staging.number("SELECT count(*) FROM voter")
    skipped = staging.number("SELECT count(*) FROM skipped")
    found = Counter(staging.counted()) + Counter({kind.value: count for kind, count in unlisted.items()})
    del found[Masalah.TIDAK_DIRINCI.value]
    return Ringkasan(
        berkas=_LONG_NUMBER.sub("…", job.path.name)[:_MAX_NAME],
        sha256=job.mark.sha256,
        hanya_diperiksa=check_only,
        dibaca=checked.rows,
        dimuat=staged - skipped,
        dengan_peringatan=staging.number(_WARNED),
        ditolak=checked.rows - staged,
        dilewati=skipped,
        bukan_data=checked.decorations,
        tps_baru=found[Masalah.TPS_BARU.value],
        kolom_tidak_ada=tuple(column.value for column in checked.missing),
        masalah=dict(sorted(found.items())),
    )


def _record(session: Session, job: Job, ringkasan: Ringkasan, *, actor: str, now: datetime) -> Impor:
    impor = Impor(
        pemilihan_id=job.election.id,
        nama_berkas=ringkasan.berkas,
        sha256=job.mark.sha256,
        waktu=now,
        petugas=actor,
        ringkasan=ringkasan.as_dict(),
    )
    session.add(impor)
    session.flush()
    return impor
