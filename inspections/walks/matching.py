"""A track matched to streets and sides: what was really walked, with its gaps. Pure; metres, seconds.

A hidden Markov chain after Newson and Krumm (2009): a fix lies near its place on a side of a street, as near as the
phone is exact, and from fix to fix the way along the streets is about as long as the way between the fixes. Where no
fix came for long nothing was walked that anybody knows of: such a gap is told and never bridged.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from inspections.walks.closing import Side
from inspections.walks.smoothing import RADIUS, sigma, smooth
from inspections.walks.streets import LEAST_M, Floats, Ints, Shapes, Streets

GAP_S = 60.0  # without a fix for longer is a gap
WIDE_M = 12.0  # from this width a street has two sides
_REACH_M = 40.0  # a fix farther from any street is off it
_STRAY_M = 4.0  # how much the way along streets differs from that between smoothed fixes
_CROSSING = 6.0  # nobody crosses a wide street without a reason: as unlikely as that (log)
_MOST = 8  # streets looked at for a fix
_INSIDE_M = 15.0  # in a compound and that far from a street one is inside


@dataclass(frozen=True, slots=True)
class Track:
    """Fixes in time: positions (n × 2, metres), seconds, the 68 % radius of each."""

    xy: Floats
    seconds: Floats
    accuracy_m: Floats


@dataclass(frozen=True, slots=True)
class Gap:
    """No fix from `from_s` to `to_s`."""

    from_s: float
    to_s: float


@dataclass(frozen=True, slots=True)
class Walked:
    """A stretch walked on a side of a segment (`from_m` < `to_m`)."""

    segment: int
    side: Side
    from_m: float
    to_m: float


@dataclass(frozen=True, slots=True)
class Matched:
    """Stretches as walked one after the other, metres inside each place, metres in all on streets, and gaps."""

    walked: tuple[Walked, ...]
    inside_m: tuple[float, ...]
    metres: float
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class _States:
    """Where one fix may lie: segments, metres along, sides (0 both, 1 left, −1 right), and how unlikely each is."""

    segment: Ints
    along_m: Floats
    side: Ints
    cost: Floats


def match(streets: Streets, track: Track, *, places: Sequence[shapely.Geometry] = (), gap_s: float = GAP_S) -> Matched:
    """What a track says was walked. `places` are compounds; a fix inside one and off the streets is inside it."""
    order = np.argsort(track.seconds, kind="stable")
    fixes = Track(track.xy[order], track.seconds[order], track.accuracy_m[order])
    breaks = np.flatnonzero(np.diff(fixes.seconds) > gap_s)
    gaps = tuple(Gap(float(fixes.seconds[i]), float(fixes.seconds[i + 1])) for i in breaks)
    walked: list[Walked] = []
    metres, inside = 0.0, [0.0] * len(places)
    apart = _apart(streets)
    shapes = np.array(places, dtype=object)
    for part in np.split(np.arange(len(order)), breaks + 1):
        if not len(part):
            continue
        xy = smooth(fixes.xy[part], fixes.seconds[part], fixes.accuracy_m[part])
        off_m = shapely.distance(streets.lines[streets.tree.nearest(shapely.points(xy))], shapely.points(xy))
        within = _within(shapes, xy, off_m)
        for i in range(1, len(part)):
            if within[i] >= 0 and within[i] == within[i - 1]:
                inside[within[i]] += float(np.hypot(*(xy[i] - xy[i - 1])))
        off = (within >= 0) | (off_m > _REACH_M)
        for run in np.split(np.arange(len(part)), np.flatnonzero(np.diff(off)) + 1):
            if len(run) > 1 and not off[run[0]]:
                found, far = _chain(streets, apart, xy[run], fixes.accuracy_m[part][run])
                walked += found
                metres += far
    return Matched(tuple(walked), tuple(inside), metres, gaps)


def covered(walked: Sequence[Walked], *, segment: int, side: Side, from_m: float, to_m: float) -> float:
    """Metres of a side of a stretch that were walked, each counted once. `BOTH` counts whatever the side was."""
    spans = sorted(
        (max(one.from_m, from_m), min(one.to_m, to_m))
        for one in walked
        if one.segment == segment and (side is Side.BOTH or one.side in (side, Side.BOTH))
    )
    total, end = 0.0, from_m
    for low, high in spans:
        total += max(0.0, high - max(low, end))
        end = max(end, high)
    return total


def _within(places: Shapes, xy: Floats, off_m: Floats) -> Ints:
    """The place each fix is inside of; −1 for none."""
    found = np.full(len(xy), -1, dtype=np.int64)
    if len(places):
        fixes, holders = shapely.STRtree(places).query(shapely.points(xy), predicate="intersects")
        found[fixes[::-1]] = holders[::-1]
    return np.where(off_m > _INSIDE_M, found, -1)


def _apart(streets: Streets) -> tuple[Floats, Ints, dict[tuple[int, int], int]]:
    """Ways between all junctions, with what goes before, and the shortest segment between two neighbours."""
    between: dict[tuple[int, int], int] = {}
    for segment, (u, v) in enumerate(streets.ends.tolist()):
        for way in ((u, v), (v, u)):
            if u != v and (way not in between or streets.length_m[segment] < streets.length_m[between[way]]):
                between[way] = segment
    ways = np.array(list(between), dtype=np.int64).reshape(-1, 2)
    far = np.maximum(streets.length_m[list(between.values())], LEAST_M)
    graph = csr_array((far, (ways[:, 0], ways[:, 1])), shape=(streets.junctions, streets.junctions))
    distance, before = dijkstra(graph, directed=False, return_predecessors=True)
    return distance, before.astype(np.int64), between


def _states(streets: Streets, point: shapely.Point, spread_m: float) -> _States:
    near = streets.tree.query(point, predicate="dwithin", distance=2 * _REACH_M)
    far = shapely.distance(streets.lines[near], point)
    near = near[np.argsort(far, kind="stable")][:_MOST].astype(np.int64)
    wide = streets.width_m[near] >= WIDE_M
    segment = np.concatenate([near, near[wide]])
    side = np.concatenate([np.where(wide, 1, 0), np.full(int(wide.sum()), -1)]).astype(np.int64)
    lines = streets.lines[segment]
    along = shapely.line_locate_point(lines, point)
    foot = shapely.get_coordinates(shapely.line_interpolate_point(lines, along))
    ahead = shapely.get_coordinates(
        shapely.line_interpolate_point(lines, np.minimum(along + 0.5, streets.length_m[segment]))
    )
    behind = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(along - 0.5, 0.0)))
    way = ahead - behind
    normal = np.column_stack([-way[:, 1], way[:, 0]]) / np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    kerb = np.where(side != 0, np.nan_to_num(streets.width_m[segment]) / 2, 0.0) * side
    off = np.hypot(*(foot + normal * kerb[:, None] - np.array([point.x, point.y])).T)
    # a narrow street has its walker anywhere across it
    off = np.where(side == 0, np.maximum(off - np.nan_to_num(streets.width_m[segment]) / 2, 0.0), off)
    return _States(segment, along, side, 0.5 * (off / spread_m) ** 2)


def _ways(streets: Streets, distance: Floats, one: _States, other: _States) -> tuple[Floats, Ints]:
    """Metres along the streets from each state to each, and over which ends (−1: on the segment; else 2·from + to)."""
    length = streets.length_m
    to_end = np.stack([one.along_m, length[one.segment] - one.along_m])
    from_end = np.stack([other.along_m, length[other.segment] - other.along_m])
    ends, heads = streets.ends[one.segment], streets.ends[other.segment]
    far = np.stack(
        [
            to_end[a][:, None] + distance[ends[:, a][:, None], heads[:, b][None, :]] + from_end[b][None, :]
            for a in (0, 1)
            for b in (0, 1)
        ]
    )
    over = far.argmin(axis=0)
    best = far.min(axis=0)
    along = np.abs(one.along_m[:, None] - other.along_m[None, :])
    same = (one.segment[:, None] == other.segment[None, :]) & (along <= best)
    return np.where(same, along, best), np.where(same, -1, over)


def _chain(
    streets: Streets, apart: tuple[Floats, Ints, dict[tuple[int, int], int]], xy: Floats, accuracy_m: Floats
) -> tuple[list[Walked], float]:
    """The likeliest way through the fixes of a run (Viterbi)."""
    spread = sigma(accuracy_m) * RADIUS
    states = [_states(streets, shapely.Point(at), float(wide)) for at, wide in zip(xy, spread, strict=True)]
    cost, back, overs, fars = states[0].cost, [], [], []
    for i in range(1, len(states)):
        one, other = states[i - 1], states[i]
        far, over = _ways(streets, apart[0], one, other)
        straight = np.hypot(*(xy[i] - xy[i - 1]))
        crossing = (one.side[:, None] * other.side[None, :] == -1) & (one.segment[:, None] == other.segment[None, :])
        step = np.abs(far - straight) / _STRAY_M + _CROSSING * crossing
        total = cost[:, None] + np.where(np.isfinite(step), step, 1e9)
        back.append(total.argmin(axis=0))
        cost = total.min(axis=0) + other.cost
        overs.append(over)
        fars.append(far)
    chosen = [int(cost.argmin())]
    for before in reversed(back):
        chosen.append(int(before[chosen[-1]]))
    chosen.reverse()
    walked: list[Walked] = []
    metres = 0.0
    for i in range(1, len(states)):
        k, n = chosen[i - 1], chosen[i]
        if np.isfinite(fars[i - 1][k, n]):
            metres += float(fars[i - 1][k, n])
            walked += _passed(streets, apart, states[i - 1], k, states[i], n, int(overs[i - 1][k, n]))
    return walked, metres


def _passed(  # noqa: PLR0917 - two states and the way between them
    streets: Streets,
    apart: tuple[Floats, Ints, dict[tuple[int, int], int]],
    one: _States,
    k: int,
    other: _States,
    n: int,
    over: int,
) -> list[Walked]:
    """The stretches between two states, each on the side of the state it belongs to."""
    here, there = int(one.segment[k]), int(other.segment[n])
    a, b = float(one.along_m[k]), float(other.along_m[n])
    if over < 0:
        return [_stretch(here, int(other.side[n]), a, b)]
    out, into = divmod(over, 2)
    found = [_stretch(here, int(one.side[k]), a, float(streets.length_m[here]) * out)]
    start, node = int(streets.ends[here, out]), int(streets.ends[there, into])
    while node != start:
        earlier = int(apart[1][start, node])
        segment = apart[2][earlier, node]
        side = int(one.side[k]) if streets.width_m[segment] >= WIDE_M else 0
        found.append(_stretch(segment, side, 0.0, float(streets.length_m[segment])))
        node = earlier
    return [*found, _stretch(there, int(other.side[n]), float(streets.length_m[there]) * into, b)]


def _stretch(segment: int, side: int, a: float, b: float) -> Walked:
    return Walked(segment, {1: Side.LEFT, -1: Side.RIGHT, 0: Side.BOTH}[side], min(a, b), max(a, b))
