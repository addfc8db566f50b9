"""The order in which one person walks the units of a share, and on which day.

Pure. Shapes are in a metric CRS.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shapes = NDArray[np.object_]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Walk:
    """`order`: positions of units as walked; `gap_m[i]`: from unit order[i − 1] to order[i], as the crow flies."""

    order: Ints
    gap_m: Floats


def nearest_next(shapes: Shapes, *, returns: Flags) -> Walk:
    """Begins at the unit farthest from the middle of all and always goes on to the nearest one not yet walked.

    A line is entered at its nearer end and left at the other one, or at the same one where `returns` (both sides of a
    wide road); anything else is entered and left where it is nearest.
    """
    size = len(shapes)
    ends = _ends(shapes)
    is_line = shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    current = int(np.argmax(np.hypot(*(middle - middle.mean(axis=0)).T)))
    here: Floats = ends[current, 0]
    left = np.ones(size, dtype=bool)
    order, gaps = np.empty(size, dtype=np.int64), np.zeros(size)
    for step in range(size):
        if step:
            rest = np.flatnonzero(left)
            far = shapely.distance(shapely.Point(here), shapes[rest])
            by_end = np.hypot(*np.moveaxis(ends[rest] - here, -1, 0)).min(axis=1)
            far = np.where(is_line[rest], by_end, far)
            current = int(rest[np.argmin(far)])
            gaps[step] = far.min()
        order[step] = current
        left[current] = False
        here = _exit(shapes[current], ends[current], here, line=bool(is_line[current]), returns=bool(returns[current]))
    return Walk(order=order, gap_m=gaps)


def _ends(shapes: Shapes) -> Floats:
    """First and last vertex of each shape (n × 2 × 2)."""
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    first = np.searchsorted(owner, np.arange(len(shapes)), side="left")
    last = np.searchsorted(owner, np.arange(len(shapes)), side="right") - 1
    return np.stack([coordinates[first], coordinates[last]], axis=1)


def _exit(shape: shapely.Geometry, ends: Floats, here: Floats, *, line: bool, returns: bool) -> Floats:
    if not line:
        return np.asarray(shapely.get_coordinates(shapely.shortest_line(shape, shapely.Point(here)))[0])
    nearer = int(np.argmin(np.hypot(*(ends - here).T)))
    return np.asarray(ends[nearer if returns else 1 - nearer])


def days(minutes: Floats, *, minutes_a_day: float) -> Ints:
    """The day (from 1) on which each unit, in walking order, is begun; days are filled one after the other."""
    begun = np.concatenate([[0.0], np.cumsum(minutes)[:-1]])
    return (begun // minutes_a_day).astype(np.int64) + 1


def cut(minutes: Floats, *, parts: int) -> Ints:
    """Cuts one long walk in `parts` runs of nearly the same minutes: the run (from 0) of each unit in walking order."""
    middle = np.cumsum(minutes) - minutes / 2
    runs: Ints = (middle / minutes.sum() * parts).astype(np.int64)
    return np.minimum(runs, parts - 1)
