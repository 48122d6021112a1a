"""Whole rows: refused, loaded with a warning, or loaded; sealed, and masked wherever they are reported."""

import csv
import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.breaks import BREAKS
from bench.generate import Place, generate_rows
from pemilu.infra.crypto import BoxDoesNotOpen
from pemilu.infra.keyring import Purpose
from pemilu.pemilih.importers.columns import COLUMNS, Column
from pemilu.pemilih.importers.masks import formula_safe, masked
from pemilu.pemilih.importers.problems import Masalah, Problem, Tingkat
from pemilu.pemilih.importers.refusal import FileRefused, Refusal
from pemilu.pemilih.importers.report import HEADINGS, write_refusal, write_report
from pemilu.pemilih.importers.rows import RawRow
from pemilu.pemilih.importers.voter import Chunk, Converter
from pemilu.pemilih.importers.wording import words_for, words_for_refusal
from tests.voter_files import KELURAHAN, KEYS, RULES, Voter, voter

NIK = "1399991708450001"


def converted(*rows: Voter, absent: tuple[Column, ...] = ()) -> Chunk:
    raw = [RawRow(line, tuple(row.values()), None) for line, row in enumerate(rows, start=2)]
    return Converter(replace(RULES, absent=absent)).convert(raw)


def findings(**differing: str) -> list[tuple[str | None, Masalah]]:
    return [(problem.kolom, problem.masalah) for problem in converted(voter(**differing)).problems]


def identity(chunk: Chunk, at: int = 0) -> dict[str, str | None]:
    opened = KEYS.box(Purpose.IDENTITAS).open(chunk.voters[at][4], chunk.voters[at][1])
    return dict(json.loads(opened))


@pytest.mark.parametrize("kind", BREAKS)
def test_every_broken_row_of_the_generator_is_refused_by_its_name(kind: str) -> None:
    rows = generate_rows(400, seed=5, places=[Place(KELURAHAN, 5)], broken=1.0)
    broken = next(row.cells for row in rows if row.broken == kind)
    chunk = converted(broken)
    assert chunk.voters == []
    assert kind in {problem.masalah.value for problem in chunk.problems}


def test_a_row_that_could_not_be_cut_is_refused() -> None:
    chunk = Converter(RULES).convert([RawRow(2, tuple(voter().values()), Masalah.BARIS_KUTIP)])
    assert (chunk.voters, chunk.problems) == ([], [Problem(2, None, Masalah.BARIS_KUTIP)])


def test_one_row_may_have_many_problems_and_all_are_told() -> None:
    assert findings(nik="1", nama="", tps="V", rt="x") == [
        (Column.NIK, Masalah.NIK_KURANG),
        (Column.NAMA, Masalah.NAMA_KOSONG),
        (Column.RT, Masalah.NOMOR_TAK_SAH),
        (Column.TPS, Masalah.TPS_TAK_SAH),
    ]


@pytest.mark.parametrize("damage", ["\0", "\x1b[2J", "\ufffd", chr(0xDCFF), "\ufffe"])
@pytest.mark.parametrize("column", COLUMNS)
def test_damaged_characters_are_refused_in_every_column(column: Column, damage: str) -> None:
    assert findings(**{column: f"A{damage}B"}) == [(column, Masalah.KARAKTER)]


@pytest.mark.parametrize(
    ("differing", "column", "masalah"),
    [
        ({"nik": ""}, Column.NIK, Masalah.NIK_KOSONG),
        ({"nik": "1399993002450001", "tanggal_lahir": ""}, Column.NIK, Masalah.NIK_HARI_MUSTAHIL),
        ({"tanggal_lahir": "18-08-1945"}, Column.NIK, Masalah.NIK_BEDA_LAHIR),
        ({"jenis_kelamin": "P"}, Column.NIK, Masalah.NIK_BEDA_KELAMIN),
        ({"nkk": ""}, Column.NKK, Masalah.NKK_KOSONG),
        ({"nkk": NIK}, Column.NKK, Masalah.NKK_SAMA_NIK),
        ({"tanggal_lahir": ""}, Column.TANGGAL_LAHIR, Masalah.LAHIR_KOSONG),
        (
            {"nik": "1399990408450001", "tanggal_lahir": "08-04-1945"},
            Column.TANGGAL_LAHIR,
            Masalah.LAHIR_DIBALIK,
        ),
        (
            {"nik": "1399992811070001", "tanggal_lahir": "28-11-2007", "status_kawin": "B"},
            Column.TANGGAL_LAHIR,
            Masalah.UMUR_MUDA,
        ),
        ({"nik": "1399992711130001", "tanggal_lahir": "27-11-1913"}, Column.TANGGAL_LAHIR, Masalah.UMUR_TUA),
        ({"alamat": "A" * 151}, Column.ALAMAT, Masalah.TERPOTONG),
        ({"rt": "III"}, Column.RT, Masalah.NOMOR_TAK_SAH),
        ({"ktp": "?"}, Column.KTP, Masalah.KODE_TAK_DIKENAL),
        ({"keterangan": "9"}, Column.KETERANGAN, Masalah.KODE_TAK_DIKENAL),
    ],
)
def test_what_is_only_odd_warns_and_loads(differing: Voter, column: Column, masalah: Masalah) -> None:
    chunk = converted(voter(**differing))
    odd = [(problem.kolom, problem.masalah) for problem in chunk.problems]
    assert (column, masalah) in odd
    assert len(chunk.voters) == 1
    assert masalah.tingkat is Tingkat.PERINGATAN


@pytest.mark.parametrize(
    "differing",
    [
        {},
        {"nik": "1399992711070001", "tanggal_lahir": "27-11-2007", "status_kawin": "B"},
        {"nik": "1399992811070001", "tanggal_lahir": "28-11-2007", "status_kawin": "S"},
        {"nik": "1399992811130001", "tanggal_lahir": "28-11-1913"},
        {"nik": "1399994408800001", "tanggal_lahir": "04-08-1980", "jenis_kelamin": "P"},
        {"nama": "MA'RUF", "keterangan": "1", "rt": "", "rw": "-", "disabilitas": "6"},
    ],
)
def test_a_lawful_row_says_nothing(differing: Voter) -> None:
    assert findings(**differing) == []


def test_the_date_digits_of_the_nik_settle_day_and_month() -> None:
    assert (
        identity(converted(voter(nik="1399990408450001", tanggal_lahir="4/8/1945")))["tanggal_lahir"]
        == "1945-08-04"
    )
    assert (
        identity(converted(voter(nik="1399990408450001", tanggal_lahir="8/4/1945")))["tanggal_lahir"]
        == "1945-08-04"
    )
    assert identity(converted(voter(nik="", tanggal_lahir="8/4/1945")))["tanggal_lahir"] == "1945-04-08"


def test_a_voter_is_sealed_for_its_own_row() -> None:
    chunk = converted(voter(1, alamat='JL. "X" \\ É', tempat_lahir=""), voter(2))
    assert identity(chunk) == {
        "nik": NIK,
        "nkk": "1399990101100001",
        "tempat_lahir": None,
        "tanggal_lahir": "1945-08-17",
        "alamat": 'JL. "X" \\ É',
        "status_kawin": "sudah",
        "disabilitas": "tidak",
        "ktp": "sudah",
    }
    with pytest.raises(BoxDoesNotOpen):
        KEYS.box(Purpose.IDENTITAS).open(chunk.voters[0][4], chunk.voters[1][1])


def test_a_voter_has_the_index_of_its_nik_and_nothing_of_it_in_the_clear() -> None:
    chunk = converted(voter())
    row = chunk.voters[0]
    assert row[2] == KEYS.nik_index().of(NIK)
    assert row[3] == KEYS.nkk_index().of("1399990101100001")
    assert row[5:] == ("BUDI SANTOSO", "BUDI SANTOSO", "L", "tradisional", KELURAHAN, 1, 2, 5, "sesuai", None)
    assert not any(isinstance(value, str) and "1399" in value for value in row)


def test_of_columns_that_the_file_lacks_nothing_is_known_and_nothing_is_said() -> None:
    absent = (Column.NKK, Column.DISABILITAS, Column.KETERANGAN, Column.RT)
    chunk = converted(voter(nkk="", disabilitas="", keterangan="", rt=""), absent=absent)
    assert chunk.problems == []
    assert identity(chunk)["disabilitas"] is None
    assert chunk.voters[0][13] == "sesuai"


def test_a_voter_marked_as_not_qualified_is_loaded_with_the_mark() -> None:
    chunk = converted(voter(1, keterangan="TMS 1"), voter(2, keterangan="4"))
    assert [row[13] for row in chunk.voters] == ["tms-meninggal", "tms-pindah-domisili"]


def test_rules_and_results_travel_between_processes() -> None:
    rules = pickle.loads(pickle.dumps(RULES))
    chunk = Converter(rules).convert([RawRow(2, tuple(voter(nik="1").values()), None)])
    assert pickle.loads(pickle.dumps(chunk)) == chunk


@given(st.lists(st.text(max_size=40), min_size=15, max_size=15))
def test_no_cells_whatever_break_a_conversion(cells: list[str]) -> None:
    chunk = Converter(RULES).convert([RawRow(2, tuple(cells), None)])
    refused = any(problem.masalah.tingkat is Tingkat.DITOLAK for problem in chunk.problems)
    assert len(chunk.voters) == (not refused)


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("text", [NIK, "BUDI SANTOSO", "17-08-1945", "JL. MAWAR NO. 12"])
def test_a_report_never_repeats_what_identifies_a_person(column: Column, text: str) -> None:
    shown = masked(column, text)
    assert not any(word in shown for word in ("1399", "0001", "BUDI", "SANTOSO", "1945", "MAWAR"))


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("text", ["ANI", "BUDI", "1985", "AN I"])
def test_a_short_cell_that_has_shifted_shows_no_name_and_no_year(column: Column, text: str) -> None:
    assert text not in masked(column, text)


def test_a_telephone_number_is_no_kelurahan() -> None:
    assert masked(Column.KELURAHAN, "0812345678") == "#" * 10


def test_a_report_shows_codes_and_the_shape_of_the_rest() -> None:
    assert masked(Column.JENIS_KELAMIN, "X") == "X"
    assert masked(Column.TPS, "V-12") == "V-12"
    assert masked(Column.KELURAHAN, "13.71.03.1004") == "13.71.03.1004"
    assert masked(Column.NAMA, "Budi Santoso") == "B*** S******"
    assert masked(Column.NIK, "3302-0117O8") == "####-####A#"
    assert masked(Column.ALAMAT, "A" * 200) == "A" * 24 + "… (200 karakter)"
    assert masked(Column.RT, "\0\x1b") == "��"


@pytest.mark.parametrize("sign", [*"=+-@\t\r\n\0＝＋－＠"])
def test_nothing_in_a_report_is_a_formula(sign: str) -> None:
    assert formula_safe(f"{sign}1") == f"'{sign}1"
    assert formula_safe(f"1{sign}") == f"1{sign}"


def test_every_finding_and_every_refusal_has_words() -> None:
    for masalah in Masalah:
        assert all(words_for(Problem(1, None, masalah, rujukan="12")))
    for kind in Refusal:
        words = words_for_refusal(
            FileRefused(kind, kolom=["nik"], jumlah=3, baris=[1, 2], batas="x", bagian="y")
        )
        assert all(words)
        assert "?" not in words.alasan


def test_the_report_is_a_table_for_spreadsheets(tmp_path: Path) -> None:
    path = tmp_path / "laporan.csv"
    write_report(
        path, [Problem(7, Column.RT, Masalah.NOMOR_TAK_SAH, "-1"), Problem(None, None, Masalah.TPS_BARU)]
    )
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(HEADINGS)
    assert rows[1][:4] == ["7", "rt", "'-1", "peringatan"]
    assert rows[2][:4] == ["", "", "", "peringatan"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["laporan.csv"]
    assert path.stat().st_mode & 0o077 == 0


def test_a_refused_file_has_a_report_that_says_why(tmp_path: Path) -> None:
    path = tmp_path / "laporan.csv"
    write_refusal(path, FileRefused(Refusal.NIK_RUSAK_EXCEL, jumlah=40, baris=[2, 3, 4, 5, 6]))
    text = path.read_text("utf-8-sig")
    assert "40 baris" in text
    assert "2, 3, 4, 5, 6" in text
