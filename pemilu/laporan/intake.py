"""From an upload to a receipt: clean, store, file. The one door by which a report comes in."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pemilu.infra.db import Database
from pemilu.infra.errors import DomainError
from pemilu.infra.files import SealedFiles
from pemilu.laporan.contest import contest, reported
from pemilu.laporan.evidence import Cleaner
from pemilu.laporan.kinds import JenisBukti
from pemilu.laporan.pages import CleanEvidence, EvidenceProblem
from pemilu.laporan.store import StoredPage, discard, store
from pemilu.laporan.submit import Desk, NewLaporan, Receipt, replay, submit
from pemilu.laporan.tracking import add_documents
from pemilu.pemilih.nik import Nik
from pemilu.tahapan.stage import Jadwal

Document = tuple[JenisBukti, CleanEvidence]


@dataclass(frozen=True, slots=True)
class Intake:
    """What a process needs to take reports in. It can seal, and open nothing of what it sealed."""

    database: Database
    files: SealedFiles
    cleaner: Cleaner
    desk: Desk

    def clean(self, upload: bytes | BinaryIO) -> CleanEvidence | EvidenceProblem:
        """Pages made of the pixels of one uploaded file, or what is wrong with it."""
        return self.cleaner.clean(upload)

    def file(
        self,
        new: NewLaporan,
        documents: Sequence[Document],
        *,
        jadwal: Jadwal,
        now: datetime,
        also: Callable[[Session, Receipt], None] | None = None,
    ) -> Receipt:
        """File a report, or give the receipt again when this very form was filed already.

        The receipt exists only once row and files are durable. `also` is done in the transaction that files.

        Raises:
            ReportsClosed, KeyReused: as in `submit` and `replay`.
            DiskFull: too little space is left.
        """
        if earlier := self.receipt(new.kunci, new.sidik):
            return earlier
        try:
            with self._stored(documents) as pages, self.database.transaction() as session:
                receipt = submit(session, new, pages, desk=self.desk, jadwal=jadwal, now=now)
                if also:
                    also(session, receipt)
                return receipt
        except IntegrityError:
            # The same form came in at the same moment and won; its receipt is ours too.
            if earlier := self.receipt(new.kunci, new.sidik):
                return earlier
            raise

    def receipt(
        self, kunci: bytes, sidik: bytes | None = None, *, held: Collection[bytes] = ()
    ) -> Receipt | None:
        """The receipt of a form filed before. With `sidik`, KeyReused when its content was another.

        `held` are the forms whose receipts the same browser holds (`replay`).
        """
        with self.database.reading() as session:
            return replay(session, kunci, sidik, desk=self.desk, held=held)

    def reported(self, nik: Nik) -> bool:
        """Whether an open report could strike this voter. Ask only for somebody who gave the right name."""
        with self.database.reading() as session:
            return reported(session, self.desk.index.of(nik.value))

    def contest(self, nik: Nik, *, now: datetime) -> int:
        """Contest every such report in the voter's own name; how many there were."""
        with self.database.transaction() as session:
            return contest(session, self.desk.index.of(nik.value), now=now)

    def add(self, nomor: str, documents: Iterable[Document], *, now: datetime) -> None:
        """Hang more evidence on an open report. Raises ForbiddenTransition, DiskFull."""
        with self._stored(documents) as pages, self.database.transaction() as session:
            add_documents(session, nomor, pages, now=now)

    @contextmanager
    def _stored(self, documents: Iterable[Document]) -> Iterator[tuple[StoredPage, ...]]:
        """Pages on disk, removed again when their rows were refused for certain.

        When the database broke off, the rows may stand after all: the files stay, and are swept if not.
        """
        pages = store(self.files, self.desk.sealer, documents)
        try:
            yield pages
        except (IntegrityError, DomainError):
            discard(self.files, pages)
            raise
