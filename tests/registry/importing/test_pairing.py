"""Close pairs are all found and no others, whatever the order; metres are true to scale."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.importing import pairing
from registry.importing.pairing import close_pairs, close_points, metres

Pairs = set[frozenset[int]]
Points = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.int64]]


def _points(rows: list[tuple[float, float, int]]) -> Points:
    x, y, group = zip(*rows, strict=True) if rows else ((), (), ())
    return np.array(x, dtype=float), np.array(y, dtype=float), np.array(group, dtype=np.int64)


def _brute(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], group: npt.NDArray[np.int64], radius: float
) -> Pairs:
    near = (np.hypot(x[:, None] - x, y[:, None] - y) <= radius) & (group[:, None] == group)
    return {frozenset((int(i), int(j))) for i, j in zip(*np.nonzero(near), strict=True) if i != j}


def _pairs(points: Points, radius: float) -> list[frozenset[int]]:
    first, second = close_pairs(*points, radius=radius)
    return [frozenset((int(i), int(j))) for i, j in zip(first, second, strict=True)]


def _made(seed: int, count: int, *, lanes: int) -> Points:
    """Points on few parallels and few meridians: many near, many on one spot."""
    rng = np.random.default_rng(seed)
    x, y = (rng.integers(0, most, count).astype(np.float64) * 0.3 for most in (12, lanes))
    return x, y, rng.integers(0, 3, count)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(0, 150), st.sampled_from([1, 2, 40]), st.sampled_from([0.0, 0.3, 0.5, 2]))
def test_all_close_pairs_are_found_each_once(seed: int, count: int, lanes: int, radius: float) -> None:
    points = _made(seed, count, lanes=lanes)
    found = _pairs(points, radius)
    assert len(set(found)) == len(found)
    assert set(found) == _brute(*points, radius)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 40]))
def test_the_order_of_the_points_does_not_matter(seed: int, lanes: int) -> None:
    points = _made(seed, 100, lanes=lanes)
    order = np.random.default_rng(seed).permutation(100)
    x, y, group = points
    found = {frozenset(int(order[i]) for i in pair) for pair in _pairs((x[order], y[order], group[order]), 0.3)}
    assert found == set(_pairs(points, 0.3))


def test_where_points_crowd_on_one_latitude_a_tree_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    by_tree = pairing._by_tree

    def told(*points: Any) -> Any:
        asked.append(len(points[0]))
        return by_tree(*points)

    monkeypatch.setattr(pairing, "_by_tree", told)
    few, many = _made(1, 60, lanes=1), _made(1, 400, lanes=1)
    assert set(_pairs(few, 0.5)) == _brute(*few, 0.5)
    assert not asked
    assert set(_pairs(many, 0.5)) == _brute(*many, 0.5)
    assert asked == [400]


def test_the_radius_is_inclusive_and_groups_are_apart() -> None:
    assert _pairs(_points([(0, 0, 1), (0.5, 0, 1), (0.5, 0, 2), (1.01, 0, 1)]), 0.5) == [frozenset((0, 1))]
    assert _pairs(_points([]), 1.0) == []
    assert _pairs(_points([(0, 0, 1)]), 1.0) == []


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(0, 120), st.sampled_from([1, 40]), st.booleans())
def test_close_points_are_those_of_the_pairs(seed: int, count: int, lanes: int, some: bool) -> None:
    points = _made(seed, count, lanes=lanes)
    counted = np.random.default_rng(seed).random(count) < 0.2
    pairs = [pair for pair in _pairs(points, 0.3) if not some or any(counted[i] for i in pair)]
    found = close_points(*points, radius=0.3, counted=counted if some else None)
    assert found.tolist() == sorted({i for pair in pairs for i in pair})


def test_a_crowd_on_one_spot_is_looked_at_once() -> None:
    """Two hundred million pairs would take gigabytes."""
    count = 20_000
    x, y = np.append(np.full(count, 5.0), 9.0), np.full(count + 1, 5.0)
    group = np.zeros(count + 1, dtype=np.int64)
    assert close_points(x, y, group, radius=2.0).tolist() == list(range(count))
    last = np.arange(count + 1) == count
    assert close_points(x, y, group, radius=2.0, counted=last).tolist() == []


@settings(deadline=None, max_examples=60)
@given(st.floats(-70, 70), st.floats(-1, 1), st.floats(0, 360), st.floats(0.1, 15), st.floats(70, 135))
def test_metres_are_true_to_scale_near_the_middle(
    lat: float, aside: float, azimuth: float, distance: float, middle: float
) -> None:
    """A degree from the middle of all, half a metre is off by some millimetres: two in a hundred at the most."""
    geod = pyproj.Geod(ellps="WGS84")
    lon = middle + aside
    there = geod.fwd(lon, lat, azimuth, distance)
    x, y = metres(np.array([lon, there[0], middle, middle, middle]), np.array([lat, there[1], lat, lat, lat]))
    told = float(np.hypot(x[1] - x[0], y[1] - y[0]))
    off_m = abs(told - distance)
    assert off_m <= 2e-4 + distance * (1e-4 + 0.018 * abs(aside) * abs(np.sin(np.radians(lat))))


def test_no_points_have_no_metres() -> None:
    x, y = metres(np.empty(0), np.empty(0))
    assert len(x) == len(y) == 0
