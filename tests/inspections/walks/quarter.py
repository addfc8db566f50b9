"""A chequered quarter of streets in metres, some wide, one corner of it reached by nothing."""

import geopandas as gpd
import shapely

from inspections.walks import streets
from inspections.walks.streets import Streets

BLOCK_M = 120.0
WIDE_M, NARROW_M = 24.0, 8.0


def build(side: int = 4, *, island: bool = False) -> Streets:
    """`side` × `side` junctions; the ways from west to east are wide (24 m), the others narrow."""
    rows: list[dict[str, object]] = []
    for x in range(side):
        for y in range(side):
            for name, width, to in (("横", WIDE_M, (x + 1, y)), ("纵", NARROW_M, (x, y + 1))):
                if max(to) < side:
                    line = shapely.LineString([(x * BLOCK_M, y * BLOCK_M), (to[0] * BLOCK_M, to[1] * BLOCK_M)])
                    row = y if name == "横" else x
                    rows.append({"road_name": f"{name}{row}路", "width_m": width, "geometry": line})
    if island:
        rows.append({"road_name": "岛路", "width_m": 8.0, "geometry": shapely.LineString([(9000, 0), (9100, 0)])})
    frame = gpd.GeoDataFrame(rows, crs="EPSG:4549")
    frame["code"] = [f"370203R{number:06d}" for number in range(len(frame))]
    return streets.build(frame)
