"""A report is acknowledged when, and only when, all of it is durable; one form makes one report."""

import os
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from pemilu.infra.crypto import BoxDoesNotOpen
from pemilu.infra.db import Database
from pemilu.infra.envelope import open_content
from pemilu.infra.files import DiskFull, SealedFiles
from pemilu.laporan.kinds import JenisBukti, JenisLaporan
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.models import Bukti, Kabar, Kunci, Laporan, Riwayat
from pemilu.laporan.store import page_context, thumbnail_context
from pemilu.laporan.submit import KeyReused, ReportsClosed, content_context
from tests.factories import NOW
from tests.integration.laporan.office import DOCUMENTS, EVIDENCE, PICTURE, Office, days, new_report

TABLES = (Laporan, Bukti, Riwayat, Kunci, Kabar)
PAGES = [(kind, EVIDENCE) for kind in (JenisBukti.KTP_EL, JenisBukti.KK, JenisBukti.LAINNYA)]


def counts(office: Office) -> list[int]:
    return [office.count(model) for model in TABLES]


def test_a_closed_stage_files_nothing_and_leaves_no_file(office: Office) -> None:
    with pytest.raises(ReportsClosed):
        office.file(now=days(7))
    assert counts(office) == [0] * len(TABLES)
    assert office.files() == []


def test_a_form_key_with_another_content_is_refused_and_leaves_no_file(office: Office) -> None:
    first = new_report()
    office.refile(first)
    files = office.files()
    with pytest.raises(KeyReused):
        office.refile(replace(first, sidik=secrets.token_bytes(32)))
    assert office.count(Laporan) == 1
    assert office.files() == files


def test_a_full_disk_files_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SealedFiles, "_free_share", lambda _self: 0.05)
    with pytest.raises(DiskFull):
        office.file()
    assert counts(office) == [0] * len(TABLES)
    assert office.files() == []


@pytest.mark.parametrize("written", range(6))
def test_a_disk_that_fills_half_way_keeps_no_half(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    free = iter([1.0] * written)
    monkeypatch.setattr(SealedFiles, "_free_share", lambda _self: next(free, 0.0))
    with pytest.raises(DiskFull):
        sqlite_office.file(documents=PAGES)
    assert counts(sqlite_office) == [0] * len(TABLES)
    assert sqlite_office.files() == []


def test_a_commit_of_which_nobody_knows_keeps_the_files(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to COMMIT is lost on the way: the row stands, so what it points to must stand too."""

    commit = Database.transaction

    @contextmanager
    def lose_the_answer(database: Database) -> Iterator[Session]:
        with commit(database) as session:
            yield session
        raise OperationalError("COMMIT", {}, ConnectionError("lost"))

    new = new_report()
    with monkeypatch.context() as patched:
        patched.setattr(Database, "transaction", lose_the_answer)
        with pytest.raises(OperationalError):
            office.refile(new)
    receipt = office.refile(new)
    assert counts(office) == [1, 1, 1, 1, 0]
    assert _stored_names(office) == {path.name for path in office.files()}
    assert office.laporan(receipt).nomor == receipt.nomor


def test_the_same_form_again_gives_the_same_receipt_and_no_second_report(office: Office) -> None:
    new = new_report(kontak=Kontak(email="budi@contoh.id", telepon="+628120000000"))
    first, second, third = (office.refile(new) for _ in range(3))
    assert first == second == third
    assert counts(office) == [1, 1, 1, 1, 2]


def test_fifty_of_the_same_form_at_once_make_one_report(office: Office) -> None:
    new, jadwal = new_report(), office.jadwal
    with ThreadPoolExecutor(8) as pool:
        filed = [pool.submit(office.intake.file, new, DOCUMENTS, jadwal=jadwal, now=NOW) for _ in range(50)]
    assert len({(one.result().nomor, one.result().kode) for one in filed}) == 1
    assert counts(office) == [1, 1, 1, 1, 0]
    assert _stored_names(office) == {path.name for path in office.files()}


def test_different_forms_of_the_same_person_are_different_reports(office: Office) -> None:
    receipts = [office.file() for _ in range(3)]
    assert len({receipt.nomor for receipt in receipts}) == 3
    assert len({receipt.kode for receipt in receipts}) == 3


def test_the_receipt_is_the_same_a_day_later_with_another_rule_and_another_pps(office: Office) -> None:
    new = new_report()
    receipt = office.refile(new)
    with office.database.transaction() as session:
        session.execute(text("UPDATE pemilihan SET hari_tanggapan = 9"))
    assert office.refile(new, now=days(1)) == receipt


def test_every_file_is_synced_before_its_row_is_committed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    sync = os.fsync

    def note_sync(descriptor: int) -> None:
        sync(descriptor)
        name = Path(f"/proc/self/fd/{descriptor}").readlink().name
        happened.append("folder" if len(name) == 2 else "file")

    monkeypatch.setattr("pemilu.infra.files.os.fsync", note_sync)
    event.listen(office.intake.database.engine, "commit", lambda _connection: happened.append("commit"))
    office.file(documents=PAGES)
    assert happened == ["file", "folder"] * 2 * len(PAGES) + ["commit"]


def test_sqlite_waits_for_the_disk_at_every_commit(sqlite_office: Office) -> None:
    with sqlite_office.intake.database.engine.connect() as connection:
        pragmas = {
            name: connection.scalar(text(f"PRAGMA {name}")) for name in ("synchronous", "journal_mode")
        }
    assert pragmas == {"synchronous": 2, "journal_mode": "wal"}


def test_postgres_waits_for_the_disk_unless_its_server_says_otherwise(postgres_database: Database) -> None:
    """Our test server does not wait; what counts is that we never turn it off ourselves."""
    with postgres_database.engine.connect() as connection:
        source = connection.scalar(text("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'"))
    assert source == "command line"


def test_what_was_written_opens_with_the_staff_key_and_only_where_it_belongs(office: Office) -> None:
    receipt = office.file(documents=PAGES, isi={"nama": "BUDI", "keterangan": "é € 🗳"})
    other = office.file()
    opener = office.roll.keyring.report_opener()
    row = office.laporan(receipt)
    assert (
        opener.open(row.isi, content_context(row.nomor)) == '{"nama": "BUDI", "keterangan": "é € 🗳"}'.encode()
    )
    with pytest.raises(BoxDoesNotOpen):
        opener.open(row.isi, content_context(other.nomor))
    with office.database.reading() as session:
        pages = session.scalars(select(Bukti).where(Bukti.laporan_id == row.id).order_by(Bukti.urutan)).all()
    assert [(page.jenis, page.urutan, page.halaman) for page in pages] == [
        (kind, number, 1) for number, (kind, _evidence) in enumerate(PAGES, start=1)
    ]
    for page in pages:
        for name, key, context in (
            (page.berkas, page.kunci, page_context(page.uid)),
            (page.kecil, page.kunci_kecil, thumbnail_context(page.uid)),
        ):
            with office.intake.files.open(name) as sealed:
                assert b"".join(open_content(sealed, key, opener=opener, context=context)) == PICTURE


def test_every_kind_of_report_can_be_filed(office: Office) -> None:
    for jenis in JenisLaporan:
        assert office.laporan(office.file(jenis=jenis, documents=DOCUMENTS)).jenis is jenis


def _stored_names(office: Office) -> set[str]:
    with office.database.reading() as session:
        return {name for row in session.execute(select(Bukti.berkas, Bukti.kecil)) for name in row}
