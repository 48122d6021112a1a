from datetime import UTC, datetime

import pytest

from pemilu.wilayah.kode import KodeWilayah, Tingkat
from pemilu.wilayah.zona import UnknownZona, Zona, zona_of

EXPECTED = {
    Zona.WIB: "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 61 62",
    Zona.WITA: "51 52 53 63 64 65 71 72 73 74 75 76",
    Zona.WIT: "81 82 91 92 93 94 95 96",
}
BY_PROVINSI = {provinsi: zona for zona, codes in EXPECTED.items() for provinsi in codes.split()}


@pytest.mark.parametrize("digits", ["41", "66", "69", "01"])
def test_a_provinsi_no_decree_names_has_no_zona(digits):
    with pytest.raises(UnknownZona) as refusal:
        zona_of(KodeWilayah(digits))
    assert refusal.value.provinsi == digits


def test_the_table_here_names_the_38_provinsi_of_the_country(packaged):
    provinsi = {row.kode for row in packaged if row.kode.tingkat is Tingkat.PROVINSI}
    assert provinsi == set(BY_PROVINSI)
    assert len(provinsi) == 38


@pytest.mark.parametrize(("provinsi", "zona"), BY_PROVINSI.items())
def test_every_provinsi_has_its_zona(provinsi, zona):
    assert zona_of(KodeWilayah(provinsi)) is zona


def test_the_zona_of_a_kelurahan_is_that_of_its_provinsi():
    assert KodeWilayah("6371011001").tingkat is Tingkat.KELURAHAN
    assert zona_of(KodeWilayah("6371011001")) is Zona.WITA
    assert zona_of(KodeWilayah("6171011001")) is Zona.WIB


def test_a_new_provinsi_in_papua_keeps_the_time_of_papua():
    assert zona_of(KodeWilayah("97")) is Zona.WIT


@pytest.mark.parametrize(("zona", "hour"), [(Zona.WIB, 7), (Zona.WITA, 8), (Zona.WIT, 9)])
def test_zona_are_hours_ahead_of_utc_all_year(zona, hour):
    for month in (1, 7):
        assert datetime(2024, month, 1, tzinfo=UTC).astimezone(zona.tzinfo).hour == hour
