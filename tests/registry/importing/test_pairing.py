"""Close pairs are all found and no others, whatever the order; metres are true to scale."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.importing import pairing
from registry.importing.pairing import close_points, metres

Points = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


def _brute(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], radius: float) -> npt.NDArray[np.bool_]:
    near: npt.NDArray[np.bool_] = np.hypot(x[:, None] - x, y[:, None] - y) <= radius
    return near & ~np.eye(len(x), dtype=bool)


def _made(seed: int, count: int, *, lanes: int) -> Points:
    """Points on few parallels and few meridians: many near, many on one spot."""
    rng = np.random.default_rng(seed)
    x, y = (rng.integers(0, most, count).astype(np.float64) * 0.3 for most in (12, lanes))
    return x, y


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 150),
    st.sampled_from([1, 2, 40]),
    st.sampled_from([0.0, 0.3, 0.5, 2]),
    st.booleans(),
)
def test_all_close_points_are_found(seed: int, count: int, lanes: int, radius: float, some: bool) -> None:
    points = _made(seed, count, lanes=lanes)
    counted = np.random.default_rng(seed).random(count) < 0.2 if some else None
    pairs = _brute(*points, radius)
    if counted is not None:
        pairs &= counted[:, None] | counted
    found = close_points(*points, radius=radius, counted=counted)
    assert found.tolist() == np.flatnonzero(pairs.any(axis=1)).tolist()


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 40]))
def test_the_order_of_the_points_does_not_matter(seed: int, lanes: int) -> None:
    x, y = _made(seed, 100, lanes=lanes)
    order = np.random.default_rng(seed).permutation(100)
    found = order[close_points(x[order], y[order], radius=0.3)]
    assert sorted(found.tolist()) == close_points(x, y, radius=0.3).tolist()


def test_where_points_crowd_on_one_latitude_a_tree_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    by_tree = pairing._by_tree

    def told(*points: Any) -> Any:
        asked.append(len(points[0]))
        return by_tree(*points)

    monkeypatch.setattr(pairing, "_by_tree", told)
    for count, spread in ((60, 30.0), (400, 1000.0), (400, 30.0)):
        x, y = np.random.default_rng(1).random(count) * spread, np.zeros(count)
        assert close_points(x, y, radius=0.5).tolist() == np.flatnonzero(_brute(x, y, 0.5).any(axis=1)).tolist()
    assert asked == [400, 400]


def test_the_radius_is_inclusive() -> None:
    assert close_points(np.array([0, 0.5, 1.01]), np.zeros(3), radius=0.5).tolist() == [0, 1]
    assert close_points(np.zeros(0), np.zeros(0), radius=1.0).tolist() == []
    assert close_points(np.zeros(1), np.zeros(1), radius=1.0).tolist() == []


def test_a_crowd_on_one_spot_is_looked_at_once() -> None:
    """Two hundred million pairs would take gigabytes."""
    count = 20_000
    x, y = np.append(np.full(count, 5.0), 9.0), np.full(count + 1, 5.0)
    assert close_points(x, y, radius=2.0).tolist() == list(range(count))
    last = np.arange(count + 1) == count
    assert close_points(x, y, radius=2.0, counted=last).tolist() == []


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
