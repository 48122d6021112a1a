"""Static files under the names by which pages ask for them, for nginx or a CDN.

    python -m deploy.static /srv/cek/static

Files of earlier releases stay: a page that a phone still shows asks for them.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

from pemilu.web.assets import COMPRESSED, public_name

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT / "pemilu" / "web" / "static", ROOT / "portal" / "static")


def export(target: Path) -> int:
    """Put every file of the portal, and its compressed twins, into `target`; how many were new."""
    target.mkdir(parents=True, exist_ok=True)
    new = 0
    for folder in FOLDERS:
        for file in sorted(folder.iterdir()):
            if file.is_file() and file.suffix not in COMPRESSED:
                for suffix in ("", *COMPRESSED):
                    new += _put(file.with_name(file.name + suffix), target / (public_name(file) + suffix))
    return new


def _put(file: Path, target: Path) -> bool:
    """Whole or not at all: nginx may be asked for it at this moment."""
    if target.exists() or not file.exists():
        return False
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(file, beside)
    beside.chmod(0o644)
    beside.replace(target)
    return True


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.static", description=__doc__)
    parser.add_argument("target", type=Path, help="the folder that nginx serves as /static/")
    given = parser.parse_args()
    sys.stdout.write(f"{export(given.target)} new files in {given.target}\n")


if __name__ == "__main__":
    main()
