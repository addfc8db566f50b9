"""Faces tile the grid, and no line runs through a building."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.redraw.solving.atoms import Atom
from registry.redraw.solving.subdivision import subdivide
from tests.registry.redraw.quarter import faces_of, houses

SIDE = (100.0, 100.0)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 89), st.integers(1, 89), st.integers(1, 9), st.integers(1, 9)), max_size=12))
def test_faces_tile_the_grid_and_buildings_are_whole(boxes: list[tuple[int, int, int, int]]) -> None:
    shapes: list[shapely.Geometry] = []
    for x, y, wide, deep in boxes:
        shape = shapely.box(x, y, x + wide, y + deep)  # walls may touch
        if not any(shapely.area(shapely.intersection(shape, other)) > 0 for other in shapes):
            shapes.append(shape)
    atoms = [Atom(shape, 1, 0, "", "", (i,)) for i, shape in enumerate(shapes)]
    faces = faces_of(atoms, SIDE)
    assert shapely.coverage_is_valid(faces.shapes)
    assert abs(shapely.area(faces.shapes).sum() - 10_000) < 1e-6
    for i, shape in enumerate(shapes):
        ground = shapely.union_all(faces.shapes[faces.atom == i])
        assert shapely.area(shapely.difference(shape, ground)) < 1e-3


def test_a_barrier_is_a_border_of_faces() -> None:
    rail = shapely.LineString([(-5, 33), (105, 37)])
    faces = faces_of(houses(2, 2), SIDE, rail)
    assert not shapely.crosses(shapely.buffer(faces.shapes, -0.01), rail).any()
    assert len(np.unique(faces.atom)) == 4


def test_a_grid_without_atoms_is_a_face() -> None:
    faces = faces_of([], SIDE)
    assert (len(faces.shapes), faces.atom.tolist()) == (1, [-1])


def test_a_barrier_that_ends_a_hair_before_the_outline_divides_the_ground() -> None:
    grid = shapely.box(0, 0, 100, 100)
    line = shapely.linestrings([[-20, 50], [99.999_98, 50]])
    assert len(subdivide(grid, [], [line]).shapes) == 2
    assert len(subdivide(grid, [], [shapely.linestrings([[-20, 50], [90, 50]])]).shapes) == 1
