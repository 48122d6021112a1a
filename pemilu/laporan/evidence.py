"""Cleaning of evidence: what citizens upload goes in, pictures made from pixels alone come out.

A hostile file is decoded in a process of its own that may use little memory and time, holds no key and no
setting, and writes no file. Whatever happens there, the caller gets pages or a reason.
"""

import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import IO, BinaryIO, cast

from pemilu.infra.errors import DomainError
from pemilu.laporan.pages import READY, CleanEvidence, EvidenceProblem, Limits, unpack

OUT_OF_TIME = {-signal.SIGKILL, -signal.SIGXCPU}
ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 1
WAIT_SECONDS = 45.0

_STARTS = (
    (b"\xff\xd8\xff", "pemilu.laporan.image"),
    (b"\x89PNG\r\n\x1a\n", "pemilu.laporan.image"),
    (b"%PDF-", "pemilu.laporan.pdf"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


class CleanerBroken(DomainError):
    """The child did not even start; an operator must look (a library is missing, or no memory is left)."""


class CleanerBusy(CleanerBroken):
    """No turn came in time; later one will."""


class Cleaner:
    """Cleans evidence for one server process, a few files at once so that their memory adds up to little."""

    def __init__(self, limits: Limits | None = None, *, at_once: int = AT_ONCE) -> None:
        self.limits = limits or Limits()
        self._turns = BoundedSemaphore(at_once)

    def clean(self, data: bytes | BinaryIO) -> CleanEvidence | EvidenceProblem:
        """As `clean`, after waiting for a turn. Raises CleanerBusy when none comes."""
        if not self._turns.acquire(timeout=WAIT_SECONDS):
            raise CleanerBusy
        try:
            return clean(data, limits=self.limits)
        finally:
            self._turns.release()


def clean(data: bytes | BinaryIO, *, limits: Limits) -> CleanEvidence | EvidenceProblem:
    """Pages made from the pixels of a JPEG, PNG, WebP or PDF, told by content; or why there are none.

    Nothing of the file survives but what one sees: no metadata, no second format, no trailing bytes.

    Raises:
        CleanerBroken: the fault is ours.
    """
    content = data if isinstance(data, bytes) else data.read(limits.bytes_in + 1)
    if not content:
        return EvidenceProblem.KOSONG
    if len(content) > limits.bytes_in:
        return EvidenceProblem.TERLALU_BESAR
    module = _module_for(content)
    return module if isinstance(module, EvidenceProblem) else _clean_in_child(module, content, limits)


def _module_for(content: bytes) -> str | EvidenceProblem:
    """The module that can read such a file."""
    for start, module in _STARTS:
        if content.startswith(start):
            return module
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "pemilu.laporan.image"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return EvidenceProblem.TIPE_HEIC
    return EvidenceProblem.TIPE_TIDAK_DIDUKUNG


def _clean_in_child(module: str, content: bytes, limits: Limits) -> CleanEvidence | EvidenceProblem:
    status, answer = _converse(module, content, limits)
    if status in OUT_OF_TIME:
        return EvidenceProblem.TERLALU_LAMA
    if not answer.startswith(READY):
        raise CleanerBroken(f"{module}: {status}")
    return unpack(answer.removeprefix(READY)) if status == 0 else EvidenceProblem.RUSAK


def _converse(module: str, content: bytes, limits: Limits) -> tuple[int, bytes]:
    """Exit status and output of the child; it is killed when it talks too long or too much."""
    # An empty environment: the child has no business with the address of the database.
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and module; the content goes through the pipe
        [sys.executable, "-E", "-s", "-m", module, limits.to_json()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={},
    )
    timer = Timer(limits.seconds, child.kill)
    timer.start()
    try:
        with child:
            answer = _exchange(child, content, limits.bytes_out)
    finally:
        timer.cancel()
    return child.returncode, answer


def _exchange(child: subprocess.Popen[bytes], content: bytes, most: int) -> bytes:
    into, out = cast("IO[bytes]", child.stdin), cast("IO[bytes]", child.stdout)
    # The child reads everything before it answers, so writing first cannot lock the two up.
    with suppress(BrokenPipeError), into:
        into.write(content)
    answer = out.read(most + 1)
    if len(answer) > most:
        child.kill()
    return answer
