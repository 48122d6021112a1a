"""`python -m tests.faults --rounds 1000`: faults on SQLite and on PostgreSQL, and what came of them."""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tqdm import tqdm

from tests.faults.crash import Fault, Way
from tests.faults.promises import broken_promises, orphans, sweep
from tests.faults.rounds import Ground, burning_ground

STRIKES = (Way.KILL, Way.DISK_FULL, Way.CONNECTION_LOST)
# Of a hundred faults so many are of the slow kind, which take a running site down.
SLOW = 20


def main() -> int:
    """Returns 1 when any promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="faults in all (default 200)")
    parser.add_argument("--seed", type=int, default=None, help="for the same choices again")
    given = parser.parse_args()
    random.seed(given.seed)
    return max(_burn(given.rounds // 2, postgres=postgres) for postgres in (False, True))


def _burn(rounds: int, *, postgres: bool) -> int:
    name = "PostgreSQL" if postgres else "SQLite"
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="pemilu-faults-") as home,
        burning_ground(Path(home), postgres=postgres) as ground,
    ):
        for _ in tqdm(range(rounds), desc=name, unit=" faults"):
            _strike(ground)
        return _report(name, ground, time.monotonic() - started)


def _ground(home: str, postgres: bool):
    return burning_ground(Path(home), postgres=postgres)


def _strike(ground: Ground) -> None:
    if random.random() * 100 >= SLOW:
        ground.crashes.meet(Fault(random.choice(STRIKES), random.randint(1, ground.crashes.places)))
        return
    fire = ground.fire
    damage = [fire.kill_group, fire.kill_worker, fire.hang_up]
    damage += [
        lambda name=name, server=server: fire.lose(name, server) for name, server in ground.servers.items()
    ]
    random.choice(damage)()


def _report(name: str, ground: Ground, seconds: float) -> int:
    tally = ground.tally
    broken = [*tally.broken, *broken_promises(ground.premises, tally.promises)]
    left = len(orphans(ground.premises))
    swept = sweep(ground.premises)
    lines = [
        f"{name}: {tally.faults.total()} faults in {seconds:.0f} s",
        *(f"  {count:6}  {fault}" for fault, count in sorted(tally.faults.items())),
        f"  {len(tally.promises):6}  receipts, {tally.unanswered} forms without an answer sent again",
        f"  {left:6}  orphan files, {swept} swept, {len(orphans(ground.premises))} left",
        f"  {len(broken):6}  broken promises",
        *(f"          {one}" for one in broken[:20]),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
