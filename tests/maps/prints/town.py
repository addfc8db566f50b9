"""The quarter with five micro-grids of its grid in effect: what every print is made of."""

import geopandas as gpd
import shapely
from sqlalchemy import Connection, text

from registry.redraw import publishing
from tests.conftest import NOW
from tests.registry import quarter

GRID = f"{quarter.WEST}001"
LIVED_IN = f"{GRID}001"
BUILDING = f"{quarter.WEST}B00002"
# west, south, east, north in metres, and the floors: the last two are a tower
CELLS = (
    (-300, 0, -100, 300, None, None),
    (-300, -300, -100, 0, None, None),
    (-100, -300, 0, 300, None, None),
)
NAMES = ("大连山一号院", "", "沿街商铺")


def cells() -> gpd.GeoDataFrame:
    """The cells of the plan, as a planner hands them over."""
    shapes = [shapely.Polygon([quarter.at(*at) for at in ((w, s), (e, s), (e, n), (w, n))]) for w, s, e, n, *_ in CELLS]
    columns = {
        "code": [f"{GRID}{n:03d}" for n in range(1, len(CELLS) + 1)],
        "name_zh": NAMES,
        "kind": ["residential", "vacant", "street_front"],
        "households": [60, 0, 3],
        "minutes": [121.5, 0.0, 44.0],
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)


def settle(conn: Connection) -> None:
    """Put the quarter, its entrances and its micro-grids into an empty register."""
    quarter.build(conn)
    conn.execute(text("update registry.building set storeys = 6, shops = 1 where code = :code"), {"code": BUILDING})
    entrance = text(
        "insert into registry.entrance (code, building_code, number, households, source, source_id, geom)"
        " values (:code, :building, :number, 12, 't', :code, st_setsrid(st_makepoint(:lon, :lat), 4326))"
    )
    have = set(conn.execute(text("select code from registry.entrance")).scalars())
    for building, y in ((f"{quarter.WEST}B00001", 59), (BUILDING, 99)):
        for number, x in enumerate((-185, -160, -135), start=1):
            lon, lat = quarter.at(x, y)
            code = f"{building}U{number:02d}"
            if code not in have:
                conn.execute(entrance, {"code": code, "building": building, "number": number, "lon": lon, "lat": lat})
    publishing.publish(conn, cells(), name="试点方案", by="tester", effective_at=NOW, now=NOW)
