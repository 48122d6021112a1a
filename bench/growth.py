"""How the lookup's cost grows with the list: `python -m bench.growth --sizes 10000,1000000,4103084,20000000`.

A small real list is published, then made as long as wanted with rows of people who do not exist; who is asked
for is spread over all of it. Prints a table and draws docs/img/pertumbuhan.svg.
"""

import argparse
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from random import Random

from sqlalchemy import Connection, text

from bench.client import Load, load
from bench.pages import FILE, POSTGRES, App, niks_on_list, pages, postgres, posts
from bench.plot import Series, plot
from bench.roll import load as load_roll
from bench.roll import prepare, write_list
from bench.servers import alone, gunicorn, step_aside
from pemilu.infra import keyring
from pemilu.infra.db import open_database
from pemilu.infra.reader import open_reader
from pemilu.pemilih.lookup import Lookup
from pemilu.pemilih.nik import Nik
from pemilu.wilayah.tree import Places
from tests.servers.redis import running_redis

SMALL = 10_000
ASKED = 20_000
ROOT = Path(__file__).resolve().parents[1]
COLUMNS = "nik_idx, daftar_id, urut, tps_id, nama_samar, nama_token, tanda"
OTHERS = {
    "postgresql": f"""INSERT INTO terbit ({COLUMNS})
        SELECT decode(md5(n::text), 'hex'), 1, 1, 1 + n % 20, 'B*** S*******',
               substr(decode(md5('a' || n) || md5('b' || n), 'hex'), 1, 18), 0
        FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) n""",
    "sqlite": f"""INSERT INTO terbit ({COLUMNS})
        WITH RECURSIVE orang(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM orang WHERE n < :last)
        SELECT randomblob(16) AS alamat, 1, 1, 1 + n % 20, 'B*** S*******', randomblob(18), 0
        FROM orang ORDER BY alamat""",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--picture", type=Path, default=ROOT / "docs" / "img" / "pertumbuhan.svg")
    wanted = parser.parse_args()
    sizes = [int(size) for size in wanted.sizes.split(",")]
    series: dict[str, dict[float, float]] = {}
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, address = Path(name), stack.enter_context(postgres())
        csv = folder / "daftar.csv"
        write_list(csv, SMALL)
        for url in (f"sqlite:///{folder}/pemilu.db", address):
            prepare(url, SMALL, folder)
            load_roll(url, csv, folder)
        file, redis = f"sqlite:///{folder}/terbit.db", stack.enter_context(running_redis(folder))
        (folder / "terbit.db").chmod(0o640)
        apps = pages(folder, file=file, database=address, redis=redis.url)
        step_aside()
        for size in sizes:
            for kind, url in ((FILE, file), (POSTGRES, address)):
                lengthen(url, size)
                answers = _requests_answered(apps[kind], wanted.seconds)
                _tell(series, kind, size, _lookups(folder, url, published=url == file), answers)
    _draw(wanted.picture, series)


def lengthen(url: str, rows: int) -> None:
    """Add rows until there are so many, then let the database look at what it has."""
    engine = open_database(url, patient=True).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        there = _count(connection)
        if there < rows:
            statement = text(OTHERS[engine.dialect.name])
            connection.execute(statement, {"first": there + 1, "last": rows})
        connection.execute(
            text("VACUUM ANALYZE terbit" if engine.dialect.name == "postgresql" else "ANALYZE")
        )
    engine.dispose()


def _count(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM terbit")).scalar_one())


def _asked() -> list[str]:
    """Half of them stand on the list; the others are as many as it takes to be spread over all of it."""
    random, listed = Random(2), niks_on_list(SMALL, SMALL)
    days = [f"{random.randint(1, 28):02}{random.randint(1, 12):02}{n % 100:02}" for n in range(ASKED)]
    absent = [f"139999{day}{n % 9999 + 1:04}" for n, day in enumerate(days)]
    return [nik for pair in zip(absent, listed * (ASKED // len(listed) + 1), strict=False) for nik in pair]


def _lookups(folder: Path, url: str, *, published: bool) -> tuple[float, float]:
    """p50 and p99 of the lookup itself, in microseconds."""
    keys = keyring.read(folder / "portal.json")
    reader = open_reader(url, published_file=published)
    lookup = Lookup(reader, Places(reader), keys.nik_index(), keys.name_hash())
    times = []
    for nik in map(Nik, _asked()):
        began = time.perf_counter()
        lookup.find(nik, None)
        times.append(time.perf_counter() - began)
    times.sort()
    reader.close()
    return times[len(times) // 2] * 1e6, times[int(len(times) * 0.99)] * 1e6


def _requests_answered(app: App, seconds: float) -> Load:
    """One client, one question at a time: what a citizen waits for, without a queue."""
    with gunicorn(*app) as (port, master):
        asked = posts(_asked())
        load(port, asked, seconds=1, connections=1)
        alone(master)
        return load(port, asked, seconds=seconds, connections=1)


def _tell(
    series: dict[str, dict[float, float]], kind: str, size: int, lookup: tuple[float, float], page: Load
) -> None:
    print(
        f"{kind:<22} {size:>11,} rows   lookup p50 {lookup[0]:5.0f} us p99 {lookup[1]:5.0f} us   "
        f"page p50 {page.p50:5.2f} ms p99 {page.p99:5.2f} ms   bad {page.bad}",
        flush=True,
    )
    for name, value in (("p50", page.p50), ("p99", page.p99)):
        series.setdefault(f"{kind} {name}", {})[size] = value


def _draw(path: Path, series: Mapping[str, Series]) -> None:
    plot(path, title="POST /cek by rows of the published list", unit="ms", series=series)


if __name__ == "__main__":
    main()
