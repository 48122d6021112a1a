"""Envelopes: opened only by the private key, only in their place, only whole."""

import hmac
import io
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from pemilu.infra.crypto import BoxDoesNotOpen
from pemilu.infra.envelope import (
    CHUNK_BYTES,
    CONTENT_HEAD_BYTES,
    SEALED_CHUNK_BYTES,
    PrivateOpener,
    PublicSealer,
    generate_keypair,
    open_content,
    public_key_of,
    seal_content,
)

PAIR = generate_keypair()
OTHER = generate_keypair()
SEALER = PublicSealer(PAIR.public, 7)
OPENER = PrivateOpener({7: PAIR.private})
ROW = b"laporan.isi\0" + bytes(range(16))
SECRET = b'{"nik": "1399990101900001"}'


@pytest.mark.parametrize(
    "opener",
    [PrivateOpener({7: OTHER.private}), PrivateOpener({8: PAIR.private}), PrivateOpener({})],
    ids=["another key", "another number", "no key"],
)
def test_a_box_does_not_open_without_its_key(opener: PrivateOpener) -> None:
    with pytest.raises(BoxDoesNotOpen):
        opener.open(SEALER.seal(SECRET, ROW), ROW)


@pytest.mark.parametrize("context", [b"", ROW[:-1], ROW + b"\0", ROW[::-1], b"bukti\0" + ROW])
def test_a_box_does_not_open_in_another_place(context: bytes) -> None:
    with pytest.raises(BoxDoesNotOpen):
        OPENER.open(SEALER.seal(SECRET, ROW), context)


def test_a_box_does_not_open_with_one_bit_changed_anywhere() -> None:
    box = SEALER.seal(SECRET, ROW)
    opener = PrivateOpener(dict.fromkeys(range(256), PAIR.private))
    # The key exchange ignores the highest bit of a public key (RFC 7748), but the key schedule hashes it.
    for at in range(len(box) * 8):
        changed = bytearray(box)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(BoxDoesNotOpen):
            opener.open(bytes(changed), ROW)


@pytest.mark.parametrize("length", [0, 1, 2, 33, 34, 35, 49])
def test_a_short_box_does_not_open(length: int) -> None:
    with pytest.raises(BoxDoesNotOpen):
        OPENER.open(SEALER.seal(b"", ROW)[:length], ROW)


@given(st.binary(max_size=200))
def test_random_bytes_do_not_open(box: bytes) -> None:
    for start in (b"", b"\x01\x07"):
        with pytest.raises(BoxDoesNotOpen):
            OPENER.open(start + box, ROW)


@pytest.mark.parametrize("point", [bytes(32), b"\x01" + bytes(31), b"\xff" * 32])
def test_a_box_for_a_weak_point_does_not_open(point: bytes) -> None:
    box = SEALER.seal(SECRET, ROW)
    with pytest.raises(BoxDoesNotOpen):
        OPENER.open(box[:2] + point + box[34:], ROW)


# Names of tests may not hold random bytes: parallel runs would not agree on them.
@pytest.mark.parametrize(("key", "kid"), [(b"", 1), (bytes(31), 1), (bytes(32), 0), (bytes(32), 256)])
def test_a_sealer_refuses_what_is_no_key_or_no_number(key: bytes, kid: int) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PublicSealer(key, kid)


def test_an_opener_refuses_what_is_no_key() -> None:
    with pytest.raises(ValueError, match=r".+"):
        PrivateOpener({1: bytes(31)})


@given(st.binary(max_size=2_000), st.binary(max_size=64))
def test_what_was_sealed_comes_back(plain: bytes, context: bytes) -> None:
    assert OPENER.open(SEALER.seal(plain, context), context) == plain


def test_equal_texts_do_not_look_alike_and_do_not_show() -> None:
    first, second = SEALER.seal(SECRET, ROW), SEALER.seal(SECRET, ROW)
    assert first != second
    assert b"139999" not in first
    assert len(first) == len(SECRET) + 50


def test_an_old_box_opens_after_the_key_was_changed() -> None:
    opener = PrivateOpener({7: PAIR.private, 8: OTHER.private})
    boxes = [SEALER.seal(SECRET, ROW), PublicSealer(OTHER.public, 8).seal(SECRET, ROW)]
    assert [opener.open(box, ROW) for box in boxes] == [SECRET, SECRET]


def test_a_private_key_shows_neither_in_print_nor_in_the_public_half() -> None:
    assert PAIR.private.hex() not in repr(PAIR)
    assert repr(PAIR.private) not in repr(PAIR)
    assert public_key_of(PAIR.private) == PAIR.public
    assert generate_keypair() != generate_keypair()


def test_a_box_is_what_rfc_9180_says() -> None:
    """Opened by hand: base mode, DHKEM X25519 (0x0020), HKDF-SHA256 (0x0001), AES-256-GCM (0x0002)."""
    box = SEALER.seal(SECRET, ROW)
    head, enc, ciphertext = box[:2], box[2:34], box[34:]
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x02"
    private = X25519PrivateKey.from_private_bytes(PAIR.private)
    exchanged = private.exchange(X25519PublicKey.from_public_bytes(enc))
    prk = _extract(b"", b"eae_prk", exchanged, kem)
    shared = _expand(prk, b"shared_secret", enc + PAIR.public, kem, 32)
    info = b"cek-pemilih/amplop\0" + head + ROW
    context = b"\0" + _extract(b"", b"psk_id_hash", b"", suite) + _extract(b"", b"info_hash", info, suite)
    secret = _extract(shared, b"secret", b"", suite)
    key = _expand(secret, b"key", context, suite, 32)
    nonce = _expand(secret, b"base_nonce", context, suite, 12)
    assert AESGCM(key).decrypt(nonce, ciphertext, b"") == SECRET


SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 5]


@pytest.mark.parametrize("size", SIZES)
def test_content_comes_back_whole(size: int) -> None:
    plain = _content(size)
    wrapped, sealed = _sealed(plain)
    assert _opened(sealed, wrapped) == plain
    chunks = max(1, -(-size // CHUNK_BYTES))
    assert len(sealed) == CONTENT_HEAD_BYTES + size + 16 * chunks


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lost", [1, 16, 17, SEALED_CHUNK_BYTES])
def test_content_that_lost_its_end_does_not_open(size: int, lost: int) -> None:
    wrapped, sealed = _sealed(_content(size))
    with pytest.raises(BoxDoesNotOpen):
        _opened(sealed[:-lost], wrapped)


@pytest.mark.parametrize(
    "order", [(1, 0, 2), (0, 2, 1), (0, 2), (1, 2), (0, 1), (0, 0, 1, 2), (0, 1, 2, 2), (2,)]
)
def test_content_with_chunks_moved_lost_or_repeated_does_not_open(order: tuple[int, ...]) -> None:
    wrapped, sealed = _sealed(_content(2 * CHUNK_BYTES + 100))
    body = sealed[CONTENT_HEAD_BYTES:]
    chunks = [body[at : at + SEALED_CHUNK_BYTES] for at in range(0, len(body), SEALED_CHUNK_BYTES)]
    with pytest.raises(BoxDoesNotOpen):
        _opened(sealed[:CONTENT_HEAD_BYTES] + b"".join(chunks[n] for n in order), wrapped)


@settings(max_examples=60)
@given(st.integers(0, CONTENT_HEAD_BYTES + 116 - 1), st.integers(1, 255))
def test_content_with_one_byte_changed_does_not_open(at: int, change: int) -> None:
    wrapped, sealed = _sealed(_content(100))
    changed = bytearray(sealed)
    changed[at] ^= change
    with pytest.raises(BoxDoesNotOpen):
        _opened(bytes(changed), wrapped)


@pytest.mark.parametrize("more", [b"\0", bytes(16), bytes(SEALED_CHUNK_BYTES)])
def test_content_with_something_added_does_not_open(more: bytes) -> None:
    for size in (100, CHUNK_BYTES):
        wrapped, sealed = _sealed(_content(size))
        with pytest.raises(BoxDoesNotOpen):
            _opened(sealed + more, wrapped)


def test_content_opens_with_its_own_key_and_in_its_own_row_only() -> None:
    (wrapped, sealed), (other_key, _) = _sealed(b"satu"), _sealed(b"dua")
    with pytest.raises(BoxDoesNotOpen):
        _opened(sealed, other_key)
    with pytest.raises(BoxDoesNotOpen):
        _opened(sealed, wrapped, context=b"bukti\0lain")


def test_content_is_neither_read_nor_opened_at_once() -> None:
    source = io.BytesIO(_content(10 * CHUNK_BYTES))
    chunks = seal_content(source, SEALER, context=ROW).chunks
    next(chunks)
    next(chunks)
    assert source.tell() <= 2 * CHUNK_BYTES
    wrapped, sealed = _sealed(_content(10 * CHUNK_BYTES))
    file = io.BytesIO(sealed)
    assert next(open_content(file, wrapped, opener=OPENER, context=ROW)) == _content(CHUNK_BYTES)
    assert file.tell() <= CONTENT_HEAD_BYTES + 2 * SEALED_CHUNK_BYTES


def test_keys_and_content_do_not_show_in_print() -> None:
    content = seal_content(io.BytesIO(SECRET), SEALER, context=ROW)
    assert repr(content) == "SealedContent()"


def _content(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def _sealed(plain: bytes) -> tuple[bytes, bytes]:
    content = seal_content(io.BytesIO(plain), SEALER, context=ROW)
    return content.wrapped_key, b"".join(content.chunks)


def _opened(sealed: bytes, wrapped: bytes, *, context: bytes = ROW) -> bytes:
    return b"".join(open_content(io.BytesIO(sealed), wrapped, opener=OPENER, context=context))


def _extract(salt: bytes, label: bytes, material: bytes, suite: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + material, sha256)


def _expand(prk: bytes, label: bytes, info: bytes, suite: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2) + b"HPKE-v1" + suite + label + info
    return hmac.digest(prk, labelled + b"\x01", sha256)[:length]
