"""Rows become buildings or places, whatever their order."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from registry.redraw.solving.atoms import Stock, gather


def _stock(shapes: list[shapely.Geometry], outlines: list[shapely.Geometry], order: list[int]) -> Stock:
    return Stock(
        np.array(order),
        np.array([shapes[i] for i in order], dtype=object),
        work=np.array([10 + i for i in order]),
        floors=np.array(list(order)),
        building=[f"b{i}" for i in order],
        compound=["c"] * len(order),
        outlines=np.array(outlines, dtype=object),
    )


SHAPES = [
    shapely.box(0, 0, 10, 10),
    shapely.box(5, 0, 15, 10),  # drawn over the first by half
    shapely.box(14.9, 0, 30, 10),  # drawn over the second by a hair
    shapely.Point(2, 11),  # before the door of the first
    shapely.Point(50, 50),
    shapely.Point(50, 50),  # the same stairwell
    shapely.Point(60, 50),
]


@given(st.permutations(range(len(SHAPES))))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    atoms = gather(_stock(SHAPES, [shapely.box(58, 48, 62, 52)], order))
    assert [sorted(atom.rows) for atom in atoms] == [[0, 1, 3], [2], [4, 5], [6]]
    assert [atom.work for atom in atoms] == [34, 12, 29, 16]
    assert [atom.solid for atom in atoms] == [True, True, False, True]
    assert [atom.floors for atom in atoms] == [3, 2, 5, 6]


def test_a_building_without_demand_is_an_atom_too() -> None:
    (atom,) = gather(_stock([], [shapely.box(0, 0, 9, 9)], []))
    assert (atom.work, atom.rows) == (0, ())
