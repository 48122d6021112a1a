"""The keyring file: closed to others, whole or refused; the portal's part opens nothing."""

import json
import os
import stat
from base64 import b64encode
from pathlib import Path

import pytest

from pemilu.infra.keyring import (
    KEY_BYTES,
    PORTAL_PURPOSES,
    KeyMissing,
    Keyring,
    KeyringUnsafe,
    Purpose,
    generate,
    read,
    write,
)

OPENING = set(Purpose) - set(PORTAL_PURPOSES)


def entry(guna: str = "nama", kid: object = 1, key: bytes = b"k" * KEY_BYTES) -> dict[str, object]:
    return {"guna": guna, "kid": kid, "nilai": b64encode(key).decode()}


def write_text(path: Path, text: str, mode: int = 0o400) -> Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def write_entries(path: Path, *entries: object) -> Path:
    return write_text(path, json.dumps({"versi": 1, "kunci": entries}))


@pytest.mark.parametrize("mode", [0o404, 0o440, 0o604, 0o640, 0o644, 0o666, 0o410, 0o777])
def test_a_file_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    write(generate(), tmp_path / "k.json")
    (tmp_path / "k.json").chmod(mode)
    with pytest.raises(KeyringUnsafe, match="chmod 400"):
        read(tmp_path / "k.json")


@pytest.mark.parametrize("mode", [0o400, 0o600])
def test_a_file_of_its_owner_alone_is_read(tmp_path: Path, mode: int) -> None:
    keys = generate()
    write(keys, tmp_path / "k.json")
    (tmp_path / "k.json").chmod(mode)
    assert read(tmp_path / "k.json") == keys


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "3", "{}", '{"kunci": 3}', '{"kunci": [1]}', '{"kunci": [{"guna": "nama"}]}'],
)
def test_a_damaged_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(KeyringUnsafe):
        read(write_text(tmp_path / "k.json", text))


@pytest.mark.parametrize(
    "bad",
    [
        entry(key=b"k" * 31),
        entry(key=b"k" * 33),
        entry(key=b""),
        entry(guna="lain"),
        entry(kid=0),
        entry(kid=-1),
        entry(kid=256),
        entry(kid="satu"),
        entry(kid=None),
        entry() | {"nilai": "%%%%"},
        entry() | {"nilai": 5},
    ],
)
def test_a_damaged_key_is_refused(tmp_path: Path, bad: dict[str, object]) -> None:
    with pytest.raises(KeyringUnsafe):
        read(write_entries(tmp_path / "k.json", entry("audit", key=b"a" * KEY_BYTES), bad))


@pytest.mark.parametrize(
    "second",
    [entry("nama", 1, b"b" * KEY_BYTES), entry("nama", 2), entry("audit", 1)],
    ids=["same-number", "same-value", "two-purposes"],
)
def test_one_key_is_never_two(tmp_path: Path, second: dict[str, object]) -> None:
    with pytest.raises(KeyringUnsafe, match="kembar"):
        read(write_entries(tmp_path / "k.json", entry("nama", 1), second))


def test_what_is_refused_shows_no_key(tmp_path: Path) -> None:
    broken = entry(kid=0)
    with pytest.raises(KeyringUnsafe) as refused:
        read(write_entries(tmp_path / "k.json", broken))
    assert str(broken["nilai"]) not in str(refused.value)


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyringUnsafe, match="FileNotFoundError"):
        read(tmp_path / "tidak-ada.json")


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    first = generate()
    write(first, tmp_path / "k.json")
    with pytest.raises(FileExistsError):
        write(generate(), tmp_path / "k.json")
    assert read(tmp_path / "k.json") == first


def test_a_writing_that_is_cut_short_leaves_nothing_at_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write(generate(), tmp_path / "k.json")
    assert list(tmp_path.iterdir()) == []


def test_the_key_check_tells_one_index_key_from_another() -> None:
    keys = generate()
    assert keys.nik_check() == keys.only(PORTAL_PURPOSES).nik_check() != generate().nik_check()
    assert len(keys.nik_check()) == 16
    assert bytes.fromhex(keys.nik_check()) not in keys.nik_index().of("uji")


def test_a_new_file_is_closed_from_its_first_moment(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write(generate(), tmp_path / "kunci" / "k.json")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "kunci" / "k.json").stat().st_mode) == 0o400
    assert stat.S_IMODE((tmp_path / "kunci").stat().st_mode) == 0o700


@pytest.mark.parametrize("purpose", sorted(OPENING))
def test_the_portal_file_lacks_what_opens_an_identity(tmp_path: Path, purpose: Purpose) -> None:
    write(generate().only(PORTAL_PURPOSES), tmp_path / "portal.json")
    portal = read(tmp_path / "portal.json")
    with pytest.raises(KeyMissing) as missing:
        portal.box(purpose)
    assert missing.value.purpose is purpose


def test_identity_family_and_audit_are_not_for_the_portal() -> None:
    assert {Purpose.IDENTITAS, Purpose.INDEKS_NKK, Purpose.AUDIT} <= OPENING


def test_a_part_cannot_hold_what_the_whole_lacks() -> None:
    with pytest.raises(KeyMissing):
        generate().only((Purpose.NAMA,)).only((Purpose.NAMA, Purpose.AUDIT))


def test_the_newest_key_is_used_and_old_boxes_still_open() -> None:
    old = Keyring({Purpose.IDENTITAS: {1: b"1" * KEY_BYTES}})
    rotated = Keyring({Purpose.IDENTITAS: {1: b"1" * KEY_BYTES, 2: b"2" * KEY_BYTES}})
    row = bytes(16)
    sealed = old.box(Purpose.IDENTITAS).seal(b"isi", row)
    box = rotated.box(Purpose.IDENTITAS)
    assert rotated.active(Purpose.IDENTITAS) == b"2" * KEY_BYTES
    assert box.open(sealed, row) == b"isi"
    assert box.seal(b"isi", row)[1] == 2


def test_no_two_keys_are_alike() -> None:
    keys = [key for kids in (*generate().keys.values(), *generate().keys.values()) for key in kids.values()]
    assert len(set(keys)) == len(keys) == 2 * len(Purpose)


def test_a_keyring_does_not_show_its_keys() -> None:
    keys = Keyring({Purpose.NAMA: {1: b"rahasia!" * 4}})
    shown = repr((keys, keys.name_hash(), keys.index(Purpose.NAMA)))
    assert "rahasia" not in shown
