"""The holiday table: what it refuses, where it ends, and what the shipped file holds."""

from datetime import date
from pathlib import Path

import pytest

from pemilu.tahapan.holidays import (
    BadHolidayFile,
    HariLibur,
    HolidayCoverageEnded,
    HolidayFault,
    load_holidays,
    read_holidays,
)

SPAN = ["# berlaku_mulai: 2030-03-01", "# berlaku_sampai: 2030-03-31"]
TWELVE = [f"2030-{month:02}-05,Libur {month}" for month in range(1, 13)]
SHIPPED = load_holidays()


@pytest.mark.parametrize("asked", [date(2023, 12, 31), date(2027, 1, 1), date(2027, 1, 2), date(2040, 8, 17)])
def test_a_date_beyond_the_table_is_refused_even_on_a_weekend(asked: date) -> None:
    with pytest.raises(HolidayCoverageEnded) as refused:
        SHIPPED.is_workday(asked)
    assert refused.value.asked == asked
    assert (refused.value.berlaku_mulai, refused.value.berlaku_sampai) == (
        date(2024, 1, 1),
        date(2026, 12, 31),
    )


@pytest.mark.parametrize(
    ("lines", "fault", "where"),
    [
        ([], HolidayFault.JUDUL_KOLOM_SALAH, ""),
        ([*SPAN, "tanggal;nama"], HolidayFault.JUDUL_KOLOM_SALAH, "tanggal;nama"),
        ([*SPAN, "2030-03-05,Libur"], HolidayFault.JUDUL_KOLOM_SALAH, "2030-03-05,Libur"),
        (["tanggal,nama"], HolidayFault.MASA_BERLAKU_TIDAK_ADA, "berlaku_mulai"),
        ([SPAN[0], "tanggal,nama"], HolidayFault.MASA_BERLAKU_TIDAK_ADA, "berlaku_sampai"),
        (["# berlaku_mulai: x", SPAN[1], "tanggal,nama"], HolidayFault.BARIS_SALAH, "# berlaku_mulai: x"),
        ([*SPAN, "tanggal,nama", "05/03/2030,Libur"], HolidayFault.BARIS_SALAH, "05/03/2030,Libur"),
        ([*SPAN, "tanggal,nama", "2030-02-30,Libur"], HolidayFault.BARIS_SALAH, "2030-02-30,Libur"),
        ([*SPAN, "tanggal,nama", "2030-03-05"], HolidayFault.BARIS_SALAH, "2030-03-05"),
        ([*SPAN, "tanggal,nama", "2030-03-05, "], HolidayFault.BARIS_SALAH, "2030-03-05, "),
        ([*SPAN, "tanggal,nama", "2030-03-05,A,B"], HolidayFault.BARIS_SALAH, "2030-03-05,A,B"),
        ([*SPAN, "tanggal,nama", "2030-03-05,A", "2030-03-05,B"], HolidayFault.TANGGAL_GANDA, "2030-03-05,B"),
        ([*SPAN, "tanggal,nama", "2030-04-01,A"], HolidayFault.DI_LUAR_MASA_BERLAKU, "2030-04-01"),
        ([*SPAN, "tanggal,nama", "2030-02-28,A"], HolidayFault.DI_LUAR_MASA_BERLAKU, "2030-02-28"),
    ],
)
def test_a_faulty_file_is_refused_as_a_whole(lines: list[str], fault: HolidayFault, where: str) -> None:
    with pytest.raises(BadHolidayFile) as refused:
        read_holidays(lines)
    assert (refused.value.fault, refused.value.where) == (fault, where)


@pytest.mark.parametrize("thin", [2029, 2031])
def test_a_year_with_only_its_fixed_days_is_refused(thin: int) -> None:
    rows = [f"{thin}-{day},Libur" for day in ("01-01", "05-01", "06-01", "08-17", "12-25")]
    span = [f"# berlaku_mulai: {min(thin, 2030)}-01-01", f"# berlaku_sampai: {max(thin, 2030)}-12-31"]
    with pytest.raises(BadHolidayFile) as refused:
        read_holidays([*span, "tanggal,nama", *TWELVE, *rows])
    assert (refused.value.fault, refused.value.where) == (HolidayFault.TAHUN_TIDAK_LENGKAP, str(thin))


def test_a_year_covered_in_part_may_hold_few_days() -> None:
    assert read_holidays([*SPAN, "tanggal,nama"]).is_workday(date(2030, 3, 1))


def test_a_file_with_remarks_blank_lines_and_quoted_names_is_read() -> None:
    libur = read_holidays(
        ["# catatan: apa saja", *SPAN, "", "tanggal,nama", '2030-03-05,"Nyepi, Saka 1952"', "   "]
    )
    assert libur.name_on(date(2030, 3, 5)) == "Nyepi, Saka 1952"
    assert (libur.berlaku_mulai, libur.berlaku_sampai) == (date(2030, 3, 1), date(2030, 3, 31))


def test_a_file_saved_by_a_spreadsheet_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "libur.csv"
    file.write_text("\r\n".join([*SPAN, "tanggal,nama", "2030-03-05,Nyepi", ""]), encoding="utf-8-sig")
    assert load_holidays(file).name_on(date(2030, 3, 5)) == "Nyepi"


def test_a_table_cannot_be_changed_after_reading() -> None:
    with pytest.raises(TypeError):
        SHIPPED.nama[date(2026, 12, 28)] = "x"  # type: ignore[index]


@pytest.mark.parametrize(
    ("day", "workday"),
    [
        (date(2026, 8, 14), True),
        (date(2026, 8, 15), False),
        (date(2026, 8, 16), False),
        (date(2026, 8, 17), False),
        (date(2026, 8, 18), True),
        (date(2024, 11, 26), True),
        (date(2024, 11, 27), False),
        (date(2025, 8, 18), False),
        (date(2026, 12, 24), False),
        (date(2026, 12, 31), True),
        (date(2024, 1, 1), False),
    ],
)
def test_weekends_and_holidays_and_joint_leave_are_no_workdays(day: date, *, workday: bool) -> None:
    assert SHIPPED.is_workday(day) is workday


@pytest.mark.parametrize(("year", "nasional", "cuti"), [(2024, 17 + 2, 10), (2025, 17, 11), (2026, 17, 8)])
def test_the_shipped_table_holds_as_many_days_as_the_ministers_published(
    year: int, nasional: int, cuti: int
) -> None:
    names = [nama for tanggal, nama in SHIPPED.nama.items() if tanggal.year == year]
    leave = [nama for nama in names if nama.startswith("Cuti bersama ")]
    assert (len(names) - len(leave), len(leave)) == (nasional, cuti)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
@pytest.mark.parametrize("month_day", [(1, 1), (5, 1), (6, 1), (8, 17), (12, 25)])
def test_the_days_with_a_fixed_date_are_there_every_year(year: int, month_day: tuple[int, int]) -> None:
    assert SHIPPED.name_on(date(year, *month_day)) is not None


def test_no_joint_leave_is_lost_on_a_weekend() -> None:
    leave = [tanggal for tanggal, nama in SHIPPED.nama.items() if nama.startswith("Cuti bersama ")]
    assert [tanggal for tanggal in leave if tanggal.weekday() >= 5] == []


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 11, 1), 60),
        (date(2026, 12, 30), 1),
        (date(2026, 12, 31), 0),
        (date(2027, 1, 10), -10),
        (date(2026, 10, 31), None),
        (date(2024, 1, 1), None),
    ],
)
def test_the_end_of_the_table_is_announced_sixty_days_ahead(today: date, left: int | None) -> None:
    assert SHIPPED.coverage_warning(today) == left


def test_a_table_built_by_hand_needs_no_file() -> None:
    libur = HariLibur(date(2030, 1, 1), date(2030, 1, 31), {date(2030, 1, 2): "Libur"})
    assert (libur.is_workday(date(2030, 1, 2)), libur.is_workday(date(2030, 1, 3))) == (False, True)
