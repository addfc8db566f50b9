"""The tour told against the shortest there is, and distances against streets that can be measured by hand."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.redraw.touring import Floats, Ways, distances_m, shares_m, tour, tour_m, walk

SPOT = st.tuples(st.integers(0, 200), st.integers(0, 200))


def shortest_m(distances: Floats) -> float:
    """The shortest closed tour (Held and Karp 1962)."""
    count = len(distances)
    if count < 2:
        return 0.0
    best = {(frozenset([i]), i): float(distances[0, i]) for i in range(1, count)}
    for size in range(2, count):
        for part in itertools.combinations(range(1, count), size):
            whole = frozenset(part)
            for last in part:
                rest = whole - {last}
                best[whole, last] = min(best[rest, i] + float(distances[i, last]) for i in rest)
    return min(best[frozenset(range(1, count)), i] + float(distances[i, 0]) for i in range(1, count))


@settings(max_examples=150, deadline=None)
@given(st.lists(SPOT, min_size=0, max_size=8))
def test_never_less_than_the_shortest_and_never_twice_it(spots: list[tuple[int, int]]) -> None:
    distances = distances_m(np.array(spots, dtype=np.float64).reshape(-1, 2), detour=1.0)
    shortest = shortest_m(distances)
    assert shortest - 1e-6 <= tour_m(distances) <= 2 * shortest + 1e-6


def test_close_to_the_shortest_in_cells_as_they_are() -> None:
    """Eighty cells of nine places: on average within 3 % of the shortest, none worse than 25 %."""
    dice = np.random.default_rng(4)
    ratios = []
    for _ in range(80):
        distances = distances_m(dice.uniform(0, 96, (9, 2)), detour=1.3)
        ratios.append(tour_m(distances) / shortest_m(distances))
    assert max(ratios) <= 1.25
    assert np.mean(ratios) <= 1.03


def test_large_cells_are_told_too() -> None:
    """Beyond the places that legs are exchanged for, the bound of the tree still holds: between 0.7 and 1.5 √(n A)."""
    places = np.random.default_rng(1).uniform(0, 1000, (900, 2))
    assert 0.7 * 30_000 <= tour_m(distances_m(places, detour=1.0)) <= 1.5 * 30_000


def test_along_streets() -> None:
    """A U of three streets, 100 m each; doors at its two ends, 5 m off: 100 m apart, 310 m to walk."""
    lines = [((0, 0), (0, 100)), ((0, 100), (100, 100)), ((100, 100), (100, 0))]
    ways = Ways(np.array([shapely.LineString(line) for line in lines], dtype=object))
    found = distances_m(np.array([[-5.0, 0.0], [105.0, 0.0], [50.0, 100.0], [50.0, 100.0]]), ways=ways)
    assert found[0, 1] == pytest.approx(310)
    assert found[0, 2] == pytest.approx(155)
    assert found[2, 3] == pytest.approx(0, abs=0.02)
    assert np.array_equal(found, found.T)


def test_the_shorter_of_two_streets_between_the_same_corners_counts() -> None:
    lines = [shapely.LineString([(0, 0), (50, 80), (100, 0)]), shapely.LineString([(0, 0), (100, 0)])]
    found = distances_m(np.array([[0.0, 0.0], [100.0, 0.0]]), ways=Ways(np.array(lines, dtype=object)))
    assert found[0, 1] == pytest.approx(100)


def test_streets_that_do_not_join_fall_back_to_the_detour() -> None:
    lines = [shapely.LineString([(0, 0), (0, 50)]), shapely.LineString([(100, 0), (100, 50)])]
    found = distances_m(np.array([[0.0, 0.0], [100.0, 0.0]]), ways=Ways(np.array(lines, dtype=object)), detour=1.4)
    assert found[0, 1] == pytest.approx(140)


def test_shares_of_a_tour_add_up_to_it() -> None:
    """Two hundred and fifty places spread evenly over a square: within 15 % of a tour of all of them."""
    dice = np.random.default_rng(7)
    places = dice.uniform(0, 500, (250, 2))
    lonlat = np.column_stack([120.3 + places[:, 0] / 90_000, 36.0 + places[:, 1] / 110_960])
    assert shares_m(lonlat).sum() == pytest.approx(tour_m(distances_m(places, detour=1.0)), rel=0.15)
    assert shares_m(lonlat[:1]).tolist() == [0.0]
    assert shares_m(np.array([[120.3, 36.0], [120.3, 36.0]])).tolist() == [0.0, 0.0]


@settings(max_examples=50, deadline=None)
@given(st.lists(SPOT, min_size=0, max_size=12))
def test_a_walk_is_the_tour_without_its_longest_leg(spots: list[tuple[int, int]]) -> None:
    distances = distances_m(np.array(spots, dtype=np.float64).reshape(-1, 2))
    order = walk(distances)
    assert sorted(order.tolist()) == list(range(len(spots)))
    if len(spots) > 1:
        closed = tour(distances)
        legs = distances[closed, np.roll(closed, -1)]
        assert distances[order[:-1], order[1:]].sum() == pytest.approx(legs.sum() - legs.max())
        assert order[0] < order[-1]


def test_doors_of_one_yard_are_joined_by_the_ground_between_them() -> None:
    street = Ways(np.array([shapely.LineString([(0, 0), (0, 500), (60, 500), (60, 0)])], dtype=object))
    near = distances_m(np.array([[5.0, 10.0], [55.0, 10.0]]), ways=street)
    assert near[0, 1] == pytest.approx(50 * 1.3)
    far = Ways(np.array([shapely.LineString([(0, 0), (0, 500), (160, 500), (160, 0)])], dtype=object))
    assert distances_m(np.array([[5.0, 10.0], [155.0, 10.0]]), ways=far)[0, 1] > 1000
