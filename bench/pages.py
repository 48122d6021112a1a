"""What is measured over HTTP: the answer page on each base, what it is compared with, and who asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from bench.generate import generate_rows
from bench.roll import _places
from tests.servers.postgres import running_postgres

App = tuple[str, dict[str, str]]
"""What gunicorn serves, and its environment."""

BARE = "bare Flask+Jinja page"
FILE = "cek, published file"
POSTGRES = "cek, PostgreSQL+Redis"
POSTGRES_ALONE = "cek, PostgreSQL"
UNGUARDED = "unguarded, PostgreSQL"
NAIVE = "naive, PostgreSQL"
WSGI = "bare WSGI page"


CAREFUL = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL that is as careful as in production."""
    with running_postgres(shared_buffers="256MB", max_wal_size="4GB", **CAREFUL) as server:
        server.create("bench")
        yield server.url("bench")


def pages(folder: Path, *, file: str, database: str, redis: str) -> dict[str, App]:
    """What is compared. `folder` holds the portal's keys; the others are addresses."""
    common = {
        "KEYRING_FILE": str(folder / "portal.json"),
        "TRUSTED_PROXIES": "1",
        "FILES_DIR": str(folder / "berkas"),
    }
    unguarded = {"KEYRING_FILE": str(folder / "portal.json"), "LOOKUP_DATABASE_URL": database}
    from_file = {"DATABASE_URL": f"sqlite:///{folder}/pemilu.db", "LOOKUP_DATABASE_URL": file}
    return {
        BARE: ("bench.apps:page()", {}),
        FILE: ("wsgi:portal()", common | from_file),
        POSTGRES: ("wsgi:portal()", common | {"DATABASE_URL": database, "REDIS_URL": redis}),
        POSTGRES_ALONE: ("wsgi:portal()", common | {"DATABASE_URL": database}),
        UNGUARDED: ("bench.apps:unguarded()", unguarded),
        NAIVE: ("bench.apps:naive()", unguarded),
        WSGI: ("bench.apps:wsgi()", {}),
    }


def niks_on_list(rows: int, probes: int) -> list[str]:
    """So many NIKs, spread over a list of `rows` voters."""
    voters = (row.cells["nik"] for row in generate_rows(rows, seed=1, places=_places(rows)))
    return list(islice(voters, 0, None, max(1, rows // probes)))


def half_absent(niks: list[str]) -> list[str]:
    """Every second one changed so that it is not on the list."""
    return [nik if n % 2 else f"{nik[:12]}9999" for n, nik in enumerate(niks)]


def posts(niks: list[str]) -> list[bytes]:
    """Ready POSTs, each from another address, so that every limit is counted and none is reached."""
    return [
        (
            "POST /cek HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"X-Forwarded-For: 10.{n >> 16}.{n >> 8 & 255}.{n & 255}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()
        for n, nik in enumerate(niks)
        for body in (urlencode({"nik": nik, "nama": ""}),)
    ]
