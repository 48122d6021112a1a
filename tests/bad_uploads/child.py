"""Children that behave as badly as a decoder that somebody took over. Run as a module, told how to."""

import os
import sys
import time
from pathlib import Path

from pemilu.laporan.pages import READY, SIZES, CleanEvidence, CleanPage, Limits, pack
from pemilu.laporan.scrub import confine
from tests.bad_uploads.images import card, encoded


def answer() -> None:
    """Just what a good child would say."""
    picture = encoded(card())
    sys.stdout.buffer.write(pack(CleanEvidence((CleanPage(96, 60, picture, picture),))))
    sys.stdout.buffer.flush()


WAYS = {
    "answers": answer,
    "silent": lambda: None,
    "talks-too-much": lambda: [sys.stdout.buffer.write(bytes(1_000_000)) for _ in range(10_000)],
    "hangs": lambda: time.sleep(60),
    "computes": lambda: [None for _ in iter(int, 1)],
    "lies": lambda: sys.stdout.buffer.write(b"\x01" + SIZES.pack(1, 1, 5, 0) + b"MZ\x90\0\0"),
    "dies": os.abort,
    "answers-and-dies": lambda: (answer(), os.abort()),
    "takes-memory": lambda: bytearray(4 * 1024**3),
    "writes-a-file": lambda: Path("/tmp/tidak-boleh-ada").write_bytes(bytes(5_000)),
    "tells-its-environment": lambda: sys.stdout.buffer.write(Path("/proc/self/environ").read_bytes()),
}


def main() -> None:
    limits = Limits.from_json(sys.argv[1])
    confine(limits)
    way = sys.stdin.buffer.read().decode()
    if way != "never-ready":
        sys.stdout.buffer.write(READY)
        sys.stdout.buffer.flush()
        WAYS[way]()


if __name__ == "__main__":
    main()
