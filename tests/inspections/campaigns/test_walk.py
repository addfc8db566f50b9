"""The order of a walk and its days."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from inspections.campaigns.walk import cut, days, nearest_next


def _street(*, returns: bool) -> tuple[list[int], list[float]]:
    """Three roads end to end, given out of order."""
    roads = [shapely.LineString([(x, 0), (x + 100, 0)]) for x in (100, 0, 200)]
    walk = nearest_next(np.array(roads, dtype=object), returns=np.array([returns] * 3))
    return walk.order.tolist(), walk.gap_m.tolist()


def test_roads_in_a_row_are_walked_in_a_row_without_a_gap() -> None:
    order, gaps = _street(returns=False)
    assert order in ([1, 0, 2], [2, 0, 1])
    assert sum(gaps) <= 100  # at most the first road is walked against the row


def test_whoever_walks_both_sides_comes_back_to_where_the_road_was_entered() -> None:
    roads = [shapely.LineString([(x, 0), (x + 100, 0)]) for x in (0, 100, 200)]
    once, twice = (nearest_next(np.array(roads, dtype=object), returns=np.array([both] * 3)) for both in (False, True))
    assert once.order.tolist() == twice.order.tolist() == [0, 1, 2]
    assert once.gap_m.tolist() == [0, 0, 0]
    assert twice.gap_m.tolist() == [0, 100, 100]


def test_compounds_are_left_where_they_are_nearest() -> None:
    shapes = np.array([shapely.box(0, 0, 50, 50), shapely.box(60, 0, 110, 50), shapely.box(500, 0, 550, 50)], object)
    walk = nearest_next(shapes, returns=np.zeros(3, dtype=bool))
    assert walk.order.tolist() == [2, 1, 0]
    assert walk.gap_m[2] == 10 + 50  # through the middle one, which is entered at the near side


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=30))
def test_every_unit_is_walked_once(at: list[tuple[int, int]]) -> None:
    shapes = np.array([shapely.Point(x, y) for x, y in at], dtype=object)
    walk = nearest_next(shapes, returns=np.zeros(len(at), dtype=bool))
    assert sorted(walk.order.tolist()) == list(range(len(at)))
    assert walk.gap_m[0] == 0


@given(st.lists(st.floats(1, 400), min_size=1, max_size=40), st.floats(100, 500))
def test_days_are_filled_one_after_the_other(minutes: list[float], minutes_a_day: float) -> None:
    on = days(np.array(minutes), minutes_a_day=minutes_a_day)
    assert on[0] == 1
    assert (np.diff(on) >= 0).all()
    for day in range(1, int(on[-1])):  # what is begun up to a day fills all days before it
        assert np.sum(np.array(minutes)[on <= day]) >= day * minutes_a_day * (1 - 1e-9)


@given(st.lists(st.floats(1, 50), min_size=8, max_size=60), st.integers(1, 8))
def test_a_walk_is_cut_in_runs(minutes: list[float], parts: int) -> None:
    runs = cut(np.array(minutes), parts=parts)
    assert (np.diff(runs) >= 0).all()
    assert runs.min() >= 0
    assert runs.max() < parts
    load = np.bincount(runs, weights=minutes, minlength=parts)
    assert load.max() <= sum(minutes) / parts + max(minutes)
