"""Rows of covers: in step, out of step, and that a cover more never makes them fewer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.spacing import LEAST, in_step

OFFSETS = st.lists(st.floats(-450, 450), max_size=12)


@pytest.mark.parametrize(
    ("offsets", "count", "step"),
    [
        ([-70, -35, 35, 70], 4, 35),  # in the middle of a row
        ([36, 70.5, 103], 3, 36),  # at its end, with a little play
        ([-34, 36], 2, 36),
        ([-35, 20, 50], 1, 50),  # nothing regular
        ([-4, 4, 8.5], 1, 8.5),  # covers of one place stand together
        ([-200, 200, 400], 0, 0.0),  # nobody could clean that pipe
        ([], 0, 0.0),
    ],
)
def test_a_row_is_known_by_its_step(offsets: list[float], count: int, step: float) -> None:
    assert in_step(offsets) == (count, step)
    assert in_step(reversed(offsets)) == (count, step)
    assert in_step([-offset for offset in offsets])[0] == count


@given(OFFSETS, st.floats(-450, 450))
def test_a_cover_more_never_makes_the_row_shorter(offsets: list[float], another: float) -> None:
    assert in_step([*offsets, another])[0] >= in_step(offsets)[0]


@given(st.floats(10, 150), st.integers(1, 3), st.integers(0, 3))
def test_a_regular_row_is_always_found(step: float, after: int, before: int) -> None:
    offsets = [n * step for n in range(-before, after + 1) if n]
    count, _ = in_step(offsets)
    assert count >= len(offsets)
    assert (count >= LEAST) == (len(offsets) >= LEAST)
