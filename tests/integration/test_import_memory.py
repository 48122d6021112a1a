"""Files made to exhaust a server are refused, or read, in little memory."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.generate import generate_rows, sumatera_barat, write_csv
from tests.voter_files import HEADINGS, voter, write_book

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024 * 1024
# Prints what became of the file named by the argument, and the most memory that took, in KiB.
READS = """
import sys
from pathlib import Path
from pemilu.pemilih.importers.refusal import FileRefused
from pemilu.pemilih.importers.source import fingerprint, open_source
from pemilu.pemilih.importers.staging import open_staging

path = Path(sys.argv[1])
try:
    with open_staging(), open_source(path, is_utf8=fingerprint(path).is_utf8) as source:
        outcome = sum(1 for _ in source)
except FileRefused as refused:
    outcome = refused.kind.value
# Not getrusage: what the process that started this one used would count too.
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(outcome, peak.split()[1])
"""


def one_line(path: Path) -> None:
    with path.open("w") as file:
        file.write(";".join(HEADINGS) + "\n")
        for _ in range(150):
            file.write("A" * MEGABYTE)


def open_quote(path: Path) -> None:
    with path.open("w") as file:
        file.write(";".join(HEADINGS) + "\n")
        for _ in range(100_000):
            file.write('"' + "A" * 300 + "\n")


def many_rows(path: Path) -> None:
    write_csv(path, generate_rows(100_000, seed=1, places=sumatera_barat()))


def far_corner(path: Path) -> None:
    _with_rows(path, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def inline_bomb(path: Path) -> None:
    _with_rows(path, b'<row><c t="inlineStr"><is><t>' + b"A" * 98 * MEGABYTE + b"</t></is></c></row>")


def shared_bomb(path: Path) -> None:
    write_book(path, [HEADINGS, list(voter().values())])
    _with_part(path, "xl/sharedStrings.xml", b"<sst>" + b"<si><t>AB</t></si>" * 5_000_000 + b"</sst>")


def wide_rows(path: Path) -> None:
    cells = b"".join(b'<c t="n"><v>%d</v></c>' % (n * 7919 % 1_000_003) for n in range(400_000))
    _with_rows(path, b"<row>" + cells + b"</row>")


@pytest.mark.parametrize(
    ("make", "suffix", "outcome"),
    [
        (one_line, ".csv", "1"),
        (open_quote, ".csv", "0"),
        (many_rows, ".csv", "100000"),
        (far_corner, ".xlsx", "1"),
        (inline_bomb, ".xlsx", "isi-berbahaya"),
        (shared_bomb, ".xlsx", "isi-berbahaya"),
        (wide_rows, ".xlsx", "2"),
    ],
)
def test_memory_stays_below_200_megabytes(
    tmp_path: Path, make: Callable[[Path], None], suffix: str, outcome: str
) -> None:
    path = tmp_path / f"berkas{suffix}"
    make(path)
    ran = subprocess.run(
        [sys.executable, "-c", READS, str(path)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    told, kilobytes = ran.stdout.split()
    assert told == outcome
    assert int(kilobytes) < 200 * 1024


def _with_rows(path: Path, rows: bytes) -> None:
    write_book(path, [HEADINGS, list(voter().values())])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    _with_part(path, "xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", rows + b"</sheetData>"))


def _with_part(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path) as old:
        parts = {part: old.read(part) for part in old.namelist()} | {name: content}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, text in parts.items():
            new.writestr(part, text)
