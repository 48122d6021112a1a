"""Reports of any number in a database, as they stand on the fourth day of a response period."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

from sqlalchemy import insert, text

from bench.roll import _election, _regions
from pemilu.infra.db import Database
from pemilu.infra.migrate import migrate
from pemilu.laporan.code import ALPHABET, PREFIX
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.models import KABUPATEN_DIGITS, Laporan
from pemilu.laporan.status import Status
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.wilayah.models import Wilayah
from pemilu.wilayah.zona import Zona

NOW = datetime(2024, 9, 22, 3, tzinfo=UTC)
BATCH = 5_000
KELURAHAN, PER_KECAMATAN = 104, 9
"""As many as the largest kota of the province has."""
SEALED = 700
# Of a hundred reports.
STANDING = {
    Status.DITERIMA: 40,
    Status.DIVERIFIKASI: 28,
    Status.BUTUH_DOKUMEN: 5,
    Status.DIREKOMENDASIKAN: 10,
    Status.KEBERATAN: 2,
    Status.DISETUJUI: 10,
    Status.DITOLAK: 5,
}
ALIKE: dict[str, object] = {
    "kode_hash": "",
    "pemilihan_id": 1,
    "pelapor": Pelapor.PEMILIH,
    "pelapor_cocok": True,
    "pemegang_tingkat": TingkatPanitia.PPS,
    "tenggat_alasan": {},
    "zona": Zona.WIB,
}


def kelurahan_of(kabupaten: int) -> Sequence[str]:
    """The kelurahan of so many kabupaten that do not exist (13.99 and down)."""
    places = range(KELURAHAN)
    return [
        f"13{99 - k}{1 + n // PER_KECAMATAN:02}{2001 + n % PER_KECAMATAN}"
        for k in range(kabupaten)
        for n in places
    ]


def fill(url: str, database: Database, count: int, *, kabupaten: int) -> None:
    """Schema, regions, an election and that many reports."""
    migrate(url)
    places = kelurahan_of(kabupaten)
    with database.transaction() as session:
        session.execute(insert(Wilayah), list(_regions(set(places))))
        session.add(_election())
        session.flush()
        rows = _reports(count, places)
        while batch := list(islice(rows, BATCH)):
            session.execute(insert(Laporan), batch)
    if database.engine.dialect.name == "postgresql":
        with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM ANALYZE laporan"))


def _reports(count: int, places: Sequence[str]) -> Iterator[dict[str, object]]:
    random = Random(1)
    standing = [status for status, share in STANDING.items() for _ in range(share)]
    for n in range(count):
        place = random.choice(places)
        filed = NOW - timedelta(seconds=random.randrange(6 * 86_400))
        due = (filed + timedelta(days=5)).replace(hour=16, minute=59, second=59, microsecond=0)
        yield ALIKE | {
            "nomor": _number(n),
            "jenis": random.choice(list(JenisLaporan)),
            "berisiko": random.random() < 0.1,
            "kelurahan": place,
            "kabupaten": place[:KABUPATEN_DIGITS],
            "tps_kelurahan": place,
            "tps_nomor": random.randrange(1, 20),
            "status": random.choice(standing),
            "pemegang_wilayah": place,
            "diajukan": filed,
            "tenggat": due,
            "tenggat_tanggal": due.date(),
            "target_idx": random.randbytes(16),
            "pelapor_idx": random.randbytes(16),
            "isi": random.randbytes(SEALED),
        }


def _number(n: int) -> str:
    """Different for every `n` below 32**6, and as spread as real ones are."""
    value = n * 387_420_489 % len(ALPHABET) ** 6
    return f"{PREFIX}-" + "".join(ALPHABET[value >> shift & 31] for shift in range(25, -1, -5))
