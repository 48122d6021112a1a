"""Raw SQL under the role of staff sees and takes rows of one wilayah only, whatever a view forgets."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.laporan.models import Templat
from pemilu.petugas.kinds import Peran
from pemilu.wilayah.kode import KodeWilayah
from tests.factories import KELURAHAN
from tests.integration.admin.room import Room

SIBLING = "1371031005"
FOREIGN = "3273011001"
FOREIGN_REGIONS = {"32": "Jawa Barat", "3273": "Bandung", "327301": "Sukasari", FOREIGN: "Sukarasa"}
WITH_ROWS = (
    "laporan",
    "bukti",
    "riwayat",
    "kunci_kirim",
    "kasus",
    "perubahan",
    "pemilih",
    "kunjungan",
    "kabar",
)
PERSONAL = {
    "tampilan": "(petugas_id, nama, saringan) VALUES (:who, 'x', '')",
    "borongan": "(petugas_id, waktu, tindakan, sebelum) VALUES (:who, now(), 'ambil', '[]')",
}
ASKED = (
    "(petugas_id, wilayah, saringan, semua, jumlah, alasan, dibuat) "
    "VALUES (:who, :at, '', true, 1, 'x', now())"
)
SECRETS = ("sandi", "totp", "totp_langkah", "uid")


@pytest.fixture
def staffed(postgres_room: Room) -> Room:
    """A report in two sibling kelurahan and one in another province."""
    office = postgres_room.office
    office.add_regions({SIBLING: "Ulak Karang", **FOREIGN_REGIONS})
    for kelurahan in (KELURAHAN, SIBLING, FOREIGN):
        office.file(kelurahan=KodeWilayah(kelurahan))
    return postgres_room


@contextmanager
def as_staff(room: Room, within: str, who: int | None = None) -> Iterator[Session]:
    with room.database.transaction(within=within, who=who) as session:
        yield session


def seen(room: Room, within: str, table: str = "laporan") -> set[str]:
    with as_staff(room, within) as session:
        return set(session.scalars(text(f"SELECT kelurahan FROM {table}")))


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        (KELURAHAN, {KELURAHAN}),
        (KELURAHAN[:6], {KELURAHAN, SIBLING}),
        ("13", {KELURAHAN, SIBLING}),
        ("32", {FOREIGN}),
        (f"{KELURAHAN},{FOREIGN}", {KELURAHAN, FOREIGN}),
        ("*", {KELURAHAN, SIBLING, FOREIGN}),
        ("", set()),
        ("99", set()),
        ("%", set()),
        ("1371_31004", set()),
    ],
)
def test_only_reports_of_the_wilayah_are_seen(staffed: Room, within: str, expected: set[str]) -> None:
    assert seen(staffed, within) == expected


@pytest.mark.parametrize("table", ["bukti", "riwayat", "kunci_kirim"])
def test_what_hangs_on_a_foreign_report_is_not_seen(staffed: Room, table: str) -> None:
    with as_staff(staffed, "32") as session:
        assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 1
    with as_staff(staffed, "99") as session:
        assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 0


def test_a_foreign_report_cannot_be_changed_or_deleted(staffed: Room) -> None:
    with as_staff(staffed, "32") as session:
        changed = session.execute(text("UPDATE laporan SET disanggah = true WHERE kelurahan LIKE '13%'"))
        assert changed.rowcount == 0


@pytest.mark.parametrize("table", ["laporan", "riwayat", "bukti", "kasus", "perubahan", "kunjungan"])
def test_nothing_of_a_report_is_deleted(staffed: Room, table: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"), as_staff(staffed, "*") as session:
        session.execute(text(f"DELETE FROM {table}"))


def test_prepared_answers_of_offices_above_are_read_and_not_written(staffed: Room) -> None:
    with staffed.database.transaction() as session:
        values = {"alasan": "x", "teks": "x", "diubah": staffed.clock.now(), "diubah_oleh": "uji"}
        session.add_all(Templat(wilayah=wilayah, **values) for wilayah in (None, "13", "1371"))
    with as_staff(staffed, "1371") as session:
        assert session.scalar(text("SELECT count(*) FROM templat")) == 3
        assert session.execute(text("UPDATE templat SET teks = 'y'")).rowcount == 1
        assert session.execute(text("DELETE FROM templat")).rowcount == 1
    with pytest.raises(DBAPIError, match="row-level security"), as_staff(staffed, "1371") as session:
        session.add(Templat(wilayah="13", **values))


def test_a_report_cannot_be_pushed_out_of_the_wilayah(staffed: Room) -> None:
    with pytest.raises(DBAPIError, match="row-level security"), as_staff(staffed, "32") as session:
        session.execute(text(f"UPDATE laporan SET kelurahan = '{KELURAHAN}'"))


def test_voters_of_elsewhere_are_not_listed(staffed: Room) -> None:
    assert seen(staffed, KELURAHAN, "pemilih") == {KELURAHAN}
    assert seen(staffed, "32", "pemilih") == set()


@pytest.mark.parametrize("column", SECRETS)
def test_staff_pages_cannot_read_how_somebody_signs_in(staffed: Room, column: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"), as_staff(staffed, "*") as session:
        session.execute(text(f"SELECT {column} FROM petugas"))


@pytest.mark.parametrize("table", ["sesi", "undangan", "kode_pemulihan", "passkey"])
def test_staff_pages_cannot_read_sessions_and_codes(staffed: Room, table: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"), as_staff(staffed, "*") as session:
        session.execute(text(f"SELECT 1 FROM {table}"))


@pytest.mark.parametrize("table", ["pemilih", "terbit", "daftar", "tps", "wilayah", "pemilihan"])
def test_staff_pages_cannot_edit_the_roll_or_what_was_published(staffed: Room, table: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"), as_staff(staffed, "*") as session:
        session.execute(text(f"DELETE FROM {table}"))


@pytest.mark.parametrize("statement", ["UPDATE audit SET objek = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
def test_staff_pages_cannot_edit_the_record(staffed: Room, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"), as_staff(staffed, "*") as session:
        session.execute(text(statement))


@pytest.mark.parametrize("statement", ["UPDATE audit SET objek = 'x'", "DELETE FROM audit"])
def test_nobody_edits_the_record_by_accident(room: Room, statement: str) -> None:
    officer = room.hire(Peran.PPS)
    with room.staff.writing(officer) as session:
        room.staff.office.note(
            session, officer, Tindakan.KELUAR, "x", wilayah=KELURAHAN, now=room.clock.now()
        )
    with pytest.raises(DBAPIError, match="append-only"), room.database.transaction() as session:
        session.execute(text(statement))


def test_the_record_is_read_by_wilayah_and_written_from_everywhere(staffed: Room) -> None:
    here, there = staffed.hire(Peran.PPS), staffed.hire(Peran.PPS, FOREIGN)
    for officer in (here, there):
        with staffed.staff.writing(officer) as session:
            where = officer.wilayah or ""
            staffed.staff.office.note(
                session, officer, Tindakan.KELUAR, "x", wilayah=where, now=staffed.clock.now()
            )
    with as_staff(staffed, "32") as session:
        assert set(session.scalars(text("SELECT wilayah FROM audit"))) == {FOREIGN}


@pytest.mark.parametrize("table", PERSONAL)
def test_what_belongs_to_one_officer_is_no_colleagues(staffed: Room, table: str) -> None:
    mine, colleague = staffed.hire(Peran.PPS), staffed.hire(Peran.PPS)
    insert = text(f"INSERT INTO {table} {PERSONAL[table]}")
    with as_staff(staffed, KELURAHAN, mine.id) as session:
        session.execute(insert, {"who": mine.id})
    with pytest.raises(DBAPIError, match="row-level security"), as_staff(staffed, "*", mine.id) as session:
        session.execute(insert, {"who": colleague.id})
    for who, rows in ((mine.id, 1), (colleague.id, 0), (None, 0)):
        with as_staff(staffed, "*", who) as session:
            assert session.scalar(text(f"SELECT count(*) FROM {table}")) == rows
            assert session.execute(text(f"UPDATE {table} SET petugas_id = petugas_id")).rowcount == rows


@pytest.mark.parametrize(
    ("within", "ends"),
    [
        (KELURAHAN, {"1371"}),
        ("1371", {"1371"}),
        ("13", {"13", "1371"}),
        ("32", {"3273"}),
        ("*", {"ID", "13", "1371", "3273"}),
        ("", set()),
    ],
)
def test_ends_of_the_record_are_seen_and_moved_in_ones_own_chains(
    staffed: Room, within: str, ends: set[str]
) -> None:
    officer = staffed.hire(Peran.KPU_RI)
    with staffed.staff.writing(officer) as session:
        for where in ("", "13", KELURAHAN, FOREIGN):
            staffed.staff.office.note(
                session, officer, Tindakan.KELUAR, "x", wilayah=where, now=staffed.clock.now()
            )
    with as_staff(staffed, within) as session:
        assert set(session.scalars(text("SELECT rantai FROM audit_ujung"))) == ends
        assert session.execute(text("UPDATE audit_ujung SET urut = urut")).rowcount == len(ends)


def test_no_line_and_no_end_is_put_into_a_foreign_chain(staffed: Room) -> None:
    ends = "(rantai, urut, mac, segel) VALUES ('3201', 0, '', '')"
    lines = (
        "(rantai, urut, waktu, pelaku, peran, wilayah, tindakan, objek, rincian, permintaan, mac) "
        "VALUES ('3273', 9, now(), 'x', 'pps', '1371', 'keluar', 'x', '{}', 'x', '')"
    )
    for table, values in (("audit_ujung", ends), ("audit", lines)):
        with pytest.raises(DBAPIError, match="row-level security"), as_staff(staffed, "1371") as session:
            session.execute(text(f"INSERT INTO {table} {values}"))


def test_who_wants_to_take_many_reports_out_is_seen_by_their_office_and_above(staffed: Room) -> None:
    mine, colleague = staffed.hire(Peran.KPU_KABKO), staffed.hire(Peran.KPU_KABKO)
    insert = text(f"INSERT INTO permintaan_ekspor {ASKED}")
    with as_staff(staffed, "1371", mine.id) as session:
        session.execute(insert, {"who": mine.id, "at": "1371"})
    for who, at in ((colleague.id, "1371"), (mine.id, "32"), (mine.id, None)):
        with pytest.raises(DBAPIError, match="row-level security"), as_staff(staffed, "1371", mine.id) as s:
            s.execute(insert, {"who": who, "at": at})
    for within, rows in (("1371", 1), ("13", 1), ("*", 1), (KELURAHAN, 0), ("32", 0), ("", 0)):
        with as_staff(staffed, within, colleague.id) as session:
            assert session.scalar(text("SELECT count(*) FROM permintaan_ekspor")) == rows
            answer = text("UPDATE permintaan_ekspor SET disetujui_oleh = :who")
            assert session.execute(answer, {"who": colleague.id}).rowcount == rows


def test_nobody_approves_what_they_asked_for_or_alters_what_was_asked(staffed: Room) -> None:
    mine = staffed.hire(Peran.KPU_KABKO)
    with as_staff(staffed, "1371", mine.id) as session:
        session.execute(text(f"INSERT INTO permintaan_ekspor {ASKED}"), {"who": mine.id, "at": "1371"})
    for change, refusal in (
        ("UPDATE permintaan_ekspor SET disetujui_oleh = petugas_id", "dua_orang"),
        ("UPDATE permintaan_ekspor SET saringan = 'x'", "permission denied"),
        ("UPDATE permintaan_ekspor SET dibuat = now()", "permission denied"),
        ("DELETE FROM permintaan_ekspor", "permission denied"),
    ):
        with pytest.raises(DBAPIError, match=refusal), as_staff(staffed, "1371", mine.id) as session:
            session.execute(text(change))


def test_every_table_with_personal_rows_is_bound(staffed: Room) -> None:
    with staffed.database.reading() as session:
        bound = set(session.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity")))
    own = {"petugas", "audit", "audit_ujung", "pemberitahuan", "permintaan_ekspor", *PERSONAL}
    assert set(WITH_ROWS) | own <= bound


def test_the_role_does_not_outlive_its_transaction(staffed: Room) -> None:
    assert seen(staffed, "99") == set()
    with staffed.database.transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM laporan")) == 3
        assert session.scalar(text("SELECT current_setting('app.wilayah', true)")) in (None, "")
