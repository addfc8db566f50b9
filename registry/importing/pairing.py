"""Which points lie close together: within a radius of another. Pure.

A sweep over sorted latitudes finds the few close pairs among a million points in a quarter of a second; where points
crowd on one latitude a tree takes over.
"""

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_LAGS = 64
_M_A_DEGREE = 111_000.0  # at least: a degree of latitude is 110.6 to 111.7 km


def metres(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Positions in metres east and north: for distances between near points, not for places.

    The scales are those of the WGS 84 ellipsoid at each point's own latitude, east is counted from the middle of all: a
    degree away from there a distance of half a metre is off by some millimetres.
    """
    if not len(lon):
        return lon, lat
    phi = np.radians(lat)
    east = 111_412.84 * np.cos(phi) - 93.5 * np.cos(3 * phi)
    north = 111_132.954 - 559.822 * np.cos(2 * np.median(phi))
    return (lon - np.median(lon)) * east, lat * north


def close_points(x: Floats, y: Floats, *, radius: float, counted: Flags | None = None) -> Ints:
    """Places, in order, of the points not farther than `radius` (unit of x and y) from another, be one of the two
    `counted` (without: all are).

    Points on one spot are looked at once: twenty thousand things on one have two hundred million pairs.
    """
    if not len(x):
        return np.empty(0, dtype=np.int64)
    order = np.argsort(y)
    if (np.diff(y[order]) == 0).any():
        order = np.lexsort((x, y))
    x, y = x[order], y[order]
    starts = np.append([True], (np.diff(y) != 0) | (np.diff(x) != 0))
    if starts.all():
        first, second = _swept(x, y, radius)
        some = np.ones(len(first), dtype=bool) if counted is None else counted[order[first]] | counted[order[second]]
        return np.unique(order[np.concatenate([first[some], second[some]])])
    spot, head = np.cumsum(starts) - 1, np.flatnonzero(starts)
    told = np.ones(len(head), dtype=bool) if counted is None else np.logical_or.reduceat(counted[order], head)
    first, second = _swept(x[head], y[head], radius)
    some = told[first] | told[second]
    hit = told & (np.bincount(spot) > 1)
    hit[first[some]] = hit[second[some]] = True
    return np.sort(order[hit[spot]])


def _swept(x: Floats, y: Floats, radius: float) -> tuple[Ints, Ints]:
    """Pairs of points that are in the order of y."""
    first, second = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for lag in range(1, min(_LAGS, len(x) - 1) + 1):
        near = np.flatnonzero(y[lag:] - y[:-lag] <= radius)
        if not len(near):
            break
        close = near[np.hypot(x[near + lag] - x[near], y[near + lag] - y[near]) <= radius]
        first.append(close)
        second.append(close + lag)
    else:
        if len(x) > _LAGS + 1:
            return _by_tree(x, y, radius)
    return np.concatenate(first), np.concatenate(second)


def _by_tree(x: Floats, y: Floats, radius: float) -> tuple[Ints, Ints]:
    pairs = KDTree(np.column_stack([x, y])).query_pairs(radius, output_type="ndarray")
    return pairs[:, 0], pairs[:, 1]
