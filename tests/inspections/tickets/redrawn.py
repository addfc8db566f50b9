"""Two grids beside 辽宁路 in the quarter of `scene`, and plans that cut both into strips from west to east."""

from datetime import datetime, timedelta
from itertools import pairwise

import geopandas as gpd
import shapely
from sqlalchemy import Connection, text

from registry.redraw import publishing
from registry.redraw.publishing import Published
from tests.registry.quarter import EAST, at

GRID, NEXT = f"{EAST}001", f"{EAST}002"
GRIDS = {GRID: (0.0, 300.0), NEXT: (300.0, 600.0)}  # metres east of the centre


def box(west: float, east: float) -> shapely.Polygon:
    """So many metres east of the centre, 300 m to both sides of the road."""
    low, high = at(west, -300), at(east, 300)
    return shapely.box(low[0], low[1], high[0], high[1])


def add_grids(conn: Connection) -> None:
    """Put the two grids into a furnished quarter."""
    for grid, edges in GRIDS.items():
        conn.execute(
            text(
                "insert into registry.grid (code, community_code, name_zh, geom)"
                " values (:code, :community, :code, st_geomfromtext(:shape, 4326))"
            ),
            {"code": grid, "community": EAST, "shape": shapely.MultiPolygon([box(*edges)]).wkt},
        )


def strips(*shares: float, grids: tuple[str, ...] = (GRID, NEXT)) -> gpd.GeoDataFrame:
    """Each grid cut into strips where the shares say, west to east."""
    codes, shapes = [], []
    for grid in grids:
        west, south, east, north = box(*GRIDS[grid]).bounds
        edges = [west, *(west + share * (east - west) for share in shares), east]
        for n, (left, right) in enumerate(pairwise(edges), start=1):
            codes.append(f"{grid}{n:03d}")
            shapes.append(shapely.box(left, south, right, north))
    return gpd.GeoDataFrame({"code": codes, "minutes": 90.0, "households": 60}, geometry=shapes, crs=4326)


def clock(conn: Connection) -> datetime:
    """What time it is where the register is."""
    now: datetime = conn.execute(text("select clock_timestamp()")).scalar_one()
    return now


def publish(conn: Connection, cells: gpd.GeoDataFrame, *, days: float = 0, name: str = "p") -> Published:
    """Publish a plan, from now or so many days on."""
    now = clock(conn)
    since = now + timedelta(days=days)
    return publishing.publish(conn, cells, name=name, by="planner", effective_at=since, now=now, reason="工作量调整")


def undo(conn: Connection, plan: int) -> Published:
    """Take a plan back."""
    return publishing.undo(conn, plan, by="planner", now=clock(conn))
