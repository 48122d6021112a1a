"""When a stage is open, at the second, in each of the three zones."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pemilu.tahapan.day import NaiveInstant
from pemilu.tahapan.kinds import JenisPemilihan, KodeTahapan
from pemilu.tahapan.stage import (
    BadStage,
    Jadwal,
    Tahap,
    closes_at,
    next_opening,
    next_stage,
    open_at,
    opens_at,
    stage_at,
)
from pemilu.wilayah.zona import Zona

TANGGAPAN = Tahap(KodeTahapan.TANGGAPAN, date(2024, 8, 18), date(2024, 8, 27))
KEDUA = Tahap(KodeTahapan.TANGGAPAN, date(2024, 9, 1), date(2024, 9, 3))
JADWAL = Jadwal("Pilkada 2024", JenisPemilihan.PILKADA, date(2024, 11, 27), Zona.WIB, (KEDUA, TANGGAPAN))

HOURS_AHEAD = {Zona.WIB: 7, Zona.WITA: 8, Zona.WIT: 9}


def _at(text: str, zona: Zona) -> datetime:
    """The UTC instant of a local wall-clock time, worked out by plain subtraction of the offset."""
    local = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return local - timedelta(hours=HOURS_AHEAD[zona])


def test_a_stage_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadStage) as refused:
        Tahap(KodeTahapan.DPT, date(2024, 9, 21), date(2024, 9, 20))
    assert refused.value.kode is KodeTahapan.DPT


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(NaiveInstant):
        open_at(JADWAL, datetime(2024, 8, 20, 12), kode=KodeTahapan.TANGGAPAN, zona=Zona.WIB)


@pytest.mark.parametrize("zona", list(Zona))
@pytest.mark.parametrize(
    ("local", "is_open"),
    [
        ("2024-08-17T23:59:59", False),
        ("2024-08-17T23:59:59.999999", False),
        ("2024-08-18T00:00:00", True),
        ("2024-08-22T12:00:00", True),
        ("2024-08-27T23:59:00", True),
        ("2024-08-27T23:59:59", True),
        ("2024-08-27T23:59:59.999999", True),
        ("2024-08-28T00:00:00", False),
        ("2024-08-31T23:59:59", False),
        ("2024-09-01T00:00:00", True),
        ("2024-09-03T23:59:59", True),
        ("2024-09-04T00:00:00", False),
    ],
)
def test_a_stage_is_open_from_local_midnight_through_the_last_local_second(
    zona: Zona, local: str, *, is_open: bool
) -> None:
    assert open_at(JADWAL, _at(local, zona), kode=KodeTahapan.TANGGAPAN, zona=zona) is is_open


@pytest.mark.parametrize(
    ("instant", "open_in"),
    [
        ("2024-08-17T14:59:59Z", set()),
        ("2024-08-17T15:00:00Z", {Zona.WIT}),
        ("2024-08-17T16:00:00Z", {Zona.WIT, Zona.WITA}),
        ("2024-08-17T17:00:00Z", {Zona.WIT, Zona.WITA, Zona.WIB}),
        ("2024-08-27T14:59:59Z", {Zona.WIT, Zona.WITA, Zona.WIB}),
        ("2024-08-27T15:00:00Z", {Zona.WITA, Zona.WIB}),
        ("2024-08-27T16:00:00Z", {Zona.WIB}),
        ("2024-08-27T17:00:00Z", set()),
    ],
)
def test_papua_opens_and_closes_two_hours_before_sumatra(instant: str, open_in: set[Zona]) -> None:
    now = datetime.fromisoformat(instant)
    held = {zona for zona in Zona if open_at(JADWAL, now, kode=KodeTahapan.TANGGAPAN, zona=zona)}
    assert held == open_in


def test_the_zone_in_which_now_is_written_changes_nothing() -> None:
    now = _at("2024-08-27T23:59:59", Zona.WIB)
    as_wit = now.astimezone(Zona.WIT.tzinfo)
    assert as_wit.date() == date(2024, 8, 28)
    assert open_at(JADWAL, as_wit, kode=KodeTahapan.TANGGAPAN, zona=Zona.WIB)


def test_a_stage_of_another_kind_does_not_open_this_one() -> None:
    now = _at("2024-08-20T12:00:00", Zona.WIB)
    assert not open_at(JADWAL, now, kode=KodeTahapan.DPT, zona=Zona.WIB)


def test_a_stage_of_one_day_is_open_all_that_day() -> None:
    satu = Jadwal(
        "x",
        JenisPemilihan.PILKADA,
        date(2024, 11, 27),
        Zona.WIB,
        (Tahap(KodeTahapan.DPT, date(2024, 9, 21), date(2024, 9, 21)),),
    )
    times = ("2024-09-20T23:59:59", "2024-09-21T00:00:00", "2024-09-21T23:59:59", "2024-09-22T00:00:00")
    found = [open_at(satu, _at(time, Zona.WITA), kode=KodeTahapan.DPT, zona=Zona.WITA) for time in times]
    assert found == [False, True, True, False]


def test_of_two_open_windows_the_one_that_ends_last_counts() -> None:
    longer = Tahap(KodeTahapan.TANGGAPAN, date(2024, 8, 20), date(2024, 8, 30))
    overlapping = Jadwal("x", JenisPemilihan.PEMILU, date(2024, 11, 27), Zona.WIB, (longer, TANGGAPAN))
    now = _at("2024-08-21T12:00:00", Zona.WIB)
    assert stage_at(overlapping, now, kode=KodeTahapan.TANGGAPAN, zona=Zona.WIB) == longer


@pytest.mark.parametrize("zona", list(Zona))
def test_opening_and_closing_are_the_first_and_the_last_open_second(zona: Zona) -> None:
    opening, closing = opens_at(TANGGAPAN, zona), closes_at(TANGGAPAN, zona)
    assert (opening, closing) == (_at("2024-08-18T00:00:00", zona), _at("2024-08-27T23:59:59", zona))
    assert opening.utcoffset() == closing.utcoffset() == timedelta(0)
    second = timedelta(seconds=1)
    found = [
        open_at(JADWAL, moment, kode=KodeTahapan.TANGGAPAN, zona=zona)
        for moment in (opening - second, opening, closing, closing + second)
    ]
    assert found == [False, True, True, False]


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2024-08-17T23:59:59", TANGGAPAN),
        ("2024-08-18T00:00:00", KEDUA),
        ("2024-08-31T23:59:59", KEDUA),
        ("2024-09-01T00:00:00", None),
    ],
)
def test_the_next_opening_is_of_the_first_window_that_has_not_begun(
    local: str, expected: Tahap | None
) -> None:
    now = _at(local, Zona.WIT)
    assert next_stage(JADWAL, now, kode=KodeTahapan.TANGGAPAN, zona=Zona.WIT) == expected
    opening = next_opening(JADWAL, now, kode=KodeTahapan.TANGGAPAN, zona=Zona.WIT)
    assert opening == (expected and opens_at(expected, Zona.WIT))
