"""`audit verify` and `audit anchor`, as an operator runs them."""

from pathlib import Path

from sqlalchemy import text

from pemilu.audit.kinds import Tindakan
from pemilu.audit.record import Entry, append
from pemilu.infra.keyring import Purpose
from tests.factories import NOW
from tests.integration.cli.conftest import Office


def write(office: Office, *numbers: int) -> None:
    key = office.operator.keyring.active(Purpose.AUDIT)
    for number in numbers:
        with office.operator.database.transaction() as session:
            entry = Entry(
                waktu=NOW,
                pelaku="uji",
                peran="pps",
                wilayah="1371",
                tindakan=Tindakan.LAPORAN_DIBUKA,
                objek=f"LP-{number:06}",
                permintaan="0" * 16,
            )
            append(session, key, entry)


def tamper(office: Office, statement: str) -> None:
    with office.operator.database.transaction() as session:
        session.execute(text("DROP TRIGGER IF EXISTS audit_no_update"))
        session.execute(text("DROP TRIGGER IF EXISTS audit_no_delete"))
        session.execute(text(statement))


def test_each_finding_is_one_sentence_and_the_command_fails(office: Office) -> None:
    office.done("keys init")
    write(office, *range(1, 9))
    tamper(office, "UPDATE audit SET objek = 'LP-PALSU0' WHERE urut = 3")
    tamper(office, "DELETE FROM audit WHERE urut IN (5, 6)")
    result = office.run("audit verify")
    assert result.exit_code == 1
    assert "Rantai 1371: baris 3 diubah setelah ditulis.\n" in result.output
    assert "Rantai 1371: baris 5 sampai 6 hilang.\n" in result.output
    assert "2 temuan dalam 6 baris." in result.output


def test_a_whole_record_passes(office: Office) -> None:
    office.done("keys init")
    write(office, 1, 2, 3)
    assert "Utuh: 3 baris, 0 temuan." in office.done("audit verify")


def test_a_cut_tail_is_found_by_the_anchors_kept_elsewhere(office: Office, tmp_path: Path) -> None:
    office.done("keys init")
    write(office, 1, 2)
    before = _rolled_back_end(office)
    write(office, 3)
    kept = tmp_path / "jangkar"
    kept.write_text(office.done("audit anchor"))
    assert "0 temuan" in office.done("audit verify", "--jangkar", kept)
    tamper(office, "DELETE FROM audit WHERE urut = 3")
    tamper(office, before)
    assert "0 temuan" in office.done("audit verify")
    result = office.run("audit verify", "--jangkar", kept)
    assert result.exit_code == 1
    assert "Rantai 1371: baris 3 hilang, padahal ada pada jangkar 2024-09-22T03:00+00:00." in result.output


def test_a_file_without_anchors_is_refused_for_it_proves_nothing(office: Office, tmp_path: Path) -> None:
    office.done("keys init")
    (tmp_path / "kosong").write_text("bukan jangkar\n{}\n[]\n")
    assert "tidak memuat jangkar" in office.refused("audit verify", "--jangkar", tmp_path / "kosong")


def test_without_the_key_of_the_record_nothing_is_said_to_be_whole(office: Office) -> None:
    assert "Kunci tidak dapat dipakai" in office.refused("audit verify")


def test_a_long_list_of_findings_is_cut_short_but_counted(office: Office) -> None:
    office.done("keys init")
    write(office, *range(1, 440))
    tamper(office, "DELETE FROM audit WHERE urut % 2 = 0 AND urut < 430")
    output = office.run("audit verify").output
    assert output.count(" hilang.\n") == 200
    assert "... dan 14 temuan lain." in output
    assert "214 temuan" in output


def _rolled_back_end(office: Office) -> str:
    with office.operator.database.reading() as session:
        (end,) = session.execute(text("SELECT urut, mac, segel FROM audit_ujung"))
    values = f"urut = {end.urut}, mac = x'{end.mac.hex()}', segel = x'{end.segel.hex()}'"
    return f"UPDATE audit_ujung SET {values}"
