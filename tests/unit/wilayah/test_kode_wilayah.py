import copy
import pickle

import pytest

from pemilu.wilayah.kode import InvalidKode, KodeWilayah, Tingkat

NO_KODE = {
    "nothing": "",
    "only spaces": "   ",
    "one digit": "1",
    "three digits": "137",
    "five digits": "13710",
    "a BPS kecamatan of 7 digits": "1371030",
    "8 digits": "13710310",
    "9 digits, a zero lost": "137103100",
    "the 13 digits of a TPS": "1371031004001",
    "16 digits": "1399990101010001",
    "dots in the wrong place": "1.371.031.004",
    "a code rounded by a spreadsheet": "11.1",
    "a decimal comma": "13,71",
    "two dots": "13..71",
    "a dot at the end": "13.71.",
    "a minus": "-13",
    "letters": "13.7a",
    "Arabic digits": "١٣",
    "full-width digits": "１３",
    "superscript": "1²",
    "a level of zeros": "1300",
    "a kecamatan of zeros": "13.71.00",
    "a kelurahan of zeros": "13.71.03.0000",
    "the whole country as zeros": "00",
    "a newline inside": "13\n71",
    "a NUL": "13\x00",
}


@pytest.mark.parametrize("text", NO_KODE.values(), ids=NO_KODE.keys())
def test_what_is_no_kode_is_refused(text):
    with pytest.raises(InvalidKode):
        KodeWilayah.parse(text)


@pytest.mark.parametrize("text", ["13.71", " 13", "13 71", "13\n", "137103100", "1300"])
def test_the_constructor_takes_only_stored_digits(text):
    with pytest.raises(InvalidKode):
        KodeWilayah(text)


def test_a_refusal_counts_digits_and_never_repeats_a_nik():
    nik = "1399990101010001"
    with pytest.raises(InvalidKode) as refusal:
        KodeWilayah.parse(nik)
    assert refusal.value.digits == 16
    assert nik not in str(refusal.value) + repr(refusal.value)


@pytest.mark.parametrize(
    "text",
    ["1371031004", "13.71.03.1004", "13 71 03 1004", "  13.71.03.1004\t", "\u00a01371031004", "1371.031004"],
)
def test_dots_and_spaces_between_levels_are_read(text):
    assert KodeWilayah.parse(text) == "1371031004"


@pytest.mark.parametrize(
    ("digits", "tingkat", "induk", "dotted"),
    [
        ("13", Tingkat.PROVINSI, None, "13"),
        ("1371", Tingkat.KABUPATEN, "13", "13.71"),
        ("137103", Tingkat.KECAMATAN, "1371", "13.71.03"),
        ("1371031004", Tingkat.KELURAHAN, "137103", "13.71.03.1004"),
    ],
)
def test_a_kode_knows_its_level_and_its_parent(digits, tingkat, induk, dotted):
    kode = KodeWilayah(digits)
    assert (kode.tingkat, kode.induk, kode.dotted) == (tingkat, induk, dotted)
    assert tingkat.digits == len(digits)
    assert repr(kode) == f"KodeWilayah('{dotted}')"


def test_prefixes_above_the_own_level_are_none():
    provinsi, kelurahan = KodeWilayah("13"), KodeWilayah("1371031004")
    assert (provinsi.provinsi, provinsi.kabupaten, provinsi.kecamatan) == ("13", None, None)
    assert (kelurahan.provinsi, kelurahan.kabupaten, kelurahan.kecamatan) == ("13", "1371", "137103")
    assert kelurahan.at(Tingkat.KELURAHAN) == kelurahan
    assert all(isinstance(part, KodeWilayah) for part in (kelurahan.provinsi, kelurahan.kecamatan))


def test_ancestors_run_from_the_provinsi_down_to_the_kode_itself():
    assert KodeWilayah("1371031004").ancestors() == ("13", "1371", "137103", "1371031004")
    assert KodeWilayah("13").ancestors() == ("13",)


def test_a_region_contains_itself_and_what_lies_in_it_only():
    kota = KodeWilayah("1371")
    assert kota.contains(kota)
    assert kota.contains(KodeWilayah("1371031004"))
    assert not kota.contains(KodeWilayah("13"))
    assert not kota.contains(KodeWilayah("1372"))
    assert not kota.contains(KodeWilayah("6413711001"))


def test_kode_sort_as_a_tree_and_serve_as_keys():
    tree = ["13", "1301", "130101", "1301012001", "1302", "14"]
    assert sorted(map(KodeWilayah, reversed(tree))) == tree
    assert {KodeWilayah("13"): 1}["13"] == 1


def test_a_kode_survives_copying_and_pickling():
    kode = KodeWilayah("1371")
    for twin in (copy.deepcopy(kode), pickle.loads(pickle.dumps(kode))):
        assert twin == kode
        assert isinstance(twin, KodeWilayah)
