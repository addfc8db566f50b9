"""Charts as plain SVG: small, sharp in print, no font or script of their own. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from maps.style import INK, LINE, MUTED


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers with a name and a colour."""

    name: str
    colour: str
    values: Sequence[float]


def bars(labels: Sequence[str], series: Sequence[Series], *, width: int = 460, label_width: int = 120) -> str:
    """Horizontal bars, the series of a label stacked; the total stands behind the bar. Empty text without labels."""
    if not labels:
        return ""
    totals = [sum(one.values[n] for one in series) for n in range(len(labels))]
    most, row = max(*totals, 1), 20
    scale = (width - label_width - 44) / most
    parts = []
    for n, label in enumerate(labels):
        y, x = n * row, float(label_width)
        parts.append(_text(label_width - 8, y + 14, label, anchor="end"))
        for one in series:
            length = one.values[n] * scale
            if length > 0:
                parts.append(f'<rect x="{x:.1f}" y="{y + 4}" width="{length:.1f}" height="13" fill="{one.colour}"/>')
            x += length
        parts.append(_text(x + 5, y + 14, f"{totals[n]:,.0f}", colour=MUTED))
    return _sheet(width, len(labels) * row, series, parts)


def columns(labels: Sequence[str], series: Sequence[Series], *, width: int = 460, height: int = 170) -> str:
    """Vertical bars side by side for each label, with three lines of a scale. Empty text without labels."""
    if not labels:
        return ""
    most = _round_up(max(max(one.values) for one in series))
    left, bottom = 34, height - 22
    step = (width - left - 10) / len(labels)
    parts = []
    for part in (0.0, 0.5, 1.0):
        y = bottom - (bottom - 8) * part
        parts.append(f'<line x1="{left}" x2="{width - 10}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>')
        parts.append(_text(left - 6, y + 4, f"{most * part:,.0f}", anchor="end", colour=MUTED))
    bar = step * 0.72 / len(series)
    for n, label in enumerate(labels):
        for m, one in enumerate(series):
            tall = (bottom - 8) * one.values[n] / most
            x = left + n * step + step * 0.14 + m * bar
            parts.append(
                f'<rect x="{x:.1f}" y="{bottom - tall:.1f}" width="{max(bar - 1, 1):.1f}" height="{tall:.1f}" '
                f'fill="{one.colour}"/>'
            )
        if n % max(1, math.ceil(44 / step)) == 0:
            parts.append(_text(left + (n + 0.5) * step, height - 7, label, anchor="middle", colour=MUTED))
    return _sheet(width, height, series, parts)


def _round_up(value: float) -> float:
    """The next of 2, 4, 6, 8, 10, 20, 40 …, so that the half of the scale is whole."""
    top = 10.0
    while top < value:
        top *= 10
    return next(top * part / 10 for part in (2, 4, 6, 8, 10) if top * part / 10 >= value or part == 10)


def _text(x: float, y: float, text: str, *, anchor: str = "start", colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _sheet(width: int, height: int, series: Sequence[Series], parts: Sequence[str]) -> str:
    """The drawing with its key above, when there is more than one series."""
    key, top, x = [], 0, 0.0
    if len(series) > 1:
        top = 24
        for one in series:
            key.append(f'<rect x="{x:.1f}" y="4" width="11" height="11" fill="{one.colour}"/>')
            key.append(_text(x + 16, 14, one.name))
            x += 34 + 12 * len(one.name) if any(ord(letter) > 255 for letter in one.name) else 34 + 7 * len(one.name)
    name = escape(", ".join(one.name for one in series))
    return (
        f'<svg viewBox="0 0 {width} {height + top}" role="img" aria-label="{name}" class="chart">'
        f'{"".join(key)}<g transform="translate(0,{top})">{"".join(parts)}</g></svg>'
    )
