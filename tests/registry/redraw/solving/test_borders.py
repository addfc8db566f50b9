"""Straight borders that leave buildings and places where they are."""

import numpy as np
import shapely

from registry.redraw.solving.borders import draw, in_order
from tests.registry.redraw.quarter import NOTHING

STAIRS = [(50 + (i % 2) * 4.0, i * 10.0) for i in range(11)]


def _halves() -> np.ndarray:
    west = shapely.Polygon([(0, 0), *STAIRS, (0, 100)])
    return np.array([west, shapely.difference(shapely.box(0, 0, 100, 100), west)], dtype=object)


def test_a_free_border_becomes_straight_and_tiles() -> None:
    shapes = draw(_halves(), np.array([0, 1]), 2, things=np.array([shapely.Point(10, 10)], dtype=object), fixed=NOTHING)
    assert shapely.get_num_coordinates(shapes).sum() < shapely.get_num_coordinates(_halves()).sum()
    assert shapely.coverage_is_valid(shapes)
    assert abs(shapely.area(shapes).sum() - 10_000) < 1e-6


def test_no_border_runs_into_a_building_or_past_a_place() -> None:
    house, place = shapely.box(50.5, 48, 53, 52), shapely.Point(53.5, 30)
    things = np.array([house, place], dtype=object)
    shapes = draw(_halves(), np.array([0, 1]), 2, things=things, fixed=NOTHING)
    assert shapely.area(shapely.intersection(shapes, house)).min() < 0.01
    before = shapely.intersects(_halves(), place)
    assert (shapely.intersects(shapes, place) == before).all()


def test_numbers_run_from_the_north_west_to_east() -> None:
    cells = [shapely.box(x, y, x + 10, y + 10) for x, y in ((10, 0), (0, 0), (10, 10), (0, 10))]
    assert in_order(np.array(cells, dtype=object)) == [3, 2, 1, 0]
