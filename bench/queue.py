"""The pages of staff at size: how long they take through the app, and with how many statements.

    python -m bench.queue                                   # 1,000, 20,000 and 200,000 reports
    python -m bench.queue --sizes 200000 --voters 4103084   # beside the province's roll and published list

The reports lie in the nineteen kabupaten of a province; of each two acts stand in the record. On a machine
that does other work too, the least time is what the page itself takes. Prints a table, and draws
docs/img/antrean.svg when asked for several sizes.
"""

import argparse
import csv
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from flask import Flask

import admin
from bench.generate import generate_rows, places_for, write_csv
from bench.pages import CAREFUL
from bench.plot import Series, plot
from bench.queue_pages import QUEUE, Measured, Page, account, measure, pages, staff_of
from bench.queue_rows import NOW, fill, subjects
from bench.roll import load, prepare
from pemilu.cli.mix import VOTERS
from pemilu.cli.synthetic import HEADINGS, Cells
from pemilu.infra import keyring
from pemilu.infra.clock import FrozenClock
from pemilu.infra.config import from_env
from pemilu.infra.db import Database, open_database
from pemilu.laporan.export import Selection, export_rows
from pemilu.laporan.office import open_office
from pemilu.laporan.recap_kept import count_all, keep
from pemilu.laporan.saringan import Saringan
from pemilu.petugas.kinds import Peran
from pemilu.petugas.officer import Officer
from pemilu.tahapan.calendar import active_in
from pemilu.wilayah.kode import KodeWilayah
from tests.servers.postgres import running_postgres

ROOT = Path(__file__).resolve().parents[1]
LIST = "daftar.csv"
DRAWN = (Peran.KPU_KABKO, Peran.KPU_RI)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.queue", description=__doc__)
    parser.add_argument("--sizes", default="1000,20000,200000")
    parser.add_argument("--voters", type=int, default=0, help="so many on the roll and on a published list")
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--only", default="", help="pages whose name begins so")
    parser.add_argument("--picture", type=Path, default=ROOT / "docs" / "img" / "antrean.svg")
    wanted = parser.parse_args()
    queue: dict[str, dict[float, float]] = {}
    with tempfile.TemporaryDirectory() as name, running_postgres(shared_buffers="256MB", **CAREFUL) as server:
        for size in map(int, wanted.sizes.split(",")):
            server.create(f"antrean_{size}")
            about = _subjects(size, wanted.voters, Path(name))
            chosen = [page for page in pages(about[0]["nik"]) if page.name.startswith(wanted.only)]
            urls = {"SQLite": f"sqlite:///{name}/{size}.db", "PostgreSQL": server.url(f"antrean_{size}")}
            for kind, url in urls.items():
                app = _filled(url, Path(name), about, wanted.voters)
                for peran, found in _told(app, f"{kind:<10} {size:>7,}", chosen, wanted.requests).items():
                    queue.setdefault(f"{kind}, {peran.value}", {})[size] = found.least
                staff_of(app).close()
    if wanted.sizes.count(","):
        _draw(wanted.picture, queue)


def _subjects(size: int, voters: int, folder: Path) -> Sequence[Cells]:
    """Whom the reports are about: some of a list that is written, whether or not it is to be imported."""
    places = places_for(VOTERS)
    made = voters or max(size, len(places))
    write_csv(folder / LIST, generate_rows(made, seed=1, places=places))
    with (folder / LIST).open(newline="", encoding="utf-8") as file:
        lines = csv.reader(file, delimiter=";")
        next(lines)
        return subjects((dict(zip(HEADINGS, line, strict=True)) for line in lines), size, made)


def _filled(url: str, folder: Path, about: Sequence[Cells], voters: int) -> Flask:
    settings = from_env({"DATABASE_URL": url, "FILES_DIR": str(folder / "berkas")}, keyring="admin")
    prepare(url, VOTERS, folder)
    keys = keyring.read(folder / "admin.json")
    database = Database(open_database(url, patient=True))
    where = f"{database.engine.dialect.name:<10} {len(about):>7,}"
    if voters:
        took = load(url, folder / LIST, folder)
        print(
            f"{where} list: import {took.impor:.1f} s ({took.impor_mb:.0f} MB), publish {took.terbit:.1f} s, "
            f"export {took.ekspor:.1f} s ({took.ekspor_mb:.0f} MB)",
            flush=True,
        )
    fill(database, about, open_office(keys, settings.files_dir))
    _count_recaps(database, where)
    database.engine.dispose()
    return admin.create_app(settings, FrozenClock(NOW), keys)


def _count_recaps(database: Database, where: str) -> None:
    """As the job does every quarter of an hour."""
    began = time.perf_counter()
    with database.reading() as session:
        active = active_in(session)
        rows = count_all(session, active.jadwal if active else None, now=NOW)
    with database.transaction() as session:
        keep(session, rows)
    print(f"{where} recap: counted by the job in {time.perf_counter() - began:.2f} s", flush=True)


def _told(app: Flask, where: str, pages: Sequence[Page], requests: int) -> Mapping[Peran, Measured]:
    """Print what each page takes; of the queue as a whole give it back, by who looks at it."""
    queue: dict[Peran, Measured] = {}
    for page in pages:
        for peran in page.peran:
            found = measure(app, page, peran, requests)
            print(
                f"{where} {page.name:<18} {peran.value:<9} {found.statements:>2} statements   "
                f"least {found.least:7.1f} ms   p50 {found.p50:7.1f} ms   p99 {found.p99:7.1f} ms",
                flush=True,
            )
            if page == QUEUE and peran in DRAWN:
                queue[peran] = found
    _tell_file(app, where, Peran.KPU_KABKO)
    return queue


def _tell_file(app: Flask, where: str, peran: Peran) -> None:
    """What an export reads and opens, without the writing of the file."""
    staff, row = staff_of(app), account(peran)
    with staff.database.transaction() as session:
        session.add(row)
        session.flush()
        kode = KodeWilayah(row.wilayah) if row.wilayah else None
        by = Officer(row.id, row.akun, row.nama, peran, kode, permintaan="bench")
    with staff.reading(by) as session:
        wanted = Selection(saringan=Saringan(), semua=True)
        began = time.perf_counter()
        rows = export_rows(session, by, wanted, office=staff.office, now=NOW)
        next(rows)
        first = time.perf_counter() - began
        count = 1 + sum(1 for _ in rows)
        took = time.perf_counter() - began
    print(
        f"{where} export: rows       {peran.value:<9} first after {first * 1e3:.0f} ms, "
        f"{count:,} rows, {count / took:,.0f} rows/s",
        flush=True,
    )


def _draw(path: Path, queue: Mapping[str, Series]) -> None:
    if queue:
        plot(path, title="The queue page by reports (least of all requests)", unit="ms", series=queue)


if __name__ == "__main__":
    main()
