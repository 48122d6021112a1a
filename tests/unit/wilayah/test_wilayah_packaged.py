"""The region data we ship: complete, clean, and the edition the notice names."""

import gzip
import hashlib
from collections import Counter

from pemilu.wilayah.kode import KodeWilayah, Tingkat
from pemilu.wilayah.source import PACKAGED, check_wilayah, read_wilayah


def test_no_row_is_refused_and_the_counts_are_those_of_the_edition():
    check = check_wilayah(read_wilayah())
    assert check.ok
    assert check.bad == ()
    assert check.counts == {
        Tingkat.PROVINSI: 38,
        Tingkat.KABUPATEN: 514,
        Tingkat.KECAMATAN: 7_285,
        Tingkat.KELURAHAN: 83_762,
    }


def test_sumatera_barat_has_19_kabupaten_kota_179_kecamatan_and_1265_nagari_desa_kelurahan(packaged):
    sumbar = Counter(row.kode.tingkat for row in packaged if KodeWilayah("13").contains(row.kode))
    assert (sumbar[Tingkat.KABUPATEN], sumbar[Tingkat.KECAMATAN], sumbar[Tingkat.KELURAHAN]) == (
        19,
        179,
        1_265,
    )


def test_six_provinsi_of_papua_are_there(packaged):
    papua = {row.kode: row.nama for row in packaged if len(row.kode) == 2 and row.kode.startswith("9")}
    assert list(papua) == ["91", "92", "93", "94", "95", "96"]
    assert papua["96"] == "Papua Barat Daya"


def test_the_codes_of_the_demo_belong_to_nobody(packaged):
    assert not [row for row in packaged if row.kode.startswith("1399")]


def test_a_parent_stands_before_its_children(packaged):
    kode = [row.kode for row in packaged]
    assert kode == sorted(kode)


def test_names_are_clean(packaged):
    for row in packaged:
        assert row.nama == " ".join(row.nama.split())
        assert row.nama.isprintable()
        assert '"' not in row.nama


def test_the_file_is_the_one_the_notice_describes():
    unpacked = hashlib.sha256(gzip.decompress(PACKAGED.read_bytes())).hexdigest()
    assert unpacked in PACKAGED.with_name("NOTICE.md").read_text("utf-8")


def test_the_file_carries_no_date_of_making():
    assert PACKAGED.read_bytes()[4:8] == b"\0\0\0\0"
