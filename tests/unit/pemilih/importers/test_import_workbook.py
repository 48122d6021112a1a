"""Workbooks: those that must not be read, those that are no .xlsx at all, and what their cells become."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from pemilu.pemilih.importers import workbook
from pemilu.pemilih.importers.columns import Column
from pemilu.pemilih.importers.problems import Masalah
from pemilu.pemilih.importers.records import shown_line
from pemilu.pemilih.importers.refusal import FileRefused, Refusal
from pemilu.pemilih.importers.source import open_source
from pemilu.pemilih.importers.wording import words_for_refusal
from tests.voter_files import HEADINGS, cell, read_all, voter, voters, write_book

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
RELS = "xl/_rels/workbook.xml.rels"
BOMB = b"<row><c t='inlineStr'><is><t>" + b"A" * 60_000_000 + b"</t></is></c></row>"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_book(tmp_path / "daftar.xlsx", [HEADINGS, *(list(row.values()) for row in voters(3))])


def rebuilt(path: Path, changes: dict[str, bytes | None], *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    """The workbook with some parts replaced, added, or (None) left out."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()} | changes
    with zipfile.ZipFile(path, "w", method) as new:
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return path


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def refusal(path: Path) -> Refusal:
    with pytest.raises(FileRefused) as refused:
        read_all(path)
    return refused.value.kind


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"xl/vbaProject.bin": b"x"}, Refusal.MAKRO),
        ({TYPES: b"<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"}, Refusal.MAKRO),
        ({"xl/workbook.bin": b"x"}, Refusal.XLSB),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"x"}, Refusal.ODS),
        ({"xl/workbook.xml": None}, Refusal.TERKOMPRESI),
        ({"xl/workbook.xml": b"<workbook"}, Refusal.RUSAK),
        ({RELS: None}, Refusal.RUSAK),
        ({SHEET: None}, Refusal.TANPA_JUDUL),
        ({SHEET: b"<worksheet><sheetData><row><c>"}, Refusal.RUSAK),
        ({SHEET: b"<worksheet><sheetData/></worksheet>"}, Refusal.TANPA_JUDUL),
        ({SHEET: b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet/>"}, Refusal.BERBAHAYA),
        ({"xl/workbook.xml": b"<!DOCTYPE a><workbook/>"}, Refusal.BERBAHAYA),
        ({"xl/externalLinks/externalLink1.xml": b"<x/>"}, Refusal.BERBAHAYA),
        ({"../../x.xml": b"x"}, Refusal.BERBAHAYA),
        ({"/etc/x.xml": b"x"}, Refusal.BERBAHAYA),
        ({f"xl/media/{n}.png": b"x" for n in range(workbook.MAX_PARTS)}, Refusal.BERBAHAYA),
        ({SHEET: BOMB}, Refusal.BERBAHAYA),
    ],
)
def test_a_workbook_with_a_wrong_part_is_refused(
    book: Path, changes: dict[str, bytes | None], kind: Refusal
) -> None:
    assert refusal(rebuilt(book, changes)) is kind


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://example.invalid/x", r"\\host\share"])
def test_a_workbook_that_points_outside_is_refused(book: Path, target: str) -> None:
    link = (
        f'<Relationships><Relationship Id="r9" Type="x/oleObject" TargetMode="External" Target="{target}"/>'
    )
    changes = {"xl/worksheets/_rels/sheet1.xml.rels": f"{link}</Relationships>".encode()}
    assert refusal(rebuilt(book, changes)) is Refusal.BERBAHAYA


def test_a_workbook_with_a_hyperlink_is_read(book: Path) -> None:
    link = (
        '<Relationships><Relationship Id="r9" Type="x/hyperlink" TargetMode="External" Target="mailto:a@b"/>'
    )
    rebuilt(book, {"xl/worksheets/_rels/sheet1.xml.rels": f"{link}</Relationships>".encode()})
    assert len(read_all(book)) == 3


def test_parts_larger_than_allowed_are_refused_by_their_sum(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MAX_BYTES", 1_000)
    assert refusal(book) is Refusal.TERLALU_BESAR


def test_two_parts_of_one_name_are_refused(book: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(book, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    assert refusal(book) is Refusal.BERBAHAYA


def test_a_part_with_a_wrong_checksum_is_refused_after_its_last_row(book: Path) -> None:
    rebuilt(book, {}, method=zipfile.ZIP_STORED)
    data = bytearray(book.read_bytes())
    at = data.index(b"</sheetData>")
    data[at - 2 : at] = b">>"
    book.write_bytes(data)
    assert refusal(book) is Refusal.RUSAK


def test_a_part_that_says_it_is_empty_gives_nothing_out(book: Path) -> None:
    data = bytearray(book.read_bytes())
    at = data.rindex(SHEET.encode()) - 46
    data[at + 24 : at + 28] = bytes(4)
    book.write_bytes(data)
    assert refusal(book) in {Refusal.RUSAK, Refusal.TANPA_JUDUL}


def test_a_truncated_workbook_is_refused(book: Path) -> None:
    book.write_bytes(book.read_bytes()[:2_000])
    assert refusal(book) is Refusal.RUSAK


def test_a_zip_locked_with_a_password_is_refused(book: Path) -> None:
    data = bytearray(book.read_bytes())
    for signature, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flag] |= 1
    book.write_bytes(data)
    assert refusal(book) is Refusal.TERSANDI


def test_a_cell_at_the_far_corner_costs_nothing(book: Path) -> None:
    sheet = part(book, SHEET)
    far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    rebuilt(
        book, {SHEET: sheet.replace(b"</sheetData>", far).replace(b'ref="A1:O4"', b'ref="A1:XFD1048576"')}
    )
    assert len(read_all(book)) == 3


def test_a_cell_too_long_is_cut_and_does_not_fill_memory(book: Path) -> None:
    sheet = part(book, SHEET)
    long = (
        b'<row r="9"><c r="B9" t="inlineStr"><is><t>' + b"7" * 5_000_000 + b"</t></is></c></row></sheetData>"
    )
    rebuilt(book, {SHEET: sheet.replace(b"</sheetData>", long)}, method=zipfile.ZIP_STORED)
    assert len(cell(read_all(book)[-1], "nik")) < 100_000


def test_hidden_sheets_and_sheets_without_our_columns_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "daftar.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Sheet1 (2)")
        hidden = book.add_worksheet("lama")
        hidden.write_row(0, 0, HEADINGS)
        hidden.very_hidden()
        book.add_worksheet("petunjuk").write_column(0, 0, ["Cara mengisi", "NIK", "NAMA"])
        right = book.add_worksheet("data")
        right.write_row(3, 1, HEADINGS)
        right.write_row(4, 1, list(voter().values()))
    rows = read_all(path)
    assert [(row.line, row.cells) for row in rows] == [(5, tuple(voter().values()))]


def test_numbers_dates_and_formulas_become_the_text_people_see(tmp_path: Path) -> None:
    row: list[object] = list(voter().values())
    row[4], row[8], row[13], row[14] = datetime(1945, 8, 17), 7, 1371031004, "=2+3"
    path = tmp_path / "daftar.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, row[:14], None)
        sheet.write_formula(1, 14, "=2+3", None, 5)
    found = read_all(path)[0]
    assert [cell(found, c) for c in ("tanggal_lahir", "rt", "kelurahan", "tps")] == [
        "16666",
        "7",
        "1371031004",
        "5",
    ]


def test_a_nik_that_is_a_number_shows_as_excel_shows_it(tmp_path: Path) -> None:
    row: list[object] = list(voter().values())
    row[1] = 1399991708450001
    path = write_book(tmp_path / "daftar.xlsx", [HEADINGS, row])
    assert cell(read_all(path)[0], "nik") == "1.39999E+15"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b'<c r="C2" t="b"><v>1</v></c>', "TRUE"),
        (b'<c r="C2" t="e"><v>#REF!</v></c>', "#REF!"),
        (b'<c r="C2" t="str"><f>A1</f><v>BUDI</v></c>', "BUDI"),
        (b'<c r="C2" t="inlineStr"><is><r><t>BU</t></r><r><t>DI</t></r></is></c>', "BUDI"),
        (b'<c r="C2" t="inlineStr"><is><t>BU_x0000_DI</t></is></c>', "BU\0DI"),
        (b'<c r="C2"><v>abc</v></c>', "abc"),
        (b'<c r="C2"><v>1E3</v></c>', "1000"),
        (b'<c r="C2"><v>0.5</v></c>', "0.5"),
        (b'<c r="C2"><v>INF</v></c>', "INF"),
        (b'<c r="C2" t="s"><v>99999999999999999999999</v></c>', ""),
        (b'<c r="C2" t="s"><v>-1</v></c>', ""),
        (b'<c r="C2"/>', ""),
    ],
)
def test_every_kind_of_cell_becomes_text(book: Path, content: bytes, text: str) -> None:
    first, _, rest = part(book, SHEET).partition(b'<row r="2"')
    rows = b'<row r="2"><c r="B2" t="inlineStr"><is><t>1399991708450001</t></is></c>' + content + b"</row>"
    rebuilt(book, {SHEET: first + rows + b'<row r="3"' + rest.partition(b'<row r="3"')[2]})
    assert cell(read_all(book)[0], "nama") == text


def test_rows_are_what_two_other_readers_see(tmp_path: Path) -> None:
    path = tmp_path / "daftar.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    for row in voters(50, nama="RENÉ D’AMOUR"):
        sheet.append(list(row.values()))
    book.save(path)
    ours = [list(row.cells) for row in read_all(path)]
    calamine = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert ours == calamine[1:]
    assert ours == [[c or "" for c in r] for r in sheet.iter_rows(min_row=2, values_only=True)]


def test_a_real_date_of_the_old_mac_system_is_settled_by_the_nik(tmp_path: Path) -> None:
    row: list[object] = list(voter().values())
    row[4] = date(1945, 8, 17)
    path = tmp_path / "daftar.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True, "default_date_format": "dd-mm-yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, row)
    found = read_all(path)[0]
    assert cell(found, "tanggal_lahir") == str(16666 - 1462)
    assert found.fault is not Masalah.BARIS_LEBIH


def sheets(path: Path, contents: dict[str, list[list[str]]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in contents.items():
            sheet = book.add_worksheet(name)
            for at, cells in enumerate(rows):
                sheet.write_row(at, 0, cells)
    return path


def test_every_sheet_with_a_list_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    one, two = (list(voter(number).values()) for number in (1, 2))
    shuffled = [["TPS", ":", "003"], ["NO", *HEADINGS[:14]], ["1", *two[:14]]]
    path = sheets(
        tmp_path / "daftar.xlsx",
        {"rekap": [["KELURAHAN", "TPS"], ["x", "5"]], "TPS 1": [list(HEADINGS), one], "TPS 3": shuffled},
    )
    rows = read_all(path)
    assert [(shown_line(row.line), cell(row, "nik"), cell(row, "tps")) for row in rows] == [
        ("Lembar2:2", one[1], "005"),
        ("Lembar3:3", two[1], "003"),
    ]
    with open_source(path) as source:
        assert (len(list(source)), source.done(), source.unread) == (2, source.total, [1])


def test_a_column_is_missing_only_if_no_sheet_has_it(tmp_path: Path) -> None:
    full = list(voter().values())
    path = sheets(
        tmp_path / "daftar.xlsx",
        {"1": [list(HEADINGS[1:]), full[1:]], "2": [[*HEADINGS[:8], *HEADINGS[9:]], [*full[:8], *full[9:]]]},
    )
    with open_source(path) as source:
        assert source.missing == ()
    path = sheets(path, {"1": [list(HEADINGS[1:]), full[1:]], "2": [list(HEADINGS[1:]), full[1:]]})
    with open_source(path) as source:
        assert source.missing == (Column.NKK,)


def test_a_sheet_whose_list_lacks_a_column_refuses_the_workbook_by_its_place(tmp_path: Path) -> None:
    rows = [list(HEADINGS), list(voter().values())]
    path = sheets(tmp_path / "daftar.xlsx", {"1": rows, "2": [row[:14] for row in rows]})
    with pytest.raises(FileRefused) as refused:
        read_all(path)
    assert refused.value.kind is Refusal.KOLOM_KURANG
    assert "tps (judul di baris Lembar2:1)" in words_for_refusal(refused.value).alasan
