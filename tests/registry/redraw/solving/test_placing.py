"""A thing is in one grid, or in none."""

import numpy as np
import shapely

from registry.redraw.solving.placing import place

GRIDS = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], dtype=object)


def test_by_the_middle_and_on_a_border_the_first() -> None:
    things = [shapely.Point(0.5, 0.5), shapely.Point(1, 0.5), shapely.box(0.9, 0.4, 1.4, 0.6), shapely.Point(3, 3)]
    assert place(np.array(things, dtype=object), GRIDS).tolist() == [0, 0, 1, -1]
    assert place(np.array([], dtype=object), GRIDS).tolist() == []


def test_a_hair_outside_is_inside() -> None:
    assert place(np.array([shapely.Point(-5e-8, 0.5), shapely.Point(-5e-6, 0.5)], dtype=object), GRIDS).tolist() == [
        0,
        -1,
    ]
