"""Closed walks: everything once, joined, back home, and never far above what no walk can fall below."""

from collections import Counter
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.walks import closing
from inspections.walks.closing import Place, Side, Stretch, Walk
from inspections.walks.streets import Streets
from tests.inspections.walks import quarter

STREETS = quarter.build()
SEGMENTS = len(STREETS.codes)


def _node(streets: Streets, segment: int, along_m: float) -> tuple[object, ...]:
    """A junction, or a place on a segment."""
    if along_m < 0.01:
        return ("junction", int(streets.ends[segment, 0]))
    if along_m > streets.length_m[segment] - 0.01:
        return ("junction", int(streets.ends[segment, 1]))
    return (segment, round(along_m, 2))


def _check(
    streets: Streets, stretches: list[Stretch], places: list[Place], start: tuple[int, float], walk: Walk
) -> None:
    """What every walk promises."""
    here = _node(streets, *start)
    for leg in walk.legs:
        assert _node(streets, leg.segment, leg.from_m) == here, "a leg begins where the one before it ended"
        here = _node(streets, leg.segment, leg.to_m)
        if leg.side is not None or leg.unit is None:
            assert leg.metres == pytest.approx(abs(leg.to_m - leg.from_m))
    assert here == _node(streets, *start), "it ends where it began"
    done: Counter[tuple[int, Side, int]] = Counter()
    for leg in walk.legs:
        if leg.unit is not None and leg.side is not None:
            low, high = sorted((leg.from_m, leg.to_m))
            done.update((leg.unit, leg.side, metre) for metre in range(round(low), round(high)))
    asked = Counter(
        (one.unit, one.side, metre) for one in stretches for metre in range(round(one.from_m), round(one.to_m))
    )
    assert done == asked, "each metre of each side once as work"
    entered = Counter(leg.unit for leg in walk.legs if leg.unit is not None and leg.side is None)
    assert entered == Counter(one.unit for one in places)
    assert walk.metres == pytest.approx(sum(leg.metres for leg in walk.legs))
    required_m = sum(one.to_m - one.from_m for one in stretches) + sum(one.metres for one in places)
    assert required_m <= walk.bound_m + 1e-6
    assert walk.bound_m - 1e-6 <= walk.metres <= 1.5 * walk.bound_m + 1e-6


@st.composite
def tasks(draw: st.DrawFn) -> tuple[list[Stretch], list[Place], tuple[int, float]]:
    stretches: list[Stretch] = []
    for unit, segment in enumerate(draw(st.lists(st.integers(0, SEGMENTS - 1), max_size=10, unique=True))):
        low = draw(st.sampled_from([0.0, 20.0, 37.0]))
        high = draw(st.sampled_from([60.0, 101.0, 120.0]))
        sides = (
            draw(st.sampled_from([(Side.LEFT, Side.RIGHT), (Side.LEFT,), (Side.RIGHT,)]))
            if STREETS.width_m[segment] > 12
            else (Side.BOTH,)
        )
        stretches += [Stretch(unit, segment, low, high, side) for side in sides]
    places = [
        Place(100 + number, segment, at, 15.0, 200.0)
        for number, (segment, at) in enumerate(
            draw(st.lists(st.tuples(st.integers(0, SEGMENTS - 1), st.sampled_from([0.0, 33.0, 60.0])), max_size=4))
        )
    ]
    return stretches, places, (draw(st.integers(0, SEGMENTS - 1)), draw(st.sampled_from([0.0, 50.0, 120.0])))


@settings(max_examples=120)
@given(tasks(), st.integers(0, 5))
def test_a_walk_is_closed_and_covers_each_side_once(
    asked: tuple[list[Stretch], list[Place], tuple[int, float]], seed: int
) -> None:
    stretches, places, start = asked
    walk = closing.close(STREETS, stretches, places, start=start, seed=seed)
    assert walk.unreached == ()
    _check(STREETS, stretches, places, start, walk)
    assert closing.close(STREETS, stretches, places, start=start, seed=seed) == walk


def test_the_whole_quarter_on_its_sides() -> None:
    stretches = [
        Stretch(segment, segment, 0.0, 120.0, side)
        for segment in range(SEGMENTS)
        for side in ((Side.LEFT, Side.RIGHT) if STREETS.width_m[segment] > 12 else (Side.BOTH,))
    ]
    walk = closing.close(STREETS, stretches, [], start=(0, 0.0), seed=1)
    _check(STREETS, stretches, [], (0, 0.0), walk)
    assert walk.metres == walk.bound_m, "this one cannot be shorter"


def test_each_side_of_a_wide_street_is_walked_with_the_traffic() -> None:
    both = [Stretch(0, 0, 0.0, 120.0, side) for side in (Side.LEFT, Side.RIGHT)]
    walk = closing.close(STREETS, both, [], start=(0, 0.0), seed=1)
    assert [(leg.side, leg.to_m > leg.from_m) for leg in walk.legs] == [(Side.RIGHT, True), (Side.LEFT, False)]


def test_few_places_are_walked_in_the_best_order() -> None:
    dice = np.random.default_rng(4)
    for seed in range(8):
        stops = [(int(dice.integers(SEGMENTS)), float(dice.integers(120))) for _ in range(5)]
        places = [Place(number, segment, at, 0.0, 0.0) for number, (segment, at) in enumerate(stops)]
        walk = closing.close(STREETS, [], places, start=stops[0], seed=seed)
        best = min(
            sum(_apart(stops[a], stops[b]) for a, b in pairwise([0, *order, 0])) for order in permutations(range(1, 5))
        )
        assert best - 1e-6 <= walk.metres <= 1.5 * best + 1e-6
        assert walk.bound_m <= best + 1e-6, "the bound is below every walk"


def _apart(one: tuple[int, float], other: tuple[int, float]) -> float:
    """Along a chequered town by hand: by the blocks, unless both lie between the same two parallel streets."""
    here, there = (STREETS.lines[segment].interpolate(at) for segment, at in (one, other))
    ways = [
        here.distance(a) + abs(a.x - b.x) + abs(a.y - b.y) + b.distance(there)
        for a in _ends(one[0])
        for b in _ends(other[0])
    ]
    return float(here.distance(there)) if one[0] == other[0] else float(min(ways))


def _ends(segment: int):  # type: ignore[no-untyped-def]  # two points
    line = STREETS.lines[segment]
    return line.interpolate(0), line.interpolate(line.length)


def test_what_no_street_leads_to_is_said() -> None:
    streets = quarter.build(island=True)
    far = streets.codes.index(streets.codes[-1])
    asked = [Stretch(1, 0, 0.0, 120.0, Side.BOTH), Stretch(2, far, 0.0, 100.0, Side.BOTH)]
    walk = closing.close(streets, asked, [], start=(0, 0.0), seed=1)
    assert walk.unreached == (2,)
    _check(streets, asked[:1], [], (0, 0.0), walk)


def test_nothing_left_is_no_walk() -> None:
    walk = closing.close(STREETS, [], [], start=(3, 10.0), seed=1)
    assert (walk.legs, walk.metres, walk.bound_m) == ((), 0.0, 0.0)
