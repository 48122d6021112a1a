"""Names: no text breaks them, spelling habits do not part one person, and the mask gives little away."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pemilu.pemilih.ejaan import skeleton
from pemilu.pemilih.nama import (
    CONNECTORS,
    MAX_LENGTH,
    TITLES,
    mask,
    match,
    normalise,
    published_forms,
    tokens,
)
from tests.bad_inputs import BadInput, read_bad_inputs

ALL = read_bad_inputs("nama")
listed = pytest.mark.parametrize("case", ALL, ids=[case.id for case in ALL])


def same(roll: str, typed: str) -> bool:
    return match(tokens(roll), tokens(typed))


@listed
def test_a_listed_name_becomes_what_the_list_says(case: BadInput) -> None:
    if case.verdict == "reject":
        assert (case.kind, normalise(case.text)) == ("KOSONG", "")
    else:
        assert normalise(case.text) == case.value
        assert (case.verdict == "accept") == (case.value == case.text)


@listed
def test_a_listed_name_is_harmless_in_every_form(case: BadInput) -> None:
    for shown in (normalise(case.text), mask(case.text), " ".join(tokens(case.text))):
        assert len(shown) <= MAX_LENGTH
        assert not set(shown) & set("<>\"'`=+-@;(){}$%_\\\0\r\n\t\x1b\u202e\u200b\ufeff")


@listed
def test_what_is_published_of_a_listed_name_is_its_mask_and_its_tokens(case: BadInput) -> None:
    assert published_forms(case.text) == (mask(case.text), tokens(case.text))


def test_the_list_of_bad_inputs_is_complete() -> None:
    assert {int(re.match(r"NAMA-(\d+)", case.id)[1]) for case in ALL} == set(range(91, 121))
    assert len({case.id for case in ALL}) == len(ALL)


STRANGERS = [
    ("BUDI SANTOSO", "BUDI"),
    ("BUDI SANTOSO", "BUDI SUSANTO"),
    ("BUDI SANTOSO", "SANTI BUDIONO"),
    ("SITI AMINAH", "SITI AISYAH"),
    ("SITI", "SITI AMINAH"),
    ("MUHAMMAD", "MUHAMMAD YUSUF"),
    ("MUHAMMAD YUSUF", "MUHAMMAD YUNUS"),
    ("MUHAMMAD RIZKI SAPUTRA", "MUHAMMAD RIZKI PRATAMA"),
    ("AHMAD", "MUHAMMAD"),
    ("MAHMUD", "MUHAMMAD"),
    ("BUDI BIN AHMAD", "BUDI BIN HASAN"),
    ("DRS H", "DR H"),
    ("A", "B"),
    ("DEWI SRI LESTARI", "DEWI SRI"),
    ("DEWI AYU SRI LESTARI", "DEWI AYU SRI RAHAYU"),
    ("RINI", "RANI"),
    ("CANDRA", "HENDRA"),
    ("АНИ", "ANI"),
    ("", ""),
    ("...", "..."),
    ("BUDI", ""),
]


@pytest.mark.parametrize(("roll", "typed"), STRANGERS)
def test_a_stranger_stays_a_stranger(roll: str, typed: str) -> None:
    assert not same(roll, typed)
    assert not same(typed, roll)


ONE_PERSON = [
    # titles, degrees, connectors
    ("BUDI SANTOSO", "Drs. H. Budi Santoso, S.Pd., M.Pd.I"),
    ("ABD RAHMAN", "H. ABD. RAHMAN, S.Pd., M.Si"),
    ("NURUL HUDA", "Nurul Huda, A.Md.Keb."),
    ("BUDI SANTOSO", "PROF DR IR BUDI SANTOSO MSC PHD"),
    ("SITI BINTI AHMAD", "SITI AHMAD"),
    ("SITI BTE. AHMAD", "SITI BINTI AHMAD"),
    ("BUDI SE", "BUDI, S.E."),
    # Muhammad, written, shortened, left out
    ("MUHAMMAD YUSUF", "M. YUSUF"),
    ("MUHAMMAD YUSUF", "YUSUF"),
    ("MUHAMMAD", "MOCH."),
    *(("MUHAMMAD ALI", f"{form} ALI") for form in "MUHAMAD MOHAMMAD MOHAMAD MOCHAMAD MOHAMED".split()),  # noqa: SIM905
    *(("MUHAMMAD ALI", f"{form} ALI") for form in ("MUH", "MOH", "MOCH", "MHD", "MD.", "MOEHAMMAD", "MOHD")),
    # spelling of before 1947 and 1972
    ("SOEKARNO", "SUKARNO"),
    ("DJOKO TJAHJONO", "JOKO CAHYONO"),
    ("JUSUF", "YUSUF"),
    ("JAHJA", "YAHYA"),
    ("NJOMAN", "NYOMAN"),
    ("SJAFROEDDIN", "SYAFRUDDIN"),
    ("NOOR", "NUR"),
    # SH, SY and plain S
    ("SYAFRI", "SAFRI"),
    ("SHINTA", "SINTA"),
    # sounds that are written in two ways
    ("ACHMAD", "AHMAD"),
    ("AKHMAD", "AHMAT"),
    ("CHAIRUL ANWAR", "KHAIRUL ANWAR"),
    ("CHANDRA", "CANDRA"),
    ("CHRISTIAN", "KRISTIAN"),
    ("FITRI NOVITA", "PITRI NOPITA"),
    ("TAUFIQ", "TAUPIK"),
    ("RIZQI", "RISKI"),
    ("DZULKIFLI", "ZULKIFLY"),
    ("AISYAH", "AISJA"),
    ("FATHUR ROCHMAN", "FATUR ROHMAN"),
    ("RAMADHAN", "RAMADAN"),
    ("SETYAWAN", "SETIAWAN"),
    ("PRIYANTO", "PRIANTO"),
    ("DEDDIE", "DEDY"),
    ("SYLVIA", "SILVIA"),
    ("RICKY", "RIKI"),
    ("OCTAVIA", "OKTAVIA"),
    ("ALEX", "ALEKS"),
    ("YAKUB", "YAKUP"),
    # marks, order, repetition, one difference in seven
    ("MA'RUF AMIN", "Ma’ruf Amin"),
    ("NUR'AINI", "NURAINI"),
    ("RENÉ", "RENE\u0301"),
    ("BUDI SANTOSO", "  santoso   BUDI "),
    ("BUDI BUDI", "BUDI"),
    ("SRI RATNA DEWI", "SRI RATNA DEWI LESTARI"),
    # nothing but what is usually dropped
    ("N", "n."),
    ("DRS H", "Drs. H."),
    ("BIN", "BIN"),
]


@pytest.mark.parametrize(("roll", "typed"), ONE_PERSON)
def test_spelling_does_not_make_a_stranger_of_the_voter(roll: str, typed: str) -> None:
    assert same(roll, typed)
    assert same(typed, roll)


@pytest.mark.parametrize(
    ("nama", "expected"),
    [
        ("DRS H", ("DRS", "H")),
        ("N", ("N",)),
        ("M N", ("M", "N")),
        ("H. M.", ("M",)),
        ("H MUHAMMAD", ("MUHAMAD",)),
        ("R. NAKULO REPUBLIK INDONESIA 1", ("NAKULO", "REPUBLIK", "INDONESIA")),
        ("S PD", ("S", "PD")),
        ("!!!", ()),
    ],
)
def test_a_name_never_loses_its_last_words(nama: str, expected: tuple[str, ...]) -> None:
    assert tokens(nama) == expected


@pytest.mark.parametrize("word", sorted(TITLES | CONNECTORS))
def test_a_title_or_connector_does_not_count_beside_a_name(word: str) -> None:
    assert tokens(f"{word} BUDI") == tokens(f"BUDI, {word}.") == tokens("BUDI")
    assert tokens(word) == (skeleton(word),)


@pytest.mark.parametrize(
    ("ours", "theirs", "common", "expected"),
    [
        *[(1, 1, 1, True), (1, 2, 1, False), (2, 2, 1, False), (2, 3, 2, False), (3, 3, 2, False)],
        *[(3, 4, 3, True), (4, 4, 3, False), (6, 6, 5, False), (7, 7, 6, True), (17, 23, 17, True)],
        *[(0, 0, 0, False), (1, 0, 0, False)],
    ],
)
def test_tokens_match_from_a_dice_coefficient_of_85_percent(
    ours: int, theirs: int, common: int, *, expected: bool
) -> None:
    """17 of 17 and 23 is 0.85 to the dot: the bound belongs to the match."""
    roll = [bytes([at]) for at in range(ours)]
    typed = roll[:common] + [bytes([100 + at]) for at in range(theirs - common)]
    assert match(frozenset(roll), typed) is expected
    assert match(typed, roll) is expected


@pytest.mark.parametrize(
    ("nama", "masked"),
    [
        ("BUDI SANTOSO", "B*** S******"),
        ("budi  santoso.", "B*** S******"),
        ("N", "*"),
        ("H. MA'RUF AMIN", "* M**** A***"),
        ("SE", "S*"),
        ("WIJAYAKUSUMANINGRAT", "W*******"),
        ("A1 B2 C3 D4 E5 F6", "A* B* C* D* E*"),
        ("", ""),
        ("🙂", ""),
    ],
)
def test_the_mask_shows_one_letter_of_a_word_and_little_of_its_length(nama: str, masked: str) -> None:
    assert mask(nama) == masked


anything = st.text(alphabet=st.characters(), max_size=2 * MAX_LENGTH)
words = st.lists(st.sampled_from(["DRS", "H", "M", "MUH", "BIN", "S.", "BUDI", "SITI", "JUSUF"]), min_size=1)
plain = st.lists(st.sampled_from(["BUDI", "SITI", "NOER", "JUSUF", "JAHJA"]), min_size=1, max_size=30)


@given(anything)
def test_no_text_raises_and_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once == once.upper()
    assert once == " ".join(once.split())
    assert all(unicodedata.category(sign)[0] in "LN" for sign in once.replace(" ", ""))
    assert bool(tokens(text)) == bool(once)
    assert all(tokens(text))


@given(anything)
def test_the_mask_reveals_at_most_five_letters(text: str) -> None:
    assert re.fullmatch(r"(?:(?:\S\*{1,7}|\*)(?: |$)){0,5}", mask(text))
    assert len(mask(text)) <= 5 * 9 - 1


@given(words)
def test_a_name_matches_itself(parts: list[str]) -> None:
    assert same(" ".join(parts), " ".join(parts).lower())


@given(plain.flatmap(lambda parts: st.tuples(st.just(parts), st.permutations(parts))))
def test_the_order_of_words_does_not_count(pair: tuple[list[str], list[str]]) -> None:
    roll, typed = pair
    assert set(tokens(" ".join(roll))) == set(tokens(" ".join(typed)))


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=30))
def test_a_skeleton_is_never_empty_and_never_grows_beyond_twice(word: str) -> None:
    assert 1 <= len(skeleton(word)) <= 2 * len(word)
