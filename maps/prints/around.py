"""What lies round a spot, in metres about it, for the small map of a paper order."""

from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from sqlalchemy import Connection

from maps.prints.paper import Shapes
from maps.prints.stretch import SQL
from registry.importing.district import SOURCE
from registry.redraw.verifying.plane import Plane

REACH_M = 95.0
_REACH_DEG = 0.002  # some 180 m east and 220 m north: roads are cut outside of the map
_LON_LAT = pyproj.CRS(4326)


@dataclass(frozen=True, slots=True)
class Around:
    """Roads with names and widths, and buildings; the spot is at (0, 0)."""

    roads: Shapes
    names: tuple[str, ...]
    widths_m: tuple[float, ...]
    buildings: Shapes
    synthetic: bool


def around(conn: Connection, lon: float, lat: float) -> Around:
    """What the register has round a spot (degrees, WGS 84)."""
    bounds = (lon - _REACH_DEG, lat - _REACH_DEG, lon + _REACH_DEG, lat + _REACH_DEG)
    box = dict(zip(("west", "south", "east", "north"), bounds, strict=True))
    plane = Plane.of(_LON_LAT, bounds)
    roads = conn.execute(SQL["roads"], box).all()
    buildings = conn.execute(SQL["outlines"], box).all()
    return Around(
        roads=_metres(plane, [bytes(row.shape) for row in roads]),
        names=tuple(row.road_name for row in roads),
        widths_m=tuple(float(row.width_m) for row in roads),
        buildings=_metres(plane, [bytes(row.shape) for row in buildings]),
        synthetic=bool(conn.execute(SQL["synthetic"], {"source": SOURCE}).scalar_one()),
    )


def _metres(plane: Plane, shapes: list[bytes]) -> Shapes:
    return plane.metres(np.asarray(shapely.from_wkb(shapes), dtype=object))
