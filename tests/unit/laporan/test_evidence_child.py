"""The process that decodes: what it may use, and that no misbehaviour of it reaches the server."""

from dataclasses import replace
from pathlib import Path

import pytest

from pemilu.laporan import evidence
from pemilu.laporan.evidence import CleanerBroken, clean
from pemilu.laporan.pages import READY, SIZES, CleanEvidence, CleanPage, EvidenceProblem, Limits, pack, unpack
from tests.bad_uploads.images import card, encoded, scan_bomb
from tests.bad_uploads.pdfs import form_bomb

LIMITS = replace(Limits(), cpu_seconds=1)
CHILD = "tests.bad_uploads.child"
PICTURE = encoded(card())


@pytest.mark.parametrize(
    ("way", "problem"),
    [
        ("silent", EvidenceProblem.RUSAK),
        ("talks-too-much", EvidenceProblem.TERLALU_LAMA),
        ("computes", EvidenceProblem.TERLALU_LAMA),
        ("lies", EvidenceProblem.RUSAK),
        ("dies", EvidenceProblem.RUSAK),
        ("answers-and-dies", EvidenceProblem.RUSAK),
        ("takes-memory", EvidenceProblem.RUSAK),
        ("writes-a-file", EvidenceProblem.RUSAK),
    ],
)
def test_a_child_that_misbehaves_is_a_problem_of_the_file(way: str, problem: EvidenceProblem) -> None:
    assert evidence._clean_in_child(CHILD, way.encode(), LIMITS) is problem


def test_a_child_that_behaves_is_believed() -> None:
    assert isinstance(evidence._clean_in_child(CHILD, b"answers", LIMITS), CleanEvidence)


def test_a_child_that_hangs_is_ended() -> None:
    impatient = replace(LIMITS, seconds=1.0)
    assert evidence._clean_in_child(CHILD, b"hangs", impatient) is EvidenceProblem.TERLALU_LAMA


def test_a_child_that_talks_too_much_is_cut_off() -> None:
    _, answer = evidence._converse(CHILD, b"talks-too-much", replace(LIMITS, bytes_out=3_000_000))
    assert len(answer) == 3_000_001


@pytest.mark.parametrize("module", [CHILD, "pemilu.laporan.tidak_ada"])
def test_a_child_that_never_gets_ready_is_our_fault_not_the_files(module: str) -> None:
    with pytest.raises(CleanerBroken):
        evidence._clean_in_child(module, b"never-ready", LIMITS)


def test_a_child_is_told_nothing_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///rahasia.db")
    status, answer = evidence._converse(CHILD, b"tells-its-environment", LIMITS)
    assert status == 0
    assert answer == READY


def test_a_child_writes_no_file() -> None:
    evidence._clean_in_child(CHILD, b"writes-a-file", LIMITS)
    trace = Path("/tmp/tidak-boleh-ada")
    assert not trace.exists() or trace.stat().st_size == 0
    trace.unlink(missing_ok=True)


def test_a_picture_that_costs_too_much_time_is_refused() -> None:
    assert clean(scan_bomb(4_000, 2_000), limits=LIMITS) is EvidenceProblem.TERLALU_LAMA


def test_a_drawing_that_calls_itself_without_end_is_refused() -> None:
    assert isinstance(clean(form_bomb(8, 10), limits=LIMITS), EvidenceProblem)


def test_a_picture_that_costs_too_much_memory_is_refused() -> None:
    little = replace(LIMITS, memory=100 * 1024 * 1024, cpu_seconds=8)
    photo = encoded(card(5_000, 4_900, mode="RGBA"), "PNG", compress_level=1)
    assert isinstance(clean(PICTURE, limits=little), CleanEvidence)
    assert clean(photo, limits=little) is EvidenceProblem.TERLALU_BANYAK_PIKSEL


@pytest.mark.parametrize("limits", [LIMITS, Limits(pixels=1, seconds=0.5)])
def test_limits_reach_the_child_as_they_are(limits: Limits) -> None:
    assert Limits.from_json(limits.to_json()) == limits


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0",
        b"\0tidak-dikenal",
        b"\0\xff\xfe",
        b"\0rusak\n\0",
        b"\x01",
        b"\x01" + SIZES.pack(1, 1, 0, 0),
        b"\x01" + SIZES.pack(1, 1, len(PICTURE), 0) + PICTURE,
        b"\x01" + SIZES.pack(1, 1, 0, len(PICTURE)) + PICTURE,
        b"\x01" + SIZES.pack(1, 1, len(PICTURE), len(PICTURE)) + PICTURE,
        b"\x01" + SIZES.pack(1, 1, len(PICTURE), len(PICTURE)) + PICTURE * 2 + b"X",
        b"\x01" + SIZES.pack(1, 1, len(PICTURE) + 1, len(PICTURE) - 1) + PICTURE * 2,
        b"\x01" + SIZES.pack(1, 1, 2**32 - 1, 2**32 - 1) + PICTURE * 2,
        b"\x02" + SIZES.pack(1, 1, len(PICTURE), len(PICTURE)) + PICTURE * 2,
        b"\xff" * 400,
    ],
    ids=range(15),
)
def test_an_answer_that_is_not_exactly_one_is_no_answer(answer: bytes) -> None:
    assert unpack(answer) is EvidenceProblem.RUSAK


@pytest.mark.parametrize("problem", EvidenceProblem)
def test_a_problem_crosses_the_pipe(problem: EvidenceProblem) -> None:
    assert unpack(pack(problem)) is problem


def test_pages_cross_the_pipe() -> None:
    pages = tuple(CleanPage(width, 2, PICTURE, encoded(card(width, 2))) for width in (9, 8, 7))
    assert unpack(pack(CleanEvidence(pages))) == CleanEvidence(pages)
