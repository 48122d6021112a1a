"""Every act from every state, against the tables of docs/laporan-status.md."""

import re

import pytest

from pemilu.laporan.status import CLOSED, OPEN, Act, ForbiddenTransition, Status, after, possible
from pemilu.web.words import STATUS
from tests.rules.sources import ROOT

PAGE = (ROOT / "docs" / "laporan-status.md").read_text()
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if "| `" in line]
STATES = {row[0].strip("`"): row for row in ROWS[: len(Status)]}
ACTS = {row[0].strip("`"): row for row in ROWS[len(Status) :]}
PAIRS = [(status, act) for act in Act for status in Status]


def named(cell: str) -> set[str]:
    return set(re.findall(r"`([a-z-]+)`", cell))


def test_the_page_lists_every_state_and_every_act_once() -> None:
    assert set(STATES) == set(Status)
    assert set(ACTS) == set(Act)
    assert len(ROWS) == len(Status) + len(Act)


@pytest.mark.parametrize(("status", "act"), PAIRS, ids=str)
def test_an_act_is_possible_just_where_the_page_says(status: Status, act: Act) -> None:
    _name, _who, allowed, target = ACTS[act]
    assert possible(status, act) is (status in named(allowed))
    if possible(status, act):
        assert after(status, act) == (status if target == "stays" else target.strip("`"))
        return
    with pytest.raises(ForbiddenTransition) as refused:
        after(status, act)
    assert (refused.value.status, refused.value.act) == (status, act)


@pytest.mark.parametrize("status", Status)
def test_a_state_is_open_or_closed_and_worded_as_the_page_says(status: Status) -> None:
    _name, is_open, words, _until = STATES[status]
    assert (status in OPEN, status in CLOSED) == (is_open == "yes", is_open == "no")
    assert str(STATUS[status]) == words


def test_no_open_report_is_stuck() -> None:
    """From every open state staff can get to a decision, and the reporter can take it back."""
    for status in OPEN:
        assert possible(status, Act.WITHDRAW)
        assert _reachable(status) >= {Status.DISETUJUI, Status.DITOLAK}


def test_what_is_decided_or_taken_back_stays_so_but_for_an_objection() -> None:
    assert _reachable(Status.DISETUJUI) == _reachable(Status.DIBATALKAN) == set()
    assert {act for act in Act if possible(Status.DITOLAK, act)} == {Act.OBJECT}


def test_nobody_decides_without_a_recommendation() -> None:
    """What was joined to another report gets that one's answer."""
    for act in (Act.APPROVE, Act.REJECT):
        allowed = {status for status in Status if possible(status, act)}
        assert allowed == {Status.DIREKOMENDASIKAN, Status.DIGABUNG}


def _reachable(status: Status) -> set[Status]:
    reached: set[Status] = set()
    ahead = [status]
    while ahead:
        here = ahead.pop()
        found = {after(here, act) for act in Act if possible(here, act)} - reached
        reached |= found
        ahead += found
    return reached
