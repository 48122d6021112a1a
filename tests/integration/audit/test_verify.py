"""The record of what staff did shows when somebody who has rights on the tables touched it."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from pemilu.audit import chain
from pemilu.audit.anchor import Anchor, anchors
from pemilu.audit.kinds import Tindakan
from pemilu.audit.record import Entry, append
from pemilu.audit.verify import compare, hold_still, verify
from pemilu.audit.walk import Finding, Kerusakan
from pemilu.infra.db import Database, open_database
from tests.factories import NOW

KEY = b"k" * 32
CHAIN, OTHER = "1371", "1372"
LENGTH = 12
ACTS = list(Tindakan)

Attack = Callable[..., None]
K = Kerusakan


def write(database: Database, number: int, wilayah: str = f"{CHAIN}031004", key: bytes = KEY) -> None:
    with database.transaction() as session:
        entry = Entry(
            waktu=NOW + timedelta(seconds=number, microseconds=number),
            pelaku=f"pps-{number}",
            peran="pps",
            wilayah=wilayah,
            tindakan=ACTS[number % len(ACTS)],
            objek=f"LP-{number:06}",
            permintaan=f"{number:016x}",
            alasan="verifikasi",
            rincian={"nomor": number, "isi": ["satu", {"dua": None}]},
        )
        append(session, key, entry)


@pytest.fixture
def record(database: Database) -> Database:
    """Two chains of twelve lines."""
    for number in range(1, LENGTH + 1):
        write(database, number)
        write(database, number, OTHER)
    return database


def open_to_attack(session: Session) -> None:
    """What an attacker with rights on the tables does first."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("DROP TRIGGER audit_append_only ON audit"))
    else:
        session.execute(text("DROP TRIGGER audit_no_update"))
        session.execute(text("DROP TRIGGER audit_no_delete"))


def attack(record: Database, *statements: str, **values: object) -> None:
    """Run these on the chain; `:n` is whatever is in `values`."""
    with record.transaction() as session:
        open_to_attack(session)
        for statement in statements:
            session.execute(text(statement.replace("CHAIN", f"rantai = '{CHAIN}'")), values)


def findings(record: Database, *keys: bytes) -> list[Finding]:
    with record.reading() as session:
        hold_still(session)
        return list(verify(session, keys or [KEY], progress=lambda _done, _total: None))


def found(*kinds: tuple[Kerusakan, int, int]) -> list[Finding]:
    return [Finding(CHAIN, *kind) for kind in kinds]


COPY = (
    "INSERT INTO audit SELECT rantai, {1}, waktu, pelaku, peran, wilayah, tindakan, objek, alasan, rincian, "
    "permintaan, mac FROM audit WHERE CHAIN AND urut = {0}"
)


def shifted(above: int, by: int) -> tuple[str, ...]:
    """Number the lines above that one anew; numbers must stay unique on the way."""
    return (
        f"UPDATE audit SET urut = -urut WHERE CHAIN AND urut > {above}",
        f"UPDATE audit SET urut = {by} - urut WHERE CHAIN AND urut < 0",
    )


def test_a_healthy_record_has_no_finding(record: Database) -> None:
    assert findings(record) == []


def test_an_empty_record_has_no_finding(database: Database) -> None:
    assert findings(database) == []


@pytest.mark.parametrize(
    "change",
    [
        "waktu = '2024-01-01 00:00:00'",
        "pelaku = 'orang-lain'",
        "peran = 'ppk'",
        "wilayah = '1372'",
        "tindakan = 'kios-mencari'",
        "objek = 'LP-LAIN00'",
        "alasan = 'alasan lain'",
        "alasan = NULL",
        """rincian = '{"nomor": 4}'""",
        "permintaan = 'lain'",
    ],
)
@pytest.mark.parametrize("urut", [1, 5, LENGTH])
def test_an_edited_line_is_found_whatever_was_edited(record: Database, change: str, urut: int) -> None:
    attack(record, f"UPDATE audit SET {change} WHERE CHAIN AND urut = {urut}")
    assert findings(record) == found((K.DIUBAH, urut, urut))


def test_a_value_that_no_act_writes_is_found_and_stops_nothing(record: Database) -> None:
    attack(record, "UPDATE audit SET tindakan = 'tidak-ada' WHERE CHAIN AND urut = 5")
    assert findings(record) == found((K.DIUBAH, 5, 5))


def test_a_seal_that_is_no_seal_is_found_and_stops_nothing(record: Database) -> None:
    attack(record, "UPDATE audit SET mac = '', tindakan = 'tidak-ada' WHERE CHAIN AND urut = 5")
    assert findings(record) == found((K.DIUBAH, 5, 6))


def test_a_seal_of_another_key_is_found(record: Database) -> None:
    write(record, LENGTH + 1, key=b"x" * 32)
    assert [finding.jenis for finding in findings(record)] == [K.DIUBAH, K.UJUNG_TIDAK_SAH]


def test_a_changed_seal_is_found(record: Database) -> None:
    attack(
        record,
        "UPDATE audit SET mac = (SELECT mac FROM audit WHERE CHAIN AND urut = 2) WHERE CHAIN AND urut = 5",
    )
    assert findings(record) == found((K.DIUBAH, 5, 6))


@pytest.mark.parametrize(("first", "last"), [(1, 1), (5, 5), (4, 7), (1, LENGTH - 1)])
def test_deleted_lines_are_found(record: Database, first: int, last: int) -> None:
    attack(record, f"DELETE FROM audit WHERE CHAIN AND urut BETWEEN {first} AND {last}")
    assert findings(record) == found((K.HILANG, first, last))


def test_deleted_lines_are_found_when_the_rest_is_numbered_anew(record: Database) -> None:
    attack(record, "DELETE FROM audit WHERE CHAIN AND urut IN (5, 6)", *shifted(6, -2))
    assert findings(record) == found((K.HILANG, 5, 6))


@pytest.mark.parametrize("after", [1, 5, LENGTH - 1])
def test_an_inserted_line_is_found(record: Database, after: int) -> None:
    attack(record, *shifted(after, 1), COPY.format(1, after + 1))
    assert findings(record) == found((K.DISISIPKAN, after + 1, after + 1))


@pytest.mark.parametrize("number", [0, -3, LENGTH + 1])
def test_a_line_outside_the_numbers_is_found(record: Database, number: int) -> None:
    attack(record, COPY.format(3, number))
    assert findings(record) == found((K.DISISIPKAN, number, number))


@pytest.mark.parametrize("one", [1, 5, LENGTH - 1])
def test_lines_in_another_order_are_found(record: Database, one: int) -> None:
    swap = (
        f"UPDATE audit SET urut = -1 WHERE CHAIN AND urut = {one}",
        f"UPDATE audit SET urut = {one} WHERE CHAIN AND urut = {one + 1}",
        f"UPDATE audit SET urut = {one + 1} WHERE CHAIN AND urut = -1",
    )
    attack(record, *swap)
    assert findings(record) == found((K.DITUKAR, one, one + 1))


def test_lines_far_apart_that_changed_places_are_found_at_both(record: Database) -> None:
    attack(
        record,
        "UPDATE audit SET urut = -1 WHERE CHAIN AND urut = 3",
        "UPDATE audit SET urut = 3 WHERE CHAIN AND urut = 9",
        "UPDATE audit SET urut = 9 WHERE CHAIN AND urut = -1",
    )
    places = {number for one in findings(record) for number in range(one.dari, one.sampai + 1)}
    assert {3, 9} <= places


def test_a_cut_tail_is_found(record: Database) -> None:
    attack(record, "DELETE FROM audit WHERE CHAIN AND urut > 9")
    assert findings(record) == found((K.TERPOTONG, 10, LENGTH))


def test_a_chain_that_is_gone_is_found(record: Database) -> None:
    attack(record, "DELETE FROM audit WHERE CHAIN")
    assert findings(record) == found((K.TERPOTONG, 1, LENGTH))


def test_a_cut_tail_is_found_when_its_end_was_written_anew(record: Database) -> None:
    attack(
        record,
        "DELETE FROM audit WHERE CHAIN AND urut > 9",
        "UPDATE audit_ujung SET urut = 9, mac = (SELECT mac FROM audit WHERE CHAIN AND urut = 9) WHERE CHAIN",
    )
    assert findings(record) == found((K.UJUNG_TIDAK_SAH, 9, 9))


def test_a_chain_without_its_end_is_found(record: Database) -> None:
    attack(record, "DELETE FROM audit_ujung WHERE CHAIN")
    assert findings(record) == found((K.UJUNG_HILANG, LENGTH, LENGTH))


def test_a_tail_cut_off_with_its_end_rolled_back_is_found_by_an_anchor_only(database: Database) -> None:
    for number in range(1, 10):
        write(database, number)
    with database.reading() as session:
        (old,) = session.execute(text("SELECT rantai, urut, mac, segel FROM audit_ujung"))
    for number in range(10, LENGTH + 1):
        write(database, number)
    anchor = _anchors(database)
    attack(
        database,
        "DELETE FROM audit WHERE CHAIN AND urut > 9",
        "UPDATE audit_ujung SET urut = 9, mac = :mac, segel = :segel WHERE CHAIN",
        mac=old.mac,
        segel=old.segel,
    )
    assert findings(database) == []
    assert _compare(database, anchor) == [Finding(CHAIN, K.JANGKAR_HILANG, LENGTH, LENGTH, NOW)]


def test_a_line_sealed_anew_with_the_stolen_key_is_found_by_an_anchor(record: Database) -> None:
    anchor = _anchors(record)
    attack(record, "DELETE FROM audit WHERE CHAIN", "DELETE FROM audit_ujung WHERE CHAIN")
    for number in range(2, LENGTH + 2):
        write(record, number)
    assert findings(record) == []
    assert _compare(record, anchor) == [Finding(CHAIN, K.JANGKAR_BERBEDA, LENGTH, LENGTH, NOW)]


def test_of_many_anchors_the_earliest_that_tells_is_told(record: Database) -> None:
    early = _anchors(record)
    write(record, LENGTH + 1)
    late = _anchors(record)
    attack(record, "DELETE FROM audit WHERE CHAIN AND urut > 5")
    assert _compare(record, [*late, *early]) == [Finding(CHAIN, K.JANGKAR_HILANG, LENGTH, LENGTH, NOW)]


def test_anchors_of_a_healthy_record_agree(record: Database) -> None:
    anchor = _anchors(record)
    write(record, LENGTH + 1)
    assert _compare(record, anchor) == []


def test_a_record_sealed_with_two_keys_in_turn_is_healthy(record: Database) -> None:
    write(record, LENGTH + 1, key=b"n" * 32)
    assert findings(record, b"n" * 32, KEY) == []


def test_a_chain_is_read_a_few_lines_at_a_time(record: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "BATCH", 5)
    assert findings(record) == []
    with record.reading() as session:
        held = [len(session.identity_map) for _line in chain.lines(session, CHAIN)]
    assert len(held) == LENGTH
    assert max(held) <= 5


def test_a_stretch_that_fits_nowhere_is_told_of_briefly(record: Database) -> None:
    """Every seal of the chain is lost: no line can say more, and not each says it."""
    for number in range(LENGTH + 1, 200):
        write(record, number)
    attack(record, "UPDATE audit SET mac = (SELECT mac FROM audit WHERE CHAIN AND urut = 2) WHERE CHAIN")
    seen = findings(record)
    assert 1 <= len(seen) <= 6
    assert seen[0].dari <= 3


def test_twenty_writers_on_three_chains_leave_a_healthy_record(postgres_url: str) -> None:
    database = Database(open_database(postgres_url, pool_size=24))
    chains = [f"{CHAIN}031004", OTHER, ""]

    def work(writer: int) -> Sequence[Finding]:
        for turn in range(15):
            write(database, writer * 100 + turn, chains[(writer + turn) % 3])
        return findings(database)  # while others still write

    with ThreadPoolExecutor(20) as pool:
        assert [seen for seen in pool.map(work, range(20)) if seen] == []
    with database.reading() as session:
        assert chain.count_lines(session) == 300
        assert session.scalars(text("SELECT urut FROM audit_ujung ORDER BY rantai")).all() == [100, 100, 100]
    database.engine.dispose()


def _anchors(record: Database) -> Sequence[Anchor]:
    with record.reading() as session:
        return anchors(session, now=NOW)


def _compare(record: Database, kept: Sequence[Anchor]) -> Sequence[Finding]:
    with record.reading() as session:
        return compare(session, kept)
