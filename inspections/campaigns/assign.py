"""Dividing the scope among people: every unit once, each share in one piece, all shares nearly alike.

Pure. Shares are cut out of spanning trees: whatever one edge of a tree parts is in one piece on both sides. The scope
is halved again and again along the best edge of many random trees; then two neighbouring shares at a time are put
together and cut anew as long as that brings them closer (the recombination step known from redistricting).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, minimum_spanning_tree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shapes = NDArray[np.object_]

_TREES = 24  # random trees looked at for one cut
_TREES_ANEW = 10  # and for cutting a pair of shares anew
_CLOSE = 0.01  # a cut this near to the aim (as a share of the mean) is good enough: then the shorter border decides
_EVEN = 1.03  # heaviest over mean at which nothing is left to improve
_TRIES = 6  # pairs cut anew at most, for each share


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Which units are neighbours. `edges` (n × 2, positions of units), `length_m` between their middles;
    `bridges_m` the gaps that had to be jumped because parts of the scope touch nothing else, longest first."""

    edges: Ints
    length_m: Floats
    bridges_m: tuple[float, ...]


def neighbours(shapes: Shapes, *, within_m: float) -> Neighbourhood:
    """Units whose shapes (in a metric CRS) lie within `within_m` of each other: roads that meet, compounds along them.

    Parts that touch nothing are joined to their nearest unit, so that the whole is connected; each such jump is told.
    """
    pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=within_m)
    edges: Ints = pairs[:, pairs[0] < pairs[1]].T.astype(np.int64)
    bridges: list[float] = []
    while True:
        count, member = connected_components(_linked(len(shapes), edges), directed=False)
        if count <= 1:
            break
        found = [_bridge(shapes, member, part) for part in range(count)]
        ends = np.unique(np.sort([[a, b] for a, b, _ in found], axis=1), axis=0)
        # Two parts may choose each other by different units; one of the jumps is enough, the other does no harm.
        bridges += [float(shapely.distance(shapes[a], shapes[b])) for a, b in ends]
        edges = np.vstack([edges, ends])
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    length_m = np.hypot(*(middle[edges[:, 0]] - middle[edges[:, 1]]).T)
    return Neighbourhood(edges=edges, length_m=length_m, bridges_m=tuple(sorted(bridges, reverse=True)))


def _bridge(shapes: Shapes, member: NDArray[np.int32], part: int) -> tuple[int, int, float]:
    inside, outside = np.flatnonzero(member == part), np.flatnonzero(member != part)
    (own, other), gap = shapely.STRtree(shapes[outside]).query_nearest(
        shapes[inside], return_distance=True, all_matches=False
    )
    best = int(np.argmin(gap))
    return int(inside[own[best]]), int(outside[other[best]]), float(gap[best])


def _linked(size: int, edges: Ints) -> csr_array:
    return csr_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(size, size))


def divide(minutes: Floats, neighbourhood: Neighbourhood, *, parts: int, seed: int) -> Ints:
    """The share (0 … parts − 1) of each unit: each share connected among neighbours, minutes as even as units allow.

    `neighbourhood` must be connected. More parts than units leave nobody without a unit: parts is cut to the units.
    The same arguments give the same shares.
    """
    size = len(minutes)
    parts = min(parts, size)
    weight = np.maximum(minutes, 1e-6)
    cutter = _Cutter(weight, neighbourhood, np.random.default_rng(seed))
    share = np.zeros(size, dtype=np.int64)
    rest: list[tuple[Ints, int]] = [(np.arange(size), parts)]
    number = 0
    while rest:
        units, people = rest.pop()
        if people == 1:
            share[units] = number
            number += 1
            continue
        one, one_people = cutter.cut(units, people)
        other = np.setdiff1d(units, one)
        rest += [(other, people - one_people), (one, one_people)]
    return _even_out(share, parts, cutter, neighbourhood.edges) if parts > 1 else share


def _even_out(share: Ints, parts: int, cutter: "_Cutter", edges: Ints) -> Ints:
    """Cuts pairs of neighbouring shares anew, the most uneven pair first, while a pair gets closer."""
    load = _loads(share, cutter.weight, parts)
    hopeless: set[tuple[int, int]] = set()
    for _ in range(_TRIES * parts):
        if load.max() <= _EVEN * load.mean():
            break
        pair = next((pair for pair in _uneven(share, edges, load) if pair not in hopeless), None)
        if pair is None:
            break
        units = np.flatnonzero(np.isin(share, pair))
        one, _ = cutter.cut(units, 2, trees=_TREES_ANEW)
        new = cutter.weight[one].sum()
        old_gap, new_gap = abs(load[pair[0]] - load[pair[1]]), abs(2 * new - cutter.weight[units].sum())
        if new_gap >= old_gap * 0.95:
            hopeless.add(pair)
            continue
        share[units] = pair[1]
        share[one] = pair[0]
        load = _loads(share, cutter.weight, parts)
        hopeless = {known for known in hopeless if not set(known) & set(pair)}
    return share


def _loads(share: Ints, weight: Floats, parts: int) -> Floats:
    return np.bincount(share, weights=weight, minlength=parts).astype(np.float64)


def _uneven(share: Ints, edges: Ints, load: Floats) -> Iterator[tuple[int, int]]:
    """Neighbouring shares, the pair with the largest difference first."""
    low, high = np.sort(share[edges], axis=1).T
    across = np.unique((low * len(load) + high)[low != high])
    one, other = np.divmod(across, len(load))
    for row in np.argsort(-np.abs(load[one] - load[other]), kind="stable"):
        yield int(one[row]), int(other[row])


class _Cutter:
    """Cuts a connected set of units in two connected ones."""

    def __init__(self, weight: Floats, neighbourhood: Neighbourhood, rng: np.random.Generator) -> None:
        self.weight = weight
        self.edges = neighbourhood.edges
        self.length_m = neighbourhood.length_m
        self.rng = rng

    def cut(self, units: Ints, people: int, *, trees: int = _TREES) -> tuple[Ints, int]:
        """One side of the best cut found, and for how many of the `people` it is."""
        place = np.full(len(self.weight), -1, dtype=np.int64)
        place[units] = np.arange(len(units))
        inner = place[self.edges]
        kept = np.flatnonzero((inner >= 0).all(axis=1))
        kept = kept[np.argsort(inner[kept, 0], kind="stable")]
        inner, length_m = inner[kept], self.length_m[kept] + 1.0
        row_starts = np.searchsorted(inner[:, 0], np.arange(len(units) + 1))
        best: tuple[float, int] = (np.inf, 0)
        side, side_people = np.empty(0, dtype=np.int64), 1
        for _ in range(trees):
            jittered = length_m * self.rng.uniform(0.3, 1.7, len(length_m))
            graph = csr_array((jittered, inner[:, 1], row_starts), shape=(len(units), len(units)))
            chosen, chosen_people, error = self._best_edge(units, graph, people)
            mask = np.zeros(len(units), dtype=bool)
            mask[chosen] = True
            border = int((mask[inner[:, 0]] != mask[inner[:, 1]]).sum())
            grade = (max(error, _CLOSE), border)
            if grade < best:
                best, side, side_people = grade, units[chosen], chosen_people
        return side, side_people

    def _best_edge(self, units: Ints, graph: csr_array, people: int) -> tuple[Ints, int, float]:
        """The edge of one spanning tree that parts the load best for whole numbers of people, near the middle."""
        size = len(units)
        order, above = breadth_first_order(minimum_spanning_tree(graph), 0, directed=False)
        below = _gathered(order, above, self.weight[units])
        count = _gathered(order, above, np.ones(size))
        total, mean = below[0], below[0] / people
        # As many people as the load below the edge asks for, but nobody, on either side, without a unit.
        low = np.clip(np.rint(below / mean), np.maximum(1, people - size + count), np.minimum(people - 1, count))
        error = np.maximum(below[1:] / low[1:], (total - below[1:]) / (people - low[1:])) / mean - 1
        grade = np.maximum(error, _CLOSE) + 0.1 * np.abs(low[1:] / people - 0.5)
        node = int(np.argmin(grade)) + 1
        return _subtree(order, above, node), int(low[node]), float(error[node - 1])


def _gathered(order: NDArray[np.int32], above: NDArray[np.int32], values: Floats) -> Floats:
    """The sum of `values` at and below each node of a tree."""
    parent, sums = above.tolist(), values.tolist()
    for node in order[:0:-1].tolist():
        sums[parent[node]] += sums[node]
    return np.array(sums)


def _subtree(order: NDArray[np.int32], above: NDArray[np.int32], top: int) -> Ints:
    """The nodes at and below `top`."""
    parent, inside = above.tolist(), [False] * len(order)
    inside[top] = True
    for node in order.tolist()[1:]:
        inside[node] = inside[node] or inside[parent[node]]
    return np.flatnonzero(inside)
