"""Birth dates in every way lists write them; impossible ones first."""

from datetime import date

import pytest

from pemilu.pemilih.importers.dates import read_date
from pemilu.pemilih.importers.problems import Masalah

ON = date(2024, 11, 27)
KEMERDEKAAN = date(1945, 8, 17)


@pytest.mark.parametrize(
    ("text", "masalah"),
    [
        ("31-02-1990", Masalah.LAHIR_MUSTAHIL),
        ("00-00-1950", Masalah.LAHIR_MUSTAHIL),
        ("29-02-1900", Masalah.LAHIR_MUSTAHIL),
        ("1900-02-29", Masalah.LAHIR_MUSTAHIL),
        ("17-08-1845", Masalah.LAHIR_MUSTAHIL),
        ("32 Agustus 1945", Masalah.LAHIR_MUSTAHIL),
        ("2045-08-17", Masalah.LAHIR_MASA_DEPAN),
        ("17-08-2045", Masalah.LAHIR_MASA_DEPAN),
        ("99999", Masalah.LAHIR_MASA_DEPAN),
        ("1950", Masalah.LAHIR_TAHUN_SAJA),
        ("17 Bulan 1945", Masalah.LAHIR_TAK_TERBACA),
        ("60", Masalah.LAHIR_TAK_TERBACA),
        ("-5", Masalah.LAHIR_TAK_TERBACA),
        ("tidak tahu", Masalah.LAHIR_TAK_TERBACA),
        ("١٧-٠٨-١٩٤٥", Masalah.LAHIR_TAK_TERBACA),
        ("1" + " " * 9_000 + "x", Masalah.LAHIR_TAK_TERBACA),
        ("#######", Masalah.LAHIR_TAK_TERBACA),
    ],
)
def test_what_is_no_birth_date_says_why(text: str, masalah: Masalah) -> None:
    assert read_date(text, ON) == ((), masalah)


@pytest.mark.parametrize(
    "text",
    [
        "17-08-1945",
        "17/8/1945",
        "17.08.1945",
        "17|08|1945",
        "17 08 1945",
        "17 / 08 / 1945",
        "17/8/45",
        "1945-08-17",
        "1945/8/17",
        "1945-08-17 00:00:00",
        "1945-08-17T07:30:00Z",
        "17/08/1945 0:00",
        "17 Agustus 1945",
        "17 agt 1945",
        "17 Agt. 1945",
        "17-AGU-1945",
        "17 August 1945",
        "17081945",
        "19450817",
        "08/17/1945",
        "16666",
        "16666.0",
        "16666,5",
    ],
)
def test_one_day_in_many_writings(text: str) -> None:
    dates, masalah = read_date(text, ON)
    assert (dates[0], masalah) == (KEMERDEKAAN, None)


def test_day_and_month_that_may_be_swapped_give_both_readings_the_usual_first() -> None:
    assert read_date("03/04/1980", ON)[0] == (date(1980, 4, 3), date(1980, 3, 4))
    assert read_date("04-04-1980", ON)[0] == (date(1980, 4, 4),)


def test_an_excel_serial_may_be_of_an_old_mac() -> None:
    assert read_date("16666", ON)[0] == (KEMERDEKAAN, date(1949, 8, 18))


@pytest.mark.parametrize(
    ("text", "year"), [("01-02-07", 2007), ("01-02-08", 1908), ("01-02-30", 1930), ("01-02-99", 1999)]
)
def test_two_digits_are_the_latest_year_that_lets_one_vote(text: str, year: int) -> None:
    assert read_date(text, ON)[0][0] == date(year, 2, 1)


def test_a_leap_day_is_a_day() -> None:
    assert read_date("29-02-2000", ON)[0] == (date(2000, 2, 29),)
