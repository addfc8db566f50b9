"""How well a batch fits what the register knows, as it lies and as it would lie. Pure.

A score is not weighed against a fixed bar but against decoys: the same batch moved by 150 to 1,300 m in 40 directions
that mean nothing. What fits only by chance fits some decoys too: a handful of points, a line along a road, a lattice of
lamps. `strength` is how far a position stands above the decoys, in their own spread.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import KDTree

from registry.importing.kinds import Geometries

Floats = npt.NDArray[np.float64]

DECOYS = 40
NEAR_M = 30.0
"""Within this a thing or a road counts for something."""
BORDER_M = 50.0
"""Within this a border does: borders of two sources differ by some 20 m where they mean the same."""
OUT_M = 500.0
"""Further outside the outline than this is no worse than this."""
KERB_M = 5.0
"""A building no farther than this from the middle of a road stands on it."""

_METRES_PER_DEG = 111_320.0
_GOLDEN = np.pi * (3 - 5**0.5)
_APART_M = 120.0
# Below this the spread of a channel says nothing: every decoy scores the same.
_LEAST_SPREAD = 0.02
_LEAST_SPREAD_OF_SUM = 0.5
_CLIP = (-4.0, 40.0)


@dataclass(frozen=True, slots=True)
class Plane:
    """Metres east and north of a middle, good to a thousandth within 50 km: all that is compared lies in one plane."""

    lon: float
    lat: float

    def metres(self, positions: Floats) -> Floats:
        """Of lon/lat, shape (…, 2)."""
        return (positions - (self.lon, self.lat)) * self._scale

    def lon_lat(self, metres: Floats) -> Floats:
        """Of metres, shape (…, 2)."""
        lon_lat: Floats = metres / self._scale + (self.lon, self.lat)
        return lon_lat

    @property
    def _scale(self) -> Floats:
        return np.array([_METRES_PER_DEG * np.cos(np.radians(self.lat)), _METRES_PER_DEG])

    def shapes(self, shapes: Geometries) -> Geometries:
        """Shapes in metres."""
        moved: Geometries = shapely.transform(shapes, self.metres)
        return moved


def decoys(moves_m: Floats) -> Floats:
    """Moves in metres (DECOYS, 2) that no guess makes: not near staying, nor near `moves_m` (k, 2). Always the same."""
    meant = np.vstack([np.zeros((1, 2)), moves_m])
    found: list[Floats] = []
    step = 0
    while len(found) < DECOYS:
        far_m = 150 + 1150 * ((step * 0.7548776662) % 1)  # evenly over the ring, never in rows
        move = far_m * np.array([np.cos(step * _GOLDEN), np.sin(step * _GOLDEN)])
        step += 1
        if np.hypot(*(meant - move).T).min() > _APART_M:
            found.append(move)
    return np.array(found)


# Distances ---------------------------------------------------------------------------------------------------------


def to_things(spots_m: Floats, sorts: Geometries, *, known_m: Floats, known_sorts: Geometries) -> Floats:
    """From spots (k, n, 2) to the nearest known thing of each one's sort ("" is any): (k, n), at most `NEAR_M`."""
    found = np.full(spots_m.shape[:2], NEAR_M)
    for sort in np.unique(sorts.astype(str)):
        at = sorts == sort
        there = known_m if sort == "" else known_m[known_sorts == sort]
        if len(there):
            far, _ = KDTree(there).query(spots_m[:, at], distance_upper_bound=NEAR_M)
            found[:, at] = np.minimum(far, NEAR_M)
    return found


def to_lines(probes_m: Floats, lines: Geometries, *, reach_m: float) -> Floats:
    """From probes (k, n, 2) to the nearest of some lines in metres: (k, n), at most `reach_m`."""
    found = np.full(probes_m.shape[0] * probes_m.shape[1], reach_m)
    if len(lines) and len(found):
        points = shapely.points(probes_m.reshape(-1, 2))
        (at, _), far = shapely.STRtree(_strokes(lines)).query_nearest(
            points, max_distance=reach_m, return_distance=True, all_matches=False
        )
        found[at] = far
    return found.reshape(probes_m.shape[:2])


def _strokes(lines: Geometries) -> Geometries:
    """Lines as their straight pieces: a tree finds the nearest of these far sooner than the nearest of long rings."""
    ends, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    strokes: Geometries = shapely.linestrings(np.stack([ends[:-1], ends[1:]], axis=1)[line[:-1] == line[1:]])
    return strokes


def beyond(probes_m: Floats, outline: shapely.Geometry) -> Floats:
    """How far probes (k, n, 2) lie outside an outline in metres: (k, n), 0 inside, at most `OUT_M`."""
    points = shapely.points(probes_m.reshape(-1, 2))
    shapely.prepare(outline)
    out = np.flatnonzero(~shapely.intersects(outline, points))
    found = np.zeros(len(points))
    found[out] = np.minimum(shapely.distance(outline, points[out]), OUT_M)
    return found.reshape(probes_m.shape[:2])


# Scores ------------------------------------------------------------------------------------------------------------


def nearness(distances_m: Floats, *, blur_m: float, reach_m: float) -> Floats:
    """1 where a distance is 0, 0 from `reach_m` on, by its logarithm; `blur_m` is as good as nothing. Mean by row."""
    worth = 1 - np.log1p(distances_m / blur_m) / np.log1p(reach_m / blur_m)
    mean: Floats = worth.mean(axis=1)
    return mean


@dataclass(frozen=True, slots=True)
class Strengths:
    """How far each position stands above the decoys: `total`, and by channel. The decoys are left out."""

    total: Floats
    channels: Mapping[str, Floats]


def strengths(scores: Mapping[str, Floats], *, guesses: int) -> Strengths:
    """Of scores by channel: arrays of `guesses` positions that mean something, then the decoys'."""
    each = {name: _above(score, guesses, _LEAST_SPREAD) for name, score in scores.items()}
    if not each:
        return Strengths(np.zeros(guesses), {})
    total = _above(np.sum([np.clip(z, *_CLIP) for z in each.values()], axis=0), guesses, _LEAST_SPREAD_OF_SUM)
    return Strengths(total[:guesses], {name: z[:guesses] for name, z in each.items()})


def _above(score: Floats, guesses: int, least: float) -> Floats:
    """In spreads of the decoys' better half, above their middle: what is bad for many reasons must not widen it."""
    chance = score[guesses:]
    middle = np.median(chance)
    spread = np.sqrt(np.mean((chance[chance >= middle] - middle) ** 2))
    above: Floats = (score - middle) / max(spread, least)
    return above
