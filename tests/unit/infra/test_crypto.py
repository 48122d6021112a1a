"""Boxes open only whole, for their row, purpose and key; hashes meet only where they must."""

import hmac
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pemilu.infra.crypto import (
    BODY_AT,
    HEAD_BYTES,
    INDEX_BYTES,
    TOKEN_BYTES,
    BlindIndex,
    Box,
    BoxDoesNotOpen,
    TokenHash,
    split_tokens,
)

KEY, OTHER = b"a" * 32, b"b" * 32
ROW, OTHER_ROW = bytes(16), bytes(15) + b"\1"
NIK = "1399991708900001"


def box(purpose: str = "identitas", key: bytes = KEY, kid: int = 1) -> Box:
    return Box(purpose, {kid: key}, kid)


def test_a_box_with_any_byte_changed_does_not_open() -> None:
    sealed = box().seal(b"satu dua tiga", ROW)
    for at in range(len(sealed)):
        for bit in (1, 128):
            changed = bytearray(sealed)
            changed[at] ^= bit
            with pytest.raises(BoxDoesNotOpen):
                box().open(bytes(changed), ROW)


def test_a_box_cut_anywhere_does_not_open() -> None:
    sealed = box().seal(b"satu dua tiga", ROW)
    for cut in [*(sealed[:n] for n in range(len(sealed))), sealed + b"\0"]:
        with pytest.raises(BoxDoesNotOpen):
            box().open(cut, ROW)


@pytest.mark.parametrize(
    "opener",
    [box("titipan"), box(key=OTHER), box(kid=2)],
    ids=["other-purpose", "other-key", "other-number"],
)
def test_a_box_opens_only_with_what_sealed_it(opener: Box) -> None:
    with pytest.raises(BoxDoesNotOpen):
        opener.open(box().seal(b"isi", ROW), ROW)


def test_a_box_copied_to_another_row_does_not_open() -> None:
    with pytest.raises(BoxDoesNotOpen):
        box().open(box().seal(b"isi", ROW), OTHER_ROW)


def test_a_box_renumbered_to_another_key_does_not_open() -> None:
    both = Box("identitas", {1: KEY, 2: KEY}, 1)
    sealed = bytearray(both.seal(b"isi", ROW))
    sealed[1] = 2
    with pytest.raises(BoxDoesNotOpen):
        both.open(bytes(sealed), ROW)


@given(st.binary(max_size=500), st.binary(min_size=16, max_size=16))
def test_what_was_sealed_comes_back(plain: bytes, row: bytes) -> None:
    assert box().open(box().seal(plain, row), row) == plain


def test_equal_secrets_never_make_equal_boxes() -> None:
    assert len({box().seal(b"isi", ROW) for _ in range(100)}) == 100


def test_the_address_of_a_nik_is_its_keyed_hash() -> None:
    """The stored form is fixed: whoever changes it loses every row of every roll."""
    assert BlindIndex(KEY).of(NIK) == hmac.new(KEY, b"idx/v1\0" + NIK.encode(), sha256).digest()[:16]
    assert len(BlindIndex(KEY).of(NIK)) == INDEX_BYTES


def test_an_address_means_nothing_under_another_key() -> None:
    assert BlindIndex(KEY).of(NIK) != BlindIndex(OTHER).of(NIK)


def test_equal_names_in_two_rows_have_no_token_in_common() -> None:
    names = TokenHash(KEY)
    tokens = ("BUDI", "SANTOSO")
    assert not split_tokens(names.of(ROW, tokens)) & split_tokens(names.of(OTHER_ROW, tokens))


def test_tokens_say_nothing_of_the_order_of_words_nor_of_doubles() -> None:
    names = TokenHash(KEY)
    assert names.of(ROW, ("BUDI", "SANTOSO")) == names.of(ROW, ("SANTOSO", "BUDI", "BUDI"))


@given(st.sets(st.text(max_size=20), max_size=8))
def test_joined_tokens_split_into_one_hash_for_each_word(words: set[str]) -> None:
    joined = TokenHash(KEY).of(ROW, tuple(words))
    assert len(joined) == len(words) * TOKEN_BYTES
    assert split_tokens(joined) == {TokenHash(KEY).of(ROW, (word,)) for word in words}


def test_many_are_indexed_and_sealed_as_one_is() -> None:
    index, rows = BlindIndex(KEY), [ROW, OTHER_ROW]
    assert index.of_each(["1399990101100001", ""]) == [index.of("1399990101100001"), index.of("")]
    first, second = box().seal_each([b"satu", b"dua"], rows)
    assert (box().open(first, ROW), box().open(second, OTHER_ROW)) == (b"satu", b"dua")
    assert first[HEAD_BYTES:BODY_AT] != second[HEAD_BYTES:BODY_AT]
    with pytest.raises(BoxDoesNotOpen):
        box().open(first, OTHER_ROW)
