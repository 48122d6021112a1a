"""No cell that we write becomes a formula, whatever stood in it."""

import csv
import io
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pemilu.infra.sheets import FORMULA_SIGNS, LONGEST, Cell, Writer, safe, write_csv, write_xlsx

HEADS = ("Nomor", "Nama")
ATTACKS = (
    "=1+1",
    '=HYPERLINK("https://jahat.id";"klik")',
    "+cmd|'/c calc'!A1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    " =1",
    "\u00a0=1",
    "a;=1",
    'a";"=1',
    "a,\n=1",
    "a\t=1",
    "\ud800=1",
)
SIGNS = tuple(FORMULA_SIGNS)
WRITERS = [write_csv, write_xlsx]
nasty = st.text(st.sampled_from([*FORMULA_SIGNS, *"\t\r\n\0 ;,|\"'\u00a0a1"]), max_size=12)


def written(
    write: Writer, *rows: Sequence[Cell], note: str = "catatan", heads: Sequence[str] = HEADS
) -> bytes:
    target = io.BytesIO()
    assert write(target, note, heads, iter(rows)) == len(rows)
    return target.getvalue()


def csv_cells(data: bytes, delimiter: str = ",") -> Iterator[str]:
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter):
        yield from row


def xlsx_cells(data: bytes) -> Iterator[tuple[object, str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    for row in sheet.iter_rows():
        yield from ((cell.value, cell.data_type) for cell in row if cell.value is not None)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_a_cell_a_heading_or_the_note_stays_text(attack: str) -> None:
    data = written(write_csv, (attack, "x"), note=attack, heads=(attack, "b"))
    for delimiter in ",;\t|":
        assert not [cell for cell in csv_cells(data, delimiter) if cell.lstrip().startswith(SIGNS)]
    data = written(write_xlsx, (attack, "x"), note=attack, heads=(attack, "b"))
    assert {kind for _value, kind in xlsx_cells(data)} == {"s"}
    assert not [value for value, _kind in xlsx_cells(data) if str(value).lstrip().startswith(SIGNS)]


@given(st.lists(st.tuples(nasty | st.text(max_size=30), nasty), max_size=4))
def test_no_cell_of_a_csv_starts_a_formula_by_whatever_separator_it_is_read(
    rows: list[tuple[str, str]],
) -> None:
    data = written(write_csv, *rows)
    for delimiter in ",;\t|":
        assert not [cell for cell in csv_cells(data, delimiter) if cell.lstrip().startswith(SIGNS)]


@given(st.lists(st.tuples(nasty | st.text(max_size=30), nasty), max_size=2))
def test_no_cell_of_a_workbook_is_a_formula(rows: list[tuple[str, str]]) -> None:
    for value, kind in xlsx_cells(written(write_xlsx, *rows)):
        assert kind == "s"
        assert not str(value).startswith(SIGNS)


@pytest.mark.parametrize(
    "text", ["Budi", "B*** S*****", "RT 01/02", "12.30", "a-b", "Jl. Contoh 1; lantai 2", ""]
)
def test_common_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize("write", WRITERS)
def test_numbers_stay_numbers_and_gaps_stay_empty(write: Writer) -> None:
    data = written(write, (12, None))
    if write is write_csv:
        assert data.decode("utf-8-sig").splitlines()[2] == '12,""'
    else:
        assert (12, "n") in list(xlsx_cells(data))


def test_a_csv_tells_excel_that_it_is_utf_8() -> None:
    assert written(write_csv, ("é", "日")).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("write", WRITERS)
def test_the_note_stands_above_the_headings(write: Writer) -> None:
    cells = (
        csv_cells if write is write_csv else lambda data: (str(value) for value, _kind in xlsx_cells(data))
    )
    assert list(cells(written(write, ("a", "b"), note="Diekspor oleh pps-1"))) == [
        "Diekspor oleh pps-1",
        *HEADS,
        "a",
        "b",
    ]


@pytest.mark.parametrize("write", WRITERS)
def test_a_cell_is_never_longer_than_excel_takes(write: Writer) -> None:
    data = written(write, ("x" * 40_000, "akhir"))
    values = list(csv_cells(data)) if write is write_csv else [str(v) for v, _kind in xlsx_cells(data)]
    assert "x" * LONGEST in values
    assert "akhir" in values


@pytest.mark.parametrize("name", ["write_csv", "write_xlsx"])
def test_memory_does_not_grow_with_the_rows(name: str, tmp_path: Path) -> None:
    program = (
        "import sys, resource; from pemilu.infra import sheets\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024\n"
        "def rows(n): return ((f'LP-{i}', 'B*** S*****', i) for i in range(n))\n"
        f"with open(sys.argv[1], 'wb') as f: sheets.{name}(f, 'c', ('a', 'b', 'c'), rows(100))\n"
        "small = peak()\n"
        f"with open(sys.argv[1], 'wb') as f: sheets.{name}(f, 'c', ('a', 'b', 'c'), rows(60_000))\n"
        "print(peak() - small)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "keluar")]
    assert int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) < 24
