"""Where things lie: the area that holds a point. Pure; shapes in WGS 84 lon/lat.

A Locator lays a raster over the areas and knows for each cell which areas it touches, so that a point is tested against
one or two of them: a million points among 7,082 areas take a third of the time of a tree.
"""

from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import shapely

from registry.importing.kinds import Geometries

SLIVER_DEG = 1e-5
"""A point in a crack between two areas, about a metre, goes to the nearest of them."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_CELLS_AN_AREA = 12  # along each side: most cells then lie inside one area
_MOST_CELLS = 1024


class Locator:
    """Finds for points the area that holds them. `areas` are shapes by label, in any order; `labels` are sorted."""

    def __init__(self, areas: pd.Series) -> None:
        areas = areas.dropna().sort_index()
        self.labels: npt.NDArray[np.object_] = areas.index.to_numpy(dtype=object)
        self._shapes: Geometries = areas.to_numpy(dtype=object)
        shapely.prepare(self._shapes)
        if len(areas):
            self._raster()

    def _raster(self) -> None:
        bounds = shapely.bounds(self._shapes)
        self._west, self._south = bounds[:, 0].min(), bounds[:, 1].min()
        self._side = int(min(_MOST_CELLS, np.ceil(np.sqrt(len(bounds))) * _CELLS_AN_AREA))
        extent = np.array([bounds[:, 2].max() - self._west, bounds[:, 3].max() - self._south])
        self._step = np.maximum(extent, 1e-12) / self._side
        x0, y0 = self._cells(bounds[:, 0], bounds[:, 1])
        x1, y1 = self._cells(bounds[:, 2], bounds[:, 3])
        wide, high = x1 - x0 + 1, y1 - y0 + 1
        area = np.repeat(np.arange(len(bounds)), wide * high)
        within = np.arange(len(area)) - np.repeat(np.cumsum(wide * high) - wide * high, wide * high)
        cell = (y0[area] + within // wide[area]) * self._side + x0[area] + within % wide[area]
        order = np.argsort(cell, kind="stable")  # areas of one cell stay in the order of their labels
        self._area = area[order]
        self._first = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=self._side**2))])

    def _cells(self, x: Floats, y: Floats) -> tuple[Ints, Ints]:
        column = ((x - self._west) / self._step[0]).astype(np.int64)
        row = ((y - self._south) / self._step[1]).astype(np.int64)
        return np.clip(column, 0, self._side - 1), np.clip(row, 0, self._side - 1)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._shapes)

    def at(self, x: Floats, y: Floats, *, reach_deg: float = SLIVER_DEG) -> Ints:
        """For each point (degrees; not a number where there is none) the place of its area in `labels`, or -1.

        On a shared border the smallest label wins, so that the answer depends on no order. A point in none goes to the
        nearest within `reach_deg`.
        """
        found = np.full(len(x), -1, dtype=np.int64)
        if not len(self.labels) or not len(x):
            return found
        there = np.isfinite(x) & np.isfinite(y)
        column, row = self._cells(np.where(there, x, self._west), np.where(there, y, self._south))
        cell = row * self._side + column
        first = self._first[cell]
        counts = np.where(there, self._first[cell + 1] - first, 0)
        point = np.repeat(np.arange(len(x)), counts)
        area = self._area[np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(len(point))]
        hit = shapely.intersects_xy(self._shapes[area], x[point], y[point])
        found[point[hit][::-1]] = area[hit][::-1]  # the last one written is the smallest
        left = np.flatnonzero((found < 0) & there)
        if len(left) and reach_deg > 0:
            points = shapely.points(x[left], y[left])
            near, of = self._tree.query_nearest(points, max_distance=reach_deg, all_matches=False)
            found[left[near]] = of
        return found

    def texts(self, x: Floats, y: Floats, *, reach_deg: float = SLIVER_DEG) -> pd.api.extensions.ExtensionArray:
        """The same as text of dtype str, null where no area holds the point."""
        at = self.at(x, y, reach_deg=reach_deg)
        labels = pa.array(self.labels, pa.large_string())
        found: pd.api.extensions.ExtensionArray = pd.Series(
            labels.take(pa.array(at, mask=at < 0)).to_pandas(), dtype="str"
        ).array
        return found

    def names(self, x: Floats, y: Floats, *, reach_deg: float = SLIVER_DEG) -> npt.NDArray[np.object_]:
        """The labels themselves, None where no area holds the point."""
        at = self.at(x, y, reach_deg=reach_deg)
        return np.append(self.labels, [None])[at]


def locate(points: Geometries, areas: pd.Series, *, reach_deg: float = SLIVER_DEG) -> npt.NDArray[np.object_]:
    """For each point the label of the area that holds it, or lies within `reach_deg`, else None."""
    return Locator(areas).names(shapely.get_x(points), shapely.get_y(points), reach_deg=reach_deg)


def inner_points(shapes: Geometries) -> Geometries:
    """A point that stands for each shape: itself, the middle of a line, a point inside an area."""
    points: Geometries = shapely.point_on_surface(shapes)
    lines = np.flatnonzero(shapely.get_type_id(shapes) == 1)
    points[lines] = shapely.line_interpolate_point(shapes[lines], 0.5, normalized=True)
    return points
