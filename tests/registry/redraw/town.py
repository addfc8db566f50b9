"""Towns for tests of the solver: random grids with streets of houses, holes, necks, islands, and a giant among them."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import strategies as st

METRIC = 4549
EAST, NORTH = 533_000.0, 3_995_000.0


@dataclass(frozen=True, slots=True)
class Town:
    """Grids with `code`, demand with `id`, `minutes` and `floors`, and barriers, some of them soft, all in metres."""

    grids: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame


def frame(shapes: list[shapely.Geometry], **columns: object) -> gpd.GeoDataFrame:
    """Shapes about the origin as a frame at their place in the district."""
    moved = shapely.transform(np.array(shapes, dtype=object), lambda xy: xy + np.array([EAST, NORTH]))
    return gpd.GeoDataFrame(columns, geometry=moved, crs=METRIC)


def square(side_m: float, x: float = 0.0, y: float = 0.0) -> shapely.Polygon:
    """A square with its south-west corner at a place."""
    return shapely.box(x, y, x + side_m, y + side_m)


_SHAPES = {
    "square": square(200),
    "hole": shapely.difference(square(200), square(80, 60, 70)),
    "neck": shapely.union_all([square(90), square(90, 110, 100), shapely.box(85, 80, 115, 81.5)]),
    "hair": shapely.union_all([square(90), square(90, 110, 0), shapely.box(80, 40, 120, 40.2)]),
    "islands": shapely.MultiPolygon([square(80), square(60, 130, 20), square(15, 20, 150)]),
    "bowtie": shapely.Polygon([(0, 0), (200, 190), (200, 0), (0, 180)]),
    "thin": shapely.box(0, 0, 400, 12),
}
_SPOT = st.tuples(st.integers(1, 399), st.integers(1, 199)).map(lambda xy: (xy[0] / 2, xy[1] + 0.25))


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """One to three grids side by side and what is in them."""
    names = draw(st.lists(st.sampled_from(sorted(_SHAPES)), min_size=1, max_size=3))
    grids = [
        shapely.transform(_SHAPES[name], lambda xy, i=i: xy + np.array([i * 450.0, 0])) for i, name in enumerate(names)
    ]
    shapes: list[shapely.Geometry] = []
    for i in range(len(grids)):
        spots = draw(st.lists(_SPOT, max_size=25, unique=True))
        solid = draw(st.booleans())
        for x, y in spots:
            at = shapely.Point(x + i * 450.0, y)
            house = shapely.box(at.x - 4, at.y - 3, at.x + 4, at.y + 3) if solid else at
            if not solid or grids[i].is_valid and grids[i].contains(house):  # noqa: RUF021
                shapes.append(house)
    count = len(shapes)
    minutes = draw(st.lists(st.sampled_from([0, 5, 20.5, 33.3, 60, 90, 179]), min_size=count, max_size=count))
    floors = [0] * count
    if count and draw(st.booleans()):
        minutes[0], floors[0] = draw(st.sampled_from([(700, 0), (700, 8), (700, 2)]))
    lines = draw(st.lists(st.sampled_from(_BARRIERS), max_size=2))
    return Town(
        frame(grids, code=[f"G{i:03d}" for i in range(len(grids))]),
        frame(shapes, id=[f"d{i}" for i in range(count)], minutes=minutes, floors=floors),
        frame(
            lines, kind=draw(st.lists(st.sampled_from(["railway", "road"]), min_size=len(lines), max_size=len(lines)))
        ),
    )


_BARRIERS = [
    shapely.LineString([(-10, 60), (1400, 75)]),
    shapely.LineString([(70, -10), (75, 120), (-10, 130)]),
    shapely.box(20, -10, 35, 300),
    shapely.LineString([(50, 50), (150, 150)]),  # ends in the grid: a cell may go round it
]
