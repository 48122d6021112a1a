"""An election out of an operator's file: refused whole with every fault named, or loaded as written."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from pemilu.infra.db import Database
from pemilu.infra.reader import open_reader
from pemilu.tahapan.calendar import ActivePemilihan, active_pemilihan
from pemilu.tahapan.kinds import AturanTanggapan, KodeTahapan
from pemilu.tahapan.load import (
    BadPemilihanFile,
    NoSuchPemilihan,
    activate,
    find_pemilihan,
    load_pemilihan,
)
from pemilu.tahapan.models import Pemilihan, Tahapan

GOOD = """
kode = "uji"
nama = "Pilkada Contoh"
jenis = "pilkada"
wilayah = "13"
zona = "WIB"
tanggal_pemungutan = 2024-11-27
tps_maks = 600
edisi_kode = "2024"
aturan_tanggapan = "hari-sejak-laporan"
hari_tanggapan = 5
[[tahapan]]
kode = "tanggapan"
mulai = 2024-08-18
selesai = 2024-08-27
[[tahapan]]
kode = "dpt"
mulai = 2024-09-14
selesai = 2024-09-21
"""
WRONG = [
    ("kode", 'kode = "uji"', ""),
    ("kode", 'kode = "uji"', 'kode = ""'),
    ("kode", 'kode = "uji"', f'kode = "{"u" * 41}"'),
    ("nama", 'nama = "Pilkada Contoh"', "nama = 5"),
    ("nama", 'nama = "Pilkada Contoh"', f'nama = "{"N" * 151}"'),
    ("jenis", '"pilkada"', '"pilkades"'),
    ("wilayah", '"13"', '"1"'),
    ("wilayah", '"13"', '"13.71"'),
    ("wilayah", '"13"', "13"),
    ("zona", '"WIB"', '"GMT"'),
    ("zona", '"WIB"', '["WIB"]'),
    ("tanggal_pemungutan", "2024-11-27", "2024-11-27T07:00:00"),
    ("tanggal_pemungutan", "2024-11-27", '"2024-11-27"'),
    ("tps_maks", "600", "0"),
    ("tps_maks", "600", "true"),
    ("tps_maks", "600", "40000"),
    ("tps_maks", "600", '"600"'),
    ("hari_tanggapan", "hari_tanggapan = 5", ""),
    ("hari_tanggapan", "hari_tanggapan = 5", "hari_tanggapan = -5"),
    ("hari_tanggapan", "hari_tanggapan = 5", "hari_tanggapan = 5.5"),
    ("hari_kerja", "tps_maks = 600", 'tps_maks = 600\nhari_kerja = "ya"'),
    ("id", "tps_maks = 600", "tps_maks = 600\nid = 7"),
    ("aktif", "tps_maks = 600", "tps_maks = 600\naktif = true"),
    ("tps_max", "tps_maks = 600", "tps_maks = 600\ntps_max = 600"),
    ("tahapan", GOOD[GOOD.index("[[") :], "tahapan = 3"),
    ("tahapan", GOOD[GOOD.index("[[") :], "tahapan = [1]"),
    ("tahapan dpt", "selesai = 2024-09-21", "selesai = 2024-09-01"),
    ("tahapan dpt", "selesai = 2024-09-21", ""),
    ("tahapan dpt", "mulai = 2024-09-14", 'mulai = "2024-09-14"'),
    ("tahapan dptx", '"dpt"', '"dptx"'),
    ("tahapan tanggapan", 'kode = "dpt"\nmulai = 2024-09-14', 'kode = "tanggapan"\nmulai = 2024-08-18'),
    ("bukan TOML", "tps_maks = 600", "tps_maks = "),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "pemilihan.toml").write_text(GOOD)
    return tmp_path / "pemilihan.toml"


def load(database: Database, file: Path, **options: timedelta) -> Pemilihan:
    with database.transaction() as session:
        return load_pemilihan(session, file, **options)


def in_force(database: Database) -> ActivePemilihan | None:
    reader = open_reader(database.engine.url, published_file=False)
    found = active_pemilihan(reader)
    reader.close()
    return found


@pytest.mark.parametrize(
    ("name", "right", "wrong"), WRONG, ids=[f"{row[0]}-{n}" for n, row in enumerate(WRONG)]
)
def test_a_wrong_file_is_refused_whole_and_the_fault_named(
    sqlite_database: Database, file: Path, name: str, right: str, wrong: str
) -> None:
    assert right in GOOD
    file.write_text(GOOD.replace(right, wrong))
    with pytest.raises(BadPemilihanFile) as refused:
        load(sqlite_database, file)
    (problem,) = refused.value.problems
    assert problem.startswith(f"{name}:")
    with sqlite_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Pemilihan)) == 0


def test_all_faults_are_named_at_once(sqlite_database: Database, file: Path) -> None:
    file.write_text('jenis = "x"\naktif = true\ntps_maks = 0\n')
    with pytest.raises(BadPemilihanFile) as refused:
        load(sqlite_database, file)
    named = {problem.partition(":")[0] for problem in refused.value.problems}
    assert named >= {"kode", "nama", "wilayah", "zona", "jenis", "aktif", "tps_maks", "aturan_tanggapan"}


def test_a_file_that_is_no_text_is_refused(sqlite_database: Database, file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadPemilihanFile, match="bukan TOML"):
        load(sqlite_database, file)


def test_an_election_is_loaded_as_written_and_is_not_active_by_itself(database: Database, file: Path) -> None:
    loaded = load(database, file)
    assert (loaded.kode, loaded.tanggal_pemungutan, loaded.hari_tanggapan) == ("uji", date(2024, 11, 27), 5)
    assert [(one.kode, one.mulai) for one in loaded.tahapan] == [
        (KodeTahapan.TANGGAPAN, date(2024, 8, 18)),
        (KodeTahapan.DPT, date(2024, 9, 14)),
    ]
    assert in_force(database) is None


def test_an_election_whose_answers_end_with_the_stage_needs_no_number_of_days(
    database: Database, file: Path
) -> None:
    file.write_text(GOOD.replace("hari-sejak-laporan", "akhir-tahapan").replace("hari_tanggapan = 5", ""))
    loaded = load(database, file)
    assert loaded.aturan_tanggapan is AturanTanggapan.AKHIR_TAHAPAN
    assert loaded.hari_tanggapan is None


def test_loading_again_replaces_the_stages_and_keeps_the_election(database: Database, file: Path) -> None:
    first = load(database, file)
    with database.transaction() as session:
        activate(session, "uji")
    file.write_text(GOOD.replace("2024-09-21", "2024-09-20").replace("Contoh", "Lain"))
    second = load(database, file)
    assert (second.id, second.nama) == (first.id, "Pilkada Lain")
    with database.reading() as session:
        assert session.scalars(select(Tahapan.selesai).order_by(Tahapan.mulai)).all() == [
            date(2024, 8, 27),
            date(2024, 9, 20),
        ]
    active = in_force(database)
    assert active
    assert active.jadwal.nama == "Pilkada Lain"


def test_a_shift_moves_every_date(database: Database, file: Path) -> None:
    loaded = load(database, file, shift=timedelta(days=365))
    assert loaded.tanggal_pemungutan == date(2025, 11, 27)
    assert [one.mulai for one in loaded.tahapan] == [date(2025, 8, 18), date(2025, 9, 14)]


def test_only_one_election_is_active(database: Database, file: Path) -> None:
    load(database, file)
    file.write_text(GOOD.replace('"uji"', '"lain"').replace("Contoh", "Lain"))
    load(database, file)
    for kode, nama in (("uji", "Pilkada Contoh"), ("lain", "Pilkada Lain")):
        with database.transaction() as session:
            activate(session, kode)
        active = in_force(database)
        assert active
        assert (active.jadwal.nama, len(active.jadwal.tahapan)) == (nama, 2)
        with database.reading() as session:
            assert find_pemilihan(session, None).kode == kode
            assert find_pemilihan(session, "uji").kode == "uji"


def test_an_election_that_is_not_there_can_be_neither_found_nor_activated(database: Database) -> None:
    with database.transaction() as session:
        for act in (activate, find_pemilihan):
            with pytest.raises(NoSuchPemilihan):
                act(session, "tidak-ada")
        with pytest.raises(NoSuchPemilihan):
            find_pemilihan(session, None)
