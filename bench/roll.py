"""A roll of any size in a database: regions, election, import, publication, export; each step timed."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import insert

from bench.generate import generate_rows, places_for, write_csv
from pemilu.cli.synthetic import POLLING_DAY, Place
from pemilu.infra import keyring
from pemilu.infra.clock import SystemClock
from pemilu.infra.db import Database, open_database
from pemilu.infra.migrate import migrate
from pemilu.pemilih.export import export
from pemilu.pemilih.publish import publish
from pemilu.tahapan.kinds import AturanTanggapan, JenisDaftar, JenisPemilihan
from pemilu.tahapan.models import Pemilihan
from pemilu.wilayah.models import Tps, Wilayah
from pemilu.wilayah.zona import Zona


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of each step, and the peak memory (MB) of the importing process and its helpers."""

    impor: float
    impor_mb: float
    terbit: float
    ekspor: float
    ekspor_mb: float


def write_list(path: Path, rows: int) -> None:
    """The list as an operator's CSV."""
    write_csv(path, generate_rows(rows, seed=1, places=_places(rows)))


def prepare(url: str, rows: int, folder: Path) -> None:
    """Schema, regions, TPS, the election, and both keyrings in `folder`."""
    migrate(url)
    if not (folder / "admin.json").exists():
        fresh = keyring.generate()
        keyring.write(fresh, folder / "admin.json")
        keyring.write(fresh.only(keyring.PORTAL_PURPOSES), folder / "portal.json")
    places = _places(rows)
    with Database(open_database(url, patient=True)).transaction() as session:
        session.execute(insert(Wilayah), list(_regions({place.kelurahan for place in places})))
        session.add(_election())
        session.flush()  # the TPS need its number
        session.execute(
            insert(Tps), [{"pemilihan_id": 1, "kelurahan": p.kelurahan, "nomor": p.tps} for p in places]
        )


def load(url: str, csv: Path, folder: Path) -> Timed:
    """Import through the command, then publish and export."""
    impor, memory = _command(
        url, folder, "daftar", "import", str(csv), "--laporan", str(folder / "laporan.csv")
    )
    database = Database(open_database(url, patient=True))
    began = time.perf_counter()
    publish(
        database,
        pemilihan_id=1,
        jenis=JenisDaftar.DPS,
        per_tanggal=date(2024, 8, 18),
        keyring=keyring.read(folder / "admin.json"),
        now=SystemClock().now(),
        progress=lambda _done, _total: None,
    )
    terbit = time.perf_counter() - began
    file = folder / "terbit.db"
    file.unlink(missing_ok=True)
    began = time.perf_counter()
    export(database, file, progress=lambda _rows: None)
    return Timed(impor, memory, terbit, time.perf_counter() - began, file.stat().st_size / 1e6)


def _command(url: str, folder: Path, *words: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one operator's command with its helper processes."""
    env = {**os.environ, "DATABASE_URL": url, "KEYRING_FILE": str(folder / "admin.json")}
    command = [sys.executable, "-m", "bench.peak", "flask", "--app", "wsgi:admin()", *words]
    began = time.perf_counter()
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return time.perf_counter() - began, float(done.stdout.rsplit("PEAK", 1)[1])


def _places(rows: int) -> list[Place]:
    return places_for(rows)


def _regions(kelurahan: set[str]) -> Iterator[dict[str, str | None]]:
    codes = sorted({code[:cut] for code in kelurahan for cut in (2, 4, 6, 10)})
    for code in codes:
        above = {2: None, 4: code[:2], 6: code[:4], 10: code[:6]}[len(code)]
        yield {"kode": code, "induk": above, "nama": f"Contoh {code}"}


def _election() -> Pemilihan:
    return Pemilihan(
        id=1,
        kode="bench",
        nama="Pilkada Contoh",
        jenis=JenisPemilihan.PILKADA,
        wilayah="13",
        zona=Zona.WIB,
        tanggal_pemungutan=POLLING_DAY,
        tps_maks=600,
        edisi_kode="2024",
        aturan_tanggapan=AturanTanggapan.HARI_SEJAK_LAPORAN,
        hari_tanggapan=5,
        contoh=True,
        aktif=True,
    )
