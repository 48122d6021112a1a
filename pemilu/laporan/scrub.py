"""The child's side of cleaning: shut oneself in, read the file from the pipe, answer with pages.

Nothing is caught but want of memory: a child that dies over a file has said enough about it.
"""

import resource
import sys
from collections.abc import Callable

from pemilu.laporan.pages import READY, CleanEvidence, EvidenceProblem, Limits, pack

OPEN_FILES = 32

Reader = Callable[[bytes, Limits], CleanEvidence | EvidenceProblem]


def serve(read_pages: Reader) -> None:
    """Answer for one file. The limits are the first argument of the command."""
    limits = Limits.from_json(sys.argv[1])
    confine(limits)
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    content = sys.stdin.buffer.read()
    sys.stdout.buffer.write(pack(_pages_or_problem(read_pages, content, limits)))


def confine(limits: Limits) -> None:
    """Bound memory and processor time; no file can be written, and no core dump shows somebody's KTP."""
    _lower(resource.RLIMIT_AS, limits.memory)
    _lower(resource.RLIMIT_CPU, limits.cpu_seconds)
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)


def _pages_or_problem(read_pages: Reader, content: bytes, limits: Limits) -> CleanEvidence | EvidenceProblem:
    try:
        return read_pages(content, limits)
    except MemoryError:
        return EvidenceProblem.TERLALU_BANYAK_PIKSEL


def _lower(what: int, most: int) -> None:
    _, ceiling = resource.getrlimit(what)
    value = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
    resource.setrlimit(what, (value, value))
