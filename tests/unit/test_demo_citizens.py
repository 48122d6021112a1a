"""The citizens of the demo: who asks to be listed is nobody whom its list has."""

from datetime import date

from pemilu.cli.demo_citizens import people
from pemilu.cli.demo_people import SAMPLES
from pemilu.cli.demo_reports import REPORTS, TWICE

POLLING_DAY = date(2024, 11, 27)


def test_who_is_not_on_the_list_has_the_nik_of_nobody_on_it() -> None:
    listed, unlisted = people(POLLING_DAY)
    niks = {person["nik"] for person in listed} | {sample.nik for sample in SAMPLES}
    assert not niks & {person["nik"] for person in unlisted}
    assert min(len(listed), len(unlisted)) >= REPORTS - REPORTS // TWICE, "too few for any mix of reports"
