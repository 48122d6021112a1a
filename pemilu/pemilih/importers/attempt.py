"""A mark beside the report while a file is imported: whoever finds one knows that an attempt broke off.

What was checked before lies in a nameless file and dies with its process, because names stand in it; so an
import begins anew. Nothing of it was loaded, for all is loaded in one transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def attempt(report: Path) -> Iterator[bool]:
    """Tells whether an earlier attempt with this report never came to an end, neither good nor bad."""
    mark = report.with_name(f"{report.name}.berjalan")
    broken_off = mark.exists()
    # Where nothing can be written the import itself says so, in better words.
    with suppress(OSError):
        mark.touch()
    try:
        yield broken_off
    finally:
        mark.unlink(missing_ok=True)
