"""What may be a password: long, not what everybody tries first; compared exactly."""

import itertools

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from pemilu.petugas import password
from pemilu.petugas.password import (
    LONGEST,
    SHORTEST,
    SandiProblem,
    common_words,
    hash_sandi,
    is_outdated,
    problem_of,
    verify_sandi,
)

ABOUT = ("pps.lolong.siti", "Siti Aminah", "Provinsi Sumatera Barat", "Kota Padang", "Lolong Belanti")
GOOD = (
    "kopi susu gula aren hangat",
    "kuda besar lari di sawah",
    "correct horse battery",
    "tiga kucing tidur siang",
    "x7#Kq9!mZp2$Lw4",
    "839475610283946",
    "日本語のパスワードを長く書きます",
    "saya suka pemilu yang adem ayem",
    "sepeda tua di bawah pohon mangga",
    "ibu saya menjual tempe goreng",
    "empat gajah makan bakso pedas",
    "Vg6-rTq2!hWz-8kLm",
)


def padded(word: str) -> list[str]:
    """What people make of a word that is too short."""
    leet = word.translate(str.maketrans("oieast", "013457"))
    made = [f"{word}{word}" * 8]
    for base in (word, word.capitalize(), word.upper(), leet):
        made += [f"{base}{tail}" for tail in ("123456789012345", "!!!!!!!!!!!!!!!", "20242029202420")]
        made += [f"2029{base * 5}", f"{base}-" * 15, f"1234{base}5678{base}90"]
    return [text for text in made if SHORTEST <= len(text) <= LONGEST]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    password._decoy.cache_clear()


@pytest.mark.parametrize(
    ("sandi", "problem"),
    [
        ("", SandiProblem.TERLALU_PENDEK),
        ("kuda besar lari"[:14], SandiProblem.TERLALU_PENDEK),
        ("k" * 14, SandiProblem.TERLALU_PENDEK),
        ("kuda besar lari " * 8 + "x", SandiProblem.TERLALU_PANJANG),
        ("ﷺ" * 15, SandiProblem.TERLALU_PANJANG),
        ("aaaaaaaaaaaaaaaa", SandiProblem.TERLALU_UMUM),
        ("abcabcabcabcabcabc", SandiProblem.TERLALU_UMUM),
        ("qwertyuiopasdfgh", SandiProblem.TERLALU_UMUM),
        ("1q2w3e4r5t6y7u8i", SandiProblem.TERLALU_UMUM),
        ("0987654321098765", SandiProblem.TERLALU_UMUM),
        ("pemilu2029pemilu", SandiProblem.TERLALU_UMUM),
        ("P3m1lu!P3m1lu!2029", SandiProblem.TERLALU_UMUM),
        ("KPU-PPS-TPS-2029-dpt", SandiProblem.TERLALU_UMUM),
        ("ＰＥＭＩＬＵ２０２９ＰＥＭＩＬＵ", SandiProblem.TERLALU_UMUM),
        ("akucintakamuselamanya", SandiProblem.TERLALU_UMUM),
        ("B1sm1ll4h_170845", SandiProblem.TERLALU_UMUM),
        ("garudapancasila45", SandiProblem.TERLALU_UMUM),
        ("1qaz2wsx3edc4rfv", SandiProblem.TERLALU_UMUM),
        ("p.a.s.s.w.o.r.d.1.2", SandiProblem.TERLALU_UMUM),
        ("i n d o n e s i a 45", SandiProblem.TERLALU_UMUM),
        ("aisenodni-aisenodni", SandiProblem.TERLALU_UMUM),
        ("correcthorsebatterystaple", SandiProblem.TERLALU_UMUM),
        ("Ke7uaPP5-170819452", SandiProblem.TERLALU_UMUM),
        ("lolong-belanti-29", SandiProblem.TENTANG_ANDA),
        ("l.o.l.o.n.g-belanti", SandiProblem.TENTANG_ANDA),
        ("SitiAminah170845", SandiProblem.TERLALU_UMUM),
        ("padang2029padang!", SandiProblem.TERLALU_UMUM),
    ],
)
def test_a_password_that_many_would_try_is_refused(sandi: str, problem: SandiProblem) -> None:
    assert problem_of(sandi, about=ABOUT) is problem


def test_every_listed_word_is_refused_alone_and_backwards() -> None:
    made = [f"{word}-2029-{word}-123456" for word in sorted(common_words())]
    assert [text for text in made if problem_of(text, about=()) is None] == []


def test_a_listed_word_is_refused_however_it_is_padded() -> None:
    some = sorted(common_words())[::7]
    made = list(itertools.chain.from_iterable(padded(word) for word in some))
    assert len(made) >= 3_000
    assert [text for text in made if problem_of(text, about=()) is None] == []


@pytest.mark.parametrize("sandi", GOOD)
def test_a_long_one_of_any_characters_is_taken(sandi: str) -> None:
    assert problem_of(sandi, about=ABOUT) is None


def test_fifteen_and_a_hundred_and_twenty_eight_characters_are_enough_and_not_too_many() -> None:
    assert problem_of("kuda besar lari", about=()) is None
    assert problem_of(("kuda besar lari di sawah dan " * 6)[:LONGEST], about=()) is None


def test_the_list_is_in_small_letters_and_without_doubles() -> None:
    lines = [line for line in password.WORDS.read_text().splitlines() if not line.startswith("#")]
    assert len(lines) == len(set(lines))
    assert set(lines) <= common_words()
    assert all(line == line.casefold().strip() and 3 <= len(line) <= password.LONGEST_WORD for line in lines)
    assert password.WORDS.stat().st_size < 50_000


@pytest.mark.parametrize(
    "other", ["Kopi susu gula aren hangat", "kopi susu gula aren hangat ", "", "x" * 129]
)
def test_another_password_does_not_fit(other: str) -> None:
    assert not verify_sandi(other, hash_sandi(GOOD[0]))


def test_a_password_of_128_characters_is_compared_to_the_last() -> None:
    long = ("kuda besar lari di sawah dan " * 6)[:LONGEST]
    kept = hash_sandi(long)
    assert verify_sandi(long, kept)
    assert not verify_sandi(long + "x", kept)
    assert not verify_sandi(long[:-1] + "x", kept)


@pytest.mark.parametrize("stored", [None, "", "bukan hash", "$argon2id$v=19$m=8,t=1,p=1$x$y"])
def test_nothing_fits_where_nothing_is_kept(stored: str | None) -> None:
    assert not verify_sandi(GOOD[0], stored)


def test_two_spellings_of_one_character_are_the_same() -> None:
    assert verify_sandi("cafe\u0301 di tepi danau", hash_sandi("caf\u00e9 di tepi danau"))


def test_hashes_are_made_as_rfc_9106_says_and_older_ones_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = hash_sandi(GOOD[0])
    monkeypatch.undo()
    assert is_outdated(cheap)
    kept = hash_sandi(GOOD[0])
    assert not is_outdated(kept)
    assert extract_parameters(kept) == RFC_9106_LOW_MEMORY
