"""A report goes to who is active for the address, never to where the NIK was issued."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from pemilu.laporan.models import Laporan
from pemilu.petugas.active import holder_for
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.models import Panitia
from pemilu.tahapan.kinds import AturanTanggapan
from pemilu.tahapan.models import Pemilihan
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.models import Wilayah
from tests.factories import KELURAHAN, NOW
from tests.integration.laporan.office import KABUPATEN, KECAMATAN, Office

TODAY = date(2024, 9, 22)
DAY = timedelta(days=1)
PPS, PPK, KPU = TingkatPanitia
HERE = KodeWilayah(KELURAHAN)


@pytest.fixture
def empty_office(office: Office) -> Office:
    with office.database.transaction() as session:
        session.execute(delete(Panitia))
    return office


def holder(office: Office, on: date = TODAY) -> tuple[TingkatPanitia, str]:
    with office.database.reading() as session:
        found = holder_for(session, HERE, on=on)
    return found.tingkat, found.wilayah


def test_kpu_answers_where_nobody_has_a_seat(empty_office: Office) -> None:
    assert holder(empty_office) == (KPU, KABUPATEN)


@pytest.mark.parametrize(
    ("seated", "expected"),
    [
        ([KPU], (KPU, KABUPATEN)),
        ([PPK], (PPK, KECAMATAN)),
        ([PPK, KPU], (PPK, KECAMATAN)),
        ([PPS], (PPS, KELURAHAN)),
        ([KPU, PPK, PPS], (PPS, KELURAHAN)),
    ],
)
def test_the_lowest_committee_that_stands_answers(
    empty_office: Office, seated: list[TingkatPanitia], expected: tuple[TingkatPanitia, str]
) -> None:
    places = {PPS: KELURAHAN, PPK: KECAMATAN, KPU: KABUPATEN}
    for tingkat in seated:
        empty_office.seat(tingkat, places[tingkat])
    assert holder(empty_office) == expected
    assert empty_office.laporan(empty_office.file()).pemegang_tingkat is expected[0]


@pytest.mark.parametrize(
    ("mulai", "sampai", "active"),
    [
        (TODAY, TODAY, True),
        (None, TODAY, True),
        (TODAY, None, True),
        (None, None, True),
        (TODAY + DAY, None, False),
        (None, TODAY - DAY, False),
        (TODAY - DAY, TODAY + DAY, True),
    ],
)
def test_a_term_counts_its_first_and_its_last_day(
    empty_office: Office, mulai: date | None, sampai: date | None, active: bool
) -> None:
    empty_office.seat(PPS, KELURAHAN, mulai=mulai, sampai=sampai)
    assert holder(empty_office)[0] is (PPS if active else KPU)


def test_of_two_that_stand_the_one_that_began_last_answers(empty_office: Office) -> None:
    empty_office.seat(PPS, KELURAHAN, mulai=TODAY - DAY, alamat="baru")
    empty_office.seat(PPS, KELURAHAN, mulai=TODAY - 2 * DAY, alamat="lama")
    empty_office.seat(PPS, KELURAHAN, alamat="entah sejak kapan")
    with empty_office.database.reading() as session:
        assert holder_for(session, HERE, on=TODAY).alamat == "baru"


def test_a_committee_of_a_neighbour_does_not_answer(empty_office: Office) -> None:
    empty_office.add(Wilayah(kode="137104", induk=KABUPATEN, nama="Nanggalo"))
    empty_office.add(Wilayah(kode="1371041001", induk="137104", nama="Surau Gadang"))
    empty_office.seat(PPS, "1371041001")
    empty_office.seat(PPK, "137104")
    assert holder(empty_office) == (KPU, KABUPATEN)


def test_the_day_of_a_term_is_the_local_one(empty_office: Office) -> None:
    """At 23:00 UTC it is the next morning in Padang."""
    empty_office.seat(PPS, KELURAHAN, mulai=TODAY + DAY)
    late = NOW.replace(hour=16, minute=59)
    assert empty_office.file(now=late).holder.tingkat is KPU
    assert empty_office.file(now=late + timedelta(minutes=1)).holder.tingkat is PPS


def test_the_nik_says_nothing_about_where_a_report_goes(office: Office) -> None:
    """A NIK that begins with 13, at an address in Bali: the prefix is the place of first issue for life."""
    office.add_regions(
        {"51": "Bali", "5171": "Kota Denpasar", "517101": "Denpasar Selatan", "5171011001": "Serangan"}
    )
    receipt = office.file(kelurahan=KodeWilayah("5171011001"))
    assert (receipt.holder.tingkat, receipt.holder.wilayah) == (KPU, "5171")
    assert office.laporan(receipt).pemegang_wilayah == "5171"


def test_the_due_date_is_stored_with_its_reason(office: Office) -> None:
    laporan = office.laporan(office.file())
    assert laporan.tenggat_tanggal == TODAY + 5 * DAY
    assert laporan.tenggat.isoformat() == "2024-09-27T16:59:59+00:00"
    assert laporan.tenggat_alasan == {
        "aturan": "hari-sejak-laporan",
        "versi": 1,
        "hari": 5,
        "hari_kerja": False,
        "dihitung_dari": "2024-09-22",
        "dilewati": [],
        "tahap_selesai": None,
    }


def test_a_rule_of_another_kind_stores_its_own_reason(office: Office) -> None:
    with office.database.transaction() as session:
        election = session.scalars(select(Pemilihan)).one()
        election.aturan_tanggapan, election.hari_tanggapan = AturanTanggapan.AKHIR_TAHAPAN, None
    laporan = office.laporan(office.file())
    assert laporan.tenggat_tanggal == date(2024, 9, 28)
    assert laporan.tenggat_alasan["tahap_selesai"] == "2024-09-28"


def test_working_days_pass_over_holidays_and_tell_which(office: Office) -> None:
    with office.database.transaction() as session:
        session.scalars(select(Pemilihan)).one().hari_kerja = True
    laporan = office.laporan(office.file(now=NOW.replace(day=20)))
    assert laporan.tenggat_tanggal == date(2024, 9, 27)
    assert laporan.tenggat_alasan["hari_kerja"] is True


def test_a_later_rule_moves_no_date(office: Office) -> None:
    receipt = office.file()
    with office.database.transaction() as session:
        session.scalars(select(Pemilihan)).one().hari_tanggapan = 9
    assert office.laporan(receipt).tenggat == receipt.tenggat
    assert office.tracked(receipt).tenggat_tanggal == receipt.tenggat_tanggal


def test_every_open_report_of_a_committee_is_found_by_an_index(sqlite_office: Office) -> None:
    sqlite_office.file()
    query = select(Laporan.id).where(Laporan.pemegang_wilayah == KELURAHAN).order_by(Laporan.tenggat)
    with sqlite_office.database.engine.connect() as connection:
        text = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
    assert "ix_laporan_pemegang" in plan[0]
