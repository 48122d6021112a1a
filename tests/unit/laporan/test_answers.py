"""What citizens are answered: every reason has its words and its text, and no answer carries a number."""

import pytest

from pemilu.laporan.answers import (
    LONGEST,
    AlasanAlih,
    AlasanPutusan,
    AnswerFault,
    AnswerUnfit,
    NoSuchReason,
    codes_for,
    default_text,
    documents_for,
    fit,
    must_be_reason,
    reasons_for,
)
from pemilu.laporan.kinds import JenisBukti, JenisLaporan, Putusan
from pemilu.web.words import ALASAN_PUTUSAN

KINDS = [(jenis, putusan) for jenis in JenisLaporan for putusan in (*Putusan, None)]
NEUTRAL = {AlasanPutusan.TIDAK_TERBUKTI, AlasanPutusan.DOKUMEN_KURANG}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", AnswerFault.KOSONG),
        (" \r\n\t ", AnswerFault.KOSONG),
        ("a" * (LONGEST + 1), AnswerFault.PANJANG),
        ("NIK 1399991708900001 salah", AnswerFault.NOMOR),
        ("NIK 1399 9917 0890 0001 salah", AnswerFault.NOMOR),
        ("Hubungi 0812-3456-7890", AnswerFault.NOMOR),
        ("Hubungi 0812.3456.7890", AnswerFault.NOMOR),
        ("1234567890", AnswerFault.NOMOR),
    ],
)
def test_an_unfit_answer_is_refused(text: str, fault: AnswerFault) -> None:
    with pytest.raises(AnswerUnfit) as refused:
        fit(text)
    assert refused.value.args[0] is fault
    assert text not in str(refused.value) or not text


@pytest.mark.parametrize(
    "text", ["Datang ke TPS 004 pukul 08.00.", "Tanggal 22-09-2024.", "a" * LONGEST, "RT 003, 123456789"]
)
def test_a_plain_answer_is_taken_as_it_is(text: str) -> None:
    assert fit(f"  {text}\r\n") == text


@pytest.mark.parametrize("jenis", JenisLaporan)
def test_a_rejection_tells_a_stranger_nothing_of_the_list(jenis: JenisLaporan) -> None:
    assert set(reasons_for(jenis, Putusan.TOLAK, berisiko=True)) == NEUTRAL


@pytest.mark.parametrize("jenis", [JenisLaporan.GANDA, JenisLaporan.TIDAK_MEMENUHI_SYARAT])
def test_a_kind_that_strikes_is_rejected_with_neutral_reasons_only(jenis: JenisLaporan) -> None:
    assert set(reasons_for(jenis, Putusan.TOLAK, berisiko=False)) == NEUTRAL


@pytest.mark.parametrize(("jenis", "putusan"), KINDS)
def test_a_reason_of_another_outcome_is_refused(jenis: JenisLaporan, putusan: Putusan | None) -> None:
    own = set(codes_for(jenis, putusan, berisiko=False))
    every = {code for each in (*Putusan, None) for code in codes_for(jenis, each, berisiko=False)}
    for code in (every - own) | {"", "disanggah", "lain"}:
        with pytest.raises(NoSuchReason):
            must_be_reason(jenis, putusan, code, berisiko=False)


@pytest.mark.parametrize(("jenis", "putusan"), KINDS)
def test_every_reason_has_words_and_a_text_that_may_be_sent(
    jenis: JenisLaporan, putusan: Putusan | None
) -> None:
    codes = codes_for(jenis, putusan, berisiko=False)
    assert codes
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert str(ALASAN_PUTUSAN[code])
        assert fit(default_text(code)) == default_text(code)


def test_every_reason_is_used_somewhere_and_stands_for_one_thing() -> None:
    used = {code for jenis, putusan in KINDS for code in codes_for(jenis, putusan, berisiko=False)}
    assert set(AlasanPutusan) <= used
    assert len({*AlasanPutusan, *AlasanAlih, *JenisBukti}) == len(AlasanPutusan) + len(AlasanAlih) + len(
        JenisBukti
    )
    assert all(str(ALASAN_PUTUSAN[alasan]) for alasan in AlasanAlih)


def test_the_text_of_a_rejection_says_how_to_object() -> None:
    for jenis in JenisLaporan:
        for alasan in reasons_for(jenis, Putusan.TOLAK, berisiko=False):
            assert "keberatan di halaman Lacak dalam 3 hari" in default_text(alasan)


@pytest.mark.parametrize("jenis", JenisLaporan)
def test_the_documents_asked_for_include_who_reports(jenis: JenisLaporan) -> None:
    assert JenisBukti.IDENTITAS_PELAPOR in documents_for(jenis)
