"""Redis goes in the moment in which a form is counted: the report is filed, and its citizen told so."""

from pathlib import Path
from typing import Any

import pytest
from flask_limiter import Limiter
from limits.storage import RedisStorage
from redis import ConnectionError as RedisGone

from pemilu.infra.db import Database
from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.models import Laporan
from portal.receipt import keep_receipt
from tests.integration.laporan.forms import receipt_of, send
from tests.integration.laporan.office import Office, open_office


@pytest.fixture
def office(sqlite_database: Database, tmp_path: Path, redis_url: str) -> Office:
    return open_office(sqlite_database, tmp_path / "berkas", REDIS_URL=redis_url)


@pytest.fixture
def limiter(office: Office) -> Limiter:
    (limiter,) = office.app.extensions["limiter"]
    return limiter


def test_a_thread_that_waited_for_redis_when_another_gave_it_up_goes_on_without(
    office: Office, limiter: Limiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def go_meanwhile(*_: Any, **__: Any) -> int:
        limiter._storage_dead = True  # as the other thread does
        raise RedisGone

    for name in ("incr", "get"):
        monkeypatch.setattr(RedisStorage, name, go_meanwhile)
    assert filed(office)


def test_a_count_that_can_no_longer_be_made_takes_no_answer_away(
    office: Office, limiter: Limiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some limits are counted once the answer is known; by then the report is filed."""

    def gone(*_: Any, **__: Any) -> int:
        raise RedisGone

    def answer_and_lose_redis(kunci: bytes) -> Any:
        monkeypatch.setattr(RedisStorage, "incr", gone)
        return keep_receipt(kunci)

    assert limiter.limiter.storage is limiter.storage
    monkeypatch.setattr("portal.lapor.keep_receipt", answer_and_lose_redis)
    assert filed(office)


def filed(office: Office) -> bool:
    client = office.app.test_client()
    assert send(client, JenisLaporan.PERBAIKAN_DATA).status_code == 303
    nomor, _kode = receipt_of(client)
    return bool(nomor) and office.count(Laporan) == 1
