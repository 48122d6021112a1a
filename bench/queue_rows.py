"""Reports of any number in a database, as they stand on the fourth day of a response period, with the record
of what staff did to them."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import cast

from sqlalchemy import Table, func, insert, select, text

from bench.generate import sumatera_barat
from pemilu.audit.kinds import Tindakan
from pemilu.audit.models import Audit, AuditUjung
from pemilu.audit.record import CHAIN_DIGITS, seal_of_end
from pemilu.cli.synthetic import Cells
from pemilu.infra.db import Base, Database
from pemilu.laporan.code import ALPHABET, PREFIX
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.models import KABUPATEN_DIGITS, Laporan
from pemilu.laporan.office import Office
from pemilu.laporan.status import CLOSED, Status
from pemilu.laporan.submit import content_context
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.tahapan.kinds import AturanTanggapan
from pemilu.wilayah.zona import Zona

NOW = datetime(2024, 9, 22, 3, tzinfo=UTC)
BATCH = 5_000
HOME = sumatera_barat()[0].kelurahan
"""Where the officers are whose pages are looked at, or where they are above."""
OPENED = HOME[:KABUPATEN_DIGITS]
"""The kabupaten whose reports are sealed as real ones are; of others nothing but their size is looked at."""
AT_HOME = tuple(JenisLaporan)
"""The first reports lie at home, one of each kind."""
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
    "tenggat_alasan": {"aturan": AturanTanggapan.HARI_SEJAK_LAPORAN, "hari": 5, "hari_kerja": False},
    "zona": Zona.WIB,
}
TOLD = ("nik", "nkk", "nama", "tempat_lahir", "tanggal_lahir", "jenis_kelamin", "alamat", "rt", "rw")
STORY = "contoh " * 60
RECORDED = (Tindakan.LAPORAN_DIBUKA, Tindakan.LAPORAN_DITINDAK, Tindakan.PENCARIAN)


def number_of(n: int) -> str:
    """Different for every `n` below 32**6, and as spread as real ones are."""
    value = n * 387_420_489 % len(ALPHABET) ** 6
    return f"{PREFIX}-" + "".join(ALPHABET[value >> shift & 31] for shift in range(25, -1, -5))


def subjects(voters: Iterable[Cells], count: int, of_all: int) -> list[Cells]:
    """Whom so many reports are about, in their order: first those at home, then from everywhere."""
    voters = iter(voters)
    home = list(islice(voters, len(AT_HOME)))
    everywhere = list(islice(voters, 0, None, max(1, of_all // count)))
    Random(1).shuffle(everywhere)
    return (home + everywhere)[:count]


def fill(database: Database, about: Sequence[Cells], office: Office) -> None:
    """A report of each of them, and the record of all. Schema, regions and election are there."""
    _write(database, Laporan, _reports(about, office))
    _write(database, Audit, _acts([voter["kelurahan"] for voter in about]))
    _write(database, AuditUjung, _ends(database, office.audit_key))
    if database.engine.dialect.name == "postgresql":
        with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _write(database: Database, model: type[Base], rows: Iterator[dict[str, object]]) -> None:
    table = cast(Table, model.__table__)
    with database.transaction() as session:
        while batch := list(islice(rows, BATCH)):
            session.execute(insert(table), batch)


def _reports(about: Sequence[Cells], office: Office) -> Iterator[dict[str, object]]:
    random = Random(1)
    standing = [status for status, share in STANDING.items() for _ in range(share)]
    for n, voter in enumerate(about):
        place, nomor, at_home = voter["kelurahan"], number_of(n), n < len(AT_HOME)
        status = Status.DITERIMA if at_home else random.choice(standing)
        filed = NOW - timedelta(seconds=random.randrange(FILED_WITHIN))
        due = (filed + timedelta(days=5)).replace(hour=16, minute=59, second=59, microsecond=0)
        yield ALIKE | {
            "nomor": nomor,
            "jenis": AT_HOME[n] if at_home else random.choice(AT_HOME),
            "berisiko": random.random() < 0.1,
            "kelurahan": place,
            "kabupaten": place[:KABUPATEN_DIGITS],
            "tps_kelurahan": place,
            "tps_nomor": int(voter["tps"]),
            "status": status,
            "pemegang_wilayah": place,
            "diajukan": filed,
            "tenggat": due,
            "tenggat_tanggal": due.date(),
            "ditutup": filed + (NOW - filed) * random.random() if status in CLOSED else None,
            "target_idx": office.index.of(voter["nik"]),
            "pelapor_idx": random.randbytes(16),
            "isi": _sealed(voter, nomor, office) if place.startswith(OPENED) else random.randbytes(SEALED),
        }


def _sealed(voter: Cells, nomor: str, office: Office) -> bytes:
    written = {name: voter[name] for name in TOLD} | {"penjelasan": STORY}
    return office.sealer.seal(json.dumps(written).encode(), content_context(nomor))


def _acts(places: Sequence[str]) -> Iterator[dict[str, object]]:
    """What was done, oldest first; the seals are of nobody, as reading does not look at them."""
    random, lengths, count = Random(2), Counter[str](), len(places)
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
