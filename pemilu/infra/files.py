"""Sealed files on disk: once `write` returns, a power cut does not lose them. Names are random, nothing more.

A file is there before the row that points to it; what no row came to point to is swept later.
"""

import errno
import math
import os
import re
import secrets
import shutil
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from pemilu.infra.errors import DomainError

ID_BYTES = 16
FAN_OUT = 2
KEEP_FREE = 0.10
ORPHAN_AGE = timedelta(hours=24)

_ID = re.compile(rf"[0-9a-f]{{{ID_BYTES * 2}}}")
_UNFINISHED = ".tmp"
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


class DiskFull(DomainError):
    """Too little space is left for another file; nothing of it was kept."""


class FileMissing(DomainError):
    """No file has that id (or it is not an id at all)."""


class SealedFiles:
    """A folder of files that are written once, under 128-bit random ids spread over 256 subfolders."""

    def __init__(self, folder: Path, *, keep_free: float = KEEP_FREE) -> None:
        """Make the folder (mode 0700). Writing stops when less than this share of the disk is free.

        Raises:
            OSError: the folder cannot be made, or belongs to somebody else.
        """
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        for number in range(16**FAN_OUT):
            (folder / f"{number:0{FAN_OUT}x}").mkdir(mode=0o700, exist_ok=True)
        _sync_folder(folder)
        self._folder = folder
        self._keep_free = keep_free

    def write(self, chunks: Iterable[bytes]) -> str:
        """Keep these bytes, already sealed, and give their id (32 hexadecimal digits).

        Raises:
            DiskFull: too little space is left, now or half-way.
        """
        if self._free_share() < self._keep_free:
            raise DiskFull
        file_id = secrets.token_hex(ID_BYTES)
        path = self._path(file_id)
        unfinished = path.with_suffix(_UNFINISHED)
        with _disk_full_told():
            try:
                _write_through(unfinished, chunks)
                unfinished.rename(path)
                _sync_folder(path.parent)
            except BaseException:
                unfinished.unlink(missing_ok=True)
                raise
        return file_id

    def open(self, file_id: str) -> BinaryIO:
        """Open for reading. Raises FileMissing."""
        try:
            return os.fdopen(os.open(self._path(file_id), os.O_RDONLY | os.O_NOFOLLOW), "rb")
        except FileNotFoundError as error:
            raise FileMissing(file_id) from error

    def delete(self, file_id: str) -> None:
        """Remove the file; one that is gone already is no error. Raises FileMissing for what is no id."""
        path = self._path(file_id)
        path.unlink(missing_ok=True)
        _sync_folder(path.parent)

    def sweep(self, known: Container[str], *, now: datetime, older_than: timedelta = ORPHAN_AGE) -> int:
        """Remove files that no row knows and unfinished ones, all older than `older_than`; count them.

        Ask for `known` ids that are committed; younger files may still be waiting for their row.
        """
        limit = (now - older_than).timestamp()
        orphans = [path for path in self._all() if path.name not in known and _changed(path) < limit]
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)

    def _all(self) -> Iterator[Path]:
        return (path for home in self._folder.iterdir() if home.is_dir() for path in home.iterdir())

    def _path(self, file_id: str) -> Path:
        if not _ID.fullmatch(file_id):
            raise FileMissing(file_id)
        return self._folder / file_id[:FAN_OUT] / file_id

    def _free_share(self) -> float:
        usage = shutil.disk_usage(self._folder)
        return usage.free / usage.total


def _write_through(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a new file (mode 0600) and wait until the disk has it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(chunks)
        file.flush()
        os.fsync(file.fileno())


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # renamed or deleted since it was listed
        return math.inf


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _disk_full_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise DiskFull from error
        raise
