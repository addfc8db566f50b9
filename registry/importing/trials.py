"""A sample of a batch laid out in every way that its numbers may be meant, beside what the register knows. Pure.

Gross guesses are sifted by where the register lies, before anything known is fetched; the fine ones, and the decoys
they are weighed against, say for which places it is fetched.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry.datum import Datum, from_wgs84
from registry.importing import guesses
from registry.importing.evidence import Plane, decoys
from registry.importing.guesses import Bounds, Guess
from registry.importing.kinds import Geometries
from registry.importing.sampling import Sample, probes, spots

Floats = npt.NDArray[np.float64]

REACH_M = 3000.0
"""So far outside the outline a batch is still compared with what is known: more than any shift of a datum."""
_IN_REACH, _BROUGHT = 0.5, 0.8
_MOVED_M = 50.0
_ONE_PLACE_M = 1.0
_BASES = 3


@dataclass(frozen=True, slots=True)
class Region:
    """Where the register lies: `outlines` (areas, WGS 84) of divisions or of their parts; `box` (west, south, east,
    north) of whatever is registered, where no outline is known.

    `complete` tells that the outline of every division is known: what lies far outside all of them lies elsewhere.
    """

    outlines: Geometries
    complete: bool = False
    box: Bounds | None = None

    @property
    def bounds(self) -> Bounds | None:
        """West, south, east, north in degrees; None where nothing is known."""
        if not len(self.outlines):
            return self.box
        west, south, east, north = shapely.total_bounds(self.outlines)
        return float(west), float(south), float(east), float(north)

    def shape(self) -> shapely.Geometry:
        """The region as one area in degrees; something must be known of it."""
        if len(self.outlines):
            return shapely.union_all(shapely.make_valid(self.outlines))
        assert self.box is not None
        return shapely.box(*self.box)


@dataclass(frozen=True, slots=True)
class References:
    """What is known where a sample may lie: `known` things (sort, lon, lat), `roads` and `borders` (lines), WGS 84."""

    region: Region
    known: pd.DataFrame
    roads: Geometries
    borders: Geometries


@dataclass(frozen=True, slots=True)
class Base:
    """One reading of the sample and its shifts: `guesses`, and for each of them, then for each decoy, lon/lat of the
    probes (k, n, 2) and of the spots (k, m, 2)."""

    guesses: tuple[Guess, ...]
    probes: Floats
    spots: Floats
    sorts: Geometries


@dataclass(frozen=True, slots=True)
class Trial:
    """A sample beside all that its numbers may mean. `numbers` is what they give away by themselves.

    `read` are the probes (n, 2) as they were read; `inside` the share of them in reach of the region.
    """

    sample: Sample
    region: Region
    read: Floats
    inside: float
    numbers: Guess | None
    bases: tuple[Base, ...]

    def places(self) -> Floats:
        """Lon/lat (n, 2) near which roads and borders count: of every probe under every guess, decoys included."""
        places = np.concatenate([np.empty((0, 2)), *(base.probes.reshape(-1, 2) for base in self.bases)])
        return places[_on_earth(places)]

    def spots(self) -> tuple[Floats, Geometries]:
        """Lon/lat (n, 2) near which known things count, and the sort of thing at each ("" is any)."""
        places = np.concatenate([np.empty((0, 2)), *(base.spots.reshape(-1, 2) for base in self.bases)])
        sorts = np.concatenate([np.empty(0, object), *(np.tile(base.sorts, len(base.spots)) for base in self.bases)])
        there = _on_earth(places)
        return places[there], sorts[there]


def _on_earth(positions: Floats) -> npt.NDArray[np.bool_]:
    lon, lat = np.abs(positions).T
    there: npt.NDArray[np.bool_] = (lon <= 180) & (lat <= 90)  # false for what is not finite
    return there


def attempt(sample: Sample, region: Region) -> Trial:
    """Lay the sample out; of the guesses that move it far, only those that bring it to the region are kept."""
    xy = probes(sample)
    declared = guesses.declared(sample)
    if not len(xy):
        return Trial(sample, region, np.empty((0, 2)), 0.0, None, ())
    numbers = guesses.by_numbers(sample, xy)
    read = declared.lon_lat(xy)
    if region.bounds is None:
        return Trial(sample, region, read, 0.0, numbers, ())
    reach = _Reach(region)
    inside = reach.share(read)
    if numbers is None and inside >= _IN_REACH:
        return Trial(sample, region, read, inside, None, (_base(sample, declared, xy),))
    found = (*((numbers,) if numbers else ()), *guesses.gross(sample, region.bounds))
    bases = tuple(_base(sample, guess, xy) for guess in _brought_in(found, xy, reach))
    return Trial(sample, region, read, inside, numbers, bases)


class _Reach:
    """What lies in the region, or not far outside."""

    def __init__(self, region: Region) -> None:
        shape = region.shape()
        self.plane = Plane(shape.centroid.x, shape.centroid.y)
        self.shape = self.plane.shapes(np.array([shape]))[0]
        shapely.prepare(self.shape)

    def share(self, positions: Floats) -> float:
        """The share of lon/lat (n, 2) in reach; what is not on earth is not."""
        possible = _on_earth(positions)
        near = shapely.dwithin(self.shape, shapely.points(self.plane.metres(positions[possible])), REACH_M)
        return float(near.sum() / len(positions))


def _brought_in(found: tuple[Guess, ...], xy: Floats, reach: _Reach) -> list[Guess]:
    """The first few guesses that bring the sample into reach; of those that mean one place, the first."""
    kept: list[tuple[Guess, Floats]] = []
    for guess in found:
        positions = guess.lon_lat(xy)
        if guess.option is None or reach.share(positions) < _BROUGHT:
            continue
        if all(apart_m(positions, other) > _ONE_PLACE_M for _, other in kept):
            kept.append((guess, positions))
    return [guess for guess, _ in kept[:_BASES]]


def apart_m(one: Floats, two: Floats) -> float:
    """How far two layouts of the same probes lie apart in metres, in the middle; infinite where one is not on earth."""
    both = np.isfinite(one).all(axis=1) & np.isfinite(two).all(axis=1)
    if not both.any():
        return np.inf
    plane = Plane(*np.median(two[both], axis=0))
    return float(np.median(np.hypot(*(plane.metres(one[both]) - plane.metres(two[both])).T)))


def _base(sample: Sample, base: Guess, xy: Floats) -> Base:
    """The base, the shifts that move it, and the decoys about it."""
    marks, sorts = spots(sample)
    there = _on_earth(base.lon_lat(marks))
    marks, sorts = marks[there], sorts[there]
    xy = xy[_on_earth(base.lon_lat(xy))]
    stays = base.lon_lat(xy)
    plane = Plane(*np.median(stays, axis=0))
    shifts = [guess for guess in guesses.fine(base) if _MOVED_M < apart_m(guess.lon_lat(xy), stays) < REACH_M]
    if apart_m(np.column_stack(from_wgs84(*stays.T, datum=Datum.GCJ02)), stays) < _MOVED_M:
        shifts = []  # abroad neither datum is used
    meant = [base, *shifts]
    moves = [np.median(plane.metres(guess.lon_lat(xy)) - plane.metres(stays), axis=0) for guess in shifts]
    chance = decoys(np.array(moves).reshape(-1, 2))

    def laid_out(numbers: Floats) -> Floats:
        if not len(numbers):
            return np.empty((len(meant) + len(chance), 0, 2))
        moved = plane.lon_lat(plane.metres(base.lon_lat(numbers)) + chance[:, None, :])
        return np.concatenate([np.array([guess.lon_lat(numbers) for guess in meant]), moved])

    return Base(tuple(meant), laid_out(xy), laid_out(marks), sorts)
