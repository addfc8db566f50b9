"""A closed walk over everything asked for: each side of a street once, each place once, back to the start. Pure.

A rural postman's walk after Frederickson (1979): what is asked for falls into components; they are joined by a shortest
tree of ways, odd nodes are joined by a matching of least weight, and the whole is walked after Hierholzer (1873). Other
trees are tried, and ways walked twice for nothing are left out. In the end no walk is longer than 1.5 × `bound_m`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

import networkx as nx
import numpy as np
from scipy.sparse.csgraph import dijkstra

from inspections.walks.streets import Floats, Net, Streets, cut

ROUNDS = 4  # trees tried
_STIR = 0.5  # how much longer a way may look in a tree that is tried


class Side(StrEnum):
    """A side of a street, seen in the direction in which its segment is drawn; both at once where it is narrow."""

    BOTH = "both"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A side of a street to be walked for a unit, from `from_m` to `to_m` along its segment."""

    unit: int
    segment: int
    from_m: float
    to_m: float
    side: Side


@dataclass(frozen=True, slots=True)
class Place:
    """What lies off the street: a compound entered from `along_m` of a segment, `off_m` away, `inner_m` inside."""

    unit: int
    segment: int
    along_m: float
    off_m: float
    inner_m: float

    @property
    def metres(self) -> float:
        """There, inside, and back."""
        return 2 * self.off_m + self.inner_m


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of the walk along one street (`from_m` > `to_m`: against its direction), or a place (`side` None).

    `unit` is None where one only gets on.
    """

    unit: int | None
    segment: int
    side: Side | None
    from_m: float
    to_m: float
    metres: float


@dataclass(frozen=True, slots=True)
class Walk:
    """Legs in order; metres in all and of them worked; no closed walk is shorter than `bound_m`.

    `unreached` are units to which no street leads from the start.
    """

    legs: tuple[Leg, ...]
    metres: float
    work_m: float
    bound_m: float
    unreached: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Edge:
    start: int
    end: int
    piece: int
    unit: int | None
    side: Side | None


def close(
    streets: Streets,
    stretches: Sequence[Stretch],
    places: Sequence[Place],
    *,
    start: tuple[int, float],
    seed: int,
    rounds: int = ROUNDS,
) -> Walk:
    """The closed walk from `start` (segment, metres along) over all stretches and places."""
    marks = [(one.segment, at) for one in stretches for at in (one.from_m, one.to_m)]
    net = cut(streets, [start, *marks, *((one.segment, one.along_m) for one in places)])
    home = net.node(*start)
    reach = np.isfinite(dijkstra(net.graph, directed=False, indices=[home])[0])
    lost = {one.unit for one in stretches if not reach[net.node(one.segment, one.from_m)]}
    lost |= {one.unit for one in places if not reach[net.node(one.segment, one.along_m)]}
    stops = [one for one in places if one.unit not in lost]
    asked = [
        _Edge(net.pieces[number].start, net.pieces[number].end, number, one.unit, one.side)
        for one in stretches
        if one.unit not in lost
        for number in net.along(one.segment, one.from_m, one.to_m)
    ]
    visits: dict[int, list[Place]] = {}
    for one in stops:
        visits.setdefault(net.node(one.segment, one.along_m), []).append(one)
    work_m = sum(net.pieces[edge.piece].length_m for edge in asked)
    added, bound_m = _joined(net, asked, [home, *visits], seed=seed, rounds=rounds)
    legs = _legs(net, _sided(_tour([*asked, *added], home)), home, visits)
    return Walk(
        legs=tuple(legs),
        metres=sum(leg.metres for leg in legs),
        work_m=work_m + sum(one.inner_m for one in stops),
        bound_m=bound_m + sum(one.metres for one in stops),
        unreached=tuple(sorted(lost)),
    )


def _joined(
    net: Net, asked: Sequence[_Edge], stops: Sequence[int], *, seed: int, rounds: int
) -> tuple[list[_Edge], float]:
    """What must be walked besides what is asked for, and the length below which no closed walk falls.

    The ways between parts of a walk join all components: no less than the shortest tree. They make all degrees even: no
    less than the matching of odd nodes. And any walk through the odd nodes of both falls into two matchings of them.
    """
    nodes = sorted({*stops, *(edge.start for edge in asked), *(edge.end for edge in asked)})
    row = {node: i for i, node in enumerate(nodes)}
    far, before = dijkstra(net.graph, directed=False, indices=nodes, return_predecessors=True)
    far = far[:, nodes]
    label = _components(len(nodes), [(row[edge.start], row[edge.end]) for edge in asked])
    work_m = sum(net.pieces[edge.piece].length_m for edge in asked)
    degree = Counter(end for edge in asked for end in (row[edge.start], row[edge.end]))
    _, evened_m = _matched(far, degree)
    dice = np.random.default_rng(seed)
    best, best_m, bound_m = list[_Edge](), np.inf, work_m
    for turn in range(rounds):
        tree = _tree(far, label, 1 + dice.uniform(0, _STIR, far.shape) * (turn > 0))
        tree_m = sum(float(far[pair]) for pair in tree)
        pairs, matched_m = _matched(far, degree + Counter(end for pair in tree for end in pair))
        if turn == 0:
            bound_m = max(work_m + tree_m, work_m + evened_m, 2 * matched_m)
        ways = [edge for u, v in [*tree, *pairs] for edge in _way(net, before[u], nodes[u], nodes[v])]
        kept = _pruned(net, asked, ways, stops)
        length_m = sum(net.pieces[edge.piece].length_m for edge in kept)
        if length_m < best_m - 1e-9:
            best, best_m = kept, length_m
        if len(tree) < 2:
            break
    return best, bound_m


def _components(size: int, links: Sequence[tuple[int, int]]) -> list[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(links)
    label = {member: number for number, members in enumerate(nx.connected_components(graph)) for member in members}
    return [label[node] for node in range(size)]


def _tree(far: Floats, label: list[int], stir: Floats) -> list[tuple[int, int]]:
    """The shortest tree that joins the components, each pair of them where they are nearest."""
    nearest: dict[tuple[int, int], tuple[float, int, int]] = {}
    looks = far * stir
    for i, k in combinations(range(len(label)), 2):
        if label[i] != label[k]:
            pair = (min(label[i], label[k]), max(label[i], label[k]))
            nearest[pair] = min(nearest.get(pair, (np.inf, 0, 0)), (float(looks[i, k]), i, k))
    graph: nx.Graph[int] = nx.Graph()
    for (one, other), (length, i, k) in sorted(nearest.items()):
        graph.add_edge(one, other, weight=length, ends=(i, k))
    return sorted(way["ends"] for _, _, way in nx.minimum_spanning_edges(graph, data=True))


def _matched(far: Floats, degree: Counter[int]) -> tuple[list[tuple[int, int]], float]:
    odd = sorted(node for node, count in degree.items() if count % 2)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_weighted_edges_from((i, k, float(far[i, k])) for i, k in combinations(odd, 2))
    pairs = sorted((min(pair), max(pair)) for pair in nx.min_weight_matching(graph))
    return pairs, sum(float(far[pair]) for pair in pairs)


def _way(net: Net, before: np.ndarray, start: int, end: int) -> list[_Edge]:
    edges = []
    while end != start:
        earlier = int(before[end])
        edges.append(_Edge(earlier, end, net.shortest[earlier, end], None, None))
        end = earlier
    return edges


def _pruned(net: Net, asked: Sequence[_Edge], ways: Sequence[_Edge], stops: Sequence[int]) -> list[_Edge]:
    """Ways walked twice are left out, both times, where everything stays joined without them; longest first."""
    count = Counter(edge.piece for edge in ways)
    graph: nx.MultiGraph[int] = nx.MultiGraph()
    graph.add_nodes_from(stops)
    graph.add_edges_from((edge.start, edge.end) for edge in asked)
    needed = set(graph)
    for piece in count.elements():
        graph.add_edge(net.pieces[piece].start, net.pieces[piece].end)
    for piece in sorted(count, key=lambda number: (-net.pieces[number].length_m, number)):
        ends = net.pieces[piece].start, net.pieces[piece].end
        while count[piece] > 1:
            graph.remove_edges_from([ends, ends])
            if not needed <= nx.node_connected_component(graph, stops[0]):
                graph.add_edges_from([ends, ends])
                break
            count[piece] -= 2
    joined = nx.node_connected_component(graph, stops[0])
    return [
        _Edge(net.pieces[piece].start, net.pieces[piece].end, piece, None, None)
        for piece in sorted(count.elements())
        if net.pieces[piece].start in joined
    ]


def _tour(edges: Sequence[_Edge], home: int) -> list[tuple[_Edge, bool]]:
    """Every edge once, from home and back to it: with whether it is walked in its own direction."""
    at: dict[int, list[int]] = {}
    for number, edge in enumerate(edges):
        at.setdefault(edge.start, []).append(number)
        if edge.end != edge.start:
            at.setdefault(edge.end, []).append(number)
    walked = [False] * len(edges)
    stack: list[tuple[int, tuple[_Edge, bool] | None]] = [(home, None)]
    tour: list[tuple[_Edge, bool]] = []
    while stack:
        node, came = stack[-1]
        ahead = at.get(node, [])
        while ahead and walked[ahead[-1]]:
            ahead.pop()
        if ahead:
            number = ahead.pop()
            walked[number] = True
            edge = edges[number]
            forward = edge.start == node
            stack.append((edge.end if forward else edge.start, (edge, forward)))
        else:
            stack.pop()
            if came is not None:
                tour.append(came)
    return tour[::-1]


def _sided(tour: Sequence[tuple[_Edge, bool]]) -> list[tuple[_Edge, bool]]:
    """Of the two sides of a street walked up and down, one keeps to the right each time."""
    sided, seen = list(tour), dict[tuple[int, int], list[int]]()
    for place, (edge, _) in enumerate(tour):
        if edge.unit is not None and edge.side is not Side.BOTH:
            seen.setdefault((edge.piece, edge.unit), []).append(place)
    for both in seen.values():
        if len(both) == 2 and tour[both[0]][1] != tour[both[1]][1]:
            for place in both:
                edge, forward = tour[place]
                sided[place] = replace(edge, side=Side.RIGHT if forward else Side.LEFT), forward
    return sided


def _legs(net: Net, tour: Sequence[tuple[_Edge, bool]], home: int, visits: dict[int, list[Place]]) -> list[Leg]:
    """Pieces walked one after the other on one side of one street are a leg; places are entered when first passed."""
    waiting = dict(visits)
    legs = [_entered(place) for place in waiting.pop(home, ())]
    for edge, forward in tour:
        piece = net.pieces[edge.piece]
        a, b = (piece.from_m, piece.to_m) if forward else (piece.to_m, piece.from_m)
        last = legs[-1] if legs else None
        if (
            last
            and (last.unit, last.segment, last.side) == (edge.unit, piece.segment, edge.side)
            and _goes_on(last, a, b)
        ):
            legs[-1] = replace(last, to_m=b, metres=last.metres + piece.length_m)
        else:
            legs.append(Leg(edge.unit, piece.segment, edge.side, a, b, piece.length_m))
        legs += [_entered(place) for place in waiting.pop(edge.end if forward else edge.start, ())]
    return legs


def _goes_on(last: Leg, from_m: float, to_m: float) -> bool:
    return abs(last.to_m - from_m) < 1e-6 and (last.to_m > last.from_m) == (to_m > from_m)


def _entered(place: Place) -> Leg:
    return Leg(place.unit, place.segment, None, place.along_m, place.along_m, place.metres)
