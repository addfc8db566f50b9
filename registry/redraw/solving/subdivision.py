"""Faces: the grid cut up so that each atom has the ground nearest to it, and no line runs through a building.

Lines are the borders of a Voronoi diagram of places along all outlines, the outlines themselves where such a border
would run into one, and the barriers. All are noded together on the lattice, so that faces share every node.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import Voronoi, cKDTree

from registry.crs import Shapes
from registry.redraw.solving.atoms import Atom
from registry.redraw.solving.ground import LATTICE_M, Floats, Ints

BEYOND_M = 0.1
STEP_M = 3.0  # between places along an outline
FAR = 30  # times the size of the grid: sites out there close every region in here


@dataclass(frozen=True, slots=True)
class Faces:
    """`shapes` tile the grid; `atom` is whose ground each is."""

    shapes: Shapes
    atom: Ints


def subdivide(grid: shapely.Geometry, atoms: Sequence[Atom], barriers: Sequence[shapely.Geometry]) -> Faces:
    """Cut the grid (a valid area on the lattice) into faces. Without atoms each piece between barriers is a face."""
    outline = shapely.boundary(grid)
    reach = shapely.buffer(grid, BEYOND_M)  # cut off on the outline itself a barrier would end a hair before it
    walls = [shapely.intersection(barrier, reach) for barrier in barriers]
    lines = [outline, *walls, *(_led_out(wall, outline) for wall in walls)]
    solids = np.array([atom.shape for atom in atoms if atom.solid], dtype=object)
    places, owner = _places(atoms)
    if len(set(owner.tolist())) > 1:
        ridges = _ridges(places, owner, grid)
        # Asked of the lines and not of the buildings: what asks is prepared, and there are fewer buildings.
        hit: list[int] = np.unique(shapely.STRtree(ridges).query(solids, predicate="intersects")[0]).tolist()
        built = shapely.union_all(solids[hit]) if hit else None
        free = shapely.multilinestrings(ridges)
        lines += [free if built is None else shapely.difference(free, built)]
        lines += [shapely.boundary(solids[i]) for i in hit]
    shapes = _polygonized([line for line in lines if not line.is_empty], grid)
    return Faces(shapes, _labels(shapes, atoms, places, owner))


def _led_out(barrier: shapely.Geometry, outline: shapely.Geometry) -> shapely.Geometry:
    """Short ends that take a barrier over the outline where it stops a hair before it: else it would shut nothing."""
    ends = shapely.get_parts(shapely.boundary(barrier))
    near = ends[shapely.dwithin(ends, outline, BEYOND_M)] if len(ends) else ends
    ways = shapely.get_coordinates(shapely.shortest_line(near, outline)).reshape(-1, 2, 2)
    ways = ways[np.abs(ways[:, 1] - ways[:, 0]).max(axis=1, initial=0) > 0]
    ways[:, 1] += ways[:, 1] - ways[:, 0]
    return shapely.multilinestrings(shapely.linestrings(ways))


def _places(atoms: Sequence[Atom]) -> tuple[Floats, Ints]:
    """Places along the outlines and the bare places, with the number of their atom."""
    if not atoms:
        return np.empty((0, 2)), np.empty(0, dtype=np.int64)
    shapes = np.array([shapely.boundary(atom.shape) if atom.solid else atom.shape for atom in atoms], dtype=object)
    found, owner = shapely.get_coordinates(shapely.segmentize(shapes, STEP_M), return_index=True)
    order = np.lexsort((found[:, 1], found[:, 0], owner))
    return found[order], owner[order].astype(np.int64)


def _ridges(places: Floats, owner: Ints, grid: shapely.Geometry) -> Shapes:
    """Borders of the Voronoi diagram between different atoms."""
    west, south, east, north = grid.bounds
    middle, reach = np.array([west + east, south + north]) / 2, max(east - west, north - south) * FAR + 1.0
    turns = np.arange(12) * np.pi / 6 + 0.1
    ring = middle + reach * np.column_stack([np.cos(turns), np.sin(turns)])
    diagram = Voronoi(np.vstack([places, ring]))
    whose = np.concatenate([owner, np.full(len(ring), -1)])
    pairs = whose[diagram.ridge_points]
    ends = np.array(diagram.ridge_vertices)
    keep = (pairs[:, 0] != pairs[:, 1]) & (ends >= 0).all(axis=1) & (pairs >= 0).all(axis=1)
    lines: Shapes = shapely.linestrings(diagram.vertices[ends[keep]])
    near = shapely.STRtree(lines).query(shapely.box(west, south, east, north), predicate="intersects")
    crossing: Shapes = lines[np.sort(near)]
    return crossing


def _polygonized(lines: list[shapely.Geometry], grid: shapely.Geometry) -> Shapes:
    noded = shapely.union_all(lines, grid_size=LATTICE_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inside = shapely.covers(grid, shapely.point_on_surface(faces))
    kept: Shapes = faces[inside]
    middles = shapely.get_coordinates(shapely.point_on_surface(kept))
    return kept[np.lexsort((middles[:, 1], middles[:, 0]))]


def _labels(shapes: Shapes, atoms: Sequence[Atom], places: Floats, owner: Ints) -> Ints:
    """The atom whose building a face lies in, else the nearest; -1 where there is none."""
    if not atoms:
        return np.full(len(shapes), -1, dtype=np.int64)
    middles = shapely.point_on_surface(shapes)
    nearest = cKDTree(places).query(shapely.get_coordinates(middles))[1]
    labels: npt.NDArray[np.int64] = owner[nearest].copy()
    solid = np.array([i for i, atom in enumerate(atoms) if atom.solid], dtype=np.int64)
    if len(solid):
        buildings = np.array([atoms[i].shape for i in solid], dtype=object)
        face, building = shapely.STRtree(buildings).query(middles, predicate="within")
        labels[face[::-1]] = solid[building[::-1]]  # of several the first in order
    return labels
