"""Reports of any number in a database, as they stand on the fourth day of a response period, with the record
of what staff did to them."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import cast

from sqlalchemy import Table, func, insert, select, text

from bench.roll import _election, _regions
from pemilu.audit.kinds import Tindakan
from pemilu.audit.models import Audit, AuditUjung
from pemilu.audit.record import CHAIN_DIGITS, seal_of_end
from pemilu.infra.db import Base, Database
from pemilu.infra.migrate import migrate
from pemilu.laporan.code import ALPHABET, PREFIX
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.models import KABUPATEN_DIGITS, Laporan
from pemilu.laporan.office import Office
from pemilu.laporan.status import CLOSED, Status
from pemilu.laporan.submit import content_context
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.wilayah.models import Wilayah
from pemilu.wilayah.zona import Zona

NOW = datetime(2024, 9, 22, 3, tzinfo=UTC)
BATCH = 5_000
KABUPATEN, KELURAHAN, PER_KECAMATAN = 19, 104, 9
"""Each kabupaten of the province with as many kelurahan as its largest kota has."""
OPENED = "1399"
"""The kabupaten whose reports are sealed as real ones are; of others nothing but their size is looked at."""
SEALED = 640
FILED_WITHIN = 6 * 86_400
ACTS_EACH = 2
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
WRITTEN = {
    "nama": "SITI CONTOH",
    "tempat_lahir": "CONTOH",
    "alamat": "JALAN CONTOH",
    "cerita": "contoh " * 60,
}
RECORDED = (Tindakan.LAPORAN_DIBUKA, Tindakan.LAPORAN_DITINDAK, Tindakan.PENCARIAN)


def kelurahan() -> Sequence[str]:
    """The kelurahan of kabupaten that do not exist (13.99 and down)."""
    return [
        f"13{99 - k}{1 + n // PER_KECAMATAN:02}{2001 + n % PER_KECAMATAN}"
        for k in range(KABUPATEN)
        for n in range(KELURAHAN)
    ]


def number_of(n: int) -> str:
    """Different for every `n` below 32**6, and as spread as real ones are."""
    value = n * 387_420_489 % len(ALPHABET) ** 6
    return f"{PREFIX}-" + "".join(ALPHABET[value >> shift & 31] for shift in range(25, -1, -5))


def nik_of(n: int) -> str:
    """Of the voter whom report `n` is about."""
    return f"139999{1 + n % 28:02}{1 + n // 28 % 12:02}{n // 336 % 100:02}{1 + n // 33_600 % 9_999:04}"


def fill(url: str, database: Database, count: int, office: Office) -> None:
    """Schema, regions, an election, that many reports and the record of them."""
    migrate(url)
    places = kelurahan()
    with database.transaction() as session:
        session.execute(insert(Wilayah), list(_regions(set(places))))
        session.add(_election())
    _write(database, Laporan, _reports(count, places, office))
    _write(database, Audit, _acts(count, places))
    _write(database, AuditUjung, _ends(database, office.audit_key))
    if database.engine.dialect.name == "postgresql":
        with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _write(database: Database, model: type[Base], rows: Iterator[dict[str, object]]) -> None:
    table = cast(Table, model.__table__)
    with database.transaction() as session:
        while batch := list(islice(rows, BATCH)):
            session.execute(insert(table), batch)


def _reports(count: int, places: Sequence[str], office: Office) -> Iterator[dict[str, object]]:
    random = Random(1)
    standing = [status for status, share in STANDING.items() for _ in range(share)]
    for n in range(count):
        place, status, nomor = random.choice(places), random.choice(standing), number_of(n)
        filed = NOW - timedelta(seconds=random.randrange(FILED_WITHIN))
        due = (filed + timedelta(days=5)).replace(hour=16, minute=59, second=59, microsecond=0)
        written, read = json.dumps(WRITTEN | {"nik": nik_of(n)}).encode(), place.startswith(OPENED)
        yield ALIKE | {
            "nomor": nomor,
            "jenis": random.choice(list(JenisLaporan)),
            "berisiko": random.random() < 0.1,
            "kelurahan": place,
            "kabupaten": place[:KABUPATEN_DIGITS],
            "tps_kelurahan": place,
            "tps_nomor": random.randrange(1, 20),
            "status": status,
            "pemegang_wilayah": place,
            "diajukan": filed,
            "tenggat": due,
            "tenggat_tanggal": due.date(),
            "ditutup": filed + (NOW - filed) * random.random() if status in CLOSED else None,
            "target_idx": office.index.of(nik_of(n)),
            "pelapor_idx": random.randbytes(16),
            "isi": office.sealer.seal(written, content_context(nomor)) if read else random.randbytes(SEALED),
        }


def _acts(count: int, places: Sequence[str]) -> Iterator[dict[str, object]]:
    """What was done, oldest first; the seals are of nobody, as reading does not look at them."""
    random, lengths = Random(2), Counter[str]()
    total = count * ACTS_EACH
    for n in range(total):
        place = random.choice(places)
        chain = place[:CHAIN_DIGITS]
        lengths[chain] += 1
        yield {
            "rantai": chain,
            "urut": lengths[chain],
            "waktu": NOW - timedelta(seconds=FILED_WITHIN * (total - n) / total),
            "pelaku": f"pps-{place}",
            "peran": Peran.PPS.value,
            "wilayah": place,
            "tindakan": random.choice(RECORDED),
            "objek": number_of(random.randrange(count)),
            "rincian": {"ditemukan": 1},
            "permintaan": random.randbytes(8).hex(),
            "mac": bytes(32),
        }


def _ends(database: Database, key: bytes) -> Iterator[dict[str, object]]:
    longest = select(Audit.rantai, func.max(Audit.urut)).group_by(Audit.rantai)
    with database.reading() as session:
        lengths = session.execute(longest).tuples().all()
    for rantai, urut in lengths:
        mac = bytes(32)
        yield {"rantai": rantai, "urut": urut, "mac": mac, "segel": seal_of_end(key, rantai, urut, mac)}
