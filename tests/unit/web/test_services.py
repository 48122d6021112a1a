"""What a process remembers of the election and of a database that is gone."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from sqlalchemy.exc import OperationalError

from pemilu.pemilih.nik import Nik, parse_nik
from pemilu.web import services
from pemilu.web.services import LEFT_ALONE_SECONDS, SITUATION_SECONDS, Reported, Situations

GONE = OperationalError("", {}, ConnectionError())
NIK = parse_nik("1399991708900001")


@dataclass
class Moving:
    """Time and a database that a test moves by hand."""

    seconds: float = 1_000.0
    gone: bool = False
    asked: list[str] = field(default_factory=list)

    def all(self, *_arguments: object) -> list[object]:
        """Nothing published, no election: what a reader of an empty database gives."""
        self.asked.append("reader")
        if self.gone:
            raise GONE
        return []

    def ask(self, _nik: Nik) -> bool:
        self.asked.append("reports")
        if self.gone:
            raise GONE
        return True


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Moving:
    world = Moving()
    monkeypatch.setattr(services.time, "monotonic", lambda: world.seconds)
    return world


def times(world: Moving, act: Callable[[], object]) -> int:
    """How often the database was asked meanwhile."""
    before = len(world.asked)
    act()
    return len(world.asked) - before


def test_a_first_situation_that_cannot_be_read_is_an_error(world: Moving) -> None:
    world.gone = True
    with pytest.raises(OperationalError):
        Situations(world, "").now()


def test_a_situation_is_asked_once_in_a_while(world: Moving) -> None:
    situations = Situations(world, "")
    assert times(world, situations.now) == 2
    assert times(world, situations.now) == 0
    world.seconds += SITUATION_SECONDS + 1
    assert times(world, situations.now) == 2


def test_an_old_situation_serves_while_the_database_is_gone_and_each_page_does_not_wait_for_it(
    world: Moving,
) -> None:
    situations = Situations(world, "")
    first = situations.now()
    world.gone = True
    world.seconds += SITUATION_SECONDS + 1
    assert situations.now() is first
    assert times(world, situations.now) == 0
    world.gone = False
    world.seconds += SITUATION_SECONDS + 1
    assert times(world, situations.now) == 2


def test_what_is_known_is_told_without_asking(world: Moving) -> None:
    situations = Situations(world, "")
    assert situations.known() is None
    first = situations.now()
    world.gone = True
    world.seconds += 3600
    assert situations.known() is first


def test_a_fresh_situation_is_never_an_old_one(world: Moving) -> None:
    situations = Situations(world, "")
    situations.now()
    world.gone = True
    with pytest.raises(OperationalError):
        situations.fresh()


def test_after_a_failure_nobody_waits_for_reports_for_a_while(world: Moving) -> None:
    assert isinstance(NIK, Nik)
    reported = Reported(world.ask)
    assert reported.about(NIK) is True
    world.gone = True
    assert times(world, lambda: reported.about(NIK)) == 1
    world.gone = False
    assert reported.about(NIK) is False
    assert times(world, lambda: reported.about(NIK)) == 0
    world.seconds += LEFT_ALONE_SECONDS
    assert reported.about(NIK) is True
