"""What a report is promised, whatever happens: looked for in the tables and in the folder, one by one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pemilu.infra.clock import SystemClock
from pemilu.infra.crypto import BoxDoesNotOpen
from pemilu.infra.envelope import PrivateOpener, open_content
from pemilu.infra.files import FileMissing, SealedFiles
from pemilu.laporan.code import verify_secret
from pemilu.laporan.models import Bukti, Kabar, Kunci, Laporan, Riwayat
from pemilu.laporan.store import page_context, thumbnail_context
from pemilu.laporan.submit import content_context
from tests.faults.office import Premises


@dataclass(frozen=True, slots=True)
class Promise:
    """What a citizen was told, and what they had sent: a text of their own, documents, ways to reach them."""

    nomor: str
    kode: str
    mark: str
    documents: int
    kontak: int


def broken_promises(premises: Premises, promises: Mapping[str, Promise]) -> list[str]:
    """Every breach, in words; `promises` by their mark. Reports nobody was told of may stand, but whole."""
    database = premises.open()
    try:
        with database.reading() as session:
            return [
                *_not_kept(session, premises, promises),
                *_not_whole(session, premises),
                *_doubled(session),
            ]
    finally:
        database.engine.dispose()


def _not_kept(session: Session, premises: Premises, promises: Mapping[str, Promise]) -> Iterator[str]:
    filed = _by_mark(session, premises)
    for mark, promise in promises.items():
        rows = filed.get(mark, [])
        if [row.nomor for row in rows] != [promise.nomor]:
            yield f"{mark}: {promise.nomor} was promised, {[row.nomor for row in rows]} stand"
            continue
        (row,) = rows
        if not verify_secret(promise.kode, row.kode_hash):
            yield f"{mark}: the code does not open {row.nomor}"
        found = _count(session, Bukti, row), _count(session, Kabar, row)
        if found != (promise.documents, promise.kontak):
            yield f"{mark}: documents and notices {found}"


def _not_whole(session: Session, premises: Premises) -> Iterator[str]:
    for row in session.scalars(select(Laporan)):
        if _count(session, Kunci, row) != 1:
            yield f"{row.nomor}: no form key, or several"
        if [step.peristiwa for step in _steps(session, row)][:1] != [None]:
            yield f"{row.nomor}: no beginning"
    files, opener = SealedFiles(premises.files), premises.staff_keys().report_opener()
    for page in session.scalars(select(Bukti)):
        yield from _unreadable(files, opener, page)


def _unreadable(files: SealedFiles, opener: PrivateOpener, page: Bukti) -> Iterator[str]:
    sealed = (
        (page.berkas, page.kunci, page_context(page.uid)),
        (page.kecil, page.kunci_kecil, thumbnail_context(page.uid)),
    )
    for name, key, context in sealed:
        try:
            with files.open(name) as file:
                for _chunk in open_content(file, key, opener=opener, context=context):
                    pass
        except (FileMissing, BoxDoesNotOpen) as error:
            yield f"page {page.id} of report {page.laporan_id}: {type(error).__name__}"


def _doubled(session: Session) -> Iterator[str]:
    reports, keys = (session.scalar(select(func.count()).select_from(model)) for model in (Laporan, Kunci))
    if reports != keys:
        yield f"{reports} reports of {keys} forms"


def _by_mark(session: Session, premises: Premises) -> dict[str, list[Laporan]]:
    """Reports by the mark that lies sealed in them."""
    opener = premises.staff_keys().report_opener()
    filed: dict[str, list[Laporan]] = {}
    for row in session.scalars(select(Laporan).order_by(Laporan.id)):
        isi = json.loads(opener.open(row.isi, content_context(row.nomor)))
        filed.setdefault(isi["keterangan"], []).append(row)
    return filed


def _steps(session: Session, row: Laporan) -> list[Riwayat]:
    return list(session.scalars(select(Riwayat).where(Riwayat.laporan_id == row.id).order_by(Riwayat.id)))


def _count(session: Session, model: type[Bukti | Kabar | Kunci], row: Laporan) -> int:
    return session.scalar(select(func.count()).where(model.laporan_id == row.id)) or 0


def orphans(premises: Premises) -> set[str]:
    """Files that no row names: allowed after a fault, and swept a day later."""
    return {path.name for path in premises.files.rglob("*") if path.is_file()} - named_files(premises)


def sweep(premises: Premises) -> int:
    """Remove the orphans without waiting a day; how many there were."""
    soon = SystemClock().now() + timedelta(seconds=1)
    return SealedFiles(premises.files).sweep(named_files(premises), now=soon, older_than=timedelta())


def named_files(premises: Premises) -> set[str]:
    """The files that rows point to."""
    database = premises.open()
    with database.reading() as session:
        named = {name for row in session.execute(select(Bukti.berkas, Bukti.kecil)) for name in row}
    database.engine.dispose()
    return named
