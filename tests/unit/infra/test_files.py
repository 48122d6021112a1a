"""Sealed files: durable before they are named, random in name, gone when nothing points to them."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from pemilu.infra.files import DiskFull, FileMissing, SealedFiles

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "bukti"


@pytest.fixture
def files(folder: Path) -> SealedFiles:
    return SealedFiles(folder, keep_free=0)


@pytest.mark.parametrize(
    "file_id",
    [
        "", ".", "..", "../../etc/passwd", "/etc/passwd", "ab" * 16 + "/", "AB" * 16, "ab" * 15, "ab" * 17,
        "ab" * 15 + "..", "ktp.jpg", "ab" * 15 + "\0\0", "ab" * 16 + "\n", "ab" * 16 + ".tmp", "é" * 32,
    ],
)  # fmt: skip
def test_what_is_no_id_names_no_file(files: SealedFiles, file_id: str) -> None:
    with pytest.raises(FileMissing):
        files.open(file_id)
    with pytest.raises(FileMissing):
        files.delete(file_id)


def test_a_file_that_was_never_written_is_missing(files: SealedFiles) -> None:
    with pytest.raises(FileMissing):
        files.open("ab" * 16)


def test_a_link_is_not_followed(files: SealedFiles, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "rahasia").write_bytes(b"kunci")
    (folder / "ab" / ("ab" * 16)).symlink_to(tmp_path / "rahasia")
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
        files.open("ab" * 16)


@pytest.mark.parametrize(("free", "refused"), [(99, True), (100, False), (101, False)])
def test_a_nearly_full_disk_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, free: int, *, refused: bool
) -> None:
    files = SealedFiles(folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=1_000, free=free))
    if refused:
        with pytest.raises(DiskFull):
            files.write([b"isi"])
    else:
        files.write([b"isi"])
    assert len(_kept(folder)) == (0 if refused else 1)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_up_half_way_keeps_nothing(files: SealedFiles, folder: Path, number: int) -> None:
    with pytest.raises(DiskFull):
        files.write(_failing(OSError(number, "penuh")))
    assert _kept(folder) == []


@pytest.mark.parametrize("error", [OSError(errno.EIO, "rusak"), ValueError("sumber"), KeyboardInterrupt()])
def test_a_write_that_fails_keeps_nothing(files: SealedFiles, folder: Path, error: BaseException) -> None:
    with pytest.raises(type(error)):
        files.write(_failing(error))
    assert _kept(folder) == []


@pytest.mark.parametrize("chunks", [[], [b""], [b"satu"], [b"satu", b"", b"dua"], [bytes(200_000)] * 3])
def test_what_was_written_is_read(files: SealedFiles, chunks: list[bytes]) -> None:
    file_id = files.write(chunks)
    with files.open(file_id) as file:
        assert file.read() == b"".join(chunks)


def test_another_process_finds_the_file(files: SealedFiles, folder: Path) -> None:
    file_id = files.write([b"isi"])
    with SealedFiles(folder).open(file_id) as file:
        assert file.read() == b"isi"


def test_nobody_else_may_look_in(files: SealedFiles, folder: Path) -> None:
    old_mask = os.umask(0)
    try:
        files.write([b"isi"])
        SealedFiles(folder.with_name("lain"), keep_free=0).write([b"isi"])
    finally:
        os.umask(old_mask)
    for path in [*folder.parent.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_folder_left_open_is_closed(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    SealedFiles(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_name_is_random_and_says_nothing(files: SealedFiles, folder: Path) -> None:
    ids = {files.write([b"sama"]) for _ in range(20)}
    assert len(ids) == 20
    assert all(len(file_id) == 32 and int(file_id, 16) >= 0 for file_id in ids)
    assert {path.name for path in _kept(folder)} == ids
    assert all(path.parent.name == path.name[:2] for path in _kept(folder))


def test_a_file_is_on_disk_before_it_has_its_name_and_the_name_before_write_returns(
    files: SealedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts: list[str] = []
    sync, rename = os.fsync, Path.rename

    def watched_sync(descriptor: int) -> None:
        acts.append("sync folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "sync file")
        sync(descriptor)

    def watched_rename(path: Path, target: Path) -> Path:
        acts.append("rename")
        assert path.read_bytes() == b"isi"
        assert path.parent == target.parent
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", watched_sync)
    monkeypatch.setattr(Path, "rename", watched_rename)
    files.write([b"isi"])
    assert acts == ["sync file", "rename", "sync folder"]


def test_a_deleted_file_is_gone_and_deleting_again_is_no_error(files: SealedFiles, folder: Path) -> None:
    file_id = files.write([b"isi"])
    files.delete(file_id)
    files.delete(file_id)
    assert _kept(folder) == []


def test_only_old_files_that_no_row_knows_are_swept(files: SealedFiles, folder: Path) -> None:
    known, orphan, young = (files.write([b"isi"]) for _ in range(3))
    unfinished = folder / "ab" / ("ab" * 16 + ".tmp")
    unfinished.write_bytes(b"setengah")
    for path, hours in {_path(folder, known): 25, _path(folder, orphan): 25, unfinished: 25}.items():
        _age(path, hours)
    _age(_path(folder, young), 23)
    assert files.sweep({known}, now=NOW) == 2
    assert {path.name for path in _kept(folder)} == {known, young}


def test_the_age_of_an_orphan_may_be_chosen(files: SealedFiles, folder: Path) -> None:
    file_id = files.write([b"isi"])
    _age(_path(folder, file_id), 2)
    assert files.sweep(set(), now=NOW, older_than=timedelta(hours=3)) == 0
    assert files.sweep(set(), now=NOW, older_than=timedelta(hours=1)) == 1


def test_a_file_that_vanishes_during_the_sweep_is_no_error(
    files: SealedFiles, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr(SealedFiles, "_all", lambda _: iter([folder / "ab" / "hilang"]))
    assert files.sweep(set(), now=NOW) == 0


def _failing(error: BaseException) -> Iterator[bytes]:
    yield b"setengah"
    raise error


def _kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _path(folder: Path, file_id: str) -> Path:
    return folder / file_id[:2] / file_id


def _age(path: Path, hours: int) -> None:
    at = (NOW - timedelta(hours=hours)).timestamp()
    os.utime(path, (at, at))
