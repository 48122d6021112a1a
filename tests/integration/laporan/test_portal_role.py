"""The portal's own login in PostgreSQL: enough for every journey of a citizen, and no voter's name in it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import make_transient

from pemilu.infra.db import Database, open_database
from pemilu.laporan.evidence import Cleaner
from pemilu.laporan.guard import TPS_REPORTS
from pemilu.laporan.kinds import Pelapor
from pemilu.laporan.models import Kabar, Kasus, Laporan, Riwayat
from pemilu.laporan.status import Status
from pemilu.laporan.tracking import withdraw
from pemilu.web.services import EXTENSION
from tests.factories import NOW
from tests.integration.laporan import canary
from tests.integration.laporan.journeys import travel
from tests.integration.laporan.office import TMS, Office, nik_of, open_office

Visit = Callable[[Office], FlaskClient]
REPORTS = {"laporan", "bukti", "riwayat", "kunci_kirim", "kabar", "kasus"}
PUBLIC = {"wilayah", "tps", "pemilihan", "tahapan", "panitia", "daftar", "terbit"}
NOT_ITS_BUSINESS = (
    "SELECT kunci FROM bukti",
    "SELECT tujuan FROM kabar",
    "UPDATE laporan SET isi = ''",
    "UPDATE laporan SET diputus_oleh = NULL",
    "UPDATE kabar SET dikirim = now()",
    "UPDATE daftar SET aktif = false",
    "INSERT INTO terbit SELECT * FROM terbit",
    "SELECT nama FROM bagian.pemilih_lain",
    "SET ROLE pemilu_petugas",
)
_logins = count(1)


@pytest.fixture
def login(postgres_database: Database) -> Iterator[str]:
    """The URL of the same database for a login that is in the portal's role and nothing else."""
    name = f"portal_uji_{next(_logins)}"
    with postgres_database.transaction() as session:
        session.execute(text(f"CREATE ROLE {name} LOGIN IN ROLE pemilu_portal"))
    yield postgres_database.engine.url.set(username=name).render_as_string(hide_password=False)
    with postgres_database.transaction() as session:
        session.execute(text(f"DROP ROLE {name}"))


@pytest.fixture
def portal_office(postgres_database: Database, login: str, tmp_path: Path) -> Office:
    """An office whose portal signs in to the database as operators are told to let it."""
    return open_office(postgres_database, tmp_path / "berkas", DATABASE_URL=login)


@pytest.fixture
def portal_database(login: str) -> Iterator[Database]:
    database = Database(open_database(login, pool_size=2))
    yield database
    database.engine.dispose()


def refused(database: Database, statement: str) -> bool:
    try:
        with database.transaction() as session:
            session.execute(text(statement))
    except DBAPIError as error:
        return "permission denied" in str(error.orig)
    return False


def test_no_table_but_those_of_the_published_and_of_reports_is_read(portal_database: Database) -> None:
    tables = set(inspect(portal_database.engine).get_table_names())
    closed = tables - PUBLIC - REPORTS
    assert {"pemilih", "perubahan", "impor", "petugas", "sesi", "audit", "alembic_version"} <= closed
    assert {t for t in closed if refused(portal_database, f"SELECT 1 FROM {t} LIMIT 1")} == closed


def test_what_is_not_the_business_of_the_portal_is_refused(portal_database: Database) -> None:
    deletes = [f"DELETE FROM {table}" for table in sorted(PUBLIC | REPORTS)]
    asked = [*NOT_ITS_BUSINESS, *deletes]
    assert [statement for statement in asked if not refused(portal_database, statement)] == []


@pytest.mark.parametrize("status", [Status.DISETUJUI, Status.DITOLAK, Status.DIREKOMENDASIKAN])
def test_the_portal_neither_decides_nor_recommends_a_report(
    portal_office: Office, portal_database: Database, status: Status
) -> None:
    receipt = portal_office.file()
    decide = text("UPDATE laporan SET status = :status")
    with pytest.raises(DBAPIError, match="row-level security"), portal_database.transaction() as session:
        session.execute(decide, {"status": status.value})
    assert portal_office.laporan(receipt).status is Status.DITERIMA


@pytest.mark.parametrize(
    ("model", "forged"),
    [
        (Laporan, {"status": Status.DIREKOMENDASIKAN, "nomor": "LP-222222"}),
        (Laporan, {"direkomendasikan": NOW, "nomor": "LP-222222"}),
        (Riwayat, {"petugas_id": 1}),
    ],
)
def test_the_portal_writes_down_no_act_of_an_officer(
    portal_office: Office,
    portal_database: Database,
    model: type[Laporan | Riwayat],
    forged: dict[str, object],
) -> None:
    portal_office.file()
    with portal_database.reading() as session:
        row = session.scalars(select(model)).first()
        assert row is not None
        session.expunge(row)
    make_transient(row)
    row.id = None  # type: ignore[assignment]  # a new one
    for name, value in forged.items():
        setattr(row, name, value)
    with pytest.raises(DBAPIError, match="row-level security"), portal_database.transaction() as session:
        session.add(row)


def test_every_journey_of_a_citizen_is_possible_and_no_name_can_be_read_afterwards(
    portal_office: Office, portal_database: Database, visit: Visit
) -> None:
    office = portal_office
    intake = replace(office.intake, cleaner=Cleaner())
    office.app.extensions[EXTENSION] = replace(office.services, intake=intake)
    office.roll.pemilih(office.roll.tps(7), canary.NIK_TARGET, nama=canary.NAMA_TARGET)
    office.roll.publish()
    answers = travel(office, visit).answers
    assert all(answer.status_code < 500 for answer in answers)
    client = visit(office)
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    assert office.count(Kabar) == 4
    readable = canary.dump(portal_database)
    assert {"laporan.isi", "terbit.nama_samar", "riwayat.oleh"} <= readable.keys()
    assert not [where for where in readable if where.startswith(("pemilih.", "petugas."))]
    assert canary.search(readable, canary.spellings()) == []
    assert canary.search(canary.dump(office.database), canary.spellings()) != []


def test_what_a_citizen_does_to_other_reports_is_possible_too(portal_office: Office) -> None:
    """Four at one TPS become one case; those joined to a report that is taken back stand alone again."""
    office = portal_office
    filed = [
        office.file(jenis=TMS, pelapor=Pelapor.WARGA, target=nik_of(number), documents=())
        for number in range(TPS_REPORTS + 1)
    ]
    assert office.count(Kasus) == 1
    assert {office.laporan(receipt).kasus_id is None for receipt in filed} == {False}
    root, joined = office.file(), office.file()
    office.set(joined, status=Status.DIGABUNG, induk_id=office.laporan(root).id)
    with office.intake.database.transaction() as session:
        withdraw(session, root.nomor, now=office.clock.now())
    assert office.laporan(joined).induk_id is None
