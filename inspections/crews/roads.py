"""The road graph: places snapped to roads, how long it takes from one to the other, and the line a van drives.

Pure; shapes in a metric CRS. Both directions of a road are open: the register knows no one-way streets. What lies off
the road (in a compound, on a verge) is reached from the nearest point of the nearest segment at the pace of a yard.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree
from shapely.ops import substring

from registry.errors import Invalid

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SPEED_KMH: Mapping[str, float] = MappingProxyType({"trunk": 45.0, "main": 35.0, "secondary": 28.0, "branch": 18.0})
"""Mean speed of a van by class of road, lights and turns counted in (assumption)."""
NARROW_M, NARROW = 7.0, 0.75  # two vans do not pass below that width: as much slower (assumption)
YARD_KMH = 8.0  # from the road to what lies off it (assumption)
JOIN_M = 0.5  # ends of segments that near are one junction
_LEAST_S = 1e-6  # a sparse matrix keeps no edge of length nothing


@dataclass(frozen=True, slots=True)
class Roads:
    """Segments as edges: `ends` are numbers of the two junctions of each, `pace` seconds a metre."""

    lines: NDArray[np.object_]
    ends: Ints
    pace: Floats
    junctions: int
    tree: shapely.STRtree

    @property
    def length_m(self) -> Floats:
        """Of each segment."""
        lengths: Floats = shapely.length(self.lines)
        return lengths


@dataclass(frozen=True, slots=True)
class Snapped:
    """Places on roads: the segment of each, how far along it (m), and how far off it lies (m)."""

    segment: Ints
    along_m: Floats
    off_m: Floats


@dataclass(frozen=True, slots=True)
class Matrix:
    """Whole seconds and metres from each place (row) to each (column); −1 where no road leads."""

    seconds: Ints
    metres: Ints

    def reachable(self, origin: int) -> Bools:
        """Which places a road leads to from `origin`."""
        there: Bools = self.seconds[origin] >= 0
        return there


@dataclass(frozen=True, slots=True)
class _Net:
    """The graph with the places as nodes on their segments; `parts` says which stretch of which segment an edge is."""

    graph: csr_array
    metres: csr_array
    nodes: Ints
    parts: Mapping[tuple[int, int], tuple[int, float, float]]


def build(segments: gpd.GeoDataFrame) -> Roads:
    """Roads of a frame with `road_class`, `width_m` (or nothing) and lines in a metric CRS. Raises Invalid for none."""
    if segments.crs is None or not segments.crs.is_projected:
        raise Invalid("roads are measured in metres: give them in a metric CRS")
    if segments.empty:
        raise Invalid("there is no road in the register; import road segments first")
    lines = segments.geometry.to_numpy()
    tips = np.vstack([shapely.get_coordinates(shapely.get_point(lines, i)) for i in (0, -1)])
    near = cKDTree(tips).query_pairs(JOIN_M, output_type="ndarray")
    links = csr_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(len(tips), len(tips)))
    junctions, label = connected_components(links, directed=False)
    speed = segments["road_class"].map(SPEED_KMH).to_numpy(float) / 3.6
    width = segments["width_m"].to_numpy(float)
    speed = np.where(width < NARROW_M, speed * NARROW, speed)
    ends = np.column_stack([label[: len(lines)], label[len(lines) :]]).astype(np.int64)
    return Roads(lines, ends, 1.0 / speed, int(junctions), shapely.STRtree(lines))


def snap(roads: Roads, points: NDArray[np.object_]) -> Snapped:
    """Where the road is nearest to each point."""
    segment = roads.tree.nearest(points)
    lines = roads.lines[segment]
    return Snapped(segment.astype(np.int64), shapely.line_locate_point(lines, points), shapely.distance(lines, points))


def measure(roads: Roads, places: Snapped) -> Matrix:
    """Fastest ways between all places. From a place to itself: nothing."""
    net = _net(roads, places)
    took, before = dijkstra(net.graph, directed=False, indices=net.nodes, return_predecessors=True)
    far = _along(net, before)
    off_s = places.off_m * 3.6 / YARD_KMH
    lost = ~np.isfinite(took[:, net.nodes])
    seconds = np.where(lost, -1, took[:, net.nodes] + off_s[:, None] + off_s[None, :])
    metres = np.where(lost, -1, far[:, net.nodes] + places.off_m[:, None] + places.off_m[None, :])
    whole = Matrix(np.rint(seconds).astype(np.int64), np.rint(metres).astype(np.int64))
    for table in (whole.seconds, whole.metres):
        np.fill_diagonal(table, 0)
    return whole


def path(roads: Roads, places: Snapped, stops: list[int]) -> shapely.LineString | None:
    """The line driven from place to place in the order of `stops`; None where a road is missing or nobody drives."""
    net = _net(roads, places)
    _, before = dijkstra(net.graph, directed=False, indices=net.nodes[stops[:-1]], return_predecessors=True)
    driven: list[Floats] = []
    for row, (start, end) in enumerate(pairwise(stops)):
        node, home = int(net.nodes[end]), int(net.nodes[start])
        leg: list[Floats] = []
        while node != home:
            earlier = int(before[row, node])
            if earlier < 0:
                return None
            segment, a, b = net.parts[earlier, node]
            leg.append(shapely.get_coordinates(substring(roads.lines[segment], a, b)))
            node = earlier
        driven += reversed(leg)
    if not driven:
        return None
    line = np.vstack(driven)
    fresh = np.concatenate([[True], (np.diff(line, axis=0) != 0).any(axis=1)])
    return shapely.LineString(line[fresh]) if fresh.sum() > 1 else None


def _net(roads: Roads, places: Snapped) -> _Net:
    """Each segment cut where places lie on it; of several edges between two nodes the fastest one counts."""
    length = roads.length_m
    on: dict[int, list[int]] = {}
    for place in np.lexsort((places.along_m, places.segment)):
        on.setdefault(int(places.segment[place]), []).append(int(place))
    best: dict[tuple[int, int], tuple[float, float, tuple[int, float, float]]] = {}
    for segment, (first, last) in enumerate(roads.ends.tolist()):
        marks = [(first, 0.0)]
        marks += [(roads.junctions + place, float(places.along_m[place])) for place in on.get(segment, ())]
        marks.append((last, float(length[segment])))
        for (u, a), (v, b) in pairwise(marks):
            took = max((b - a) * float(roads.pace[segment]), _LEAST_S)
            if u != v and took < best.get((u, v), (np.inf,))[0]:
                best[u, v] = (took, b - a, (segment, a, b))
                best[v, u] = (took, b - a, (segment, b, a))
    size = roads.junctions + len(places.segment)
    pairs = np.array(list(best))
    ways = list(best.values())

    def table(values: list[float]) -> csr_array:
        return csr_array((values, (pairs[:, 0], pairs[:, 1])), shape=(size, size))

    return _Net(
        table([way[0] for way in ways]),
        table([max(way[1], _LEAST_S) for way in ways]),
        roads.junctions + np.arange(len(places.segment)),
        {pair: way[2] for pair, way in best.items()},
    )


def _along(net: _Net, before: NDArray[np.int32]) -> Floats:
    """Metres of the fastest ways: lengths added up along the tree of predecessors, twice as far in each round."""
    rows, nodes = before.shape
    here = np.tile(np.arange(nodes), (rows, 1))
    up = np.where(before < 0, here, before)
    flat = np.asarray(net.metres[up.ravel(), here.ravel()]).reshape(rows, nodes)
    far = np.where(before < 0, 0.0, flat)
    while (up != np.take_along_axis(up, up, axis=1)).any():
        far = far + np.take_along_axis(far, up, axis=1)
        up = np.take_along_axis(up, up, axis=1)
    return far
