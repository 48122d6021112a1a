"""The queue of staff at size: how long its pages take through the app, and with how many statements.

    python -m bench.queue --sizes 1000 10000 200000

Up to 10,000 reports lie in one kabupaten, more in the nineteen of a province.
"""

import argparse
import secrets
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

import admin
from admin.staff import EXTENSION, Staff
from bench.queue_rows import NOW, fill, kelurahan_of
from pemilu.infra import keyring
from pemilu.infra.clock import FrozenClock
from pemilu.infra.config import from_env
from pemilu.infra.db import Database, open_database
from pemilu.petugas.kinds import Peran
from pemilu.petugas.models import Petugas
from pemilu.petugas.session import begin
from tests.servers.postgres import running_postgres

ONE_KABUPATEN, PROVINCE = 10_000, 19
PAGES = {
    "first page": "",
    "urgent": "?keadaan=mendesak",
    "kind + TPS": "?jenis=ganda&tps=7",
    "rare status": "?status=keberatan",
    "closed": "?status=ditolak",
    "number": "?nomor=LP-7K",
}
WARM = 5
DIGITS = {Peran.PPS: 10, Peran.PPK: 6, Peran.KPU_KABKO: 4, Peran.KPU_PROV: 2}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.queue", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 200_000])
    parser.add_argument("--requests", type=int, default=100)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, running_postgres(shared_buffers="256MB") as server:
        for size in wanted.sizes:
            server.create(f"antrean_{size}")
            urls = {
                "SQLite": f"sqlite:///{name}/{size}.db",
                "PostgreSQL": server.url(f"antrean_{size}"),
            }
            for kind, url in urls.items():
                _measure(kind, url, Path(name), size, wanted.requests)


def _measure(kind: str, url: str, folder: Path, size: int, requests: int) -> None:
    kabupaten = 1 if size <= ONE_KABUPATEN else PROVINCE
    database = Database(open_database(url, patient=True))
    fill(url, database, size, kabupaten=kabupaten)
    app = _app(url, folder)
    here = kelurahan_of(1)[0]
    levels = [peran for peran in DIGITS if peran is not Peran.KPU_PROV or kabupaten > 1]
    for peran in levels:
        client = _signed_in(app, database, peran, here[: DIGITS[peran]])
        for name, query in PAGES.items():
            times, statements = _timed(app, client, f"/antrean{query}", requests)
            half, slow = times[len(times) // 2], times[int(len(times) * 0.99)]
            print(
                f"{kind:<10} {size:>7,} reports  {peran.value:<9} {name:<11} p50 {half * 1e3:6.1f} ms  "
                f"p99 {slow * 1e3:6.1f} ms  {statements} statements",
                flush=True,
            )
    _staff(app).close()
    database.engine.dispose()


def _app(url: str, folder: Path) -> Flask:
    settings = from_env({"DATABASE_URL": url, "FILES_DIR": str(folder / "berkas")}, keyring="admin")
    return admin.create_app(settings, FrozenClock(NOW), keyring.generate())


def _staff(app: Flask) -> Staff:
    return cast(Staff, app.extensions[EXTENSION])


def _signed_in(app: Flask, database: Database, peran: Peran, wilayah: str) -> FlaskClient:
    account = Petugas(
        uid=secrets.token_bytes(16),
        akun=f"{peran.value}-{secrets.token_hex(3)}",
        nama="Petugas Contoh",
        peran=peran,
        wilayah=wilayah,
        dibuat=NOW,
        dibuat_oleh="bench",
    )
    with database.transaction() as session:
        session.add(account)
        session.flush()
        token = begin(session, account.id, peramban="bench", now=NOW)
    client = app.test_client()
    client.set_cookie("sesi", token)
    return client


def _timed(app: Flask, client: FlaskClient, path: str, requests: int) -> tuple[Sequence[float], int]:
    """Seconds of each request, shortest first, and the statements of one."""
    for n in range(WARM):
        _get(client, path, n)
    with _counted(app) as seen:
        _get(client, path, WARM)
    statements = len(seen)
    times = []
    for n in range(requests):
        began = time.perf_counter()
        _get(client, path, n)
        times.append(time.perf_counter() - began)
    return sorted(times), statements


def _get(client: FlaskClient, path: str, n: int) -> None:
    """Each from another address, so that no limit is reached."""
    answer = client.get(path, environ_overrides=_from(n))
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status}")


def _from(n: int) -> Mapping[str, str]:
    return {"REMOTE_ADDR": f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{n % 256}"}


@contextmanager
def _counted(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        seen.append(statement)

    engines = [_staff(app).database.engine, _staff(app).reader._engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", count)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", count)


if __name__ == "__main__":
    main()
