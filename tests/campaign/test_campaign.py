"""A fifth of a campaign; `python -m tests.campaign` runs the whole."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from pemilu.infra.db import Database
from pemilu.laporan.guard import KELURAHAN_WEEKLY
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.wilayah.models import Tps
from tests.campaign.outcome import Campaign, broken_claims, digest, wage, wronged
from tests.campaign.plans import CAREFUL, Casting, careful, honest, hostile, pretended
from tests.campaign.world import World, build_world, with_cheap_hashes

REPORTS, HONEST, PRETENDED, KELURAHAN = 2_000, 60, 40, 4


@pytest.fixture
def world(sqlite_database: Database) -> World:
    return build_world(sqlite_database, 2)


@pytest.mark.timeout(300)
def test_a_campaign_changes_no_voter_and_keeps_no_honest_report_from_its_answer(
    sqlite_database: Database,
) -> None:
    world = build_world(sqlite_database, KELURAHAN)
    cast = Casting(world, seed=1)
    with with_cheap_hashes():
        campaign = wage(world, hostile(cast, REPORTS), honest(cast, HONEST), pretended(cast, PRETENDED))
    assert broken_claims(world, campaign) == []
    assert (len(campaign.hostile), len(campaign.honest)) == (REPORTS, HONEST)
    assert campaign.passed_plans == {CAREFUL}


@pytest.mark.parametrize(("too_many", "held"), [(0, False), (1, True)])
def test_the_most_careful_campaign_ends_at_the_share_of_a_week(
    world: World, too_many: int, held: bool
) -> None:
    """Below every daily cap, two reports from each person, each of them known to the list."""
    attempts = careful(Casting(world, seed=2), world.kelurahan, KELURAHAN_WEEKLY + too_many)
    with with_cheap_hashes():
        campaign = wage(world, attempts, ())
    assert {filed.held for filed in campaign.hostile} == {held}


def _lifted(campaign: Campaign) -> None:
    campaign.honest[0].laporan.pemegang_tingkat = TingkatPanitia.PPK


def _late(campaign: Campaign) -> None:
    campaign.honest[0].laporan.tenggat += timedelta(days=1)


def _orphaned(campaign: Campaign) -> None:
    campaign.honest[-1].laporan.pemegang_wilayah = "1399"


@pytest.mark.parametrize("spoil", [_lifted, _late, _orphaned])
def test_an_honest_report_that_is_wronged_is_seen(world: World, spoil: Callable[[Campaign], None]) -> None:
    cast = Casting(world, seed=3)
    with with_cheap_hashes():
        campaign = wage(world, careful(cast, world.kelurahan, 2), honest(cast, 6))
    assert wronged(world, campaign) == []
    assert broken_claims(world, campaign) == ["nearly all hostile reports are held"]
    spoil(campaign)
    assert wronged(world, campaign)


def test_a_row_that_changes_is_seen(world: World) -> None:
    before = digest(world.database)
    with world.database.transaction() as session:
        session.execute(update(Tps).where(Tps.nomor == 1).values(tempat="di tempat lain"))
    assert digest(world.database) != before
