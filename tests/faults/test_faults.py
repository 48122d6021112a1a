"""A few of each fault; `python -m tests.faults --rounds 1000` for many."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.crash import Fault, Way
from tests.faults.promises import Promise, broken_promises, named_files, orphans, sweep
from tests.faults.rounds import Ground, burning_ground

STRIKES = (Way.KILL, Way.DISK_FULL, Way.CONNECTION_LOST)
LIE = Promise("LP-000000", "", "x", documents=0, kontak=0)


@pytest.fixture(params=["sqlite", "postgres"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    with burning_ground(tmp_path, postgres=request.param == "postgres") as burning:
        yield burning


def test_no_fault_while_filing_loses_or_doubles_or_halves_a_report(ground: Ground) -> None:
    """Every second place that a filing passes is struck by one of three faults in turn."""
    assert ground.crashes.places > 20
    for number, at in enumerate(range(1, ground.crashes.places + 1, 2)):
        ground.crashes.meet(Fault(STRIKES[number % len(STRIKES)], at))
    assert kept(ground)


def test_no_kill_of_a_running_site_loses_or_doubles_or_halves_a_report(ground: Ground) -> None:
    ground.fire.kill_group()
    ground.fire.kill_worker()
    ground.fire.hang_up()
    for name, server in ground.servers.items():
        ground.fire.lose(name, server)
    assert ground.tally.promises
    assert kept(ground)


@pytest.mark.parametrize("ground", ["sqlite"], indirect=True)
def test_a_broken_promise_is_seen(ground: Ground) -> None:
    (mark,) = ground.tally.promises
    page = next(iter(named_files(ground.premises)))
    ground.premises.files.joinpath(page[:2], page).unlink()
    seen = broken_promises(ground.premises, {mark: ground.tally.promises[mark], "x": LIE})
    assert len(seen) == 2, seen


def kept(ground: Ground) -> bool:
    """Whether every promise was kept, and what is left over can be swept. What was not, the test shows."""
    assert ground.tally.broken == []
    assert broken_promises(ground.premises, ground.tally.promises) == []
    assert sweep(ground.premises) >= 0
    assert orphans(ground.premises) == set()
    return True
