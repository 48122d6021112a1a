"""Lighthouse on a phone profile, held against lighthouse-budget.json: `python -m bench.lighthouse`.

Needs node and Chromium; Lighthouse itself is installed into var/ the first time. Ends with 1 when a page is
over budget. Measured is an authority's own site with a real list: only those ask search engines to find them.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bench.pages import FILE, pages
from bench.roll import load, prepare, write_list
from bench.servers import ROOT, gunicorn
from pemilu.infra.db import open_database
from tests.servers.chromium import find_chromium

PINNED = "lighthouse@12.8.2"
HOME = ROOT / "var" / "lighthouse"
PROGRAM = HOME / "node_modules" / "lighthouse" / "cli" / "index.js"
BUDGET = Path(__file__).with_name("lighthouse-budget.json")
ROWS = 2_000
# A reader's machine is not a phone: what a page costs there is computed from what it did here.
OPTIONS = ("--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox --disable-gpu")


@dataclass(frozen=True, slots=True)
class Page:
    """Scores by category (0 to 100), what went over the wire, and the audits that cost points."""

    scores: Mapping[str, int]
    bytes: int
    requests: int
    foreign: int
    paint: float
    complaints: list[str]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.lighthouse", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="of each page; the median counts (default 3)")
    parser.add_argument("--only", default="", help="paths that end so")
    wanted = parser.parse_args()
    chromium = find_chromium()
    if not (chromium and shutil.which("node") and shutil.which("npm")):
        print("Lighthouse needs Chromium, node and npm, and one is not here")
        return 1
    _install()
    budget, within = json.loads(BUDGET.read_text()), True
    with tempfile.TemporaryDirectory(prefix="pemilu-bench-") as name, _portal(Path(name)) as (url, paths):
        for path in (path for path in paths if path.endswith(wanted.only)):
            page = _median([_look(url + path, chromium) for _ in range(wanted.runs)])
            over = _over(page, budget)
            within = within and not over
            print(_line(path, page) + "".join(f"\n    {word}" for word in over + page.complaints), flush=True)
    return 0 if within else 1


def _install() -> None:
    if not PROGRAM.exists():
        print(f"Installing {PINNED} into {HOME.relative_to(ROOT)} (once, from the network)", flush=True)
        HOME.mkdir(parents=True, exist_ok=True)
        quiet = ("--no-fund", "--no-audit", "--silent")
        subprocess.run(["npm", "install", "--prefix", str(HOME), *quiet, PINNED], check=True)


@contextmanager
def _portal(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The portal on an exported list, and the pages that are measured."""
    roll = f"sqlite:///{folder}/pemilu.db"
    prepare(roll, ROWS, folder)
    engine = open_database(roll)
    with engine.begin() as connection:
        connection.execute(text("UPDATE pemilihan SET contoh = 0"))
    write_list(folder / "daftar.csv", ROWS)
    load(roll, folder / "daftar.csv", folder)
    with engine.begin() as connection:
        tps = connection.execute(text("SELECT kelurahan, nomor FROM tps LIMIT 1")).one()
    engine.dispose()
    app, settings = pages(folder, file=f"sqlite:///{folder}/terbit.db", database="", redis="")[FILE]
    public = {"OTORITAS": "KPU Contoh", "PUBLIC_BASE_URL": "http://127.0.0.1"}
    with gunicorn(app, {**settings, **public}) as (port, _master):
        station = f"/tps/{tps.kelurahan}-{tps.nomor:03}"
        yield (
            f"http://127.0.0.1:{port}",
            ["/", "/lapor", "/lapor/perbaikan-data", "/lacak", station, "/tahapan", "/bantuan", "/privasi"],
        )


def _look(url: str, chromium: str) -> Page:
    done = subprocess.run(
        ["node", str(PROGRAM), url, *OPTIONS],
        env={**os.environ, "CHROME_PATH": chromium},
        stdout=subprocess.PIPE,
        check=True,
    )
    report = json.loads(done.stdout)
    requests = report["audits"]["network-requests"]["details"]["items"]
    return Page(
        scores={name: round(one["score"] * 100) for name, one in report["categories"].items()},
        bytes=sum(int(one["transferSize"]) for one in requests),
        requests=len(requests),
        foreign=sum(not one["url"].startswith(url.partition("/")[0] + "//127.0.0.1") for one in requests),
        paint=report["audits"]["first-contentful-paint"]["numericValue"] / 1000,
        complaints=list(_complaints(report)),
    )


def _complaints(report: Any) -> Iterator[str]:
    """Audits below full marks that count towards a score."""
    for name, category in report["categories"].items():
        for counted in category["auditRefs"]:
            audit = report["audits"][counted["id"]]
            if counted["weight"] and audit["score"] is not None and audit["score"] < 1:
                yield f"{name}: {audit['title']} ({audit['score']:.2f}) {audit.get('displayValue', '')}"


def _median(looked: list[Page]) -> Page:
    """The run in the middle by performance, which alone varies."""
    middle = statistics.median_low(page.scores["performance"] for page in looked)
    return next(page for page in looked if page.scores["performance"] == middle)


def _over(page: Page, budget: Mapping[str, Any]) -> list[str]:
    low = [
        f"{name}: {page.scores[name]} < {least}"
        for name, least in budget["scores"].items()
        if page.scores[name] < least
    ]
    measured = {"bytes": page.bytes, "requests": page.requests, "foreign_requests": page.foreign}
    return low + [f"{name}: {had} > {budget[name]}" for name, had in measured.items() if had > budget[name]]


def _line(path: str, page: Page) -> str:
    scores = "  ".join(f"{name} {score:3}" for name, score in page.scores.items())
    wire = f"{page.bytes:>6,} bytes  {page.requests} requests"
    return f"{path:<24} {scores}  {wire}  first paint {page.paint:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
