"""A fifth of a campaign; `make campaign` runs the whole."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import update

from pemilu.infra.db import Database, open_database
from pemilu.infra.migrate import migrate
from pemilu.laporan.guard import KELURAHAN_REPORTS, KELURAHAN_WEEKLY
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.wilayah.models import Tps
from tests.campaign import plans
from tests.campaign.outcome import SINGLE, Campaign, broken_claims, digest, wage, wronged
from tests.campaign.world import Attempt, World, build_world, with_cheap_hashes
from tests.factories import NOW

REPORTS, HONEST, PRETENDED, KELURAHAN = 2_000, 60, 40, 4


@pytest.mark.timeout(300)
def test_a_campaign_changes_no_voter_and_keeps_no_honest_report_from_its_answer(
    sqlite_database: Database,
) -> None:
    world = build_world(sqlite_database, KELURAHAN)
    cast = plans.Casting(world, seed=1)
    with with_cheap_hashes():
        campaign = wage(
            world,
            plans.hostile(cast, REPORTS),
            plans.honest(cast, HONEST),
            plans.pretended(cast, PRETENDED),
        )
    assert broken_claims(world, campaign) == []
    assert (len(campaign.hostile), len(campaign.honest)) == (REPORTS, HONEST)
    assert campaign.passed_plans == plans.UNNOTICED
    assert campaign.most_single <= KELURAHAN_REPORTS


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """For all tests below: each has kelurahan of its own."""
    url = f"sqlite:///{tmp_path_factory.mktemp('campaign') / 'pemilu.db'}"
    migrate(url)
    database = Database(open_database(url))
    yield build_world(database, 6)
    database.engine.dispose()


@pytest.fixture(scope="module")
def cast(world: World) -> plans.Casting:
    return plans.Casting(world, seed=2)


@pytest.mark.parametrize(
    ("place", "plan", "too_many", "single"),
    [
        (0, plans.careful, 0, 4),
        (1, plans.careful, 1, 0),
        (2, plans.careful_families, 0, 24),
        (3, plans.careful_families, 1, 0),
    ],
)
def test_the_most_careful_campaign_ends_at_the_share_of_a_week(
    cast: plans.Casting, place: int, plan: Callable[..., list[Attempt]], too_many: int, single: int
) -> None:
    """Below every daily cap, as many reports from each person as one may file, each known to the list."""
    attempts = plan(cast, [cast.world.kelurahan[place]], KELURAHAN_WEEKLY + too_many)
    with with_cheap_hashes():
        campaign = wage(cast.world, attempts, ())
    assert {filed.held for filed in campaign.hostile} == {single == 0}
    assert campaign.most_single == single


@pytest.fixture(scope="module")
def corner(world: World) -> World:
    """Two kelurahan of it."""
    here = world.kelurahan[4:]
    listed, unlisted = ({kode: people[kode] for kode in here} for people in (world.listed, world.unlisted))
    return replace(world, listed=listed, unlisted=unlisted)


@pytest.fixture(scope="module")
def campaign(corner: World) -> Campaign:
    cast = plans.Casting(corner, seed=3)
    with with_cheap_hashes():
        return wage(corner, plans.careful(cast, corner.kelurahan, 2), plans.honest(cast, 6))


@pytest.mark.parametrize(
    ("which", "wrong"),
    [
        (0, {"pemegang_tingkat": TingkatPanitia.PPK}),
        (0, {"tenggat": NOW}),
        (-1, {"pemegang_wilayah": "1399"}),
    ],
    ids=["lifted", "late", "orphaned"],
)
def test_an_honest_report_that_is_wronged_is_seen(
    corner: World, campaign: Campaign, monkeypatch: pytest.MonkeyPatch, which: int, wrong: dict[str, object]
) -> None:
    assert wronged(corner, campaign) == []
    assert broken_claims(corner, campaign) == ["nearly all hostile reports are held"]
    for name, value in wrong.items():
        monkeypatch.setattr(campaign.honest[which].laporan, name, value)
    assert wronged(corner, campaign)


def test_honest_reports_in_cases_are_seen(
    corner: World, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    for filed in campaign.honest:
        monkeypatch.setattr(filed.laporan, "kasus_id", 1)
    assert {"most honest reports stay with their PPS", "nearly all of them where no flood is"} <= set(
        broken_claims(corner, campaign)
    )


@pytest.mark.parametrize(
    ("plan", "too_many", "claim"),
    [
        (plans.careful, KELURAHAN_WEEKLY + 1, "what passes is a week's share of a kelurahan at most"),
        (plans.careful_families, KELURAHAN_WEEKLY + 1, "of families too"),
        (plans.careful, 5 * (SINGLE + 1), "a day brings PPS few single ones"),
    ],
)
def test_what_no_case_holds_is_seen_where_it_is_too_much(
    corner: World, campaign: Campaign, plan: Callable[..., list[Attempt]], too_many: int, claim: str
) -> None:
    free = campaign.hostile[0]
    attempts = plan(plans.Casting(corner, seed=4), corner.kelurahan[:1], too_many)
    spoilt = replace(campaign, hostile=[replace(free, attempt=attempt) for attempt in attempts])
    assert claim in broken_claims(corner, spoilt)


def test_a_row_that_changes_is_seen(world: World) -> None:
    before = digest(world.database)
    with world.database.transaction() as session:
        session.execute(update(Tps).where(Tps.nomor == 1).values(tempat="di tempat lain"))
    assert digest(world.database) != before
