"""A sketch of what lies round a thing: roads, buildings with their numbers, other covers. For those inside their areas.

Drawn from the register alone, as SVG text in the page: no tiles, no other host.
"""

import math
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from sqlalchemy import Row
from sqlalchemy.engine import Connection

from maps.style import CELLS, MUTED, colour_of_class
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "sketch.sql")
REACH_M = 40.0
_NUMBERS_TO_M = 150.0  # on a larger sketch the numbers of buildings would cover them
_LONG_M = 100.0
_ROAD, _BUILDING, _INK = "#cfd6da", "#e2d9c8", "#1d2b36"


def draw(conn: Connection, code: str, lon: float, lat: float, *, class_code: str) -> str:
    """What lies within 40 m of an asset as an SVG element, one metre a unit, north up; the asset in the middle."""
    asked = {"code": code, "lon": lon, "lat": lat, "reach_m": REACH_M}
    rows = conn.execute(SQL["around"], asked).all()
    side = 2 * REACH_M
    shapes = "".join(_shape(row) for row in rows)
    labels = "".join(_labels(rows))
    own = colour_of_class(class_code)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-REACH_M:g} {-REACH_M:g} {side:g} {side:g}" role="img" '
        f'aria-hidden="true" font-family="sans-serif" font-size="3">{shapes}{labels}'
        f'<circle r="4.2" fill="none" stroke="{_INK}" stroke-width=".7"/><circle r="1.5" fill="{own}"/>'
        f"{_scale()}</svg>"
    )


def draw_cell(conn: Connection, code: str, *, kind: str) -> str:
    """A micro-grid with what lies in and round it as an SVG element, one metre a unit, north up; its neighbours dashed.

    Empty where no cell has the code.
    """
    frame = conn.execute(SQL["frame"], {"code": code}).one_or_none()
    if frame is None:
        return ""
    reach = max(math.ceil(frame.reach_m / 10) * 10, REACH_M)
    asked = {"lon": frame.lon, "lat": frame.lat, "reach_m": reach, "code": code}
    rows = conn.execute(SQL["around"], asked).all()
    shapes = "".join(_shape(row) for row in rows)
    labels = "".join(_labels([row for row in rows if row.layer == "road" or reach <= _NUMBERS_TO_M]))
    unit = reach / REACH_M
    colour = CELLS.get(kind, MUTED)
    cells = "".join(
        f'<path d="{row.path}" fill="{colour}" fill-opacity=".16" stroke="{colour}" stroke-width="{unit:g}"/>'
        if row.own
        else f'<path d="{row.path}" fill="none" stroke="{_INK}" stroke-opacity=".45" stroke-width="{0.3 * unit:g}" '
        f'stroke-dasharray="{2 * unit:g} {1.5 * unit:g}"/>'
        for row in conn.execute(SQL["cells"], asked)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-reach:g} {-reach:g} {2 * reach:g} {2 * reach:g}" '
        f'role="img" aria-hidden="true" font-family="sans-serif" font-size="{3 * unit:g}">{shapes}{cells}{labels}'
        f"{_scale(reach, length_m=10 if reach < _LONG_M else 50)}</svg>"
    )


def _shape(row: Row[Any]) -> str:
    if row.layer == "road":
        line = f'stroke="{_ROAD}" stroke-width="{row.width_m:g}" stroke-linecap="square"'
        return f'<path d="{row.path}" fill="none" {line}/>'
    if row.layer == "building":
        return f'<path d="{row.path}" fill="{_BUILDING}" stroke="#b9a988" stroke-width=".3" fill-rule="evenodd"/>'
    colour = colour_of_class(row.class_code)
    return f'<circle cx="{row.east_m:.1f}" cy="{-row.north_m:.1f}" r=".9" fill="{colour}" fill-opacity=".75"/>'


def _labels(rows: Sequence[Row[Any]]) -> list[str]:
    """A number on each building, and each road's name once."""
    told: set[str] = set()
    labels = []
    for row in rows:
        if row.layer == "asset" or not row.label or (row.layer == "road" and row.label in told):
            continue
        told.add(row.label)
        at = f'x="{row.east_m:.1f}" y="{1 - row.north_m:.1f}"'
        labels.append(f'<text {at} text-anchor="middle" fill="{_INK}">{escape(row.label)}</text>')
    return labels


def _scale(reach: float = REACH_M, *, length_m: int = 10) -> str:
    """So many metres, at the lower left."""
    unit = reach / REACH_M
    x, y, tick = -reach + 3 * unit, reach - 3 * unit, unit
    line = f"M{x:g} {y:g}h{length_m}m-{length_m} -{tick:g}v{2 * tick:g}m{length_m} -{2 * tick:g}v{2 * tick:g}"
    return (
        f'<path d="{line}" fill="none" stroke="{_INK}" stroke-width="{0.4 * unit:g}"/>'
        f'<text x="{x + length_m + unit:g}" y="{y + unit:g}" fill="{_INK}">{length_m} m</text>'
    )
