"""Tracks made from a known walk, disturbed, and matched back."""

import numpy as np
import pytest
import shapely
from shapely.ops import substring

from inspections.walks import closing, matching, smoothing
from inspections.walks.closing import Side, Stretch, Walk
from inspections.walks.matching import Track
from inspections.walks.streets import Streets
from tests.inspections.walks import quarter

STREETS = quarter.build(5)
_PACE = 1.1  # m/s


def simulate(
    streets: Streets, walk: Walk, *, noise_m: float, seed: int, every_s: float = 5.0, lag: float = 0.5
) -> Track:
    """Fixes of somebody on the walk, on the kerb where the street is wide, errors following each other by `lag`."""
    dice = np.random.default_rng(seed)
    points = []
    ahead = 0.0
    for leg in walk.legs:
        line = substring(streets.lines[leg.segment], leg.from_m, leg.to_m)
        if line.length == 0:
            continue
        width = streets.width_m[leg.segment]
        side = leg.side or Side.BOTH
        if width > matching.WIDE_M and side is Side.BOTH:
            side = Side.RIGHT if leg.to_m > leg.from_m else Side.LEFT
        kerb = {Side.LEFT: 1, Side.RIGHT: -1, Side.BOTH: 0}[side] * width / 2
        kerb *= 1 if leg.to_m > leg.from_m else -1
        a, b = (np.array(line.coords[i]) for i in (0, -1))
        normal = np.array([-(b - a)[1], (b - a)[0]]) / np.hypot(*(b - a))
        while ahead < line.length:
            points.append(shapely.get_coordinates(line.interpolate(ahead))[0] + normal * kerb)
            ahead += _PACE * every_s
        ahead -= line.length
    xy = np.array(points)
    error = np.zeros_like(xy)
    fresh = dice.normal(0, noise_m / smoothing.RADIUS, xy.shape)
    error[0] = fresh[0]
    for i in range(1, len(xy)):
        error[i] = lag * error[i - 1] + np.sqrt(1 - lag**2) * fresh[i]
    return Track(xy + error, np.arange(len(xy), dtype=np.float64) * every_s, np.full(len(xy), noise_m))


def _walk(seed: int) -> Walk:
    dice = np.random.default_rng(seed)
    chosen = dice.choice(len(STREETS.codes), 10, replace=False)
    stretches = [
        Stretch(int(segment), int(segment), 0.0, 120.0, side)
        for segment in chosen
        for side in ((Side(dice.choice(["left", "right"])),) if STREETS.width_m[segment] > 12 else (Side.BOTH,))
    ]
    return closing.close(STREETS, stretches, [], start=(int(chosen[0]), 0.0), seed=seed)


def true_metres(walk: Walk) -> float:
    return sum(leg.metres for leg in walk.legs)


def sides_right(streets: Streets, walk: Walk, found: matching.Matched) -> tuple[float, float]:
    """Metres matched on wide streets walked on one side alone, and of them on that side."""
    known: dict[int, list[tuple[Side, float, float]]] = {}
    for leg in walk.legs:
        side = leg.side or Side.BOTH
        if side is Side.BOTH:
            side = Side.RIGHT if leg.to_m > leg.from_m else Side.LEFT
        low, high = sorted((leg.from_m, leg.to_m))
        known.setdefault(leg.segment, []).append((side, low, high))
    total = right = 0.0
    for one in found.walked:
        if (
            len({side for side, _, _ in known.get(one.segment, [])}) > 1
            or streets.width_m[one.segment] <= matching.WIDE_M
        ):
            continue
        total += one.to_m - one.from_m
        middle = (one.from_m + one.to_m) / 2
        if any(side is one.side and low <= middle <= high for side, low, high in known.get(one.segment, [])):
            right += one.to_m - one.from_m
    return total, right


@pytest.mark.parametrize("noise_m", [5.0, 10.0, 15.0])
def test_a_walk_is_found_again(noise_m: float) -> None:
    total = right = found_m = truth_m = 0.0
    for seed in range(4):
        walk = _walk(seed)
        track = simulate(STREETS, walk, noise_m=noise_m, seed=seed)
        found = matching.match(STREETS, track)
        assert found.gaps == ()
        found_m += found.metres
        truth_m += true_metres(walk)
        on, right_m = sides_right(STREETS, walk, found)
        total, right = total + on, right + right_m
    assert found_m == pytest.approx(truth_m, rel=0.05)
    assert right > 0.9 * total


def test_a_gap_is_told_and_not_bridged() -> None:
    walk = _walk(7)
    track = simulate(STREETS, walk, noise_m=5.0, seed=7)
    whole = matching.match(STREETS, track)
    kept = (track.seconds < 400) | (track.seconds > 700)
    found = matching.match(STREETS, Track(track.xy[kept], track.seconds[kept], track.accuracy_m[kept]))
    assert [(gap.from_s, gap.to_s) for gap in found.gaps] == [(395.0, 705.0)]
    assert found.metres == pytest.approx(whole.metres - 310 * _PACE, rel=0.05)


def test_inside_a_compound_is_no_street() -> None:
    yard = shapely.box(20, 20, 100, 100)
    around = [(60 + 20 * np.cos(turn), 60 + 20 * np.sin(turn)) for turn in np.linspace(0, 2 * np.pi, 40)]
    track = Track(np.array(around), np.arange(40, dtype=np.float64) * 3, np.full(40, 5.0))
    found = matching.match(STREETS, track, places=[yard])
    assert found.walked == ()
    assert found.inside_m[0] == pytest.approx(2 * np.pi * 20, rel=0.1)


def test_metres_walked_twice_count_once() -> None:
    walked = [
        matching.Walked(1, Side.LEFT, 0, 60),
        matching.Walked(1, Side.LEFT, 40, 90),
        matching.Walked(1, Side.RIGHT, 0, 9),
    ]
    assert matching.covered(walked, segment=1, side=Side.LEFT, from_m=20, to_m=120) == 70
    assert matching.covered(walked, segment=1, side=Side.RIGHT, from_m=0, to_m=120) == 9
    assert matching.covered(walked, segment=1, side=Side.BOTH, from_m=0, to_m=120) == 90
    assert matching.covered(walked, segment=2, side=Side.LEFT, from_m=0, to_m=120) == 0


def test_no_fix_is_no_walk() -> None:
    found = matching.match(STREETS, Track(np.empty((0, 2)), np.empty(0), np.empty(0)))
    assert (found.walked, found.metres, found.gaps) == ((), 0.0, ())
