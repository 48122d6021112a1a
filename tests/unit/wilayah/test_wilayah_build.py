import gzip
import hashlib

import pytest

from pemilu.wilayah.build import BrokenPackage, build, clean_nama, main
from pemilu.wilayah.kode import InvalidKode, Tingkat
from pemilu.wilayah.source import WilayahRow, read_wilayah

FILES = {
    "provinces.csv": "code,name\n14,Riau\n13,Sumatera Barat\n",
    "regencies.csv": "code,province_code,name\n13.71,13,Kota Padang \n",
    "districts.csv": "code,regency_code,name\n13.71.03,13.71,Padang\u200b  Barat\n",
    "villages.csv": 'code,district_code,name\n13.71.03.1004,13.71.03,"Ra""as, I"\n',
}
COUNTS = {Tingkat.PROVINSI: 2, Tingkat.KABUPATEN: 1, Tingkat.KECAMATAN: 1, Tingkat.KELURAHAN: 1}


@pytest.fixture
def package(tmp_path):
    (tmp_path / "data").mkdir()
    for name, content in FILES.items():
        (tmp_path / "data" / name).write_text(content, "utf-8")
    return tmp_path


BROKEN = {
    "another parent": ("regencies.csv", "code,province_code,name\n13.71,14,Kota Padang\n"),
    "no such parent": ("districts.csv", "code,regency_code,name\n13.72.03,13.72,Padang Barat\n"),
    "a code twice": ("provinces.csv", "code,name\n13,Sumatera Barat\n13,Riau\n14,Riau\n"),
    "a region missing": ("provinces.csv", "code,name\n13,Sumatera Barat\n"),
    "a name missing": ("provinces.csv", "code,name\n13,Sumatera Barat\n14, \n"),
    "no code": ("provinces.csv", "code,name\n13,Sumatera Barat\n140,Riau\n"),
}


@pytest.mark.parametrize(("name", "content"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_package_is_refused_and_leaves_the_old_file(package, name, content):
    (package / "data" / name).write_text(content, "utf-8")
    output = package / "wilayah.csv.gz"
    output.write_bytes(b"old")
    with pytest.raises((BrokenPackage, InvalidKode)):
        build(package, output, expected=COUNTS)
    assert output.read_bytes() == b"old"
    assert [path.name for path in package.glob("*.gz")] == ["wilayah.csv.gz"]


def test_the_command_says_why_it_refused(package, capsys):
    assert main([str(package), "--output", str(package / "out.csv.gz")]) == 1
    assert "expected" in capsys.readouterr().err
    assert main([str(package / "none"), "--output", str(package / "out.csv.gz")]) == 1


def test_four_files_become_one_sorted_table_without_dots(package):
    output = package / "wilayah.csv.gz"
    digest = build(package, output, expected=COUNTS)
    content = gzip.decompress(output.read_bytes())
    assert content.decode().splitlines() == [
        "kode,nama",
        "13,Sumatera Barat",
        "1371,Kota Padang",
        "137103,Padang Barat",
        '1371031004,"Ra\'as, I"',
        "14,Riau",
    ]
    assert digest == hashlib.sha256(content).hexdigest()
    assert all(isinstance(row, WilayahRow) for row in read_wilayah(output))


def test_building_twice_gives_the_same_bytes(package):
    first, second = package / "first.csv.gz", package / "second.csv.gz"
    build(package, first, expected=COUNTS)
    build(package, second, expected=COUNTS)
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes()[4:8] == b"\0\0\0\0"  # no date of making


@pytest.mark.parametrize(
    ("nama", "clean"),
    [
        (" Padang  Barat\t", "Padang Barat"),
        ("Padang\x00Barat", "Padang Barat"),
        ("Pa\u200bdang\ufeff", "Padang"),
        ('Ra"as', "Ra'as"),
        ('"Raas"', '"Raas"'),
        ("Regapu’u", "Regapu’u"),
    ],
)
def test_a_name_is_cleaned_and_otherwise_left_alone(nama, clean):
    assert clean_nama(nama) == clean
