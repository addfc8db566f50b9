"""Signs never lie on one another."""

import itertools

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.prints.paper import Box
from maps.prints.signs import Board, Sign, Standing, hold, stand, stand_within, width_of

PAGE = Box(0, 0, 200, 200)
AREA = st.tuples(st.floats(5, 180), st.floats(5, 180), st.floats(0.5, 30), st.floats(0.5, 30))


def overlap(one: Box, two: Box) -> bool:
    return one.x_mm < two.right_mm and two.x_mm < one.right_mm and one.y_mm < two.bottom_mm and two.y_mm < one.bottom_mm


@settings(max_examples=60, deadline=None)
@given(st.lists(AREA, max_size=25))
def test_no_sign_lies_on_another_or_off_the_page(areas: list[tuple[float, float, float, float]]) -> None:
    signs = [
        Sign((f"{n:03d}", "12 户"), shapely.box(x, y, x + w, y + h), 2, 6, lead=1.5)
        for n, (x, y, w, h) in enumerate(areas)
    ]
    board = Board(PAGE)
    held = hold(signs, board)
    named = [stand_within(Sign(("某某–001",), signs[0].area, 2, 4), board, step_mm=1)] if signs else []
    standing, without = stand(held, board)
    assert len(standing) + len(without) == len(signs)
    boxes = [one.box for one in [*standing, *(one for one in named if one is not None)]]
    assert not any(overlap(one, two) for one, two in itertools.combinations(boxes, 2))
    for box in boxes:
        assert box.x_mm >= 0
        assert box.bottom_mm <= 200
    for one in standing:
        assert one.sign.least_mm <= one.size_mm <= one.sign.most_mm


def test_room_is_used_and_a_small_area_gets_a_line() -> None:
    wide, small = shapely.box(0, 0, 60, 60), shapely.box(60, 60, 60.5, 60.5)
    board = Board(PAGE)
    standing, _ = stand(
        hold([Sign(("001",), wide, 2, 9), Sign(("002",), wide, 2, 9), Sign(("003",), small, 2, 9)], board), board
    )
    by_name = {one.sign.lines[0]: one for one in standing}
    assert by_name["001"].size_mm == 9
    assert by_name["001"].anchor is None
    assert by_name["002"].anchor is not None
    assert by_name["003"].size_mm == 2


def test_what_has_no_room_is_told() -> None:
    board = Board(Box(0, 0, 10, 4))
    area = shapely.box(0, 0, 10, 4)
    standing, without = stand(hold([Sign(("001",), area, 2.5, 2.5)] * 6, board), board)
    assert standing
    assert len(standing) + len(without) == 6
    assert without
    assert stand_within(Sign(("很长的名字",), area, 2.5, 2.5), board, step_mm=1) is None


def test_free_spots_are_those_that_are_free() -> None:
    board = Board(PAGE)
    board.take(Box(20, 20, 10, 4))
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(10.0, 45, 1.5), np.arange(10.0, 35, 1.5)))
    found = board.free_spots(x, y, width_mm=5, height_mm=3)
    sign = Sign(("x",), shapely.Point(0, 0), 1, 1)
    assert [board.is_free(Box(a - 2.5, b - 1.5, 5, 3)) for a, b in zip(x, y, strict=True)] == found.tolist()
    assert Standing(sign, 5, 5, 2).box.width_mm == width_of("x") * 2
    board.release(Box(20, 20, 10, 4))
    assert board.free_spots(x, y, width_mm=5, height_mm=3).all()


def test_a_chinese_letter_is_square() -> None:
    assert width_of("网格") == 2
    assert width_of("12") < 1.3
