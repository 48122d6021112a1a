"""The log is told how far the chains went, in lines that `audit verify` reads again."""

import logging
import secrets
from datetime import timedelta

import pytest

from pemilu.audit.anchor import Anchor, AnchorLog, read_anchors
from pemilu.audit.kinds import Tindakan
from pemilu.audit.record import Entry, append
from pemilu.infra.db import Database
from pemilu.infra.log import JsonLines
from tests.factories import NOW


def write(database: Database, wilayah: str) -> None:
    with database.transaction() as session:
        entry = Entry(
            waktu=NOW,
            pelaku="uji",
            peran="pps",
            wilayah=wilayah,
            tindakan=Tindakan.KELUAR,
            objek="uji",
            permintaan="0",
        )
        append(session, b"k" * 32, entry)


def test_the_log_is_told_every_quarter_of_an_hour_of_chains_that_moved(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pemilu.audit")
    for wilayah in ("1371", "1372", ""):
        write(sqlite_database, wilayah)
    told = AnchorLog(sqlite_database)
    assert told.turn(NOW) == 3
    write(sqlite_database, "1371")
    assert told.turn(NOW + timedelta(minutes=14, seconds=59)) == 0
    assert told.turn(NOW + timedelta(minutes=15)) == 1
    assert told.turn(NOW + timedelta(minutes=30)) == 0
    kept = list(read_anchors(JsonLines().format(record) for record in caplog.records))
    assert [(anchor.rantai, anchor.urut) for anchor in kept] == [
        ("1371", 1),
        ("1372", 1),
        ("ID", 1),
        ("1371", 2),
    ]


def test_no_seal_is_blackened_by_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """A seal may hold sixteen digits in a row, which the log takes for a NIK."""
    seals = [b"\x12\x34" * 16, b"\x99" * 32, *(secrets.token_bytes(32) for _ in range(200))]
    sent = [Anchor("1371", 1371_1371_1371, seal, NOW) for seal in seals]
    records = [logging.makeLogRecord({"msg": "%s", "args": (anchor.line,)}) for anchor in sent]
    assert list(read_anchors(JsonLines().format(record) for record in records)) == sent


@pytest.mark.parametrize(
    "line", ["", "{", "[]", "1", '{"rantai": "1"}', '{"rantai": "1", "urut": "x", "mac": "", "waktu": ""}']
)
def test_other_lines_are_passed_over(line: str) -> None:
    assert list(read_anchors([line])) == []
