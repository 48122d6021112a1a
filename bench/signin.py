"""Whether the time of a refused sign-in tells if there is such an account: medians of interleaved tries.

    python -m bench.signin --tries 40

On a PostgreSQL that syncs every commit to its disk, with the hash of real passwords.
"""

import argparse
import secrets
import statistics
import time
from datetime import UTC, datetime

from bench.queue_rows import NOW
from pemilu.infra import keyring
from pemilu.infra.db import Database, open_database
from pemilu.infra.keyring import Purpose
from pemilu.infra.migrate import migrate
from pemilu.petugas.factor import Given
from pemilu.petugas.kinds import Peran
from pemilu.petugas.login import Attempt, Gate, sign_in
from pemilu.petugas.models import Petugas
from pemilu.petugas.password import hash_sandi
from pemilu.petugas.vault import Vault
from tests.servers.postgres import running_postgres

RIGHT, WRONG = "kopi susu gula aren hangat", "sepeda merah di atas jembatan"
CASES = {
    "no such account": ("tidak.ada", WRONG),
    "wrong password": ("ada", WRONG),
    "switched off": ("mati", WRONG),
    "no password yet": ("baru", WRONG),
    "right password, wrong code": ("ada", RIGHT),
}
SYNCED = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.signin", description=__doc__)
    parser.add_argument("--tries", type=int, default=40)
    tries = parser.parse_args().tries
    with running_postgres(**SYNCED) as server:
        server.create("masuk")
        gate = _gate(server.url("masuk"))
        taken: dict[str, list[float]] = {name: [] for name in CASES}
        for _ in range(tries + 3):
            for name, (akun, sandi) in CASES.items():
                taken[name].append(_timed(gate, akun, sandi))
        gate.database.engine.dispose()
    for name, times in taken.items():
        low, half, high = statistics.quantiles(times[3:], n=4)
        print(f"{name:<27} median {half * 1e3:6.1f} ms  quartiles {low * 1e3:6.1f} to {high * 1e3:6.1f}")


def _gate(url: str) -> Gate:
    migrate(url)
    keys = keyring.generate()
    database = Database(open_database(url))
    with database.transaction() as session:
        session.add_all(_account(akun) for akun in ("ada", "mati", "baru"))
    return Gate(database, Vault(keys.box(Purpose.PETUGAS), keys.active(Purpose.AUDIT)), None)


def _account(akun: str) -> Petugas:
    return Petugas(
        uid=secrets.token_bytes(16),
        akun=akun,
        nama="Petugas Contoh",
        peran=Peran.KPU_RI,
        sandi=None if akun == "baru" else hash_sandi(RIGHT),
        aktif=akun != "mati",
        dibuat=NOW,
        dibuat_oleh="bench",
    )


def _timed(gate: Gate, akun: str, sandi: str) -> float:
    attempt = Attempt(akun, sandi, Given("123456"))
    started = time.perf_counter()
    found = sign_in(gate, attempt, peramban="bench", permintaan="bench", now=datetime.now(UTC))
    assert found is None
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
