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
def test_who_says_to_be_the_voter_is_not_believed_when_an_entry_would_end(jenis: JenisLaporan) -> None:
    assert could_strike(jenis, Pelapor.PEMILIH)


@pytest.mark.parametrize("pelapor", [Pelapor.WARGA, Pelapor.PENGAWAS, Pelapor.PESERTA_PEMILIHAN])
@pytest.mark.parametrize("jenis", [J.PERBAIKAN_DATA, J.SALAH_TPS])
def test_a_stranger_who_changes_an_entry_is_guarded(jenis: JenisLaporan, pelapor: Pelapor) -> None:
    assert could_strike(jenis, pelapor)


@pytest.mark.parametrize("pelapor", [Pelapor.PEMILIH, Pelapor.KELUARGA])
@pytest.mark.parametrize("jenis", [J.PERBAIKAN_DATA, J.SALAH_TPS])
def test_voter_and_family_mend_an_entry_freely(jenis: JenisLaporan, pelapor: Pelapor) -> None:
    assert not could_strike(jenis, pelapor)


@pytest.mark.parametrize("pelapor", Pelapor)
def test_a_report_that_adds_somebody_strikes_nobody(pelapor: Pelapor) -> None:
    assert not could_strike(J.BELUM_TERDAFTAR, pelapor)
