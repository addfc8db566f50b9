"""The words of a walk."""

import numpy as np

from inspections.walks import closing, remaining, telling
from inspections.walks.closing import Leg, Side, Walk
from tests.inspections.walks import quarter
from tests.inspections.walks.test_remaining import WIDE

STREETS = quarter.build()


def _told(*legs: Leg, covers: dict[tuple[int, Side], list[float]] | None = None) -> list[tuple[str, str, int]]:
    walk = Walk(legs, 0.0, 0.0, 0.0, ())
    steps = telling.tell(STREETS, walk, {1: WIDE}, covers or {})
    return [(step.words.zh, step.words.en, step.covers) for step in steps]


def test_a_side_is_told_by_the_compass_whichever_way_one_walks() -> None:
    at = {(1, Side.LEFT): [10.0, 50.0]}
    east = _told(Leg(1, 0, Side.LEFT, 0.0, 120.0, 120.0), covers=at)
    assert east == [("沿横0路北侧向东 120 m，2 个井盖", "along 横0路, north side, 120 m east: 2 covers", 2)]
    west = _told(Leg(1, 0, Side.LEFT, 120.0, 0.0, 120.0), covers=at)
    assert west[0][0] == "沿横0路北侧向西 120 m，2 个井盖"


def test_a_cover_is_counted_where_it_is_passed_first() -> None:
    at = {(1, Side.BOTH): [10.0, 60.0, 110.0]}
    legs = (Leg(1, 0, Side.BOTH, 0.0, 60.0, 60.0), Leg(1, 0, Side.BOTH, 60.0, 120.0, 60.0))
    assert [covers for _, _, covers in _told(*legs, covers=at)] == [2, 1]


def test_getting_on_and_going_in_are_told() -> None:
    passing, inside = _told(Leg(None, 1, None, 120.0, 0.0, 120.0), Leg(1, 0, None, 40.0, 40.0, 90.0))
    assert passing[:2] == ("沿纵0路向南走 120 m（路过）", "go 120 m south along 纵0路 (passing)")
    assert inside == ("进横0路，约走 90 m，4 个井盖", "into 横0路, about 90 m: 4 covers", 4)


def test_every_cover_left_is_told_once() -> None:
    left = remaining.remaining(STREETS, [WIDE])
    walk = closing.close(STREETS, left.stretches, left.places, start=(5, 10.0), seed=1)
    steps = telling.tell(STREETS, walk, {1: WIDE}, left.along_m)
    assert np.sum([step.covers for step in steps]) == len(WIDE.seen)
