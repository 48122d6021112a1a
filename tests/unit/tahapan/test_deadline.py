"""By when a report must be answered: refusals, the letter of the rules, and how urgent it is."""

from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta

import pytest

from pemilu.tahapan.day import NaiveInstant
from pemilu.tahapan.deadline import (
    ATURAN_PEMILU,
    ATURAN_PILKADA,
    BadRule,
    Deadline,
    RuleTanggapan,
    StageClosed,
    StageUnknown,
    Urgency,
    due_at,
    share_elapsed,
    urgency,
)
from pemilu.tahapan.holidays import HariLibur, HolidayCoverageEnded, Libur, load_holidays
from pemilu.tahapan.kinds import AturanTanggapan
from pemilu.wilayah.zona import Zona

HARI, AKHIR = AturanTanggapan.HARI_SEJAK_LAPORAN, AturanTanggapan.AKHIR_TAHAPAN
LIMA_HARI_KERJA = RuleTanggapan(aturan=HARI, versi=2, hari=5, hari_kerja=True)
LIBUR = load_holidays()
HOURS_AHEAD = {Zona.WIB: 7, Zona.WITA: 8, Zona.WIT: 9}


def _at(text: str, zona: Zona) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=HOURS_AHEAD[zona])


def _due(
    rule: RuleTanggapan,
    local: str,
    *,
    zona: Zona = Zona.WIB,
    selesai: date | None = None,
    libur: HariLibur = LIBUR,
) -> Deadline:
    return due_at(rule, _at(local, zona), zona=zona, tahap_selesai=selesai, libur=libur)


@pytest.mark.parametrize(
    ("aturan", "versi", "hari", "hari_kerja"),
    [
        (HARI, 1, None, False),
        (HARI, 1, None, True),
        (HARI, 1, 0, False),
        (HARI, 1, -5, False),
        (HARI, 1, 367, False),
        (HARI, 0, 5, False),
        (AKHIR, 1, 5, False),
        (AKHIR, 1, None, True),
        (AKHIR, 0, None, False),
    ],
)
def test_a_rule_that_says_nothing_clear_is_refused(
    aturan: AturanTanggapan, versi: int, hari: int | None, *, hari_kerja: bool
) -> None:
    with pytest.raises(BadRule):
        RuleTanggapan(aturan=aturan, versi=versi, hari=hari, hari_kerja=hari_kerja)


@pytest.mark.parametrize("hari", [1, 366])
def test_a_rule_may_give_from_one_day_to_a_year(hari: int) -> None:
    due_date = _due(RuleTanggapan(aturan=HARI, versi=1, hari=hari), "2024-01-01T10:00:00").due_date
    assert due_date == date(2024, 1, 1) + timedelta(days=hari)


@pytest.mark.parametrize("rule", [ATURAN_PILKADA, LIMA_HARI_KERJA, ATURAN_PEMILU])
def test_a_submission_without_a_time_zone_is_refused(rule: RuleTanggapan) -> None:
    with pytest.raises(NaiveInstant):
        due_at(rule, datetime(2024, 8, 20, 9), zona=Zona.WIB, tahap_selesai=date(2024, 8, 27), libur=LIBUR)


@pytest.mark.parametrize("zona", list(Zona))
def test_a_report_in_the_first_second_after_the_stage_is_refused(zona: Zona) -> None:
    with pytest.raises(StageClosed) as refused:
        _due(ATURAN_PEMILU, "2023-05-03T00:00:00", zona=zona, selesai=date(2023, 5, 2))
    assert refused.value.tahap_selesai == date(2023, 5, 2)


def test_the_end_of_an_unknown_stage_is_refused() -> None:
    with pytest.raises(StageUnknown):
        _due(ATURAN_PEMILU, "2023-05-01T10:00:00")


def test_working_days_past_the_holiday_table_are_refused() -> None:
    assert _due(LIMA_HARI_KERJA, "2026-12-21T10:00:00").due_date == date(2026, 12, 30)
    with pytest.raises(HolidayCoverageEnded) as refused:
        _due(LIMA_HARI_KERJA, "2026-12-28T10:00:00")
    assert refused.value.asked == date(2027, 1, 1)


def test_calendar_days_need_no_holiday_table() -> None:
    assert _due(ATURAN_PILKADA, "2027-02-27T10:00:00").due_date == date(2027, 3, 4)


@pytest.mark.parametrize("zona", list(Zona))
@pytest.mark.parametrize(
    ("local", "due_date"),
    [
        ("2024-08-18T00:00:00", date(2024, 8, 23)),
        ("2024-08-18T23:59:59.999999", date(2024, 8, 23)),
        ("2024-08-19T00:00:00", date(2024, 8, 24)),
        ("2024-08-27T23:59:59", date(2024, 9, 1)),
        ("2024-12-29T12:00:00", date(2025, 1, 3)),
        ("2024-02-25T12:00:00", date(2024, 3, 1)),
        ("2025-02-25T12:00:00", date(2025, 3, 2)),
    ],
)
def test_pilkada_counts_five_calendar_days_after_the_local_day_of_the_report(
    zona: Zona, local: str, due_date: date
) -> None:
    deadline = _due(ATURAN_PILKADA, local, zona=zona)
    assert deadline.due_date == due_date
    assert deadline.due == _at(f"{due_date}T23:59:59", zona)
    assert deadline.why.dihitung_dari == due_date - timedelta(days=5)


def test_one_instant_is_two_dates_on_the_two_sides_of_midnight() -> None:
    instant = datetime(2024, 8, 20, 15, 30, tzinfo=UTC)
    due = {
        zona: due_at(ATURAN_PILKADA, instant, zona=zona, tahap_selesai=None, libur=LIBUR).due_date
        for zona in Zona
    }
    assert due == {
        Zona.WIB: date(2024, 8, 25),
        Zona.WITA: date(2024, 8, 25),
        Zona.WIT: date(2024, 8, 26),
    }


@pytest.mark.parametrize(
    ("local", "due_date", "dilewati"),
    [
        ("2026-08-10T10:00:00", date(2026, 8, 18), [date(2026, 8, 17)]),
        ("2026-08-03T10:00:00", date(2026, 8, 10), []),
        ("2026-08-07T23:59:59", date(2026, 8, 14), []),
        ("2026-08-08T00:00:00", date(2026, 8, 14), []),
        ("2026-08-17T10:00:00", date(2026, 8, 24), []),
        ("2024-08-16T10:00:00", date(2024, 8, 23), []),
        (
            "2026-03-17T10:00:00",
            date(2026, 3, 31),
            [date(2026, 3, day) for day in (18, 19, 20, 23, 24)],
        ),
    ],
)
def test_working_days_skip_weekends_and_name_the_holidays_they_skip(
    local: str, due_date: date, dilewati: list[date]
) -> None:
    deadline = _due(LIMA_HARI_KERJA, local)
    assert deadline.due_date == due_date
    assert [libur.tanggal for libur in deadline.why.dilewati] == dilewati


def test_the_reason_holds_what_the_page_explains() -> None:
    pilkada = _due(ATURAN_PILKADA, "2024-08-20T10:00:00", selesai=date(2024, 8, 27)).why
    assert (pilkada.rule, pilkada.dihitung_dari) == (ATURAN_PILKADA, date(2024, 8, 20))
    assert (pilkada.dilewati, pilkada.tahap_selesai) == ((), None)
    kerja = _due(LIMA_HARI_KERJA, "2026-08-13T10:00:00").why
    assert kerja.dilewati == (Libur(date(2026, 8, 17), "Proklamasi Kemerdekaan"),)
    pemilu = _due(ATURAN_PEMILU, "2023-04-20T10:00:00", selesai=date(2023, 5, 2)).why
    assert (pemilu.rule.aturan, pemilu.tahap_selesai) == (AKHIR, date(2023, 5, 2))


@pytest.mark.parametrize("zona", list(Zona))
@pytest.mark.parametrize("local", ["2023-04-12T00:00:00", "2023-05-02T00:00:00", "2023-05-02T23:59:59"])
def test_pemilu_answers_by_the_last_second_of_the_stage(zona: Zona, local: str) -> None:
    deadline = _due(ATURAN_PEMILU, local, zona=zona, selesai=date(2023, 5, 2))
    assert deadline.due_date == date(2023, 5, 2)
    assert _at(local, zona) <= deadline.due == _at("2023-05-02T23:59:59", zona)


def test_a_new_version_of_the_rule_leaves_a_given_deadline_alone() -> None:
    given = _due(ATURAN_PILKADA, "2024-08-20T10:00:00")
    changed = RuleTanggapan(aturan=HARI, versi=2, hari=7)
    assert _due(changed, "2024-08-20T10:00:00").due_date == date(2024, 8, 27)
    assert (given.due_date, given.why.rule.versi, given.why.rule.hari) == (date(2024, 8, 25), 1, 5)
    with pytest.raises(FrozenInstanceError):
        given.due_date = date(2024, 8, 27)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("share", "level"),
    [
        (-1.0, Urgency.LAPANG),
        (0.0, Urgency.LAPANG),
        (0.499999, Urgency.LAPANG),
        (0.5, Urgency.PERHATIAN),
        (0.799999, Urgency.PERHATIAN),
        (0.8, Urgency.MENDESAK),
        (0.999999, Urgency.MENDESAK),
        (1.0, Urgency.LEWAT),
        (7.5, Urgency.LEWAT),
    ],
)
def test_urgency_rises_at_half_at_four_fifths_and_at_the_end(share: float, level: Urgency) -> None:
    assert urgency(share) is level


def test_the_share_of_time_is_counted_from_submission_to_due() -> None:
    submitted = _at("2024-08-20T23:59:59", Zona.WIB)
    deadline = due_at(ATURAN_PILKADA, submitted, zona=Zona.WIB, tahap_selesai=None, libur=LIBUR)
    day = timedelta(days=1)
    shares = [share_elapsed(deadline, submitted, submitted + n * day) for n in (-1, 0, 2, 2.5, 4, 5, 10)]
    assert shares == [0.0, 0.0, 0.4, 0.5, 0.8, 1.0, 2.0]


def test_a_report_in_the_last_second_of_the_stage_has_no_time_left() -> None:
    submitted = _at("2023-05-02T23:59:59.500000", Zona.WIB)
    deadline = due_at(ATURAN_PEMILU, submitted, zona=Zona.WIB, tahap_selesai=date(2023, 5, 2), libur=LIBUR)
    assert share_elapsed(deadline, submitted, submitted) == 1.0
    exact = _at("2023-05-02T23:59:59", Zona.WIB)
    assert share_elapsed(deadline, exact, exact) == 1.0
    assert share_elapsed(deadline, exact, exact - timedelta(seconds=1)) == 0.0
