"""What the rules look at: the files of the repository, as git sees them."""

import ast
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPLICATION = ("pemilu", "portal", "admin")
# Made by running things; git ignores most of it by .gitignore.
MADE = {".git", ".venv", "var", "__pycache__", ".hypothesis", ".mypy_cache", ".ruff_cache", "htmlcov"}


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: where it is (relative to the repository), its text, and its syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())


@cache
def repository_files() -> tuple[Path, ...]:
    """Files that are in git or would be added to it, relative to the root; without git, all."""
    # safe.directory: a checkout that belongs to another account is still the one we are testing.
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        found = [Path(name) for name in listed.split("\0") if name]
    else:
        found = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
    return tuple(sorted(path for path in found if not MADE & set(path.parts) and (ROOT / path).is_file()))


@cache
def python_files(*tops: str) -> tuple[Source, ...]:
    """The Python files under these top directories (or with these names), parsed."""
    return tuple(
        Source(path, text, ast.parse(text))
        for path in repository_files()
        if path.suffix == ".py" and path.parts[0] in tops
        for text in [(ROOT / path).read_text()]
    )


def text_of(path: Path) -> str:
    """The file's text, or nothing for pictures, compressed data and other files that hold none."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
