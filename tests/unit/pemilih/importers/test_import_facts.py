"""A file as a whole: damaged by Excel, of another region, with columns swapped."""

import pytest

from pemilu.pemilih.importers.facts import WINDOW, Facts, refuse_unfit
from pemilu.pemilih.importers.refusal import FileRefused, Refusal
from pemilu.pemilih.importers.rows import RawRow
from pemilu.pemilih.importers.voter import Converter
from tests.voter_files import RULES, Voter, voter

CONVERTER = Converter(RULES)


def judged(rows: list[Voter]) -> FileRefused | None:
    facts = Facts()
    raw = [RawRow(line, tuple(row.values()), None) for line, row in enumerate(rows, start=2)]
    for at in range(0, len(raw), WINDOW):
        facts.merge(CONVERTER.convert(raw[at : at + WINDOW]).facts)
    try:
        refuse_unfit(facts)
    except FileRefused as refused:
        return refused
    return None


def rounded(row: Voter) -> Voter:
    """What Excel leaves of a NIK: 15 digits."""
    return row | {"nik": row["nik"][:15] + "0"}


def honest(count: int) -> list[Voter]:
    return [voter(number % 9_999 + 1) for number in range(count)]


def test_a_file_without_a_row_is_refused() -> None:
    refused = judged([])
    assert refused
    assert refused.kind is Refusal.KOSONG


def test_three_niks_in_scientific_notation_refuse_the_file() -> None:
    damaged = [voter(nik="1.39999E+15"), voter(nik="1,39999E+15")]
    assert judged([*honest(10), *damaged]) is None
    refused = judged([*honest(10), *damaged, *damaged, *damaged])
    assert refused
    assert refused.kind is Refusal.NIK_RUSAK_EXCEL
    assert refused.facts == {"jumlah": 6, "baris": [12, 13, 14, 15, 16]}


def test_rounded_niks_refuse_the_file() -> None:
    refused = judged([rounded(voter(number)) for number in range(1, 21)])
    assert refused
    assert refused.kind is Refusal.NIK_RUSAK_EXCEL
    assert refused.facts["baris"] == [2, 3, 4, 5, 6]


def test_rounded_niks_in_a_part_of_a_large_file_refuse_it() -> None:
    rows = honest(9 * WINDOW)
    rows[4 * WINDOW : 5 * WINDOW] = map(rounded, rows[4 * WINDOW : 5 * WINDOW])
    refused = judged(rows)
    assert refused
    assert refused.kind is Refusal.NIK_RUSAK_EXCEL


@pytest.mark.parametrize("count", [19, 20, 1_000, 2_500])
def test_honest_niks_of_which_one_in_ten_ends_in_zero_pass(count: int) -> None:
    assert judged(honest(count)) is None


def test_nineteen_rounded_niks_prove_nothing() -> None:
    assert judged([rounded(voter(11 + number % 9)) for number in range(19)]) is None


def test_a_list_of_the_neighbours_is_refused() -> None:
    ours, theirs = honest(10), [voter(n, kelurahan="1171011001") for n in range(1, 12)]
    assert judged([*ours, *theirs[:10]]) is None
    refused = judged([*ours, *theirs])
    assert refused
    assert refused.kind is Refusal.WILAYAH_LAIN


def test_swapped_columns_are_seen_by_the_dates_in_the_nik() -> None:
    swapped = [row | {"nik": row["nkk"], "nkk": row["nik"]} for row in honest(20)]
    refused = judged(swapped)
    assert refused
    assert refused.kind is Refusal.KOLOM_TERTUKAR
    assert judged([*swapped[:10], *honest(10)]) is None


def test_a_short_list_in_which_many_niks_happen_to_end_in_zero_passes() -> None:
    lucky = [voter(11 + number % 9) for number in range(12)] + [rounded(voter(10 * n)) for n in range(1, 9)]
    assert judged(lucky) is None
