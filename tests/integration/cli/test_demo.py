"""The demo: whole after any interruption, evenly spread, and told of only while it is the one on."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from pemilu.cli import demo, demo_reports
from pemilu.infra import keyring
from pemilu.infra.clock import FrozenClock
from pemilu.infra.db import Database
from pemilu.pemilih.kinds import Tanda
from pemilu.pemilih.models import Daftar, Pemilih, Terbit
from pemilu.wilayah.models import Wilayah
from tests.factories import published_roll
from tests.integration.cli.conftest import Office

VOTERS = 270


class Interrupted(Exception):
    pass


@pytest.fixture
def small(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose demo is small, and whose regions are those of the demo only."""
    codes = {kelurahan[:cut] for kelurahan, _ in demo.PLACES for cut in (2, 4, 6, 10)}

    def load(session: object, _path: None, *, progress: object) -> None:
        for kode in sorted(codes, key=len):
            above = next((kode[:cut] for cut in (6, 4, 2) if cut < len(kode)), None)
            session.merge(Wilayah(kode=kode, induk=above, nama=f"Contoh {kode}"))
            session.flush()

    monkeypatch.setattr(demo, "load_wilayah", load)
    monkeypatch.setattr(demo, "VOTERS", VOTERS)
    return office


def versions(database: Database) -> list[tuple[int, bool]]:
    with database.reading() as session:
        return [(d.versi, d.aktif) for d in session.scalars(select(Daftar).order_by(Daftar.id))]


def test_a_run_that_was_stopped_anywhere_is_finished_by_the_next(
    small: Office, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in ("_import", "_publish", "_move"):
        real = getattr(demo, step)

        def act_and_stop(*arguments: object, real: object = real) -> None:
            real(*arguments)
            raise Interrupted

        monkeypatch.setattr(demo, step, act_and_stop)
        assert isinstance(small.run("demo prepare").exception, Interrupted)
        monkeypatch.setattr(demo, step, real)
        small.clock.advance(days=1)
    assert "1399991708850001" in small.done("demo prepare")
    assert versions(sqlite_database) == [(1, False), (2, True)]
    with sqlite_database.reading() as session:
        moved = select(func.count()).select_from(Terbit).where(Terbit.tanda == int(Tanda.PINDAH_TPS))
        assert session.scalar(moved) == 1
        assert session.scalar(select(func.count()).select_from(Pemilih)) == VOTERS + 5


def test_voters_are_spread_evenly(
    small: Office, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_reports, "REPORTS", 15)
    small.done("demo prepare")
    per_tps = select(func.count()).select_from(Pemilih).group_by(Pemilih.tps_id)
    with sqlite_database.reading() as session:
        assert max(session.scalars(per_tps)) <= VOTERS / len(demo.PLACES) + 2


def test_the_demos_niks_are_told_only_while_its_election_is_the_one_on(
    office: Office, sqlite_database: Database
) -> None:
    roll = published_roll(sqlite_database)
    keyring.write(roll.keyring, office.keys)
    assert "139999" not in office.done("demo prepare")


def test_operators_are_told_that_the_table_of_holidays_ends(office: Office) -> None:
    office.done("keys init")
    assert "Hari libur" not in office.done("tahapan list")
    office.operator.clock = FrozenClock(datetime(2026, 12, 1, tzinfo=UTC))
    for command in ("tahapan list", "jobs run --once"):
        assert "Hari libur tercatat sampai 31-12-2026; 30 hari lagi" in office.done(command)
    office.operator.clock = FrozenClock(datetime(2027, 1, 2, tzinfo=UTC))
    assert "sudah lewat 2 hari" in office.done("tahapan list")
