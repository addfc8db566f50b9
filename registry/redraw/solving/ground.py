"""The plane a grid is divided in: metres about its middle, whatever CRS it came in, and the way back without a gap.

The plane is lon/lat stretched to metres, so that for the size of a grid angles and areas hold to about 1e-4. Numbers
stand on a lattice of 10 µm: lines cut there stay cut. A node put on the grid's own outline goes back onto the straight
line between the two corners beside it, in the CRS of the grids: tiles meet their grid exactly there too.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from registry import crs
from registry.crs import ReferenceSystem, Shapes

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LATTICE_M = 1e-5


@dataclass(frozen=True, slots=True)
class Plane:
    """Metres east and north of a middle given in degrees, WGS 84."""

    lon: float
    lat: float

    @classmethod
    def about(cls, shape: shapely.Geometry) -> "Plane":
        """About the middle of the bounds of a lon/lat shape, to a thousandth of a degree."""
        west, south, east, north = shape.bounds
        return cls(round((west + east) / 2, 3), round((south + north) / 2, 3))

    @property
    def scale(self) -> Floats:
        """Metres in a degree east and in a degree north at the middle, on the ellipsoid of WGS 84."""
        lat = np.radians(self.lat)
        north = 111132.954 - 559.822 * np.cos(2 * lat) + 1.175 * np.cos(4 * lat)
        east = 111412.84 * np.cos(lat) - 93.5 * np.cos(3 * lat) + 0.118 * np.cos(5 * lat)
        return np.array([east, north])

    def metres(self, shapes: Shapes) -> Shapes:
        """Lon/lat shapes as metres on the lattice."""
        middle = np.array([self.lon, self.lat])
        laid: Shapes = shapely.transform(shapes, lambda xy: on_lattice((xy - middle) * self.scale))
        return laid

    def degrees(self, xy: Floats) -> Floats:
        """Positions in metres, shape (n, 2), as lon/lat."""
        there: Floats = xy / self.scale + np.array([self.lon, self.lat])
        return there


def on_lattice(xy: Floats) -> Floats:
    """Positions moved to the nearest point of the lattice."""
    return np.round(xy / LATTICE_M) * LATTICE_M


def keys(xy: Floats) -> Ints:
    """Positions as whole numbers of the lattice: what is equal there is one node."""
    return np.round(xy / LATTICE_M).astype(np.int64)


def quantised(values: npt.ArrayLike, step: float) -> Ints:
    """Values as whole steps. The edges of steps are odd numbers: round figures, as people build, are far from them."""
    return np.floor(np.asarray(values) / step + 0.377).astype(np.int64)


def restored(cells: Shapes, *, plane: Plane, own: shapely.Geometry, system: ReferenceSystem) -> Shapes:
    """Cells that tile the grid in its plane as shapes in the CRS of the grids; `own` is the grid there."""
    nodes = np.unique(keys(shapely.get_coordinates(cells)), axis=0)
    there = crs.numbers(plane.degrees(nodes.astype(np.float64) * LATTICE_M), system)
    _put_on_outline(nodes, there, outer=_outer(cells), corners=_segments(own), plane=plane, system=system)
    place = {(int(x), int(y)): there[i] for i, (x, y) in enumerate(nodes)}

    def back(xy: Floats) -> Floats:
        return np.array([place[int(x), int(y)] for x, y in keys(xy)])

    moved: Shapes = shapely.transform(cells, back)
    return moved


def _outer(cells: Shapes) -> set[tuple[int, int]]:
    whole = shapely.coverage_union_all(cells)
    return {(int(x), int(y)) for x, y in keys(shapely.get_coordinates(whole))}


def _segments(own: shapely.Geometry) -> Floats:
    """Sides of a shape as rows of x, y, x, y."""
    rings = shapely.get_rings(shapely.get_parts(own))
    sides = [np.hstack([xy[:-1], xy[1:]]) for xy in map(shapely.get_coordinates, rings)]
    return np.vstack(sides)


def _put_on_outline(
    nodes: Ints, there: Floats, *, outer: set[tuple[int, int]], corners: Floats, plane: Plane, system: ReferenceSystem
) -> None:
    """Overwrites `there` for the nodes of the outline: a corner is itself again, others lie on the side they cut."""
    ends = shapely.points(corners.reshape(-1, 2))
    here = shapely.get_coordinates(plane.metres(crs.to_wgs84(ends, system))).reshape(-1, 4)
    exact = {(int(x), int(y)): corners[i, :2] for i, (x, y) in enumerate(keys(here[:, :2]))}
    rows = np.array([i for i, (x, y) in enumerate(nodes) if (int(x), int(y)) in outer], dtype=np.int64)
    between = [i for i in rows if (int(nodes[i, 0]), int(nodes[i, 1])) not in exact]
    for i in rows:
        corner = exact.get((int(nodes[i, 0]), int(nodes[i, 1])))
        if corner is not None:
            there[i] = corner
    if between:
        sides = shapely.linestrings(here.reshape(-1, 2, 2))
        points = shapely.points(nodes[between] * LATTICE_M)
        nearest = shapely.STRtree(sides).nearest(points)
        share = shapely.line_locate_point(sides[nearest], points, normalized=True)[:, None]
        there[between] = corners[nearest, :2] * (1 - share) + corners[nearest, 2:] * share
