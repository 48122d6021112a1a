"""Over 10,000 drawn cases: what must hold for every deadline, checked against plain counting."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pemilu.tahapan.deadline import RuleTanggapan, StageClosed, due_at, share_elapsed
from pemilu.tahapan.holidays import HariLibur, HolidayCoverageEnded
from pemilu.tahapan.kinds import AturanTanggapan
from pemilu.wilayah.zona import Zona

HARI = AturanTanggapan.HARI_SEJAK_LAPORAN
PEMILU = RuleTanggapan(aturan=AturanTanggapan.AKHIR_TAHAPAN, versi=1)
HOURS_AHEAD = {Zona.WIB: 7, Zona.WITA: 8, Zona.WIT: 9}
FIRST, LAST = date(2024, 1, 1), date(2029, 12, 31)
DAY = timedelta(days=1)
NO_HOLIDAYS = HariLibur(FIRST, LAST, {})

many = settings(max_examples=1300, deadline=None)

zones = st.sampled_from(list(Zona))
days = st.dates(date(2024, 1, 2), date(2028, 6, 30))
# Half of the draws sit within two seconds of a local midnight, where mistakes live.
seconds = st.one_of(st.integers(0, 86_399), st.sampled_from([0, 1, 86_398, 86_399]))
counts = st.integers(1, 30)
calendar_rules = st.builds(lambda n: RuleTanggapan(aturan=HARI, versi=1, hari=n), counts)
workday_rules = st.builds(lambda n: RuleTanggapan(aturan=HARI, versi=1, hari=n, hari_kerja=True), counts)
any_day_rules = st.one_of(calendar_rules, workday_rules)
tables = st.builds(
    lambda offsets, base: HariLibur(FIRST, LAST, {base + n * DAY: f"Libur {n}" for n in offsets}),
    st.sets(st.integers(0, 60), max_size=15),
    days,
)


def _instant(day: date, second: int, zona: Zona) -> datetime:
    """The UTC instant of a local second, by plain subtraction of the offset."""
    local = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=second)
    return local - timedelta(hours=HOURS_AHEAD[zona])


def _due_date(rule: RuleTanggapan, day: date, libur: HariLibur) -> date:
    noon = _instant(day, 43_200, Zona.WIB)
    return due_at(rule, noon, zona=Zona.WIB, tahap_selesai=None, libur=libur).due_date


@many
@given(any_day_rules, days, seconds, zones, tables)
def test_a_deadline_is_the_last_local_second_of_its_day(
    rule: RuleTanggapan, day: date, second: int, zona: Zona, libur: HariLibur
) -> None:
    deadline = due_at(rule, _instant(day, second, zona), zona=zona, tahap_selesai=None, libur=libur)
    assert deadline.due == _instant(deadline.due_date, 86_399, zona)
    assert deadline.due.astimezone(zona.tzinfo).strftime("%H:%M:%S") == "23:59:59"
    assert deadline.due.utcoffset() == timedelta(0)


@many
@given(calendar_rules, days, seconds, zones)
def test_calendar_days_give_n_whole_days_and_never_less(
    rule: RuleTanggapan, day: date, second: int, zona: Zona
) -> None:
    submitted = _instant(day, second, zona)
    deadline = due_at(rule, submitted, zona=zona, tahap_selesai=None, libur=NO_HOLIDAYS)
    assert rule.hari is not None
    assert deadline.due_date == day + rule.hari * DAY
    # No daylight saving: the length is exact to the second, whatever the date.
    assert deadline.due - submitted == rule.hari * DAY + timedelta(seconds=86_399 - second)


@many
@given(any_day_rules, days, seconds, zones, tables, st.integers(0, 20 * 86_400))
def test_a_later_report_is_never_due_earlier(
    rule: RuleTanggapan, day: date, second: int, zona: Zona, libur: HariLibur, delay: int
) -> None:
    first = _instant(day, second, zona)
    later = first + timedelta(seconds=delay)
    dues = [due_at(rule, at, zona=zona, tahap_selesai=None, libur=libur).due for at in (first, later)]
    assert dues[0] <= dues[1]


@many
@given(any_day_rules, days, seconds, seconds, zones, tables)
def test_reports_of_one_local_day_are_due_together(
    rule: RuleTanggapan, day: date, one: int, other: int, zona: Zona, libur: HariLibur
) -> None:
    found = {
        due_at(rule, _instant(day, second, zona), zona=zona, tahap_selesai=None, libur=libur)
        for second in (one, other)
    }
    assert len(found) == 1


@many
@given(any_day_rules, days, seconds, tables)
def test_the_same_wall_clock_gives_the_same_date_in_every_zone(
    rule: RuleTanggapan, day: date, second: int, libur: HariLibur
) -> None:
    found = {
        zona: due_at(rule, _instant(day, second, zona), zona=zona, tahap_selesai=None, libur=libur)
        for zona in Zona
    }
    assert len({deadline.due_date for deadline in found.values()}) == 1
    hours = {
        zona: (found[Zona.WIB].due - deadline.due) / timedelta(hours=1) for zona, deadline in found.items()
    }
    assert hours == {Zona.WIB: 0, Zona.WITA: 1, Zona.WIT: 2}


@many
@given(workday_rules, days, tables)
def test_exactly_n_working_days_lie_after_the_report_and_the_last_is_the_due_day(
    rule: RuleTanggapan, day: date, libur: HariLibur
) -> None:
    due_date = _due_date(rule, day, libur)
    passed = [day + n * DAY for n in range(1, (due_date - day).days + 1)]
    worked = [d for d in passed if d.isoweekday() <= 5 and d not in libur.nama]
    assert len(worked) == rule.hari
    assert worked[-1] == due_date


@many
@given(workday_rules, days, tables, st.integers(1, 60))
def test_one_more_holiday_moves_the_due_day_only_when_it_takes_a_counted_day(
    rule: RuleTanggapan, day: date, libur: HariLibur, offset: int
) -> None:
    extra = day + offset * DAY
    assume(extra not in libur.nama)
    more = HariLibur(FIRST, LAST, {**libur.nama, extra: "Tambahan"})
    before, after = _due_date(rule, day, libur), _due_date(rule, day, more)
    if extra.isoweekday() <= 5 and extra <= before:
        assert after > before
        assert all(d in libur.nama or d.isoweekday() > 5 for d in _between(before, after))
    else:
        assert after == before


def _between(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range(1, (last - first).days)]


@many
@given(workday_rules, days, st.integers(0, 60))
def test_a_deadline_is_given_exactly_when_the_holiday_table_reaches_it(
    rule: RuleTanggapan, day: date, covered: int
) -> None:
    needed = _due_date(rule, day, NO_HOLIDAYS)
    short = HariLibur(FIRST, day + covered * DAY, {})
    if needed <= short.berlaku_sampai:
        assert _due_date(rule, day, short) == needed
    else:
        with pytest.raises(HolidayCoverageEnded):
            _due_date(rule, day, short)


@many
@given(days, seconds, zones, st.integers(-5, 25))
def test_the_end_of_a_stage_is_due_unless_it_is_over_locally(
    day: date, second: int, zona: Zona, left: int
) -> None:
    submitted, selesai = _instant(day, second, zona), day + left * DAY
    if left < 0:
        with pytest.raises(StageClosed):
            due_at(PEMILU, submitted, zona=zona, tahap_selesai=selesai, libur=NO_HOLIDAYS)
        return
    deadline = due_at(PEMILU, submitted, zona=zona, tahap_selesai=selesai, libur=NO_HOLIDAYS)
    assert deadline.due_date == selesai
    assert deadline.due >= submitted


@many
@given(any_day_rules, days, seconds, zones, st.integers(0, 60 * 86_400), st.integers(0, 86_400))
def test_the_used_share_never_falls_and_is_whole_exactly_at_due(
    rule: RuleTanggapan, day: date, second: int, zona: Zona, after: int, more: int
) -> None:
    submitted = _instant(day, second, zona)
    deadline = due_at(rule, submitted, zona=zona, tahap_selesai=None, libur=NO_HOLIDAYS)
    now = submitted + timedelta(seconds=after)
    share = share_elapsed(deadline, submitted, now)
    assert share <= share_elapsed(deadline, submitted, now + timedelta(seconds=more))
    assert (share >= 1.0) == (now >= deadline.due)
