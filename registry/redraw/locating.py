"""Which cell of a division a thing lies in, exactly as the register answers (`registry.micro_grid_at`). Pure.

Of several cells on one border, or above each other, it is the first by code; a point in a crack belongs to the nearest
within a metre. Two divisions of one ground say together what goes from which cell to which.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry.crs import Shapes
from registry.redraw.numbering import SAME
from registry.redraw.solving.ground import Floats, Ints

CRACK_DEG = 1e-5
NOWHERE = ""
"""The code of the cell in which a thing lies that lies in none."""


@dataclass(frozen=True, slots=True)
class Division:
    """Cells in the order of their codes, lon/lat. `low` to `high` are floors, 0 to 0 for a whole cell; cells that are
    floors of one footprint have one `stack`.
    """

    codes: npt.NDArray[np.object_]
    shapes: Shapes
    low: Ints
    high: Ints
    stack: Ints

    @classmethod
    def of(cls, cells: gpd.GeoDataFrame) -> "Division":
        """Of a frame with code, a shape in EPSG:4326 and, where floors divide it, floor_from and floor_to."""
        ordered = cells.sort_values("code", kind="stable")
        shapes = shapely.force_2d(np.asarray(ordered.geometry.array))
        low, high = (_floors(ordered, name) for name in ("floor_from", "floor_to"))
        return cls(ordered["code"].to_numpy(dtype=object), shapes, low, high, _stacks(shapes, low > 0))

    @property
    def floored(self) -> npt.NDArray[np.bool_]:
        """Which cells are floors of a footprint."""
        return self.low > 0

    def at(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Ints:
        """The place of the cell that each point lies in, -1 where there is none."""
        points = shapely.points(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
        found = np.full(len(points), len(self.codes), dtype=np.int64)
        if not len(points) or not len(self.codes):
            return np.full(len(points), -1, dtype=np.int64)
        cell, point = shapely.STRtree(points).query(self.shapes, predicate="intersects")
        np.minimum.at(found, point, cell)
        lost = np.flatnonzero(found == len(self.codes))
        if len(lost):
            near = shapely.STRtree(self.shapes).query_nearest(points[lost], max_distance=CRACK_DEG)
            np.minimum.at(found, lost[near[0]], near[1])
        return np.where(found == len(self.codes), -1, found)

    def names(self, at: Ints) -> npt.NDArray[np.object_]:
        """The codes of cells by their places."""
        return np.append(self.codes, NOWHERE)[at]

    def of_codes(self, codes: pd.Series) -> Ints:
        """The places of cells by their codes, -1 where there is none of that code."""
        return pd.Index(self.codes).get_indexer(pd.Index(codes)).astype(np.int64)

    def on_floors(self, at: Ints, floor: Ints) -> Ints:
        """Of the footprint of each cell the one that has the floor; below and above all the nearest."""
        chosen = at.copy()
        known = at >= 0
        for stack in np.unique(self.stack[at[np.append(self.floored, [False])[at]]]).tolist():
            own = np.flatnonzero(self.stack == stack)
            rows = np.flatnonzero(known & (self.stack[at] == stack))
            away = np.maximum(self.low[own] - floor[rows, None], floor[rows, None] - self.high[own])
            chosen[rows] = own[np.argmin(away, axis=1)]
        return chosen


def moves(
    before: Division, was: Ints, after: Division, becomes: Ints, *, floors: tuple[Ints, Ints] | None = None
) -> pd.DataFrame:
    """From which cell to which each thing goes: its number `thing`, the codes `before` and `after`, and the `share`.

    `was` and `becomes` are the places of things in both divisions. A thing is in one cell of each; with `floors` (from,
    to) one that stands where floors divide a footprint is shared evenly by its floors. Shares of a thing sum up to 1.
    """
    number = np.arange(len(was), dtype=np.int64)
    if floors is None:
        return _frame(number, before.names(was), after.names(becomes), np.ones(len(was)))
    tall = np.append(before.floored, [False])[was] | np.append(after.floored, [False])[becomes]
    rows = np.flatnonzero(tall)
    low, high = floors[0][rows], np.maximum(floors[0], floors[1])[rows]
    storeys = high - low + 1
    thing = np.repeat(rows, storeys)
    floor = np.concatenate([np.arange(a, b + 1) for a, b in zip(low, high, strict=True)] or [rows])
    one, two = before.on_floors(was[thing], floor), after.on_floors(becomes[thing], floor)
    split = _frame(thing, before.names(one), after.names(two), np.repeat(1 / storeys, storeys))
    split = split.groupby(["thing", "before", "after"])["share"].sum().reset_index()
    rest = np.flatnonzero(~tall)
    plain = _frame(rest, before.names(was[rest]), after.names(becomes[rest]), np.ones(len(rest)))
    return pd.concat([plain, split], ignore_index=True).sort_values(
        ["thing", "after"], kind="stable", ignore_index=True
    )


def _frame(thing: Ints, before: object, after: object, share: Floats) -> pd.DataFrame:
    return pd.DataFrame({"thing": thing, "before": before, "after": after, "share": share})


def _floors(cells: gpd.GeoDataFrame, name: str) -> Ints:
    if name not in cells:
        return np.zeros(len(cells), dtype=np.int64)
    floors: Ints = pd.to_numeric(cells[name], errors="coerce").fillna(0).to_numpy(dtype=np.int64)
    return floors


def _stacks(shapes: Shapes, floored: npt.NDArray[np.bool_]) -> Ints:
    stack = np.arange(len(shapes), dtype=np.int64)
    rows = np.flatnonzero(floored)
    if len(rows):
        one, two = shapely.STRtree(shapes[rows]).query(shapes[rows], predicate="intersects")
        one, two = rows[one[one < two]], rows[two[one < two]]
        apart = shapely.area(shapely.symmetric_difference(shapes[one], shapes[two]))
        same = apart <= SAME * (shapely.area(shapes[one]) + shapely.area(shapes[two]))
        for a, b in sorted(zip(one[same].tolist(), two[same].tolist(), strict=True)):
            stack[b] = min(stack[a], stack[b])
    return stack
