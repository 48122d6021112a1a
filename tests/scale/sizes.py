"""`python -m tests.scale.sizes`: bytes of a voter, a source, an answer; who works how long for a lookup."""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

import psutil
import psycopg
import redis
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import text

from bench import roll
from pemilu.infra import keyring, limits
from pemilu.infra.keyring import Purpose
from pemilu.infra.reader import open_reader
from pemilu.pemilih.lookup import Lookup
from pemilu.pemilih.nik import Nik, parse_nik
from pemilu.wilayah.tree import Places
from tests.factories import TERDAFTAR
from tests.scale.crowd import Told, crowd
from tests.scale.hosts import running_cluster
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.process import Server
from tests.servers.redis import running_redis

SOURCES = 100_000
LOOKUPS = 10_000
FORM = f"nik={TERDAFTAR}".encode()
AS_FORM = {"Content_Type": "application/x-www-form-urlencoded"}
ZIPPED = {"Accept_Encoding": "gzip"}
# Partitions count with the table that they are parts of.
SIZES = """
    SELECT coalesce(p.relname, c.relname), count(*), sum(pg_table_size(c.oid)), sum(pg_indexes_size(c.oid))
    FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = i.inhparent
    WHERE c.relkind = 'r' AND coalesce(p.relname, c.relname) IN ('pemilih', 'terbit') GROUP BY 1 ORDER BY 1
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.scale.sizes", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="voters (default 100000)")
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="pemilu-sizes-") as folder:
        home = Path(folder)
        for measure in (partial(_postgres, rows=rows), partial(_sqlite, rows=rows), _redis, _cluster):
            for line in measure(home):
                sys.stdout.write(f"{line}\n")


def _postgres(home: Path, rows: int) -> list[str]:
    csv = home / "daftar.csv"
    roll.write_list(csv, rows)
    with running_postgres(max_wal_size="4GB", full_page_writes="on") as server:
        server.create("pemilu")
        url = server.url("pemilu")
        roll.prepare(url, rows, home)
        before = _wal(server)
        roll.load(url, csv, home)
        written = _wal(server) - before
        with psycopg.connect(url) as connection:
            found = connection.execute(SIZES.encode()).fetchall()
        worked = _lookups_worked(url, keyring.read(home / "portal.json"))
    lines = [
        _line(f"{name} ({parts} tables)", rows, {"rows": table, "indexes": indexes})
        for name, parts, table, indexes in found
    ]
    file = home / "terbit.db"
    lines.append(_line("exported file", rows, {"all": file.stat().st_size}))
    lines.append(_line("WAL of import and publication", rows, {"all": written}))
    return [*lines, f"{'a lookup, processor time':34} PostgreSQL {worked:.0f} us"]


def _lookups_worked(url: str, keys: keyring.Keyring) -> float:
    """Microseconds that the server's own process works for one lookup."""
    reader = open_reader(url, published_file=False)
    lookup = Lookup(reader, Places(reader), keys.nik_index(), keys.name_hash())
    backend = psutil.Process(reader.all(text("SELECT pg_backend_pid()"), {})[0][0])
    niks = [
        nik for number in range(1, LOOKUPS) if isinstance(nik := parse_nik(f"139999170890{number:04}"), Nik)
    ]
    lookup.find(niks[0], None)
    before = _worked([backend])
    for nik in niks:
        lookup.find(nik, None)
    worked = _worked([backend]) - before
    reader.close()
    return worked / len(niks) * 1e6


def _sqlite(home: Path, rows: int) -> list[str]:
    url, csv = f"sqlite:///{home / 'pemilu.db'}", home / "daftar.csv"
    roll.prepare(url, rows, home)
    before = (home / "pemilu.db").stat().st_size
    roll.load(url, csv, home)
    return [_line("SQLite: roll and one list", rows, {"all": (home / "pemilu.db").stat().st_size - before})]


def _worked(processes: Iterable[psutil.Process]) -> float:
    """Seconds of processor time."""
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def _cluster(home: Path) -> list[str]:
    """Who works how long for a lookup over a TLS connection of its own, and what goes over the wire."""
    (home / "cluster").mkdir()
    with running_cluster(home / "cluster") as cluster:
        at_work = {
            "nginx": _family(cluster.proxy),
            "Redis": _family(cluster.redis),
            "gunicorn": [*_family(cluster.hosts[0]), *_family(cluster.hosts[1])],
        }
        before = {name: _worked(family) for name, family in at_work.items()}
        with crowd(lambda: str(cluster.door.ask("POST", "/cek", FORM, **AS_FORM).status)) as people:
            people.wait_for(LOOKUPS // 5)
        done = people.told.total()
        worked = {name: (_worked(family) - before[name]) / done * 1e6 for name, family in at_work.items()}
        weights = [_weight(cluster.door.ask("GET", "/", **ZIPPED))]
        weights += [path.stat().st_size for path in cluster.proxy.static.glob("*.gz")]
        answer = _weight(cluster.door.ask("POST", "/cek", FORM, **AS_FORM))
    parts = ", ".join(f"{name} {micros:.0f} us" for name, micros in worked.items())
    return [
        f"{'a lookup, processor time':34} {parts} ({dict(people.told)})",
        f"{'on the wire':34} first view {sum(weights)} B (page {weights[0]} B), an answer {answer} B",
    ]


def _family(server: Server) -> list[psutil.Process]:
    assert server._process is not None
    head = psutil.Process(server._process.pid)
    return [head, *head.children(recursive=True)]


def _weight(told: Told) -> int:
    return len(told.body) + len(bytes(told.headers)) + len("HTTP/1.1 200 OK\r\n")


def _wal(server: Postgres) -> int:
    with psycopg.connect(server.url("postgres")) as connection:
        row = connection.execute("SELECT pg_current_wal_lsn() - '0/0'").fetchone()
        assert row is not None
        return int(row[0])


def _redis(home: Path) -> list[str]:
    """One bucket for lookups of each source, named as the portal names it."""
    index, limit = keyring.generate().index(Purpose.SUMBER), parse(limits.LOOKUP_IPV4)
    with running_redis(home) as server, redis.Redis.from_url(server.url) as client:
        counting = FixedWindowRateLimiter(storage_from_string(server.url))
        before = client.info("memory")["used_memory"]
        for number in range(SOURCES):
            counting.hit(
                limit, "cek1", index.of(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}").hex(), "cek"
            )
        after = client.info("memory")["used_memory"]
        counting.storage.storage.close()  # type: ignore[attr-defined]
    return [_line("Redis", SOURCES, {"each source in an hour": after - before})]


def _line(name: str, rows: int, sizes: Mapping[str, int]) -> str:
    parts = ", ".join(f"{part} {float(size) / rows:.0f} B" for part, size in sizes.items())
    return f"{name:34} {parts}"


if __name__ == "__main__":
    main()
