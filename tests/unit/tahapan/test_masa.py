"""What a citizen who is not on the list is told, through the whole calendar of an election."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pemilu.tahapan.day import NaiveInstant
from pemilu.tahapan.kinds import JenisPemilihan, KodeTahapan
from pemilu.tahapan.stage import Jadwal, Masa, Tahap, masa_at
from pemilu.wilayah.zona import Zona

TANGGAPAN = Tahap(KodeTahapan.TANGGAPAN, date(2024, 8, 18), date(2024, 8, 27))
PILKADA = Jadwal(
    nama="Pilkada Sumatera Barat 2024",
    jenis=JenisPemilihan.PILKADA,
    tanggal_pemungutan=date(2024, 11, 27),
    zona=Zona.WIB,
    tahapan=(
        Tahap(KodeTahapan.DP4, date(2024, 4, 24), date(2024, 5, 31)),
        Tahap(KodeTahapan.COKLIT, date(2024, 6, 24), date(2024, 7, 24)),
        Tahap(KodeTahapan.DPS, date(2024, 8, 9), date(2024, 8, 11)),
        Tahap(KodeTahapan.DPS_DIUMUMKAN, date(2024, 8, 18), date(2024, 8, 27)),
        TANGGAPAN,
        Tahap(KodeTahapan.DPSHP, date(2024, 9, 5), date(2024, 9, 11)),
        Tahap(KodeTahapan.DPT, date(2024, 9, 14), date(2024, 9, 21)),
        Tahap(KodeTahapan.PINDAH_MEMILIH, date(2024, 9, 22), date(2024, 10, 28)),
        Tahap(KodeTahapan.PINDAH_MEMILIH_KHUSUS, date(2024, 10, 29), date(2024, 11, 20)),
    ),
)
PERTAMA = Tahap(KodeTahapan.TANGGAPAN, date(2023, 4, 12), date(2023, 5, 2))
KEDUA = Tahap(KodeTahapan.TANGGAPAN, date(2023, 5, 17), date(2023, 5, 23))
PEMILU = Jadwal(
    nama="Pemilu 2024",
    jenis=JenisPemilihan.PEMILU,
    tanggal_pemungutan=date(2024, 2, 14),
    zona=Zona.WIB,
    tahapan=(KEDUA, PERTAMA, Tahap(KodeTahapan.DPT, date(2023, 6, 20), date(2023, 6, 21))),
)
HOURS_AHEAD = {Zona.WIB: 7, Zona.WITA: 8, Zona.WIT: 9}


def _at(text: str, zona: Zona) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=HOURS_AHEAD[zona])


def _without(jadwal: Jadwal, kode: KodeTahapan) -> Jadwal:
    rest = tuple(tahap for tahap in jadwal.tahapan if tahap.kode is not kode)
    return Jadwal(jadwal.nama, jadwal.jenis, jadwal.tanggal_pemungutan, jadwal.zona, rest)


def test_a_moment_without_a_time_zone_is_refused_even_with_no_election() -> None:
    with pytest.raises(NaiveInstant):
        masa_at(None, datetime(2024, 8, 20, 12), zona=Zona.WIB)


def test_with_no_election_the_citizen_is_sent_to_the_kpu_office() -> None:
    keadaan = masa_at(None, _at("2025-06-01T10:00:00", Zona.WITA), zona=Zona.WITA)
    assert keadaan.masa is Masa.DI_LUAR_PEMILIHAN
    assert (keadaan.tanggapan, keadaan.dpt, keadaan.pemungutan, keadaan.dpk_dibuka) == (None,) * 4


@pytest.mark.parametrize("zona", list(Zona))
@pytest.mark.parametrize(
    ("local", "masa"),
    [
        ("2024-01-01T00:00:00", Masa.SEBELUM_TANGGAPAN),
        ("2024-08-17T23:59:59", Masa.SEBELUM_TANGGAPAN),
        ("2024-08-18T00:00:00", Masa.TANGGAPAN_DIBUKA),
        ("2024-08-27T23:59:59", Masa.TANGGAPAN_DIBUKA),
        ("2024-08-28T00:00:00", Masa.SETELAH_TANGGAPAN_SEBELUM_DPT),
        ("2024-09-21T23:59:59", Masa.SETELAH_TANGGAPAN_SEBELUM_DPT),
        ("2024-09-22T00:00:00", Masa.SETELAH_DPT),
        ("2024-11-26T23:59:59", Masa.SETELAH_DPT),
        ("2024-11-27T00:00:00", Masa.HARI_PEMUNGUTAN),
        ("2024-11-27T23:59:59", Masa.HARI_PEMUNGUTAN),
        ("2024-11-28T00:00:00", Masa.DI_LUAR_PEMILIHAN),
    ],
)
def test_each_situation_begins_at_local_midnight(zona: Zona, local: str, masa: Masa) -> None:
    assert masa_at(PILKADA, _at(local, zona), zona=zona).masa is masa


@pytest.mark.parametrize(
    ("local", "masa"),
    [
        ("2024-08-01T00:00:00", Masa.SETELAH_DPT),
        ("2024-08-20T00:00:00", Masa.TANGGAPAN_DIBUKA),
        ("2024-08-28T00:00:00", Masa.SETELAH_DPT),
        ("2024-09-21T23:59:59", Masa.SETELAH_DPT),
        ("2024-11-27T00:00:00", Masa.HARI_PEMUNGUTAN),
        ("2024-11-28T00:00:00", Masa.DI_LUAR_PEMILIHAN),
    ],
)
def test_a_published_dpt_is_final_even_while_its_stage_goes_on(local: str, masa: Masa) -> None:
    assert masa_at(PILKADA, _at(local, Zona.WIB), zona=Zona.WIB, dpt_terbit=True).masa is masa


def test_the_answer_carries_every_date_of_its_text() -> None:
    keadaan = masa_at(PILKADA, _at("2024-08-20T09:00:00", Zona.WIT), zona=Zona.WIT)
    assert keadaan.tanggapan == TANGGAPAN
    assert keadaan.dpt == date(2024, 9, 21)
    assert keadaan.pemungutan == date(2024, 11, 27)
    assert keadaan.zona is Zona.WIT


@pytest.mark.parametrize("zona", list(Zona))
def test_the_dpk_hour_is_noon_to_one_of_polling_day_in_local_time(zona: Zona) -> None:
    keadaan = masa_at(PILKADA, _at("2024-10-01T09:00:00", zona), zona=zona)
    assert keadaan.dpk_dibuka == _at("2024-11-27T12:00:00", zona)
    assert keadaan.dpk_ditutup == _at("2024-11-27T13:00:00", zona)


@pytest.mark.parametrize(
    ("local", "masa", "window"),
    [
        ("2023-04-01T10:00:00", Masa.SEBELUM_TANGGAPAN, PERTAMA),
        ("2023-04-12T00:00:00", Masa.TANGGAPAN_DIBUKA, PERTAMA),
        ("2023-05-02T23:59:59", Masa.TANGGAPAN_DIBUKA, PERTAMA),
        ("2023-05-03T00:00:00", Masa.SEBELUM_TANGGAPAN, KEDUA),
        ("2023-05-17T00:00:00", Masa.TANGGAPAN_DIBUKA, KEDUA),
        ("2023-05-24T00:00:00", Masa.SETELAH_TANGGAPAN_SEBELUM_DPT, KEDUA),
        ("2023-06-22T00:00:00", Masa.SETELAH_DPT, KEDUA),
    ],
)
def test_between_two_rounds_of_a_pemilu_the_second_opening_is_announced(
    local: str, masa: Masa, window: Tahap
) -> None:
    keadaan = masa_at(PEMILU, _at(local, Zona.WIB), zona=Zona.WIB)
    assert (keadaan.masa, keadaan.tanggapan) == (masa, window)


def test_while_two_windows_overlap_the_later_end_is_announced() -> None:
    longer = Tahap(KodeTahapan.TANGGAPAN, date(2023, 4, 20), date(2023, 5, 9))
    jadwal = Jadwal("x", JenisPemilihan.PEMILU, date(2024, 2, 14), Zona.WIB, (PERTAMA, longer))
    assert masa_at(jadwal, _at("2023-04-25T10:00:00", Zona.WIB), zona=Zona.WIB).tanggapan == longer


def test_a_schedule_without_a_dpt_never_claims_that_the_list_is_final() -> None:
    jadwal = _without(PILKADA, KodeTahapan.DPT)
    keadaan = masa_at(jadwal, _at("2024-11-26T10:00:00", Zona.WIB), zona=Zona.WIB)
    assert (keadaan.masa, keadaan.dpt) == (Masa.SETELAH_TANGGAPAN_SEBELUM_DPT, None)


def test_a_schedule_without_a_response_period_never_offers_the_report() -> None:
    jadwal = _without(PILKADA, KodeTahapan.TANGGAPAN)
    before = masa_at(jadwal, _at("2024-08-20T10:00:00", Zona.WIB), zona=Zona.WIB)
    after = masa_at(jadwal, _at("2024-10-01T10:00:00", Zona.WIB), zona=Zona.WIB)
    assert (before.masa, before.tanggapan) == (Masa.SETELAH_TANGGAPAN_SEBELUM_DPT, None)
    assert after.masa is Masa.SETELAH_DPT
