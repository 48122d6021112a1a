"""Which documents a report needs: by kind, by reason, by reporter."""

from itertools import product

import pytest

from pemilu.laporan.documents import (
    IDENTITAS_PELAPOR,
    PELENGKAP,
    SYARAT,
    SYARAT_TMS,
    ReasonDoesNotFit,
    SyaratBukti,
    missing,
    required,
)
from pemilu.laporan.kinds import ALASAN_TMS, AlasanTms, JenisBukti, JenisLaporan, Pelapor

TMS = JenisLaporan.TIDAK_MEMENUHI_SYARAT
OTHER_KINDS = [jenis for jenis in JenisLaporan if jenis is not TMS]


@pytest.mark.parametrize("jenis", OTHER_KINDS)
def test_a_reason_is_only_for_tms(jenis: JenisLaporan) -> None:
    with pytest.raises(ReasonDoesNotFit):
        required(jenis, Pelapor.PEMILIH, alasan=AlasanTms.MENINGGAL)


def test_tms_needs_a_reason() -> None:
    with pytest.raises(ReasonDoesNotFit):
        required(TMS, Pelapor.WARGA)


@pytest.mark.parametrize("jenis", OTHER_KINDS)
def test_nothing_is_proved_by_nothing(jenis: JenisLaporan) -> None:
    assert missing((), jenis, pelapor=Pelapor.PEMILIH) == (SYARAT[jenis],)


@pytest.mark.parametrize(("alasan", "pelapor"), list(product(AlasanTms, Pelapor)))
def test_a_reason_is_not_proved_by_the_identity_of_who_says_it(alasan: AlasanTms, pelapor: Pelapor) -> None:
    given = {JenisBukti.IDENTITAS_PELAPOR}
    assert missing(given, TMS, pelapor=pelapor, alasan=alasan) == (SYARAT_TMS[alasan],)


@pytest.mark.parametrize("pelapor", [who for who in Pelapor if who is not Pelapor.PEMILIH])
def test_who_reports_about_somebody_else_shows_who_they_are(pelapor: Pelapor) -> None:
    open_ = missing({JenisBukti.SURAT_KEMATIAN}, TMS, pelapor=pelapor, alasan=AlasanTms.MENINGGAL)
    assert open_ == (IDENTITAS_PELAPOR,)


def test_a_selfie_with_the_ktp_proves_a_duplicate_but_not_a_new_voter() -> None:
    given = {JenisBukti.FOTO_MEMEGANG_KTP}
    assert not missing(given, JenisLaporan.GANDA, pelapor=Pelapor.PEMILIH)
    assert missing(given, JenisLaporan.BELUM_TERDAFTAR, pelapor=Pelapor.PEMILIH)


@pytest.mark.parametrize("alasan", [AlasanTms.TNI, AlasanTms.POLRI])
def test_a_soldier_is_not_proved_by_a_ktp(alasan: AlasanTms) -> None:
    given = {JenisBukti.KTP_EL, JenisBukti.IDENTITAS_PELAPOR}
    assert missing(given, TMS, pelapor=Pelapor.WARGA, alasan=alasan)


@pytest.mark.parametrize(("jenis", "bukti"), [(j, b) for j in OTHER_KINDS for b in SYARAT[j].salah_satu])
def test_one_document_of_the_list_is_enough_for_a_voter(jenis: JenisLaporan, bukti: JenisBukti) -> None:
    assert missing({bukti}, jenis, pelapor=Pelapor.PEMILIH) == ()


@pytest.mark.parametrize(("alasan", "bukti"), [(a, b) for a in AlasanTms for b in SYARAT_TMS[a].salah_satu])
def test_one_document_and_an_identity_are_enough_for_a_citizen(alasan: AlasanTms, bukti: JenisBukti) -> None:
    given = [bukti, JenisBukti.IDENTITAS_PELAPOR]
    assert missing(given, TMS, pelapor=Pelapor.WARGA, alasan=alasan) == ()


def test_every_kind_and_reason_has_a_requirement_with_a_source() -> None:
    assert set(SYARAT) == set(OTHER_KINDS)
    assert set(SYARAT_TMS) == set(ALASAN_TMS) == set(AlasanTms)
    assert set(PELENGKAP) == set(JenisLaporan)
    rows: list[SyaratBukti] = [*SYARAT.values(), *SYARAT_TMS.values(), IDENTITAS_PELAPOR]
    assert all(
        row.salah_satu and row.sumber and len(set(row.salah_satu)) == len(row.salah_satu) for row in rows
    )


def test_every_document_can_be_given_somewhere() -> None:
    rows = [*SYARAT.values(), *SYARAT_TMS.values(), IDENTITAS_PELAPOR]
    used = {bukti for row in rows for bukti in row.salah_satu}
    used |= {bukti for extra in PELENGKAP.values() for bukti in extra}
    assert used == set(JenisBukti)


def test_only_the_voter_reports_about_themselves() -> None:
    assert [who for who in Pelapor if who.reports_about_self] == [Pelapor.PEMILIH]


@pytest.mark.parametrize("enum", [JenisLaporan, Pelapor, AlasanTms, JenisBukti])
def test_members_are_named_by_their_values(enum: type[JenisBukti]) -> None:
    assert all(member.name.lower().replace("_", "-") == member.value for member in enum)
    assert all(len(member.value) <= 32 for member in enum)
