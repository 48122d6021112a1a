"""Lookups from a streaming replica, reports to the primary: what citizens see at lag, publication, loss."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count

import psycopg
import pytest
from flask.testing import FlaskClient

from pemilu.infra.clock import SystemClock
from pemilu.infra.db import Database, open_database
from pemilu.infra.migrate import migrate
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.models import Panitia
from pemilu.tahapan.kinds import JenisDaftar
from pemilu.web import services as web_services
from pemilu.web.services import EXTENSION, Services
from tests.factories import ABSEN, KELURAHAN, NAMA, TERDAFTAR, Roll, published_roll
from tests.faults.office import Copier
from tests.integration.laporan.forms import send
from tests.scale.crowd import new_address
from tests.servers.postgres import OWNER, Postgres, running_postgres, running_standby

MODEL = "model"
SECONDS = 20.0
_numbers = count(1)
OLD, NEW = 4, 902
BY_OLD, BY_NEW = ("dps", OLD), ("dpshp", NEW)


@dataclass
class Pair:
    """A primary with one replica, and a roll that is published on the primary."""

    primary: Postgres
    replica: Postgres
    database: str
    roll: Roll
    elsewhere: int

    def catch_up(self) -> None:
        """Wait until the replica shows what the primary has committed. Raises TimeoutError."""
        wanted = _ask(self.primary, "SELECT pg_current_wal_lsn()")
        deadline = time.monotonic() + SECONDS
        while not _ask(self.replica, f"SELECT pg_last_wal_replay_lsn() >= '{wanted}'"):
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.01)

    def hold_back(self) -> None:
        _ask(self.replica, "SELECT pg_wal_replay_pause()")

    def let_go(self) -> None:
        _ask(self.replica, "SELECT pg_wal_replay_resume()")
        self.catch_up()

    def visitor(self, lookups: str | None = None) -> FlaskClient:
        """Somebody at a portal that files on the primary and looks up there, else on the replica."""
        app = self.roll.portal(LOOKUP_DATABASE_URL=lookups or self.replica.url(self.database))
        services: Services = app.extensions[EXTENSION]
        app.extensions[EXTENSION] = replace(services, intake=replace(services.intake, cleaner=Copier()))
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = new_address()
        return client

    def reports(self, server: Postgres) -> int:
        return int(str(_ask(server, "SELECT count(*) FROM laporan", self.database)))


def _ask(server: Postgres, statement: str, database: str = "postgres") -> object:
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        row = connection.execute(statement.encode()).fetchone()
        return row[0] if row else None


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Postgres, Postgres]]:
    with running_postgres(synchronous_commit="on") as primary:
        primary.create(MODEL)
        migrate(primary.url(MODEL))
        with running_standby(primary, wal_retrieve_retry_interval="100ms") as replica:
            yield primary, replica


@pytest.fixture
def pair(servers: tuple[Postgres, Postgres]) -> Iterator[Pair]:
    primary, replica = servers
    name = f"uji_{next(_numbers)}"
    primary.create(name, template=MODEL)
    database = Database(open_database(primary.url(name)))
    roll = published_roll(database, clock=SystemClock())
    pair = Pair(primary, replica, name, roll, elsewhere=roll.tps(NEW))
    with database.transaction() as session:
        session.add(Panitia(tingkat=TingkatPanitia.PPS, wilayah=KELURAHAN))
    pair.catch_up()
    yield pair
    database.engine.dispose()
    for server in servers:
        if server._process is None:
            server.start()


@pytest.fixture
def _no_situation_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_services, "SITUATION_SECONDS", 0.0)


def told(client: FlaskClient, nik: str = TERDAFTAR) -> tuple[str, int]:
    """By which list, and at which TPS (0: not on it)."""
    answer = client.post("/api/v1/cek", json={"nik": nik}).json
    places = [place["tps"]["nomor"] for place in answer["penempatan"]]
    return answer["daftar"]["jenis"], places[0] if places else 0


def publish_next(pair: Pair) -> None:
    """The next list: who was listed has another TPS, who was absent is listed."""
    pair.roll.change(TERDAFTAR, tps_id=pair.elsewhere)
    pair.roll.pemilih(pair.elsewhere, ABSEN)
    pair.roll.publish(JenisDaftar.DPSHP)


@pytest.mark.usefixtures("_no_situation_is_remembered")
def test_a_replica_that_lags_answers_by_the_old_list_and_then_by_the_new_one(pair: Pair) -> None:
    client = pair.visitor()
    assert (told(client), told(client, ABSEN)) == (BY_OLD, ("dps", 0))
    pair.hold_back()
    publish_next(pair)
    assert (told(client), told(client, ABSEN)) == (BY_OLD, ("dps", 0))
    assert client.get("/readyz").json["daftar"] == "dps"
    pair.let_go()
    assert (told(client), told(client, ABSEN)) == (BY_NEW, BY_NEW)
    assert client.get("/readyz").json["daftar"] == "dpshp"


def test_who_is_on_both_lists_is_never_absent_while_the_next_is_written_and_replayed(pair: Pair) -> None:
    client = pair.visitor()
    places = [told(client)[1]]
    with ThreadPoolExecutor(1) as office:
        for _ in range(2):
            publishing = office.submit(publish_next, pair)
            while not publishing.done():
                places.append(told(client)[1])
            publishing.result()
    pair.catch_up()
    places.append(told(client)[1])
    assert set(places) == {OLD, NEW}
    assert places == sorted(places)


def test_a_report_goes_to_the_primary_and_its_voter_is_told_at_the_replica(pair: Pair) -> None:
    client = pair.visitor()
    assert send(client, JenisLaporan.TIDAK_MEMENUHI_SYARAT, Pelapor.WARGA).status_code == 303
    assert pair.reports(pair.primary) == 1
    page = client.post("/cek", data={"nik": TERDAFTAR, "nama": NAMA}).get_data(as_text=True)
    assert "Ada laporan atas data Anda" in page


def test_without_the_primary_lookups_go_on_and_reports_are_told_to_come_again(pair: Pair) -> None:
    client = pair.visitor()
    assert told(client) == BY_OLD
    pair.primary.kill()
    assert (told(client), told(client, ABSEN)) == (BY_OLD, ("dps", 0))
    named = client.post("/cek", data={"nik": TERDAFTAR, "nama": NAMA})
    assert (named.status_code, client.get("/readyz").status_code) == (200, 200)
    refused = send(client, JenisLaporan.BELUM_TERDAFTAR)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    pair.primary.start()
    assert send(client, JenisLaporan.BELUM_TERDAFTAR).status_code == 303
    assert pair.reports(pair.primary) == 1


def test_a_lost_replica_is_told_and_its_return_noticed(pair: Pair) -> None:
    client = pair.visitor()
    assert told(client) == BY_OLD
    pair.replica.kill()
    refused = client.post("/cek", data={"nik": TERDAFTAR})
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    assert client.get("/readyz").status_code == 503
    pair.replica.start()
    assert told(client) == BY_OLD


def test_a_portal_that_is_told_of_two_servers_answers_by_the_other_when_one_is_lost(pair: Pair) -> None:
    both = "&".join(f"host=127.0.0.1:{server.port}" for server in (pair.replica, pair.primary))
    client = pair.visitor(f"postgresql://{OWNER}@/{pair.database}?{both}")
    assert told(client) == BY_OLD
    for lost in (pair.replica, pair.primary):
        lost.kill()
        assert [told(client) for _ in range(3)] == [BY_OLD] * 3
        assert client.get("/readyz").status_code == 200
        lost.start()


def test_a_server_that_acknowledges_nothing_is_given_up_by_the_kernel(pair: Pair) -> None:
    """A host that is gone without a word: statement timeouts are kept by the server, so they do not help."""
    with pair.roll.database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        assert driver.info.get_parameters()["tcp_user_timeout"] == "5000"
