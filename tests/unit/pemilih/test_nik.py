"""The NIK: what is refused and why, what is forgiven, and that its digits stay inside."""

import pickle
import re
import string
from dataclasses import FrozenInstanceError
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pemilu.pemilih.kinds import JenisKelamin
from pemilu.pemilih.nik import (
    LOOKALIKES,
    MAX_LENGTH,
    PROVINCES,
    InvalidNik,
    Nik,
    NikFault,
    NikProblem,
    NikWarning,
    compare_birth,
    ends_in_zero,
    looks_excel_damaged,
    parse_nik,
)
from tests.bad_inputs import BadInput, read_bad_inputs

ALL = read_bad_inputs("nik")
TYPED = [case for case in ALL if not {"form", "json"} & case.facts.keys()]
DEMO = "1399991708450001"
DEMO_WOMAN = "1399995708450001"


def cases(*verdicts: str) -> pytest.MarkDecorator:
    chosen = [case for case in TYPED if case.verdict in verdicts]
    return pytest.mark.parametrize("case", chosen, ids=[case.id for case in chosen])


def read(text: str) -> Nik:
    nik = parse_nik(text)
    assert isinstance(nik, Nik)
    return nik


@cases("reject")
def test_a_bad_input_is_refused_with_its_kind(case: BadInput) -> None:
    problem = parse_nik(case.text)
    assert isinstance(problem, NikProblem)
    if case.kind:
        assert problem.kind is NikFault[case.kind]


@cases("normalise", "accept", "warn")
def test_a_good_nik_is_read_whatever_is_around_it(case: BadInput) -> None:
    nik = read(case.text)
    assert nik.value == case.value
    assert nik.warnings == ((NikWarning[case.kind],) if case.kind else ())


def test_the_list_of_bad_inputs_is_complete_and_no_fixture_can_be_a_person() -> None:
    numbers = {int(re.match(r"NIK-(\d+)", case.id)[1]) for case in ALL}
    assert numbers == set(range(1, 84))
    assert len({case.id for case in ALL}) == len(ALL)
    for case in TYPED:
        if case.verdict != "reject":
            assert case.value[2:4] in {"99", "98"}, case.id


def test_every_fault_has_a_bad_input() -> None:
    assert {case.kind for case in TYPED if case.verdict == "reject"} - {""} == {
        fault.name for fault in NikFault
    }


def test_text_longer_than_the_cap_is_refused_unread() -> None:
    padded = DEMO + " " * (MAX_LENGTH - len(DEMO))
    assert read(padded).value == DEMO
    assert parse_nik(padded + " ") == NikProblem(NikFault.LEBIH)


@pytest.mark.parametrize(("text", "digits"), [("139999 1708 45", 12), (DEMO + "7", 17), (DEMO * 2, 32)])
def test_a_problem_counts_the_digits(text: str, digits: int) -> None:
    problem = parse_nik(text)
    assert isinstance(problem, NikProblem)
    assert problem.digits == digits


def test_letters_that_look_like_digits_are_named_for_the_hint() -> None:
    assert parse_nik("I39999 17O8 45 ooo1") == NikProblem(NikFault.HURUF, digits=11, letters=("I", "O"))
    assert set("IO") <= LOOKALIKES.keys()


def test_a_problem_never_repeats_what_was_typed() -> None:
    for case in TYPED:
        problem = parse_nik(case.text)
        if isinstance(problem, NikProblem):
            assert not re.search(r"\d{5}", repr(problem)), case.id


@pytest.mark.parametrize("digits", ["", "12", DEMO + "\n", " " + DEMO, "1399991708450000", "1" * 16])
def test_no_nik_exists_that_the_hard_checks_refuse(digits: str) -> None:
    with pytest.raises(InvalidNik) as refused:
        Nik(digits)
    assert not str(refused.value)


@pytest.mark.parametrize("code", [f"{code:02}" for code in range(100)])
def test_only_provinces_that_ever_existed_are_known(code: str) -> None:
    known = {*range(11, 20), 21, *range(31, 37), *range(51, 55), *range(61, 66), *range(71, 77)}
    known |= {81, 82, *range(91, 98)}
    assert (code in PROVINCES) == (int(code) in known)
    assert isinstance(parse_nik(f"{code}99991708450001"), Nik) == (int(code) in known)


@pytest.mark.parametrize("day", range(100))
def test_days_are_those_of_men_or_of_women(day: int) -> None:
    found = parse_nik(f"139999{day:02}01450001")
    if 1 <= day <= 31 or 41 <= day <= 71:
        assert isinstance(found, Nik)
        assert found.lahir == f"{day % 40:02}0145"
        assert found.jenis_kelamin is (JenisKelamin.P if day > 40 else JenisKelamin.L)
    else:
        assert found == NikProblem(NikFault.TANGGAL, digits=16)


def test_the_digits_show_in_no_text_form() -> None:
    nik = read(DEMO)
    for shown in (repr(nik), str(nik), f"{nik}", f"{nik!r}", repr([nik]), "%s" % nik):  # noqa: UP031 - a log does it
        assert shown.strip("[]") == "Nik(••••)"
    assert nik.masked == "•••• •••• •••• 0001"
    assert nik.last4 == "0001"


def test_a_nik_is_a_value() -> None:
    nik = read(DEMO)
    assert nik == read("'" + DEMO)
    assert {nik} == {read(DEMO)}
    assert pickle.loads(pickle.dumps(nik)) == nik
    with pytest.raises(FrozenInstanceError):
        nik.value = DEMO_WOMAN  # type: ignore[misc]


def test_the_cell_folds_the_sexes_and_drops_the_serial() -> None:
    assert read(DEMO).sel == read(DEMO_WOMAN).sel == "139999170845"
    assert read(DEMO).kecamatan == "139999"


@pytest.mark.parametrize(
    ("nik", "lahir", "jenis_kelamin", "expected"),
    [
        (DEMO, date(1945, 8, 17), "L", ()),
        (DEMO_WOMAN, date(1945, 8, 17), "P", ()),
        (DEMO, date(1945, 8, 18), "L", (NikWarning.TANGGAL_BERBEDA,)),
        (DEMO, date(1946, 8, 17), "L", (NikWarning.TANGGAL_BERBEDA,)),
        (DEMO, date(1945, 8, 17), "P", (NikWarning.JENIS_KELAMIN_BERBEDA,)),
        (DEMO_WOMAN, date(2001, 1, 1), "L", tuple(NikWarning)[1:]),
        (DEMO, date(2045, 8, 17), "L", ()),
    ],
)
def test_a_birth_date_or_sex_that_differs_only_warns(
    nik: str, lahir: date, jenis_kelamin: str, expected: tuple[NikWarning, ...]
) -> None:
    assert compare_birth(read(nik), lahir, JenisKelamin(jenis_kelamin)) == expected


@cases("accept")
def test_the_lists_facts_about_birth_agree(case: BadInput) -> None:
    if "berbeda" in case.facts:
        lahir, sex = date.fromisoformat(case.facts["lahir"]), JenisKelamin(case.facts["jenis_kelamin"])
        assert compare_birth(read(case.text), lahir, sex) == (NikWarning[case.facts["berbeda"]],)


@pytest.mark.parametrize(
    ("text", "damaged", "zero"),
    [
        ("1.39999E+15", True, False),
        ("1,39999e15", True, False),
        (DEMO + ".0", True, False),
        ("1.399.991.708.450.010", True, True),
        ("1399991708450000", True, True),
        ("1399991708450010", False, True),
        ("'1399 9917 0845 0010", False, True),
        (DEMO, False, False),
        ("1.399.991.708.450.001", False, False),
        ("139999170845000", False, False),
        ("", False, False),
        ("0" * 1000, False, False),
    ],
)
def test_excel_damage_is_told_from_an_honest_zero(text: str, *, damaged: bool, zero: bool) -> None:
    assert looks_excel_damaged(text) is damaged
    assert ends_in_zero(text) is zero


anything = st.text(alphabet=st.characters(), max_size=2 * MAX_LENGTH)
almost = st.text(alphabet=string.digits + " .-'\"=+NIKOlSBe,\n\t\u200b\u00a0\uff11\u0661\ud800", max_size=40)
valid = st.builds(
    "{}{:04}{:02}{:02}{:02}{:04}".format,
    st.sampled_from(sorted(PROVINCES)),
    st.integers(9900, 9999),
    st.one_of(st.integers(1, 31), st.integers(41, 71)),
    st.integers(1, 12),
    st.integers(0, 99),
    st.integers(1, 9999),
)


@given(st.one_of(anything, almost))
def test_no_text_raises_and_whatever_is_read_is_16_ascii_digits_of_it(text: str) -> None:
    looks_excel_damaged(text)
    ends_in_zero(text)
    found = parse_nik(text)
    assert isinstance(found, Nik | NikProblem)
    if isinstance(found, Nik):
        typed = re.sub("[^0-9]", "", text.translate({0xFF10 + digit: str(digit) for digit in range(10)}))
        assert found.value == typed


@given(
    valid,
    st.lists(st.sampled_from(["", " ", ".", "-", "\u00a0", "\u2009", "\u200b"]), min_size=15, max_size=15),
)
def test_separators_never_change_the_nik_that_is_read(digits: str, between: list[str]) -> None:
    text = digits[0] + "".join(gap + digit for gap, digit in zip(between, digits[1:], strict=True))
    assert read(text).value == digits
    assert parse_nik(digits + digits[-1]) == NikProblem(NikFault.LEBIH, digits=17)


@given(valid)
def test_the_masked_form_shows_no_more_than_the_last_four_digits(digits: str) -> None:
    nik = read(digits)
    assert re.sub("[^0-9]", "", nik.masked) == digits[12:]
    assert not re.search("[0-9]", f"{nik}{nik!r}")
