"""A street of the small district with a draft of its micro-grids, and a border of it that can be drawn elsewhere."""

import math
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import geopandas as gpd
import pandas as pd
import shapely
from playwright.sync_api import Page
from sqlalchemy import Connection, text

from registry.actor import Actor, Role
from registry.redraw import publishing
from registry.redraw.drafting import drafts
from registry.redraw.drafting.drafts import Draft, Settings
from registry.redraw.drafting.edits import Drawn
from registry.redraw.solving.planning import make_plan
from registry.redraw.solving.rules import Rules
from tests.conftest import NOW

STREET = "370203005"
GET = "async (path) => (await fetch(path)).json()"
TRY = """async ([path, version, edit]) => {
  const csrf = (await (await fetch("/api/v1/session")).json()).csrf;
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf, "If-Match": `"${version}"` };
  return (await fetch(path, { method: "POST", headers, body: JSON.stringify({ edits: [edit], reason: "" }) })).status;
}"""
LIMIT = 180.0
METRIC = 4549
MINUTES = 6.0  # of a household, so that a grid has several cells
_ACTOR = Actor(uuid4(), "drawer", None, frozenset({Role.PLANNER}), ("370203",))
_GRIDS = text("select code from registry.grid where code like :street || '%' order by code")
_DEMAND = text(
    "select b.code as source_id, b.households, st_asbinary(b.geom) as shape from registry.building b"
    " join registry.grid g on st_covers(g.geom, b.geom) where g.code = any(:grids) and b.households > 0 order by b.code"
)


def drafted(conn: Connection, street: str, *, by: str = "street") -> Draft:
    """A sound draft of all grids of a street, from the buildings of the register."""
    codes = list(conn.execute(_GRIDS, {"street": street}).scalars())
    rows = conn.execute(_DEMAND, {"grids": codes}).all()
    demand = gpd.GeoDataFrame(
        pd.DataFrame({"source_id": [row.source_id for row in rows], "households": [row.households for row in rows]}),
        geometry=shapely.from_wkb([bytes(row.shape) for row in rows]),
        crs=4326,
    ).to_crs(METRIC)
    demand["minutes"] = (demand["households"] * MINUTES).clip(upper=LIMIT * 0.9)
    demand["floors"] = 0
    grids = publishing.grids_of(conn, [f"{code}001" for code in codes]).to_crs(METRIC)
    made = make_plan(grids, demand, rules=Rules(LIMIT))
    drawn = Drawn(made.cells, made.atoms)
    return drafts.add(conn, _ACTOR, drawn, name="二〇二六年调整", settings=Settings(LIMIT), by=by, now=NOW)


def ways(grid: dict[str, Any]) -> Iterator[tuple[str, tuple[float, float], tuple[float, float]]]:
    """Corners that, drawn elsewhere, bring one building of a neighbour into a cell that has minutes to spare."""
    shapes = {one["id"]: shapely.geometry.shape(one["geometry"]) for one in grid["features"]}
    minutes = {one["id"]: one["properties"]["minutes"] for one in grid["features"]}
    atoms = [(one["properties"], shapely.geometry.shape(one["geometry"])) for one in grid["atoms"]["features"]]
    outline = shapely.union_all(list(shapes.values())).exterior
    for cell, shape in shapes.items():
        for told, building in atoms:
            if told["cell"] == cell or minutes[cell] + told["minutes"] > grid["limit_minutes"]:
                continue
            x, y = building.centroid.coords[0]
            corners = list(shape.exterior.coords)[:-1]
            for i, (cx, cy) in enumerate(corners):
                if outline.distance(shapely.Point(cx, cy)) < 1e-8 or math.hypot(x - cx, y - cy) > 0.0012:
                    continue
                target = (x + 0.8 * (x - cx), y + 0.8 * (y - cy))
                moved = shapely.Polygon([*corners[:i], target, *corners[i + 1 :]])
                inside = [one for one, other in atoms if moved.contains(other.centroid)]
                mine = [one for one, _ in atoms if one["cell"] == cell]
                if (
                    moved.is_valid
                    and len(inside) == len(mine) + 1
                    and outline.convex_hull.contains(moved.buffer(-1e-6))
                ):
                    yield cell, (cx, cy), target


def find_way(page: Page, draft: int) -> tuple[str, str, tuple[float, float], tuple[float, float]]:
    """A grid, a cell, a corner and where to: one that the service takes."""
    codes = page.evaluate(GET, f"/api/v1/redraw/drafts/{draft}/parts/{STREET}")["grids"]
    for line in codes:
        path = f"/api/v1/redraw/drafts/{draft}/grids/{line['grid_code']}"
        grid = page.evaluate(GET, path)
        for cell, corner, target in list(ways(grid))[:6]:
            ring = next(one["geometry"]["coordinates"][0] for one in grid["features"] if one["id"] == cell)
            drawn = [list(target) if tuple(at) == corner else at for at in ring]
            edit = {"kind": "reshape", "cell": cell, "shape": {"type": "Polygon", "coordinates": [drawn]}}
            if page.evaluate(TRY, [f"{path}/trial", grid["version"], edit]) == 200:
                return line["grid_code"], cell, corner, target
    raise AssertionError("no corner of this street can be drawn elsewhere")
