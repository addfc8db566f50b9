"""The walk of a cell: distances along the streets, and the length of a closed tour of all places.

The tour is one that can be walked: the minimum spanning tree gone round (at most twice the shortest tour, Rosenkrantz,
Stearns and Lewis 1977), then shortened by exchanging two legs for two others (2-opt) until none gains. So it never
tells less than the shortest tour and never more than twice it.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import depth_first_order, dijkstra, minimum_spanning_tree
from scipy.spatial import cKDTree

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]

NODE_M = 0.01  # ends of streets closer than this are one junction
YARD_M = 100.0  # streets are drawn for vehicles: so near, doors of one cell are joined by the ground between them
TWICE = 2.0
LARGEST = 400  # places that legs are exchanged for: beyond, the tree gone round is told


@dataclass(frozen=True, slots=True)
class Ways:
    """Streets as lines in a CRS of metres, noded where they join."""

    lines: Shapes


def distances_m(places: Floats, *, ways: Ways | None = None, detour: float = 1.3) -> Floats:
    """Metres to walk between all places, shape (n, 2) → (n, n), symmetric.

    Along the streets from the nearest point of the nearest one. The straight line times `detour` where streets are more
    than twice as long between places so near that one goes across the yard, where two places hang on streets that do
    not join, or where no streets are given.
    """
    apart = np.linalg.norm(places[:, None, :] - places[None, :, :], axis=2)
    straight: Floats = apart * detour
    if ways is None or len(ways.lines) == 0 or len(places) < 2:
        return straight
    along = _along(places, ways.lines)
    across = (apart <= YARD_M) & (TWICE * straight < along)
    return np.where(np.isfinite(along) & ~across, along, straight)


def _along(places: Floats, lines: Shapes) -> Floats:
    points = shapely.points(places)
    nearest = shapely.STRtree(lines).nearest(points)
    at_m = shapely.line_locate_point(lines[nearest], points)
    access_m = shapely.distance(lines[nearest], points)
    keys: dict[tuple[int, int], int] = {}
    start, stop, length = [], [], []
    door = np.zeros(len(places), dtype=np.int64)
    for number, line in enumerate(lines):
        own = np.flatnonzero(nearest == number)
        corners = shapely.get_coordinates(line)
        stations = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(corners, axis=0), axis=1))])
        nodes = [keys.setdefault(_key(corner), len(keys)) for corner in corners]
        stops = [(float(m), node) for m, node in zip(stations, nodes, strict=True)]
        for place in own:
            spot = shapely.get_coordinates(shapely.line_interpolate_point(line, at_m[place]))[0]
            door[place] = keys.setdefault(_key(spot), len(keys))
            stops.append((float(at_m[place]), int(door[place])))
        stops.sort()
        for (m, one), (n, two) in itertools.pairwise(stops):
            if one != two:
                start.append(one)
                stop.append(two)
                length.append(max(n - m, 1e-9))
    matrix = coo_array((length, (start, stop)), shape=(len(keys), len(keys)))
    # The shortest of parallel streets counts; coo would add them up.
    order = np.lexsort((matrix.data, matrix.col, matrix.row))
    row, col, data = matrix.row[order], matrix.col[order], matrix.data[order]
    first = np.ones(len(row), dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (col[1:] != col[:-1])
    graph = coo_array((data[first], (row[first], col[first])), shape=matrix.shape).tocsr()
    found = dijkstra(graph, directed=False, indices=door)[:, door]
    whole: Floats = found + access_m[:, None] + access_m[None, :]
    np.fill_diagonal(whole, 0.0)
    return np.minimum(whole, whole.T)


def shares_m(lonlat: Floats) -> Floats:
    """Metres of a tour that each of many places, WGS 84 lon/lat of shape (n, 2), stands for, before a tour is known.

    Half the way to each of its two nearest neighbours, times what makes the sum of uniform places that of Beardwood,
    Halton and Hammersley (1959): 0.7124 / 0.625, for neighbours of a density d lie 0.5 and 0.75 / sqrt(d) away.
    """
    if len(lonlat) < 2:
        return np.zeros(len(lonlat))
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    normal = 6378137.0 / np.sqrt(1 - 0.00669437999014 * np.sin(lat) ** 2)  # WGS 84
    space = np.column_stack(
        [
            normal * np.cos(lat) * np.cos(lon),
            normal * np.cos(lat) * np.sin(lon),
            normal * (1 - 0.00669437999014) * np.sin(lat),
        ]
    )
    found = np.asarray(cKDTree(space).query(space, k=min(3, len(space)))[0])
    shares: Floats = found[:, 1:].sum(axis=1) / 2 * (0.7124 / 0.625)
    return shares


def _key(xy: Floats) -> tuple[int, int]:
    return round(float(xy[0]) / NODE_M), round(float(xy[1]) / NODE_M)


def tour(distances: Floats) -> npt.NDArray[np.int64]:
    """The places of a symmetric matrix of metres in the order of a closed tour."""
    count = len(distances)
    if count < 2:
        return np.arange(count, dtype=np.int64)
    order = _round_the_tree(distances)
    return _exchanged(order, distances) if count <= LARGEST else order


def tour_m(distances: Floats) -> float:
    """Length of a closed tour of all places of a symmetric matrix of metres; 0 for fewer than two."""
    if len(distances) < 2:
        return 0.0
    order = tour(distances)
    return float(distances[order, np.roll(order, -1)].sum())


def walk(distances: Floats) -> npt.NDArray[np.int64]:
    """The places in walking order: the tour without its longest leg, from the end that comes first among the places."""
    order = tour(distances)
    if len(order) < 2:
        return order
    longest = int(np.argmax(distances[order, np.roll(order, -1)]))
    opened = np.roll(order, -(longest + 1))
    return opened if opened[0] <= opened[-1] else opened[::-1].copy()


def _round_the_tree(distances: Floats) -> npt.NDArray[np.int64]:
    # Places on one spot are 0 apart, and what is within 1e-8 of it a tree takes for no leg at all.
    tree = minimum_spanning_tree(np.maximum(distances, 1e-6))
    order: npt.NDArray[np.int64] = depth_first_order(tree, 0, directed=False)[0].astype(np.int64)
    return order


def _exchanged(order: npt.NDArray[np.int64], distances: Floats) -> npt.NDArray[np.int64]:
    """2-opt: the exchange that gains most, again and again."""
    count = len(order)
    first, second = np.triu_indices(count, k=1)
    for _ in range(4 * count):
        after = np.roll(order, -1)
        leg = distances[order, after]
        across = distances[np.ix_(order, order)] + distances[np.ix_(after, after)]
        gain = leg[first] + leg[second] - across[first, second]
        best = int(np.argmax(gain))
        if gain[best] <= 1e-9:
            break
        i, j = int(first[best]), int(second[best])
        order[i + 1 : j + 1] = order[i + 1 : j + 1][::-1].copy()
    return order
