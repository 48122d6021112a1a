"""Headings: what files call our columns, where they stand, and which lines around them are no voters."""

from pathlib import Path

import pytest

from pemilu.pemilih.importers.columns import COLUMNS, Column, column_of
from pemilu.pemilih.importers.refusal import FileRefused, Refusal
from pemilu.pemilih.importers.source import fingerprint, open_source
from tests.voter_files import HEADINGS, cell, lines, read_all, voter, voters, write_text

UPPER = "NO;NKK;NIK;NAMA;TTL;;STATUS PERKAWINAN;JENIS KELAMIN;ALAMAT;;;DISABILITAS;KTP-el;KET;DESA;TPS"
LOWER = ";;;;TEMPAT;TANGGAL;(B/S/P);(L/P);JALAN/DUKUH;RT;RW;;;;;"
NUMBERS = ";".join(f"({n})" for n in range(1, 17))
OTHER_TABLES = ["", "NIP", "JABATAN", "NAMA PETUGAS", "TANGGAL COKLIT", "KODE POS", "A" * 101]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "daftar.csv"


@pytest.mark.parametrize("heading", OTHER_TABLES)
def test_a_heading_of_another_table_names_no_column(heading: str) -> None:
    assert column_of(heading) is None


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("nik", Column.NIK),
        ("No. KTP", Column.NIK),
        ("NO_KK", Column.NKK),
        ("\ufeffNomor\xa0KK", Column.NKK),
        ("NOMOR\nKARTU KELUARGA", Column.NKK),
        ("  Nama Lengkap ", Column.NAMA),
        ("TGL. LAHIR (DD|MM|YYYY)", Column.TANGGAL_LAHIR),
        ("STS KAWIN", Column.STATUS_KAWIN),
        ("Status Perkawinan (B/S/P)", Column.STATUS_KAWIN),
        ("L/P", Column.JENIS_KELAMIN),
        ("Jenis Kelamin [L/P]", Column.JENIS_KELAMIN),
        ("Jalan/Dukuh", Column.ALAMAT),
        ("R T", Column.RT),
        ("STATUS KEPEMILIKAN KTP-el", Column.KTP),
        ("Desa/Kelurahan", Column.KELURAHAN),
        ("NAGARI", Column.KELURAHAN),
        ("No. TPS", Column.TPS),
        ("ＮＩＫ", Column.NIK),
    ],
)
def test_a_column_is_known_by_many_names(heading: str, column: Column) -> None:
    assert column_of(heading) is column


@pytest.mark.parametrize(
    "column", ["NIK", "NAMA", "TANGGAL LAHIR", "JENIS KELAMIN (L/P)", "KELURAHAN/DESA", "TPS"]
)
def test_a_missing_column_is_named(path: Path, column: str) -> None:
    headings = ["SESUATU" if heading == column else heading for heading in HEADINGS]
    write_text(path, lines(voters(2), headings=headings))
    with pytest.raises(FileRefused) as refused:
        read_all(path)
    assert refused.value.kind is Refusal.KOLOM_KURANG
    assert refused.value.facts["kolom"] == [COLUMNS[HEADINGS.index(column)]]


def test_headings_must_come_within_thirty_lines(path: Path) -> None:
    for above, found in ((29, True), (30, False)):
        write_text(path, [*(f"judul {n}" for n in range(above)), *lines(voters(2))])
        if found:
            assert len(read_all(path)) == 2
        else:
            with pytest.raises(FileRefused) as refused:
                read_all(path)
            assert refused.value.kind is Refusal.TANPA_JUDUL


def test_headings_alone_hold_no_voter(path: Path) -> None:
    assert read_all(write_text(path, lines([]))) == []


def test_columns_may_stand_in_any_order_among_others(path: Path) -> None:
    order = list(range(15))[::-1]
    shuffled = [HEADINGS[at] for at in order]
    cells = [list(voter().values())[at] for at in order]
    write_text(path, [";".join(["NO", *shuffled, "CATATAN"]), ";".join(["1", *cells, "hadir"])])
    assert read_all(path)[0].cells == tuple(voter().values())


def test_the_first_of_two_equal_headings_counts(path: Path) -> None:
    write_text(path, [";".join([*HEADINGS, "NIK"]), ";".join([*voter().values(), "123"])])
    assert cell(read_all(path)[0], "nik") == voter()["nik"]


def test_optional_columns_may_be_missing_and_are_named(path: Path) -> None:
    wanted = [at for at, column in enumerate(COLUMNS) if column not in {Column.RT, Column.NKK}]
    row = list(voter().values())
    write_text(path, [";".join(HEADINGS[at] for at in wanted), ";".join(row[at] for at in wanted)])
    with open_source(path) as source:
        assert source.missing == (Column.NKK, Column.RT)
        assert [cell(r, "rt") for r in source] == [""]


def test_headings_over_two_merged_lines_are_read_as_one(path: Path) -> None:
    cells = ["1", *voter(tanggal_lahir="17|08|1945".replace("|", "-")).values()]
    write_text(path, ["MODEL A-DAFTAR PEMILIH", UPPER, LOWER, NUMBERS, ";".join(cells)])
    rows = read_all(path)
    assert [row.line for row in rows] == [5]
    assert rows[0].cells == tuple(voter().values())


def test_titles_sums_and_signatures_are_no_voters_and_no_errors(path: Path) -> None:
    filler = ";" * 14
    write_text(
        path,
        [
            "DAFTAR PEMILIH SEMENTARA" + filler,
            *lines([voter(1)]),
            filler,
            "Jumlah;1;;;;;;;;;;;;;",
            "Halaman 1 dari 2" + filler,
            ";".join(HEADINGS),
            ";".join(voter(2).values()),
            *[""] * 5_000,
            "Mengetahui;;;Padang, 1 Agustus 2024",
            ";;;Ketua PPS",
            ";;;(B. SANTOSO)",
        ],
    )
    with open_source(path, is_utf8=fingerprint(path).is_utf8) as source:
        assert [row.line for row in source] == [3, 8]
        assert source.decorations == 6


def test_a_voter_without_nik_is_no_decoration(path: Path) -> None:
    write_text(path, lines([voter(nik="", nkk="", tempat_lahir="", alamat="")]))
    assert len(read_all(path)) == 1


def test_a_row_cut_off_in_the_middle_is_reported_and_not_passed_over(path: Path) -> None:
    write_text(path, [*lines([voter(1)]), voter(2)["nkk"]])
    assert [row.line for row in read_all(path)] == [2, 3]


def test_cells_missing_at_the_end_are_blank(path: Path) -> None:
    write_text(path, [*lines([]), ";".join(list(voter().values())[:13])])
    assert cell(read_all(path)[0], "tps") == ""


def test_the_title_says_kelurahan_and_tps_where_the_table_does_not(path: Path) -> None:
    table = [";".join(HEADINGS[:13]), ";".join(list(voter(1).values())[:13])]
    write_text(path, ["KELURAHAN/DESA;:;Lolong Belanti", "TPS : 005;;", *table, *table])
    rows = read_all(path)
    assert [(cell(row, "kelurahan"), cell(row, "tps")) for row in rows] == [("Lolong Belanti", "005")] * 2


def test_a_new_title_in_the_middle_counts_for_the_rows_below_it(path: Path) -> None:
    table = [";".join(HEADINGS[:13]), ";".join(list(voter(1).values())[:13])]
    write_text(path, ["DESA: Koto Baru;TPS: 1", *table, "DESA: Koto Baru;TPS: 2", *table])
    assert [cell(row, "tps") for row in read_all(path)] == ["1", "2"]


@pytest.mark.parametrize("title", ["TPS;:;003", "TPS;003", "TPS;:;003;;KECAMATAN;:;Padang Utara"])
@pytest.mark.parametrize("first", ["NO", "NO.", "NOMOR", ""])
def test_a_title_above_the_running_numbers_is_no_heading(path: Path, title: str, first: str) -> None:
    table = [";".join([first, *HEADINGS]), ";".join(["77", *voter(tps="012").values()])]
    write_text(path, [title, *table])
    assert [cell(row, "tps") for row in read_all(path)] == ["012"]
    write_text(path, [title, *(line.rpartition(";")[0] for line in table)])
    assert [cell(row, "tps") for row in read_all(path)] == ["003"]


def test_a_running_number_under_a_group_is_no_tps(path: Path) -> None:
    upper = "TPS" + ";" * 14
    write_text(path, [upper, ";".join(["NO", *HEADINGS[:14]]), ";".join(["77", *voter().values()])])
    with pytest.raises(FileRefused) as refused:
        read_all(path)
    assert refused.value.facts["kolom"] == [Column.TPS]


def test_a_name_beside_a_place_or_a_sex_is_a_voter_however_little_else_is_known(path: Path) -> None:
    short = ["NIK", "NAMA", "TANGGAL LAHIR", "JENIS KELAMIN", "KELURAHAN", "TPS"]
    rows = [";BUDI SANTOSO;;L;Lolong Belanti;5", ";SITI AMINAH;;;;5", ";JUMLAH HATI;;;Lolong Belanti;"]
    write_text(path, [";".join(short), *rows])
    assert [cell(row, "nama") for row in read_all(path)] == ["BUDI SANTOSO", "SITI AMINAH", "JUMLAH HATI"]
    write_text(path, ["DESA: Koto Baru;TPS: 1", ";".join(short[:4]), ";BUDI SANTOSO;;L", ";(B. SANTOSO);;"])
    assert [cell(row, "nama") for row in read_all(path)] == ["BUDI SANTOSO"]
