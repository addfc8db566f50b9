"""Rows of covers: in step and out of step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.spacing import LEAST, in_step

OFFSETS = st.lists(st.floats(-450, 450), max_size=12)


@pytest.mark.parametrize(
    ("offsets", "count", "step"),
    [
        ([-70, -35, 35, 70], 4, 35),  # in the gap of a row
        ([36, 70.5, 103], 3, 36),  # at its end, with a little play
        ([-34, 36], 2, 34),
        ([-35, 20, 50], 1, 20),  # nothing regular
        ([-52.5, -17.5, 17.5, 52.5], 2, 17.5),  # between two covers of a row that does without it
        ([-105, -70, -35, -3, 35, 70, 105], 0, 0.0),  # a cover of the row stands here already
        ([-4, 4, 8.5], 0, 0.0),  # covers of one place stand together
        ([-200, 200, 400], 0, 0.0),  # nobody could clean that pipe
        ([], 0, 0.0),
    ],
)
def test_a_row_is_known_by_its_step(offsets: list[float], count: int, step: float) -> None:
    assert in_step(offsets) == (count, step)
    assert in_step(reversed(offsets)) == (count, step)
    assert in_step([-offset for offset in offsets]) == (count, step), "either way along the road is the same"


@given(OFFSETS)
def test_no_more_are_in_step_than_there_are(offsets: list[float]) -> None:
    count, step = in_step(offsets)
    assert 0 <= count <= min(len(offsets), 6)
    assert step in {0.0, *map(abs, offsets)}


@given(OFFSETS, st.sampled_from([-1, 1]), st.floats(451, 9000))
def test_what_is_out_of_reach_changes_nothing(offsets: list[float], side: int, far_m: float) -> None:
    if offsets:
        assert in_step([*offsets, side * 3 * far_m]) == in_step(offsets)


@given(
    st.floats(10, 150), st.integers(0, 3), st.integers(0, 3), st.lists(st.floats(-0.05, 0.05), min_size=6, max_size=6)
)
def test_a_row_is_found_in_spite_of_a_little_play(step: float, before: int, after: int, play: list[float]) -> None:
    places = [n for n in range(-before, after + 1) if n]
    offsets = [(n + off) * step for n, off in zip(places, play, strict=False)]
    count, found = in_step(offsets)
    if places and found:
        assert count == len(places)
        assert (count >= LEAST) == (len(places) >= LEAST)
