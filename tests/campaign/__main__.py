"""`python -m tests.campaign --reports 10000 --honest 300`: a campaign on SQLite, and what came of it."""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from pemilu.infra.db import Database, open_database
from pemilu.infra.migrate import migrate
from pemilu.laporan.guard import KELURAHAN_WEEKLY
from pemilu.petugas.kinds import TingkatPanitia
from tests.campaign import plans
from tests.campaign.outcome import Campaign, Filed, broken_claims, wage
from tests.campaign.world import TPS_EACH, World, build_world, with_cheap_hashes

REPORTS_OF_A_KELURAHAN = 500
PRETENDED_SHARE = 0.02


def main() -> int:
    """Returns 1 when a claim does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000, help="against third parties (default 10000)")
    parser.add_argument("--honest", type=int, default=300, help="among them (default 300)")
    parser.add_argument("--kelurahan", type=int, help="of ten TPS each (default: one for 500 reports)")
    parser.add_argument("--seed", type=int, default=1, help="another campaign (default 1)")
    given = parser.parse_args()
    kelurahan = given.kelurahan or max(2, given.reports // REPORTS_OF_A_KELURAHAN)
    with tempfile.TemporaryDirectory(prefix="pemilu-campaign-") as home, with_cheap_hashes():
        world, cast = _ground(Path(home) / "mixed.db", kelurahan, given.seed)
        started = time.monotonic()
        campaign = wage(
            world,
            plans.hostile(cast, given.reports),
            plans.honest(cast, given.honest),
            plans.pretended(cast, round(given.reports * PRETENDED_SHARE)),
        )
        broken = _tell(world, campaign, time.monotonic() - started)
        world.database.engine.dispose()
        world, cast = _ground(Path(home) / "careful.db", kelurahan, given.seed)
        strangers = plans.careful(cast, world.kelurahan, KELURAHAN_WEEKLY)
        families = plans.careful_families(cast, world.kelurahan, KELURAHAN_WEEKLY)
        alone = wage(world, [*strangers, *families], ())
        _say("\nonly the careful, as many as the caps let through:", *_by_plan(alone.hostile))
        _say(f"single reports of a PPS and day: at most {alone.most_single}")
        world.database.engine.dispose()
    return bool(broken)


def _ground(file: Path, kelurahan: int, seed: int) -> tuple[World, plans.Casting]:
    migrate(f"sqlite:///{file}")
    world = build_world(Database(open_database(f"sqlite:///{file}")), kelurahan)
    return world, plans.Casting(world, seed)


def _tell(world: World, campaign: Campaign, seconds: float) -> list[str]:
    places = len(world.kelurahan)
    where = f"{places} kelurahan, {places * TPS_EACH} TPS"
    filed = f"{len(campaign.hostile)} hostile reports by {campaign.identities} identities"
    _say(f"{filed} in {plans.DAYS} days, {where}")
    for part in (campaign.hostile, campaign.honest, campaign.pretended):
        _say(*_by_plan(part))
    _say(f"hostile held: {_held(campaign.hostile)} = {campaign.share_held:.1%}")
    _say(f"cases: {campaign.cases} (at most {places * plans.DAYS}); {seconds:.0f} s")
    _say(f"single reports of a PPS and day: at most {campaign.most_single}")
    shares = f"{campaign.share_at_pps:.1%}; where no flood is {campaign.share_at_pps_elsewhere:.1%}"
    _say(f"honest: {_holders(campaign.honest)}; with their own PPS: {shares}")
    broken = broken_claims(world, campaign)
    _say(*(broken or ["every claim holds"]))
    return broken


def _by_plan(part: Sequence[Filed]) -> list[str]:
    by_plan = groupby(sorted(part, key=_plan), key=_plan)
    return [f"  {_held(list(filed)):>16}  {plan}" for plan, filed in by_plan]


def _plan(filed: Filed) -> str:
    return filed.attempt.plan


def _held(part: Sequence[Filed]) -> str:
    return f"{sum(filed.held for filed in part)} of {len(part)} held"


def _holders(part: Sequence[Filed]) -> str:
    by = {level: sum(filed.laporan.pemegang_tingkat is level for filed in part) for level in TingkatPanitia}
    return ", ".join(f"{count} at {level.name}" for level, count in by.items() if count)


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    sys.exit(main())
