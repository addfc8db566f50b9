"""A town of two roads that cross, and one road apart; metres in EPSG:4549. Places of a matrix in minutes on a line."""

import geopandas as gpd
import numpy as np
import shapely

from inspections.crews.plan import Job, Van
from inspections.crews.roads import Matrix

X, Y = 533_000.0, 3_995_000.0
CRS = "EPSG:4549"
HOUR = 3600


def at(east: float, north: float) -> shapely.Point:
    return shapely.Point(X + east, Y + north)


def segments() -> gpd.GeoDataFrame:
    """West and east of the crossing on a main road, north of it a narrow branch, and a road nothing leads to."""
    ends = [((-1000, 0), (0, 0)), ((0, 0), (1000, 0)), ((0, 0), (0, 500)), ((5000, 5000), (5000, 6000))]
    lines = [shapely.LineString([at(*a), at(*b)]) for a, b in ends]
    frame = {"road_class": ["main", "main", "branch", "branch"], "width_m": [20.0, 20.0, 5.0, None]}
    return gpd.GeoDataFrame(frame, geometry=lines, crs=CRS)


def on_a_line(*minutes: float) -> Matrix:
    """Places along one road, so many minutes from its beginning."""
    where = np.array(minutes) * 60
    seconds = np.abs(where[:, None] - where[None, :]).astype(np.int64)
    return Matrix(seconds, seconds * 10)


def job(key: str, place: int, **changes: object) -> Job:
    given: dict[str, object] = {"service_s": 1800, "priority": 3, **changes}
    return Job(key, place, **given)  # type: ignore[arg-type]  # fields by name


def van(crew: str, **changes: object) -> Van:
    given: dict[str, object] = {"start": 0, "end": 0, "from_s": 0, "until_s": 8 * HOUR, **changes}
    return Van(crew, **given)  # type: ignore[arg-type]  # fields by name
