"""Which reports could take somebody off the list, and so are guarded."""

import pytest

from pemilu.laporan.guard import could_strike
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
def test_a_voter_may_end_a_wrong_entry_of_their_own(jenis: JenisLaporan) -> None:
    assert not could_strike(jenis, Pelapor.PEMILIH)


@pytest.mark.parametrize("pelapor", Pelapor)
@pytest.mark.parametrize("jenis", [J.BELUM_TERDAFTAR, J.PERBAIKAN_DATA, J.SALAH_TPS])
def test_a_report_that_adds_or_mends_an_entry_strikes_nobody(jenis: JenisLaporan, pelapor: Pelapor) -> None:
    assert not could_strike(jenis, pelapor)
