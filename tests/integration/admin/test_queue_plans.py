"""How the databases find what pages of staff show: by an index, never by reading all."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import Connection, and_, event, insert, text
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.audit.models import Audit
from pemilu.audit.read import AuditFilter
from pemilu.infra.db import Database
from pemilu.laporan import export, queue_counts
from pemilu.laporan.export import Selection, export_rows
from pemilu.laporan.kinds import JenisLaporan, MasaRekap
from pemilu.laporan.models import Laporan
from pemilu.laporan.queue import items, page
from pemilu.laporan.queue_counts import cases, counts
from pemilu.laporan.recap import Kurun, recap
from pemilu.laporan.recap_kept import kept_recap
from pemilu.laporan.saringan import Keadaan, Saringan, about
from pemilu.laporan.seek import MOST_FOUND
from pemilu.laporan.status import Status
from pemilu.laporan.visible import visible_to
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.officer import Officer
from pemilu.petugas.overseen import record_of
from pemilu.wilayah.zona import Zona
from tests.factories import KELURAHAN, NOW
from tests.integration.admin.room import Room
from tests.integration.admin.test_recap_kept import count

KABUPATEN, KELURAHAN_EACH, REPORTS_EACH = 10, 20, 25
FILTERS = [
    Saringan(),
    Saringan(keadaan=Keadaan.TERLAMBAT),
    Saringan(keadaan=Keadaan.MENDESAK),
    Saringan(jenis=JenisLaporan.GANDA),
    Saringan(status=Status.DIVERIFIKASI),
    Saringan(status=Status.DITOLAK),
    Saringan(tps=3),
    Saringan(saya=True),
    Saringan(panitia=True),
    Saringan(nomor="7K"),
]
FILTERS_OF_READERS = [saringan for saringan in FILTERS if not saringan.panitia]
TABLE = re.compile(r"\b(laporan|audit)\b")
PERAN = [Peran.PPS, Peran.PPK, Peran.KPU_KABKO, Peran.KPU_PROV, Peran.KPU_RI]


@pytest.fixture
def crowded(room: Room) -> Room:
    """Five thousand reports in ten kabupaten. PostgreSQL has counted them, as it does by itself in time."""
    places = [f"13{71 + k}0310{n:02}" for k, n in product(range(KABUPATEN), range(1, KELURAHAN_EACH + 1))]
    codes = {code[:cut] for code in places for cut in (4, 6, 10)} - {"1371", "137103", KELURAHAN}
    room.office.add_regions(dict.fromkeys(sorted(codes), "Contoh"))
    with room.database.transaction() as session:
        rows = [_report(n, code) for n, code in enumerate(places * REPORTS_EACH)]
        session.execute(insert(Laporan), rows)
    if room.database.engine.dialect.name == "postgresql":
        with room.database.transaction() as session:
            session.execute(text("ANALYZE"))
    return room


def _report(n: int, code: str) -> dict[str, object]:
    return {
        "nomor": f"LP-{n:06}",
        "kode_hash": "",
        "pemilihan_id": 1,
        "jenis": list(JenisLaporan)[n % 6],
        "pelapor": "pemilih",
        "berisiko": False,
        "pelapor_cocok": True,
        "kelurahan": code,
        "kabupaten": code[:4],
        "tps_nomor": n % 9,
        "status": list(Status)[n % 10],
        "pemegang_tingkat": TingkatPanitia.PPS,
        "pemegang_wilayah": code,
        "diajukan": NOW,
        "tenggat": NOW.replace(day=23 + n % 7, second=n % 60),
        "tenggat_tanggal": NOW.date(),
        "tenggat_alasan": {},
        "zona": Zona.WIB,
        "isi": b"x" * 600,
    }


def plans(database: Database, by: Officer, act: Callable[..., object], *arguments: object) -> list[str]:
    """What the database says it does for each statement of `act` about reports or the record."""
    found: list[str] = []

    def explain(
        connection: Connection, _cursor: object, statement: str, parameters: object, *_others: object
    ) -> None:
        if statement.startswith("SELECT") and TABLE.search(statement):
            verb = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
            rows = connection.connection.cursor().execute(f"{verb} {statement}", parameters).fetchall()
            found.append("\n".join(str(row[-1]) for row in rows))

    with database.reading(within=by.scope.limit) as session:
        event.listen(database.engine, "before_cursor_execute", explain)
        act(session, by, *arguments, now=NOW) if arguments else act(session, by)
        event.remove(database.engine, "before_cursor_execute", explain)
    return found


def reads_all(plan: str) -> bool:
    """Where nearly every row fits, PostgreSQL may read rows as they lie until a count has reached its end."""
    without_capped = re.sub(r"Limit [^\n]*\n[^\n]*Seq Scan on laporan[^\n]*", "", plan)
    return bool(re.search(r"Seq Scan on (laporan|audit)|SCAN (laporan|audit)(?! USING)", without_capped))


def test_no_page_reads_every_report(crowded: Room) -> None:
    bad = []
    for peran in PERAN:
        by = crowded.hire(peran)
        for saringan in FILTERS if peran.tingkat else FILTERS_OF_READERS:
            bad += [
                (peran, saringan, plan)
                for plan in plans(crowded.database, by, page, saringan)
                if reads_all(plan)
            ]
    assert bad == []


def test_no_count_reads_every_report(crowded: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted to a fiftieth of what there is, as a thousand are of fifty thousand."""
    monkeypatch.setattr(queue_counts, "MOST", 100)
    bad = []
    for peran in PERAN:
        by = crowded.hire(peran)
        whole = [Saringan(), Saringan(panitia=True)] if peran.tingkat else [Saringan()]
        counted = [plan for which in whole for plan in plans(crowded.database, by, counts, which)]
        found = counted + plans(crowded.database, by, cases)
        bad += [(peran, plan) for plan in found if reads_all(plan)]
        assert len(counted) == len(whole)
        assert len(found) - len(counted) == (0 if by.peran is Peran.PPS else 1)  # PPS is told of no case
    assert bad == []


@pytest.mark.parametrize(
    ("peran", "index"),
    [
        (Peran.KPU_KABKO, "ix_laporan_antrean_kabupaten"),
        (Peran.KPU_PROV, "ix_laporan_antrean_semua"),
        (Peran.KPU_RI, "ix_laporan_antrean_semua"),
    ],
)
def test_a_wide_queue_is_read_in_due_order_without_sorting(crowded: Room, peran: Peran, index: str) -> None:
    """The 26 lines of the page are sorted once more, after their names were sought."""
    [plan] = plans(crowded.database, crowded.hire(peran), page, Saringan())
    assert index in plan
    if crowded.database.engine.dialect.name == "postgresql":
        assert "Sort" not in plan[plan.index("Limit") :]
    else:
        assert "ORDER BY" not in plan[: plan.index(index)]
        assert plan.count("USE TEMP B-TREE FOR ORDER BY") == 1


def test_no_recap_no_search_for_a_person_and_no_export_reads_every_report(
    crowded: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken out a hundredth of what there is at a time, as five hundred are of fifty thousand."""
    monkeypatch.setattr(export, "BATCH", 50)
    count(crowded)
    office, whole = crowded.staff.office, Selection(saringan=Saringan(), semua=True)

    def recapped(session: Session, by: Officer) -> object:
        kept = kept_recap(session, by, by.wilayah, masa=MasaRekap.SEMUA)
        assert bool(kept) is (by.peran not in {Peran.PPS, Peran.PPK})
        return kept or recap(session, by, by.wilayah, kurun=Kurun(), now=NOW)

    def searched(session: Session, by: Officer) -> object:
        return items(session, by, and_(visible_to(by), about(bytes(16))), most=MOST_FOUND, now=NOW)

    def taken_out(session: Session, by: Officer) -> object:
        return next(export_rows(session, by, whole, office=office, now=NOW))

    for peran in PERAN:
        by = crowded.hire(peran)
        acts = [recapped, searched] if peran is Peran.PPS else [recapped, searched, taken_out]
        found = {act.__name__: plans(crowded.database, by, act) for act in acts}
        assert all(found.values())
        assert [(peran, plan) for each in found.values() for plan in each if reads_all(plan)] == []


def test_no_page_of_the_record_reads_all_of_it(crowded: Room) -> None:
    """A rare act, or what was done in a quiet kabupaten, is found as quickly as what all do."""
    with crowded.database.transaction() as session:
        codes = [f"13{71 + n % 9}0310{1 + n % 20:02}" for n in range(8_000)]
        session.execute(insert(Audit), [_act(n, code) for n, code in enumerate(codes)])
    if crowded.database.engine.dialect.name == "postgresql":
        with crowded.database.transaction() as session:
            session.execute(text("ANALYZE audit"))
    asked = [
        AuditFilter(),
        AuditFilter(tindakan=Tindakan.DIEKSPOR),
        AuditFilter(pelaku="pps-7"),
        AuditFilter(objek="LP-000007"),
        AuditFilter(sejak=NOW - timedelta(days=2), sebelum=NOW - timedelta(days=1)),
    ]
    for peran, wanted in product((Peran.PPK, Peran.KPU_KABKO, Peran.KPU_PROV, Peran.KPU_RI), asked):
        by = crowded.hire(peran)
        [plan] = plans(
            crowded.database, by, lambda session, by, wanted=wanted: record_of(session, by, wanted)
        )
        assert not reads_all(plan), (peran, wanted)
        if wanted.tindakan and by.wilayah is None:
            assert "ix_audit_tindakan" in plan


def _act(n: int, code: str) -> dict[str, object]:
    return {
        "rantai": code[:4],
        "urut": n + 1,
        "waktu": NOW - timedelta(minutes=8_000 - n),
        "pelaku": f"pps-{n % 200}",
        "peran": "pps",
        "wilayah": code,
        "tindakan": Tindakan.LAPORAN_DIBUKA,
        "objek": f"LP-{n % 5_000:06}",
        "rincian": {},
        "permintaan": "",
        "mac": bytes(32),
    }


def test_a_whole_table_read_would_be_seen() -> None:
    assert reads_all("->  Parallel Seq Scan on laporan  (cost=0.00..1 rows=1)")
    assert reads_all("->  Sort\n  ->  Seq Scan on laporan  (cost=0.00..1 rows=1)")
    assert reads_all("SCAN laporan")
    assert reads_all("->  Seq Scan on audit  (cost=0.00..1 rows=1)")
    assert reads_all("SCAN audit")
    assert not reads_all("->  Limit  (rows=1001)\n  ->  Seq Scan on laporan  (cost=0.00..1 rows=9000)\n")
    assert not reads_all("SCAN laporan USING INDEX ix_laporan_antrean_semua")
    assert not reads_all("SEARCH laporan USING INDEX ix_laporan_antrean_kabupaten (kabupaten=?)")
