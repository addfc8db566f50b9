"""Sizes, round scales, and places of the ground on a page."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps.prints.paper import Box, Paper, Window, bar_m, round_scale, size_mm, window

BOX = Box(10, 20, 200, 100)


def test_sizes_are_those_of_iso_216() -> None:
    assert size_mm(Paper.A0) == (841, 1189)
    assert size_mm(Paper.A3, landscape=True) == (420, 297)
    for large, small in ((Paper.A0, Paper.A1), (Paper.A1, Paper.A2), (Paper.A3, Paper.A4)):
        assert size_mm(large)[0] == size_mm(small)[1]


@given(st.floats(1, 50_000), st.floats(1, 50_000))
def test_the_ground_fits_and_the_next_larger_scale_would_not_be_half_as_good(width: float, height: float) -> None:
    scale = round_scale(width, height, BOX)
    assert width * 1000 / scale <= BOX.width_mm + 1e-6
    assert height * 1000 / scale <= BOX.height_mm + 1e-6
    assert scale == 100 or max(width / BOX.width_mm, height / BOX.height_mm) * 1000 > scale / 1.4


def test_a_metre_is_a_metre_and_north_is_up() -> None:
    shown = window((0, 0, 400, 200), BOX)
    assert shown.scale == 2000
    corners = shapely.get_coordinates(shown.page(np.array([shapely.LineString([(0, 0), (400, 200)])], dtype=object)))
    assert corners.tolist() == [[10, 120], [210, 20]]
    assert shown.ground.bounds == (0, 0, 400, 200)
    assert window((0, 0, 400, 200), BOX, scale=5000).ground.area > shown.ground.area


@pytest.mark.parametrize(("scale", "most", "length"), [(12_500, 200, 2000), (1250, 60, 40), (100, 1, 4)])
def test_a_scale_bar_is_round(scale: int, most: float, length: int) -> None:
    assert bar_m(scale, most) == length
    assert Window(BOX, scale, (0, 0)).scale == scale
