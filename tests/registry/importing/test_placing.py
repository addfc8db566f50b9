"""A point lies in one area, whatever the order of the areas."""

import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from registry.importing.placing import SLIVER_DEG, inner_points, locate

AREAS = pd.Series({"b": box(1, 0, 2, 1), "a": box(0, 0, 1, 1), "c": box(0, 1, 2, 2)}, dtype=object)


def test_inside_on_the_border_in_a_crack_and_outside() -> None:
    points = shapely.points([(0.5, 0.5), (1.5, 0.5), (1.0, 0.5), (1.0, 1.0), (2 + SLIVER_DEG / 2, 0.5), (3.0, 0.5)])
    assert list(locate(points, AREAS)) == ["a", "b", "a", "a", "b", None]
    assert list(locate(points, AREAS, reach_deg=0)) == ["a", "b", "a", "a", None, None]


def test_nothing_holds_a_missing_point_and_no_area_holds_anything() -> None:
    points = np.array([None, shapely.Point(0.5, 0.5)], dtype=object)
    assert list(locate(points, AREAS)) == [None, "a"]
    assert list(locate(points, AREAS.iloc[:0])) == [None, None]
    assert len(locate(points[:0], AREAS)) == 0


@settings(deadline=None, max_examples=20)
@given(st.permutations(["a", "b", "c"]), st.lists(st.tuples(st.floats(0, 2), st.floats(0, 2)), min_size=1, max_size=20))
def test_the_order_of_the_areas_does_not_matter(order: list[str], spots: list[tuple[float, float]]) -> None:
    points = shapely.points(spots)
    found = locate(points, AREAS[order])
    assert list(found) == list(locate(points, AREAS))
    assert all(AREAS[label].intersects(point) for label, point in zip(found, points, strict=True))


def test_a_point_stands_for_each_shape() -> None:
    shapes = np.array([shapely.Point(1, 1), shapely.LineString([(0, 0), (4, 0)]), box(0, 0, 2, 2)], dtype=object)
    point, middle, inner = inner_points(shapes)
    assert point.coords[0] == (1, 1)
    assert middle.coords[0] == (2, 0)
    assert box(0, 0, 2, 2).contains(inner)
