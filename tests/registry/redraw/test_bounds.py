"""Lower bounds against the fewest bins there are, and what is told before solving."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.redraw.bounds import feasible, lower_bound, martello_toth
from registry.redraw.parameters import Parameters


def fewest(sizes: Sequence[int], room: int) -> int:
    """The fewest bins, by trying: each item in every bin that has room, or in a new one."""
    best = len(sizes)

    def place(i: int, bins: list[int]) -> None:
        nonlocal best
        if len(bins) >= best:
            return
        if i == len(order):
            best = len(bins)
            return
        for b in range(len(bins)):
            if bins[b] + order[i] <= room and bins[b] not in bins[:b]:
                bins[b] += order[i]
                place(i + 1, bins)
                bins[b] -= order[i]
        place(i + 1, [*bins, order[i]])

    order = sorted((size for size in sizes if size), reverse=True)
    best = len(order)
    place(0, [])
    return best


@settings(max_examples=400, deadline=None)
@given(st.lists(st.integers(0, 20), max_size=9), st.just(20) | st.integers(20, 31))
def test_never_more_than_the_fewest_bins(sizes: list[int], room: int) -> None:
    least = fewest(sizes, room)
    assert martello_toth(np.array(sizes, dtype=np.int64), room) <= least
    assert lower_bound(sizes, room) <= max(1, least)
    assert lower_bound(sizes, room) >= math.ceil(sum(sizes) / room)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 45), max_size=8), st.integers(10, 20))
def test_towers_take_cells_of_their_own(sizes: list[int], room: int) -> None:
    towers = sum(-(-size // room) for size in sizes if size > room)
    others = [size for size in sizes if size <= room]
    assert towers <= lower_bound(sizes, room) <= max(1, towers + fewest(others, room))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 25), max_size=9), st.integers(0, 25))
def test_more_work_never_needs_fewer_cells(sizes: list[int], more: int) -> None:
    assert lower_bound([*sizes, more], 20) >= lower_bound(sizes, 20)


@pytest.mark.parametrize(
    ("sizes", "room", "bins"),
    [
        ([11, 11, 11], 20, 3),  # ceil would say 2
        ([12, 12, 9, 9], 20, 3),
        ([12, 12, 8, 8], 20, 2),
        ([20, 20], 20, 2),
        ([], 20, 1),
        ([45], 20, 3),
        ([0.1] * 200, 20.0, 1),  # sums of tenths do not creep over the room
        ([53.333333, 53.333333, 53.333333], 160.0, 1),
    ],
)
def test_known_cases(sizes: list[float], room: float, bins: int) -> None:
    assert lower_bound(sizes, room) == bins


def test_without_room_or_with_less_than_no_work() -> None:
    with pytest.raises(Invalid, match="raise the limit"):
        lower_bound([1.0], 0.0)
    with pytest.raises(Invalid, match="less than 0"):
        lower_bound([-1.0], 10.0)


HOUSES = pd.DataFrame({"doors": [40] * 10})  # 54 minutes each for two: 540 in 160 a cell


def test_enough_cells() -> None:
    told = feasible({"7": HOUSES, "8": HOUSES}, 10, Parameters())
    assert (told.feasible, told.bound, dict(told.fitting)) == (True, 8, {})
    assert "8 are needed at least" in told.words


def test_too_few_cells_and_what_would_just_fit() -> None:
    """540 minutes at 160 a cell are 4 cells by any bound; three are asked for."""
    told = feasible({"7": HOUSES}, 3, Parameters())
    assert not told.feasible
    assert told.bound == 4
    assert "3 cells cannot be enough: at least 4 are needed" in told.words
    door, limit, people = (told.fitting[name] for name in ("door_minutes", "limit_minutes", "people"))
    for name, fits, breaks in (
        ("door_minutes", door, door + 0.02),
        ("limit_minutes", limit, limit - 0.2),
        ("people", people, people - 1),
    ):
        for value, fine in ((fits, True), (breaks, False)):
            wanted = int(value) if name == "people" else value
            trial = Parameters(**{name: wanted})  # type: ignore[arg-type]
            assert feasible({"7": HOUSES}, 3, trial).feasible is fine, (name, value)
    assert f"minutes a door at most {door:.2f} (now 3)" in told.words


def test_fewer_cells_than_grids_nothing_can_mend() -> None:
    told = feasible({"7": HOUSES, "8": HOUSES}, 1, Parameters())
    assert told.fitting == {}
    assert "2 grids and each needs a cell of its own" in told.words


def test_minutes_given_are_shared_by_the_people() -> None:
    frame = pd.DataFrame({"minutes": [100.0, 100.0, 100.0]})
    told = feasible({"7": frame}, 1, Parameters(people=1), priced=True)
    assert told.bound == 3
    assert "door_minutes" not in told.fitting
    assert told.fitting["people"] == 2
    assert told.fitting["limit_minutes"] == pytest.approx(300, abs=0.11)


def test_a_limit_that_mobilisation_eats() -> None:
    told = feasible({"7": HOUSES}, 9, Parameters(limit_minutes=15))
    assert "mobilisation alone takes the limit" in told.words
    assert told.fitting["limit_minutes"] > 20
