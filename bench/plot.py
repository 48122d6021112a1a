"""A line plot as a small SVG: sizes on a logarithmic x axis or seconds on a plain one, a line a series."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 200, 44, 40
LINE = 15
MOST_NAMES = 12
# Told apart without colour too: each series has its own dashes.
STYLES = (("#1d4ed8", "none"), ("#b45309", "7 4"), ("#047857", "2 4"), ("#7c3aed", "9 3 2 3"))

Series = Mapping[float, float]
Point = tuple[float, float]
At = Callable[[float, float], Point]


def plot(path: Path, *, title: str, unit: str, series: Mapping[str, Series], seconds: bool = False) -> None:
    """Write the plot. Each series maps a size (above 0), or a second, to a value; the y axis starts at 0."""
    sizes = sorted({size for line in series.values() for size in line})
    top = max(value for line in series.values() for value in line.values()) * 1.1
    at = _scale(sizes, top, seconds=seconds)
    parts = [f'<text x="{LEFT}" y="22" font-weight="bold">{escape(title)}</text>']
    parts += _axes(at, sizes, top, unit=unit, seconds=seconds)
    beside = _apart({name: at(max(line), line[max(line)])[1] for name, line in series.items()})
    for (name, line), (colour, dashes) in zip(series.items(), STYLES, strict=False):
        points = [at(size, value) for size, value in sorted(line.items())]
        parts += _line(points, colour, dashes, dots=not seconds)
        parts.append(_text(points[-1][0] + 8, beside[name] + 4, name, anchor="start", colour=colour))
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(title)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _scale(sizes: Sequence[float], top: float, *, seconds: bool) -> At:
    def at(size: float, value: float) -> Point:
        span = sizes[-1] - sizes[0] if seconds else math.log(sizes[-1] / sizes[0])
        along = size - sizes[0] if seconds else math.log(size / sizes[0])
        x = LEFT + (WIDTH - LEFT - RIGHT) * along / (span or 1.0)
        return x, HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top

    return at


def _axes(at: At, sizes: Sequence[float], top: float, *, unit: str, seconds: bool) -> Iterator[str]:
    for step in range(5):
        x, y = at(sizes[0], top * step / 4)
        yield f'<path d="M{x:.0f} {y:.0f}H{WIDTH - RIGHT}" stroke="#d1d5db"/>'
        yield _text(x - 8, y + 4, _figure(top * step / 4), anchor="end")
    for size in sizes[:: math.ceil(len(sizes) / MOST_NAMES)]:
        yield _text(at(size, 0)[0], HEIGHT - BOTTOM + 20, f"{size:,.0f}{' s' * seconds}")
    yield _text(LEFT - 8, TOP - 8, unit, anchor="end")


def _line(points: Sequence[Point], colour: str, dashes: str, *, dots: bool) -> Iterator[str]:
    yield (
        f'<polyline fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}" '
        f'points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'
    )
    if dots:
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points)


def _apart(heights: Mapping[str, float]) -> dict[str, float]:
    """Where the names stand so that none covers another: at their lines, or above the one below."""
    free, placed = float(HEIGHT - BOTTOM), {}
    for name, y in sorted(heights.items(), key=lambda one: -one[1]):
        placed[name] = min(y, free)
        free = placed[name] - LINE
    return placed


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _text(x: float, y: float, text: str, *, anchor: str = "middle", colour: str = "#111") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
