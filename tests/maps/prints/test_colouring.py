"""No two neighbours in one colour, on any map."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.prints.colouring import PALETTE, colours


def as_shapes(*shapes: shapely.Geometry) -> np.ndarray:
    return np.array(shapes, dtype=object)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=4, max_size=60, unique=True))
def test_neighbours_differ(spots: list[tuple[int, int]]) -> None:
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(spots)))
    found = colours(cells)
    assert max(found) < len(PALETTE)
    for a in range(len(cells)):
        for b in range(a):
            if shapely.length(shapely.intersection(cells[a], cells[b])) > 4:
                assert found[a] != found[b]


def test_borders_drawn_with_other_corners_are_borders() -> None:
    left = shapely.Polygon([(0, 0), (100, 0), (100.05, 50), (100, 100), (0, 100)])
    right = shapely.box(100.1, 0, 200, 100)
    assert not shapely.intersects(left, right)
    one, two = colours(as_shapes(left, right))
    assert one != two


def test_a_point_is_no_border_and_floors_have_one_colour() -> None:
    far = (shapely.box(0, 0, 10, 10), shapely.box(10, 10, 20, 20))
    assert colours(as_shapes(*far)) == [0, 0]
    beside = shapely.box(10, 0, 20, 10)
    assert colours(as_shapes(far[0], far[0], beside))[0] == colours(as_shapes(far[0], far[0], beside))[1]
    assert colours(as_shapes()) == []
