"""Legal nouns that name our modules and classes are explained in docs/glossary.md."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.rules.sources import APPLICATION, ROOT, python_files

GLOSSARY = ROOT / "docs" / "glossary.md"
# The nouns that the election law defines and that stay Indonesian in code.
LEGAL_NOUNS = re.compile(
    "coklit|daftar|disabilitas|dpk|dps|dpshp|dpt|dptb|impor|kabupaten|kecamatan|kelurahan|keberatan|keterangan|"
    "kpps|kpu|ktp|lampid|laporan|masa|nama|nik|nkk|panwaslu|pantarlih|pemilih|pemilihan|pemilu|pengawas|"
    "pengesahan|pengumuman|perubahan|petugas|pleno|ppk|pps|provinsi|rekap|tahapan|tanda|tanggapan|terbit|tms|"
    "tps|wilayah|zona"
)


@pytest.fixture(scope="module")
def terms() -> frozenset[str]:
    """The first column of the tables, in small letters, each word on its own too."""
    rows = re.findall(r"^\|\s*([^|]+?)\s*\|", GLOSSARY.read_text(), re.MULTILINE)
    return frozenset(word for row in rows for word in re.findall(r"[a-z]+", row.lower()))


def test_every_legal_noun_in_the_code_is_in_the_glossary(terms: frozenset[str]) -> None:
    missing = {noun: where for noun, where in _nouns_in_code() if noun not in terms}
    assert not missing


def test_nouns_are_found_inside_composed_names() -> None:
    assert list(_words("JenisDaftar")) == ["jenis", "daftar"]
    assert list(_words("tps_source")) == ["tps", "source"]


def _nouns_in_code() -> Iterator[tuple[str, str]]:
    for source in python_files(*APPLICATION):
        classes = [node.name for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)]
        for name in (*source.path.with_suffix("").parts, *classes):
            yield from ((word, str(source.path)) for word in _words(name) if LEGAL_NOUNS.fullmatch(word))


def _words(name: str) -> Iterator[str]:
    return (word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name))
