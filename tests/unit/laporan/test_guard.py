"""Which reports could change or end somebody's entry against their will, and so are guarded."""

import pytest

from pemilu.laporan.guard import could_strike, of_household
from pemilu.laporan.kinds import JenisLaporan, Pelapor

J = JenisLaporan
OTHERS = [pelapor for pelapor in Pelapor if not pelapor.reports_about_self]


@pytest.mark.parametrize("pelapor", OTHERS)
@pytest.mark.parametrize("jenis", [J.TIDAK_MEMENUHI_SYARAT, J.TIDAK_BERDOMISILI, J.GANDA])
def test_a_report_by_somebody_else_that_ends_an_entry_could_strike(
    jenis: JenisLaporan, pelapor: Pelapor
) -> None:
    assert could_strike(jenis, pelapor)


def test_tidak_memenuhi_syarat_could_strike_whoever_says_it() -> None:
    """Whoever files it says that the voter is dead, a minor or a soldier: it may well not be the voter."""
    assert could_strike(J.TIDAK_MEMENUHI_SYARAT, Pelapor.PEMILIH)


@pytest.mark.parametrize("jenis", [J.TIDAK_BERDOMISILI, J.GANDA])
def test_who_says_to_be_the_voter_is_not_believed_when_an_entry_would_end(jenis: JenisLaporan) -> None:
    assert could_strike(jenis, Pelapor.PEMILIH)


@pytest.mark.parametrize("pelapor", OTHERS)
@pytest.mark.parametrize("jenis", [J.PERBAIKAN_DATA, J.SALAH_TPS])
def test_whoever_else_changes_an_entry_is_guarded_said_to_be_family_or_not(
    jenis: JenisLaporan, pelapor: Pelapor
) -> None:
    assert could_strike(jenis, pelapor)


@pytest.mark.parametrize("jenis", [J.PERBAIKAN_DATA, J.SALAH_TPS])
def test_only_the_voter_mends_an_entry_freely(jenis: JenisLaporan) -> None:
    assert not could_strike(jenis, Pelapor.PEMILIH)


@pytest.mark.parametrize("jenis", J)
@pytest.mark.parametrize("pelapor", Pelapor)
def test_a_household_is_family_and_strikes_nobody(jenis: JenisLaporan, pelapor: Pelapor) -> None:
    family = (J.PERBAIKAN_DATA, Pelapor.KELUARGA), (J.SALAH_TPS, Pelapor.KELUARGA)
    assert of_household(jenis, pelapor) is ((jenis, pelapor) in family)


@pytest.mark.parametrize("pelapor", Pelapor)
def test_a_report_that_adds_somebody_strikes_nobody(pelapor: Pelapor) -> None:
    assert not could_strike(J.BELUM_TERDAFTAR, pelapor)
